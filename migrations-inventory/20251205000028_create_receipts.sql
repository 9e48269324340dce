-- Receipts of goods, what came with them, and who inspected it. Stock grows when one is posted.
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

CREATE TABLE inventory.receipts (
    id bigserial NOT NULL,
    receipt_number character varying(50) NOT NULL,
    po_id bigint NOT NULL,
    location_id integer NOT NULL,
    receipt_date date DEFAULT CURRENT_DATE,
    delivery_note_number character varying(50),
    invoice_number character varying(50),
    invoice_date date,
    status inventory.receipt_status DEFAULT 'DRAFT',
    total_amount numeric(15,2),
    notes text,
    received_by uuid NOT NULL,
    inspected_by uuid,
    inspected_at timestamp with time zone,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT receipts_pkey PRIMARY KEY (id),
    CONSTRAINT receipts_receipt_number_key UNIQUE (receipt_number),
    CONSTRAINT receipts_po_id_fkey
        FOREIGN KEY (po_id) REFERENCES inventory.purchase_orders (id),
    CONSTRAINT receipts_location_id_fkey
        FOREIGN KEY (location_id) REFERENCES inventory.locations (id),
    CONSTRAINT receipts_received_by_fkey
        FOREIGN KEY (received_by) REFERENCES public.users (id),
    CONSTRAINT receipts_inspected_by_fkey
        FOREIGN KEY (inspected_by) REFERENCES public.users (id)
);

CREATE INDEX idx_receipts_po ON inventory.receipts (po_id);
CREATE INDEX idx_receipts_location ON inventory.receipts (location_id);
CREATE INDEX idx_receipts_receipt_date ON inventory.receipts (receipt_date);
CREATE INDEX idx_receipts_status ON inventory.receipts (status);

CREATE TRIGGER trg_receipts_updated_at
    BEFORE UPDATE ON inventory.receipts
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.receipts IS 'Receipts of goods | ใบรับของ';
COMMENT ON COLUMN inventory.receipts.receipt_number IS
    'Number of the receipt | เลขที่ใบรับของ';
COMMENT ON COLUMN inventory.receipts.po_id IS 'Purchase order | ใบสั่งซื้อ';
COMMENT ON COLUMN inventory.receipts.location_id IS
    'Where the goods are put | สถานที่จัดเก็บ';
COMMENT ON COLUMN inventory.receipts.delivery_note_number IS
    'Number of the vendor''s delivery note | เลขที่ใบส่งของ';
COMMENT ON COLUMN inventory.receipts.invoice_number IS
    'Number of the vendor''s invoice | เลขที่ใบแจ้งหนี้';
COMMENT ON COLUMN inventory.receipts.status IS 'State of the receipt | สถานะใบรับของ';
COMMENT ON COLUMN inventory.receipts.total_amount IS
    'Sum of the accepted items in baht | มูลค่ารวมของรายการที่รับ (บาท)';
COMMENT ON COLUMN inventory.receipts.received_by IS 'User who received | ผู้รับของ';
COMMENT ON COLUMN inventory.receipts.inspected_by IS 'User who inspected | ผู้ตรวจรับ';
COMMENT ON COLUMN inventory.receipts.is_active IS
    'False: removed from lists | เท็จ: ไม่แสดงในรายการ';

CREATE TABLE inventory.receipt_items (
    id bigserial NOT NULL,
    receipt_id bigint NOT NULL,
    po_item_id bigint NOT NULL,
    generic_id integer NOT NULL,
    quantity_ordered numeric(10,2) NOT NULL,
    quantity_received numeric(10,2) NOT NULL,
    quantity_accepted numeric(10,2) NOT NULL,
    quantity_rejected numeric(10,2) DEFAULT 0,
    rejection_reason text,
    unit_price numeric(10,2) NOT NULL,
    total_price numeric(15,2) NOT NULL,
    lot_number character varying(50) NOT NULL,
    manufacture_date date,
    expiry_date date NOT NULL,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT receipt_items_pkey PRIMARY KEY (id),
    CONSTRAINT receipt_items_quantity_check CHECK (quantity_received > 0),
    CONSTRAINT receipt_items_accepted_check
        CHECK (quantity_accepted + quantity_rejected = quantity_received),
    CONSTRAINT receipt_items_price_check CHECK (total_price = quantity_accepted * unit_price),
    CONSTRAINT receipt_items_expiry_check
        CHECK (expiry_date > manufacture_date OR manufacture_date IS NULL),
    CONSTRAINT receipt_items_receipt_id_fkey
        FOREIGN KEY (receipt_id) REFERENCES inventory.receipts (id) ON DELETE CASCADE,
    CONSTRAINT receipt_items_po_item_id_fkey
        FOREIGN KEY (po_item_id) REFERENCES inventory.purchase_order_items (id),
    CONSTRAINT receipt_items_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id)
);

