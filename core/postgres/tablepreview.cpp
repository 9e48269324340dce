#include "core/postgres/tablepreview.h"

#include "core/postgres/sqldriver.h"
#include "core/postgres/tablefailure.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QUuid>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

namespace {

// Without synchronize_seqscans the first rows of a large table stay the first ones.
constexpr auto limitsSql = R"(
SELECT set_config('statement_timeout', '15s', true), set_config('lock_timeout', '3s', true),
       set_config('bytea_output', 'hex', true), set_config('datestyle', 'ISO, MDY', true),
       set_config('synchronize_seqscans', 'off', true))"_L1;

// The last: whether a value of the type may be long, and is no plain text.
constexpr auto columnsSql = R"(
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       has_column_privilege(c.oid, a.attnum, 'SELECT'),
       a.atttypid = 'pg_catalog.bytea'::regtype,
       t.typlen < 0 AND t.typcategory NOT IN ('S', 'N')
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a
    ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 WHERE n.nspname = $1::text AND c.relname = $2::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 ORDER BY a.attnum)"_L1;

constexpr int mostRows = 1000;
constexpr int mostBytes = 1 << 20; // of a value that has to be turned into text as a whole

enum class Cutting {
    Text, // the server reads no more of a long value than is asked for
    Bytes, // likewise
    Measured, // it reads all of it: only where it is not too large
};

struct Column {
    PreviewColumn column;
    Cutting cutting = Cutting::Text;
};

// What the server makes of a column: one text, and of a measured one whether it is too large.
QString expressionOf(const Column &column)
{
    const QString name = QString::fromUtf8(quoteIdentifier(column.column.name));
    const QString length = QString::number(previewCharacters + 1); // one more tells of a cut
    const auto start = [&length](const QString &value) -> QString {
        return u"pg_catalog.left("_s % value % u"::pg_catalog.text, "_s % length % u')';
    };
    if (column.cutting == Cutting::Text)
        return start(name);
    if (column.cutting == Cutting::Bytes)
        return start(u"pg_catalog.substr("_s % name % u", 1, "_s % length % u')');
    const QString tooLarge =
        u"pg_catalog.pg_column_size("_s % name % u") > "_s % QString::number(mostBytes);
    return u"CASE WHEN "_s % tooLarge % u" THEN '' ELSE "_s % start(name) % u" END, "_s % tooLarge;
}

// A connection of Qt Sql that lasts as long as this does.
class Reader final
{
public:
    Reader(const ConnectionSettings &settings, std::stop_token stop)
        : m_name(QUuid::createUuid().toString()), m_driver(new SqlDriver(settings, std::move(stop)))
    {
        QSqlDatabase::addDatabase(m_driver, m_name); // which owns the driver now
    }
    ~Reader() { QSqlDatabase::removeDatabase(m_name); }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    [[nodiscard]] Result<void> open();
    // No query may outlive this.
    [[nodiscard]] Result<QSqlQuery> run(const QString &sql, const QStringList &values = {});

private:
    QString m_name;
    SqlDriver *m_driver;
};

Result<void> Reader::open()
{
    if (!QSqlDatabase::database(m_name, false).open())
        return fail(m_driver->failure());
    for (const QString &sql : {u"BEGIN TRANSACTION READ ONLY"_s, QString(limitsSql)}) {
        if (const auto done = run(sql); !done)
            return fail(done.error());
    }
    return {};
}

Result<QSqlQuery> Reader::run(const QString &sql, const QStringList &values)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    bool done = query.prepare(sql);
    for (const QString &value : values)
        query.addBindValue(value);
    done = done && query.exec();
    if (!done)
        return fail(m_driver->failure());
    return query;
}

// The columns that may be read; the others' names go into the preview.
QList<Column> readColumns(QSqlQuery &query, TablePreview &preview)
{
    const auto holds = [&query](int column) { return query.value(column).toString() == "t"_L1; };
    QList<Column> columns;
    while (query.next()) {
        Column column {{query.value(0).toString(), query.value(1).toString()}, Cutting::Text};
        if (query.isNull(0)) // a table without columns
            continue;
        if (!holds(2)) {
            preview.hiddenColumns << column.column.name;
            continue;
        }
        if (holds(3))
            column.cutting = Cutting::Bytes;
        else if (holds(4))
            column.cutting = Cutting::Measured;
        preview.columns << column.column;
        columns << column;
    }
    return columns;
}

// Characters as the server counts them: some take two QChars.
PreviewCell cellOf(const QSqlQuery &query, int field, bool tooLarge)
{
    if (query.isNull(field))
        return {};
    PreviewCell cell {query.value(field).toString(), tooLarge};
    if (cell.text->size() <= previewCharacters)
        return cell;
    const QList<uint> characters = cell.text->toUcs4();
    if (characters.size() > previewCharacters) {
        cell.cut = true;
        cell.text->chop(QChar::requiresSurrogates(characters.last()) ? 2 : 1);
    }
    return cell;
}

QList<PreviewCell> rowOf(const QSqlQuery &query, const QList<Column> &columns)
{
    QList<PreviewCell> cells;
    int field = 0;
    for (const Column &column : columns) {
        const bool measured = column.cutting == Cutting::Measured;
        const bool tooLarge = measured && query.value(field + 1).toString() == "t"_L1;
        cells << cellOf(query, field, tooLarge);
        field += measured ? 2 : 1;
    }
    return cells;
}

Result<TablePreview>
readPreview(Reader &reader, const QString &schema, const QString &name, int rows)
{
    if (const auto opened = reader.open(); !opened)
        return fail(opened.error());
    TablePreview preview;
    auto described = reader.run(columnsSql, {schema, name});
    if (!described)
        return fail(described.error());
    if (described->size() == 0)
        return fail(tableMissing(schema, name));
    const QList<Column> columns = readColumns(*described, preview);
    if (columns.isEmpty() && !preview.hiddenColumns.isEmpty())
        return fail(tableForbidden(schema, name));
    QStringList expressions;
    for (const Column &column : columns)
        expressions << expressionOf(column);
    auto query = reader.run(u"SELECT "_s % expressions.join(u", "_s) % u" FROM "_s
                            % QString::fromUtf8(quoteQualified(schema, name)) % u" LIMIT "_s
                            % QString::number(rows + 1));
    if (!query)
        return fail(query.error());
    while (query->next() && preview.rows.size() < rows)
        preview.rows << rowOf(*query, columns);
    preview.more = query->size() > rows;
    return preview;
}

} // namespace

Result<TablePreview> previewTable(const ConnectionSettings &settings,
                                  const QString &schema,
                                  const QString &name,
                                  int rows,
                                  std::stop_token stop)
{
    Reader reader(settings, std::move(stop));
    auto preview = readPreview(reader, schema, name, qBound(1, rows, mostRows));
    if (!preview)
        return fail(tableFailure(preview.error(), schema, name));
    return preview;
}

} // namespace aegisx::postgres
