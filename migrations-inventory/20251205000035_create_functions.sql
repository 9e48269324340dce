-- What the application asks of the database: money is reserved and spent, stock comes and goes.
-- Each function either does all it says or nothing, and says why not in its message. Rows are
-- locked in one order everywhere: purchase request, reservation, allocation; receipt, stock, lots.
-- Days are those of Thailand, whatever the time zone of the server.
-- The trigger function is made again for a site whose earlier steps the platform itself ran; the
-- tables before this migration use it, so undoing this one leaves it.
-- migrate:up
CREATE OR REPLACE FUNCTION inventory.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.check_budget_availability(
    p_budget_id integer,
    p_amount numeric
)
RETURNS TABLE (is_available boolean, remaining_budget numeric, message text)
    LANGUAGE plpgsql STABLE
AS $$
DECLARE
    v_day date := (now() AT TIME ZONE 'Asia/Bangkok')::date;
    -- Three months on, the fiscal year and its quarters are those of the calendar.
    v_year integer := extract(year FROM v_day + interval '3 months')::integer + 543;
    v_quarter integer := extract(quarter FROM v_day + interval '3 months')::integer;
    v_amount numeric := round(p_amount, 2);
    v_departments bigint;
    v_most numeric;
BEGIN
    SELECT count(*), coalesce(sum(f.free), 0), coalesce(max(f.free), 0)
    INTO v_departments, remaining_budget, v_most
    FROM (
        SELECT greatest(0, least(
                CASE v_quarter
                    WHEN 1 THEN a.q1_budget - a.q1_spent
                    WHEN 2 THEN a.q2_budget - a.q2_spent
                    WHEN 3 THEN a.q3_budget - a.q3_spent
                    ELSE a.q4_budget - a.q4_spent
                END - h.of_quarter,
                a.total_budget - a.total_spent - h.of_year)) AS free
        FROM inventory.budget_allocations AS a
        JOIN inventory.budgets AS b ON b.id = a.budget_id AND b.is_active
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(r.reserved_amount), 0) AS of_year,
                coalesce(sum(r.reserved_amount) FILTER (WHERE r.quarter = v_quarter), 0)
                    AS of_quarter
            FROM inventory.budget_reservations AS r
            WHERE r.allocation_id = a.id AND r.is_released IS NOT TRUE AND r.expires_date > now()
        ) AS h
        WHERE a.budget_id = p_budget_id AND a.is_active AND a.fiscal_year IN (v_year, v_year - 543)
    ) AS f;

    is_available := false;
    IF v_amount IS NULL OR v_amount <= 0 OR v_amount >= 1e13 THEN
        message := 'จำนวนเงินไม่ถูกต้อง ต้องมากกว่าศูนย์ '
            '(the amount must be more than zero and within reason)';
    ELSIF v_departments = 0 THEN
        message := format('ไม่มีงบประมาณนี้ในปีงบประมาณ %s (no such budget in fiscal year %s)',
            v_year, v_year);
    ELSIF v_most < v_amount AND remaining_budget >= v_amount THEN
        message := format('ไม่มีหน่วยงานใดมีงบประมาณพอ มากที่สุดคือ %s บาท '
            '(no single department has enough: the most is %s baht)', v_most, v_most);
    ELSIF v_most < v_amount THEN
        message := format('งบประมาณไม่พอ ไตรมาสนี้ใช้ได้อีก %s บาท '
            '(not enough budget: %s baht are free in this quarter)',
            remaining_budget, remaining_budget);
    ELSE
        is_available := true;
        message := format('งบประมาณพอ ไตรมาสนี้ใช้ได้อีก %s บาท '
            '(enough budget: %s baht are free in this quarter)',
            remaining_budget, remaining_budget);
    END IF;
    RETURN NEXT;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.reserve_budget(
    p_budget_id integer,
    p_amount numeric,
    p_reference_type character varying,
    p_reference_id bigint,
    p_description text
)
RETURNS TABLE (success boolean, reservation_id bigint, message text)
    LANGUAGE plpgsql
