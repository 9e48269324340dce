#include "core/runs/seedmerge.h"

#include "core/postgres/sqltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using modules::Upsert;
using postgres::Command;

namespace {

const QByteArray makeTableStart = "CREATE TEMPORARY TABLE aegisx_seed ON COMMIT DROP AS SELECT ";
const QByteArray fillStart = "INSERT INTO pg_temp.aegisx_seed ";
const QByteArray logOid = "'aegisx_site.seed_row'::regclass::oid";

QByteArray listed(const QStringList &names,
                  const QByteArray &separator,
                  const std::function<QByteArray(const QByteArray &)> &one)
{
    QByteArray text;
    for (const QString &name : names)
        text += (text.isEmpty() ? QByteArray() : separator) + one(postgres::quoteIdentifier(name));
    return text;
}

QByteArray listOf(const QStringList &names, const QByteArray &prefix = {})
{
    return listed(
        names, ", ", [&prefix](const QByteArray &name) -> QByteArray { return prefix + name; });
}

QByteArray sameKey(const Upsert &upsert, const QByteArray &left, const QByteArray &right)
{
    return listed(upsert.key, " AND ", [&](const QByteArray &name) -> QByteArray {
        return left + name + " = " + right + name;
    });
}

// The updated columns as jsonb, where values of every type can be compared and kept.
QByteArray asJson(const Upsert &upsert, const QByteArray &prefix)
{
    if (upsert.updated.isEmpty())
        return "'{}'::jsonb";
    return "(SELECT to_jsonb(r) FROM (SELECT " + listOf(upsert.updated, prefix) + ") AS r)";
}

QString keyText(const QString &json)
{
    QStringList values;
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const auto value : array)
        values << value.toVariant().toString();
    return values.join(u", "_s);
}

} // namespace

SeedMerge::SeedMerge(const Upsert &upsert,
                     const QByteArray &statement,
                     const QString &module,
                     bool force,
                     bool remembers)
    : m_upsert(upsert)
    , m_statement(statement)
    , m_module(postgres::quoteLiteral(module))
    , m_table(postgres::quoteQualified(upsert.schema, upsert.table))
    , m_title(postgres::quoteLiteral(upsert.schema % u'.' % upsert.table))
    , m_force(force)
    , m_remembers(remembers)
{
}

QByteArray SeedMerge::columnText() const
{
    if (m_upsert.columnsTo == 0) // of a CSV seed
        return listOf(m_upsert.columns);
    return m_statement.sliced(m_upsert.columnsFrom + 1,
                              m_upsert.columnsTo - m_upsert.columnsFrom - 2);
}

Command SeedMerge::makeTable() const
{
    return {makeTableStart + columnText() + " FROM " + m_table + " WITH NO DATA", {}};
}

Command SeedMerge::numberRows() const
{
    return {"ALTER TABLE pg_temp.aegisx_seed ADD COLUMN aegisx_place bigint"
            " GENERATED ALWAYS AS IDENTITY",
            {}};
}

Command SeedMerge::fill() const
{
    return {
        fillStart
            + m_statement.sliced(m_upsert.columnsFrom, m_upsert.sourceTo - m_upsert.columnsFrom),
        {}};
}

QByteArray SeedMerge::copy() const
{
    return "COPY pg_temp.aegisx_seed (" + listOf(m_upsert.columns)
        + ") FROM STDIN (FORMAT csv, HEADER true, ENCODING 'UTF8')";
}

QByteArray SeedMerge::tableOid() const
{
    return postgres::quoteLiteral(QString::fromUtf8(m_table)) + "::regclass::oid";
}

// What was shipped last, as rows of key, shipped and remade: the table is another one since.
QByteArray SeedMerge::base() const
{
    if (!m_remembers)
        return "(SELECT NULL::text AS key, NULL::jsonb AS shipped, false AS remade WHERE false)";
    return "(SELECT key, shipped, table_oid <> " + tableOid() + " AND log_oid = " + logOid
        + " AS remade FROM aegisx_site.seed_row WHERE table_name = " + m_title + ')';
}

// Each row that is shipped, with the one that stands in the database.
QByteArray SeedMerge::offered() const
{
    return "SELECT offer.aegisx_place AS place, jsonb_build_array(" + listOf(m_upsert.key, "offer.")
        + ")::text AS key, " + sameKey(m_upsert, "offer.", "offer.") + " AS keyed, held."
        + postgres::quoteIdentifier(m_upsert.key.first()) + " IS NOT NULL AS there, "
        + asJson(m_upsert, "offer.") + " AS shipped, " + asJson(m_upsert, "held.")
        + " AS found FROM pg_temp.aegisx_seed AS offer LEFT JOIN " + m_table + " AS held ON "
        + sameKey(m_upsert, "held.", "offer.");
}

