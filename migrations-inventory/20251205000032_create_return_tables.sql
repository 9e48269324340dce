-- Drugs that departments bring back, why they do, and what is done with the good and the damaged.
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

CREATE TABLE inventory.return_reasons (
    id serial NOT NULL,
    reason_code character varying(10) NOT NULL,
    reason_name character varying(100) NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT return_reasons_pkey PRIMARY KEY (id),
    CONSTRAINT return_reasons_reason_code_key UNIQUE (reason_code)
);

COMMENT ON TABLE inventory.return_reasons IS 'Why drugs come back | เหตุผลการคืนยา';
COMMENT ON COLUMN inventory.return_reasons.reason_code IS
    'Code of the reason | รหัสเหตุผลการคืนยา';

CREATE TABLE inventory.drug_returns (
    id bigserial NOT NULL,
    return_number character varying(50) NOT NULL,
    department_id integer NOT NULL,
    return_date date NOT NULL,
    return_reason_id integer,
    return_reason text,
    action_taken text,
    status inventory.return_status DEFAULT 'DRAFT',
    total_items integer DEFAULT 0,
    total_amount numeric(15,2) DEFAULT 0,
    received_by character varying(100),
    verified_by character varying(100),
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_returns_pkey PRIMARY KEY (id),
    CONSTRAINT drug_returns_return_number_key UNIQUE (return_number),
    CONSTRAINT drug_returns_department_id_fkey
        FOREIGN KEY (department_id) REFERENCES inventory.departments (id),
    CONSTRAINT drug_returns_return_reason_id_fkey
        FOREIGN KEY (return_reason_id) REFERENCES inventory.return_reasons (id)
);

CREATE INDEX idx_drug_returns_number ON inventory.drug_returns (return_number);
CREATE INDEX idx_drug_returns_dept ON inventory.drug_returns (department_id);
CREATE INDEX idx_drug_returns_date ON inventory.drug_returns (return_date);
CREATE INDEX idx_drug_returns_status ON inventory.drug_returns (status);

CREATE TRIGGER trg_drug_returns_updated_at
    BEFORE UPDATE ON inventory.drug_returns
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.drug_returns IS 'Returns of drugs | ใบคืนยา';
COMMENT ON COLUMN inventory.drug_returns.return_number IS
    'Number of the return | เลขที่ใบคืนยา';
COMMENT ON COLUMN inventory.drug_returns.department_id IS
    'Department that returns | หน่วยงานที่คืนยา';
COMMENT ON COLUMN inventory.drug_returns.return_reason_id IS 'Reason | เหตุผลการคืนยา';
COMMENT ON COLUMN inventory.drug_returns.return_reason IS
    'Reason in words, where the list has none | เหตุผลการคืนยาเพิ่มเติม';
COMMENT ON COLUMN inventory.drug_returns.action_taken IS
    'What was done, in words | การดำเนินการ';
COMMENT ON COLUMN inventory.drug_returns.status IS 'State of the return | สถานะการคืนยา';
COMMENT ON COLUMN inventory.drug_returns.total_items IS 'Count of items | จำนวนรายการ';
COMMENT ON COLUMN inventory.drug_returns.total_amount IS
    'Cost of all items in baht | มูลค่ารวมทุกรายการ (บาท)';
COMMENT ON COLUMN inventory.drug_returns.received_by IS 'Who took them back | ผู้รับคืน';
COMMENT ON COLUMN inventory.drug_returns.verified_by IS 'Who checked them | ผู้ตรวจสอบ';

CREATE TABLE inventory.drug_return_items (
    id bigserial NOT NULL,
    return_id bigint NOT NULL,
    drug_id integer NOT NULL,
    total_quantity numeric(15,3) NOT NULL,
    good_quantity numeric(15,3) NOT NULL DEFAULT 0,
    damaged_quantity numeric(15,3) NOT NULL DEFAULT 0,
    lot_number character varying(50) NOT NULL,
    expiry_date date NOT NULL,
    return_type inventory.return_type NOT NULL,
    location_id integer NOT NULL,
    action_id integer,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_return_items_pkey PRIMARY KEY (id),
    CONSTRAINT drug_return_items_positive_check CHECK (total_quantity > 0),
    CONSTRAINT drug_return_items_quantity_check
        CHECK (total_quantity = good_quantity + damaged_quantity),
    CONSTRAINT drug_return_items_return_id_fkey
        FOREIGN KEY (return_id) REFERENCES inventory.drug_returns (id) ON DELETE CASCADE,
    CONSTRAINT drug_return_items_drug_id_fkey
        FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT drug_return_items_location_id_fkey
        FOREIGN KEY (location_id) REFERENCES inventory.locations (id),
    CONSTRAINT drug_return_items_action_id_fkey
        FOREIGN KEY (action_id) REFERENCES inventory.return_actions (id)
);

CREATE INDEX idx_drug_return_items_return ON inventory.drug_return_items (return_id);
CREATE INDEX idx_drug_return_items_drug ON inventory.drug_return_items (drug_id);
CREATE INDEX idx_drug_return_items_lot ON inventory.drug_return_items (lot_number);
CREATE INDEX idx_drug_return_items_type ON inventory.drug_return_items (return_type);
CREATE INDEX idx_drug_return_items_location ON inventory.drug_return_items (location_id);

COMMENT ON TABLE inventory.drug_return_items IS
    'Items of the returns, one a lot | รายการในใบคืนยา หนึ่งรายการต่อหนึ่งล็อต';
COMMENT ON COLUMN inventory.drug_return_items.return_id IS 'Return | ใบคืนยา';
COMMENT ON COLUMN inventory.drug_return_items.drug_id IS 'Drug | ยา';
COMMENT ON COLUMN inventory.drug_return_items.total_quantity IS
    'Base units that came back, good and damaged | จำนวนที่คืนทั้งหมด (หน่วยย่อย)';
COMMENT ON COLUMN inventory.drug_return_items.good_quantity IS
    'Fit for use, goes back into stock | จำนวนสภาพดี นำกลับเข้าคลัง';
COMMENT ON COLUMN inventory.drug_return_items.damaged_quantity IS
    'Not fit for use | จำนวนที่ชำรุด';
COMMENT ON COLUMN inventory.drug_return_items.lot_number IS 'Lot of the maker | เลขที่ล็อต';
COMMENT ON COLUMN inventory.drug_return_items.expiry_date IS 'Last day of use | วันหมดอายุ';
COMMENT ON COLUMN inventory.drug_return_items.return_type IS
    'How the drug was obtained | ที่มาของยา';
COMMENT ON COLUMN inventory.drug_return_items.location_id IS
    'Location that takes it back | สถานที่รับคืน';
COMMENT ON COLUMN inventory.drug_return_items.action_id IS
    'What is done about it | การดำเนินการ';

-- migrate:down
DROP TABLE inventory.drug_return_items;

DROP TABLE inventory.drug_returns;

DROP TABLE inventory.return_reasons;
