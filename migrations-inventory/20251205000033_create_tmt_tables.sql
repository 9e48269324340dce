-- The Thai Medicines Terminology (TMT), and the drugs of the hospital matched with it. Rows refer
-- to concepts by id, not by number, so a new release changes concepts and never replaces them.
-- migrate:up
CREATE TABLE inventory.tmt_concepts (
    id bigserial NOT NULL,
    tmt_id bigint NOT NULL,
    concept_code character varying(50),
    level inventory.tmt_level NOT NULL,
    fsn text,
    preferred_term text,
    strength character varying(100),
    dosage_form character varying(100),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_concepts_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_concepts_tmt_id_key UNIQUE (tmt_id)
);

CREATE INDEX idx_tmt_concepts_level ON inventory.tmt_concepts (level);
CREATE INDEX idx_tmt_concepts_code ON inventory.tmt_concepts (concept_code);
CREATE INDEX idx_tmt_concepts_active ON inventory.tmt_concepts (is_active);

COMMENT ON TABLE inventory.tmt_concepts IS 'TMT concepts of all levels | รหัสยา TMT ทุกระดับ';
COMMENT ON COLUMN inventory.tmt_concepts.tmt_id IS
    'Number of the concept in TMT (TMTID) | เลขรหัสยา TMT (TMTID)';
COMMENT ON COLUMN inventory.tmt_concepts.concept_code IS
    'The number as text, or the code of a local concept | เลขรหัสในรูปข้อความ หรือรหัสเฉพาะที่';
COMMENT ON COLUMN inventory.tmt_concepts.level IS 'Level of the concept | ระดับของรหัสยา';
COMMENT ON COLUMN inventory.tmt_concepts.fsn IS
    'Fully specified name as released | ชื่อเต็มตามรุ่นเผยแพร่';
COMMENT ON COLUMN inventory.tmt_concepts.preferred_term IS
    'Name to show, without the level | ชื่อที่ใช้แสดง ไม่มีระดับกำกับ';
COMMENT ON COLUMN inventory.tmt_concepts.strength IS 'Strength as text | ความแรง';
COMMENT ON COLUMN inventory.tmt_concepts.dosage_form IS 'Dosage form as text | รูปแบบยา';
COMMENT ON COLUMN inventory.tmt_concepts.is_active IS
    'False: not in the latest release | เท็จ: ไม่มีในรุ่นเผยแพร่ล่าสุด';

CREATE TABLE inventory.tmt_relationships (
    id bigserial NOT NULL,
    parent_id bigint NOT NULL,
    child_id bigint NOT NULL,
    relationship_type inventory.tmt_relation_type NOT NULL,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_relationships_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_relationships_parent_child_key
        UNIQUE (parent_id, child_id, relationship_type),
    CONSTRAINT tmt_relationships_parent_id_fkey
        FOREIGN KEY (parent_id) REFERENCES inventory.tmt_concepts (id),
    CONSTRAINT tmt_relationships_child_id_fkey
        FOREIGN KEY (child_id) REFERENCES inventory.tmt_concepts (id)
);

CREATE INDEX idx_tmt_relationships_parent ON inventory.tmt_relationships (parent_id);
CREATE INDEX idx_tmt_relationships_child ON inventory.tmt_relationships (child_id);

COMMENT ON TABLE inventory.tmt_relationships IS
    'How TMT concepts are related | ความสัมพันธ์ของรหัสยา TMT';
COMMENT ON COLUMN inventory.tmt_relationships.parent_id IS
    'Concept on the upper level | รหัสยาระดับบน';
COMMENT ON COLUMN inventory.tmt_relationships.child_id IS
    'Concept on the lower level | รหัสยาระดับล่าง';
COMMENT ON COLUMN inventory.tmt_relationships.relationship_type IS
    'Kind of relation | ประเภทความสัมพันธ์';
COMMENT ON COLUMN inventory.tmt_relationships.is_active IS
    'False: not in the latest release | เท็จ: ไม่มีในรุ่นเผยแพร่ล่าสุด';

CREATE TABLE inventory.tmt_attributes (
    id bigserial NOT NULL,
    concept_id bigint NOT NULL,
    attribute_type character varying(100) NOT NULL,
    attribute_value text,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_attributes_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_attributes_concept_id_fkey
        FOREIGN KEY (concept_id) REFERENCES inventory.tmt_concepts (id)
);

CREATE INDEX idx_tmt_attributes_concept ON inventory.tmt_attributes (concept_id);
CREATE INDEX idx_tmt_attributes_type ON inventory.tmt_attributes (attribute_type);

COMMENT ON TABLE inventory.tmt_attributes IS
    'Further properties of TMT concepts | คุณสมบัติเพิ่มเติมของรหัสยา TMT';
COMMENT ON COLUMN inventory.tmt_attributes.concept_id IS 'TMT concept | รหัสยา TMT';
COMMENT ON COLUMN inventory.tmt_attributes.attribute_type IS
    'Name of the property | ชื่อคุณสมบัติ';

CREATE TABLE inventory.tmt_manufacturers (
    id serial NOT NULL,
    manufacturer_code character varying(50) NOT NULL,
    manufacturer_name character varying(255) NOT NULL,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_manufacturers_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_manufacturers_code_key UNIQUE (manufacturer_code)
);

