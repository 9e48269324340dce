-- The menu of the platform itself; a module brings its own items. Titles are Thai, the English
-- ones stand in meta. hidden and disabled are left to the site.
INSERT INTO public.navigation_items (key, title, type, icon, link, sort_order, exact_match, meta)
VALUES
    ('dashboard', 'แดชบอร์ด', 'item', 'dashboard', '/dashboard', 10, true,
     '{"titleEn": "Dashboard"}'),
    ('administration', 'ผู้ดูแลระบบ', 'group', 'admin_panel_settings', NULL, 900, false,
     '{"titleEn": "Administration"}'),
    ('account', 'บัญชีของฉัน', 'group', 'person', NULL, 950, false,
     '{"titleEn": "My account"}')
ON CONFLICT (key) DO UPDATE SET
    title = EXCLUDED.title,
    type = EXCLUDED.type,
    icon = EXCLUDED.icon,
    link = EXCLUDED.link,
    sort_order = EXCLUDED.sort_order,
    exact_match = EXCLUDED.exact_match,
    meta = EXCLUDED.meta;

INSERT INTO public.navigation_items (parent_id, key, title, type, icon, link, sort_order, meta)
SELECT parent.id, shipped.key, shipped.title, 'item', shipped.icon, shipped.link,
       shipped.sort_order, shipped.meta::json
FROM (
    VALUES
        ('administration', 'users', 'ผู้ใช้', 'group', '/users', 10,
         '{"titleEn": "Users"}'),
        ('administration', 'roles', 'บทบาทและสิทธิ์', 'verified_user', '/rbac', 20,
         '{"titleEn": "Roles and permissions"}'),
        ('administration', 'settings', 'การตั้งค่า', 'settings', '/settings', 30,
         '{"titleEn": "Settings"}'),
        ('administration', 'navigation', 'เมนู', 'menu', '/navigation', 40,
         '{"titleEn": "Menu"}'),
        ('administration', 'pdf-templates', 'แม่แบบเอกสาร', 'picture_as_pdf', '/pdf-templates', 50,
         '{"titleEn": "Print templates"}'),
        ('administration', 'files', 'ไฟล์', 'folder', '/files', 60,
         '{"titleEn": "Files"}'),
        ('administration', 'sessions', 'รอบการเข้าใช้งาน', 'devices', '/sessions', 70,
         '{"titleEn": "Sessions"}'),
        ('administration', 'api-keys', 'คีย์ของโปรแกรม', 'key', '/api-keys', 80,
         '{"titleEn": "API keys"}'),
        ('administration', 'activity-logs', 'บันทึกการกระทำ', 'history', '/activity-logs', 90,
         '{"titleEn": "Audit log"}'),
        ('administration', 'error-logs', 'บันทึกข้อผิดพลาด', 'bug_report', '/error-logs', 100,
         '{"titleEn": "Errors"}'),
        ('account', 'profile', 'ข้อมูลส่วนตัว', 'account_circle', '/profile', 10,
         '{"titleEn": "Profile"}')
) AS shipped (parent_key, key, title, icon, link, sort_order, meta)
JOIN public.navigation_items AS parent ON parent.key = shipped.parent_key
ON CONFLICT (key) DO UPDATE SET
    parent_id = EXCLUDED.parent_id,
    title = EXCLUDED.title,
    type = EXCLUDED.type,
    icon = EXCLUDED.icon,
    link = EXCLUDED.link,
    sort_order = EXCLUDED.sort_order,
    meta = EXCLUDED.meta;

INSERT INTO public.navigation_permissions (navigation_item_id, permission_id)
SELECT item.id, permission.id
FROM (
    VALUES
        ('dashboard', 'dashboard', 'view'),
        ('users', 'users', 'read'),
        ('roles', 'roles', 'read'),
        ('settings', 'settings', 'read'),
        ('navigation', 'navigation', 'read'),
        ('pdf-templates', 'pdf-templates', 'read'),
        ('files', 'files', 'read'),
        ('sessions', 'sessions', 'read'),
        ('api-keys', 'api-keys', 'read'),
        ('activity-logs', 'activity-logs', 'read'),
        ('error-logs', 'error-logs', 'read'),
        ('profile', 'profile', 'read')
) AS shipped (item_key, resource, action)
JOIN public.navigation_items AS item ON item.key = shipped.item_key
JOIN public.permissions AS permission
    ON permission.resource = shipped.resource AND permission.action = shipped.action
ON CONFLICT (navigation_item_id, permission_id) DO NOTHING;
