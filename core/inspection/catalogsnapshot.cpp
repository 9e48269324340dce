#include "core/inspection/catalogsnapshot.h"

#include "core/inspection/searchpath.h"
#include "core/inspection/serverfindings.h"
#include "core/postgres/sqltext.h"

#include <QByteArrayList>

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

// Of $1, names; n is the schema's pg_namespace.
constexpr auto notOurs = " n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'";

constexpr auto schemasSql = "SELECT n.nspname, obj_description(n.oid, 'pg_namespace') IS NOT NULL"
                            " FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1::text[])";
constexpr auto relationsSql =
    "SELECT c.oid::int8, n.nspname, c.relname, c.relkind, coalesce(i.indrelid::int8,"
    "  CASE c.relkind WHEN 'S' THEN (SELECT d.refobjid::int8 FROM pg_catalog.pg_depend d WHERE"
    "  d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')"
    "  AND d.refclassid = d.classid LIMIT 1) END, 0),"
    " obj_description(c.oid, 'pg_class') IS NOT NULL, c.relkind = 'i' AND NOT i.indisvalid,"
    " CASE WHEN i.indexrelid IS NOT NULL THEN concat_ws(' ', m.amname,"
    "  CASE WHEN i.indisunique THEN 'unique' END, CASE WHEN i.indpred IS NOT NULL THEN 'where' END,"
    "  CASE WHEN i.indexprs IS NOT NULL THEN 'expression' END) END,"
    " (SELECT string_agg(coalesce(a.attname, ''), E'\\n' ORDER BY k.place)"
    "  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place) LEFT JOIN"
    "  pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
    "  AND k.number > 0 WHERE k.place <= i.indnkeyatts)"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid"
    " LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam"
    " WHERE (c.relname = ANY ($1::text[]) OR (c.relkind IN ('i', 'I', 'S')"
    "  AND rtrim(c.relname, '0123456789') = ANY ($1::text[]))) AND";
constexpr auto columnsSql =
    "SELECT a.attrelid::int8, a.attname, a.atttypid::int8, format_type(a.atttypid, a.atttypmod),"
    " a.attnotnull, col_description(a.attrelid, a.attnum) IS NOT NULL"
    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')"
    " AND c.relname = ANY ($1::text[]) AND";
constexpr auto columnsOrder = " ORDER BY a.attrelid, a.attnum";
// pg_get_expr() waits for whoever has the table locked.
constexpr auto constraintsSql =
    "WITH held AS MATERIALIZED (SELECT l.relation FROM pg_catalog.pg_locks l"
    "  WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL"
    "  AND l.pid <> pg_backend_pid() AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d"
    "  WHERE d.datname = current_database())) "
    "SELECT k.conrelid::int8, k.contypid::int8, k.conname,"
    " obj_description(k.oid, 'pg_constraint') IS NOT NULL, k.contype, (SELECT"
    " string_agg(a.attname, E'\\n' ORDER BY a.attname COLLATE \"C\") FROM"
    " pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)),"
    " rn.nspname, r.relname, k.convalidated, (SELECT string_agg(a.attname, E'\\n') FROM"
    "  pg_catalog.pg_attribute a WHERE a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)),"
    " CASE WHEN k.contype = 'c' AND k.conrelid <> 0 AND NOT EXISTS (SELECT FROM held"
    "  WHERE relation = k.conrelid) THEN pg_get_expr(k.conbin, k.conrelid) END"
    " FROM pg_catalog.pg_constraint k"
    " JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace"
    " LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
    " LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid"
    " LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace"
    " WHERE (k.conname = ANY ($1::text[]) OR c.relname = ANY ($1::text[])) AND";
constexpr auto triggersSql =
    "SELECT t.tgrelid::int8, t.tgname, obj_description(t.oid, 'pg_trigger') IS NOT NULL,"
    " t.tgenabled IN ('O', 'A')"
    " FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgname = ANY ($1::text[])";
