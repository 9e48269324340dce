-- Active ingredients of a generic drug, one row for each.
-- migrate:up
CREATE TABLE inventory.drug_components (
    id serial NOT NULL,
    generic_id integer NOT NULL,
    component_name character varying(200) NOT NULL,
    strength character varying(50),
    strength_value numeric(10,4),
    strength_unit character varying(20),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_components_pkey PRIMARY KEY (id),
    CONSTRAINT drug_components_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id)
);

CREATE INDEX idx_drug_components_generic ON inventory.drug_components (generic_id);
CREATE INDEX idx_drug_components_name ON inventory.drug_components (component_name);

COMMENT ON TABLE inventory.drug_components IS
    'Ingredients of generic drugs | ส่วนประกอบของยาชื่อสามัญ';
COMMENT ON COLUMN inventory.drug_components.generic_id IS
    'Generic drug that contains it | ยาชื่อสามัญที่มีส่วนประกอบนี้';
COMMENT ON COLUMN inventory.drug_components.component_name IS
    'Name of the ingredient | ชื่อส่วนประกอบ';
COMMENT ON COLUMN inventory.drug_components.strength IS
    'Strength as it is written, such as 500 mg | ความแรงตามที่เขียน เช่น 500 mg';
COMMENT ON COLUMN inventory.drug_components.strength_value IS
    'Number of the strength | ตัวเลขของความแรง';
COMMENT ON COLUMN inventory.drug_components.strength_unit IS
    'Unit of the strength | หน่วยของความแรง';

-- migrate:down
DROP TABLE inventory.drug_components;