COMMENT ON TABLE inventory.tmt_manufacturers IS 'Makers as TMT names them | ผู้ผลิตตาม TMT';
COMMENT ON COLUMN inventory.tmt_manufacturers.manufacturer_code IS
    'Code of the maker | รหัสผู้ผลิต';

CREATE TABLE inventory.tmt_dosage_forms (
    id serial NOT NULL,
    form_code character varying(50) NOT NULL,
    form_name character varying(255) NOT NULL,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_dosage_forms_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_dosage_forms_code_key UNIQUE (form_code)
);

COMMENT ON TABLE inventory.tmt_dosage_forms IS
    'Dosage forms as TMT names them | รูปแบบยาตาม TMT';
COMMENT ON COLUMN inventory.tmt_dosage_forms.form_code IS 'Code of the form | รหัสรูปแบบยา';

CREATE TABLE inventory.tmt_units (
    id serial NOT NULL,
    unit_code character varying(50) NOT NULL,
    unit_name character varying(100) NOT NULL,
    conversion_factor numeric(15,6),
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_units_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_units_code_key UNIQUE (unit_code)
);

COMMENT ON TABLE inventory.tmt_units IS 'Units as TMT names them | หน่วยนับตาม TMT';
COMMENT ON COLUMN inventory.tmt_units.unit_code IS 'Code of the unit | รหัสหน่วยนับ';
COMMENT ON COLUMN inventory.tmt_units.conversion_factor IS
    'Base units in one of it | จำนวนหน่วยฐานต่อหนึ่งหน่วย';

CREATE TABLE inventory.tmt_mappings (
    id bigserial NOT NULL,
    working_code character varying(50),
    drug_code character varying(50),
    generic_id integer,
    drug_id integer,
    tmt_level inventory.tmt_level,
    tmt_concept_id bigint,
    tmt_id bigint,
    is_verified boolean DEFAULT false,
    verified_by uuid,
    verified_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT tmt_mappings_pkey PRIMARY KEY (id),
    CONSTRAINT tmt_mappings_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    CONSTRAINT tmt_mappings_drug_id_fkey
        FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT tmt_mappings_tmt_concept_id_fkey
        FOREIGN KEY (tmt_concept_id) REFERENCES inventory.tmt_concepts (id),
    CONSTRAINT tmt_mappings_verified_by_fkey
        FOREIGN KEY (verified_by) REFERENCES public.users (id)
);

CREATE INDEX idx_tmt_mappings_working_code ON inventory.tmt_mappings (working_code);
CREATE INDEX idx_tmt_mappings_drug_code ON inventory.tmt_mappings (drug_code);
CREATE INDEX idx_tmt_mappings_generic ON inventory.tmt_mappings (generic_id);
CREATE INDEX idx_tmt_mappings_drug ON inventory.tmt_mappings (drug_id);
CREATE INDEX idx_tmt_mappings_concept ON inventory.tmt_mappings (tmt_concept_id);
CREATE INDEX idx_tmt_mappings_verified ON inventory.tmt_mappings (is_verified);

COMMENT ON TABLE inventory.tmt_mappings IS
    'Drugs of the hospital matched with TMT | การจับคู่ยาของโรงพยาบาลกับรหัสยา TMT';
COMMENT ON COLUMN inventory.tmt_mappings.working_code IS
    'Code of the generic drug | รหัสยาชื่อสามัญของโรงพยาบาล';
COMMENT ON COLUMN inventory.tmt_mappings.drug_code IS
    'Standard drug code of the trade drug | รหัสยามาตรฐานของยาชื่อการค้า';
COMMENT ON COLUMN inventory.tmt_mappings.generic_id IS
    'Generic drug, once it is known | ยาชื่อสามัญ เมื่อทราบแล้ว';
COMMENT ON COLUMN inventory.tmt_mappings.drug_id IS
    'Trade drug, once it is known | ยาชื่อการค้า เมื่อทราบแล้ว';
COMMENT ON COLUMN inventory.tmt_mappings.tmt_level IS
    'Level it is matched on | ระดับที่จับคู่';
COMMENT ON COLUMN inventory.tmt_mappings.tmt_concept_id IS
    'Row of the TMT concept, once it is known | แถวของรหัสยา TMT เมื่อทราบแล้ว';
COMMENT ON COLUMN inventory.tmt_mappings.tmt_id IS
    'Number of the concept in TMT (TMTID) | เลขรหัสยา TMT (TMTID)';
COMMENT ON COLUMN inventory.tmt_mappings.is_verified IS
    'A person checked the match | มีผู้ตรวจสอบการจับคู่แล้ว';
COMMENT ON COLUMN inventory.tmt_mappings.verified_by IS 'User who checked | ผู้ตรวจสอบ';

ALTER TABLE inventory.drugs
    ADD CONSTRAINT drugs_tmt_tpu_id_fkey
        FOREIGN KEY (tmt_tpu_id) REFERENCES inventory.tmt_concepts (id);

-- migrate:down
ALTER TABLE inventory.drugs DROP CONSTRAINT drugs_tmt_tpu_id_fkey;

DROP TABLE inventory.tmt_mappings;

DROP TABLE inventory.tmt_units;

DROP TABLE inventory.tmt_dosage_forms;

DROP TABLE inventory.tmt_manufacturers;

DROP TABLE inventory.tmt_attributes;

DROP TABLE inventory.tmt_relationships;

DROP TABLE inventory.tmt_concepts;
