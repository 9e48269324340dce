-- Money that a purchase request holds back until it is spent, given back or past its date.
-- pr_id is no foreign key: a reservation stays on record whatever becomes of its request.
-- migrate:up
CREATE TABLE inventory.budget_reservations (
    id bigserial NOT NULL,
    allocation_id bigint NOT NULL,
    pr_id bigint NOT NULL,
    reserved_amount numeric(15,2) NOT NULL,
    quarter integer NOT NULL,
    reservation_date timestamp with time zone DEFAULT now(),
    expires_date timestamp with time zone NOT NULL,
    is_released boolean DEFAULT false,
    released_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_reservations_pkey PRIMARY KEY (id),
    CONSTRAINT budget_reservations_pr_key UNIQUE (pr_id),
    CONSTRAINT budget_reservations_allocation_id_fkey
        FOREIGN KEY (allocation_id) REFERENCES inventory.budget_allocations (id),
    -- A fiscal year has four quarters, the first from October.
    CONSTRAINT budget_reservations_quarter_check CHECK (quarter BETWEEN 1 AND 4)
);

CREATE INDEX idx_budget_reservations_allocation ON inventory.budget_reservations (allocation_id);
CREATE INDEX idx_budget_reservations_pr ON inventory.budget_reservations (pr_id);
CREATE INDEX idx_budget_reservations_expires ON inventory.budget_reservations (expires_date);
CREATE INDEX idx_budget_reservations_released ON inventory.budget_reservations (is_released);

COMMENT ON TABLE inventory.budget_reservations IS
    'Money held back for purchase requests | การกันเงินงบประมาณสำหรับใบขอซื้อ';
COMMENT ON COLUMN inventory.budget_reservations.allocation_id IS
    'Allocation that the money belongs to | งบประมาณที่จัดสรรซึ่งกันเงินไว้';
COMMENT ON COLUMN inventory.budget_reservations.pr_id IS
    'Purchase request that the money is held for; one reservation each | '
    'ใบขอซื้อที่กันเงินไว้ให้ กันเงินได้ใบละครั้ง';
COMMENT ON COLUMN inventory.budget_reservations.reserved_amount IS
    'Amount in baht | จำนวนเงินที่กันไว้ (บาท)';
COMMENT ON COLUMN inventory.budget_reservations.quarter IS
    'Quarter of the fiscal year, 1 (from October) to 4 | ไตรมาสของปีงบประมาณ 1 (เริ่มตุลาคม) ถึง 4';
COMMENT ON COLUMN inventory.budget_reservations.reservation_date IS
    'When the money was reserved | เวลาที่กันเงิน';
COMMENT ON COLUMN inventory.budget_reservations.expires_date IS
    'Until when it is held | กันเงินไว้จนถึงเวลานี้';
COMMENT ON COLUMN inventory.budget_reservations.is_released IS
    'No longer held: given back or spent | เลิกกันเงินแล้ว คืนเงินหรือตัดจ่ายแล้ว';
COMMENT ON COLUMN inventory.budget_reservations.released_at IS
    'When it was given back, empty where it was spent | เวลาที่คืนเงิน ว่างถ้าตัดจ่ายแล้ว';

-- migrate:down
DROP TABLE inventory.budget_reservations;
