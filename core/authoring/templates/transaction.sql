-- Documents of {{schema}}.{{name}}, each with its lines, and who writes them.
{{?usersMigration}}
-- requires: core/{{usersMigration}}
{{/}}
-- migrate:up
{{?ownFunction}}
CREATE OR REPLACE FUNCTION {{schema}}.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

{{/}}
CREATE TABLE {{schema}}.{{name}} (
    id bigserial NOT NULL,
    document_number character varying(30) NOT NULL,
    document_date date NOT NULL DEFAULT CURRENT_DATE,
    status character varying(20) NOT NULL DEFAULT 'DRAFT',
    remark text,
{{?usersMigration}}
    created_by {{usersType}},
{{/}}
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT {{name}}_pkey PRIMARY KEY (id),
    CONSTRAINT {{name}}_document_number_key UNIQUE (document_number),
{{?usersMigration}}
    CONSTRAINT {{name}}_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users (id),
{{/}}
    CONSTRAINT {{name}}_status_check CHECK (status IN ('DRAFT', 'CONFIRMED', 'CANCELLED'))
);

CREATE TABLE {{schema}}.{{name}}_lines (
    id bigserial NOT NULL,
    document_id bigint NOT NULL,
    line_number integer NOT NULL,
    quantity numeric(15,2) NOT NULL,
    remark text,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT {{name}}_lines_pkey PRIMARY KEY (id),
    -- Its index begins with document_id, so the foreign key needs no other.
    CONSTRAINT {{name}}_lines_number_key UNIQUE (document_id, line_number),
    CONSTRAINT {{name}}_lines_document_id_fkey
        FOREIGN KEY (document_id) REFERENCES {{schema}}.{{name}} (id) ON DELETE CASCADE,
    CONSTRAINT {{name}}_lines_quantity_check CHECK (quantity > 0)
);

CREATE INDEX idx_{{name}}_document_date ON {{schema}}.{{name}} (document_date);
{{?usersMigration}}
CREATE INDEX idx_{{name}}_created_by ON {{schema}}.{{name}} (created_by);
{{/}}

CREATE TRIGGER trg_{{name}}_updated_at
    BEFORE UPDATE ON {{schema}}.{{name}}
    FOR EACH ROW EXECUTE FUNCTION {{schema}}.update_updated_at();

CREATE TRIGGER trg_{{name}}_lines_updated_at
    BEFORE UPDATE ON {{schema}}.{{name}}_lines
    FOR EACH ROW EXECUTE FUNCTION {{schema}}.update_updated_at();

COMMENT ON TABLE {{schema}}.{{name}} IS
    'What a document of {{name}} stands for | ความหมายของเอกสารแต่ละใบใน {{name}}';
COMMENT ON COLUMN {{schema}}.{{name}}.document_number IS
    'Number of the document, once only | เลขที่เอกสาร ห้ามซ้ำ';
COMMENT ON COLUMN {{schema}}.{{name}}.document_date IS 'Date of the document | วันที่ของเอกสาร';
COMMENT ON COLUMN {{schema}}.{{name}}.status IS
    'State of the document | สถานะเอกสาร: '
    'DRAFT = being written | กำลังบันทึก; '
    'CONFIRMED = in force | ยืนยันแล้ว; '
    'CANCELLED = cancelled | ยกเลิก';
COMMENT ON COLUMN {{schema}}.{{name}}.remark IS 'Remarks | หมายเหตุ';
{{?usersMigration}}
COMMENT ON COLUMN {{schema}}.{{name}}.created_by IS 'Who made the document | ผู้สร้างเอกสาร';
{{/}}
COMMENT ON COLUMN {{schema}}.{{name}}.created_at IS 'When the row was made | เวลาที่สร้าง';
COMMENT ON COLUMN {{schema}}.{{name}}.updated_at IS
    'When it was last changed | เวลาที่แก้ไขล่าสุด';
COMMENT ON TABLE {{schema}}.{{name}}_lines IS
    'Lines of the documents in {{name}} | รายการในเอกสารของ {{name}}';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.document_id IS
    'Document that the line belongs to | เอกสารของรายการนี้';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.line_number IS
    'Place in the document, from 1 | ลำดับที่ในเอกสาร เริ่มจาก 1';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.quantity IS
    'Quantity, more than zero | จำนวน มากกว่าศูนย์';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.remark IS 'Remarks | หมายเหตุ';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.created_at IS 'When the row was made | เวลาที่สร้าง';
COMMENT ON COLUMN {{schema}}.{{name}}_lines.updated_at IS
    'When it was last changed | เวลาที่แก้ไขล่าสุด';

-- migrate:down
DROP TABLE {{schema}}.{{name}}_lines;

DROP TABLE {{schema}}.{{name}};
{{?ownFunction}}

DROP FUNCTION {{schema}}.update_updated_at();
{{/}}
