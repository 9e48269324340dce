-- Lists of drugs under special control, such as narcotics and psychotropics.
-- migrate:up
CREATE TABLE inventory.drug_focus_lists (
    id serial NOT NULL,
    list_code character varying(20) NOT NULL,
    list_name character varying(100) NOT NULL,
    description text,
    generic_id integer,
    drug_id integer,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_focus_lists_pkey PRIMARY KEY (id),
    CONSTRAINT drug_focus_lists_list_code_key UNIQUE (list_code),
    CONSTRAINT drug_focus_lists_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    CONSTRAINT drug_focus_lists_drug_id_fkey
        FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id)
);

CREATE INDEX idx_drug_focus_lists_generic ON inventory.drug_focus_lists (generic_id);
CREATE INDEX idx_drug_focus_lists_drug ON inventory.drug_focus_lists (drug_id);

COMMENT ON TABLE inventory.drug_focus_lists IS
    'Drugs under special control, such as narcotics | รายการยาควบคุมพิเศษ เช่น ยาเสพติดให้โทษ';
COMMENT ON COLUMN inventory.drug_focus_lists.list_code IS
    'Code of the entry, used once | รหัสรายการ ใช้ได้ครั้งเดียว';
COMMENT ON COLUMN inventory.drug_focus_lists.list_name IS 'Name of the list | ชื่อบัญชียาควบคุม';
COMMENT ON COLUMN inventory.drug_focus_lists.generic_id IS
    'Generic drug that is meant, whoever makes it | ยาชื่อสามัญที่ควบคุม ไม่ว่าบริษัทใดผลิต';
COMMENT ON COLUMN inventory.drug_focus_lists.drug_id IS
    'Trade drug, if only that one is meant | ยาชื่อการค้า ถ้าควบคุมเฉพาะรายการนั้น';

-- migrate:down
DROP TABLE inventory.drug_focus_lists;
