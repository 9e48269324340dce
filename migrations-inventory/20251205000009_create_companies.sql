-- Companies that sell or make drugs; drugs, contracts and purchase orders refer to them.
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

CREATE TABLE inventory.companies (
    id serial NOT NULL,
    company_code character varying(10) NOT NULL,
    company_name character varying(200) NOT NULL,
    tax_id character varying(20),
    bank_id integer,
    bank_account_number character varying(50),
    bank_account_name character varying(100),
    is_vendor boolean DEFAULT true,
    is_manufacturer boolean DEFAULT false,
    contact_person character varying(100),
    phone character varying(20),
    email character varying(100),
    address text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT companies_pkey PRIMARY KEY (id),
    CONSTRAINT companies_company_code_key UNIQUE (company_code),
    CONSTRAINT companies_tax_id_key UNIQUE (tax_id),
    CONSTRAINT companies_bank_id_fkey FOREIGN KEY (bank_id) REFERENCES inventory.bank (id)
);

CREATE INDEX idx_companies_bank ON inventory.companies (bank_id);
CREATE INDEX idx_companies_vendor ON inventory.companies (is_vendor);
CREATE INDEX idx_companies_manufacturer ON inventory.companies (is_manufacturer);
CREATE INDEX idx_companies_active ON inventory.companies (is_active);

CREATE TRIGGER trg_companies_updated_at
    BEFORE UPDATE ON inventory.companies
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.companies IS
    'Companies: vendors and manufacturers | บริษัทผู้ขายและผู้ผลิต';
COMMENT ON COLUMN inventory.companies.company_code IS 'Code of the company | รหัสบริษัท';
COMMENT ON COLUMN inventory.companies.tax_id IS 'Tax number | เลขประจำตัวผู้เสียภาษี';
COMMENT ON COLUMN inventory.companies.bank_id IS
    'Bank that payments go to | ธนาคารที่รับชำระเงิน';
COMMENT ON COLUMN inventory.companies.is_vendor IS 'Sells to the hospital | เป็นผู้ขาย';
COMMENT ON COLUMN inventory.companies.is_manufacturer IS 'Makes drugs | เป็นผู้ผลิต';

-- migrate:down
DROP TABLE inventory.companies;
