-- What budgets are spent on, such as drugs or laboratory supplies.
-- migrate:up
CREATE TABLE inventory.budget_categories (
    id serial NOT NULL,
    category_code character varying(10) NOT NULL,
    category_name character varying(100) NOT NULL,
    accounting_code character varying(20),
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_categories_pkey PRIMARY KEY (id),
    CONSTRAINT budget_categories_category_code_key UNIQUE (category_code)
);

CREATE INDEX idx_budget_categories_accounting ON inventory.budget_categories (accounting_code);

COMMENT ON TABLE inventory.budget_categories IS 'Categories of spending | หมวดรายจ่าย';
COMMENT ON COLUMN inventory.budget_categories.category_code IS
    'Code of the category | รหัสหมวดรายจ่าย';
COMMENT ON COLUMN inventory.budget_categories.category_name IS
    'Name of the category | ชื่อหมวดรายจ่าย';
COMMENT ON COLUMN inventory.budget_categories.accounting_code IS
    'Code in the chart of accounts | รหัสผังบัญชี';

-- migrate:down
DROP TABLE inventory.budget_categories;
