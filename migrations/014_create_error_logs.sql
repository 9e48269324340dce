-- Errors of the server and of the pages, so that support sees what a user saw.
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

CREATE TABLE public.error_logs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    timestamp timestamp with time zone NOT NULL,
    message text NOT NULL,
    url text,
    stack text,
    context jsonb,
    level character varying(20) NOT NULL,
    type character varying(20) NOT NULL,
    user_id uuid,
    session_id character varying(255),
    user_agent character varying(512),
    correlation_id character varying(255),
    ip_address character varying(45),
    referer text,
    server_timestamp timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT error_logs_pkey PRIMARY KEY (id),
    CONSTRAINT error_logs_level_check
        CHECK (level::text IN ('error', 'warn', 'info')),
    CONSTRAINT error_logs_type_check
        CHECK (type::text IN ('javascript', 'http', 'angular', 'custom', 'backend', 'system')),
    CONSTRAINT error_logs_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX error_logs_user_id_index ON public.error_logs (user_id);
CREATE INDEX error_logs_timestamp_index ON public.error_logs (timestamp);
CREATE INDEX error_logs_level_timestamp_index ON public.error_logs (level, timestamp);
CREATE INDEX error_logs_correlation_id_index ON public.error_logs (correlation_id);

CREATE TRIGGER trg_error_logs_updated_at
    BEFORE UPDATE ON public.error_logs
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.error_logs IS
    'Errors of the server and of the pages | ข้อผิดพลาดของเซิร์ฟเวอร์และหน้าจอ';
COMMENT ON COLUMN public.error_logs.timestamp IS
    'When it happened, by the clock of the computer that saw it | '
    'เวลาที่เกิด ตามนาฬิกาของเครื่องที่พบ';
COMMENT ON COLUMN public.error_logs.stack IS
    'Where in the program it happened | ตำแหน่งในโปรแกรมที่เกิด';
COMMENT ON COLUMN public.error_logs.context IS
    'What was being done, as JSON | สิ่งที่กำลังทำอยู่ ในรูป JSON';
COMMENT ON COLUMN public.error_logs.level IS
    'How bad it is | ระดับ: '
    'error = error | ข้อผิดพลาด; '
    'warn = warning | คำเตือน; '
    'info = information | ข้อมูล';
COMMENT ON COLUMN public.error_logs.type IS
    'Where it comes from | ที่มา: '
    'javascript = script of a page | สคริปต์ของหน้า; '
    'http = answer of a server | คำตอบของเซิร์ฟเวอร์; '
    'angular = page | หน้าจอ; '
    'custom = reported by the program itself | โปรแกรมแจ้งเอง; '
    'backend = server program | โปรแกรมบนเซิร์ฟเวอร์; '
    'system = machine or operating system | เครื่องหรือระบบปฏิบัติการ';
COMMENT ON COLUMN public.error_logs.correlation_id IS
    'Request to the server, to find it in other logs | รหัสคำขอ ใช้ค้นในบันทึกอื่น';
COMMENT ON COLUMN public.error_logs.referer IS
    'Page from which the request came | หน้าที่ส่งคำขอมา';
COMMENT ON COLUMN public.error_logs.server_timestamp IS
    'When the server received it | เวลาที่เซิร์ฟเวอร์ได้รับ';

-- migrate:down
DROP TABLE public.error_logs;
