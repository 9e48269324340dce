#include "core/inspection/misplaced.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/postgres/sqltext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ObjectKind;
using postgres::Command;
using postgres::Rows;

namespace {

// The objects of the names that are asked for, in any schema of people.
struct Standing {
    qsizetype asked = 0; // index into the expected ones
    QString schema;
    QString identity;
    QString expectedIdentity; // the same in the schema that is expected
    QString expectedSchema; // quoted where it must be
    bool table = false;
    bool mayRead = false; // and nobody holds it locked
};

Command selectStanding(const QList<ExpectedObject> &expected)
{
    QJsonArray asked;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const ExpectedObject &one = expected.at(i);
        const QString space = one.kind == ObjectKind::Function ? u"f"_s
            : shareNames(one.kind, ObjectKind::Type)           ? u"t"_s
                                                               : u"r"_s;
        asked.append(QJsonObject {{u"i"_s, i},
                                  {u"k"_s, space},
                                  {u"s"_s, one.schema},
                                  {u"n"_s, one.name},
                                  {u"a"_s, one.arguments}});
    }
    return {"WITH e AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(i int, k text, s text,"
            "  n text, a text)), u AS ("
            " SELECT e.*, c.relnamespace AS ns, c.relname AS name, '' AS arguments, c.oid,"
            "  c.relkind IN ('r', 'p') AS is_table FROM e JOIN pg_catalog.pg_class c ON e.k = 'r'"
            "  AND c.relname = e.n AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')"
            " UNION ALL SELECT e.*, t.typnamespace, t.typname, '', t.oid, false FROM e JOIN"
            "  pg_catalog.pg_type t ON e.k = 't' AND t.typname = e.n AND (t.typrelid = 0 OR"
            "  EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid AND"
            "  c.relkind = 'c'))"
            " UNION ALL SELECT e.*, p.pronamespace, p.proname,"
            "  '(' || oidvectortypes(p.proargtypes) || ')', p.oid, false FROM e JOIN"
            "  pg_catalog.pg_proc p ON e.k = 'f' AND p.proname = e.n AND (p.pronargs ="
            "  CASE e.a WHEN '' THEN 0 ELSE array_length(string_to_array(e.a, ','), 1) END))"
            " SELECT u.i, n.nspname, format('%I.%I', n.nspname, u.name) || u.arguments,"
            "  format('%I.%I', u.s, u.name) || u.arguments, quote_ident(u.s), u.is_table,"
            "  u.is_table AND has_schema_privilege(n.oid, 'USAGE') AND"
            "  has_any_column_privilege(u.oid, 'SELECT') AND NOT EXISTS (SELECT FROM"
            "   pg_catalog.pg_locks l WHERE l.relation = u.oid AND l.granted AND l.mode ="
            "   'AccessExclusiveLock' AND l.pid <> pg_backend_pid() AND l.database = (SELECT d.oid"
            "   FROM pg_catalog.pg_database d WHERE d.datname = current_database()))"
            " FROM u JOIN pg_catalog.pg_namespace n ON n.oid = u.ns WHERE n.nspname NOT IN"
            "  ('information_schema', 'aegisx_site') AND left(n.nspname, 3) <> 'pg_' AND NOT EXISTS"
            "  (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = u.oid AND d.deptype = 'e')"
            " ORDER BY u.i, n.nspname",
            {QJsonDocument(asked).toJson(QJsonDocument::Compact)}};
}

QList<Standing> readStanding(const Rows &rows)
{
    QList<Standing> standing;
    for (int row = 0; row < rows.count(); ++row)
        standing.append({rows.number(row, 0),
                         rows.text(row, 1),
                         rows.text(row, 2),
                         rows.text(row, 3),
                         rows.text(row, 4),
                         rows.boolean(row, 5),
                         rows.boolean(row, 6)});
    return standing;
}

