-- Sets of colours that users may choose.
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

CREATE TABLE public.themes (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name character varying(50) NOT NULL,
    display_name character varying(100) NOT NULL,
    description text,
    preview_image_url character varying(500),
    color_palette json,
    css_variables json,
    is_active boolean DEFAULT true,
    is_default boolean DEFAULT false,
    sort_order integer DEFAULT 0,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT themes_pkey PRIMARY KEY (id),
    CONSTRAINT themes_name_unique UNIQUE (name)
);

CREATE TRIGGER trg_themes_updated_at
    BEFORE UPDATE ON public.themes
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.themes IS 'Sets of colours | ชุดสีของหน้าจอ';
COMMENT ON COLUMN public.themes.name IS
    'Name that programs ask for | ชื่อที่โปรแกรมใช้เรียก';
COMMENT ON COLUMN public.themes.display_name IS
    'Name that people read | ชื่อที่แสดงให้ผู้ใช้เห็น';
COMMENT ON COLUMN public.themes.color_palette IS
    'Colours by their meaning, as JSON | สีตามความหมาย ในรูป JSON';
COMMENT ON COLUMN public.themes.css_variables IS
    'Values for the style sheet, as JSON | ค่าสำหรับสไตล์ชีต ในรูป JSON';
COMMENT ON COLUMN public.themes.is_active IS
    'False: not offered | เท็จ: ไม่มีให้เลือก';
COMMENT ON COLUMN public.themes.is_default IS
    'Used until a user chooses another | ใช้จนกว่าผู้ใช้จะเลือกชุดอื่น';

-- migrate:down
DROP TABLE public.themes;
