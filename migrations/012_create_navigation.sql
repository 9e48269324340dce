-- The menu, the permissions that its items need, and how users arranged it for themselves.
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

CREATE TABLE public.navigation_items (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    parent_id uuid,
    key character varying(100) NOT NULL,
    title character varying(200) NOT NULL,
    type text NOT NULL,
    icon character varying(100),
    link character varying(500),
    target text DEFAULT '_self',
    sort_order integer DEFAULT 0,
    disabled boolean DEFAULT false,
    hidden boolean DEFAULT false,
    exact_match boolean DEFAULT false,
    badge_title character varying(50),
    badge_classes character varying(200),
    badge_variant text,
    show_in_default boolean DEFAULT true,
    show_in_compact boolean DEFAULT true,
    show_in_horizontal boolean DEFAULT true,
    show_in_mobile boolean DEFAULT true,
    meta json,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT navigation_items_pkey PRIMARY KEY (id),
    CONSTRAINT navigation_items_key_unique UNIQUE (key),
    CONSTRAINT navigation_items_type_check
        CHECK (type IN ('item', 'group', 'collapsible', 'divider', 'spacer')),
    CONSTRAINT navigation_items_target_check
        CHECK (target IN ('_self', '_blank', '_parent', '_top')),
    CONSTRAINT navigation_items_badge_variant_check
        CHECK (badge_variant IN (
            'default', 'primary', 'secondary', 'success', 'warning', 'error'
        )),
    CONSTRAINT navigation_items_parent_id_foreign
        FOREIGN KEY (parent_id) REFERENCES public.navigation_items (id) ON DELETE CASCADE
);

CREATE INDEX navigation_items_parent_id_sort_order_index
    ON public.navigation_items (parent_id, sort_order);

CREATE TRIGGER trg_navigation_items_updated_at
    BEFORE UPDATE ON public.navigation_items
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.navigation_items IS 'Items of the menu | รายการเมนู';
COMMENT ON COLUMN public.navigation_items.parent_id IS
    'Item above this one, empty at the top | รายการที่อยู่เหนือขึ้นไป ว่างไว้ถ้าอยู่ชั้นบนสุด';
COMMENT ON COLUMN public.navigation_items.key IS
    'Name that programs ask for | ชื่อที่โปรแกรมใช้เรียก';
COMMENT ON COLUMN public.navigation_items.title IS
    'Text that people read | ข้อความที่แสดงให้ผู้ใช้เห็น';
COMMENT ON COLUMN public.navigation_items.type IS
    'Kind of item | ชนิดของรายการ: '
    'item = opens a page | เปิดหน้า; '
    'group = heading | หัวข้อ; '
    'collapsible = folds its items | พับรายการย่อยได้; '
    'divider = line | เส้นคั่น; '
    'spacer = gap | ช่องว่าง';
COMMENT ON COLUMN public.navigation_items.link IS
    'Page that opens | หน้าที่จะเปิด';
COMMENT ON COLUMN public.navigation_items.target IS
    'Window in which the page opens | หน้าต่างที่ใช้เปิดหน้า';
COMMENT ON COLUMN public.navigation_items.disabled IS
    'Shown, not to be opened | แสดงไว้แต่เปิดไม่ได้';
COMMENT ON COLUMN public.navigation_items.hidden IS
    'Not shown to anyone | ไม่แสดงให้ผู้ใดเห็น';
COMMENT ON COLUMN public.navigation_items.exact_match IS
    'Marked as open only if the whole address agrees | '
    'ถือว่าเปิดอยู่เมื่อที่อยู่ตรงกันทั้งหมดเท่านั้น';
COMMENT ON COLUMN public.navigation_items.badge_title IS
    'Short text beside the title | ข้อความสั้นข้างชื่อรายการ';
COMMENT ON COLUMN public.navigation_items.badge_variant IS
    'Meaning of the badge, which gives its colour | ความหมายของป้าย ซึ่งกำหนดสี';
COMMENT ON COLUMN public.navigation_items.show_in_default IS
    'Shown in the normal menu | แสดงในเมนูปกติ';
COMMENT ON COLUMN public.navigation_items.show_in_compact IS
    'Shown in the narrow menu | แสดงในเมนูแบบแคบ';
COMMENT ON COLUMN public.navigation_items.show_in_horizontal IS
    'Shown in the menu above | แสดงในเมนูแนวนอน';
COMMENT ON COLUMN public.navigation_items.show_in_mobile IS
    'Shown on a telephone | แสดงบนโทรศัพท์';
COMMENT ON COLUMN public.navigation_items.meta IS
    'Further facts, such as the title in English | ข้อมูลเพิ่มเติม เช่น ชื่อภาษาอังกฤษ';

CREATE TABLE public.navigation_permissions (
    navigation_item_id uuid NOT NULL,
    permission_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT navigation_permissions_pkey PRIMARY KEY (navigation_item_id, permission_id),
    CONSTRAINT navigation_permissions_navigation_item_id_foreign
        FOREIGN KEY (navigation_item_id)
        REFERENCES public.navigation_items (id) ON DELETE CASCADE,
    CONSTRAINT navigation_permissions_permission_id_foreign
        FOREIGN KEY (permission_id) REFERENCES public.permissions (id) ON DELETE CASCADE
);

CREATE INDEX navigation_permissions_permission_id_index
    ON public.navigation_permissions (permission_id);

CREATE TRIGGER trg_navigation_permissions_updated_at
    BEFORE UPDATE ON public.navigation_permissions
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.navigation_permissions IS
    'Permissions that show an item of the menu, any of them will do | '
    'สิทธิ์ที่ทำให้เห็นรายการเมนู มีสิทธิ์ใดสิทธิ์หนึ่งก็เพียงพอ';

CREATE TABLE public.user_navigation_preferences (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    navigation_item_id uuid NOT NULL,
    hidden boolean,
    custom_sort_order integer,
    pinned boolean DEFAULT false,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT user_navigation_preferences_pkey PRIMARY KEY (id),
    CONSTRAINT user_navigation_preferences_user_id_navigation_item_id_unique
        UNIQUE (user_id, navigation_item_id),
    CONSTRAINT user_navigation_preferences_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE,
    CONSTRAINT user_navigation_preferences_navigation_item_id_foreign
        FOREIGN KEY (navigation_item_id)
        REFERENCES public.navigation_items (id) ON DELETE CASCADE
);

CREATE INDEX user_navigation_preferences_navigation_item_id_index
    ON public.user_navigation_preferences (navigation_item_id);

CREATE TRIGGER trg_user_navigation_preferences_updated_at
    BEFORE UPDATE ON public.user_navigation_preferences
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.user_navigation_preferences IS
    'The menu as users arranged it | เมนูตามที่ผู้ใช้แต่ละคนจัดไว้';
COMMENT ON COLUMN public.user_navigation_preferences.hidden IS
    'Not shown to this user, empty for as shipped | ไม่แสดงแก่ผู้ใช้คนนี้ ว่างไว้ถ้าตามค่าเดิม';
COMMENT ON COLUMN public.user_navigation_preferences.custom_sort_order IS
    'Place in the menu, empty for as shipped | ลำดับในเมนู ว่างไว้ถ้าตามค่าเดิม';
COMMENT ON COLUMN public.user_navigation_preferences.pinned IS
    'Kept at the top | ปักหมุดไว้ด้านบน';

-- migrate:down
DROP TABLE public.user_navigation_preferences;

DROP TABLE public.navigation_permissions;

DROP TABLE public.navigation_items;