// A table of which a row says nothing but that it is there. What a site took away before anything
// was remembered can only be told by the rows that it left: those with the same first column.
bool SeedMerge::isLinkTable() const
{
    return m_upsert.key.size() > 1 && m_upsert.columns.size() == m_upsert.key.size();
}

// What the first column of a link names, where it has rows of which none was ever shipped.
QByteArray SeedMerge::strangers() const
{
    if (!isLinkTable())
        return "(SELECT NULL::jsonb AS owner WHERE false)";
    return "(SELECT to_jsonb(held." + postgres::quoteIdentifier(m_upsert.key.first())
        + ") AS owner FROM " + m_table + " AS held EXCEPT SELECT key::jsonb -> 0 FROM " + base()
        + " AS b)";
}

// The columns that differ although the site, not the vendor, changed them since.
QByteArray SeedMerge::edited() const
{
    const QByteArray order =
        postgres::quoteLiteral(QString::fromUtf8(postgres::textArray(m_upsert.updated)));
    return "ARRAY(SELECT n.key FROM jsonb_each(o.shipped) AS n WHERE o.found -> n.key <> n.value"
           " AND CASE WHEN b.key IS NULL THEN true"
           " WHEN b.shipped ? n.key THEN o.found -> n.key <> b.shipped -> n.key"
           " ELSE o.found -> n.key <> 'null' END ORDER BY array_position("
        + order + "::text[], n.key))";
}

Command SeedMerge::choose() const
{
    const QByteArray force = m_force ? "true" : "false";
    return {
        "CREATE TEMPORARY TABLE aegisx_seed_choice ON COMMIT DROP AS"
        " WITH offered AS MATERIALIZED ("
            + offered() + "), strangers AS MATERIALIZED " + strangers()
            + ", judged AS MATERIALIZED (SELECT o.*, b.key IS NOT NULL AS known, b.remade, "
            + edited()
            + " AS edited, o.key::jsonb -> 0 IN (SELECT owner FROM strangers) IS TRUE AS strange"
              " FROM offered AS o LEFT JOIN "
            + base()
            + " AS b ON b.key = o.key) SELECT place, key, keyed, known, shipped, edited, CASE"
              " WHEN there AND found = shipped THEN 'unchanged'"
              " WHEN there AND ("
            + force + " OR edited = '{}') THEN 'updated' WHEN there THEN 'kept' WHEN " + force
            + " OR keyed IS NOT TRUE OR remade OR NOT (known OR strange) THEN 'inserted'"
              " ELSE 'removed' END AS choice FROM judged",
        {}};
}

// DO NOTHING leaves out what comes again, and DO UPDATE refuses it.
Command SeedMerge::takeOutRepeated() const
{
    if (m_upsert.updated.isEmpty())
        return {"DELETE FROM pg_temp.aegisx_seed AS again USING pg_temp.aegisx_seed AS offer"
                " WHERE again.aegisx_place > offer.aegisx_place AND "
                    + sameKey(m_upsert, "again.", "offer."),
                {}};
    return {"CREATE UNIQUE INDEX ON pg_temp.aegisx_seed (" + listOf(m_upsert.key) + ')', {}};
}

std::vector<Command> SeedMerge::judge() const
{
    return {takeOutRepeated(),
            // What is kept must not depend on the time zone of whoever compares it.
            {"SELECT set_config('aegisx.timezone', current_setting('timezone'), true),"
             " set_config('timezone', 'UTC', true)",
             {}},
            choose(),
            {"SELECT set_config('timezone', current_setting('aegisx.timezone'), true)", {}}};
}

std::vector<Command> SeedMerge::decide() const
{
    std::vector<Command> commands = judge();
    if (!m_upsert.updated.isEmpty()) // the rows that are compared stay as they are until the end
        commands.insert(commands.begin() + 1,
                        {"SELECT count(*) FROM (SELECT FROM " + m_table
                             + " AS held JOIN pg_temp.aegisx_seed AS offer ON "
                             + sameKey(m_upsert, "held.", "offer.")
                             + " FOR NO KEY UPDATE OF held) AS locked",
                         {}});
    return commands;
}

