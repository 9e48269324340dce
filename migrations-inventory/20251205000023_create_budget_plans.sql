-- What a department means to buy in a fiscal year, drug by drug, from three years of use.
-- The checks keep the sums right, so every change writes the parts and the whole together.
-- migrate:up
CREATE TABLE inventory.budget_plans (
    id bigserial NOT NULL,
    fiscal_year integer NOT NULL,
    department_id integer NOT NULL,
    plan_name character varying(200),
    total_planned_amount numeric(15,2) DEFAULT 0,
    status inventory.budget_plan_status NOT NULL DEFAULT 'DRAFT',
    approved_at timestamp with time zone,
    approved_by uuid,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_plans_pkey PRIMARY KEY (id),
    CONSTRAINT budget_plans_year_dept_key UNIQUE (fiscal_year, department_id),
    CONSTRAINT budget_plans_department_id_fkey
        FOREIGN KEY (department_id) REFERENCES inventory.departments (id),
    CONSTRAINT budget_plans_approved_by_fkey
        FOREIGN KEY (approved_by) REFERENCES public.users (id)
);

CREATE INDEX idx_budget_plans_year ON inventory.budget_plans (fiscal_year);
CREATE INDEX idx_budget_plans_dept ON inventory.budget_plans (department_id);
CREATE INDEX idx_budget_plans_status ON inventory.budget_plans (status);

COMMENT ON TABLE inventory.budget_plans IS 'Purchase plans of departments | แผนจัดซื้อของหน่วยงาน';
COMMENT ON COLUMN inventory.budget_plans.fiscal_year IS
    'Fiscal year, named by the year in which it ends on 30 September | '
    'ปีงบประมาณ นับตามปีที่สิ้นสุด 30 กันยายน';
COMMENT ON COLUMN inventory.budget_plans.department_id IS
    'Department that plans | หน่วยงานเจ้าของแผน';
COMMENT ON COLUMN inventory.budget_plans.total_planned_amount IS
    'Value of the whole plan in baht | มูลค่ารวมของแผน (บาท)';
COMMENT ON COLUMN inventory.budget_plans.status IS 'State of the plan | สถานะแผน';
COMMENT ON COLUMN inventory.budget_plans.approved_at IS
    'When the plan was approved | เวลาที่อนุมัติแผน';
COMMENT ON COLUMN inventory.budget_plans.approved_by IS 'User who approved it | ผู้อนุมัติแผน';

CREATE TABLE inventory.budget_plan_items (
    id bigserial NOT NULL,
    budget_plan_id bigint NOT NULL,
    generic_id integer NOT NULL,
    last_year_qty numeric(10,2) DEFAULT 0,
    two_years_ago_qty numeric(10,2) DEFAULT 0,
    three_years_ago_qty numeric(10,2) DEFAULT 0,
    planned_quantity numeric(10,2) NOT NULL,
    estimated_unit_price numeric(10,2) NOT NULL,
    total_planned_value numeric(15,2) NOT NULL,
    q1_planned_qty numeric(10,2) DEFAULT 0,
    q2_planned_qty numeric(10,2) DEFAULT 0,
    q3_planned_qty numeric(10,2) DEFAULT 0,
    q4_planned_qty numeric(10,2) DEFAULT 0,
    q1_purchased_qty numeric(10,2) DEFAULT 0,
    q2_purchased_qty numeric(10,2) DEFAULT 0,
    q3_purchased_qty numeric(10,2) DEFAULT 0,
    q4_purchased_qty numeric(10,2) DEFAULT 0,
    total_purchased_qty numeric(10,2) DEFAULT 0,
    total_purchased_value numeric(15,2) DEFAULT 0,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_plan_items_pkey PRIMARY KEY (id),
    CONSTRAINT budget_plan_items_plan_generic_key UNIQUE (budget_plan_id, generic_id),
    CONSTRAINT budget_plan_items_budget_plan_id_fkey
        FOREIGN KEY (budget_plan_id) REFERENCES inventory.budget_plans (id) ON DELETE CASCADE,
    CONSTRAINT budget_plan_items_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    -- The quarters share out the whole quantity.
    CONSTRAINT budget_plan_items_quarterly_check
        CHECK (q1_planned_qty + q2_planned_qty + q3_planned_qty + q4_planned_qty
            = planned_quantity),
    -- The value is the quantity at the estimated price.
    CONSTRAINT budget_plan_items_value_check
        CHECK (total_planned_value = planned_quantity * estimated_unit_price)
);

