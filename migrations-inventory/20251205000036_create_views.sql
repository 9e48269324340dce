-- What the screens and reports of the module read, put together from its tables.
-- A lot is good through its expiry date; days are those of Thailand, whatever the server says.
-- What is no longer in use is left out of what to do next, and stays in what there is: stock does
-- not vanish because its drug was taken off the list.
-- migrate:up

-- Shows what is no longer in use as long as stock is left. CRITICAL is below the least that should
-- be there, LOW_STOCK at the reorder point.
CREATE VIEW inventory.v_current_stock_summary AS
SELECT
    i.id AS inventory_id,
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    g.generic_name,
    g.working_code AS generic_code,
    l.id AS location_id,
    l.location_code,
    l.location_name,
    i.quantity_on_hand,
    i.min_level,
    i.max_level,
    i.reorder_point,
    i.average_cost,
    i.last_cost,
    CASE
        WHEN usable.quantity <= 0 THEN 'OUT_OF_STOCK'
        WHEN usable.quantity < i.min_level THEN 'CRITICAL'
        WHEN usable.quantity <= i.reorder_point THEN 'LOW_STOCK'
        WHEN i.quantity_on_hand > i.max_level THEN 'OVERSTOCK'
        ELSE 'NORMAL'
    END AS stock_status,
    CASE
        WHEN i.quantity_on_hand = 0 THEN 0.00
        ELSE round(i.quantity_on_hand * coalesce(i.average_cost, i.last_cost), 2)
    END AS stock_value,
    i.last_updated,
    i.updated_at
FROM inventory.inventory AS i
JOIN inventory.drugs AS d ON d.id = i.drug_id
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
JOIN inventory.locations AS l ON l.id = i.location_id
CROSS JOIN LATERAL (
    -- What an issue would find: lots that have expired or are closed lie on the shelf only.
    SELECT i.quantity_on_hand - coalesce(sum(t.quantity_available), 0) AS quantity
    FROM inventory.drug_lots AS t
    WHERE t.drug_id = i.drug_id AND t.location_id = i.location_id
        AND (t.is_active IS NOT TRUE
            OR t.expiry_date < (now() AT TIME ZONE 'Asia/Bangkok')::date)
) AS usable
WHERE i.quantity_on_hand > 0 OR (d.is_active AND l.is_active);

COMMENT ON VIEW inventory.v_current_stock_summary IS
    'Stock of each drug at each location | ยอดคงเหลือของยาแต่ละสถานที่';
COMMENT ON COLUMN inventory.v_current_stock_summary.generic_code IS
    'Code of the generic drug | รหัสยาชื่อสามัญ';
COMMENT ON COLUMN inventory.v_current_stock_summary.stock_status IS
    'Lots that have expired or are closed do not count | ไม่นับล็อตที่หมดอายุหรือปิดใช้งาน: '
    'OUT_OF_STOCK = nothing left | ยาหมด; '
    'CRITICAL = below min_level | ต่ำกว่าจำนวนขั้นต่ำ; '
    'LOW_STOCK = at reorder_point or below | ถึงจุดสั่งซื้อ; '
    'OVERSTOCK = above max_level | เกินจำนวนสูงสุด; '
    'NORMAL = as it should be | ปกติ';
COMMENT ON COLUMN inventory.v_current_stock_summary.stock_value IS
    'Value in baht at average_cost, else last_cost; empty where neither is known | '
    'มูลค่า (บาท) ตามต้นทุนเฉลี่ย หรือต้นทุนล่าสุด ว่างหากไม่ทราบต้นทุน';

CREATE VIEW inventory.v_low_stock_items AS
SELECT
    i.id AS inventory_id,
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    g.generic_name,
    l.id AS location_id,
    l.location_code,
    l.location_name,
    i.quantity_on_hand,
    i.reorder_point,
    n.quantity AS quantity_needed,
    i.min_level,
    i.average_cost,
    round(n.quantity * coalesce(i.average_cost, i.last_cost, d.unit_price), 2) AS estimated_cost,
    CASE
        WHEN usable.quantity <= 0 THEN 'OUT_OF_STOCK'
        WHEN usable.quantity < i.min_level THEN 'CRITICAL'
        ELSE 'LOW_STOCK'
    END AS alert_level
