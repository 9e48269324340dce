-- Roles and permissions that every site starts with. No user account is made here.
-- A row that the site already has is left as the site wrote it.
INSERT INTO public.roles (name, description, is_system_role, category)
VALUES
    ('admin', 'Administrator: may do everything | ผู้ดูแลระบบ: ทำได้ทุกอย่าง', true, 'system'),
    ('manager', 'Manager: looks after users | ผู้จัดการ: ดูแลบัญชีผู้ใช้', true, 'system'),
    ('user', 'User: own work and profile | ผู้ใช้ทั่วไป: งานและข้อมูลของตนเอง', true, 'system')
ON CONFLICT (name) DO NOTHING;

INSERT INTO public.permissions (resource, action, description, category, is_system_permission)
VALUES
    ('*', '*', 'Everything | ทุกสิทธิ์', 'system', true),
    ('dashboard', 'view', 'See the dashboard | ดูแดชบอร์ด', 'general', true),
    ('profile', 'read', 'See own profile | ดูข้อมูลของตนเอง', 'profile', true),
    ('profile', 'update', 'Change own profile | แก้ไขข้อมูลของตนเอง', 'profile', true),
    ('users', 'create', 'Add users | เพิ่มผู้ใช้', 'users', true),
    ('users', 'read', 'See users | ดูผู้ใช้', 'users', true),
    ('users', 'update', 'Change users | แก้ไขผู้ใช้', 'users', true),
    ('users', 'delete', 'Delete users | ลบผู้ใช้', 'users', true),
    ('roles', 'create', 'Add roles | เพิ่มบทบาท', 'roles', true),
    ('roles', 'read', 'See roles | ดูบทบาท', 'roles', true),
    ('roles', 'update', 'Change roles | แก้ไขบทบาท', 'roles', true),
    ('roles', 'delete', 'Delete roles | ลบบทบาท', 'roles', true),
    ('permissions', 'read', 'See permissions | ดูสิทธิ์', 'roles', true),
    ('permissions', 'assign', 'Give permissions to roles | กำหนดสิทธิ์ให้บทบาท', 'roles', true),
    ('user-roles', 'read', 'See roles of users | ดูบทบาทของผู้ใช้', 'roles', true),
    ('user-roles', 'assign', 'Give roles to users | มอบบทบาทให้ผู้ใช้', 'roles', true),
    ('user-roles', 'revoke', 'Take roles from users | ถอนบทบาทจากผู้ใช้', 'roles', true),
    ('user-roles', 'bulk-assign', 'Give roles to many | มอบบทบาทให้หลายคน', 'roles', true),
    ('user-roles', 'set-expiry', 'Set the end of a role | กำหนดวันสิ้นสุดของบทบาท', 'roles', true)
ON CONFLICT (resource, action) DO NOTHING;

-- Only a role without any permission gets the shipped ones, so that a right which the site took
-- away does not come back.
INSERT INTO public.role_permissions (role_id, permission_id)
SELECT r.id, p.id
FROM (
    VALUES
        ('admin', '*', '*'),
        ('manager', 'dashboard', 'view'),
        ('manager', 'profile', 'read'),
        ('manager', 'profile', 'update'),
        ('manager', 'users', 'create'),
        ('manager', 'users', 'read'),
        ('manager', 'users', 'update'),
        ('manager', 'users', 'delete'),
        ('manager', 'roles', 'read'),
        ('manager', 'permissions', 'read'),
        ('manager', 'user-roles', 'read'),
        ('user', 'dashboard', 'view'),
        ('user', 'profile', 'read'),
        ('user', 'profile', 'update')
) AS shipped (role_name, resource, action)
JOIN public.roles AS r ON r.name = shipped.role_name
JOIN public.permissions AS p
    ON p.resource = shipped.resource AND p.action = shipped.action
WHERE NOT EXISTS (SELECT FROM public.role_permissions AS given WHERE given.role_id = r.id)
ON CONFLICT (role_id, permission_id) DO NOTHING;
