-- What programs remember of a user, such as the width of a column or the last filter.
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

CREATE TABLE public.user_settings (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    category character varying(50) NOT NULL,
    key character varying(100) NOT NULL,
    value text NOT NULL,
    data_type character varying(20) DEFAULT 'string',
    description text,
    is_system boolean DEFAULT false,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT user_settings_pkey PRIMARY KEY (id),
    CONSTRAINT user_settings_user_id_category_key_unique UNIQUE (user_id, category, key),
    CONSTRAINT user_settings_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE TRIGGER trg_user_settings_updated_at
    BEFORE UPDATE ON public.user_settings
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.user_settings IS
    'What programs remember of a user | ค่าที่โปรแกรมจำไว้ของผู้ใช้แต่ละคน';
COMMENT ON COLUMN public.user_settings.category IS
    'Part of the program | ส่วนของโปรแกรม';
COMMENT ON COLUMN public.user_settings.key IS
    'Name that programs ask for | ชื่อที่โปรแกรมใช้เรียก';
COMMENT ON COLUMN public.user_settings.value IS
    'Value as text, whatever its kind | ค่าในรูปข้อความ ไม่ว่าชนิดใด';
COMMENT ON COLUMN public.user_settings.data_type IS
    'Kind of the value: string, number, boolean or json | '
    'ชนิดของค่า: string, number, boolean หรือ json';
COMMENT ON COLUMN public.user_settings.is_system IS
    'Kept by the program, not shown to the user | โปรแกรมจัดการเอง ไม่แสดงให้ผู้ใช้เห็น';

-- migrate:down
DROP TABLE public.user_settings;