AS $$
DECLARE
    v_day date := (now() AT TIME ZONE 'Asia/Bangkok')::date;
    v_this_year integer := extract(year FROM v_day + interval '3 months')::integer + 543;
    v_quarter integer := extract(quarter FROM v_day + interval '3 months')::integer;
    v_amount numeric := round(p_amount, 2);
    v_request inventory.purchase_requests%ROWTYPE;
    v_before inventory.budget_reservations%ROWTYPE;
    v_allocation inventory.budget_allocations%ROWTYPE;
    v_year integer;
    v_free numeric;
BEGIN
    success := false;
    IF v_amount IS NULL OR v_amount <= 0 OR v_amount >= 1e13 THEN
        message := 'จำนวนเงินไม่ถูกต้อง ต้องมากกว่าศูนย์ '
            '(the amount must be more than zero and within reason)';
        RETURN NEXT;
        RETURN;
    END IF;
    IF upper(p_reference_type) IN ('PR', 'PURCHASE_REQUEST') THEN
        SELECT q.* INTO v_request
        FROM inventory.purchase_requests AS q WHERE q.id = p_reference_id FOR UPDATE;
    END IF;
    v_year := v_request.fiscal_year
        + CASE WHEN v_request.fiscal_year < 2400 THEN 543 ELSE 0 END;
    SELECT r.* INTO v_before
    FROM inventory.budget_reservations AS r WHERE r.pr_id = v_request.id FOR UPDATE;

    IF v_request.id IS NULL THEN
        message := 'ไม่พบใบขอซื้อ (no such purchase request)';
    ELSIF v_request.is_active IS NOT TRUE
        OR v_request.status IN ('REJECTED', 'CANCELLED', 'CONVERTED') THEN
        message := format('ใบขอซื้อ %s ปิดแล้ว กันเงินไม่ได้ '
            '(the purchase request is closed)', v_request.pr_number);
    ELSIF v_request.budget_id IS DISTINCT FROM p_budget_id THEN
        message := format('ใบขอซื้อ %s ใช้งบประมาณอื่น '
            '(the purchase request is of another budget)', v_request.pr_number);
    ELSIF v_year < v_this_year THEN
        message := format('ปีงบประมาณ %s สิ้นสุดแล้ว (fiscal year %s is over)', v_year, v_year);
    ELSIF v_before.is_released AND v_before.released_at IS NULL THEN
        message := format('ใบขอซื้อ %s ตัดจ่ายไปแล้ว '
            '(the purchase request has spent its budget)', v_request.pr_number);
    ELSIF v_before.id IS NOT NULL AND v_before.is_released IS NOT TRUE
        AND v_before.expires_date > now() THEN
        message := format('ใบขอซื้อ %s กันเงินไว้แล้ว '
            '(the purchase request holds a reservation already)', v_request.pr_number);
    END IF;
    IF message IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT a.* INTO v_allocation
    FROM inventory.budget_allocations AS a
    WHERE a.budget_id = p_budget_id AND a.department_id = v_request.department_id
        AND a.fiscal_year IN (v_year, v_year - 543) AND a.is_active
        AND EXISTS (SELECT FROM inventory.budgets AS b WHERE b.id = a.budget_id AND b.is_active)
    ORDER BY a.fiscal_year DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        message := format('หน่วยงานไม่มีงบประมาณนี้ในปีงบประมาณ %s '
            '(the department has no such budget in fiscal year %s)', v_year, v_year);
        RETURN NEXT;
        RETURN;
    END IF;
    IF v_year > v_this_year THEN
        v_quarter := 1; -- a year that has not begun is spent from its first quarter on
    END IF;

    -- Behind the lock: what others reserved while we waited is seen.
    SELECT least(
            CASE v_quarter
                WHEN 1 THEN v_allocation.q1_budget - v_allocation.q1_spent
                WHEN 2 THEN v_allocation.q2_budget - v_allocation.q2_spent
                WHEN 3 THEN v_allocation.q3_budget - v_allocation.q3_spent
                ELSE v_allocation.q4_budget - v_allocation.q4_spent
            END - coalesce(sum(r.reserved_amount) FILTER (WHERE r.quarter = v_quarter), 0),
            v_allocation.total_budget - v_allocation.total_spent
                - coalesce(sum(r.reserved_amount), 0))
    INTO v_free
    FROM inventory.budget_reservations AS r
    WHERE r.allocation_id = v_allocation.id AND r.is_released IS NOT TRUE
        AND r.expires_date > now();
    IF v_free < v_amount THEN
        message := format('งบประมาณไม่พอ ไตรมาสนี้ใช้ได้อีก %s บาท '
            '(not enough budget: %s baht are free in this quarter)',
            greatest(v_free, 0), greatest(v_free, 0));
        RETURN NEXT;
        RETURN;
    END IF;

    -- A transaction with an older view of the reservations must fail, not reserve the same money.
    UPDATE inventory.budget_allocations AS a SET updated_at = now() WHERE a.id = v_allocation.id;
    INSERT INTO inventory.budget_reservations AS r
        (allocation_id, pr_id, reserved_amount, quarter, reservation_date, expires_date)
    VALUES (v_allocation.id, v_request.id, v_amount, v_quarter, now(), least(
        now() + interval '30 days',
        make_timestamptz(v_year - 543, 10, 1, 0, 0, 0, 'Asia/Bangkok')))
    ON CONFLICT (pr_id) DO UPDATE
    SET allocation_id = excluded.allocation_id, reserved_amount = excluded.reserved_amount,
        quarter = excluded.quarter, reservation_date = excluded.reservation_date,
        expires_date = excluded.expires_date, is_released = false, released_at = NULL,
        updated_at = now()
    RETURNING r.id INTO reservation_id;
    success := true;
    message := format('กันเงิน %s บาทแล้ว (%s baht reserved)', v_amount, v_amount);
    RETURN NEXT;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.commit_budget(p_reservation_id bigint)
