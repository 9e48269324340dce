-- How a trade drug is packed: base units in a pack, for every vendor that packs it differently.
-- migrate:up
CREATE TABLE inventory.drug_pack_ratios (
    id serial NOT NULL,
    drug_id integer NOT NULL,
    company_id integer,
    pack_size integer NOT NULL,
    pack_unit character varying(20) NOT NULL,
    unit_per_pack numeric(10,2) NOT NULL,
    pack_price numeric(10,2),
    is_default boolean DEFAULT false,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_pack_ratios_pkey PRIMARY KEY (id),
    CONSTRAINT drug_pack_ratios_drug_id_fkey FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT drug_pack_ratios_company_id_fkey
        FOREIGN KEY (company_id) REFERENCES inventory.companies (id)
);

CREATE INDEX idx_drug_pack_ratios_drug ON inventory.drug_pack_ratios (drug_id);
CREATE INDEX idx_drug_pack_ratios_company ON inventory.drug_pack_ratios (company_id);

COMMENT ON TABLE inventory.drug_pack_ratios IS 'Packs of trade drugs | ขนาดบรรจุของยาชื่อการค้า';
COMMENT ON COLUMN inventory.drug_pack_ratios.drug_id IS 'Trade drug | ยาชื่อการค้า';
COMMENT ON COLUMN inventory.drug_pack_ratios.company_id IS
    'Vendor that sells this pack, empty if all do | '
    'ผู้ขายที่จำหน่ายขนาดบรรจุนี้ ว่างไว้ถ้าเหมือนกันทุกราย';
COMMENT ON COLUMN inventory.drug_pack_ratios.pack_size IS
    'Size of the pack as it is printed on it | ขนาดบรรจุตามที่ระบุบนบรรจุภัณฑ์';
COMMENT ON COLUMN inventory.drug_pack_ratios.pack_unit IS
    'Unit of the pack, such as a box | หน่วยบรรจุ เช่น กล่อง';
COMMENT ON COLUMN inventory.drug_pack_ratios.unit_per_pack IS
    'Base units in one pack, as stock counts them | จำนวนหน่วยย่อยในหนึ่งหน่วยบรรจุ ตามที่คลังนับ';
COMMENT ON COLUMN inventory.drug_pack_ratios.pack_price IS
    'Price of one pack in baht | ราคาต่อหน่วยบรรจุ (บาท)';
COMMENT ON COLUMN inventory.drug_pack_ratios.is_default IS
    'Offered first when the drug is ordered | ขนาดบรรจุที่เสนอเป็นค่าเริ่มต้นเมื่อสั่งซื้อ';

-- migrate:down
DROP TABLE inventory.drug_pack_ratios;
