-- How a user likes to see and hear the program, one row a user.
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

CREATE TABLE public.user_preferences (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    theme text DEFAULT 'default',
    scheme text DEFAULT 'light',
    layout text DEFAULT 'classic',
    language character varying(10) DEFAULT 'en',
    timezone character varying(100) DEFAULT 'UTC',
    date_format text DEFAULT 'MM/DD/YYYY',
    time_format text DEFAULT '12h',
    navigation_collapsed boolean DEFAULT false,
    navigation_type text DEFAULT 'default',
    navigation_position text DEFAULT 'left',
    notifications_email boolean DEFAULT true,
    notifications_push boolean DEFAULT false,
    notifications_desktop boolean DEFAULT true,
    notifications_sound boolean DEFAULT true,
    notifications_security boolean DEFAULT true,
    notifications_updates boolean DEFAULT true,
    notifications_marketing boolean DEFAULT false,
    notifications_reminders boolean DEFAULT true,
    profile_visibility text DEFAULT 'public',
    activity_tracking boolean DEFAULT true,
    analytics_opt_out boolean DEFAULT false,
    data_sharing boolean DEFAULT false,
    high_contrast boolean DEFAULT false,
    font_size text DEFAULT 'medium',
    reduced_motion boolean DEFAULT false,
    screen_reader boolean DEFAULT false,
    animations boolean DEFAULT true,
    lazy_loading boolean DEFAULT true,
    caching boolean DEFAULT true,
    compression boolean DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT user_preferences_pkey PRIMARY KEY (id),
    CONSTRAINT user_preferences_user_id_unique UNIQUE (user_id),
    CONSTRAINT user_preferences_theme_check
        CHECK (theme IN ('default', 'dark', 'light', 'auto')),
    CONSTRAINT user_preferences_scheme_check
        CHECK (scheme IN ('light', 'dark', 'auto')),
    CONSTRAINT user_preferences_layout_check
        CHECK (layout IN ('classic', 'compact', 'enterprise', 'empty')),
    CONSTRAINT user_preferences_date_format_check
        CHECK (date_format IN ('MM/DD/YYYY', 'DD/MM/YYYY', 'YYYY-MM-DD')),
    CONSTRAINT user_preferences_time_format_check
        CHECK (time_format IN ('12h', '24h')),
    CONSTRAINT user_preferences_navigation_type_check
        CHECK (navigation_type IN ('default', 'compact', 'horizontal')),
    CONSTRAINT user_preferences_navigation_position_check
        CHECK (navigation_position IN ('left', 'right', 'top')),
    CONSTRAINT user_preferences_profile_visibility_check
        CHECK (profile_visibility IN ('public', 'private', 'friends')),
    CONSTRAINT user_preferences_font_size_check
        CHECK (font_size IN ('small', 'medium', 'large', 'x-large')),
    CONSTRAINT user_preferences_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE TRIGGER trg_user_preferences_updated_at
    BEFORE UPDATE ON public.user_preferences
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.user_preferences IS
    'Preferences of users | ความชอบส่วนตัวของผู้ใช้แต่ละคน';
COMMENT ON COLUMN public.user_preferences.theme IS
    'Set of colours | ชุดสี: '
    'default = of the platform | ของแพลตฟอร์ม; '
    'light = light | สว่าง; '
    'dark = dark | มืด; '
    'auto = as the computer | ตามเครื่อง';
COMMENT ON COLUMN public.user_preferences.scheme IS
    'Light or dark, or auto as the computer | สว่างหรือมืด หรือ auto ตามเครื่อง';
COMMENT ON COLUMN public.user_preferences.layout IS
    'Arrangement of the pages | การจัดวางหน้า: '
    'classic = menu at the side | เมนูด้านข้าง; '
    'compact = narrow menu | เมนูแบบแคบ; '
    'enterprise = menu above | เมนูด้านบน; '
    'empty = no menu | ไม่มีเมนู';
COMMENT ON COLUMN public.user_preferences.navigation_collapsed IS
    'The menu is folded | พับเมนูไว้';
COMMENT ON COLUMN public.user_preferences.navigation_type IS
    'Look of the menu: default, compact or horizontal | '
    'รูปแบบเมนู: default ปกติ, compact แคบ หรือ horizontal แนวนอน';
COMMENT ON COLUMN public.user_preferences.notifications_email IS
    'Notices by e-mail | แจ้งเตือนทางอีเมล';
COMMENT ON COLUMN public.user_preferences.notifications_push IS
    'Notices on the telephone | แจ้งเตือนบนโทรศัพท์';
COMMENT ON COLUMN public.user_preferences.notifications_desktop IS
    'Notices on the screen | แจ้งเตือนบนหน้าจอ';
COMMENT ON COLUMN public.user_preferences.notifications_sound IS
    'Notices with a sound | แจ้งเตือนด้วยเสียง';
COMMENT ON COLUMN public.user_preferences.notifications_security IS
    'Notices about safety | แจ้งเตือนด้านความปลอดภัย';
COMMENT ON COLUMN public.user_preferences.notifications_updates IS
    'Notices about new versions | แจ้งเตือนเวอร์ชันใหม่';
COMMENT ON COLUMN public.user_preferences.notifications_marketing IS
    'Notices about offers | แจ้งเตือนข่าวประชาสัมพันธ์';
COMMENT ON COLUMN public.user_preferences.notifications_reminders IS
    'Reminders | แจ้งเตือนความจำ';
COMMENT ON COLUMN public.user_preferences.profile_visibility IS
    'Who may see the profile: public, private or friends | '
    'ผู้ที่ดูข้อมูลส่วนตัวได้: public ทุกคน, private เฉพาะตนเอง หรือ friends เฉพาะผู้ที่รู้จัก';
COMMENT ON COLUMN public.user_preferences.activity_tracking IS
    'Agrees that activity is recorded | ยินยอมให้บันทึกการใช้งาน';
COMMENT ON COLUMN public.user_preferences.analytics_opt_out IS
    'Left out of usage figures | ไม่นับรวมในสถิติการใช้งาน';
COMMENT ON COLUMN public.user_preferences.data_sharing IS
    'Agrees that usage data is shared | ยินยอมให้แบ่งปันข้อมูลการใช้งาน';
COMMENT ON COLUMN public.user_preferences.reduced_motion IS
    'Less movement on the screen | ลดการเคลื่อนไหวบนหน้าจอ';
COMMENT ON COLUMN public.user_preferences.screen_reader IS
    'Works with a screen reader | ใช้โปรแกรมอ่านหน้าจอ';
COMMENT ON COLUMN public.user_preferences.lazy_loading IS
    'Loads parts of a page when they are seen | โหลดส่วนของหน้าเมื่อเลื่อนถึง';
COMMENT ON COLUMN public.user_preferences.caching IS
    'Keeps loaded data for a while | เก็บข้อมูลที่โหลดแล้วไว้ใช้ซ้ำ';
COMMENT ON COLUMN public.user_preferences.compression IS
    'Sends data compressed | บีบอัดข้อมูลที่รับส่ง';

-- migrate:down
DROP TABLE public.user_preferences;
