-- Who is signed in and from where, what was done in a session, and what looked wrong about it.
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

CREATE TABLE public.user_sessions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    refresh_token character varying(500) NOT NULL,
    user_agent character varying(500),
    ip_address character varying(45),
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    device_type character varying(20),
    device_os character varying(50),
    device_browser character varying(50),
    device_name character varying(100),
    location_country character varying(100),
    location_region character varying(100),
    location_city character varying(100),
    location_timezone character varying(100),
    location_latitude numeric(10,8),
    location_longitude numeric(11,8),
    last_activity_at timestamp with time zone,
    access_token_hash character varying(255),
    is_current_session boolean DEFAULT false,
    activity_count integer DEFAULT 0,
    is_suspicious boolean DEFAULT false,
    security_flags character varying(500),
    session_data json,
    CONSTRAINT user_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT user_sessions_refresh_token_unique UNIQUE (refresh_token),
    CONSTRAINT user_sessions_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE
);

CREATE INDEX user_sessions_user_id_index ON public.user_sessions (user_id);
CREATE INDEX user_sessions_expires_at_index ON public.user_sessions (expires_at);

COMMENT ON TABLE public.user_sessions IS
    'Sessions of users who signed in | รอบการเข้าใช้งานของผู้ใช้';
COMMENT ON COLUMN public.user_sessions.refresh_token IS
    'Secret that renews the session | ความลับที่ใช้ต่ออายุการเข้าใช้งาน';
COMMENT ON COLUMN public.user_sessions.expires_at IS
    'End of the session | เวลาสิ้นสุดของรอบการเข้าใช้งาน';
COMMENT ON COLUMN public.user_sessions.is_suspicious IS
    'Looks like misuse | มีลักษณะน่าสงสัย';

CREATE TABLE public.session_activity (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    session_id uuid NOT NULL,
    activity_type character varying(50) NOT NULL,
    resource character varying(200),
    method character varying(10),
    status_code integer,
    ip_address character varying(45),
    user_agent text,
    request_data json,
    response_data json,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT session_activity_pkey PRIMARY KEY (id),
    CONSTRAINT session_activity_session_id_foreign
        FOREIGN KEY (session_id) REFERENCES public.user_sessions (id) ON DELETE CASCADE
);

CREATE INDEX session_activity_session_id_index ON public.session_activity (session_id);
CREATE INDEX session_activity_created_at_index ON public.session_activity (created_at);

COMMENT ON TABLE public.session_activity IS
    'What was done in a session | การใช้งานในแต่ละรอบการเข้าใช้งาน';
COMMENT ON COLUMN public.session_activity.activity_type IS
    'Kind of activity, such as login | ประเภทการใช้งาน เช่น login';

CREATE TABLE public.session_security_events (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    session_id uuid,
    user_id uuid,
    event_type character varying(50) NOT NULL,
    severity character varying(20) NOT NULL,
    description text NOT NULL,
    ip_address character varying(45),
    user_agent text,
    event_data json,
    resolved boolean DEFAULT false,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT session_security_events_pkey PRIMARY KEY (id),
    CONSTRAINT session_security_events_session_id_foreign
        FOREIGN KEY (session_id) REFERENCES public.user_sessions (id) ON DELETE SET NULL,
    CONSTRAINT session_security_events_user_id_foreign
        FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE SET NULL,
    CONSTRAINT session_security_events_resolved_by_foreign
        FOREIGN KEY (resolved_by) REFERENCES public.users (id) ON DELETE SET NULL
);

CREATE INDEX session_security_events_session_id_index
    ON public.session_security_events (session_id);
CREATE INDEX session_security_events_user_id_index
    ON public.session_security_events (user_id);
CREATE INDEX session_security_events_resolved_by_index
    ON public.session_security_events (resolved_by);
CREATE INDEX session_security_events_created_at_index
    ON public.session_security_events (created_at);

CREATE TRIGGER trg_session_security_events_updated_at
    BEFORE UPDATE ON public.session_security_events
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.session_security_events IS
    'Security events, such as failed logins | เหตุการณ์ด้านความปลอดภัย เช่น เข้าสู่ระบบไม่สำเร็จ';
COMMENT ON COLUMN public.session_security_events.event_type IS
    'Kind of event, such as failed_login | ประเภทเหตุการณ์ เช่น failed_login';
COMMENT ON COLUMN public.session_security_events.severity IS
    'Severity: low, medium, high or critical | ความรุนแรง: low, medium, high หรือ critical';
COMMENT ON COLUMN public.session_security_events.resolved_by IS
    'User who settled the event | ผู้ที่จัดการเหตุการณ์นี้';

-- migrate:down
DROP TABLE public.session_security_events;

DROP TABLE public.session_activity;

DROP TABLE public.user_sessions;