bool isExpectedThere(const QList<ExpectedObject> &expected, const Standing &standing)
{
    const ExpectedObject &asked = expected.at(standing.asked);
    return std::any_of(expected.begin(), expected.end(), [&](const ExpectedObject &other) {
        return other.schema == standing.schema && other.name == asked.name
            && shareNames(other.kind, asked.kind);
    });
}

std::optional<MigrationState> stateOf(const SiteState &state, const ExpectedObject &object)
{
    const ModuleState *module = state.find(object.module);
    if (!module)
        return std::nullopt;
    for (const MigrationInfo &migration : module->migrations) {
        if (migration.name == object.migration)
            return migration.state;
    }
    return std::nullopt;
}

// A table that stands in the right place and in a wrong one.
struct Pair {
    Standing wrong;
    Standing right;
};

QByteArray countOf(const Standing &table)
{
    return "(SELECT count(*) FROM (SELECT FROM " + table.identity.toUtf8() + " LIMIT "
        + QByteArray::number(mostCountedRows + 1) + ") AS r)";
}

// How many rows both have, and whether programs may take the wrong one for the module's: its schema
// is looked in, and it has every column that the migration gave and the right one still has.
Command selectPair(const Pair &pair, const QStringList &columns)
{
    const auto has = [](const char *parameter) -> QByteArray {
        return QByteArray("EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = ")
            + parameter + "::regclass AND a.attname = c AND a.attnum > 0 AND NOT a.attisdropped)";
    };
    return {"SELECT " + countOf(pair.wrong) + ", " + countOf(pair.right)
                + ", $3 = ANY (current_schemas(false) || 'public'::name) AND NOT EXISTS (SELECT"
                  " FROM unnest($4::text[]) AS c WHERE "
                + has("$2") + " AND NOT " + has("$1") + ")",
            {pair.wrong.identity.toUtf8(),
             pair.right.identity.toUtf8(),
             pair.wrong.schema.toUtf8(),
             postgres::textArray(columns)}};
}

struct Conflict {
    Standing wrong;
    qint64 rows = 0;
    qint64 expectedRows = 0;
};

// Pairs whose wrong one holds rows. Where both do, the wrong one must be such as programs may take.
// A table that somebody locks just now cannot be told: no conflict is claimed then.
Result<QList<Conflict>> conflictsAmong(postgres::Connection &connection,
                                       const QList<Pair> &pairs,
                                       const QList<ExpectedObject> &expected,
                                       std::stop_token stop)
{
    std::vector<Command> commands {{"SELECT set_config('transaction_read_only', 'on', true),"
                                    " set_config('lock_timeout', '1s', true)",
                                    {}}};
    QList<Standing> asked;
    for (const Pair &pair : pairs) {
        if (!pair.wrong.mayRead || !pair.right.mayRead)
            continue;
        asked.append(pair.wrong);
        commands.push_back(selectPair(pair, expected.at(pair.wrong.asked).columns));
    }
    if (asked.isEmpty())
        return QList<Conflict> {};
    const auto answers = connection.queryAll(commands, std::move(stop));
    if (!answers && answers.error().detail.sqlState == "55P03"_L1)
        return QList<Conflict> {};
    if (!answers)
        return fail(answers.error());
    QList<Conflict> conflicts;
    for (qsizetype i = 0; i < asked.size(); ++i) {
        const Rows &rows = answers->at(static_cast<size_t>(i) + 1);
        const Conflict one {asked.at(i), rows.number(0, 0), rows.number(0, 1)};
        if (one.rows > 0 && (one.expectedRows == 0 || rows.boolean(0, 2)))
            conflicts.append(one);
    }
    return conflicts;
}

