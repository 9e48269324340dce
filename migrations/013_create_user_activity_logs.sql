-- What users did: the audit log of the platform. Rows are added and never changed.
-- migrate:up
CREATE TABLE public.user_activity_logs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    action character varying(100) NOT NULL,
    description text NOT NULL,
    severity text DEFAULT 'info',
    ip_address character varying(45),
    user_agent text,
    session_id character varying(128),
    request_id character varying(64),
    device_info jsonb,
    location_info jsonb,
    metadata jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT user_activity_logs_pkey PRIMARY KEY (id),
    CONSTRAINT user_activity_logs_severity_check
        CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    CONSTRAINT user_activity_logs_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX user_activity_logs_user_id_created_at_index
    ON public.user_activity_logs (user_id, created_at);
CREATE INDEX user_activity_logs_action_created_at_index
    ON public.user_activity_logs (action, created_at);
CREATE INDEX user_activity_logs_created_at_index ON public.user_activity_logs (created_at);

COMMENT ON TABLE public.user_activity_logs IS
    'Audit log: what users did | บันทึกการกระทำของผู้ใช้เพื่อการตรวจสอบ';
COMMENT ON COLUMN public.user_activity_logs.action IS
    'What was done, such as profile_update | การกระทำ เช่น profile_update';
COMMENT ON COLUMN public.user_activity_logs.severity IS
    'How much it matters | ความสำคัญของเหตุการณ์: '
    'info = information | ข้อมูล; '
    'warning = warning | คำเตือน; '
    'error = error | ข้อผิดพลาด; '
    'critical = critical | ร้ายแรง';
COMMENT ON COLUMN public.user_activity_logs.session_id IS
    'Session in which it was done | รอบการเข้าใช้งานที่เกิดการกระทำ';
COMMENT ON COLUMN public.user_activity_logs.request_id IS
    'Request to the server, to find it in other logs | รหัสคำขอ ใช้ค้นในบันทึกอื่น';
COMMENT ON COLUMN public.user_activity_logs.device_info IS
    'Device, as JSON | อุปกรณ์ที่ใช้ ในรูป JSON';
COMMENT ON COLUMN public.user_activity_logs.location_info IS
    'Place, as JSON | สถานที่ ในรูป JSON';
COMMENT ON COLUMN public.user_activity_logs.metadata IS
    'Further facts, such as values before and after | ข้อมูลเพิ่มเติม เช่น ค่าก่อนและหลัง';

-- migrate:down
DROP TABLE public.user_activity_logs;
