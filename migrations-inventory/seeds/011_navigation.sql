-- The menu of the module, under the menu of the platform. Titles are Thai, the English ones stand
-- in meta. hidden and disabled are left to the site.
INSERT INTO public.navigation_items (key, title, type, icon, link, sort_order, meta)
VALUES
    ('inventory', 'คลังยา', 'group', 'medication', NULL, 100, '{"titleEn": "Drug inventory"}')
ON CONFLICT (key) DO UPDATE SET
    title = EXCLUDED.title,
    type = EXCLUDED.type,
    icon = EXCLUDED.icon,
    link = EXCLUDED.link,
    sort_order = EXCLUDED.sort_order,
    meta = EXCLUDED.meta;

INSERT INTO public.navigation_items (parent_id, key, title, type, icon, link, sort_order, meta)
SELECT parent.id, shipped.key, shipped.title, shipped.type, shipped.icon, shipped.link,
       shipped.sort_order, shipped.meta::json
FROM (
    VALUES
        ('inventory', 'inventory.dashboard', 'ภาพรวมคลังยา', 'item', 'monitoring',
         '/inventory', 10, '{"titleEn": "Stock at a glance"}'),
        ('inventory', 'inventory.budget', 'งบประมาณและแผน', 'collapsible', 'account_balance',
         NULL, 20, '{"titleEn": "Budgets and plans"}'),
        ('inventory', 'inventory.purchasing', 'จัดซื้อ', 'collapsible', 'shopping_cart',
         NULL, 30, '{"titleEn": "Purchasing"}'),
        ('inventory', 'inventory.store', 'คลังและการจ่าย', 'collapsible', 'warehouse',
         NULL, 40, '{"titleEn": "Store"}'),
        ('inventory', 'inventory.lists', 'ข้อมูลหลัก', 'collapsible', 'list_alt',
         NULL, 50, '{"titleEn": "Lists"}'),
        ('inventory', 'inventory.reporting', 'รายงาน', 'collapsible', 'description',
         NULL, 60, '{"titleEn": "Reports"}')
) AS shipped (parent_key, key, title, type, icon, link, sort_order, meta)
JOIN public.navigation_items AS parent ON parent.key = shipped.parent_key
ON CONFLICT (key) DO UPDATE SET
    parent_id = EXCLUDED.parent_id,
    title = EXCLUDED.title,
    type = EXCLUDED.type,
    icon = EXCLUDED.icon,
    link = EXCLUDED.link,
    sort_order = EXCLUDED.sort_order,
    meta = EXCLUDED.meta;

INSERT INTO public.navigation_items (parent_id, key, title, type, link, sort_order, meta)
SELECT parent.id, shipped.key, shipped.title, 'item', shipped.link, shipped.sort_order,
       shipped.meta::json