RETURNS TABLE (success boolean, message text)
    LANGUAGE plpgsql
AS $$
DECLARE
    v_reservation inventory.budget_reservations%ROWTYPE;
    v_allocation inventory.budget_allocations%ROWTYPE;
    v_amount numeric;
    v_left numeric;
BEGIN
    success := false;
    SELECT r.* INTO v_reservation
    FROM inventory.budget_reservations AS r WHERE r.id = p_reservation_id FOR UPDATE;
    IF NOT FOUND THEN
        message := 'ไม่พบการกันเงิน (no such reservation)';
    ELSIF v_reservation.is_released THEN
        message := 'การกันเงินนี้ตัดจ่ายหรือคืนเงินไปแล้ว '
            '(the reservation was committed or released already)';
    ELSIF v_reservation.expires_date <= now() THEN
        message := 'การกันเงินหมดอายุแล้ว ต้องกันเงินใหม่ '
            '(the reservation has expired: reserve again)';
    END IF;
    IF message IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;

    SELECT a.* INTO v_allocation
    FROM inventory.budget_allocations AS a WHERE a.id = v_reservation.allocation_id FOR UPDATE;
    v_amount := v_reservation.reserved_amount;
    v_left := least(
        CASE v_reservation.quarter
            WHEN 1 THEN v_allocation.q1_budget - v_allocation.q1_spent
            WHEN 2 THEN v_allocation.q2_budget - v_allocation.q2_spent
            WHEN 3 THEN v_allocation.q3_budget - v_allocation.q3_spent
            ELSE v_allocation.q4_budget - v_allocation.q4_spent
        END,
        v_allocation.total_budget - v_allocation.total_spent);
    IF v_left < v_amount THEN -- the budget was cut after it had been reserved
        message := format('งบประมาณไม่พอ คงเหลือ %s บาท (not enough budget: %s baht are left)',
            greatest(v_left, 0), greatest(v_left, 0));
        RETURN NEXT;
        RETURN;
    END IF;

    UPDATE inventory.budget_allocations AS a
    SET q1_spent = a.q1_spent + CASE v_reservation.quarter WHEN 1 THEN v_amount ELSE 0 END,
        q2_spent = a.q2_spent + CASE v_reservation.quarter WHEN 2 THEN v_amount ELSE 0 END,
        q3_spent = a.q3_spent + CASE v_reservation.quarter WHEN 3 THEN v_amount ELSE 0 END,
        q4_spent = a.q4_spent + CASE v_reservation.quarter WHEN 4 THEN v_amount ELSE 0 END,
        total_spent = a.total_spent + v_amount,
        remaining_budget = a.total_budget - a.total_spent - v_amount,
        updated_at = now()
    WHERE a.id = v_allocation.id;
    UPDATE inventory.budget_reservations AS r
    SET is_released = true, released_at = NULL, updated_at = now()
    WHERE r.id = v_reservation.id;
    success := true;
    message := format('ตัดจ่าย %s บาทแล้ว (%s baht committed)', v_amount, v_amount);
    RETURN NEXT;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.release_budget(p_reservation_id bigint)