FROM inventory.inventory AS i
JOIN inventory.drugs AS d ON d.id = i.drug_id
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
JOIN inventory.locations AS l ON l.id = i.location_id
CROSS JOIN LATERAL (
    -- What an issue would find: lots that have expired or are closed lie on the shelf only.
    SELECT i.quantity_on_hand - coalesce(sum(t.quantity_available), 0) AS quantity
    FROM inventory.drug_lots AS t
    WHERE t.drug_id = i.drug_id AND t.location_id = i.location_id
        AND (t.is_active IS NOT TRUE
            OR t.expiry_date < (now() AT TIME ZONE 'Asia/Bangkok')::date)
) AS usable
CROSS JOIN LATERAL (
    -- greatest() passes over what is empty: without any level nobody knows how much is needed.
    SELECT CASE WHEN level.quantity IS NOT NULL
        THEN greatest(level.quantity - usable.quantity, 0) END AS quantity
    FROM (
        SELECT coalesce(i.max_level, greatest(i.reorder_point, i.min_level)) AS quantity
    ) AS level
) AS n
WHERE (usable.quantity <= 0 OR usable.quantity <= i.reorder_point
        OR usable.quantity < i.min_level)
    AND d.is_active AND l.is_active
    -- What was taken off the hospital's list is used up, not ordered again.
    AND d.drug_status IN ('STATUS_1', 'STATUS_3');

COMMENT ON VIEW inventory.v_low_stock_items IS
    'Stock to order again, of drugs and locations in use | ยาที่ควรสั่งซื้อหรือเบิกเพิ่ม';
COMMENT ON COLUMN inventory.v_low_stock_items.quantity_needed IS
    'Base units that fill it up to max_level, else to reorder_point or min_level; empty where none '
    'of them is set | '
    'จำนวนที่ต้องเติม (หน่วยย่อย) ให้ถึงจำนวนสูงสุด หากไม่กำหนดให้ถึงจุดสั่งซื้อหรือจำนวนขั้นต่ำ '
    'ว่างหากไม่กำหนดไว้เลย';
COMMENT ON COLUMN inventory.v_low_stock_items.estimated_cost IS
    'Cost of quantity_needed in baht, at average_cost, else the last cost, else the list price | '
    'มูลค่าที่ต้องเติม (บาท) ตามต้นทุนเฉลี่ย ต้นทุนล่าสุด หรือราคายาตามลำดับ';
COMMENT ON COLUMN inventory.v_low_stock_items.alert_level IS
    'Lots that have expired or are closed do not count | ไม่นับล็อตที่หมดอายุหรือปิดใช้งาน: '
    'OUT_OF_STOCK = nothing left | ยาหมด; '
    'CRITICAL = below min_level | ต่ำกว่าจำนวนขั้นต่ำ; '
    'LOW_STOCK = at reorder_point or below | ถึงจุดสั่งซื้อ';

CREATE VIEW inventory.v_drug_lot_details AS
SELECT
    t.id AS lot_id,
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    g.generic_name,
    t.lot_number,
    t.expiry_date,
    t.quantity_available,
    t.unit_cost,
    round(t.quantity_available * t.unit_cost, 2) AS lot_value,
    t.received_date,
    t.receipt_id,
    l.id AS location_id,
    l.location_code,
    l.location_name,
    t.is_active,
    t.expiry_date - (now() AT TIME ZONE 'Asia/Bangkok')::date AS days_to_expiry,
    (now() AT TIME ZONE 'Asia/Bangkok')::date - t.received_date AS days_in_stock,
    t.expiry_date < (now() AT TIME ZONE 'Asia/Bangkok')::date AS is_expired,
    t.created_at,
    t.updated_at
FROM inventory.drug_lots AS t
JOIN inventory.drugs AS d ON d.id = t.drug_id
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
JOIN inventory.locations AS l ON l.id = t.location_id;

COMMENT ON VIEW inventory.v_drug_lot_details IS
    'Every lot, used up and blocked ones as well | ล็อตยาทั้งหมด รวมที่หมดแล้วและที่ระงับการใช้';
COMMENT ON COLUMN inventory.v_drug_lot_details.lot_value IS
    'What is left of the lot, in baht | มูลค่าคงเหลือของล็อต (บาท)';
COMMENT ON COLUMN inventory.v_drug_lot_details.days_to_expiry IS
    'Days until expiry_date, less than zero after it | '
    'จำนวนวันก่อนถึงวันหมดอายุ ติดลบเมื่อเลยแล้ว';
COMMENT ON COLUMN inventory.v_drug_lot_details.days_in_stock IS
    'Days since it was received | จำนวนวันตั้งแต่วันที่รับ';
COMMENT ON COLUMN inventory.v_drug_lot_details.is_expired IS
    'expiry_date has passed; on that day the lot is still good | '
    'เลยวันหมดอายุแล้ว ในวันหมดอายุยังใช้ได้';

