-- Settings of the module by key. Seeds bring them; the hospital may change their values.
-- migrate:up
CREATE TABLE {{schema}}.settings (
    id bigserial NOT NULL,
    setting_key character varying(100) NOT NULL,
    setting_value text,
    description text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT settings_pkey PRIMARY KEY (id),
    CONSTRAINT settings_setting_key_key UNIQUE (setting_key)
);

CREATE TRIGGER trg_settings_updated_at
    BEFORE UPDATE ON {{schema}}.settings
    FOR EACH ROW EXECUTE FUNCTION {{schema}}.update_updated_at();

COMMENT ON TABLE {{schema}}.settings IS
    'Settings of the module | การตั้งค่าของโมดูล';
COMMENT ON COLUMN {{schema}}.settings.setting_key IS 'Name of the setting | ชื่อการตั้งค่า';
COMMENT ON COLUMN {{schema}}.settings.setting_value IS
    'Value, which the hospital may change | ค่าที่ตั้งไว้ โรงพยาบาลแก้ไขได้';
COMMENT ON COLUMN {{schema}}.settings.description IS
    'What the setting is for | คำอธิบายการตั้งค่า';
COMMENT ON COLUMN {{schema}}.settings.created_at IS 'When the row was made | เวลาที่สร้าง';
COMMENT ON COLUMN {{schema}}.settings.updated_at IS
    'When it was last changed | เวลาที่แก้ไขล่าสุด';

-- migrate:down
DROP TABLE {{schema}}.settings;