RETURNS TABLE (success boolean, message text)
    LANGUAGE plpgsql
AS $$
DECLARE
    v_reservation inventory.budget_reservations%ROWTYPE;
BEGIN
    success := false;
    SELECT r.* INTO v_reservation
    FROM inventory.budget_reservations AS r WHERE r.id = p_reservation_id FOR UPDATE;
    IF NOT FOUND THEN
        message := 'ไม่พบการกันเงิน (no such reservation)';
    ELSIF v_reservation.is_released THEN
        message := 'การกันเงินนี้ตัดจ่ายหรือคืนเงินไปแล้ว '
            '(the reservation was committed or released already)';
    ELSE
        UPDATE inventory.budget_reservations AS r
        SET is_released = true, released_at = now(), updated_at = now()
        WHERE r.id = v_reservation.id;
        success := true;
        message := format('คืนเงิน %s บาทแล้ว (%s baht released)',
            v_reservation.reserved_amount, v_reservation.reserved_amount);
    END IF;
    RETURN NEXT;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.get_fefo_lots(
    p_drug_id integer,
    p_location_id integer,
    p_quantity_needed numeric
)
RETURNS TABLE (
    lot_id bigint,
    lot_number character varying,
    expiry_date date,
    quantity_available numeric,
    quantity_to_use numeric,
    unit_cost numeric
)
    LANGUAGE sql STABLE
AS $$
    SELECT q.id, q.lot_number, q.expiry_date, q.quantity_available,
        least(q.quantity_available, p_quantity_needed - q.taken_before), q.unit_cost
    FROM (
        SELECT l.id, l.lot_number, l.expiry_date, l.received_date, l.quantity_available,
            l.unit_cost,
            sum(l.quantity_available) OVER (ORDER BY l.expiry_date, l.received_date, l.id)
                - l.quantity_available AS taken_before
        FROM inventory.drug_lots AS l
        WHERE l.drug_id = p_drug_id AND l.location_id = p_location_id AND l.is_active
            AND l.quantity_available > 0
            AND l.expiry_date >= (now() AT TIME ZONE 'Asia/Bangkok')::date
    ) AS q
    WHERE q.taken_before < p_quantity_needed
    ORDER BY q.expiry_date, q.received_date, q.id;
$$;

CREATE OR REPLACE FUNCTION inventory.get_fifo_lots(
    p_drug_id integer,
    p_location_id integer,
    p_quantity_needed numeric
)
RETURNS TABLE (
    lot_id bigint,
    lot_number character varying,
    expiry_date date,
    quantity_available numeric,
    quantity_to_use numeric,
    unit_cost numeric
)
    LANGUAGE sql STABLE
AS $$
    SELECT q.id, q.lot_number, q.expiry_date, q.quantity_available,
        least(q.quantity_available, p_quantity_needed - q.taken_before), q.unit_cost
    FROM (
        SELECT l.id, l.lot_number, l.expiry_date, l.received_date, l.quantity_available,
            l.unit_cost,
            sum(l.quantity_available) OVER (ORDER BY l.received_date, l.expiry_date, l.id)
                - l.quantity_available AS taken_before
        FROM inventory.drug_lots AS l
        WHERE l.drug_id = p_drug_id AND l.location_id = p_location_id AND l.is_active
            AND l.quantity_available > 0
            AND l.expiry_date >= (now() AT TIME ZONE 'Asia/Bangkok')::date
    ) AS q
    WHERE q.taken_before < p_quantity_needed
    ORDER BY q.received_date, q.expiry_date, q.id;
$$;

CREATE OR REPLACE FUNCTION inventory.deduct_inventory(
    p_drug_id integer,
    p_from_location_id integer,
    p_quantity numeric,
    p_reference_type character varying,
    p_reference_id bigint,
    p_use_fefo boolean,
    p_user_id uuid
)
RETURNS TABLE (success boolean, message text, lots_used jsonb)
    LANGUAGE plpgsql