-- Drugs that are no longer in use are here as well: their stock must leave the shelf too.
CREATE VIEW inventory.v_expiring_drugs AS
SELECT
    t.id AS lot_id,
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    g.generic_name,
    t.lot_number,
    t.expiry_date,
    t.quantity_available,
    t.unit_cost,
    round(t.quantity_available * t.unit_cost, 2) AS lot_value,
    l.id AS location_id,
    l.location_code,
    l.location_name,
    t.expiry_date - (now() AT TIME ZONE 'Asia/Bangkok')::date AS days_to_expiry,
    CASE
        WHEN t.expiry_date < (now() AT TIME ZONE 'Asia/Bangkok')::date THEN 'EXPIRED'
        WHEN t.expiry_date - (now() AT TIME ZONE 'Asia/Bangkok')::date <= 30 THEN 'CRITICAL'
        WHEN t.expiry_date - (now() AT TIME ZONE 'Asia/Bangkok')::date <= 90 THEN 'WARNING'
        ELSE 'NOTICE'
    END AS expiry_status
FROM inventory.drug_lots AS t
JOIN inventory.drugs AS d ON d.id = t.drug_id
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
JOIN inventory.locations AS l ON l.id = t.location_id
WHERE t.is_active AND t.quantity_available > 0
    AND t.expiry_date < (now() AT TIME ZONE 'Asia/Bangkok')::date + interval '6 months';

COMMENT ON VIEW inventory.v_expiring_drugs IS
    'Lots in stock that expire in less than 6 months or have expired | '
    'ยาใกล้หมดอายุภายใน 6 เดือน และยาที่หมดอายุแล้ว';
COMMENT ON COLUMN inventory.v_expiring_drugs.lot_value IS
    'What is left of the lot, in baht | มูลค่าคงเหลือของล็อต (บาท)';
COMMENT ON COLUMN inventory.v_expiring_drugs.days_to_expiry IS
    'Days until expiry_date, less than zero after it | '
    'จำนวนวันก่อนถึงวันหมดอายุ ติดลบเมื่อเลยแล้ว';
COMMENT ON COLUMN inventory.v_expiring_drugs.expiry_status IS
    'EXPIRED = after expiry_date | หมดอายุแล้ว; '
    'CRITICAL = within 30 days | ภายใน 30 วัน; '
    'WARNING = within 90 days | ภายใน 90 วัน; '
    'NOTICE = in less than 6 months | ภายใน 6 เดือน';

CREATE VIEW inventory.v_drug_movement AS
SELECT
    m.id AS transaction_id,
    i.id AS inventory_id,
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    l.location_code,
    l.location_name,
    m.transaction_type,
    m.quantity,
    m.unit_cost,
    round(m.quantity * m.unit_cost, 2) AS transaction_value,
    m.reference_type,
    m.reference_id,
    m.notes,
    u.username AS created_by_username,
    m.created_at
FROM inventory.inventory_transactions AS m
JOIN inventory.inventory AS i ON i.id = m.inventory_id
JOIN inventory.drugs AS d ON d.id = i.drug_id
JOIN inventory.locations AS l ON l.id = i.location_id
LEFT JOIN public.users AS u ON u.id = m.created_by;

COMMENT ON VIEW inventory.v_drug_movement IS
    'Every movement of stock | การเคลื่อนไหวของคลังทุกรายการ';
COMMENT ON COLUMN inventory.v_drug_movement.quantity IS
    'Base units that moved, less than zero where they left | '
    'จำนวนที่เคลื่อนไหว (หน่วยย่อย) ติดลบเมื่อออกจากคลัง';
COMMENT ON COLUMN inventory.v_drug_movement.transaction_value IS
    'quantity times unit_cost, in baht | จำนวนคูณต้นทุนต่อหน่วย (บาท)';
COMMENT ON COLUMN inventory.v_drug_movement.created_by_username IS
    'User who moved it | ผู้ทำรายการ';

-- A budget that was never shared out has one row without a year.
CREATE VIEW inventory.v_budget_summary AS
SELECT
    b.id AS budget_id,
    t.type_code AS budget_type_code,
    t.type_name AS budget_type_name,
    c.category_code AS budget_category_code,
    c.category_name AS budget_category_name,
    b.description AS budget_description,
    y.fiscal_year,
    coalesce(y.total_budget, 0)::numeric(15,2) AS total_budget,
    coalesce(y.total_spent, 0)::numeric(15,2) AS total_spent,
    coalesce(y.total_budget - y.total_spent, 0)::numeric(15,2) AS remaining_budget,
    coalesce(y.q1_budget, 0)::numeric(15,2) AS q1_budget,
    coalesce(y.q2_budget, 0)::numeric(15,2) AS q2_budget,
    coalesce(y.q3_budget, 0)::numeric(15,2) AS q3_budget,
    coalesce(y.q4_budget, 0)::numeric(15,2) AS q4_budget,
    CASE
        WHEN y.total_budget > 0 THEN round(y.total_spent * 100 / y.total_budget, 2)
        WHEN y.total_spent > 0 THEN NULL
        ELSE 0.00
    END AS utilization_percentage,
    CASE
        WHEN y.total_spent > y.total_budget THEN 'OVERSPENT'
        WHEN y.total_budget > 0 AND y.total_spent = y.total_budget THEN 'EXHAUSTED'
        WHEN y.total_budget > 0 AND y.total_spent >= y.total_budget * 0.9 THEN 'CRITICAL'
        WHEN y.total_budget > 0 AND y.total_spent >= y.total_budget * 0.75 THEN 'WARNING'
        WHEN y.total_budget > 0 THEN 'AVAILABLE'
        ELSE 'NOT_ALLOCATED'
    END AS budget_status,
    b.is_active,
    greatest(b.updated_at, y.updated_at) AS updated_at
