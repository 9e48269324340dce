-- The values of {{schema}}.{{name}}. A value that is added later needs a migration of its own:
-- ALTER TYPE {{schema}}.{{name}} ADD VALUE 'NEW_VALUE';
-- migrate:up
CREATE TYPE {{schema}}.{{name}} AS ENUM ('DRAFT', 'ACTIVE', 'CANCELLED');

COMMENT ON TYPE {{schema}}.{{name}} IS
    'Values of {{name}} | ค่าของ {{name}}: '
    'DRAFT = being written | กำลังบันทึก; '
    'ACTIVE = in force | ใช้งาน; '
    'CANCELLED = cancelled | ยกเลิก';

-- migrate:down
DROP TYPE {{schema}}.{{name}};