AS $$
DECLARE
    v_fefo boolean := coalesce(p_use_fefo, true);
    v_stock inventory.inventory%ROWTYPE;
    v_usable numeric;
    v_lot record;
BEGIN
    success := false;
    lots_used := '[]'::jsonb;
    SELECT i.* INTO v_stock
    FROM inventory.inventory AS i
    WHERE i.drug_id = p_drug_id AND i.location_id = p_from_location_id FOR UPDATE;
    PERFORM FROM inventory.drug_lots AS l
    WHERE l.drug_id = p_drug_id AND l.location_id = p_from_location_id
    ORDER BY l.id FOR UPDATE;
    -- Behind the locks: what others took while we waited is seen.
    SELECT least(v_stock.quantity_on_hand, coalesce(sum(f.quantity_available), 0)) INTO v_usable
    FROM inventory.get_fefo_lots(p_drug_id, p_from_location_id, 1e18) AS f;

    IF p_quantity IS NULL OR p_quantity <= 0 OR p_quantity >= 1e12 THEN
        message := 'จำนวนไม่ถูกต้อง ต้องมากกว่าศูนย์ '
            '(the quantity must be more than zero and within reason)';
    ELSIF p_quantity <> round(p_quantity, 3) THEN
        message := 'จำนวนมีทศนิยมเกินสามตำแหน่ง '
            '(the quantity has more than three decimal places)';
    ELSIF p_user_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM public.users AS u WHERE u.id = p_user_id) THEN
        message := 'ไม่พบผู้ใช้ (no such user)';
    ELSIF v_stock.id IS NULL THEN
        message := 'สถานที่นี้ไม่มียานี้ในคลัง (this location does not stock the drug)';
    ELSIF v_usable < p_quantity THEN
        message := format('ยาไม่พอจ่าย จ่ายได้ %s (not enough stock: %s can be issued)',
            trim_scale(v_usable), trim_scale(v_usable));
    END IF;
    IF message IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;

    FOR v_lot IN
        SELECT e.* FROM inventory.get_fefo_lots(p_drug_id, p_from_location_id, p_quantity)
            WITH ORDINALITY AS e WHERE v_fefo
        UNION ALL
        SELECT r.* FROM inventory.get_fifo_lots(p_drug_id, p_from_location_id, p_quantity)
            WITH ORDINALITY AS r WHERE NOT v_fefo
        ORDER BY ordinality
    LOOP
        UPDATE inventory.drug_lots AS l
        SET quantity_available = l.quantity_available - v_lot.quantity_to_use
        WHERE l.id = v_lot.lot_id;
        INSERT INTO inventory.inventory_transactions (inventory_id, transaction_type, quantity,
            unit_cost, reference_id, reference_type, notes, created_by)
        VALUES (v_stock.id, 'ISSUE', -v_lot.quantity_to_use,
            v_lot.unit_cost, p_reference_id, p_reference_type,
            format('ล็อต %s หมดอายุ %s', v_lot.lot_number, v_lot.expiry_date), p_user_id);
        lots_used := lots_used || jsonb_build_object(
            'lot_id', v_lot.lot_id,
            'lot_number', v_lot.lot_number,
            'expiry_date', v_lot.expiry_date,
            'quantity', v_lot.quantity_to_use,
            'unit_cost', v_lot.unit_cost);
    END LOOP;
    UPDATE inventory.inventory AS i
    SET quantity_on_hand = i.quantity_on_hand - p_quantity, last_updated = now()
    WHERE i.id = v_stock.id;
    success := true;
    message := format('ตัดสต็อก %s จาก %s ล็อตแล้ว (%s issued from %s lots)',
        trim_scale(p_quantity), jsonb_array_length(lots_used),
        trim_scale(p_quantity), jsonb_array_length(lots_used));
    RETURN NEXT;
END;
$$;

CREATE OR REPLACE FUNCTION inventory.update_inventory_from_receipt(
    p_receipt_id bigint,
    p_user_id uuid
)
RETURNS TABLE (
    success boolean,
    message text,
    lots_created integer,
    inventory_updated integer
)
    LANGUAGE plpgsql
