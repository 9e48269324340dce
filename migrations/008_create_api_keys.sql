-- Keys with which other programs, such as the hospital information system, sign in for a user.
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

CREATE TABLE public.api_keys (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    name character varying(100) NOT NULL,
    key_hash character varying(255) NOT NULL,
    key_prefix character varying(11) NOT NULL,
    scopes jsonb,
    last_used_at timestamp with time zone,
    last_used_ip character varying(45),
    expires_at timestamp with time zone,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX api_keys_user_id_index ON public.api_keys (user_id);
CREATE INDEX api_keys_key_prefix_index ON public.api_keys (key_prefix);

CREATE TRIGGER trg_api_keys_updated_at
    BEFORE UPDATE ON public.api_keys
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.api_keys IS
    'Keys of other programs | คีย์สำหรับโปรแกรมอื่นที่เชื่อมต่อเข้ามา';
COMMENT ON COLUMN public.api_keys.user_id IS
    'User for whom the program acts | ผู้ใช้ที่โปรแกรมทำงานแทน';
COMMENT ON COLUMN public.api_keys.name IS
    'What the key is for | ชื่อบอกว่าคีย์นี้ใช้ทำอะไร';
COMMENT ON COLUMN public.api_keys.key_hash IS
    'Hash of the key, never the key itself | ค่าแฮชของคีย์ ไม่ใช่ตัวคีย์';
COMMENT ON COLUMN public.api_keys.key_prefix IS
    'First characters of the key, to tell keys apart | อักขระต้นของคีย์ ใช้แยกคีย์แต่ละตัว';
COMMENT ON COLUMN public.api_keys.scopes IS
    'What the key may do, empty for all that the user may | '
    'ขอบเขตของคีย์ ว่างไว้ถ้าเท่ากับสิทธิ์ของผู้ใช้';
COMMENT ON COLUMN public.api_keys.expires_at IS
    'End of the key, empty for no end | วันสิ้นสุดของคีย์ ว่างไว้ถ้าไม่มีกำหนด';
COMMENT ON COLUMN public.api_keys.is_active IS
    'False: the key is refused | เท็จ: คีย์ถูกปฏิเสธ';

-- migrate:down
DROP TABLE public.api_keys;
