// The same work for both programs: folders of migrations that knex and aegisx-sitectl each read in
// their own form, and that send the server the same statements.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const stem = (number) => `20250101${String(number).padStart(6, '0')}_table_${number}`;

// As most of the platform's migrations: a table, its key, an index.
function statements(table) {
  return [
    `create table "${table}" ("id" integer not null, "name" varchar(200) not null, "note" text)`,
    `alter table "${table}" add constraint "${table}_pkey" primary key ("id")`,
    `create index "${table}_name_index" on "${table}" ("name")`,
  ];
}

function knexMigration(table) {
  const up = statements(table).map((sql) => `  await knex.raw(${JSON.stringify(sql)});`);
  return `exports.up = async (knex) => {\n${up.join('\n')}\n};\n`
    + `exports.down = (knex) => knex.raw('drop table "${table}"');\n`;
}

function ourMigration(table) {
  return `-- migrate:up\n${statements(table).join(';\n')};\n-- migrate:down\ndrop table "${table}";\n`;
}

// A module's folder for us; id names its tracking table as well.
export function writeModule(folder, id, count) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'module.json'),
    JSON.stringify({
      id,
      version: '1.0.0',
      title: { en: id, th: id },
      schema: 'public',
      trackingTable: `knex_migrations_${id}`,
      recordedExtension: '.js',
      requires: [],
    }),
  );
  for (let number = 1; number <= count; ++number) {
    writeFileSync(path.join(folder, `${stem(number)}.sql`), ourMigration(`t_${number}`));
  }
}

// The same for knex; the connection comes from the environment.
export function writeKnex(folder, id, count) {
  mkdirSync(path.join(folder, 'migrations'), { recursive: true });
  writeFileSync(
    path.join(folder, 'knexfile.js'),
    `module.exports = {
  client: 'pg',
  connection: JSON.parse(process.env.BENCH_CONNECTION),
  migrations: { directory: './migrations', tableName: 'knex_migrations_${id}' },
};
`,
  );
  for (let number = 1; number <= count; ++number) {
    writeFileSync(path.join(folder, 'migrations', `${stem(number)}.js`), knexMigration(`t_${number}`));
  }
}

// What a site holds after its modules were migrated, for programs that only look.
export async function fillTracking(client, id, count) {
  const table = `knex_migrations_${id}`;
  await client.query(
    `create table "${table}" ("id" serial primary key, "name" varchar(255), "batch" integer, "migration_time" timestamptz)`,
  );
  await client.query(`create table "${table}_lock" ("index" serial primary key, "is_locked" integer)`);
  await client.query(`insert into "${table}_lock" ("is_locked") values (0)`);
  await client.query(
    `insert into "${table}" ("name", "batch", "migration_time")
     select '20250101' || lpad(n::text, 6, '0') || '_table_' || n || '.js', 1 + n / 50, now()
     from generate_series(1, ${count}) as n order by n`,
  );
}
