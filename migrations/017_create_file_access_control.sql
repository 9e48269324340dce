-- Who may do what with a file that is not public, beyond the one who uploaded it.
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

CREATE TABLE public.file_access_control (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    file_id uuid NOT NULL,
    user_id uuid NOT NULL,
    access_level character varying(20) NOT NULL,
    granted_by uuid,
    granted_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT file_access_control_pkey PRIMARY KEY (id),
    CONSTRAINT file_access_control_file_id_user_id_unique UNIQUE (file_id, user_id),
    CONSTRAINT file_access_control_file_id_foreign
        FOREIGN KEY (file_id) REFERENCES public.uploaded_files (id) ON DELETE CASCADE,
    CONSTRAINT file_access_control_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT file_access_control_granted_by_foreign
        FOREIGN KEY (granted_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX file_access_control_user_id_index ON public.file_access_control (user_id);
CREATE INDEX file_access_control_granted_by_index ON public.file_access_control (granted_by);

CREATE TRIGGER trg_file_access_control_updated_at
    BEFORE UPDATE ON public.file_access_control
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.file_access_control IS
    'Rights of users on single files | สิทธิ์ของผู้ใช้ต่อไฟล์แต่ละไฟล์';
COMMENT ON COLUMN public.file_access_control.access_level IS
    'What is allowed: read, write or admin | ระดับสิทธิ์: read อ่าน, write แก้ไข หรือ admin จัดการ';
COMMENT ON COLUMN public.file_access_control.granted_by IS
    'User who gave the right | ผู้ที่ให้สิทธิ์นี้';
COMMENT ON COLUMN public.file_access_control.expires_at IS
    'End of the right, empty for no end | วันสิ้นสุดของสิทธิ์ ว่างไว้ถ้าไม่มีกำหนด';

-- migrate:down
DROP TABLE public.file_access_control;