AS $$
DECLARE
    v_receipt inventory.receipts%ROWTYPE;
    v_received date;
    v_line record;
    v_quantity numeric;
    v_cost numeric;
    v_stock_id bigint;
    v_last_drug integer;
    v_lot inventory.drug_lots%ROWTYPE;
BEGIN
    success := false;
    lots_created := 0;
    inventory_updated := 0;
    SELECT r.* INTO v_receipt
    FROM inventory.receipts AS r WHERE r.id = p_receipt_id FOR UPDATE;
    v_received := coalesce(v_receipt.receipt_date, (now() AT TIME ZONE 'Asia/Bangkok')::date);
    IF v_receipt.id IS NULL THEN
        message := 'ไม่พบใบรับของ (no such receipt)';
    ELSIF v_receipt.status = 'POSTED' THEN
        message := format('ใบรับของ %s ลงบัญชีไปแล้ว (the receipt was posted already)',
            v_receipt.receipt_number);
    ELSIF v_receipt.is_active IS NOT TRUE OR v_receipt.status IS NULL
        OR v_receipt.status NOT IN ('ACCEPTED', 'PARTIAL') THEN
        message := format('ใบรับของ %s ยังไม่ผ่านการตรวจรับ (the receipt is not accepted)',
            v_receipt.receipt_number);
    ELSIF p_user_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM public.users AS u WHERE u.id = p_user_id) THEN
        message := 'ไม่พบผู้ใช้ (no such user)';
    END IF;
    IF message IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;

    BEGIN -- what is refused in the middle undoes all before it
        FOR v_line IN
            SELECT i.lot_number, i.expiry_date, i.quantity_accepted, i.unit_price,
                g.generic_name, d.drug_id, d.drugs, coalesce(k.units, 1) AS units, k.sizes
            FROM inventory.receipt_items AS i
            JOIN inventory.drug_generics AS g ON g.id = i.generic_id
            JOIN inventory.purchase_order_items AS p ON p.id = i.po_item_id
            JOIN inventory.purchase_orders AS o ON o.id = v_receipt.po_id
            CROSS JOIN LATERAL (
                -- A receipt names the generic drug. The trade drug is the one that the vendor
                -- packs, else the one that it makes, else the only one.
                SELECT min(c.id) AS drug_id, count(*) AS drugs
                FROM (
                    SELECT t.id, rank() OVER (ORDER BY EXISTS (
                            SELECT FROM inventory.drug_pack_ratios AS x
                            WHERE x.drug_id = t.id AND x.company_id = o.vendor_id AND x.is_active
                        ) DESC, t.manufacturer_id = o.vendor_id DESC) AS place
                    FROM inventory.drugs AS t
                    WHERE t.generic_id = i.generic_id AND t.is_active
                ) AS c
                WHERE c.place = 1
            ) AS d
            CROSS JOIN LATERAL (
                -- Stock counts base units: what was bought in packs is opened.
                SELECT min(c.unit_per_pack) AS units, count(DISTINCT c.unit_per_pack) AS sizes
                FROM (
                    SELECT x.unit_per_pack, rank() OVER (
                            ORDER BY x.company_id IS NULL, x.is_default IS NOT TRUE) AS place
                    FROM inventory.drug_pack_ratios AS x
                    WHERE x.drug_id = d.drug_id AND x.is_active AND x.unit_per_pack > 0
                        AND lower(x.pack_unit) = lower(p.unit)
                        AND (x.company_id IS NULL OR x.company_id = o.vendor_id)
                ) AS c
                WHERE c.place = 1
            ) AS k
            WHERE i.receipt_id = v_receipt.id AND i.quantity_accepted > 0
            ORDER BY d.drug_id, i.lot_number, i.id
        LOOP
            IF v_line.drugs <> 1 THEN
                RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                    'ระบุยาชื่อการค้าของ %s ไม่ได้ พบ %s รายการ '
                    '(the trade drug cannot be told: %s are possible)',
                    v_line.generic_name, v_line.drugs, v_line.drugs);
            ELSIF v_line.sizes > 1 THEN
                RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                    'ขนาดบรรจุของ %s มีหลายค่า กำหนดค่าเริ่มต้นก่อน '
                    '(the size of the pack cannot be told: make one the default)',
                    v_line.generic_name);
            ELSIF v_line.expiry_date <= v_received THEN
                RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                    'ล็อต %s หมดอายุตั้งแต่วันที่รับ (the lot had expired when it came)',
                    v_line.lot_number);
            END IF;
            v_quantity := round(v_line.quantity_accepted * v_line.units, 3);
            v_cost := round(v_line.unit_price / v_line.units, 4);

            INSERT INTO inventory.inventory (drug_id, location_id)
            VALUES (v_line.drug_id, v_receipt.location_id)
            ON CONFLICT (drug_id, location_id) DO NOTHING;
            SELECT s.id INTO v_stock_id
            FROM inventory.inventory AS s
            WHERE s.drug_id = v_line.drug_id AND s.location_id = v_receipt.location_id
            FOR UPDATE;
            UPDATE inventory.inventory AS s
            SET average_cost = round(
                    (s.quantity_on_hand * coalesce(s.average_cost, s.last_cost, v_cost)
                        + v_quantity * v_cost) / (s.quantity_on_hand + v_quantity), 4),
                last_cost = v_cost,
                quantity_on_hand = s.quantity_on_hand + v_quantity,
                last_updated = now()
            WHERE s.id = v_stock_id;
            IF v_line.drug_id IS DISTINCT FROM v_last_drug THEN
                inventory_updated := inventory_updated + 1;
                v_last_drug := v_line.drug_id;
            END IF;

            SELECT l.* INTO v_lot
            FROM inventory.drug_lots AS l
            WHERE l.drug_id = v_line.drug_id AND l.location_id = v_receipt.location_id
                AND l.lot_number = v_line.lot_number
            FOR UPDATE;
            IF NOT FOUND THEN
                INSERT INTO inventory.drug_lots (drug_id, location_id, lot_number, expiry_date,
                    quantity_available, unit_cost, received_date, receipt_id)
                VALUES (v_line.drug_id, v_receipt.location_id, v_line.lot_number,
                    v_line.expiry_date, v_quantity, v_cost, v_received, v_receipt.id);
                lots_created := lots_created + 1;
            ELSIF v_lot.expiry_date <> v_line.expiry_date THEN
                RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                    'ล็อต %s มีอยู่แล้วแต่วันหมดอายุต่างกัน '
                    '(the lot is there with another expiry date)', v_line.lot_number);
            ELSIF v_lot.is_active IS NOT TRUE THEN
                RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                    'ล็อต %s ถูกระงับการใช้ (the lot is blocked)', v_line.lot_number);
            ELSE
                UPDATE inventory.drug_lots AS l
                SET unit_cost = round((l.quantity_available * l.unit_cost + v_quantity * v_cost)
                        / (l.quantity_available + v_quantity), 4),
                    quantity_available = l.quantity_available + v_quantity
                WHERE l.id = v_lot.id;
            END IF;

            INSERT INTO inventory.inventory_transactions (inventory_id, transaction_type,
                quantity, unit_cost, reference_id, reference_type, notes, created_by)
            VALUES (v_stock_id, 'RECEIVE',
                v_quantity, v_cost, v_receipt.id, 'RECEIPT',
                format('ล็อต %s หมดอายุ %s', v_line.lot_number, v_line.expiry_date), p_user_id);
        END LOOP;
        IF v_last_drug IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'AX001', MESSAGE = format(
                'ใบรับของ %s ไม่มีรายการที่ตรวจรับ (nothing of the receipt was accepted)',
                v_receipt.receipt_number);
        END IF;
        UPDATE inventory.receipts AS r SET status = 'POSTED' WHERE r.id = v_receipt.id;
        success := true;
        message := format('ลงบัญชีใบรับของ %s แล้ว (the receipt is posted)',
            v_receipt.receipt_number);
    EXCEPTION
        WHEN SQLSTATE 'AX001' THEN
            lots_created := 0;
            inventory_updated := 0;
            message := SQLERRM;
    END;
    RETURN NEXT;