constexpr auto typesSql =
    "SELECT t.oid::int8, n.nspname, t.typname, t.typtype, t.typbasetype::int8,"
    " format_type(nullif(t.typbasetype, 0), t.typtypmod), t.typnotnull,"
    " obj_description(t.oid, 'pg_type') IS NOT NULL, t.typarray::int8 FROM pg_catalog.pg_type t"
    " JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
    " LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid"
    " WHERE t.typname = ANY ($1::text[]) AND coalesce(c.relkind, 'c') = 'c' AND";
constexpr auto labelsSql =
    "SELECT e.enumtypid::int8, e.enumlabel FROM pg_catalog.pg_enum e"
    " JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid WHERE t.typname = ANY ($1::text[])"
    " ORDER BY e.enumtypid, e.enumsortorder";
constexpr auto functionsSql =
    "SELECT n.nspname, p.proname, p.proargtypes::text,"
    " obj_description(p.oid, 'pg_proc') IS NOT NULL FROM pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    " WHERE p.proname = ANY ($1::text[]) AND";
constexpr auto extensionsSql =
    "SELECT x.extname, obj_description(x.oid, 'pg_extension') IS NOT NULL"
    " FROM pg_catalog.pg_extension x WHERE x.extname = ANY ($1::text[])";
// Of a schema that the user may not enter to_regtype() would not say that there is no such type:
// it fails.
constexpr auto typeOidsSql =
    "SELECT q.written, to_regtype(q.sql)::oid::int8"
    " FROM unnest($1::text[], $2::text[], $3::text[]) AS q (written, sql, schema)"
    " WHERE q.schema = '' OR EXISTS (SELECT FROM pg_catalog.pg_namespace n"
    " WHERE n.nspname = q.schema AND has_schema_privilege(n.oid, 'USAGE'))";

// The names of a type text that is no SQL keyword: "inventory.\"Kind\"" is inventory and Kind.
QStringList namesIn(const QString &text)
{
    QStringList names {QString()};
    bool quoted = false;
    for (const QChar &letter : text) {
        if (letter == u'"')
            quoted = !quoted; // a quote inside a name would be two; no type is called so
        else if (letter == u'.' && !quoted)
            names << QString();
        else
            names.last() += letter;
    }
    return names;
}

// As SQL with every name quoted, since one may be a keyword.
struct TypeQuestion {
    QString sql;
    QString schema;
};

TypeQuestion typeQuestion(const QString &written)
{
    static const QSet<QString> words {u"smallint"_s,
                                      u"integer"_s,
                                      u"bigint"_s,
                                      u"real"_s,
                                      u"double precision"_s,
                                      u"boolean"_s,
                                      u"character varying"_s,
                                      u"character"_s,
                                      u"bit"_s,
                                      u"bit varying"_s,
                                      u"time without time zone"_s,
                                      u"time with time zone"_s,
                                      u"timestamp without time zone"_s,
                                      u"timestamp with time zone"_s};
    const bool array = written.endsWith("[]"_L1);
    const QString element = array ? written.chopped(2) : written;
    const QString suffix = array ? u"[]"_s : QString();
    if (words.contains(element))
        return {written, {}};
    const QStringList names = namesIn(element);
    QByteArrayList quoted;
    for (const QString &name : names)
        quoted << postgres::quoteIdentifier(name);
    return {QString::fromUtf8(quoted.join('.')) % suffix,
            names.size() > 1 ? names.first() : QString()};
}

Command selectTypeOids(const QSet<QString> &types)
{
    QStringList written;
    QStringList sql;
    QStringList schemas;
    for (const QString &type : types) {
        if (namesIn(type).size() > 2 || type.contains(u'%'))
            continue; // of another database, or a column's
        const TypeQuestion question = typeQuestion(type);
        written << type;
        sql << question.sql;
        schemas << question.schema;
    }
    return {typeOidsSql,
            {postgres::textArray(written), postgres::textArray(sql), postgres::textArray(schemas)}};
}

} // namespace

SplitType splitType(const QString &type)
{
    const qsizetype open = type.indexOf(u'(');
    const qsizetype close = type.indexOf(u')', open);
    if (open < 0 || close < 0 || type.startsWith(u'"'))
        return {type, {}};
    return {type.left(open) % type.mid(close + 1), type.mid(open, close - open + 1)};
}

