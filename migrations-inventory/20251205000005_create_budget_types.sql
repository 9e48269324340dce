-- Kinds of money that drugs are bought from, such as hospital revenue or health insurance.
-- migrate:up
CREATE TABLE inventory.budget_types (
    id serial NOT NULL,
    type_code character varying(10) NOT NULL,
    type_name character varying(100) NOT NULL,
    budget_class inventory.budget_class NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT budget_types_pkey PRIMARY KEY (id),
    CONSTRAINT budget_types_type_code_key UNIQUE (type_code)
);

CREATE INDEX idx_budget_types_class ON inventory.budget_types (budget_class);

COMMENT ON TABLE inventory.budget_types IS
    'Kinds of budget: where the money comes from | ประเภทงบประมาณตามแหล่งเงิน';
COMMENT ON COLUMN inventory.budget_types.type_code IS 'Code of the kind | รหัสประเภทงบประมาณ';
COMMENT ON COLUMN inventory.budget_types.type_name IS 'Name of the kind | ชื่อประเภทงบประมาณ';
COMMENT ON COLUMN inventory.budget_types.budget_class IS
    'Class of the budget, such as running costs | ประเภทงบ เช่น งบดำเนินงาน';

-- migrate:down
DROP TABLE inventory.budget_types;
