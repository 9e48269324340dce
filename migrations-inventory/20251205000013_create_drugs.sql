-- Trade drugs, in stock by their maker. tmt_tpu_id gets its foreign key with the TMT tables.
-- The trigger function is made again for a site whose earlier steps the platform itself ran.
-- migrate:up
CREATE OR REPLACE FUNCTION inventory.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE TABLE inventory.drugs (
    id serial NOT NULL,
    drug_code character varying(24) NOT NULL,
    trade_name character varying(200) NOT NULL,
    generic_id integer NOT NULL,
    manufacturer_id integer NOT NULL,
    tmt_tpu_id integer,
    nlem_status inventory.nlem_status NOT NULL,
    drug_status inventory.drug_status NOT NULL,
    product_category inventory.product_category NOT NULL,
    status_changed_date date,
    unit_price numeric(10,2),
    package_size integer,
    package_unit character varying(20),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drugs_pkey PRIMARY KEY (id),
    CONSTRAINT drugs_drug_code_key UNIQUE (drug_code),
    CONSTRAINT drugs_drug_code_length CHECK (char_length(drug_code) = 24),
    CONSTRAINT drugs_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    CONSTRAINT drugs_manufacturer_id_fkey
        FOREIGN KEY (manufacturer_id) REFERENCES inventory.companies (id)
);

CREATE INDEX idx_drugs_generic ON inventory.drugs (generic_id);
CREATE INDEX idx_drugs_manufacturer ON inventory.drugs (manufacturer_id);
CREATE INDEX idx_drugs_tmt ON inventory.drugs (tmt_tpu_id);
CREATE INDEX idx_drugs_nlem ON inventory.drugs (nlem_status);
CREATE INDEX idx_drugs_status ON inventory.drugs (drug_status);
CREATE INDEX idx_drugs_category ON inventory.drugs (product_category);
CREATE INDEX idx_drugs_active ON inventory.drugs (is_active);
CREATE INDEX idx_drugs_trade_name ON inventory.drugs (trade_name);

CREATE TRIGGER trg_drugs_updated_at
    BEFORE UPDATE ON inventory.drugs
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.drugs IS 'Trade drugs | ยาชื่อการค้า';
COMMENT ON COLUMN inventory.drugs.drug_code IS
    'Standard drug code, 24 characters | รหัสยามาตรฐาน 24 หลัก';
COMMENT ON COLUMN inventory.drugs.generic_id IS 'Generic drug | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.drugs.manufacturer_id IS 'Maker | บริษัทผู้ผลิต';
COMMENT ON COLUMN inventory.drugs.tmt_tpu_id IS
    'Row of the TMT concept at TPU level, not its number | '
    'แถวของรหัสยา TMT ระดับ TPU ไม่ใช่เลขรหัส';
COMMENT ON COLUMN inventory.drugs.nlem_status IS
    'On the National List of Essential Medicines or not | สถานะในบัญชียาหลักแห่งชาติ';
COMMENT ON COLUMN inventory.drugs.drug_status IS
    'State in the hospital list | สถานะในบัญชียาโรงพยาบาล';
COMMENT ON COLUMN inventory.drugs.product_category IS
    'Product category of the ministry | ประเภทผลิตภัณฑ์ของกระทรวง';
COMMENT ON COLUMN inventory.drugs.status_changed_date IS
    'Day on which drug_status last changed | วันที่เปลี่ยนสถานะยาครั้งล่าสุด';
COMMENT ON COLUMN inventory.drugs.unit_price IS 'Price per unit in baht | ราคาต่อหน่วย (บาท)';
COMMENT ON COLUMN inventory.drugs.package_size IS
    'Base units in one package | จำนวนหน่วยย่อยต่อหน่วยบรรจุ';
COMMENT ON COLUMN inventory.drugs.package_unit IS 'Unit of the package | หน่วยบรรจุ';

-- migrate:down
DROP TABLE inventory.drugs;