FROM inventory.budgets AS b
JOIN inventory.budget_types AS t ON t.id = b.budget_type_id
JOIN inventory.budget_categories AS c ON c.id = b.budget_category_id
LEFT JOIN (
    SELECT a.budget_id, a.fiscal_year,
        sum(a.total_budget) AS total_budget, sum(a.total_spent) AS total_spent,
        sum(a.q1_budget) AS q1_budget, sum(a.q2_budget) AS q2_budget,
        sum(a.q3_budget) AS q3_budget, sum(a.q4_budget) AS q4_budget,
        max(a.updated_at) AS updated_at
    FROM inventory.budget_allocations AS a
    WHERE a.is_active
    GROUP BY a.budget_id, a.fiscal_year
) AS y ON y.budget_id = b.id;

COMMENT ON VIEW inventory.v_budget_summary IS
    'Each budget in each fiscal year, all departments together | '
    'สรุปการใช้งบประมาณแต่ละปีงบประมาณ รวมทุกหน่วยงาน';
COMMENT ON COLUMN inventory.v_budget_summary.fiscal_year IS
    'Fiscal year, named by the year in which it ends on 30 September | '
    'ปีงบประมาณ นับตามปีที่สิ้นสุด 30 กันยายน';
COMMENT ON COLUMN inventory.v_budget_summary.utilization_percentage IS
    'Percent of the budget that is spent; empty where there was none to spend | '
    'ร้อยละของงบประมาณที่ใช้ไป ว่างหากใช้ไปโดยไม่มีงบ';
COMMENT ON COLUMN inventory.v_budget_summary.budget_status IS
    'AVAILABLE = less than 75 percent is spent | ใช้ไปไม่ถึงร้อยละ 75; '
    'WARNING = 75 percent or more | ใช้ไปตั้งแต่ร้อยละ 75; '
    'CRITICAL = 90 percent or more | ใช้ไปตั้งแต่ร้อยละ 90; '
    'EXHAUSTED = all of it | ใช้หมดแล้ว; '
    'OVERSPENT = more than there was | ใช้เกินงบประมาณ; '
    'NOT_ALLOCATED = no money was allocated | ยังไม่ได้จัดสรร';
COMMENT ON COLUMN inventory.v_budget_summary.is_active IS
    'The budget is in use | งบประมาณใช้งานอยู่';

-- A document that was taken back (is_active false) is left out, a cancelled one is shown as such.
CREATE VIEW inventory.v_procurement_summary AS
SELECT
    'PR'::text AS doc_type,
    r.pr_number AS doc_number,
    r.request_date AS doc_date,
    r.status::text AS status,
    d.dept_code,
    d.dept_name,
    r.total_amount,
    r.created_at,
    r.updated_at
FROM inventory.purchase_requests AS r
JOIN inventory.departments AS d ON d.id = r.department_id
WHERE r.is_active
UNION ALL
SELECT
    'PO'::text,
    o.po_number,
    o.po_date,
    o.status::text,
    d.dept_code,
    d.dept_name,
    o.grand_total,
    o.created_at,
    o.updated_at
FROM inventory.purchase_orders AS o
JOIN inventory.purchase_requests AS r ON r.id = o.pr_id
JOIN inventory.departments AS d ON d.id = r.department_id
WHERE o.is_active
UNION ALL
SELECT
    'RECEIPT'::text,
    g.receipt_number,
    g.receipt_date,
    g.status::text,
    d.dept_code,
    d.dept_name,
    coalesce(g.total_amount, (
        SELECT sum(i.total_price) FROM inventory.receipt_items AS i WHERE i.receipt_id = g.id
    ), 0)::numeric(15,2),
    g.created_at,
    g.updated_at
