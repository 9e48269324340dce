-- Links by which a user who forgot the password may set a new one, each good for one use.
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

CREATE TABLE public.password_reset_tokens (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    token character varying(255) NOT NULL,
    email character varying(255) NOT NULL,
    used boolean NOT NULL DEFAULT false,
    used_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    ip_address character varying(45),
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT password_reset_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT password_reset_tokens_token_unique UNIQUE (token),
    CONSTRAINT password_reset_tokens_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX password_reset_tokens_user_id_index ON public.password_reset_tokens (user_id);
CREATE INDEX password_reset_tokens_expires_at_index
    ON public.password_reset_tokens (expires_at);

CREATE TRIGGER trg_password_reset_tokens_updated_at
    BEFORE UPDATE ON public.password_reset_tokens
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.password_reset_tokens IS
    'Links that set a new password | ลิงก์สำหรับตั้งรหัสผ่านใหม่';
COMMENT ON COLUMN public.password_reset_tokens.token IS
    'Secret of the link that was sent | ความลับในลิงก์ที่ส่งให้ทางอีเมล';
COMMENT ON COLUMN public.password_reset_tokens.email IS
    'Address the link was sent to | อีเมลที่ส่งลิงก์ไป';
COMMENT ON COLUMN public.password_reset_tokens.used IS
    'True: the link no longer works | จริง: ลิงก์ถูกใช้แล้วและใช้ไม่ได้อีก';
COMMENT ON COLUMN public.password_reset_tokens.expires_at IS
    'The link works until then | ลิงก์ใช้ได้จนถึงเวลานี้';
COMMENT ON COLUMN public.password_reset_tokens.ip_address IS
    'Address from which the link was asked for | ที่อยู่เครือข่ายที่ขอลิงก์';

-- migrate:down
DROP TABLE public.password_reset_tokens;
