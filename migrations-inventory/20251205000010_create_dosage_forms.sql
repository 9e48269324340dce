-- Dosage forms, such as tablet or injection; generic drugs refer to them.
-- migrate:up
CREATE TABLE inventory.dosage_forms (
    id serial NOT NULL,
    form_code character varying(10) NOT NULL,
    form_name character varying(100) NOT NULL,
    form_name_en character varying(100),
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT dosage_forms_pkey PRIMARY KEY (id),
    CONSTRAINT dosage_forms_form_code_key UNIQUE (form_code)
);

COMMENT ON TABLE inventory.dosage_forms IS 'Dosage forms | รูปแบบยา';
COMMENT ON COLUMN inventory.dosage_forms.form_code IS 'Code of the form | รหัสรูปแบบยา';
COMMENT ON COLUMN inventory.dosage_forms.form_name IS 'Name in Thai | ชื่อภาษาไทย';
COMMENT ON COLUMN inventory.dosage_forms.form_name_en IS 'Name in English | ชื่อภาษาอังกฤษ';

-- migrate:down
DROP TABLE inventory.dosage_forms;
