#include "tests/support/movesite.h"

#include "core/inspection/misplaced.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

QByteArray manifestOf(const QByteArray &id, const QByteArray &schema, const QByteArray &table)
{
    return R"({"id": ")" + id
        + R"(", "version": "1.0.0", "title": {"en": "x", "th": "x"}, "schema": ")" + schema
        + R"(", "trackingTable": ")" + table + R"(", "recordedExtension": ".js", "requires": []})";
}

const Finding *findingOf(const plans::Plan &plan, const QString &id)
{
    for (const Finding &finding : plan.findings) {
        if (finding.id == id)
            return &finding;
    }
    return nullptr;
}

QStringList sqlOf(const plans::PlanStep &step)
{
    QStringList lines;
    for (const modules::Statement &statement : step.statements)
        lines << QString::fromUtf8(statement.sql);
    return lines;
}

MoveSite::MoveSite()
    : m_module(u"inventory"_s, manifestOf("inventory", "inventory", "knex_migrations"))
    , m_folder(m_module.path())
    , m_site({m_folder})
{
    m_module.addMigration(u"1_schema"_s, "CREATE SCHEMA IF NOT EXISTS inventory;");
    m_module.addMigration(u"2_drugs"_s,
                          "CREATE TYPE inventory.shade AS ENUM ('red', 'amber');"
                          "CREATE TABLE inventory.drugs (id serial PRIMARY KEY, code text UNIQUE,"
                          " shade inventory.shade);");
    m_module.addMigration(u"3_lots"_s,
                          "CREATE TABLE inventory.lots (id serial PRIMARY KEY,"
                          " drug int REFERENCES inventory.drugs, amount int);"
                          "CREATE VIEW inventory.stock AS SELECT drug, sum(amount) AS amount FROM"
                          " inventory.lots GROUP BY drug;");
    m_site.reload();
    m_site.sql(
        "CREATE SCHEMA inventory; CREATE TYPE shade AS ENUM ('red', 'amber');"
        "CREATE TABLE drugs (id serial PRIMARY KEY, code text UNIQUE, shade shade);"
        "CREATE TABLE lots (id serial PRIMARY KEY, drug int REFERENCES drugs, amount int);"
        "CREATE VIEW stock AS SELECT drug, sum(amount) AS amount FROM lots GROUP BY drug;"
        "INSERT INTO drugs (code, shade) SELECT 'd' || n, 'red' FROM generate_series(1, 40) n;"
        "INSERT INTO lots (drug, amount) SELECT n, n FROM generate_series(1, 40) n;"
        "CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255),"
        " batch integer, migration_time timestamptz);"
        "CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer);"
        "INSERT INTO knex_migrations_lock (is_locked) VALUES (0);"
        "INSERT INTO knex_migrations (name, batch, migration_time) VALUES"
        " ('1_schema.js', 1, now()), ('2_drugs.js', 1, now()), ('3_lots.js', 1, now())");
}

Result<plans::Plan> MoveSite::planned(const QStringList &objects, const QString &schema) const
{
    auto connection = m_site.connect();
    return plans::planMove(connection, m_site.catalog(), m_site.inspect(), {objects, schema});
}

plans::Plan MoveSite::plan(const QStringList &objects, const QString &schema) const
{
    auto made = planned(objects, schema);
    if (!made)
        qFatal("plan: %s", qUtf8Printable(made.error().toText()));
    return *made;
}

runs::RunReport MoveSite::move(const QStringList &objects, const QString &schema)
{
    return m_site.run(plan(objects, schema));
}

QStringList MoveSite::misplaced() const
{
    auto connection = m_site.connect();
    const auto found = inspection::findMisplaced(connection, m_site.catalog(), m_site.inspect());
    if (!found)
        qFatal("misplaced: %s", qUtf8Printable(found.error().toText()));
    QStringList lines;
    for (const inspection::Misplaced &one : *found)
        lines << one.module % u'/' % one.migration % u' ' % keyOf(one.state) % u' '
                % keyOf(one.kind) % u' ' % one.found % u" > "_s % one.expected
                % (one.conflict ? u" conflict %1:%2"_s.arg(one.rows).arg(one.expectedRows)
                                : QString());
    return lines;
}

QString MoveSite::schemaOf(const QString &relation) const
{
    return m_site.sql("SELECT string_agg(n.nspname, ' ' ORDER BY 1) FROM pg_class c JOIN"
                      " pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = "
                      + postgres::quoteLiteral(relation));
}

} // namespace aegisx::test