// What evidence has to say of each module; a module whose files cannot be read is left out.
class Evidences
{
public:
    [[nodiscard]] Result<void> read(postgres::Connection &connection,
                                    const modules::ModuleCatalog &catalog,
                                    const SiteState &state,
                                    const std::stop_token &stop);
    // A table of the same name is not enough: it must have the columns, a type its labels.
    [[nodiscard]] bool confirm(const ExpectedObject &object, const QString &schema) const;
    [[nodiscard]] QStringList missing(const modules::ModuleCatalog &catalog) const;

private:
    QHash<QString, QList<MigrationEvidence>> m_ofModule;
};

Result<void> Evidences::read(postgres::Connection &connection,
                             const modules::ModuleCatalog &catalog,
                             const SiteState &state,
                             const std::stop_token &stop)
{
    for (const modules::Module &module : catalog.modules) {
        const ModuleState *one = state.find(module.manifest.id);
        if (!one)
            continue;
        auto evidence = examine(connection, module, *one, stop);
        const bool unreadable = !evidence
            && (evidence.error().kind == ErrorKind::Io
                || evidence.error().kind == ErrorKind::InvalidInput);
        if (unreadable)
            continue;
        if (!evidence)
            return fail(evidence.error());
        m_ofModule.insert(module.manifest.id, std::move(*evidence));
    }
    return {};
}

bool Evidences::confirm(const ExpectedObject &object, const QString &schema) const
{
    const QList<MigrationEvidence> migrations = m_ofModule.value(object.module);
    for (const MigrationEvidence &migration : migrations) {
        for (const ObjectEvidence &one : migration.objects) {
            if (one.presence == ObjectPresence::Elsewhere && one.foundSchema == schema
                && one.foundName == object.name && shareNames(one.change.kind, object.kind))
                return true;
        }
    }
    return false;
}

bool lacksObjects(const MigrationEvidence &evidence)
{
    const bool lacks =
        evidence.verdict == Verdict::NotDone || evidence.verdict == Verdict::HalfDone;
    return lacks && evidence.state == MigrationState::Applied
        && std::any_of(
               evidence.objects.begin(), evidence.objects.end(), [](const ObjectEvidence &one) {
                   return !one.done && one.presence == ObjectPresence::Missing;
               });
}

QStringList Evidences::missing(const modules::ModuleCatalog &catalog) const
{
    QStringList names;
    for (const modules::Module &module : catalog.modules) {
        const QList<MigrationEvidence> migrations = m_ofModule.value(module.manifest.id);
        for (const MigrationEvidence &one : migrations) {
            if (lacksObjects(one))
                names << module.manifest.id % u'/' % one.name;
        }
    }
    return names;
}

// Looks for them once it is known what stands where.
class Finder
{
public:
    Finder(postgres::Connection &connection,
           const modules::ModuleCatalog &catalog,
           const SiteState &state,
           std::stop_token stop)
        : m_connection(connection)
        , m_catalog(catalog)
        , m_state(state)
        , m_stop(std::move(stop))
        , m_expected(expectedObjects(catalog))
    {
        expectFormers();
    }

    [[nodiscard]] Result<QList<Misplaced>> find();

private:
    void expectFormers();
    void sortOut(const QList<Standing> &standing);
    void add(const Standing &standing, const Conflict *conflict = nullptr);

    postgres::Connection &m_connection;
    const modules::ModuleCatalog &m_catalog;
    const SiteState &m_state;
    std::stop_token m_stop;
    QList<ExpectedObject> m_expected; // then those that were renamed, as they were called before
    QHash<qsizetype, qsizetype> m_renamed; // of the latter -> what they are called in the end
    QList<Standing> m_alone; // and not where they belong
    QList<Pair> m_pairs;
    QList<std::pair<qsizetype, Misplaced>> m_found; // by the index of the expected one
};

