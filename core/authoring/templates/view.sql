-- What {{schema}}.{{name}} shows, and who reads it.
-- migrate:up
CREATE VIEW {{schema}}.{{name}} AS
SELECT
{{columns}}
FROM {{schema}}.{{table}} AS t;

COMMENT ON VIEW {{schema}}.{{name}} IS
    'What a row of {{name}} shows | ความหมายของแต่ละแถวใน {{name}}';

-- migrate:down
DROP VIEW {{schema}}.{{name}};
