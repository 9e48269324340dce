#include "tests/support/lintfolder.h"

#include "core/base/enums.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray manifest(const QByteArray &id, const QByteArray &schema, const QByteArray &requires_)
{
    return "{\"id\": \"" + id + "\", \"version\": \"1.0.0\", \"title\": {\"en\": \"" + id
        + "\", \"th\": \"" + id + "\"}, \"schema\": \"" + schema
        + "\", \"trackingTable\": \"knex_migrations_" + id
        + "\", \"recordedExtension\": \".ts\", \"requires\": [" + requires_ + "]}";
}

} // namespace

MarkedText::MarkedText(QByteArray marked)
{
    int line = 1;
    int column = 1;
    for (const char one : marked) {
        if (one == '@') {
            places << u"%1:%2"_s.arg(line).arg(column);
            continue;
        }
        text += one;
        line += one == '\n' ? 1 : 0;
        column = one == '\n' ? 1 : column + ((static_cast<uchar>(one) & 0xC0U) == 0x80U ? 0 : 1);
    }
}

LintFolder::LintFolder()
    : m_core(u"core"_s, manifest("core", "public", {}))
    , m_ward(u"ward"_s, manifest("ward", "ward", {}))
    , m_lab(u"lab"_s, manifest("lab", "lab", "\"core\""))
{
    m_core.addMigration(
        u"001_create_users"_s,
        "CREATE TABLE public.users (id uuid NOT NULL, CONSTRAINT users_pkey PRIMARY KEY (id));",
        "DROP TABLE public.users;");
    m_ward.addMigration(
        u"001_create_ward"_s,
        "CREATE SCHEMA IF NOT EXISTS ward;\nCREATE TABLE ward.beds (id integer PRIMARY KEY);",
        "DROP TABLE ward.beds;\nDROP SCHEMA ward;");
    m_lab.addMigration(u"001_create_lab"_s,
                       "CREATE SCHEMA IF NOT EXISTS lab;\n"
                       "CREATE TABLE lab.old (id integer PRIMARY KEY, name varchar(20), "
                       "amount numeric(8,2), note text);",
                       "DROP TABLE lab.old;\nDROP SCHEMA lab;");
}

void LintFolder::add(const QString &stem, const QByteArray &content)
{
    m_lab.write(stem % u".sql"_s, content);
}

void LintFolder::addMigration(const QString &stem, const QByteArray &up, const QByteArray &down)
{
    add(stem,
        "-- migrate:up\n" + up + (down.isEmpty() ? QByteArray() : "\n-- migrate:down\n" + down)
            + '\n');
}

void LintFolder::write(const QString &relativePath, const QByteArray &content)
{
    m_lab.write(relativePath, content);
}

lint::LintScope LintFolder::scope() const
{
    return lint::lintScope({m_lab.path()}, {m_core.path(), m_ward.path()});
}

lint::LintReport LintFolder::report() const
{
    return lint::lint(scope());
}

QStringList LintFolder::found(const QString &rule) const
{
    QStringList lines;
    const lint::LintReport result = report();
    for (const Finding &finding : result.findings) {
        if (finding.id == rule)
            lines << u"%1 %2:%3 %4"_s.arg(finding.name)
                         .arg(finding.where.line)
                         .arg(finding.where.column)
                         .arg(jsonKeyOf(finding.severity));
    }
    return lines;
}

QStringList LintFolder::all() const
{
    QStringList lines;
    const lint::LintReport result = report();
    for (const Finding &finding : result.findings)
        lines << u"%1 %2:%3 %4"_s.arg(finding.name)
                     .arg(finding.where.line)
                     .arg(finding.where.column)
                     .arg(finding.id);
    return lines;
}

} // namespace aegisx::test