Result<CatalogSnapshot> CatalogSnapshot::read(postgres::Connection &connection,
                                              const CatalogQuestion &question,
                                              std::stop_token stop)
{
    const postgres::ServerFacts &facts = connection.facts();
    QSet<QString> asked = askable(facts, question.names);
    const QSet<QString> types = askable(facts, question.types);
    for (const QString &type : types)
        asked.insert(namesIn(type.endsWith("[]"_L1) ? type.chopped(2) : type).last());
    const QByteArray names = postgres::textArray(asked.values());
    const auto ofNames = [&names](const char *sql, const char *more = "", const char *order = "") {
        return Command {QByteArray(sql) + more + order, {names}};
    };
    // A pipeline is one transaction: the settings last as long as it does.
    const auto answers = connection.queryAll(
        {{"SELECT set_config('transaction_read_only', 'on', true),"
          " set_config('search_path', $1, true)",
          {searchPathValue(question.searchPath)}},
         {schemasSql, {postgres::textArray(askable(facts, question.schemas).values())}},
         ofNames(relationsSql, notOurs),
         ofNames(columnsSql, notOurs, columnsOrder),
         ofNames(typesSql, notOurs),
         ofNames(labelsSql),
         ofNames(constraintsSql, notOurs),
         ofNames(triggersSql),
         ofNames(functionsSql, notOurs),
         ofNames(extensionsSql),
         selectTypeOids(types)},
        stop);
    if (!answers)
        return fail(answers.error());
    CatalogSnapshot snapshot;
    snapshot.m_asked = std::move(asked);
    snapshot.take(*answers);
    return snapshot;
}

// The answers in the order of the questions in read(), behind the settings.
void CatalogSnapshot::take(const std::vector<Rows> &answers)
{
    for (int row = 0; row < answers.at(1).count(); ++row)
        m_schemas.insert(answers.at(1).text(row, 0), answers.at(1).boolean(row, 1));
    takeRelations(answers.at(2));
    takeColumns(answers.at(3));
    takeTypes(answers.at(4));
    takeLabels(answers.at(5));
    takeConstraints(answers.at(6));
    takeTriggers(answers.at(7));
    takeFunctions(answers.at(8));
    for (int row = 0; row < answers.at(9).count(); ++row)
        m_extensions.insert(answers.at(9).text(row, 0), answers.at(9).boolean(row, 1));
    for (int row = 0; row < answers.at(10).count(); ++row) {
        if (!answers.at(10).isNull(row, 1))
            m_typeOids.insert(answers.at(10).text(row, 0), answers.at(10).number(row, 1));
    }
}

void CatalogSnapshot::takeRelations(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        CatalogRelation relation;
        relation.oid = rows.number(row, 0);
        relation.schema = rows.text(row, 1);
        relation.name = rows.text(row, 2);
        relation.kind = rows.text(row, 3).at(0);
        relation.table = rows.number(row, 4);
        relation.commented = rows.boolean(row, 5);
        relation.halfBuilt = rows.boolean(row, 6);
        relation.definition = rows.text(row, 7);
        relation.indexColumns = rows.text(row, 8).split(u'\n');
        m_relationByOid.insert(relation.oid, m_relations.size());
        m_relationByName.insert({relation.schema, relation.name}, m_relations.size());
        m_relations.append(relation);
    }
}

void CatalogSnapshot::takeColumns(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const auto found = m_relationByOid.constFind(rows.number(row, 0));
        if (found != m_relationByOid.cend())
            m_relations[*found].columns.append({rows.text(row, 1),
                                                rows.number(row, 2),
                                                rows.text(row, 3),
                                                rows.boolean(row, 4),
                                                rows.boolean(row, 5)});
    }
}

void CatalogSnapshot::takeTypes(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        CatalogType type;
        type.oid = rows.number(row, 0);
        type.schema = rows.text(row, 1);
        type.name = rows.text(row, 2);
        type.kind = rows.text(row, 3).at(0);
        type.baseOid = rows.number(row, 4);
        type.base = rows.text(row, 5);
        type.notNull = rows.boolean(row, 6);
        type.commented = rows.boolean(row, 7);
        type.arrayOid = rows.number(row, 8);
        m_typeByOid.insert(type.oid, m_types.size());
        m_types.append(type);
    }
}

