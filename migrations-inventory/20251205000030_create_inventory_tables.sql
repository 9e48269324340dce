-- Stock: the balance of a drug at a location, the lots it is made of, and every movement.
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

CREATE TABLE inventory.inventory (
    id bigserial NOT NULL,
    drug_id integer NOT NULL,
    location_id integer NOT NULL,
    quantity_on_hand numeric(15,3) NOT NULL DEFAULT 0,
    min_level numeric(15,3),
    max_level numeric(15,3),
    reorder_point numeric(15,3),
    average_cost numeric(15,4),
    last_cost numeric(15,4),
    last_updated timestamp with time zone,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT inventory_pkey PRIMARY KEY (id),
    CONSTRAINT inventory_drug_location_key UNIQUE (drug_id, location_id),
    CONSTRAINT inventory_quantity_check CHECK (quantity_on_hand >= 0),
    CONSTRAINT inventory_drug_id_fkey FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT inventory_location_id_fkey
        FOREIGN KEY (location_id) REFERENCES inventory.locations (id)
);

CREATE INDEX idx_inventory_drug ON inventory.inventory (drug_id);
CREATE INDEX idx_inventory_location ON inventory.inventory (location_id);
CREATE INDEX idx_inventory_reorder ON inventory.inventory (reorder_point)
    WHERE quantity_on_hand <= reorder_point;

CREATE TRIGGER trg_inventory_updated_at
    BEFORE UPDATE ON inventory.inventory
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.inventory IS
    'Balance of each drug at each location | ยอดคงเหลือของยาแต่ละสถานที่';
COMMENT ON COLUMN inventory.inventory.drug_id IS 'Drug | ยา';
COMMENT ON COLUMN inventory.inventory.location_id IS 'Location | สถานที่';
COMMENT ON COLUMN inventory.inventory.quantity_on_hand IS
    'Balance in base units | ยอดคงเหลือ (หน่วยย่อย)';
COMMENT ON COLUMN inventory.inventory.min_level IS
    'Least that should be in stock | จำนวนขั้นต่ำที่ควรมี';
COMMENT ON COLUMN inventory.inventory.max_level IS
    'Most that should be in stock | จำนวนสูงสุดที่ควรมี';
COMMENT ON COLUMN inventory.inventory.reorder_point IS
    'At this balance more is ordered | จุดสั่งซื้อ';
COMMENT ON COLUMN inventory.inventory.average_cost IS
    'Average cost per base unit in baht | ต้นทุนเฉลี่ยต่อหน่วยย่อย (บาท)';
COMMENT ON COLUMN inventory.inventory.last_cost IS
    'Cost per base unit when last received, in baht | ต้นทุนต่อหน่วยย่อยที่รับล่าสุด (บาท)';
COMMENT ON COLUMN inventory.inventory.last_updated IS
    'When the balance last changed | เวลาที่ยอดเปลี่ยนครั้งล่าสุด';

CREATE TABLE inventory.drug_lots (
    id bigserial NOT NULL,
    drug_id integer NOT NULL,
    location_id integer NOT NULL,
    lot_number character varying(50) NOT NULL,
    expiry_date date NOT NULL,
    quantity_available numeric(15,3) NOT NULL DEFAULT 0,
    unit_cost numeric(15,4) NOT NULL,
    received_date date NOT NULL,
    receipt_id bigint,
    is_active boolean DEFAULT true,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT drug_lots_pkey PRIMARY KEY (id),
    CONSTRAINT drug_lots_drug_location_lot_key UNIQUE (drug_id, location_id, lot_number),
    CONSTRAINT drug_lots_quantity_check CHECK (quantity_available >= 0),
    CONSTRAINT drug_lots_expiry_check CHECK (expiry_date > received_date),
    CONSTRAINT drug_lots_drug_id_fkey FOREIGN KEY (drug_id) REFERENCES inventory.drugs (id),
    CONSTRAINT drug_lots_location_id_fkey
        FOREIGN KEY (location_id) REFERENCES inventory.locations (id),
    CONSTRAINT drug_lots_receipt_id_fkey
        FOREIGN KEY (receipt_id) REFERENCES inventory.receipts (id)
);

CREATE INDEX idx_drug_lots_drug ON inventory.drug_lots (drug_id);
CREATE INDEX idx_drug_lots_location ON inventory.drug_lots (location_id);
CREATE INDEX idx_drug_lots_expiry ON inventory.drug_lots (expiry_date) WHERE is_active = true;
CREATE INDEX idx_drug_lots_fefo ON inventory.drug_lots (drug_id, location_id, expiry_date)
    WHERE quantity_available > 0;
