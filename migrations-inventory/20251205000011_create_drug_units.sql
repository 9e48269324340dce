-- Units in which drugs are counted, measured and packed.
-- migrate:up
CREATE TABLE inventory.drug_units (
    id serial NOT NULL,
    unit_code character varying(10) NOT NULL,
    unit_name character varying(50) NOT NULL,
    unit_name_en character varying(50),
    unit_type inventory.unit_type,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_units_pkey PRIMARY KEY (id),
    CONSTRAINT drug_units_unit_code_key UNIQUE (unit_code)
);

CREATE INDEX idx_drug_units_type ON inventory.drug_units (unit_type);

COMMENT ON TABLE inventory.drug_units IS 'Units of drugs | หน่วยนับยา';
COMMENT ON COLUMN inventory.drug_units.unit_code IS 'Code of the unit | รหัสหน่วยนับ';
COMMENT ON COLUMN inventory.drug_units.unit_name IS 'Name in Thai | ชื่อภาษาไทย';
COMMENT ON COLUMN inventory.drug_units.unit_name_en IS 'Name in English | ชื่อภาษาอังกฤษ';
COMMENT ON COLUMN inventory.drug_units.unit_type IS
    'What the unit measures | สิ่งที่หน่วยนับวัด';

-- migrate:down
DROP TABLE inventory.drug_units;