void CatalogSnapshot::takeLabels(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const auto found = m_typeByOid.constFind(rows.number(row, 0));
        if (found != m_typeByOid.cend())
            m_types[*found].labels << rows.text(row, 1);
    }
}

void CatalogSnapshot::takeConstraints(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const QString name = rows.text(row, 2);
        const auto relation = m_relationByOid.constFind(rows.number(row, 0));
        const auto type = m_typeByOid.constFind(rows.number(row, 1));
        if (relation != m_relationByOid.cend()) {
            m_relations[*relation].constraints.append(
                {name,
                 rows.text(row, 4).at(0),
                 rows.text(row, 5).split(u'\n', Qt::SkipEmptyParts),
                 rows.text(row, 6),
                 rows.text(row, 7),
                 rows.boolean(row, 8),
                 rows.text(row, 9).split(u'\n', Qt::SkipEmptyParts),
                 rows.text(row, 10)});
            if (rows.boolean(row, 3))
                m_relations[*relation].commentedParts.insert(name);
        } else if (type != m_typeByOid.cend()) {
            m_types[*type].constraints.insert(name, rows.boolean(row, 8));
        }
    }
}

void CatalogSnapshot::takeTriggers(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const auto found = m_relationByOid.constFind(rows.number(row, 0));
        if (found == m_relationByOid.cend())
            continue;
        m_relations[*found].triggers.insert(rows.text(row, 1), rows.boolean(row, 3));
        if (rows.boolean(row, 2))
            m_relations[*found].commentedParts.insert(rows.text(row, 1));
    }
}

void CatalogSnapshot::takeFunctions(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        CatalogFunction function {rows.text(row, 0), rows.text(row, 1), {}, rows.boolean(row, 3)};
        const QStringList oids = rows.text(row, 2).split(u' ', Qt::SkipEmptyParts);
        for (const QString &oid : oids)
            function.arguments << oid.toLongLong();
        m_functions.append(function);
    }
}

const CatalogRelation *CatalogSnapshot::relation(const QString &schema, const QString &name) const
{
    const auto found = m_relationByName.constFind({schema, name});
    return found == m_relationByName.cend() ? nullptr : &m_relations.at(*found);
}

const CatalogRelation *
CatalogSnapshot::partOf(const CatalogRelation &table, QChar kind, const QString &name) const
{
    const auto isNamed = [this, &name](const QString &actual) {
        return actual == name
            || (actual.startsWith(name) && !m_asked.contains(actual)
                && std::all_of(actual.begin() + name.size(), actual.end(), [](QChar letter) {
                       return letter >= u'0' && letter <= u'9';
                   }));
    };
    const CatalogRelation *part = nullptr;
    for (const CatalogRelation &one : m_relations) {
        const bool fits =
            one.table == table.oid && one.kind.toLower() == kind.toLower() && isNamed(one.name);
        if (fits && (!part || one.name == name))
            part = &one;
    }
    return part;
}

const CatalogType *CatalogSnapshot::type(const QString &schema, const QString &name) const
{
    const auto found = std::find_if(m_types.begin(), m_types.end(), [&](const CatalogType &one) {
        return one.name == name && one.schema == schema;
    });
    return found == m_types.end() ? nullptr : &*found;
}

std::optional<qint64> CatalogSnapshot::typeOid(const QString &type) const
{
    const auto found = m_typeOids.constFind(type);
    if (found != m_typeOids.cend())
        return *found;
    const bool array = type.endsWith("[]"_L1); // of a schema that the user may not enter
    const QStringList names = namesIn(array ? type.chopped(2) : type);
    const CatalogType *known =
        names.size() == 2 ? this->type(names.first(), names.last()) : nullptr;
    if (!known)
        return {};
    return array ? known->arrayOid : known->oid;
}

} // namespace aegisx::inspection
