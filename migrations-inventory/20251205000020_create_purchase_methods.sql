-- Methods of buying under the procurement rules, such as a tender or a specific method.
-- migrate:up
CREATE TABLE inventory.purchase_methods (
    id serial NOT NULL,
    method_code character varying(10) NOT NULL,
    method_name character varying(100) NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_methods_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_methods_method_code_key UNIQUE (method_code)
);

COMMENT ON TABLE inventory.purchase_methods IS 'Methods of buying | วิธีจัดซื้อ';
COMMENT ON COLUMN inventory.purchase_methods.method_code IS 'Code of the method | รหัสวิธีจัดซื้อ';
COMMENT ON COLUMN inventory.purchase_methods.method_name IS 'Name of the method | ชื่อวิธีจัดซื้อ';

-- migrate:down
DROP TABLE inventory.purchase_methods;
