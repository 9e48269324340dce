-- Reasons for which stock may be corrected, such as a count that differs.
-- migrate:up
CREATE TABLE inventory.adjustment_reasons (
    id serial NOT NULL,
    reason_code character varying(10) NOT NULL,
    reason_name character varying(100) NOT NULL,
    adjustment_type inventory.adjustment_type,
    requires_approval boolean DEFAULT false,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT adjustment_reasons_pkey PRIMARY KEY (id),
    CONSTRAINT adjustment_reasons_reason_code_key UNIQUE (reason_code)
);

CREATE INDEX idx_adjustment_reasons_type ON inventory.adjustment_reasons (adjustment_type);

COMMENT ON TABLE inventory.adjustment_reasons IS 'Reasons for stock corrections | เหตุผลการปรับยอด';
COMMENT ON COLUMN inventory.adjustment_reasons.reason_code IS 'Code of the reason | รหัสเหตุผล';
COMMENT ON COLUMN inventory.adjustment_reasons.reason_name IS 'Name of the reason | ชื่อเหตุผล';
COMMENT ON COLUMN inventory.adjustment_reasons.adjustment_type IS
    'Direction of the correction, empty if both are allowed | '
    'ทิศทางการปรับยอด ว่างไว้ถ้าได้ทั้งเพิ่มและลด';
COMMENT ON COLUMN inventory.adjustment_reasons.requires_approval IS
    'The correction waits for an approval | ต้องได้รับอนุมัติก่อนปรับยอด';

-- migrate:down
DROP TABLE inventory.adjustment_reasons;
