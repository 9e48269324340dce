-- Papers around a purchase: approvals of the order, payments of the receipt, and their files.
-- migrate:up
CREATE TABLE inventory.approval_documents (
    id bigserial NOT NULL,
    po_id bigint NOT NULL,
    document_number character varying(50) NOT NULL,
    document_type inventory.approval_doc_type NOT NULL,
    approved_by uuid NOT NULL,
    approved_at timestamp with time zone DEFAULT now(),
    file_path text,
    notes text,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT approval_documents_pkey PRIMARY KEY (id),
    CONSTRAINT approval_documents_document_number_key UNIQUE (document_number),
    CONSTRAINT approval_documents_po_id_fkey
        FOREIGN KEY (po_id) REFERENCES inventory.purchase_orders (id) ON DELETE CASCADE,
    CONSTRAINT approval_documents_approved_by_fkey
        FOREIGN KEY (approved_by) REFERENCES public.users (id)
);

CREATE INDEX idx_approval_documents_po ON inventory.approval_documents (po_id);
CREATE INDEX idx_approval_documents_type ON inventory.approval_documents (document_type);

COMMENT ON TABLE inventory.approval_documents IS
    'Approvals of purchase orders | เอกสารอนุมัติใบสั่งซื้อ';
COMMENT ON COLUMN inventory.approval_documents.po_id IS 'Purchase order | ใบสั่งซื้อ';
COMMENT ON COLUMN inventory.approval_documents.document_number IS
    'Number of the document | เลขที่เอกสารอนุมัติ';
COMMENT ON COLUMN inventory.approval_documents.document_type IS
    'Whose approval it is | ประเภทการอนุมัติ';
COMMENT ON COLUMN inventory.approval_documents.approved_by IS 'User who approved | ผู้อนุมัติ';
COMMENT ON COLUMN inventory.approval_documents.file_path IS
    'Where the scanned file lies | ตำแหน่งไฟล์เอกสาร';

CREATE TABLE inventory.payment_documents (
    id bigserial NOT NULL,
    receipt_id bigint NOT NULL,
    payment_number character varying(50) NOT NULL,
    payment_date date DEFAULT CURRENT_DATE,
    payment_amount numeric(15,2) NOT NULL,
    payment_method inventory.payment_method NOT NULL,
    payment_status inventory.payment_status DEFAULT 'PENDING',
    reference_number character varying(50),
    notes text,
    paid_by uuid NOT NULL,
    paid_at timestamp with time zone DEFAULT now(),
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT payment_documents_pkey PRIMARY KEY (id),
    CONSTRAINT payment_documents_payment_number_key UNIQUE (payment_number),
    CONSTRAINT payment_documents_amount_check CHECK (payment_amount > 0),
    CONSTRAINT payment_documents_receipt_id_fkey
        FOREIGN KEY (receipt_id) REFERENCES inventory.receipts (id),
    CONSTRAINT payment_documents_paid_by_fkey
        FOREIGN KEY (paid_by) REFERENCES public.users (id)
);

CREATE INDEX idx_payment_documents_receipt ON inventory.payment_documents (receipt_id);
CREATE INDEX idx_payment_documents_method ON inventory.payment_documents (payment_method);
CREATE INDEX idx_payment_documents_status ON inventory.payment_documents (payment_status);

COMMENT ON TABLE inventory.payment_documents IS
    'Payments to vendors | เอกสารการชำระเงินให้ผู้ขาย';
COMMENT ON COLUMN inventory.payment_documents.receipt_id IS
    'Receipt that is paid | ใบรับของที่ชำระเงิน';
COMMENT ON COLUMN inventory.payment_documents.payment_number IS
    'Number of the payment | เลขที่การชำระเงิน';
COMMENT ON COLUMN inventory.payment_documents.payment_amount IS
    'Amount in baht | จำนวนเงิน (บาท)';
COMMENT ON COLUMN inventory.payment_documents.payment_method IS
    'How the vendor is paid | วิธีชำระเงิน';
COMMENT ON COLUMN inventory.payment_documents.payment_status IS
    'State of the payment | สถานะการชำระเงิน';
COMMENT ON COLUMN inventory.payment_documents.reference_number IS
    'Number of the cheque or the transfer | เลขที่เช็คหรือเลขที่รายการโอน';
COMMENT ON COLUMN inventory.payment_documents.paid_by IS 'User who paid | ผู้จ่ายเงิน';

CREATE TABLE inventory.payment_attachments (
    id bigserial NOT NULL,
    payment_id bigint NOT NULL,
    file_name character varying(255) NOT NULL,
    file_path text NOT NULL,
    file_type character varying(50),
    file_size bigint,
    description text,
    created_at timestamp with time zone DEFAULT now(),
    CONSTRAINT payment_attachments_pkey PRIMARY KEY (id),
    CONSTRAINT payment_attachments_payment_id_fkey
        FOREIGN KEY (payment_id) REFERENCES inventory.payment_documents (id) ON DELETE CASCADE
);

CREATE INDEX idx_payment_attachments_payment ON inventory.payment_attachments (payment_id);

COMMENT ON TABLE inventory.payment_attachments IS
    'Files that belong to payments | ไฟล์แนบของการชำระเงิน';
COMMENT ON COLUMN inventory.payment_attachments.payment_id IS 'Payment | การชำระเงิน';
COMMENT ON COLUMN inventory.payment_attachments.file_path IS
    'Where the file lies | ตำแหน่งไฟล์';
COMMENT ON COLUMN inventory.payment_attachments.file_type IS
    'Kind of file, such as application/pdf | ชนิดไฟล์ เช่น application/pdf';
COMMENT ON COLUMN inventory.payment_attachments.file_size IS 'Size in bytes | ขนาดไฟล์ (ไบต์)';

-- migrate:down
DROP TABLE inventory.payment_attachments;

DROP TABLE inventory.payment_documents;

DROP TABLE inventory.approval_documents;
