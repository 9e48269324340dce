-- Templates of printed documents, their earlier versions, and what was printed from them.
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

CREATE TABLE public.pdf_templates (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name character varying(100) NOT NULL,
    display_name character varying(200) NOT NULL,
    description text,
    category character varying(50) DEFAULT 'general',
    type character varying(50) DEFAULT 'document',
    template_data text NOT NULL,
    sample_data json,
    schema json,
    page_size character varying(10) DEFAULT 'A4',
    orientation character varying(10) DEFAULT 'portrait',
    styles json,
    fonts json,
    version character varying(20) DEFAULT '1.0.0',
    is_active boolean DEFAULT true,
    is_default boolean DEFAULT false,
    usage_count integer DEFAULT 0,
    is_template_starter boolean NOT NULL DEFAULT false,
    logo_file_id uuid,
    logo_settings jsonb,
    asset_file_ids jsonb NOT NULL DEFAULT '[]',
    assets json,
    permissions json,
    created_by uuid,
    updated_by uuid,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pdf_templates_pkey PRIMARY KEY (id),
    CONSTRAINT pdf_templates_name_unique UNIQUE (name),
    CONSTRAINT pdf_templates_logo_file_id_foreign
        FOREIGN KEY (logo_file_id) REFERENCES public.uploaded_files (id) ON DELETE SET NULL
);

CREATE INDEX pdf_templates_logo_file_id_index ON public.pdf_templates (logo_file_id);
CREATE INDEX pdf_templates_category_index ON public.pdf_templates (category);

CREATE TRIGGER trg_pdf_templates_updated_at
    BEFORE UPDATE ON public.pdf_templates
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.pdf_templates IS
    'Templates of printed documents | แม่แบบเอกสารสำหรับพิมพ์';
COMMENT ON COLUMN public.pdf_templates.name IS
    'Name that programs ask for | ชื่อที่โปรแกรมใช้เรียก';
COMMENT ON COLUMN public.pdf_templates.display_name IS
    'Name that people read | ชื่อที่แสดงให้ผู้ใช้เห็น';
COMMENT ON COLUMN public.pdf_templates.type IS
    'Kind of document | ชนิดของเอกสาร';
COMMENT ON COLUMN public.pdf_templates.template_data IS
    'The template itself | ตัวแม่แบบ';
COMMENT ON COLUMN public.pdf_templates.sample_data IS
    'Data for a preview, as JSON | ข้อมูลสำหรับแสดงตัวอย่าง ในรูป JSON';
COMMENT ON COLUMN public.pdf_templates.schema IS
    'Shape of the data that the template needs, as JSON | '
    'โครงสร้างข้อมูลที่แม่แบบต้องใช้ ในรูป JSON';
COMMENT ON COLUMN public.pdf_templates.orientation IS
    'Paper: portrait or landscape | แนวกระดาษ: portrait แนวตั้ง หรือ landscape แนวนอน';
COMMENT ON COLUMN public.pdf_templates.is_default IS
    'Used where no other is chosen | ใช้เมื่อไม่ได้เลือกแม่แบบอื่น';
COMMENT ON COLUMN public.pdf_templates.usage_count IS
    'How often it was printed | จำนวนครั้งที่พิมพ์';
COMMENT ON COLUMN public.pdf_templates.is_template_starter IS
    'Offered as a start for new templates | มีให้เลือกเป็นจุดเริ่มต้นของแม่แบบใหม่';
COMMENT ON COLUMN public.pdf_templates.logo_file_id IS
    'Picture at the head | รูปตราที่หัวเอกสาร';
COMMENT ON COLUMN public.pdf_templates.asset_file_ids IS
    'Further files that the template shows, as JSON | ไฟล์อื่นที่แม่แบบใช้ ในรูป JSON';
COMMENT ON COLUMN public.pdf_templates.assets IS
    'Parts kept inside the template, as JSON | ส่วนประกอบที่เก็บในแม่แบบ ในรูป JSON';
COMMENT ON COLUMN public.pdf_templates.permissions IS
    'Who may print or change it, as JSON | ผู้ที่พิมพ์หรือแก้ไขได้ ในรูป JSON';

