-- Links sent to a new address, by which its owner proves to have it.
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

CREATE TABLE public.email_verifications (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    token character varying(255) NOT NULL,
    email character varying(255) NOT NULL,
    verified boolean NOT NULL DEFAULT false,
    verified_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    ip_address character varying(45),
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT email_verifications_pkey PRIMARY KEY (id),
    CONSTRAINT email_verifications_token_unique UNIQUE (token),
    CONSTRAINT email_verifications_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX email_verifications_user_id_index ON public.email_verifications (user_id);
CREATE INDEX email_verifications_expires_at_index ON public.email_verifications (expires_at);

CREATE TRIGGER trg_email_verifications_updated_at
    BEFORE UPDATE ON public.email_verifications
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.email_verifications IS
    'Checks of e-mail addresses | การยืนยันอีเมล';
COMMENT ON COLUMN public.email_verifications.token IS
    'Secret of the link that was sent | ความลับในลิงก์ที่ส่งให้ทางอีเมล';
COMMENT ON COLUMN public.email_verifications.email IS
    'Address to be proved | อีเมลที่ต้องยืนยัน';
COMMENT ON COLUMN public.email_verifications.expires_at IS
    'The link works until then | ลิงก์ใช้ได้จนถึงเวลานี้';
COMMENT ON COLUMN public.email_verifications.ip_address IS
    'Address from which the link was opened | ที่อยู่เครือข่ายที่เปิดลิงก์';

-- migrate:down
DROP TABLE public.email_verifications;