END;
$$;

COMMENT ON FUNCTION inventory.check_budget_availability(integer, numeric) IS
    'Whether one department has that much left of a budget, in this quarter and in this fiscal '
    'year, without what is reserved. The fiscal year begins on 1 October and is named by the '
    'year in which it ends, in the Buddhist era; rows that hold the year of the common era count '
    'as well. remaining_budget adds up all departments | '
    'ตรวจว่างบประมาณของหน่วยงานพอหรือไม่ ทั้งในไตรมาสและปีงบประมาณนี้ หักส่วนที่กันเงินไว้แล้ว '
    'ปีงบประมาณเริ่ม 1 ตุลาคม นับตามปี พ.ศ. ที่สิ้นสุด รับปี ค.ศ. ด้วย';
COMMENT ON FUNCTION
    inventory.reserve_budget(integer, numeric, character varying, bigint, text) IS
    'Sets money aside for a purchase request (p_reference_type PR or PURCHASE_REQUEST) in its '
    'fiscal year and the running quarter, for 30 days or until the year ends. p_description is '
    'for the caller: no column holds it | '
    'กันเงินงบประมาณให้ใบขอซื้อในปีงบประมาณของใบขอซื้อและไตรมาสปัจจุบัน '
    'นาน 30 วันหรือถึงสิ้นปีงบประมาณ';
