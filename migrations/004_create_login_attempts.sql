-- Every try to sign in, so that guessing of passwords is seen and slowed down.
-- migrate:up
CREATE TABLE public.login_attempts (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid,
    email character varying(255),
    username character varying(100),
    ip_address character varying(45) NOT NULL,
    user_agent text,
    success boolean NOT NULL DEFAULT false,
    failure_reason character varying(100),
    timestamp timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT login_attempts_pkey PRIMARY KEY (id),
    CONSTRAINT login_attempts_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX login_attempts_user_id_timestamp_index
    ON public.login_attempts (user_id, timestamp);
CREATE INDEX login_attempts_ip_address_timestamp_index
    ON public.login_attempts (ip_address, timestamp);
CREATE INDEX login_attempts_timestamp_index ON public.login_attempts (timestamp);

COMMENT ON TABLE public.login_attempts IS
    'Attempts to sign in | ความพยายามเข้าสู่ระบบ';
COMMENT ON COLUMN public.login_attempts.user_id IS
    'User meant, empty if nobody has that name | ผู้ใช้ที่ระบุ ว่างไว้ถ้าไม่มีผู้ใช้ชื่อนั้น';
COMMENT ON COLUMN public.login_attempts.email IS
    'E-mail address as it was typed | อีเมลตามที่พิมพ์';
COMMENT ON COLUMN public.login_attempts.username IS
    'User name as it was typed | ชื่อผู้ใช้ตามที่พิมพ์';
COMMENT ON COLUMN public.login_attempts.success IS
    'True: signed in | จริง: เข้าสู่ระบบสำเร็จ';
COMMENT ON COLUMN public.login_attempts.failure_reason IS
    'Why it failed, such as wrong_password | สาเหตุที่ไม่สำเร็จ เช่น wrong_password';
COMMENT ON COLUMN public.login_attempts.timestamp IS
    'When it was tried | เวลาที่พยายามเข้าสู่ระบบ';

-- migrate:down
DROP TABLE public.login_attempts;
