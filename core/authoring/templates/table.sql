-- What {{schema}}.{{name}} holds, and who reads and writes it.
{{?usersMigration}}
-- requires: core/{{usersMigration}}
{{/}}
-- migrate:up
{{?ownFunction}}
CREATE OR REPLACE FUNCTION {{schema}}.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

{{/}}
CREATE TABLE {{schema}}.{{name}} (
    id bigserial NOT NULL,
    code character varying(20) NOT NULL,
    name_th character varying(200) NOT NULL,
    name_en character varying(200),
    description text,
    is_active boolean NOT NULL DEFAULT true,
{{?usersMigration}}
    created_by {{usersType}},
{{/}}
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT {{name}}_pkey PRIMARY KEY (id),
{{?usersMigration}}
    CONSTRAINT {{name}}_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users (id),
{{/}}
    CONSTRAINT {{name}}_code_key UNIQUE (code)
);

{{?usersMigration}}
CREATE INDEX idx_{{name}}_created_by ON {{schema}}.{{name}} (created_by);

{{/}}
CREATE TRIGGER trg_{{name}}_updated_at
    BEFORE UPDATE ON {{schema}}.{{name}}
    FOR EACH ROW EXECUTE FUNCTION {{schema}}.update_updated_at();

COMMENT ON TABLE {{schema}}.{{name}} IS
    'What a row of {{name}} stands for | ความหมายของแต่ละแถวใน {{name}}';
COMMENT ON COLUMN {{schema}}.{{name}}.code IS 'Code, once only | รหัส ห้ามซ้ำ';
COMMENT ON COLUMN {{schema}}.{{name}}.name_th IS 'Name in Thai | ชื่อภาษาไทย';
COMMENT ON COLUMN {{schema}}.{{name}}.name_en IS 'Name in English | ชื่อภาษาอังกฤษ';
COMMENT ON COLUMN {{schema}}.{{name}}.description IS 'Remarks | หมายเหตุ';
COMMENT ON COLUMN {{schema}}.{{name}}.is_active IS 'In use | ใช้งานอยู่';
{{?usersMigration}}
COMMENT ON COLUMN {{schema}}.{{name}}.created_by IS 'Who made the row | ผู้สร้าง';
{{/}}
COMMENT ON COLUMN {{schema}}.{{name}}.created_at IS 'When the row was made | เวลาที่สร้าง';
COMMENT ON COLUMN {{schema}}.{{name}}.updated_at IS
    'When it was last changed | เวลาที่แก้ไขล่าสุด';

-- migrate:down
DROP TABLE {{schema}}.{{name}};
{{?ownFunction}}

DROP FUNCTION {{schema}}.update_updated_at();
{{/}}
