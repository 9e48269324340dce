-- Money of a budget that a department may spend in a fiscal year, by quarter.
-- The checks keep the sums right, so every change writes the parts and the whole together.
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

CREATE TABLE inventory.budget_allocations (
    id bigserial NOT NULL,
    fiscal_year integer NOT NULL,
    budget_id integer NOT NULL,
    department_id integer NOT NULL,
    total_budget numeric(15,2) NOT NULL,
    q1_budget numeric(15,2) NOT NULL DEFAULT 0,
    q2_budget numeric(15,2) NOT NULL DEFAULT 0,
    q3_budget numeric(15,2) NOT NULL DEFAULT 0,
    q4_budget numeric(15,2) NOT NULL DEFAULT 0,
    q1_spent numeric(15,2) NOT NULL DEFAULT 0,
    q2_spent numeric(15,2) NOT NULL DEFAULT 0,
    q3_spent numeric(15,2) NOT NULL DEFAULT 0,
    q4_spent numeric(15,2) NOT NULL DEFAULT 0,
    total_spent numeric(15,2) NOT NULL DEFAULT 0,
    remaining_budget numeric(15,2) NOT NULL DEFAULT 0,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_allocations_pkey PRIMARY KEY (id),
    CONSTRAINT budget_allocations_year_budget_dept_key
        UNIQUE (fiscal_year, budget_id, department_id),
    CONSTRAINT budget_allocations_budget_id_fkey
        FOREIGN KEY (budget_id) REFERENCES inventory.budgets (id),
    CONSTRAINT budget_allocations_department_id_fkey
        FOREIGN KEY (department_id) REFERENCES inventory.departments (id),
    -- The quarters share out the whole budget.
    CONSTRAINT budget_allocations_quarterly_check
        CHECK (q1_budget + q2_budget + q3_budget + q4_budget = total_budget),
    -- What is left is what has not been spent.
    CONSTRAINT budget_allocations_remaining_check
        CHECK (remaining_budget = total_budget - total_spent)
);

CREATE INDEX idx_budget_allocations_year ON inventory.budget_allocations (fiscal_year);
CREATE INDEX idx_budget_allocations_budget ON inventory.budget_allocations (budget_id);
CREATE INDEX idx_budget_allocations_dept ON inventory.budget_allocations (department_id);

CREATE TRIGGER trg_budget_allocations_updated_at
    BEFORE UPDATE ON inventory.budget_allocations
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.budget_allocations IS
    'Budget of a department in a fiscal year | งบประมาณที่จัดสรรให้หน่วยงานในปีงบประมาณ';
COMMENT ON COLUMN inventory.budget_allocations.fiscal_year IS
    'Fiscal year, named by the year in which it ends on 30 September | '
    'ปีงบประมาณ นับตามปีที่สิ้นสุด 30 กันยายน';
COMMENT ON COLUMN inventory.budget_allocations.budget_id IS
    'Budget that is shared out | งบประมาณที่จัดสรร';
COMMENT ON COLUMN inventory.budget_allocations.department_id IS
    'Department that may spend it | หน่วยงานที่ได้รับจัดสรร';
COMMENT ON COLUMN inventory.budget_allocations.total_budget IS
    'Whole budget in baht, the sum of the quarters | งบประมาณทั้งปี (บาท) เท่ากับผลรวมทุกไตรมาส';
COMMENT ON COLUMN inventory.budget_allocations.q1_budget IS
    'Budget of October to December | งบไตรมาส 1 ตุลาคมถึงธันวาคม';
COMMENT ON COLUMN inventory.budget_allocations.q2_budget IS
    'Budget of January to March | งบไตรมาส 2 มกราคมถึงมีนาคม';
COMMENT ON COLUMN inventory.budget_allocations.q3_budget IS
    'Budget of April to June | งบไตรมาส 3 เมษายนถึงมิถุนายน';
COMMENT ON COLUMN inventory.budget_allocations.q4_budget IS
    'Budget of July to September | งบไตรมาส 4 กรกฎาคมถึงกันยายน';
COMMENT ON COLUMN inventory.budget_allocations.q1_spent IS
    'Spent in October to December | ใช้ไปในไตรมาส 1 ตุลาคมถึงธันวาคม';
COMMENT ON COLUMN inventory.budget_allocations.q2_spent IS
    'Spent in January to March | ใช้ไปในไตรมาส 2 มกราคมถึงมีนาคม';
COMMENT ON COLUMN inventory.budget_allocations.q3_spent IS
    'Spent in April to June | ใช้ไปในไตรมาส 3 เมษายนถึงมิถุนายน';
COMMENT ON COLUMN inventory.budget_allocations.q4_spent IS
    'Spent in July to September | ใช้ไปในไตรมาส 4 กรกฎาคมถึงกันยายน';
COMMENT ON COLUMN inventory.budget_allocations.total_spent IS
    'Spent so far in baht | ใช้ไปแล้ว (บาท)';
COMMENT ON COLUMN inventory.budget_allocations.remaining_budget IS
    'Left in baht: total_budget less total_spent | '
    'คงเหลือ (บาท) คือ total_budget หักด้วย total_spent';

-- migrate:down
DROP TABLE inventory.budget_allocations;
