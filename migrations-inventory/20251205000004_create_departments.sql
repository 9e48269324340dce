-- Departments that ask for drugs and hold budgets, with their codes in the hospital system.
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

CREATE TABLE inventory.departments (
    id serial NOT NULL,
    dept_code character varying(10) NOT NULL,
    dept_name character varying(100) NOT NULL,
    his_code character varying(20),
    parent_id integer,
    consumption_group inventory.dept_consumption_group,
    is_active boolean DEFAULT true,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT departments_pkey PRIMARY KEY (id),
    CONSTRAINT departments_dept_code_key UNIQUE (dept_code),
    CONSTRAINT departments_parent_id_fkey
        FOREIGN KEY (parent_id) REFERENCES inventory.departments (id)
);

CREATE INDEX idx_departments_parent ON inventory.departments (parent_id);
CREATE INDEX idx_departments_his_code ON inventory.departments (his_code);
CREATE INDEX idx_departments_active ON inventory.departments (is_active);

CREATE TRIGGER trg_departments_updated_at
    BEFORE UPDATE ON inventory.departments
    FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();

COMMENT ON TABLE inventory.departments IS 'Departments | หน่วยงาน';
COMMENT ON COLUMN inventory.departments.dept_code IS 'Code of the department | รหัสหน่วยงาน';
COMMENT ON COLUMN inventory.departments.dept_name IS 'Name of the department | ชื่อหน่วยงาน';
COMMENT ON COLUMN inventory.departments.his_code IS
    'Code in the hospital information system | รหัสหน่วยงานในระบบ HIS';
COMMENT ON COLUMN inventory.departments.parent_id IS
    'Department that this one belongs to | หน่วยงานต้นสังกัด';
COMMENT ON COLUMN inventory.departments.consumption_group IS
    'Group under which the ministry counts its use of drugs | '
    'กลุ่มหน่วยงานที่ใช้ในรายงานการใช้ยาของกระทรวง';

-- migrate:down
DROP TABLE inventory.departments;