CREATE INDEX idx_receipt_items_receipt ON inventory.receipt_items (receipt_id);
CREATE INDEX idx_receipt_items_po_item ON inventory.receipt_items (po_item_id);
CREATE INDEX idx_receipt_items_generic ON inventory.receipt_items (generic_id);
CREATE INDEX idx_receipt_items_lot ON inventory.receipt_items (lot_number);
CREATE INDEX idx_receipt_items_expiry ON inventory.receipt_items (expiry_date);

COMMENT ON TABLE inventory.receipt_items IS
    'Items of the receipts, one a lot | รายการในใบรับของ หนึ่งรายการต่อหนึ่งล็อต';
COMMENT ON COLUMN inventory.receipt_items.receipt_id IS 'Receipt | ใบรับของ';
COMMENT ON COLUMN inventory.receipt_items.po_item_id IS
    'Item of the purchase order | รายการในใบสั่งซื้อ';
COMMENT ON COLUMN inventory.receipt_items.generic_id IS 'Generic drug | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.receipt_items.quantity_accepted IS
    'What passed the inspection and goes into stock | จำนวนที่ตรวจรับและเข้าคลัง';
COMMENT ON COLUMN inventory.receipt_items.quantity_rejected IS
    'What did not pass; with quantity_accepted all that came | '
    'จำนวนที่ไม่รับ รวมกับจำนวนที่ตรวจรับเท่ากับจำนวนที่ได้รับ';
COMMENT ON COLUMN inventory.receipt_items.rejection_reason IS
    'Why it did not pass | เหตุผลที่ไม่รับ';
COMMENT ON COLUMN inventory.receipt_items.unit_price IS
    'Price per unit in baht | ราคาต่อหน่วย (บาท)';
COMMENT ON COLUMN inventory.receipt_items.total_price IS
    'quantity_accepted times unit_price | จำนวนที่ตรวจรับคูณราคาต่อหน่วย';
COMMENT ON COLUMN inventory.receipt_items.lot_number IS 'Lot of the maker | เลขที่ล็อต';
COMMENT ON COLUMN inventory.receipt_items.manufacture_date IS 'Day it was made | วันผลิต';
COMMENT ON COLUMN inventory.receipt_items.expiry_date IS
    'Last day of use | วันหมดอายุ';

CREATE TABLE inventory.receipt_inspectors (
    id bigserial NOT NULL,
    receipt_id bigint NOT NULL,
    inspector_id uuid NOT NULL,
    inspector_role inventory.inspector_role,
    inspected_at timestamp with time zone DEFAULT now(),
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT receipt_inspectors_pkey PRIMARY KEY (id),
    CONSTRAINT receipt_inspectors_receipt_id_fkey
        FOREIGN KEY (receipt_id) REFERENCES inventory.receipts (id) ON DELETE CASCADE,
    CONSTRAINT receipt_inspectors_inspector_id_fkey
        FOREIGN KEY (inspector_id) REFERENCES public.users (id)
);

CREATE INDEX idx_receipt_inspectors_receipt ON inventory.receipt_inspectors (receipt_id);
CREATE INDEX idx_receipt_inspectors_inspector ON inventory.receipt_inspectors (inspector_id);

COMMENT ON TABLE inventory.receipt_inspectors IS
    'Inspection committee of each receipt | คณะกรรมการตรวจรับของใบรับของแต่ละใบ';
COMMENT ON COLUMN inventory.receipt_inspectors.receipt_id IS 'Receipt | ใบรับของ';
COMMENT ON COLUMN inventory.receipt_inspectors.inspector_id IS
    'User who inspected | ผู้ตรวจรับ';
COMMENT ON COLUMN inventory.receipt_inspectors.inspector_role IS
    'Role in the committee | ตำแหน่งในคณะกรรมการ';

-- migrate:down
DROP TABLE inventory.receipt_inspectors;

DROP TABLE inventory.receipt_items;

DROP TABLE inventory.receipts;