std::vector<Command> SeedMerge::carryOut() const
{
    const QByteArray chosen = " pg_temp.aegisx_seed AS offer JOIN pg_temp.aegisx_seed_choice AS c"
                              " ON c.place = offer.aegisx_place";
    const QByteArray columns = listOf(m_upsert.columns);
    std::vector<Command> commands {
        {"INSERT INTO " + m_table + " (" + columns + ") SELECT "
             + listOf(m_upsert.columns, "offer.") + " FROM" + chosen
             + " WHERE c.choice = 'inserted' ORDER BY c.place ON CONFLICT (" + listOf(m_upsert.key)
             + ") DO NOTHING",
         {}}};
    if (!m_upsert.updated.isEmpty())
        commands.push_back({"UPDATE " + m_table + " AS held SET "
                                + listed(m_upsert.updated,
                                         ", ",
                                         [](const QByteArray &name) -> QByteArray {
                                             return name + " = offer." + name;
                                         })
                                + " FROM" + chosen + " WHERE c.choice = 'updated' AND "
                                + sameKey(m_upsert, "held.", "offer."),
                            {}});
    if (m_remembers)
        commands.push_back(
            {"INSERT INTO aegisx_site.seed_row AS b (table_name, key, module, shipped, table_oid,"
             " log_oid) SELECT "
                 + m_title + ", key, " + m_module
                 + ", CASE WHEN known AND choice IN ('kept', 'removed') THEN '{}' ELSE shipped "
                   "END, "
                 + tableOid() + ", " + logOid
                 + " FROM pg_temp.aegisx_seed_choice WHERE keyed ON CONFLICT (table_name, key)"
                   " DO UPDATE SET module = excluded.module, shipped = b.shipped ||"
                   " excluded.shipped, table_oid = excluded.table_oid, log_oid = excluded.log_oid"
                   " WHERE (b.module, b.shipped, b.table_oid, b.log_oid) IS DISTINCT FROM"
                   " (excluded.module, b.shipped || excluded.shipped, excluded.table_oid,"
                   " excluded.log_oid)",
             {}});
    return commands;
}

Command SeedMerge::count() const
{
    return {QByteArray("SELECT count(*) FILTER (WHERE choice = 'inserted'),"
                       " count(*) FILTER (WHERE choice = 'updated'),"
                       " count(*) FILTER (WHERE choice = 'unchanged'),"
                       " count(*) FILTER (WHERE choice IN ('kept', 'removed')),"
                       " (SELECT jsonb_agg(to_jsonb(k) ORDER BY k.place) FROM (SELECT place, key,"
                       " CASE choice WHEN 'kept' THEN edited ELSE '{}' END AS edited"
                       " FROM pg_temp.aegisx_seed_choice WHERE choice IN ('kept', 'removed')"
                       " ORDER BY place LIMIT ")
                + QByteArray::number(mostKeptRows) + ") AS k) FROM pg_temp.aegisx_seed_choice",
            {}};
}

Command SeedMerge::dropTables() const
{
    return {"DROP TABLE pg_temp.aegisx_seed, pg_temp.aegisx_seed_choice", {}};
}

int SeedMerge::positionAt(int byteOffset) const
{
    return static_cast<int>(QString::fromUtf8(m_statement.first(byteOffset)).toUcs4().size()) + 1;
}

int SeedMerge::positionOfMakeTable(int character) const
{
    if (character <= 0 || m_upsert.columnsTo == 0)
        return 0;
    const auto start = static_cast<int>(makeTableStart.size());
    const int first = positionAt(m_upsert.columnsFrom + 1);
    const int place = character - start - 1 + first;
    const bool inColumns = character > start && place < positionAt(m_upsert.columnsTo);
    return inColumns ? place : positionAt(m_upsert.tableAt);
}

int SeedMerge::positionOfFill(int character) const
{
    const auto start = static_cast<int>(fillStart.size());
    if (character <= 0)
        return 0;
    return character > start ? character - start - 1 + positionAt(m_upsert.columnsFrom)
                             : positionAt(m_upsert.tableAt);
}

TableCounts SeedMerge::readCounts(const Upsert &upsert, const postgres::Rows &rows)
{
    TableCounts counts {upsert.schema % u'.' % upsert.table,
                        rows.number(0, 0),
                        rows.number(0, 1),
                        0,
                        rows.number(0, 2),
                        rows.number(0, 3),
                        {}};
    const QJsonArray kept = QJsonDocument::fromJson(rows.text(0, 4).toUtf8()).array();
    for (const auto value : kept) {
        const QJsonObject one = value.toObject();
        QStringList columns;
        for (const auto column : one.value(u"edited"_s).toArray())
            columns << column.toString();
        counts.keptRows.append({keyText(one.value(u"key"_s).toString()), columns});
    }
    return counts;
}

} // namespace aegisx::runs