FROM inventory.receipts AS g
JOIN inventory.purchase_orders AS o ON o.id = g.po_id
JOIN inventory.purchase_requests AS r ON r.id = o.pr_id
JOIN inventory.departments AS d ON d.id = r.department_id
WHERE g.is_active;

COMMENT ON VIEW inventory.v_procurement_summary IS
    'Purchase requests, purchase orders and receipts in one list | '
    'ใบขอซื้อ ใบสั่งซื้อ และใบรับของในรายการเดียว';
COMMENT ON COLUMN inventory.v_procurement_summary.doc_type IS
    'PR = purchase request | ใบขอซื้อ; '
    'PO = purchase order | ใบสั่งซื้อ; '
    'RECEIPT = receipt of goods | ใบรับของ';
COMMENT ON COLUMN inventory.v_procurement_summary.status IS
    'State of the document, as in its own table | สถานะของเอกสารตามตารางของเอกสารนั้น';
COMMENT ON COLUMN inventory.v_procurement_summary.dept_code IS
    'Department that asked for the purchase | หน่วยงานที่ขอซื้อ';
COMMENT ON COLUMN inventory.v_procurement_summary.total_amount IS
    'Amount in baht: expected, ordered with VAT, received; of a receipt without an amount, the sum '
    'of its items | '
    'จำนวนเงิน (บาท) โดยประมาณ ที่สั่งซื้อรวมภาษีมูลค่าเพิ่ม หรือที่รับ ตามชนิดเอกสาร';

-- Items and their cost are counted themselves; a distribution without items counts by its head.
CREATE VIEW inventory.v_distribution_by_department AS
SELECT
    p.id AS department_id,
    p.dept_code,
    p.dept_name,
    count(s.id) AS total_distributions,
    coalesce(sum(s.items), 0)::bigint AS total_items_distributed,
    coalesce(sum(s.amount), 0.00) AS total_amount,
    max(s.distribution_date) AS last_distribution_date
FROM inventory.departments AS p
LEFT JOIN (
    SELECT o.id, o.requesting_dept_id, o.distribution_date,
        coalesce(n.items, o.total_items) AS items,
        coalesce(n.amount, o.total_amount) AS amount
    FROM inventory.drug_distributions AS o
    LEFT JOIN (
        SELECT i.distribution_id, count(*) AS items,
            sum(round(i.quantity_dispensed * i.unit_cost, 2)) AS amount
        FROM inventory.drug_distribution_items AS i
        GROUP BY i.distribution_id
    ) AS n ON n.distribution_id = o.id
    -- Only what was really handed out.
    WHERE o.status IN ('DISPENSED', 'COMPLETED')
) AS s ON s.requesting_dept_id = p.id
GROUP BY p.id
HAVING p.is_active OR count(s.id) > 0;

COMMENT ON VIEW inventory.v_distribution_by_department IS
    'What was handed out to each department | สรุปการจ่ายยาให้แต่ละหน่วยงาน';
COMMENT ON COLUMN inventory.v_distribution_by_department.total_distributions IS
    'Distributions that were handed out | จำนวนใบจ่ายยาที่จ่ายแล้ว';
COMMENT ON COLUMN inventory.v_distribution_by_department.total_items_distributed IS
    'Items in them | จำนวนรายการที่จ่าย';
COMMENT ON COLUMN inventory.v_distribution_by_department.total_amount IS
    'Their cost in baht | มูลค่าที่จ่าย (บาท)';

-- The concept that a drug refers to comes first. A match that only the table of matches knows
-- counts where a person checked it.
CREATE VIEW inventory.v_tmt_mapping_status AS
SELECT
    d.id AS drug_id,
    d.drug_code,
    d.trade_name,
    g.generic_name,
    coalesce(c.tmt_id, m.tmt_id) AS tmt_id,
    coalesce(c.level, m.tmt_level) AS tmt_level,
    c.concept_code AS tmt_code,
    c.fsn AS tmt_fsn,
    c.preferred_term AS tmt_preferred_term,
    coalesce(m.is_verified, false) AS is_verified,
    u.username AS verified_by_username,
    CASE WHEN m.is_verified THEN m.verified_at END AS verified_at,
    CASE
        WHEN c.id IS NULL AND m.tmt_id IS NULL THEN 'UNMAPPED'
        WHEN c.is_active IS FALSE THEN 'RETIRED'
        WHEN c.id IS NULL THEN 'PENDING'
        WHEN m.is_verified THEN 'VERIFIED'
        WHEN d.tmt_tpu_id IS NOT NULL THEN 'MAPPED'
        ELSE 'PENDING'
    END AS mapping_status
