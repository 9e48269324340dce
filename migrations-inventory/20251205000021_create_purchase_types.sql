-- Kinds of buying, such as by the hospital alone or together with others.
-- migrate:up
CREATE TABLE inventory.purchase_types (
    id serial NOT NULL,
    type_code character varying(10) NOT NULL,
    type_name character varying(100) NOT NULL,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT purchase_types_pkey PRIMARY KEY (id),
    CONSTRAINT purchase_types_type_code_key UNIQUE (type_code)
);

COMMENT ON TABLE inventory.purchase_types IS 'Kinds of buying | ประเภทการจัดซื้อ';
COMMENT ON COLUMN inventory.purchase_types.type_code IS 'Code of the kind | รหัสประเภทการจัดซื้อ';
COMMENT ON COLUMN inventory.purchase_types.type_name IS 'Name of the kind | ชื่อประเภทการจัดซื้อ';

-- migrate:down
DROP TABLE inventory.purchase_types;
