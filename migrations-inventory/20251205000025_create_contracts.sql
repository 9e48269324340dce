-- Contracts with vendors and the prices agreed in them.
-- What is left of a contract is written with every purchase order under it.
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

CREATE TABLE inventory.contracts (
    id bigserial NOT NULL,
    contract_number character varying(50) NOT NULL,
    contract_type inventory.contract_type NOT NULL,
    vendor_id integer NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    total_value numeric(15,2) NOT NULL,
    remaining_value numeric(15,2) NOT NULL,
    fiscal_year character varying(4) NOT NULL,
    status inventory.contract_status DEFAULT 'DRAFT',
    egp_number character varying(50),
    project_number character varying(50),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT contracts_pkey PRIMARY KEY (id),
    CONSTRAINT contracts_contract_number_key UNIQUE (contract_number),
    CONSTRAINT contracts_vendor_id_fkey
        FOREIGN KEY (vendor_id) REFERENCES inventory.companies (id),
    -- A contract does not end before it starts; it may last a day.
    CONSTRAINT contracts_date_check CHECK (end_date >= start_date),
    -- No more is left than was agreed.
    CONSTRAINT contracts_value_check CHECK (remaining_value <= total_value)
);

CREATE INDEX idx_contracts_vendor ON inventory.contracts (vendor_id);
CREATE INDEX idx_contracts_status ON inventory.contracts (status);
CREATE INDEX idx_contracts_fiscal_year ON inventory.contracts (fiscal_year);
CREATE INDEX idx_contracts_dates ON inventory.contracts (start_date, end_date);

CREATE TRIGGER trg_contracts_updated_at
    BEFORE UPDATE ON inventory.contracts
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.contracts IS 'Contracts with vendors | สัญญากับผู้ขาย';
COMMENT ON COLUMN inventory.contracts.contract_number IS 'Number of the contract | เลขที่สัญญา';
COMMENT ON COLUMN inventory.contracts.contract_type IS 'Kind of contract | ประเภทสัญญา';
COMMENT ON COLUMN inventory.contracts.vendor_id IS 'Company that sells | บริษัทผู้ขาย';
COMMENT ON COLUMN inventory.contracts.start_date IS 'First day | วันเริ่มสัญญา';
COMMENT ON COLUMN inventory.contracts.end_date IS
    'Last day, not before the first | วันสิ้นสุดสัญญา ไม่ก่อนวันเริ่ม';
COMMENT ON COLUMN inventory.contracts.total_value IS 'Agreed value in baht | มูลค่าตามสัญญา (บาท)';
COMMENT ON COLUMN inventory.contracts.remaining_value IS
    'Value left in baht, at most total_value | มูลค่าคงเหลือ (บาท) ไม่เกิน total_value';
COMMENT ON COLUMN inventory.contracts.fiscal_year IS 'Fiscal year, four digits | ปีงบประมาณ 4 หลัก';
COMMENT ON COLUMN inventory.contracts.status IS 'State of the contract | สถานะสัญญา';
COMMENT ON COLUMN inventory.contracts.egp_number IS
    'Number in the e-GP procurement system | เลขที่ในระบบจัดซื้อจัดจ้างภาครัฐ (e-GP)';
COMMENT ON COLUMN inventory.contracts.project_number IS
    'Number of the project in e-GP | เลขที่โครงการในระบบ e-GP';

CREATE TABLE inventory.contract_items (
    id bigserial NOT NULL,
    contract_id bigint NOT NULL,
    generic_id integer NOT NULL,
    agreed_unit_price numeric(10,2) NOT NULL,
    quantity_limit numeric(10,2),
    quantity_used numeric(10,2) DEFAULT 0,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT contract_items_pkey PRIMARY KEY (id),
    CONSTRAINT contract_items_contract_generic_key UNIQUE (contract_id, generic_id),
    CONSTRAINT contract_items_contract_id_fkey
        FOREIGN KEY (contract_id) REFERENCES inventory.contracts (id) ON DELETE CASCADE,
    CONSTRAINT contract_items_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id),
    -- Free goods are no part of a contract.
    CONSTRAINT contract_items_price_check CHECK (agreed_unit_price > 0),
    -- No more is ordered than was agreed, if a limit was.
    CONSTRAINT contract_items_quantity_check
        CHECK (quantity_used <= quantity_limit OR quantity_limit IS NULL)
);

CREATE INDEX idx_contract_items_contract ON inventory.contract_items (contract_id);
CREATE INDEX idx_contract_items_generic ON inventory.contract_items (generic_id);

COMMENT ON TABLE inventory.contract_items IS
    'Drugs of a contract and their prices | รายการยาและราคาตามสัญญา';
COMMENT ON COLUMN inventory.contract_items.contract_id IS
    'Contract, with which the row goes | สัญญา ลบสัญญาแล้วรายการถูกลบด้วย';
COMMENT ON COLUMN inventory.contract_items.generic_id IS
    'Generic drug that is sold | ยาชื่อสามัญตามสัญญา';
COMMENT ON COLUMN inventory.contract_items.agreed_unit_price IS
    'Agreed price per unit in baht, more than 0 | ราคาต่อหน่วยที่ตกลง (บาท) มากกว่า 0';
COMMENT ON COLUMN inventory.contract_items.quantity_limit IS
    'Quantity that may be ordered, empty if without limit | '
    'ปริมาณที่สั่งซื้อได้ ว่างไว้ถ้าไม่จำกัด';
COMMENT ON COLUMN inventory.contract_items.quantity_used IS
    'Ordered so far, at most quantity_limit | ปริมาณที่สั่งซื้อแล้ว ไม่เกิน quantity_limit';

-- migrate:down
DROP TABLE inventory.contract_items;
DROP TABLE inventory.contracts;