COMMENT ON FUNCTION inventory.commit_budget(bigint) IS
    'Spends what was reserved, once. The reservation then is released and has no released_at | '
    'ตัดจ่ายงบประมาณตามที่กันเงินไว้ ทำได้ครั้งเดียว เมื่อตัดจ่ายแล้ว released_at จะว่าง';
COMMENT ON FUNCTION inventory.release_budget(bigint) IS
    'Gives back what was reserved, once | คืนเงินที่กันไว้ ทำได้ครั้งเดียว';
COMMENT ON FUNCTION inventory.get_fefo_lots(integer, integer, numeric) IS
    'The lots to take a quantity from, those that expire first before the others; never expired '
    'or inactive ones. Fewer than needed where stock is short | '
    'ล็อตที่ควรจ่ายตามลำดับหมดอายุก่อนจ่ายก่อน ไม่รวมล็อตที่หมดอายุหรือระงับการใช้';
COMMENT ON FUNCTION inventory.get_fifo_lots(integer, integer, numeric) IS
    'The lots to take a quantity from, those that came first before the others; never expired or '
    'inactive ones. Fewer than needed where stock is short | '
    'ล็อตที่ควรจ่ายตามลำดับรับก่อนจ่ายก่อน ไม่รวมล็อตที่หมดอายุหรือระงับการใช้';
COMMENT ON FUNCTION inventory.deduct_inventory(
    integer, integer, numeric, character varying, bigint, boolean, uuid) IS
    'Takes a quantity from the stock of a location, by expiry (p_use_fefo, also where it is '
    'empty) or by receipt, and notes a movement for each lot: less than zero, as it goes out. '
    'Where stock is short nothing changes | '
    'ตัดสต็อกตามล็อตและบันทึกการเคลื่อนไหวเป็นจำนวนติดลบ ถ้ายาไม่พอจะไม่เปลี่ยนแปลงอะไร';
COMMENT ON FUNCTION inventory.update_inventory_from_receipt(bigint, uuid) IS
    'Posts an accepted receipt, once: lots, stock in base units, average cost, movements | '
    'ลงบัญชีใบรับของที่ตรวจรับแล้ว ทำได้ครั้งเดียว: ล็อต ยอดคงเหลือเป็นหน่วยย่อย ต้นทุนเฉลี่ย '
    'และการเคลื่อนไหว';

-- migrate:down
DROP FUNCTION inventory.update_inventory_from_receipt(bigint, uuid);
DROP FUNCTION inventory.deduct_inventory(
    integer, integer, numeric, character varying, bigint, boolean, uuid);
DROP FUNCTION inventory.get_fifo_lots(integer, integer, numeric);
DROP FUNCTION inventory.get_fefo_lots(integer, integer, numeric);
DROP FUNCTION inventory.release_budget(bigint);
DROP FUNCTION inventory.commit_budget(bigint);
DROP FUNCTION inventory.reserve_budget(integer, numeric, character varying, bigint, text);
DROP FUNCTION inventory.check_budget_availability(integer, numeric);