CREATE INDEX idx_budget_plan_items_plan ON inventory.budget_plan_items (budget_plan_id);
CREATE INDEX idx_budget_plan_items_generic ON inventory.budget_plan_items (generic_id);

COMMENT ON TABLE inventory.budget_plan_items IS 'Drugs of a purchase plan | รายการยาในแผนจัดซื้อ';
COMMENT ON COLUMN inventory.budget_plan_items.budget_plan_id IS
    'Plan, with which the row goes | แผนจัดซื้อ ลบแผนแล้วรายการถูกลบด้วย';
COMMENT ON COLUMN inventory.budget_plan_items.generic_id IS
    'Generic drug that is planned | ยาชื่อสามัญที่วางแผน';
COMMENT ON COLUMN inventory.budget_plan_items.last_year_qty IS 'Used last year | ปริมาณใช้ปีก่อน';
COMMENT ON COLUMN inventory.budget_plan_items.two_years_ago_qty IS
    'Used two years ago | ปริมาณใช้สองปีก่อน';
COMMENT ON COLUMN inventory.budget_plan_items.three_years_ago_qty IS
    'Used three years ago | ปริมาณใช้สามปีก่อน';
COMMENT ON COLUMN inventory.budget_plan_items.planned_quantity IS
    'Quantity for the year, the sum of the quarters | ปริมาณทั้งปี เท่ากับผลรวมทุกไตรมาส';
COMMENT ON COLUMN inventory.budget_plan_items.estimated_unit_price IS
    'Expected price per unit in baht | ราคาต่อหน่วยที่คาดไว้ (บาท)';
COMMENT ON COLUMN inventory.budget_plan_items.total_planned_value IS
    'Planned value in baht: quantity times price | มูลค่าตามแผน (บาท) คือปริมาณคูณราคา';
COMMENT ON COLUMN inventory.budget_plan_items.q1_planned_qty IS
    'Planned for October to December | แผนไตรมาส 1 ตุลาคมถึงธันวาคม';
COMMENT ON COLUMN inventory.budget_plan_items.q2_planned_qty IS
    'Planned for January to March | แผนไตรมาส 2 มกราคมถึงมีนาคม';
COMMENT ON COLUMN inventory.budget_plan_items.q3_planned_qty IS
    'Planned for April to June | แผนไตรมาส 3 เมษายนถึงมิถุนายน';
COMMENT ON COLUMN inventory.budget_plan_items.q4_planned_qty IS
    'Planned for July to September | แผนไตรมาส 4 กรกฎาคมถึงกันยายน';
COMMENT ON COLUMN inventory.budget_plan_items.q1_purchased_qty IS
    'Bought in October to December | ซื้อแล้วในไตรมาส 1 ตุลาคมถึงธันวาคม';
COMMENT ON COLUMN inventory.budget_plan_items.q2_purchased_qty IS
    'Bought in January to March | ซื้อแล้วในไตรมาส 2 มกราคมถึงมีนาคม';
COMMENT ON COLUMN inventory.budget_plan_items.q3_purchased_qty IS
    'Bought in April to June | ซื้อแล้วในไตรมาส 3 เมษายนถึงมิถุนายน';
COMMENT ON COLUMN inventory.budget_plan_items.q4_purchased_qty IS
    'Bought in July to September | ซื้อแล้วในไตรมาส 4 กรกฎาคมถึงกันยายน';
COMMENT ON COLUMN inventory.budget_plan_items.total_purchased_qty IS
    'Bought so far | ปริมาณที่ซื้อแล้ว';
COMMENT ON COLUMN inventory.budget_plan_items.total_purchased_value IS
    'Value bought so far in baht | มูลค่าที่ซื้อแล้ว (บาท)';

-- migrate:down
DROP TABLE inventory.budget_plan_items;
DROP TABLE inventory.budget_plans;