FROM inventory.drugs AS d
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
LEFT JOIN LATERAL (
    SELECT k.concept_id, k.tmt_id, k.tmt_level, k.is_verified, k.verified_by, k.verified_at
    FROM (
        SELECT x.id, coalesce(x.tmt_concept_id, n.id) AS concept_id, x.tmt_id, x.tmt_level,
            x.is_verified, x.verified_by, x.verified_at
        FROM inventory.tmt_mappings AS x
        LEFT JOIN inventory.tmt_concepts AS n ON n.tmt_id = x.tmt_id
        WHERE x.drug_id = d.id OR (x.drug_id IS NULL AND x.drug_code = d.drug_code)
    ) AS k
    -- Another concept than the drug's own says nothing about the drug's own.
    WHERE d.tmt_tpu_id IS NULL OR k.concept_id = d.tmt_tpu_id
    ORDER BY k.is_verified IS NOT TRUE, k.verified_at DESC NULLS LAST, k.id DESC
    LIMIT 1
) AS m ON true
LEFT JOIN inventory.tmt_concepts AS c ON c.id = coalesce(d.tmt_tpu_id, m.concept_id)
LEFT JOIN public.users AS u ON u.id = m.verified_by AND m.is_verified
WHERE d.is_active;

COMMENT ON VIEW inventory.v_tmt_mapping_status IS
    'How each drug in use is matched with TMT | สถานะการจับคู่ยาที่ใช้อยู่กับรหัสยา TMT';
COMMENT ON COLUMN inventory.v_tmt_mapping_status.tmt_id IS
    'Number of the concept in TMT (TMTID) | เลขรหัสยา TMT (TMTID)';
COMMENT ON COLUMN inventory.v_tmt_mapping_status.tmt_level IS
    'Level of the concept; a trade drug should be matched on TPU | '
    'ระดับของรหัสยา ยาชื่อการค้าควรจับคู่ระดับ TPU';
COMMENT ON COLUMN inventory.v_tmt_mapping_status.is_verified IS
    'A person checked the match | มีผู้ตรวจสอบการจับคู่แล้ว';
COMMENT ON COLUMN inventory.v_tmt_mapping_status.mapping_status IS
    'VERIFIED = matched and checked | จับคู่และตรวจสอบแล้ว; '
    'MAPPED = matched | จับคู่แล้ว; '
    'PENDING = proposed and not checked, or the number is not in the TMT data | '
    'รอตรวจสอบ หรือไม่พบเลขรหัสในข้อมูล TMT; '
    'RETIRED = the concept is not in the latest release | รหัสไม่มีในรุ่นเผยแพร่ล่าสุด; '
    'UNMAPPED = not matched | ยังไม่จับคู่';

-- The codes of the ministry stand first in their columns, so that left(..., 1) gives them. The
-- base unit is that of a pack of one, else the one named like the dosage form; a unit of strength
-- such as mg is none.
CREATE VIEW inventory.v_ministry_drug_export AS
SELECT
    d.drug_code AS "รหัสยา",
    d.trade_name AS "ชื่อการค้า",
    g.generic_name AS "ชื่อสามัญ",
    g.working_code AS "รหัสยาสามัญ",
    coalesce(f.form_name, g.dosage_form)::character varying(100) AS "รูปแบบยา",
    g.strength_value AS "ความแรง",
    u.unit AS "หน่วยนับ",
    CASE d.nlem_status
        WHEN 'E' THEN 'E ยาในบัญชียาหลักแห่งชาติ'
        WHEN 'N' THEN 'N ยานอกบัญชียาหลักแห่งชาติ'
    END AS "สถานะ_NLEM",
    CASE d.drug_status
        WHEN 'STATUS_1' THEN '1 ใช้อยู่'
        WHEN 'STATUS_2' THEN '2 ตัดออกแต่ยังมียาเหลือ'
        WHEN 'STATUS_3' THEN '3 ยาเฉพาะราย'
        WHEN 'STATUS_4' THEN '4 ตัดออกและหมดแล้ว'
    END AS "สถานะยา",
    CASE d.product_category
        WHEN 'CATEGORY_1' THEN '1 ยาแผนปัจจุบันขึ้นทะเบียน อย.'
        WHEN 'CATEGORY_2' THEN '2 ยาแผนปัจจุบันที่โรงพยาบาลผลิต'
        WHEN 'CATEGORY_3' THEN '3 ยาสมุนไพรขึ้นทะเบียน'
        WHEN 'CATEGORY_4' THEN '4 ยาสมุนไพรที่โรงพยาบาลผลิต'
        WHEN 'CATEGORY_5' THEN '5 ประเภทอื่น'
    END AS "ประเภทผลิตภัณฑ์",
    coalesce(c.tmt_id, m.tmt_id)::character varying(50) AS "TMT_Code",
    coalesce(c.preferred_term, c.fsn) AS "TMT_Name",
    CASE WHEN d.is_active THEN 'ใช้งาน' ELSE 'ไม่ใช้งาน' END AS "สถานะการใช้งาน"
