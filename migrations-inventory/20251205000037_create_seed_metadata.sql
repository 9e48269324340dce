-- What the module knows about itself: the reference data loaded so far, and values by key.
-- migrate:up
CREATE TABLE inventory.seed_metadata (
    id serial NOT NULL,
    seed_name character varying(100) NOT NULL,
    seed_category character varying(50) NOT NULL,
    seed_version character varying(20) NOT NULL,
    description text,
    records_affected integer DEFAULT 0,
    applied_at timestamp with time zone DEFAULT now(),
    applied_by character varying(100) DEFAULT 'system',
    checksum character varying(64),
    is_reversible boolean DEFAULT false,
    CONSTRAINT seed_metadata_pkey PRIMARY KEY (id),
    CONSTRAINT seed_metadata_name_key UNIQUE (seed_name)
);

CREATE INDEX idx_seed_metadata_category ON inventory.seed_metadata (seed_category);
CREATE INDEX idx_seed_metadata_version ON inventory.seed_metadata (seed_version);

COMMENT ON TABLE inventory.seed_metadata IS
    'Reference data that was loaded | ข้อมูลตั้งต้นที่โหลดแล้ว';
COMMENT ON COLUMN inventory.seed_metadata.seed_name IS 'Name of the seed | ชื่อชุดข้อมูลตั้งต้น';
COMMENT ON COLUMN inventory.seed_metadata.seed_category IS
    'What kind of data it loads | หมวดของข้อมูล';
COMMENT ON COLUMN inventory.seed_metadata.seed_version IS
    'Version of the module it came with | เวอร์ชันของโมดูลที่มาพร้อมข้อมูล';
COMMENT ON COLUMN inventory.seed_metadata.description IS
    'What the last run did | สรุปการโหลดครั้งล่าสุด';
COMMENT ON COLUMN inventory.seed_metadata.records_affected IS
    'Rows inserted and updated by the last run | จำนวนแถวที่เพิ่มและแก้ไขในครั้งล่าสุด';
COMMENT ON COLUMN inventory.seed_metadata.applied_at IS 'When it last ran | เวลาที่โหลดล่าสุด';
COMMENT ON COLUMN inventory.seed_metadata.applied_by IS 'Who ran it | ผู้โหลด';
COMMENT ON COLUMN inventory.seed_metadata.checksum IS
    'SHA-256 of the seed as it ran | ผลรวมตรวจสอบ SHA-256 ของชุดข้อมูลที่โหลด';
COMMENT ON COLUMN inventory.seed_metadata.is_reversible IS
    'What it loaded can be taken out again | นำข้อมูลที่โหลดออกได้';

CREATE TABLE inventory.system_info (
    id serial NOT NULL,
    key character varying(100) NOT NULL,
    value text,
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT system_info_pkey PRIMARY KEY (id),
    CONSTRAINT system_info_key_key UNIQUE (key)
);

COMMENT ON TABLE inventory.system_info IS
    'Values of the module by key | ค่าของโมดูลตามชื่อคีย์';
COMMENT ON COLUMN inventory.system_info.key IS 'Name of the value | ชื่อคีย์';

-- migrate:down
DROP TABLE inventory.system_info;

DROP TABLE inventory.seed_metadata;
