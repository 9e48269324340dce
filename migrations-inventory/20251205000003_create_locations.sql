-- Places that hold stock: warehouses, pharmacies, wards and the rooms inside them.
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

CREATE TABLE inventory.locations (
    id serial NOT NULL,
    location_code character varying(10) NOT NULL,
    location_name character varying(100) NOT NULL,
    location_type inventory.location_type NOT NULL,
    parent_id integer,
    address text,
    responsible_person character varying(100),
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT locations_pkey PRIMARY KEY (id),
    CONSTRAINT locations_location_code_key UNIQUE (location_code),
    CONSTRAINT locations_parent_id_fkey
        FOREIGN KEY (parent_id) REFERENCES inventory.locations (id)
);

CREATE INDEX idx_locations_type ON inventory.locations (location_type);
CREATE INDEX idx_locations_parent ON inventory.locations (parent_id);
CREATE INDEX idx_locations_active ON inventory.locations (is_active);

CREATE TRIGGER trg_locations_updated_at
    BEFORE UPDATE ON inventory.locations
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.locations IS 'Places that hold stock | สถานที่เก็บยา';
COMMENT ON COLUMN inventory.locations.location_code IS 'Code of the place | รหัสสถานที่';
COMMENT ON COLUMN inventory.locations.location_name IS 'Name of the place | ชื่อสถานที่';
COMMENT ON COLUMN inventory.locations.location_type IS
    'Kind of place; stock in QUARANTINE is not handed out | '
    'ประเภทสถานที่ ยาใน QUARANTINE ไม่นำไปจ่าย';
COMMENT ON COLUMN inventory.locations.parent_id IS
    'Place that this one belongs to, empty at the top | สถานที่ที่สังกัด ว่างไว้ถ้าเป็นระดับบนสุด';
COMMENT ON COLUMN inventory.locations.address IS
    'Where to find it in the hospital | ที่ตั้งในโรงพยาบาล';
COMMENT ON COLUMN inventory.locations.responsible_person IS
    'Who answers for the stock | ผู้รับผิดชอบยาในสถานที่นี้';
COMMENT ON COLUMN inventory.locations.is_active IS
    'In use; a place is retired, not deleted | ใช้งานอยู่ เลิกใช้โดยไม่ลบ';

-- migrate:down
DROP TABLE inventory.locations;