FROM inventory.drugs AS d
JOIN inventory.drug_generics AS g ON g.id = d.generic_id
LEFT JOIN inventory.dosage_forms AS f ON f.id = g.dosage_form_id
LEFT JOIN LATERAL (
    SELECT coalesce(n.unit_name, p.unit)::character varying(50) AS unit
    FROM (
        SELECT coalesce((
            SELECT r.pack_unit
            FROM inventory.drug_pack_ratios AS r
            WHERE r.drug_id = d.id AND r.is_active AND r.unit_per_pack = 1
            ORDER BY r.is_default IS NOT TRUE, r.id
            LIMIT 1
        ), CASE WHEN d.package_size = 1 THEN d.package_unit END, (
            SELECT s.unit_code
            FROM inventory.drug_units AS s
            WHERE s.unit_code = f.form_code AND s.unit_type = 'QUANTITY'
        )) AS unit
    ) AS p
    LEFT JOIN inventory.drug_units AS n ON n.unit_code = upper(p.unit)
) AS u ON true
LEFT JOIN LATERAL (
    SELECT coalesce(x.tmt_concept_id, n.id) AS concept_id, x.tmt_id
    FROM inventory.tmt_mappings AS x
    LEFT JOIN inventory.tmt_concepts AS n ON n.tmt_id = x.tmt_id
    WHERE d.tmt_tpu_id IS NULL AND x.is_verified AND x.tmt_level = 'TPU'
        AND (x.drug_id = d.id OR (x.drug_id IS NULL AND x.drug_code = d.drug_code))
    ORDER BY x.verified_at DESC NULLS LAST, x.id DESC
    LIMIT 1
) AS m ON true
LEFT JOIN inventory.tmt_concepts AS c ON c.id = coalesce(d.tmt_tpu_id, m.concept_id);

COMMENT ON VIEW inventory.v_ministry_drug_export IS
    'Drug list for the ministry, every trade drug | '
    'บัญชีรายการยาสำหรับส่งกระทรวง ยาชื่อการค้าทุกรายการ';
COMMENT ON COLUMN inventory.v_ministry_drug_export."หน่วยนับ" IS
    'Unit that stock counts; empty where it is not known | หน่วยย่อยที่คลังนับ ว่างหากไม่ทราบ';
COMMENT ON COLUMN inventory.v_ministry_drug_export."สถานะ_NLEM" IS
    'E or N, and what it means | E หรือ N และความหมาย';
COMMENT ON COLUMN inventory.v_ministry_drug_export."สถานะยา" IS
    'Code of the ministry 1 to 4, and what it means | รหัสของกระทรวง 1 ถึง 4 และความหมาย';
COMMENT ON COLUMN inventory.v_ministry_drug_export."ประเภทผลิตภัณฑ์" IS
    'Code of the ministry 1 to 5, and what it means | รหัสของกระทรวง 1 ถึง 5 และความหมาย';
COMMENT ON COLUMN inventory.v_ministry_drug_export."TMT_Code" IS
    'Number in TMT at TPU level; empty where the drug is not matched, for the sender to fill in | '
    'เลขรหัสยา TMT ระดับ TPU ว่างหากยังไม่จับคู่ ให้ผู้ส่งเติมค่าที่กำหนด';
COMMENT ON COLUMN inventory.v_ministry_drug_export."TMT_Name" IS 'Name in TMT | ชื่อยาใน TMT';

CREATE VIEW inventory.v_ministry_stock_export AS
SELECT
    l.location_code AS "รหัสคลัง",
    l.location_name AS "ชื่อคลัง",
    e."รหัสยา",
    e."ชื่อการค้า" AS "ชื่อยา",
    e."ชื่อสามัญ",
    i.quantity_on_hand::numeric AS "ยอดคงเหลือ",
    e."หน่วยนับ" AS "หน่วย",
    p.price AS "ราคาเฉลี่ย",
    round(i.quantity_on_hand * p.price, 2) AS "มูลค่ารวม",
    t.nearest_expiry AS "วันหมดอายุใกล้สุด",
    e."TMT_Code"
