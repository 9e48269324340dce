-- Hospitals and health centres of the country, by their codes, for transfers and reports.
-- migrate:up
CREATE TABLE inventory.hospitals (
    id serial NOT NULL,
    hospital_code character varying(10) NOT NULL,
    hospital_name character varying(200) NOT NULL,
    hospital_type character varying(50),
    province character varying(100),
    region character varying(50),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT hospitals_pkey PRIMARY KEY (id),
    CONSTRAINT hospitals_hospital_code_key UNIQUE (hospital_code)
);

CREATE INDEX idx_hospitals_type ON inventory.hospitals (hospital_type);
CREATE INDEX idx_hospitals_province ON inventory.hospitals (province);
CREATE INDEX idx_hospitals_region ON inventory.hospitals (region);

COMMENT ON TABLE inventory.hospitals IS 'Hospitals and health centres | หน่วยบริการ';
COMMENT ON COLUMN inventory.hospitals.hospital_code IS
    'Code of the ministry, 5 or 9 digits | รหัสหน่วยบริการของกระทรวง 5 หรือ 9 หลัก';
COMMENT ON COLUMN inventory.hospitals.hospital_name IS 'Name of the hospital | ชื่อหน่วยบริการ';
COMMENT ON COLUMN inventory.hospitals.hospital_type IS
    'Kind of hospital, as the ministry names it | ประเภทหน่วยบริการตามที่กระทรวงเรียก';
COMMENT ON COLUMN inventory.hospitals.province IS 'Province | จังหวัด';
COMMENT ON COLUMN inventory.hospitals.region IS 'Health region | เขตสุขภาพ';

-- migrate:down
DROP TABLE inventory.hospitals;
