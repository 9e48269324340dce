-- Purchase orders to vendors and their items; goods are received against them.
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

CREATE TABLE inventory.purchase_orders (
    id bigserial NOT NULL,
    po_number character varying(50) NOT NULL,
    pr_id bigint NOT NULL,
    vendor_id integer NOT NULL,
    contract_id bigint,
    po_date date DEFAULT CURRENT_DATE,
    delivery_date date NOT NULL,
    total_amount numeric(15,2) NOT NULL,
    vat_amount numeric(15,2) DEFAULT 0,
    grand_total numeric(15,2) NOT NULL,
    status inventory.po_status DEFAULT 'DRAFT',
    payment_terms inventory.payment_terms DEFAULT 'NET30',
    shipping_address text,
    billing_address text,
    notes text,
    created_by uuid NOT NULL,
    approved_by uuid,
    approved_at timestamp with time zone,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_orders_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_orders_po_number_key UNIQUE (po_number),
    CONSTRAINT purchase_orders_date_check CHECK (delivery_date >= po_date),
    CONSTRAINT purchase_orders_total_check
        CHECK (grand_total = total_amount + vat_amount),
    CONSTRAINT purchase_orders_pr_id_fkey
        FOREIGN KEY (pr_id) REFERENCES inventory.purchase_requests (id),
    CONSTRAINT purchase_orders_vendor_id_fkey
        FOREIGN KEY (vendor_id) REFERENCES inventory.companies (id),
    CONSTRAINT purchase_orders_contract_id_fkey
        FOREIGN KEY (contract_id) REFERENCES inventory.contracts (id),
    CONSTRAINT purchase_orders_created_by_fkey
        FOREIGN KEY (created_by) REFERENCES public.users (id),
    CONSTRAINT purchase_orders_approved_by_fkey
        FOREIGN KEY (approved_by) REFERENCES public.users (id)
);

CREATE INDEX idx_purchase_orders_pr ON inventory.purchase_orders (pr_id);
CREATE INDEX idx_purchase_orders_vendor ON inventory.purchase_orders (vendor_id);
CREATE INDEX idx_purchase_orders_contract ON inventory.purchase_orders (contract_id);
CREATE INDEX idx_purchase_orders_status ON inventory.purchase_orders (status);
CREATE INDEX idx_purchase_orders_po_date ON inventory.purchase_orders (po_date);

CREATE TRIGGER trg_purchase_orders_updated_at
    BEFORE UPDATE ON inventory.purchase_orders
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.purchase_orders IS 'Purchase orders | ใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_orders.po_number IS
    'Number of the order | เลขที่ใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_orders.pr_id IS
    'Purchase request that led to it | ใบขอซื้อต้นทาง';
COMMENT ON COLUMN inventory.purchase_orders.vendor_id IS 'Vendor | ผู้ขาย';
COMMENT ON COLUMN inventory.purchase_orders.contract_id IS
    'Contract whose prices hold, if any | สัญญาที่ใช้ราคา ถ้ามี';
COMMENT ON COLUMN inventory.purchase_orders.delivery_date IS
    'Day by which the vendor delivers | วันครบกำหนดส่งของ';
COMMENT ON COLUMN inventory.purchase_orders.total_amount IS
    'Sum of the items before VAT in baht | มูลค่ารวมก่อนภาษีมูลค่าเพิ่ม (บาท)';
COMMENT ON COLUMN inventory.purchase_orders.vat_amount IS
    'Value added tax in baht | ภาษีมูลค่าเพิ่ม (บาท)';
COMMENT ON COLUMN inventory.purchase_orders.grand_total IS
    'total_amount and vat_amount together | มูลค่ารวมภาษีมูลค่าเพิ่ม';
COMMENT ON COLUMN inventory.purchase_orders.status IS 'State of the order | สถานะใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_orders.payment_terms IS
    'When the vendor is paid | เงื่อนไขการชำระเงิน';
COMMENT ON COLUMN inventory.purchase_orders.shipping_address IS
    'Where the goods go | ที่อยู่จัดส่ง';
COMMENT ON COLUMN inventory.purchase_orders.billing_address IS
    'Where the invoice goes | ที่อยู่ออกใบแจ้งหนี้';
COMMENT ON COLUMN inventory.purchase_orders.created_by IS
    'User who made the order | ผู้จัดทำใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_orders.approved_by IS 'User who approved | ผู้อนุมัติ';
COMMENT ON COLUMN inventory.purchase_orders.is_active IS
    'False: removed from lists | เท็จ: ไม่แสดงในรายการ';

CREATE TABLE inventory.purchase_order_items (
    id bigserial NOT NULL,
    po_id bigint NOT NULL,
    pr_item_id bigint,
    generic_id integer NOT NULL,
    quantity numeric(10,2) NOT NULL,
    unit character varying(20) NOT NULL,
    unit_price numeric(10,2) NOT NULL,
    discount_percent numeric(5,2) DEFAULT 0,
    discount_amount numeric(10,2) DEFAULT 0,
    total_price numeric(15,2) NOT NULL,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_order_items_pkey PRIMARY KEY (id),
    CONSTRAINT po_items_quantity_check CHECK (quantity > 0),
    CONSTRAINT po_items_price_check CHECK (unit_price > 0),
    CONSTRAINT po_items_discount_check
        CHECK (discount_percent >= 0 AND discount_percent <= 100),
    CONSTRAINT po_items_total_check
        CHECK (total_price = quantity * unit_price - discount_amount),
    CONSTRAINT purchase_order_items_po_id_fkey
        FOREIGN KEY (po_id) REFERENCES inventory.purchase_orders (id) ON DELETE CASCADE,
    CONSTRAINT purchase_order_items_pr_item_id_fkey
        FOREIGN KEY (pr_item_id) REFERENCES inventory.purchase_request_items (id),
    CONSTRAINT purchase_order_items_generic_id_fkey
        FOREIGN KEY (generic_id) REFERENCES inventory.drug_generics (id)
);

CREATE INDEX idx_po_items_po ON inventory.purchase_order_items (po_id);
CREATE INDEX idx_po_items_pr_item ON inventory.purchase_order_items (pr_item_id);
CREATE INDEX idx_po_items_generic ON inventory.purchase_order_items (generic_id);

COMMENT ON TABLE inventory.purchase_order_items IS
    'Items of the purchase orders | รายการในใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_order_items.po_id IS 'Purchase order | ใบสั่งซื้อ';
COMMENT ON COLUMN inventory.purchase_order_items.pr_item_id IS
    'Item of the request that it answers | รายการในใบขอซื้อที่เกี่ยวข้อง';
COMMENT ON COLUMN inventory.purchase_order_items.generic_id IS 'Generic drug | ยาชื่อสามัญ';
COMMENT ON COLUMN inventory.purchase_order_items.unit IS
    'Unit that quantity counts | หน่วยของจำนวน';
COMMENT ON COLUMN inventory.purchase_order_items.unit_price IS
    'Price per unit in baht | ราคาต่อหน่วย (บาท)';
COMMENT ON COLUMN inventory.purchase_order_items.discount_percent IS
    'Discount in percent | ส่วนลดร้อยละ';
COMMENT ON COLUMN inventory.purchase_order_items.discount_amount IS
    'Discount on the whole item in baht | ส่วนลดของรายการ (บาท)';
COMMENT ON COLUMN inventory.purchase_order_items.total_price IS
    'quantity times unit_price, less discount_amount | จำนวนคูณราคาต่อหน่วย หักส่วนลด';

-- migrate:down
DROP TABLE inventory.purchase_order_items;

DROP TABLE inventory.purchase_orders;
