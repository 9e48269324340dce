-- What is done about drugs that come back, such as a refund or their destruction.
-- migrate:up
CREATE TABLE inventory.return_actions (
    id serial NOT NULL,
    action_code character varying(10) NOT NULL,
    action_name character varying(100) NOT NULL,
    action_type inventory.return_action_type,
    requires_vendor_approval boolean DEFAULT false,
    description text,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT return_actions_pkey PRIMARY KEY (id),
    CONSTRAINT return_actions_action_code_key UNIQUE (action_code)
);

CREATE INDEX idx_return_actions_type ON inventory.return_actions (action_type);

COMMENT ON TABLE inventory.return_actions IS
    'What is done about returned drugs | การดำเนินการกับยาที่คืน';
COMMENT ON COLUMN inventory.return_actions.action_code IS 'Code of the action | รหัสการดำเนินการ';
COMMENT ON COLUMN inventory.return_actions.action_name IS 'Name of the action | ชื่อการดำเนินการ';
COMMENT ON COLUMN inventory.return_actions.action_type IS 'Kind of action | ประเภทการดำเนินการ';
COMMENT ON COLUMN inventory.return_actions.requires_vendor_approval IS
    'The vendor has to agree first | ต้องให้ผู้ขายยินยอมก่อน';

-- migrate:down
DROP TABLE inventory.return_actions;
