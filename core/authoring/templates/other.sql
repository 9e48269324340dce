-- What changes in {{schema}}.{{table}}, and why. The column may be empty and has no default, so no
-- row is written anew and nobody waits.
-- migrate:up
ALTER TABLE {{schema}}.{{table}} ADD COLUMN {{name}} text;

COMMENT ON COLUMN {{schema}}.{{table}}.{{name}} IS
    'What {{name}} holds | ความหมายของ {{name}}';

-- migrate:down
ALTER TABLE {{schema}}.{{table}} DROP COLUMN {{name}};
