-- What {{schema}}.{{name}} answers, and who calls it.
-- migrate:up
CREATE FUNCTION {{schema}}.{{name}}(code text) RETURNS text
    LANGUAGE sql
    IMMUTABLE
AS $$
    SELECT upper(btrim(code));
$$;

COMMENT ON FUNCTION {{schema}}.{{name}}(text) IS
    'The code in capital letters, without blanks around it | '
    'รหัสเป็นตัวพิมพ์ใหญ่ ไม่มีช่องว่างหน้าและหลัง';

-- migrate:down
DROP FUNCTION {{schema}}.{{name}}(text);