FROM (
    VALUES
        ('inventory.budget', 'inventory.budgets', 'งบประมาณ',
         '/inventory/budgets', 10, '{"titleEn": "Budgets"}'),
        ('inventory.budget', 'inventory.budget-plans', 'แผนจัดซื้อประจำปี',
         '/inventory/budget-plans', 20, '{"titleEn": "Yearly plans"}'),
        ('inventory.purchasing', 'inventory.contracts', 'สัญญา',
         '/inventory/contracts', 10, '{"titleEn": "Contracts"}'),
        ('inventory.purchasing', 'inventory.purchase-requests', 'ใบขอซื้อ',
         '/inventory/purchase-requests', 20, '{"titleEn": "Purchase requests"}'),
        ('inventory.purchasing', 'inventory.purchase-orders', 'ใบสั่งซื้อ',
         '/inventory/purchase-orders', 30, '{"titleEn": "Purchase orders"}'),
        ('inventory.purchasing', 'inventory.receipts', 'รับและตรวจรับยา',
         '/inventory/receipts', 40, '{"titleEn": "Receipts"}'),
        ('inventory.purchasing', 'inventory.payments', 'การจ่ายเงิน',
         '/inventory/payments', 50, '{"titleEn": "Payments"}'),
        ('inventory.store', 'inventory.stock', 'ยอดคงคลังและรุ่นผลิต',
         '/inventory/stock', 10, '{"titleEn": "Stock and lots"}'),
        ('inventory.store', 'inventory.distributions', 'เบิกจ่ายยา',
         '/inventory/distributions', 20, '{"titleEn": "Distributions"}'),
        ('inventory.store', 'inventory.returns', 'คืนยา',
         '/inventory/returns', 30, '{"titleEn": "Returns"}'),
        ('inventory.store', 'inventory.adjustments', 'ตรวจนับและปรับยอด',
         '/inventory/adjustments', 40, '{"titleEn": "Counts and adjustments"}'),
        ('inventory.lists', 'inventory.drugs', 'รายการยา',
         '/inventory/drugs', 10, '{"titleEn": "Drugs"}'),
        ('inventory.lists', 'inventory.companies', 'บริษัท',
         '/inventory/companies', 20, '{"titleEn": "Companies"}'),
        ('inventory.lists', 'inventory.tmt', 'รหัส TMT',
         '/inventory/tmt', 30, '{"titleEn": "TMT codes"}'),
        ('inventory.lists', 'inventory.products', 'ยาที่โรงพยาบาลผลิต',
         '/inventory/products', 40, '{"titleEn": "Hospital products"}'),
        ('inventory.lists', 'inventory.reference', 'รายการอ้างอิง',
         '/inventory/reference', 50, '{"titleEn": "Reference lists"}'),
        ('inventory.reporting', 'inventory.reports', 'รายงานคลังยา',
         '/inventory/reports', 10, '{"titleEn": "Stock reports"}'),
        ('inventory.reporting', 'inventory.ministry-files', 'ข้อมูล 5 แฟ้ม',
         '/inventory/ministry-files', 20, '{"titleEn": "The ministry''s five files"}')
) AS shipped (parent_key, key, title, link, sort_order, meta)
JOIN public.navigation_items AS parent ON parent.key = shipped.parent_key
ON CONFLICT (key) DO UPDATE SET
    parent_id = EXCLUDED.parent_id,
    title = EXCLUDED.title,
    type = EXCLUDED.type,
    link = EXCLUDED.link,
    sort_order = EXCLUDED.sort_order,
    meta = EXCLUDED.meta;

INSERT INTO public.navigation_permissions (navigation_item_id, permission_id)
SELECT item.id, permission.id
FROM (
    VALUES
        ('inventory', 'inventory.dashboard', 'view'),
        ('inventory.dashboard', 'inventory.dashboard', 'view'),
        ('inventory.budgets', 'inventory.budgets', 'read'),
        ('inventory.budget-plans', 'inventory.budget-plans', 'read'),
        ('inventory.contracts', 'inventory.contracts', 'read'),
        ('inventory.purchase-requests', 'inventory.purchase-requests', 'read'),
        ('inventory.purchase-orders', 'inventory.purchase-orders', 'read'),
        ('inventory.receipts', 'inventory.receipts', 'read'),
        ('inventory.payments', 'inventory.payments', 'read'),
        ('inventory.stock', 'inventory.stock', 'read'),
        ('inventory.distributions', 'inventory.distributions', 'read'),
        ('inventory.returns', 'inventory.returns', 'read'),
        ('inventory.adjustments', 'inventory.stock', 'count'),
        ('inventory.adjustments', 'inventory.stock', 'adjust'),
        ('inventory.adjustments', 'inventory.stock', 'approve-adjustment'),
        ('inventory.drugs', 'inventory.drugs', 'read'),
        ('inventory.companies', 'inventory.companies', 'read'),
        ('inventory.tmt', 'inventory.tmt', 'read'),
        ('inventory.products', 'inventory.products', 'read'),
        ('inventory.reference', 'inventory.reference', 'read'),
        ('inventory.reports', 'inventory.reports', 'read'),
        ('inventory.ministry-files', 'inventory.ministry-files', 'read')
) AS shipped (item_key, resource, action)
JOIN public.navigation_items AS item ON item.key = shipped.item_key
JOIN public.permissions AS permission
    ON permission.resource = shipped.resource AND permission.action = shipped.action
ON CONFLICT (navigation_item_id, permission_id) DO NOTHING;