CREATE TABLE public.pdf_template_versions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    template_id uuid NOT NULL,
    version character varying(20) NOT NULL,
    changelog text,
    template_data text NOT NULL,
    sample_data json,
    schema json,
    styles json,
    fonts json,
    asset_file_ids jsonb,
    created_by uuid,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pdf_template_versions_pkey PRIMARY KEY (id),
    CONSTRAINT pdf_template_versions_template_id_foreign
        FOREIGN KEY (template_id) REFERENCES public.pdf_templates (id) ON DELETE CASCADE
);

CREATE INDEX pdf_template_versions_template_id_index
    ON public.pdf_template_versions (template_id);

COMMENT ON TABLE public.pdf_template_versions IS
    'Versions of templates | เวอร์ชันของแม่แบบ';
COMMENT ON COLUMN public.pdf_template_versions.changelog IS
    'What changed | สิ่งที่เปลี่ยนแปลง';
COMMENT ON COLUMN public.pdf_template_versions.template_data IS
    'The template as it was then | ตัวแม่แบบในเวอร์ชันนั้น';
COMMENT ON COLUMN public.pdf_template_versions.sample_data IS
    'Data for a preview, as JSON | ข้อมูลสำหรับแสดงตัวอย่าง ในรูป JSON';
COMMENT ON COLUMN public.pdf_template_versions.schema IS
    'Shape of the data that the template needs, as JSON | '
    'โครงสร้างข้อมูลที่แม่แบบต้องใช้ ในรูป JSON';
COMMENT ON COLUMN public.pdf_template_versions.asset_file_ids IS
    'Further files that the template shows, as JSON | ไฟล์อื่นที่แม่แบบใช้ ในรูป JSON';

CREATE TABLE public.pdf_renders (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    template_id uuid NOT NULL,
    template_version character varying(20),
    render_type character varying(20) DEFAULT 'normal',
    render_data json,
    page_count integer,
    file_size integer,
    render_time_ms integer,
    rendered_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    rendered_by uuid,
    ip_address character varying(45),
    user_agent character varying(500),
    file_path character varying(255),
    file_url character varying(255),
    expires_at timestamp with time zone,
    status character varying(20) DEFAULT 'completed',
    error_message text,
    CONSTRAINT pdf_renders_pkey PRIMARY KEY (id),
    CONSTRAINT pdf_renders_template_id_foreign
        FOREIGN KEY (template_id) REFERENCES public.pdf_templates (id)
);

CREATE INDEX pdf_renders_template_id_index ON public.pdf_renders (template_id);
CREATE INDEX pdf_renders_rendered_at_index ON public.pdf_renders (rendered_at);

COMMENT ON TABLE public.pdf_renders IS
    'Documents that were printed | เอกสารที่พิมพ์แล้ว';
COMMENT ON COLUMN public.pdf_renders.template_version IS
    'Version of the template that was used | เวอร์ชันของแม่แบบที่ใช้';
COMMENT ON COLUMN public.pdf_renders.render_type IS
    'Normal or preview | ชนิด: normal ปกติ หรือ preview ตัวอย่าง';
COMMENT ON COLUMN public.pdf_renders.render_data IS
    'Data that was printed, as JSON | ข้อมูลที่พิมพ์ ในรูป JSON';
COMMENT ON COLUMN public.pdf_renders.file_size IS 'Size in bytes | ขนาดไฟล์เป็นไบต์';
COMMENT ON COLUMN public.pdf_renders.render_time_ms IS
    'How long it took, in milliseconds | เวลาที่ใช้เป็นมิลลิวินาที';
COMMENT ON COLUMN public.pdf_renders.rendered_by IS
    'User who printed it | ผู้ที่พิมพ์';
COMMENT ON COLUMN public.pdf_renders.expires_at IS
    'The file is kept until then | เก็บไฟล์ไว้จนถึงเวลานี้';
COMMENT ON COLUMN public.pdf_renders.status IS
    'State: completed or failed | สถานะ: completed เสร็จสิ้น หรือ failed ล้มเหลว';

-- migrate:down
DROP TABLE public.pdf_renders;

DROP TABLE public.pdf_template_versions;

DROP TABLE public.pdf_templates;
