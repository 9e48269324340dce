-- Budgets: one kind of money for one category of spending.
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

CREATE TABLE inventory.budgets (
    id serial NOT NULL,
    budget_type_id integer NOT NULL,
    budget_category_id integer NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budgets_pkey PRIMARY KEY (id),
    CONSTRAINT budgets_type_category_key UNIQUE (budget_type_id, budget_category_id),
    CONSTRAINT budgets_budget_type_id_fkey
        FOREIGN KEY (budget_type_id) REFERENCES inventory.budget_types (id),
    CONSTRAINT budgets_budget_category_id_fkey
        FOREIGN KEY (budget_category_id) REFERENCES inventory.budget_categories (id)
);

CREATE INDEX idx_budgets_type ON inventory.budgets (budget_type_id);
CREATE INDEX idx_budgets_category ON inventory.budgets (budget_category_id);

CREATE TRIGGER trg_budgets_updated_at
    BEFORE UPDATE ON inventory.budgets
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.budgets IS
    'Budgets: one kind of money for one category of spending | งบประมาณตามประเภทและหมวดรายจ่าย';
COMMENT ON COLUMN inventory.budgets.budget_type_id IS 'Where the money comes from | ประเภทงบประมาณ';
COMMENT ON COLUMN inventory.budgets.budget_category_id IS 'What it is spent on | หมวดรายจ่าย';

-- migrate:down
DROP TABLE inventory.budgets;