FROM inventory.inventory AS i
JOIN inventory.drugs AS d ON d.id = i.drug_id
JOIN inventory.v_ministry_drug_export AS e ON e."รหัสยา" = d.drug_code
JOIN inventory.locations AS l ON l.id = i.location_id
LEFT JOIN (
    SELECT o.drug_id, o.location_id, min(o.expiry_date) AS nearest_expiry,
        sum(o.quantity_available * o.unit_cost) / sum(o.quantity_available) AS price
    FROM inventory.drug_lots AS o
    WHERE o.quantity_available > 0
    GROUP BY o.drug_id, o.location_id
) AS t ON t.drug_id = i.drug_id AND t.location_id = i.location_id
CROSS JOIN LATERAL (
    SELECT round(coalesce(i.average_cost, t.price, i.last_cost), 4) AS price
) AS p
WHERE i.quantity_on_hand > 0;

COMMENT ON VIEW inventory.v_ministry_stock_export IS
    'Stock for the ministry: whatever is left, by location | '
    'ยอดคงคลังสำหรับส่งกระทรวง แยกตามสถานที่';
COMMENT ON COLUMN inventory.v_ministry_stock_export."หน่วย" IS
    'Unit that stock counts; empty where it is not known | หน่วยย่อยที่คลังนับ ว่างหากไม่ทราบ';
COMMENT ON COLUMN inventory.v_ministry_stock_export."ราคาเฉลี่ย" IS
    'Average cost per base unit in baht; that of the lots, else the last, where it is not kept | '
    'ต้นทุนเฉลี่ยต่อหน่วยย่อย (บาท) หากไม่มีใช้ต้นทุนของล็อต หรือต้นทุนล่าสุด';
COMMENT ON COLUMN inventory.v_ministry_stock_export."มูลค่ารวม" IS
    'Value of the balance in baht | มูลค่าของยอดคงเหลือ (บาท)';
COMMENT ON COLUMN inventory.v_ministry_stock_export."วันหมดอายุใกล้สุด" IS
    'First expiry date among the lots that are left, expired ones too; empty without lots | '
    'วันหมดอายุแรกสุดของล็อตที่เหลือ รวมล็อตที่หมดอายุแล้ว ว่างหากไม่มีล็อต';
COMMENT ON COLUMN inventory.v_ministry_stock_export."TMT_Code" IS
    'Number in TMT at TPU level; empty where the drug is not matched, for the sender to fill in | '
    'เลขรหัสยา TMT ระดับ TPU ว่างหากยังไม่จับคู่ ให้ผู้ส่งเติมค่าที่กำหนด';

CREATE VIEW inventory.v_hpp_summary AS
SELECT
    h.id AS hpp_id,
    h.hpp_code,
    h.hpp_type,
    h.product_name,
    g.working_code AS generic_code,
    g.generic_name,
    d.drug_code AS base_drug_code,
    d.trade_name AS base_drug_name,
    h.tmt_code,
    h.is_outsourced,
    h.is_active,
    (SELECT count(*) FROM inventory.hpp_formulations AS n WHERE n.hpp_id = h.id)
        AS formulation_count,
    h.created_at,
    h.updated_at
FROM inventory.hospital_pharmaceutical_products AS h
LEFT JOIN inventory.hospital_pharmaceutical_products AS b ON b.id = h.base_product_id
LEFT JOIN inventory.drugs AS d ON d.id = coalesce(h.drug_id, b.drug_id)
LEFT JOIN inventory.drug_generics AS g
    ON g.id = coalesce(h.generic_id, b.generic_id, d.generic_id);

COMMENT ON VIEW inventory.v_hpp_summary IS
    'Products that the hospital makes | ยาที่โรงพยาบาลผลิต';
COMMENT ON COLUMN inventory.v_hpp_summary.generic_code IS
    'Code of the generic drug; where the product names none, that of what it is made from | '
    'รหัสยาชื่อสามัญ หากไม่ระบุใช้ของตัวตั้งต้น';
COMMENT ON COLUMN inventory.v_hpp_summary.base_drug_code IS
    'Trade drug that it, or the product it is based on, is made from | '
    'ยาชื่อการค้าที่ใช้ผลิต หรือที่ใช้ผลิตตัวตั้งต้น';
COMMENT ON COLUMN inventory.v_hpp_summary.formulation_count IS
    'Count of what goes into it | จำนวนส่วนประกอบในสูตร';

-- migrate:down
DROP VIEW inventory.v_hpp_summary;
DROP VIEW inventory.v_ministry_stock_export;
DROP VIEW inventory.v_ministry_drug_export;
DROP VIEW inventory.v_tmt_mapping_status;
DROP VIEW inventory.v_distribution_by_department;
DROP VIEW inventory.v_procurement_summary;
DROP VIEW inventory.v_budget_summary;
DROP VIEW inventory.v_drug_movement;
DROP VIEW inventory.v_expiring_drugs;
DROP VIEW inventory.v_drug_lot_details;
DROP VIEW inventory.v_low_stock_items;
DROP VIEW inventory.v_current_stock_summary;
