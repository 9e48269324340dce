-- Products that the hospital itself makes or repackages (HPP), and what goes into them.
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

CREATE TABLE inventory.hospital_pharmaceutical_products (
    id bigserial NOT NULL,
    hpp_code character varying(50) NOT NULL,
    hpp_type inventory.hpp_type NOT NULL,
    product_name character varying(255) NOT NULL,
    generic_id integer,
    drug_id integer,
    base_product_id bigint,
    tmt_code character varying(50),
    is_outsourced boolean DEFAULT false,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT hospital_pharmaceutical_products_pkey PRIMARY KEY (id),
    CONSTRAINT hospital_pharmaceutical_products_hpp_code_key UNIQUE (hpp_code),
    CONSTRAINT hospital_pharmaceutical_products_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    CONSTRAINT hospital_pharmaceutical_products_drug_id_fkey
        FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT hospital_pharmaceutical_products_base_product_id_fkey
        FOREIGN KEY (base_product_id)
        REFERENCES inventory.hospital_pharmaceutical_products (id)
);

CREATE INDEX idx_hpp_code ON inventory.hospital_pharmaceutical_products (hpp_code);
CREATE INDEX idx_hpp_type ON inventory.hospital_pharmaceutical_products (hpp_type);
CREATE INDEX idx_hpp_generic ON inventory.hospital_pharmaceutical_products (generic_id);
CREATE INDEX idx_hpp_drug ON inventory.hospital_pharmaceutical_products (drug_id);
CREATE INDEX idx_hpp_active ON inventory.hospital_pharmaceutical_products (is_active);

CREATE TRIGGER trg_hospital_pharmaceutical_products_updated_at
    BEFORE UPDATE ON inventory.hospital_pharmaceutical_products
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.hospital_pharmaceutical_products IS
    'Hospital pharmaceutical products (HPP) | ยาที่โรงพยาบาลผลิต (HPP)';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.hpp_code IS
    'Code of the product | รหัสยาที่โรงพยาบาลผลิต';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.hpp_type IS
    'Kind of product | ประเภทยาที่โรงพยาบาลผลิต';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.generic_id IS
    'Generic drug | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.drug_id IS
    'Trade drug that it is made from | ยาชื่อการค้าที่ใช้ผลิต';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.base_product_id IS
    'Product of the hospital that it is made from | ยาที่โรงพยาบาลผลิตซึ่งใช้เป็นตัวตั้งต้น';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.tmt_code IS
    'Number in TMT; its level follows from hpp_type | เลขรหัสยา TMT ตามระดับของประเภทยา';
COMMENT ON COLUMN inventory.hospital_pharmaceutical_products.is_outsourced IS
    'Made by another hospital or a company | จ้างโรงพยาบาลอื่นหรือบริษัทผลิต';

CREATE TABLE inventory.hpp_formulations (
    id bigserial NOT NULL,
    hpp_id bigint NOT NULL,
    component_type character varying(50) NOT NULL,
    component_name character varying(255) NOT NULL,
    component_strength character varying(100),
    component_ratio numeric(10,4),
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT hpp_formulations_pkey PRIMARY KEY (id),
    CONSTRAINT hpp_formulations_hpp_id_fkey
        FOREIGN KEY (hpp_id) REFERENCES inventory.hospital_pharmaceutical_products (id)
        ON DELETE CASCADE
);

CREATE INDEX idx_formulation_hpp ON inventory.hpp_formulations (hpp_id);
CREATE INDEX idx_formulation_type ON inventory.hpp_formulations (component_type);

COMMENT ON TABLE inventory.hpp_formulations IS
    'What goes into each product of the hospital | ส่วนประกอบในสูตรตำรับของยาที่โรงพยาบาลผลิต';
COMMENT ON COLUMN inventory.hpp_formulations.hpp_id IS 'Product | ยาที่โรงพยาบาลผลิต';
COMMENT ON COLUMN inventory.hpp_formulations.component_type IS
    'Part it plays, such as ACTIVE or EXCIPIENT | หน้าที่ในสูตร เช่น ACTIVE หรือ EXCIPIENT';
COMMENT ON COLUMN inventory.hpp_formulations.component_strength IS
    'Strength as text | ความแรง';
COMMENT ON COLUMN inventory.hpp_formulations.component_ratio IS
    'Share in the formula | สัดส่วนในสูตร';

-- migrate:down
DROP TABLE inventory.hpp_formulations;

DROP TABLE inventory.hospital_pharmaceutical_products;
