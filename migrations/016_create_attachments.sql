-- Which file is attached to what: any row of any module, named by its kind and its id.
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

CREATE TABLE public.attachments (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    entity_type character varying(50) NOT NULL,
    entity_id uuid NOT NULL,
    file_id uuid NOT NULL,
    attachment_type character varying(50),
    display_order integer DEFAULT 0,
    metadata jsonb DEFAULT '{}',
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    created_by uuid,
    updated_at timestamp with time zone,
    CONSTRAINT attachments_pkey PRIMARY KEY (id),
    CONSTRAINT attachments_entity_type_entity_id_file_id_unique
        UNIQUE (entity_type, entity_id, file_id),
    CONSTRAINT attachments_file_id_foreign
        FOREIGN KEY (file_id) REFERENCES public.uploaded_files (id) ON DELETE CASCADE,
    CONSTRAINT attachments_created_by_foreign
        FOREIGN KEY (created_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX attachments_file_id_index ON public.attachments (file_id);
CREATE INDEX attachments_created_by_index ON public.attachments (created_by);

CREATE TRIGGER trg_attachments_updated_at
    BEFORE UPDATE ON public.attachments
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.attachments IS
    'Files attached to rows of any module | ไฟล์แนบของข้อมูลในโมดูลต่าง ๆ';
COMMENT ON COLUMN public.attachments.entity_type IS
    'Kind of row that the file is attached to | ชนิดของข้อมูลที่แนบไฟล์';
COMMENT ON COLUMN public.attachments.entity_id IS
    'Row that the file is attached to | ข้อมูลที่แนบไฟล์';
COMMENT ON COLUMN public.attachments.attachment_type IS
    'Meaning of the file there, such as quotation | ความหมายของไฟล์แนบ เช่น quotation';
COMMENT ON COLUMN public.attachments.display_order IS
    'Place among the files of the row | ลำดับในรายการไฟล์แนบ';

-- migrate:down
DROP TABLE public.attachments;
