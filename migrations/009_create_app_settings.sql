-- Settings of the site, what they were before, and what single users chose instead.
-- The trigger function is made again for a site whose earlier steps the platform itself ran.
-- migrate:up
CREATE OR REPLACE FUNCTION public.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE TABLE public.app_settings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    key character varying(255) NOT NULL,
    namespace character varying(100) NOT NULL DEFAULT 'default',
    category character varying(100) NOT NULL,
    value jsonb NOT NULL,
    default_value jsonb NOT NULL,
    label character varying(255) NOT NULL,
    description text,
    data_type text NOT NULL DEFAULT 'string',
    access_level text NOT NULL DEFAULT 'admin',
    is_encrypted boolean DEFAULT false,
    is_readonly boolean DEFAULT false,
    is_hidden boolean DEFAULT false,
    validation_rules jsonb,
    ui_schema jsonb,
    sort_order integer DEFAULT 0,
    "group" character varying(100),
    created_by uuid,
    updated_by uuid,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT app_settings_pkey PRIMARY KEY (id),
    CONSTRAINT app_settings_key_unique UNIQUE (key),
    CONSTRAINT app_settings_data_type_check
        CHECK (data_type IN (
            'string', 'number', 'boolean', 'json', 'array', 'date', 'email', 'url'
        )),
    CONSTRAINT app_settings_access_level_check
        CHECK (access_level IN ('public', 'user', 'admin', 'system')),
    CONSTRAINT app_settings_created_by_foreign
        FOREIGN KEY (created_by) REFERENCES public.users (id) ON DELETE SET NULL,
    CONSTRAINT app_settings_updated_by_foreign
        FOREIGN KEY (updated_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX app_settings_namespace_category_index
    ON public.app_settings (namespace, category);
CREATE INDEX app_settings_created_by_index ON public.app_settings (created_by);
CREATE INDEX app_settings_updated_by_index ON public.app_settings (updated_by);

CREATE TRIGGER trg_app_settings_updated_at
    BEFORE UPDATE ON public.app_settings
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.app_settings IS 'Settings of the site | การตั้งค่าของหน่วยบริการ';
COMMENT ON COLUMN public.app_settings.key IS
    'Name that programs ask for | ชื่อที่โปรแกรมใช้เรียก';
COMMENT ON COLUMN public.app_settings.namespace IS
    'Module that the setting belongs to | โมดูลเจ้าของการตั้งค่า';
COMMENT ON COLUMN public.app_settings.category IS
    'Page of the settings | หมวดของการตั้งค่า';
COMMENT ON COLUMN public.app_settings.value IS
    'Value in force, as JSON | ค่าที่ใช้อยู่ในรูป JSON';
COMMENT ON COLUMN public.app_settings.default_value IS
    'Value as shipped, as JSON | ค่าเริ่มต้นในรูป JSON';
COMMENT ON COLUMN public.app_settings.label IS
    'Name that people read | ชื่อที่แสดงให้ผู้ใช้เห็น';
COMMENT ON COLUMN public.app_settings.data_type IS
    'Kind of the value | ชนิดของค่า: '
    'string = text | ข้อความ; '
    'number = number | ตัวเลข; '
    'boolean = yes or no | ใช่หรือไม่ใช่; '
    'json = object | วัตถุ JSON; '
    'array = list | รายการ; '
    'date = date | วันที่; '
    'email = e-mail address | อีเมล; '
    'url = web address | ที่อยู่เว็บ';
COMMENT ON COLUMN public.app_settings.access_level IS
    'Who may read the value | ผู้ที่อ่านค่าได้: '
    'public = everyone | ทุกคน; '
    'user = users who signed in | ผู้ใช้ที่เข้าสู่ระบบแล้ว; '
    'admin = administrators | ผู้ดูแลระบบ; '
    'system = programs only | เฉพาะโปรแกรม';
COMMENT ON COLUMN public.app_settings.is_encrypted IS
    'The value is encrypted | ค่าถูกเข้ารหัสลับ';
COMMENT ON COLUMN public.app_settings.is_readonly IS
    'Shown, not to be changed | แสดงอย่างเดียว แก้ไขไม่ได้';
COMMENT ON COLUMN public.app_settings.is_hidden IS
    'Not shown | ไม่แสดง';
COMMENT ON COLUMN public.app_settings.validation_rules IS
    'What a value must meet, as JSON | เงื่อนไขที่ค่าต้องเป็นไปตาม ในรูป JSON';
COMMENT ON COLUMN public.app_settings.ui_schema IS
    'How the value is asked for, as JSON | รูปแบบช่องกรอกค่า ในรูป JSON';
COMMENT ON COLUMN public.app_settings."group" IS
    'Part of the page | กลุ่มย่อยภายในหมวด';

CREATE TABLE public.app_settings_history (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    setting_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    action character varying(50) NOT NULL,
    reason text,
    changed_by uuid,
    changed_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ip_address character varying(45),
    user_agent character varying(500),
    CONSTRAINT app_settings_history_pkey PRIMARY KEY (id),
    CONSTRAINT app_settings_history_setting_id_foreign
        FOREIGN KEY (setting_id) REFERENCES public.app_settings (id) ON DELETE CASCADE,
    CONSTRAINT app_settings_history_changed_by_foreign
        FOREIGN KEY (changed_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX app_settings_history_setting_id_changed_at_index
    ON public.app_settings_history (setting_id, changed_at);
CREATE INDEX app_settings_history_changed_by_index
    ON public.app_settings_history (changed_by);

COMMENT ON TABLE public.app_settings_history IS
    'Changes of settings | ประวัติการเปลี่ยนการตั้งค่า';
COMMENT ON COLUMN public.app_settings_history.action IS
    'What was done: create, update, delete or reset | '
    'การกระทำ: create สร้าง, update แก้ไข, delete ลบ หรือ reset คืนค่าเริ่มต้น';
COMMENT ON COLUMN public.app_settings_history.reason IS
    'Why, in the words of the user | เหตุผลที่ผู้ใช้ระบุ';
COMMENT ON COLUMN public.app_settings_history.changed_by IS
    'User who did it | ผู้ที่เปลี่ยน';

CREATE TABLE public.app_user_settings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    setting_id uuid NOT NULL,
    value jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT app_user_settings_pkey PRIMARY KEY (id),
    CONSTRAINT app_user_settings_user_id_setting_id_unique UNIQUE (user_id, setting_id),
    CONSTRAINT app_user_settings_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT app_user_settings_setting_id_foreign
        FOREIGN KEY (setting_id) REFERENCES public.app_settings (id) ON DELETE CASCADE
);

CREATE INDEX app_user_settings_setting_id_index ON public.app_user_settings (setting_id);

CREATE TRIGGER trg_app_user_settings_updated_at
    BEFORE UPDATE ON public.app_user_settings
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.app_user_settings IS
    'Values that users chose instead of the site''s | '
    'ค่าที่ผู้ใช้แต่ละคนเลือกแทนค่าของหน่วยบริการ';
COMMENT ON COLUMN public.app_user_settings.value IS
    'Value for this user, as JSON | ค่าของผู้ใช้คนนี้ในรูป JSON';

-- migrate:down
DROP TABLE public.app_user_settings;

DROP TABLE public.app_settings_history;

DROP TABLE public.app_settings;
