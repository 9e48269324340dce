-- Generic drugs: what is planned, contracted and requested, whoever makes it.
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

CREATE TABLE inventory.drug_generics (
    id serial NOT NULL,
    working_code character varying(7) NOT NULL,
    generic_name character varying(200) NOT NULL,
    dosage_form character varying(50),
    strength_unit character varying(20),
    dosage_form_id integer,
    strength_unit_id integer,
    strength_value numeric(10,2),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_generics_pkey PRIMARY KEY (id),
    CONSTRAINT drug_generics_working_code_key UNIQUE (working_code),
    CONSTRAINT drug_generics_working_code_length CHECK (char_length(working_code) = 7),
    CONSTRAINT drug_generics_dosage_form_id_fkey
        FOREIGN KEY (dosage_form_id) REFERENCES inventory.dosage_forms (id),
    CONSTRAINT drug_generics_strength_unit_id_fkey
        FOREIGN KEY (strength_unit_id) REFERENCES inventory.drug_units (id)
);

CREATE INDEX idx_drug_generics_dosage_form ON inventory.drug_generics (dosage_form_id);
CREATE INDEX idx_drug_generics_strength_unit ON inventory.drug_generics (strength_unit_id);
CREATE INDEX idx_drug_generics_active ON inventory.drug_generics (is_active);
CREATE INDEX idx_drug_generics_name ON inventory.drug_generics (generic_name);

CREATE TRIGGER trg_drug_generics_updated_at
    BEFORE UPDATE ON inventory.drug_generics
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.drug_generics IS 'Generic drugs | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.drug_generics.working_code IS
    'Code of the hospital, 7 characters | รหัสยาของโรงพยาบาล 7 ตัวอักษร';
COMMENT ON COLUMN inventory.drug_generics.dosage_form IS
    'Dosage form as it was typed | รูปแบบยาตามที่พิมพ์ไว้';
COMMENT ON COLUMN inventory.drug_generics.strength_unit IS
    'Unit of the strength as it was typed | หน่วยความแรงตามที่พิมพ์ไว้';
COMMENT ON COLUMN inventory.drug_generics.dosage_form_id IS 'Dosage form | รูปแบบยา';
COMMENT ON COLUMN inventory.drug_generics.strength_unit_id IS
    'Unit of the strength | หน่วยของความแรง';
COMMENT ON COLUMN inventory.drug_generics.strength_value IS 'Strength | ความแรง';

-- migrate:down
DROP TABLE inventory.drug_generics;