CREATE INDEX idx_drug_lots_fifo ON inventory.drug_lots (drug_id, location_id, received_date)
    WHERE quantity_available > 0;

CREATE TRIGGER trg_drug_lots_updated_at
    BEFORE UPDATE ON inventory.drug_lots
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.drug_lots IS
    'Lots in stock; the one that expires first leaves first | '
    'ล็อตยาในคลัง ล็อตที่หมดอายุก่อนจ่ายก่อน';
COMMENT ON COLUMN inventory.drug_lots.drug_id IS 'Drug | ยา';
COMMENT ON COLUMN inventory.drug_lots.location_id IS 'Location | สถานที่';
COMMENT ON COLUMN inventory.drug_lots.lot_number IS 'Lot of the maker | เลขที่ล็อต';
COMMENT ON COLUMN inventory.drug_lots.expiry_date IS 'Last day of use | วันหมดอายุ';
COMMENT ON COLUMN inventory.drug_lots.quantity_available IS
    'What is left, in base units | จำนวนคงเหลือ (หน่วยย่อย)';
COMMENT ON COLUMN inventory.drug_lots.unit_cost IS
    'Cost per base unit in baht | ต้นทุนต่อหน่วยย่อย (บาท)';
COMMENT ON COLUMN inventory.drug_lots.receipt_id IS
    'Receipt it came with; empty for stock from before | '
    'ใบรับของที่รับเข้า ว่างหากเป็นยอดยกมา';
COMMENT ON COLUMN inventory.drug_lots.is_active IS
    'False: not to be issued | เท็จ: ห้ามจ่าย';

CREATE TABLE inventory.inventory_transactions (
    id bigserial NOT NULL,
    inventory_id bigint NOT NULL,
    transaction_type inventory.transaction_type NOT NULL,
    quantity numeric(15,3) NOT NULL,
    unit_cost numeric(15,4),
    reference_id bigint,
    reference_type character varying(50),
    notes text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT inventory_transactions_pkey PRIMARY KEY (id),
    CONSTRAINT inventory_transactions_inventory_id_fkey
        FOREIGN KEY (inventory_id) REFERENCES inventory.inventory (id),
    CONSTRAINT inventory_transactions_created_by_fkey
        FOREIGN KEY (created_by) REFERENCES public.users (id)
);

CREATE INDEX idx_inv_trans_inventory ON inventory.inventory_transactions (inventory_id);
CREATE INDEX idx_inv_trans_type ON inventory.inventory_transactions (transaction_type);
CREATE INDEX idx_inv_trans_reference
    ON inventory.inventory_transactions (reference_id, reference_type);
CREATE INDEX idx_inv_trans_created ON inventory.inventory_transactions (created_at DESC);
CREATE INDEX idx_inv_trans_user ON inventory.inventory_transactions (created_by);

COMMENT ON TABLE inventory.inventory_transactions IS
    'Movements of stock | การเคลื่อนไหวของคลัง';
COMMENT ON COLUMN inventory.inventory_transactions.inventory_id IS
    'Balance that moved | ยอดคงเหลือที่เคลื่อนไหว';
COMMENT ON COLUMN inventory.inventory_transactions.transaction_type IS
    'Kind of movement | ประเภทการเคลื่อนไหว';
COMMENT ON COLUMN inventory.inventory_transactions.quantity IS
    'Base units that moved, less than zero where they left | '
    'จำนวนที่เคลื่อนไหว (หน่วยย่อย) ติดลบเมื่อออกจากคลัง';
COMMENT ON COLUMN inventory.inventory_transactions.unit_cost IS
    'Cost per base unit in baht | ต้นทุนต่อหน่วยย่อย (บาท)';
COMMENT ON COLUMN inventory.inventory_transactions.reference_id IS
    'Row of the document that moved it; reference_type tells its table | '
    'แถวของเอกสารต้นทาง โดย reference_type บอกชนิดเอกสาร';
COMMENT ON COLUMN inventory.inventory_transactions.reference_type IS
    'Kind of document, such as RECEIPT | ชนิดเอกสาร เช่น RECEIPT';
COMMENT ON COLUMN inventory.inventory_transactions.created_by IS
    'User who moved it | ผู้ทำรายการ';

-- migrate:down
DROP TABLE inventory.inventory_transactions;

DROP TABLE inventory.drug_lots;

DROP TABLE inventory.inventory;
