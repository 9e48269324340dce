#include "core/runs/seedmerge.h"

#include "core/postgres/sqltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <functional>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using modules::Upsert;
using postgres::Command;

namespace {

const QByteArray makeTableStart = "CREATE TEMPORARY TABLE aegisx_seed ON COMMIT DROP AS SELECT ";
const QByteArray fillStart = "INSERT INTO pg_temp.aegisx_seed ";
// In what was shipped, where no column has that name: the site had no such row, or another one,
// before this program knew of it.
const QByteArray notBrought = "'{\"\": true}'::jsonb";
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

QString keyText(const QJsonArray &key)
{
    QStringList values;
    for (const auto value : key)
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

Command SeedMerge::wantFilled() const
{
    return {
        "DO $aegisx_seed$ DECLARE wanted name; BEGIN FOR wanted IN SELECT attname FROM pg_attribute"
        " WHERE attrelid = "
            + tableOid() + " AND attnotnull AND attname = ANY ("
            + postgres::quoteLiteral(QString::fromUtf8(postgres::textArray(m_upsert.columns)))
            + "::name[]) LOOP EXECUTE format('ALTER TABLE pg_temp.aegisx_seed ALTER %I"
              " SET NOT NULL', wanted); END LOOP; END $aegisx_seed$",
        {}};
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
           " ELSE o.found -> n.key NOT IN ('null', coalesce("
           "current_setting('aegisx.defaults', true)::jsonb -> n.key, 'null')) END"
           " ORDER BY array_position("
        + order + "::text[], n.key))";
}

// The defaults of the updated columns, of those alone that are constants: a column that is new to
// what was shipped holds its default where nobody has changed it. Nothing is evaluated that could
// differ or do something, such as nextval().
Command SeedMerge::noteDefaults() const
{
    return {
        "DO $aegisx_seed$ DECLARE one record; value jsonb; defaults jsonb := '{}'; BEGIN"
        " FOR one IN SELECT a.attname::text AS name, pg_get_expr(d.adbin, d.adrelid) AS written,"
        " format_type(a.atttypid, a.atttypmod) AS type FROM pg_catalog.pg_attribute AS a"
        " JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
        " WHERE a.attgenerated = '' AND a.attrelid = "
            + tableOid() + " AND a.attname = ANY ("
            + postgres::quoteLiteral(QString::fromUtf8(postgres::textArray(m_upsert.updated)))
            + "::name[]) AND NOT EXISTS (SELECT FROM regexp_matches(d.adbin::text,"
              " '[{]([A-Z]+)', 'g') AS n (kind) WHERE n.kind[1] NOT IN ('CONST', 'FUNCEXPR',"
              " 'RELABELTYPE', 'COERCETODOMAIN', 'ARRAY', 'ARRAYEXPR', 'ARRAYCOERCEEXPR',"
              " 'CASETESTEXPR')) AND NOT EXISTS (SELECT FROM regexp_matches(d.adbin::text,"
              " ':funcid ([0-9]+)', 'g') AS f (id) LEFT JOIN pg_catalog.pg_proc AS p"
              " ON p.oid = f.id[1]::oid AND p.provolatile = 'i'"
              " AND p.pronamespace = 'pg_catalog'::regnamespace WHERE p.oid IS NULL)"
              " LOOP BEGIN EXECUTE format('SELECT to_jsonb((%s)::%s)', one.written, one.type)"
              " INTO value; defaults := defaults || jsonb_build_object(one.name, value);"
              " EXCEPTION WHEN others THEN NULL; END; END LOOP;"
              " PERFORM set_config('aegisx.defaults', defaults::text, true);"
              " END $aegisx_seed$",
        {}};
}

Command SeedMerge::choose() const
{
    const QByteArray force = m_force ? "true" : "false";
    return {
        "CREATE TEMPORARY TABLE aegisx_seed_choice ON COMMIT DROP AS"
        " WITH offered AS MATERIALIZED ("
            + offered() + "), strangers AS MATERIALIZED " + strangers()
            + ", judged AS MATERIALIZED (SELECT o.*, b.key IS NOT NULL AS known, b.remade,"
              " (b.key IS NOT NULL AND NOT b.shipped ? '') IS TRUE AS brought, "
            + edited()
            + " AS edited, o.key::jsonb -> 0 IN (SELECT owner FROM strangers) IS TRUE AS strange"
              " FROM offered AS o LEFT JOIN "
            + base()
            + " AS b ON b.key = o.key) SELECT place, key, key::jsonb AS label, keyed, known,"
              " brought, shipped, edited, CASE"
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
    std::vector<Command> commands {
        takeOutRepeated(),
        // What is kept must not depend on the time zone of whoever compares it.
        {"SELECT set_config('aegisx.timezone', current_setting('timezone'), true),"
         " set_config('timezone', 'UTC', true)",
         {}}};
    if (m_remembers && !m_upsert.updated.isEmpty())
        commands.push_back(noteDefaults());
    commands.push_back(choose());
    commands.push_back(
        {"SELECT set_config('timezone', current_setting('aegisx.timezone'), true)", {}});
    return commands;
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

Command SeedMerge::rememberShipped() const
{
    return {"INSERT INTO aegisx_site.seed_row AS b (table_name, key, module, shipped, table_oid,"
            " log_oid) SELECT "
                + m_title + ", key, " + m_module
                + ", CASE WHEN choice NOT IN ('kept', 'removed') THEN shipped WHEN known THEN '{}'"
                  " ELSE shipped || "
                + notBrought + " END, " + tableOid() + ", " + logOid
                + " FROM pg_temp.aegisx_seed_choice WHERE keyed ON CONFLICT (table_name, key)"
                  " DO UPDATE SET module = excluded.module, shipped = b.shipped ||"
                  " excluded.shipped, table_oid = excluded.table_oid, log_oid = excluded.log_oid"
                  " WHERE (b.module, b.shipped, b.table_oid, b.log_oid) IS DISTINCT FROM"
                  " (excluded.module, b.shipped || excluded.shipped, excluded.table_oid,"
                  " excluded.log_oid)",
            {}};
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
    if (m_remembers) {
        commands.push_back(rememberShipped());
        commands.push_back({"UPDATE aegisx_site.seed_row AS b SET shipped = b.shipped - ''"
                            " FROM pg_temp.aegisx_seed_choice AS c WHERE b.table_name = "
                                + m_title
                                + " AND b.shipped ? '' AND c.key = b.key"
                                  " AND c.choice NOT IN ('kept', 'removed')",
                            {}});
    }
    commands.push_back(nameKept());
    return commands;
}

// Of a key that refers to rows of another table, what those are known by: the first of its unique
// keys that is text.
Command SeedMerge::nameKept() const
{
    const QByteArray kept = "SELECT place FROM pg_temp.aegisx_seed_choice WHERE choice IN"
                            " ('kept', 'removed') ORDER BY place LIMIT "
        + QByteArray::number(mostKeptRows);
    return {"DO $aegisx_seed$ DECLARE one record; BEGIN IF NOT EXISTS (" + kept
                + ") THEN RETURN; END IF; FOR one IN SELECT k.place - 1 AS place,"
                  " c.confrelid::regclass AS target, r.attname AS id,"
                  " format_type(r.atttypid, r.atttypmod) AS type, named.columns FROM unnest("
                + postgres::quoteLiteral(QString::fromUtf8(postgres::textArray(m_upsert.key)))
                + "::name[]) WITH ORDINALITY AS k (name, place) JOIN pg_catalog.pg_attribute AS a"
                  " ON a.attname = k.name JOIN pg_catalog.pg_constraint AS c"
                  " ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]"
                  " JOIN pg_catalog.pg_attribute AS r ON r.attrelid = c.confrelid"
                  " AND r.attnum = c.confkey[1] CROSS JOIN LATERAL (SELECT"
                  " string_agg(format('r.%I', n.attname), ', ' ORDER BY u.place) AS columns"
                  " FROM pg_catalog.pg_index AS i CROSS JOIN unnest(i.indkey::smallint[])"
                  " WITH ORDINALITY AS u (number, place) JOIN pg_catalog.pg_attribute AS n"
                  " ON n.attrelid = i.indrelid AND n.attnum = u.number JOIN pg_catalog.pg_type AS t"
                  " ON t.oid = n.atttypid WHERE i.indrelid = c.confrelid AND i.indisunique"
                  " AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL"
                  " AND u.place <= i.indnkeyatts GROUP BY i.indexrelid"
                  " HAVING bool_and(t.typcategory IN ('S', 'E'))"
                  " ORDER BY count(*), i.indexrelid LIMIT 1) AS named WHERE a.attrelid = "
                + tableOid()
                + " LOOP BEGIN EXECUTE format('UPDATE pg_temp.aegisx_seed_choice AS c SET label ="
                  " jsonb_set(c.label, ARRAY[%L], to_jsonb(concat_ws('':'', %s))) FROM %s AS r"
                  " WHERE r.%I = (c.key::jsonb ->> %s)::%s AND c.place IN ("
                + QByteArray(kept).replace('\'', "''")
                + ")', one.place, one.columns, one.target, one.id, one.place, one.type);"
                  // Whoever may not read that table gets the key as it is.
                  " EXCEPTION WHEN others THEN NULL; END; END LOOP; END $aegisx_seed$",
            {}};
}

Command SeedMerge::count() const
{
    return {QByteArray("SELECT count(*) FILTER (WHERE choice = 'inserted'),"
                       " count(*) FILTER (WHERE choice = 'updated'),"
                       " count(*) FILTER (WHERE choice = 'unchanged'),"
                       " count(*) FILTER (WHERE choice IN ('kept', 'removed')),"
                       " (SELECT jsonb_agg(to_jsonb(k) ORDER BY k.place) FROM (SELECT place, label,"
                       " brought, CASE choice WHEN 'kept' THEN edited ELSE '{}' END AS edited"
                       " FROM pg_temp.aegisx_seed_choice WHERE choice IN ('kept', 'removed')"
                       " ORDER BY place LIMIT ")
                + QByteArray::number(mostKeptRows)
                + ") AS k), (SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence("
                  "'pg_temp.aegisx_seed', 'aegisx_place')::regclass), 0))"
                  " FROM pg_temp.aegisx_seed_choice",
            {}};
}

Command SeedMerge::holdsAny() const
{
    return {"SELECT EXISTS (SELECT FROM " + m_table + ") OR EXISTS (SELECT FROM " + base()
                + " AS b WHERE NOT b.remade)",
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
        counts.keptRows.append(
            {keyText(one.value(u"label"_s).toArray()), columns, one.value(u"brought"_s).toBool()});
    }
    return counts;
}

qint64 SeedMerge::readLeftOut(const Upsert &upsert, const postgres::Rows &rows)
{
    return std::max<qint64>(upsert.listedRows - rows.number(0, 5), 0);
}

} // namespace aegisx::runs