// The files that rename may be pending. What has the name by now is no former object.
void Finder::expectFormers()
{
    const qsizetype count = m_expected.size();
    for (qsizetype i = 0; i < count; ++i) {
        const ExpectedObject object = m_expected.at(i);
        for (const ExpectedObject::Former &former : object.formers) {
            const bool taken =
                std::any_of(m_expected.begin(), m_expected.end(), [&](const ExpectedObject &one) {
                    return one.schema == former.schema && one.name == former.name
                        && shareNames(one.kind, object.kind);
                });
            if (taken)
                continue;
            m_renamed.insert(m_expected.size(), i);
            m_expected.append(object);
            m_expected.last().schema = former.schema;
            m_expected.last().name = former.name;
            m_expected.last().columns = former.columns;
        }
    }
}

void Finder::sortOut(const QList<Standing> &standing)
{
    QHash<qsizetype, Standing> inPlace;
    for (const Standing &one : standing) {
        if (one.schema == m_expected.at(one.asked).schema)
            inPlace.insert(one.asked, one);
    }
    for (const Standing &one : standing) {
        if (isExpectedThere(m_expected, one))
            continue;
        if (!inPlace.contains(one.asked))
            m_alone.append(one);
        else if (one.table && inPlace.value(one.asked).table && !m_renamed.contains(one.asked))
            m_pairs.append({one, inPlace.value(one.asked)});
    }
}

void Finder::add(const Standing &standing, const Conflict *conflict)
{
    const ExpectedObject &object = m_expected.at(standing.asked);
    if (const auto state = stateOf(m_state, object))
        m_found.append({m_renamed.value(standing.asked, standing.asked),
                        {object.module,
                         object.migration,
                         *state,
                         object.kind,
                         standing.identity,
                         standing.expectedIdentity,
                         standing.expectedSchema,
                         conflict != nullptr,
                         conflict ? conflict->rows : 0,
                         conflict ? conflict->expectedRows : 0}});
}

Result<QList<Misplaced>> Finder::find()
{
    const Command question = selectStanding(m_expected);
    const auto rows = m_connection.query(question.sql, question.parameters, m_stop);
    if (!rows)
        return fail(rows.error());
    sortOut(readStanding(*rows));
    Evidences evidences;
    if (!m_alone.isEmpty()) {
        if (auto read = evidences.read(m_connection, m_catalog, m_state, m_stop); !read)
            return fail(read.error());
    }
    for (const Standing &one : std::as_const(m_alone)) {
        if (evidences.confirm(m_expected.at(one.asked), one.schema))
            add(one);
    }
    const auto conflicts = conflictsAmong(m_connection, m_pairs, m_expected, m_stop);
    if (!conflicts)
        return fail(conflicts.error());
    for (const Conflict &one : *conflicts)
        add(one.wrong, &one);
    std::stable_sort(m_found.begin(), m_found.end(), [](const auto &left, const auto &right) {
        return left.first < right.first;
    });
    QList<Misplaced> result;
    for (const auto &[asked, misplaced] : std::as_const(m_found))
        result.append(misplaced);
    return result;
}

} // namespace

QString rowsOfBoth(const Misplaced &conflict)
{
    const auto text = [](qint64 rows) {
        return rows > mostCountedRows ? Tr::tr("more than %1").arg(mostCountedRows)
                                      : QString::number(rows);
    };
    return Tr::tr("rows in %1: %2; rows in %3: %4")
        .arg(conflict.found, text(conflict.rows), conflict.expected, text(conflict.expectedRows));
}

Result<QList<Misplaced>> findMisplaced(postgres::Connection &connection,
                                       const modules::ModuleCatalog &catalog,
                                       const SiteState &state,
                                       std::stop_token stop)
{
    return Finder(connection, catalog, state, std::move(stop)).find();
}

Result<QStringList> findMissing(postgres::Connection &connection,
                                const modules::ModuleCatalog &catalog,
                                const SiteState &state,
                                std::stop_token stop)
{
    Evidences evidences;
    if (auto read = evidences.read(connection, catalog, state, stop); !read)
        return fail(read.error());
    return evidences.missing(catalog);
}

} // namespace aegisx::inspection
