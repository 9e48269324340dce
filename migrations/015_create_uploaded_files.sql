-- Files that users uploaded. The row tells of the file, its content lies in the storage.
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

CREATE TABLE public.uploaded_files (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    original_name character varying(500) NOT NULL,
    filename character varying(255) NOT NULL,
    filepath character varying(1000) NOT NULL,
    mime_type character varying(100) NOT NULL,
    file_size bigint NOT NULL,
    file_hash character varying(64),
    storage_adapter character varying(50) NOT NULL DEFAULT 'local',
    storage_bucket character varying(100),
    storage_key character varying(500),
    file_category character varying(50) NOT NULL DEFAULT 'general',
    file_type character varying(50) NOT NULL,
    metadata jsonb,
    uploaded_by uuid,
    is_public boolean NOT NULL DEFAULT false,
    is_temporary boolean NOT NULL DEFAULT false,
    expires_at timestamp with time zone,
    processing_status character varying(20) NOT NULL DEFAULT 'completed',
    processing_error jsonb,
    variants jsonb,
    is_virus_scanned boolean NOT NULL DEFAULT false,
    virus_scan_result character varying(20),
    virus_scanned_at timestamp with time zone,
    encrypted boolean NOT NULL DEFAULT false,
    encryption_iv bytea,
    encryption_auth_tag bytea,
    encryption_metadata text,
    patient_id uuid,
    department_id uuid,
    is_phi boolean NOT NULL DEFAULT false,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at timestamp with time zone,
    CONSTRAINT uploaded_files_pkey PRIMARY KEY (id),
    CONSTRAINT uploaded_files_filename_unique UNIQUE (filename),
    CONSTRAINT uploaded_files_uploaded_by_foreign
        FOREIGN KEY (uploaded_by) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX uploaded_files_uploaded_by_index ON public.uploaded_files (uploaded_by);
CREATE INDEX uploaded_files_file_category_index ON public.uploaded_files (file_category);
CREATE INDEX uploaded_files_file_hash_index ON public.uploaded_files (file_hash);
CREATE INDEX uploaded_files_patient_id_index ON public.uploaded_files (patient_id);
CREATE INDEX uploaded_files_department_id_index ON public.uploaded_files (department_id);
CREATE INDEX uploaded_files_expires_at_index ON public.uploaded_files (expires_at);

CREATE TRIGGER trg_uploaded_files_updated_at
    BEFORE UPDATE ON public.uploaded_files
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.uploaded_files IS 'Uploaded files | ไฟล์ที่อัปโหลด';
COMMENT ON COLUMN public.uploaded_files.original_name IS
    'Name on the computer of the user | ชื่อไฟล์บนเครื่องของผู้ใช้';
COMMENT ON COLUMN public.uploaded_files.filename IS
    'Name in the storage | ชื่อไฟล์ในที่เก็บ';
COMMENT ON COLUMN public.uploaded_files.filepath IS
    'Place in the storage | ตำแหน่งในที่เก็บ';
COMMENT ON COLUMN public.uploaded_files.file_size IS 'Size in bytes | ขนาดไฟล์เป็นไบต์';
COMMENT ON COLUMN public.uploaded_files.file_hash IS
    'SHA-256 of the content | ผลรวมตรวจสอบ SHA-256 ของเนื้อหา';
COMMENT ON COLUMN public.uploaded_files.storage_adapter IS
    'Kind of storage: local or s3 | ชนิดของที่เก็บ: local เครื่องนี้ หรือ s3';
COMMENT ON COLUMN public.uploaded_files.storage_bucket IS
    'Bucket, if the storage has buckets | ชื่อถัง (bucket) ถ้าที่เก็บเป็นแบบถัง';
COMMENT ON COLUMN public.uploaded_files.file_category IS
    'What the file is for | หมวดการใช้งานของไฟล์';
COMMENT ON COLUMN public.uploaded_files.file_type IS
    'Kind of file, such as image or document | ชนิดของไฟล์ เช่น image หรือ document';
COMMENT ON COLUMN public.uploaded_files.is_public IS
    'Everyone may open it | ทุกคนเปิดได้';
COMMENT ON COLUMN public.uploaded_files.is_temporary IS
    'To be removed after expires_at | จะถูกลบหลังเวลาใน expires_at';
COMMENT ON COLUMN public.uploaded_files.processing_status IS
    'State: pending, processing, completed or failed | '
    'สถานะ: pending รอดำเนินการ, processing กำลังดำเนินการ, completed เสร็จสิ้น '
    'หรือ failed ล้มเหลว';
COMMENT ON COLUMN public.uploaded_files.variants IS
    'Other sizes of a picture, as JSON | รูปขนาดอื่น ในรูป JSON';
COMMENT ON COLUMN public.uploaded_files.virus_scan_result IS
    'Result: clean, infected or error | '
    'ผลตรวจ: clean ปลอดภัย, infected ติดไวรัส หรือ error ตรวจไม่สำเร็จ';
COMMENT ON COLUMN public.uploaded_files.encrypted IS
    'The content is encrypted | เนื้อหาถูกเข้ารหัสลับ';
COMMENT ON COLUMN public.uploaded_files.encryption_iv IS
    'Start value of the encryption | ค่าเริ่มต้นของการเข้ารหัสลับ';
COMMENT ON COLUMN public.uploaded_files.encryption_auth_tag IS
    'Proof that the content was not changed | ค่าพิสูจน์ว่าเนื้อหาไม่ถูกแก้ไข';
COMMENT ON COLUMN public.uploaded_files.patient_id IS
    'Patient whom the file is about, in the hospital''s system | '
    'ผู้ป่วยที่เกี่ยวข้อง ตามระบบของโรงพยาบาล';
COMMENT ON COLUMN public.uploaded_files.department_id IS
    'Department that the file belongs to | หน่วยงานเจ้าของไฟล์';
COMMENT ON COLUMN public.uploaded_files.is_phi IS
    'Holds health data of a person | มีข้อมูลสุขภาพส่วนบุคคล';
COMMENT ON COLUMN public.uploaded_files.deleted_at IS
    'When the file was deleted, empty while it lives | เวลาที่ลบไฟล์ ว่างไว้ถ้ายังไม่ถูกลบ';

-- migrate:down
DROP TABLE public.uploaded_files;
