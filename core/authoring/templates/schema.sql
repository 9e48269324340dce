-- The schema of the module, and the trigger function that its tables share.
-- The schema may exist already: knex is often set up to keep its own tables in it.
-- migrate:up
CREATE SCHEMA IF NOT EXISTS {{schema}};

COMMENT ON SCHEMA {{schema}} IS '{{titleEn}} | {{titleTh}}';

CREATE OR REPLACE FUNCTION {{schema}}.update_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION {{schema}}.update_updated_at() IS
    'Sets updated_at to the time of the change | บันทึกเวลาที่แก้ไขล่าสุดลงใน updated_at';

-- migrate:down
DROP FUNCTION {{schema}}.update_updated_at();

-- Whatever else lives in the schema is not ours to drop.
DO $$
BEGIN
    DROP SCHEMA {{schema}};
EXCEPTION
    WHEN dependent_objects_still_exist THEN
        RAISE NOTICE 'schema {{schema}} is kept: it holds objects of others';
END;
$$;
