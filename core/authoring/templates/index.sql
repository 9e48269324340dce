-- Which question the index answers. It is built while others go on writing to the table, which
-- PostgreSQL does outside of a transaction only; so nothing else may stand in this file.
-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY {{name}} ON {{schema}}.{{table}} ({{column}});

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY {{schema}}.{{name}};
