-- What was done with files. No foreign key: the log outlives the file and the user it tells of.
-- migrate:up
CREATE TABLE public.file_audit_logs (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    file_id uuid NOT NULL,
    user_id uuid,
    operation character varying(30) NOT NULL,
    timestamp timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success boolean NOT NULL DEFAULT true,
    error_message text,
    ip_address character varying(45),
    user_agent character varying(1000),
    referer character varying(1000),
    session_id character varying(128),
    duration_ms integer,
    file_size bigint,
    file_name character varying(500),
    category character varying(50),
    access_method character varying(20),
    access_granted boolean,
    denial_reason character varying(100),
    http_status integer,
    auth_method character varying(20),
    metadata jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT file_audit_logs_pkey PRIMARY KEY (id)
);

CREATE INDEX file_audit_logs_file_id_timestamp_index
    ON public.file_audit_logs (file_id, timestamp);
CREATE INDEX file_audit_logs_user_id_timestamp_index
    ON public.file_audit_logs (user_id, timestamp);
CREATE INDEX file_audit_logs_timestamp_index ON public.file_audit_logs (timestamp);

COMMENT ON TABLE public.file_audit_logs IS
    'Audit log: what was done with files | บันทึกการใช้ไฟล์เพื่อการตรวจสอบ';
COMMENT ON COLUMN public.file_audit_logs.file_id IS
    'File, which may be gone by now | ไฟล์ ซึ่งอาจถูกลบไปแล้ว';
COMMENT ON COLUMN public.file_audit_logs.user_id IS
    'User, empty for someone who did not sign in | ผู้ใช้ ว่างไว้ถ้าไม่ได้เข้าสู่ระบบ';
COMMENT ON COLUMN public.file_audit_logs.operation IS
    'What was done: upload, download, view, update or delete | '
    'การกระทำ: upload อัปโหลด, download ดาวน์โหลด, view ดู, update แก้ไข หรือ delete ลบ';
COMMENT ON COLUMN public.file_audit_logs.referer IS
    'Page from which the request came | หน้าที่ส่งคำขอมา';
COMMENT ON COLUMN public.file_audit_logs.duration_ms IS
    'How long it took, in milliseconds | เวลาที่ใช้เป็นมิลลิวินาที';
COMMENT ON COLUMN public.file_audit_logs.file_size IS
    'Size in bytes at that time | ขนาดไฟล์เป็นไบต์ในขณะนั้น';
COMMENT ON COLUMN public.file_audit_logs.file_name IS
    'Name at that time | ชื่อไฟล์ในขณะนั้น';
COMMENT ON COLUMN public.file_audit_logs.category IS
    'What the file is for | หมวดการใช้งานของไฟล์';
COMMENT ON COLUMN public.file_audit_logs.access_method IS
    'Way of access, such as web or api | ช่องทางที่ใช้ เช่น web หรือ api';
COMMENT ON COLUMN public.file_audit_logs.access_granted IS
    'False: refused | เท็จ: ถูกปฏิเสธ';
COMMENT ON COLUMN public.file_audit_logs.denial_reason IS
    'Why it was refused | เหตุผลที่ปฏิเสธ';
COMMENT ON COLUMN public.file_audit_logs.http_status IS
    'Answer of the server | รหัสคำตอบของเซิร์ฟเวอร์';
COMMENT ON COLUMN public.file_audit_logs.auth_method IS
    'How the user proved who it is | วิธียืนยันตัวบุคคลที่ใช้';

-- migrate:down
DROP TABLE public.file_audit_logs;
