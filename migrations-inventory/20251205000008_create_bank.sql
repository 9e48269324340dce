-- Banks, so that a vendor's account can be named when it is paid.
-- migrate:up
CREATE TABLE inventory.bank (
    id serial NOT NULL,
    bank_code character varying(10) NOT NULL,
    bank_name character varying(100) NOT NULL,
    swift_code character varying(20),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT bank_pkey PRIMARY KEY (id),
    CONSTRAINT bank_bank_code_key UNIQUE (bank_code)
);

COMMENT ON TABLE inventory.bank IS 'Banks | ธนาคาร';
COMMENT ON COLUMN inventory.bank.bank_code IS 'Code of the bank | รหัสธนาคาร';
COMMENT ON COLUMN inventory.bank.swift_code IS
    'SWIFT code for transfers from abroad | รหัส SWIFT สำหรับโอนเงินระหว่างประเทศ';

-- migrate:down
DROP TABLE inventory.bank;
