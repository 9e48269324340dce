-- The people who sign in, the roles they hold and their pictures.
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

CREATE TABLE public.users (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email character varying(255) NOT NULL,
    username character varying(100) NOT NULL,
    password character varying(255) NOT NULL,
    first_name character varying(100),
    last_name character varying(100),
    last_login_at timestamp with time zone,
    status text DEFAULT 'pending',
    email_verified boolean DEFAULT false,
    email_verified_at timestamp with time zone,
    timezone character varying(100) DEFAULT 'UTC',
    language character varying(10) DEFAULT 'en',
    avatar_url character varying(500),
    name character varying(200),
    bio text,
    date_of_birth date,
    phone character varying(20),
    two_factor_enabled boolean DEFAULT false,
    two_factor_secret character varying(255),
    two_factor_backup_codes json,
    deleted_at timestamp with time zone,
    deletion_reason text,
    recovery_deadline timestamp with time zone,
    deleted_by_ip character varying(45),
    deleted_by_user_agent text,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_username_unique UNIQUE (username),
    CONSTRAINT users_status_check
        CHECK (status IN ('active', 'inactive', 'suspended', 'pending'))
);

CREATE TRIGGER trg_users_updated_at
    BEFORE UPDATE ON public.users
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.users IS 'Users | ผู้ใช้';
COMMENT ON COLUMN public.users.password IS
    'Hash of the password, never the password itself | ค่าแฮชของรหัสผ่าน ไม่ใช่ตัวรหัสผ่าน';
COMMENT ON COLUMN public.users.status IS
    'State of the account | สถานะบัญชีผู้ใช้: '
    'active = may sign in | ใช้งานได้; '
    'inactive = closed | ปิดใช้งาน; '
    'suspended = barred for now | ระงับชั่วคราว; '
    'pending = not confirmed yet | รอยืนยัน';
COMMENT ON COLUMN public.users.two_factor_secret IS
    'Secret of the second factor | ความลับของการยืนยันตัวบุคคลสองขั้น';
COMMENT ON COLUMN public.users.deleted_at IS
    'When the account was deleted, empty while it lives | เวลาที่ลบบัญชี ว่างไว้ถ้ายังไม่ถูกลบ';
COMMENT ON COLUMN public.users.recovery_deadline IS
    'A deleted account may be brought back until then | กู้คืนบัญชีที่ลบได้จนถึงเวลานี้';

CREATE TABLE public.user_roles (
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    assigned_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    assigned_by uuid,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    CONSTRAINT user_roles_pkey PRIMARY KEY (id),
    CONSTRAINT user_roles_user_id_role_id_unique UNIQUE (user_id, role_id),
    CONSTRAINT user_roles_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT user_roles_role_id_foreign
        FOREIGN KEY (role_id) REFERENCES public.roles (id) ON DELETE CASCADE,
    CONSTRAINT user_roles_assigned_by_foreign
        FOREIGN KEY (assigned_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX user_roles_role_id_index ON public.user_roles (role_id);
CREATE INDEX user_roles_assigned_by_index ON public.user_roles (assigned_by);

CREATE TRIGGER trg_user_roles_updated_at
    BEFORE UPDATE ON public.user_roles
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.user_roles IS
    'Roles that a user holds | บทบาทที่ผู้ใช้แต่ละคนได้รับ';
COMMENT ON COLUMN public.user_roles.assigned_by IS
    'User who gave the role | ผู้ที่มอบบทบาทนี้';
COMMENT ON COLUMN public.user_roles.expires_at IS
    'End of the role, empty for no end | วันสิ้นสุดของบทบาท ว่างไว้ถ้าไม่มีกำหนด';

CREATE TABLE public.avatar_files (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    original_filename character varying(255) NOT NULL,
    mime_type character varying(100) NOT NULL,
    file_size integer NOT NULL,
    storage_path character varying(500) NOT NULL,
    thumbnails json,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT avatar_files_pkey PRIMARY KEY (id),
    CONSTRAINT avatar_files_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX avatar_files_user_id_index ON public.avatar_files (user_id);

CREATE TRIGGER trg_avatar_files_updated_at
    BEFORE UPDATE ON public.avatar_files
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.avatar_files IS 'Profile pictures of users | ไฟล์รูปประจำตัวผู้ใช้';
COMMENT ON COLUMN public.avatar_files.file_size IS 'Size in bytes | ขนาดไฟล์เป็นไบต์';

-- migrate:down
DROP TABLE public.avatar_files;

DROP TABLE public.user_roles;

DROP TABLE public.users;
