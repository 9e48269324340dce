-- Purchase requests of the departments and what they ask for; purchase orders follow from them.
-- The trigger function is made again for a site whose earlier steps the platform itself ran.
-- migrate:up
CREATE OR REPLACE FUNCTION inventory.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

CREATE TABLE inventory.purchase_requests (
    id bigserial NOT NULL,
    pr_number character varying(50) NOT NULL,
    department_id integer NOT NULL,
    budget_id integer NOT NULL,
    fiscal_year integer NOT NULL,
    request_date date DEFAULT CURRENT_DATE,
    required_date date NOT NULL,
    requested_by uuid NOT NULL,
    total_amount numeric(15,2) NOT NULL,
    status inventory.pr_status DEFAULT 'DRAFT',
    priority inventory.pr_priority DEFAULT 'NORMAL',
    purpose text,
    approved_by uuid,
    approved_at timestamp with time zone,
    rejected_by uuid,
    rejected_at timestamp with time zone,
    rejection_reason text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_requests_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_requests_pr_number_key UNIQUE (pr_number),
    CONSTRAINT purchase_requests_date_check CHECK (required_date >= request_date),
    CONSTRAINT purchase_requests_department_id_fkey
        FOREIGN KEY (department_id) REFERENCES inventory.departments (id),
    CONSTRAINT purchase_requests_budget_id_fkey
        FOREIGN KEY (budget_id) REFERENCES inventory.budgets (id),
    CONSTRAINT purchase_requests_requested_by_fkey
        FOREIGN KEY (requested_by) REFERENCES public.users (id),
    CONSTRAINT purchase_requests_approved_by_fkey
        FOREIGN KEY (approved_by) REFERENCES public.users (id),
    CONSTRAINT purchase_requests_rejected_by_fkey
        FOREIGN KEY (rejected_by) REFERENCES public.users (id)
);

CREATE INDEX idx_purchase_requests_dept ON inventory.purchase_requests (department_id);
CREATE INDEX idx_purchase_requests_budget ON inventory.purchase_requests (budget_id);
CREATE INDEX idx_purchase_requests_fiscal_year ON inventory.purchase_requests (fiscal_year);
CREATE INDEX idx_purchase_requests_status ON inventory.purchase_requests (status);
CREATE INDEX idx_purchase_requests_priority ON inventory.purchase_requests (priority);
CREATE INDEX idx_purchase_requests_requested_by ON inventory.purchase_requests (requested_by);

CREATE TRIGGER trg_purchase_requests_updated_at
    BEFORE UPDATE ON inventory.purchase_requests
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.purchase_requests IS 'Purchase requests | ใบขอซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.pr_number IS
    'Number of the request | เลขที่ใบขอซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.department_id IS
    'Department that asks | หน่วยงานที่ขอซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.budget_id IS
    'Budget that pays | งบประมาณที่ใช้';
COMMENT ON COLUMN inventory.purchase_requests.fiscal_year IS
    'Fiscal year, named by the year in which it ends on 30 September | '
    'ปีงบประมาณ นับตามปีที่สิ้นสุด 30 กันยายน';
COMMENT ON COLUMN inventory.purchase_requests.required_date IS
    'Day by which the drugs are needed | วันที่ต้องการใช้ยา';
COMMENT ON COLUMN inventory.purchase_requests.requested_by IS 'User who asks | ผู้ขอซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.total_amount IS
    'Sum of the items in baht | มูลค่ารวมทุกรายการ (บาท)';
COMMENT ON COLUMN inventory.purchase_requests.status IS
    'State of the request | สถานะใบขอซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.priority IS 'Urgency | ความเร่งด่วน';
COMMENT ON COLUMN inventory.purchase_requests.purpose IS
    'What the purchase is for | วัตถุประสงค์ของการซื้อ';
COMMENT ON COLUMN inventory.purchase_requests.approved_by IS 'User who approved | ผู้อนุมัติ';
COMMENT ON COLUMN inventory.purchase_requests.rejected_by IS
    'User who rejected | ผู้ไม่อนุมัติ';
COMMENT ON COLUMN inventory.purchase_requests.rejection_reason IS
    'Why it was rejected | เหตุผลที่ไม่อนุมัติ';
COMMENT ON COLUMN inventory.purchase_requests.is_active IS
    'False: removed from lists | เท็จ: ไม่แสดงในรายการ';

CREATE TABLE inventory.purchase_request_items (
    id bigserial NOT NULL,
    pr_id bigint NOT NULL,
    generic_id integer NOT NULL,
    quantity numeric(10,2) NOT NULL,
    unit character varying(20) NOT NULL,
    estimated_unit_price numeric(10,2) NOT NULL,
    estimated_total numeric(15,2) NOT NULL,
    specification text,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_request_items_pkey PRIMARY KEY (id),
    CONSTRAINT pr_items_quantity_check CHECK (quantity > 0),
    CONSTRAINT pr_items_price_check CHECK (estimated_unit_price > 0),
    CONSTRAINT pr_items_total_check
        CHECK (estimated_total = quantity * estimated_unit_price),
    CONSTRAINT purchase_request_items_pr_id_fkey
        FOREIGN KEY (pr_id) REFERENCES inventory.purchase_requests (id) ON DELETE CASCADE,
    CONSTRAINT purchase_request_items_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id)
);

CREATE INDEX idx_pr_items_pr ON inventory.purchase_request_items (pr_id);
CREATE INDEX idx_pr_items_generic ON inventory.purchase_request_items (generic_id);

COMMENT ON TABLE inventory.purchase_request_items IS
    'Items of the purchase requests | รายการในใบขอซื้อ';
COMMENT ON COLUMN inventory.purchase_request_items.pr_id IS 'Purchase request | ใบขอซื้อ';
COMMENT ON COLUMN inventory.purchase_request_items.generic_id IS 'Generic drug | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.purchase_request_items.unit IS
    'Unit that quantity counts | หน่วยของจำนวน';
COMMENT ON COLUMN inventory.purchase_request_items.estimated_unit_price IS
    'Expected price per unit in baht | ราคาต่อหน่วยโดยประมาณ (บาท)';
COMMENT ON COLUMN inventory.purchase_request_items.estimated_total IS
    'quantity times estimated_unit_price | จำนวนคูณราคาต่อหน่วยโดยประมาณ';
COMMENT ON COLUMN inventory.purchase_request_items.specification IS
    'What the drug must meet | คุณลักษณะเฉพาะ';

-- migrate:down
DROP TABLE inventory.purchase_request_items;

DROP TABLE inventory.purchase_requests;
