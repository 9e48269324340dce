-- Drugs that leave a store for a department, with the lots they came from.
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

CREATE TABLE inventory.distribution_types (
    id serial NOT NULL,
    type_code character varying(10) NOT NULL,
    type_name character varying(100) NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT distribution_types_pkey PRIMARY KEY (id),
    CONSTRAINT distribution_types_type_code_key UNIQUE (type_code)
);

COMMENT ON TABLE inventory.distribution_types IS
    'Kinds of distribution | ประเภทการจ่ายยา';
COMMENT ON COLUMN inventory.distribution_types.type_code IS
    'Code of the kind | รหัสประเภทการจ่ายยา';

CREATE TABLE inventory.drug_distributions (
    id bigserial NOT NULL,
    distribution_number character varying(50) NOT NULL,
    distribution_date date NOT NULL,
    distribution_type_id integer,
    from_location_id integer NOT NULL,
    to_location_id integer,
    requesting_dept_id integer NOT NULL,
    requested_by character varying(100),
    approved_by character varying(100),
    dispensed_by character varying(100),
    status inventory.distribution_status DEFAULT 'PENDING',
    total_items integer DEFAULT 0,
    total_amount numeric(15,2) DEFAULT 0,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_distributions_pkey PRIMARY KEY (id),
    CONSTRAINT drug_distributions_distribution_number_key UNIQUE (distribution_number),
    CONSTRAINT drug_distributions_distribution_type_id_fkey
        FOREIGN KEY (distribution_type_id) REFERENCES inventory.distribution_types (id),
    CONSTRAINT drug_distributions_from_location_id_fkey
        FOREIGN KEY (from_location_id) REFERENCES inventory.locations (id),
    CONSTRAINT drug_distributions_to_location_id_fkey
        FOREIGN KEY (to_location_id) REFERENCES inventory.locations (id),
    CONSTRAINT drug_distributions_requesting_dept_id_fkey
        FOREIGN KEY (requesting_dept_id) REFERENCES inventory.departments (id)
);

CREATE INDEX idx_drug_distributions_number ON inventory.drug_distributions (distribution_number);
CREATE INDEX idx_drug_distributions_date ON inventory.drug_distributions (distribution_date);
CREATE INDEX idx_drug_distributions_from_location
    ON inventory.drug_distributions (from_location_id);
CREATE INDEX idx_drug_distributions_to_location ON inventory.drug_distributions (to_location_id);
CREATE INDEX idx_drug_distributions_dept ON inventory.drug_distributions (requesting_dept_id);
CREATE INDEX idx_drug_distributions_status ON inventory.drug_distributions (status);

CREATE TRIGGER trg_drug_distributions_updated_at
    BEFORE UPDATE ON inventory.drug_distributions
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.drug_distributions IS 'Distributions of drugs | ใบจ่ายยา';
COMMENT ON COLUMN inventory.drug_distributions.distribution_number IS
    'Number of the distribution | เลขที่ใบจ่ายยา';
COMMENT ON COLUMN inventory.drug_distributions.distribution_type_id IS
    'Kind of distribution | ประเภทการจ่ายยา';
COMMENT ON COLUMN inventory.drug_distributions.from_location_id IS
    'Location that gives | สถานที่ต้นทาง';
COMMENT ON COLUMN inventory.drug_distributions.to_location_id IS
    'Location that stores it next; empty when it is used up | '
    'สถานที่ปลายทางที่เก็บต่อ ว่างหากเบิกไปใช้';
COMMENT ON COLUMN inventory.drug_distributions.requesting_dept_id IS
    'Department that asks | หน่วยงานที่ขอเบิก';
COMMENT ON COLUMN inventory.drug_distributions.requested_by IS 'Who asked | ผู้ขอเบิก';
COMMENT ON COLUMN inventory.drug_distributions.approved_by IS 'Who approved | ผู้อนุมัติ';
COMMENT ON COLUMN inventory.drug_distributions.dispensed_by IS 'Who handed out | ผู้จ่าย';
COMMENT ON COLUMN inventory.drug_distributions.status IS
    'State of the distribution | สถานะการจ่ายยา';
COMMENT ON COLUMN inventory.drug_distributions.total_items IS 'Count of items | จำนวนรายการ';
COMMENT ON COLUMN inventory.drug_distributions.total_amount IS
    'Cost of all items in baht | มูลค่ารวมทุกรายการ (บาท)';

CREATE TABLE inventory.drug_distribution_items (
    id bigserial NOT NULL,
    distribution_id bigint NOT NULL,
    item_number integer NOT NULL,
    drug_id integer NOT NULL,
    lot_number character varying(50) NOT NULL,
    quantity_dispensed numeric(15,3) NOT NULL,
    unit_cost numeric(15,4) NOT NULL,
    expiry_date date NOT NULL,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_distribution_items_pkey PRIMARY KEY (id),
    CONSTRAINT drug_distribution_items_dist_item_key UNIQUE (distribution_id, item_number),
    CONSTRAINT drug_distribution_items_quantity_check CHECK (quantity_dispensed > 0),
    CONSTRAINT drug_distribution_items_distribution_id_fkey
        FOREIGN KEY (distribution_id) REFERENCES inventory.drug_distributions (id)
        ON DELETE CASCADE,
    CONSTRAINT drug_distribution_items_drug_id_fkey
        FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id)
);

CREATE INDEX idx_drug_distribution_items_dist
    ON inventory.drug_distribution_items (distribution_id);
CREATE INDEX idx_drug_distribution_items_drug ON inventory.drug_distribution_items (drug_id);
CREATE INDEX idx_drug_distribution_items_lot ON inventory.drug_distribution_items (lot_number);
CREATE INDEX idx_drug_distribution_items_expiry
    ON inventory.drug_distribution_items (expiry_date);

COMMENT ON TABLE inventory.drug_distribution_items IS
    'Items of the distributions, one a lot | รายการในใบจ่ายยา หนึ่งรายการต่อหนึ่งล็อต';
COMMENT ON COLUMN inventory.drug_distribution_items.distribution_id IS
    'Distribution | ใบจ่ายยา';
COMMENT ON COLUMN inventory.drug_distribution_items.item_number IS
    'Place in the list, from 1 | ลำดับรายการ เริ่มจาก 1';
COMMENT ON COLUMN inventory.drug_distribution_items.drug_id IS 'Drug | ยา';
COMMENT ON COLUMN inventory.drug_distribution_items.lot_number IS
    'Lot it was taken from | เลขที่ล็อตที่ตัดจ่าย';
COMMENT ON COLUMN inventory.drug_distribution_items.quantity_dispensed IS
    'Base units handed out | จำนวนที่จ่าย (หน่วยย่อย)';
COMMENT ON COLUMN inventory.drug_distribution_items.unit_cost IS
    'Cost per base unit in baht | ต้นทุนต่อหน่วยย่อย (บาท)';
COMMENT ON COLUMN inventory.drug_distribution_items.expiry_date IS
    'Last day of use | วันหมดอายุ';

-- migrate:down
DROP TABLE inventory.drug_distribution_items;

DROP TABLE inventory.drug_distributions;

DROP TABLE inventory.distribution_types;
