-- Access control comes first: users, menus and every other module refer to roles and permissions.
-- The trigger function that keeps updated_at is here because these are the first tables to need it.
-- migrate:up
CREATE FUNCTION public.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION public.update_updated_at() IS
    'Sets updated_at to the time of the change | บันทึกเวลาที่แก้ไขล่าสุดลงใน updated_at';

CREATE TABLE public.roles (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name character varying(50) NOT NULL,
    description character varying(255),
    is_active boolean NOT NULL DEFAULT true,
    is_system_role boolean NOT NULL DEFAULT false,
    category character varying(50),
    hierarchy_level integer NOT NULL DEFAULT 0,
    parent_id uuid,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT roles_pkey PRIMARY KEY (id),
    CONSTRAINT roles_name_unique UNIQUE (name),
    CONSTRAINT roles_parent_id_foreign
        FOREIGN KEY (parent_id) REFERENCES public.roles (id) ON DELETE SET NULL
);

CREATE INDEX roles_parent_id_index ON public.roles (parent_id);

CREATE TRIGGER trg_roles_updated_at
    BEFORE UPDATE ON public.roles
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.roles IS 'Roles | บทบาทของผู้ใช้';
COMMENT ON COLUMN public.roles.name IS
    'Short name that programs check, such as admin | ชื่อที่โปรแกรมใช้ตรวจสอบ เช่น admin';
COMMENT ON COLUMN public.roles.is_active IS
    'False: the role gives no rights | เท็จ: บทบาทนี้ไม่ให้สิทธิ์ใด';
COMMENT ON COLUMN public.roles.is_system_role IS
    'Shipped with the platform, not to be deleted | บทบาทของระบบ ห้ามลบ';
COMMENT ON COLUMN public.roles.hierarchy_level IS
    'Depth in the role tree, 0 at the top | ระดับชั้นของบทบาท โดย 0 คือชั้นบนสุด';
COMMENT ON COLUMN public.roles.parent_id IS
    'Role above this one | บทบาทที่อยู่เหนือขึ้นไป';

CREATE TABLE public.permissions (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    resource character varying(100) NOT NULL,
    action character varying(50) NOT NULL,
    description character varying(255),
    category character varying(50) NOT NULL DEFAULT 'general',
    is_system_permission boolean NOT NULL DEFAULT false,
    is_active boolean NOT NULL DEFAULT true,
    conditions text,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT permissions_pkey PRIMARY KEY (id),
    CONSTRAINT permissions_resource_action_unique UNIQUE (resource, action)
);

CREATE TRIGGER trg_permissions_updated_at
    BEFORE UPDATE ON public.permissions
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.permissions IS
    'Permissions: one action on one resource | สิทธิ์: การกระทำหนึ่งต่อสิ่งหนึ่ง';
COMMENT ON COLUMN public.permissions.resource IS
    'What is acted on, * for everything | สิ่งที่ถูกกระทำ โดย * คือทุกสิ่ง';
COMMENT ON COLUMN public.permissions.action IS
    'What is done to it, * for everything | การกระทำ โดย * คือทุกการกระทำ';
COMMENT ON COLUMN public.permissions.is_system_permission IS
    'Shipped with the platform, not to be deleted | สิทธิ์ของระบบ ห้ามลบ';
COMMENT ON COLUMN public.permissions.conditions IS
    'Limits under which the permission holds, as JSON | เงื่อนไขการใช้สิทธิ์ในรูป JSON';

CREATE TABLE public.role_permissions (
    role_id uuid NOT NULL,
    permission_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission_id),
    CONSTRAINT role_permissions_role_id_foreign
        FOREIGN KEY (role_id) REFERENCES public.roles (id) ON DELETE CASCADE,
    CONSTRAINT role_permissions_permission_id_foreign
        FOREIGN KEY (permission_id) REFERENCES public.permissions (id) ON DELETE CASCADE
);

CREATE INDEX role_permissions_permission_id_index ON public.role_permissions (permission_id);

CREATE TRIGGER trg_role_permissions_updated_at
    BEFORE UPDATE ON public.role_permissions
    FOR EACH ROW EXECUTE FUNCTION public.update_updated_at();

COMMENT ON TABLE public.role_permissions IS
    'Permissions that a role gives | สิทธิ์ที่แต่ละบทบาทได้รับ';

-- migrate:down
DROP TABLE public.role_permissions;

DROP TABLE public.permissions;

DROP TABLE public.roles;

DROP FUNCTION IF EXISTS public.update_updated_at();
