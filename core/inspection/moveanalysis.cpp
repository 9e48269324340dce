#include "core/inspection/moveanalysis.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/inspection/movefacts.h"
#include "core/inspection/movequeries.h"

#include <QJsonObject>

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ObjectKind;
using postgres::Command;
using postgres::Rows;

namespace {

constexpr qint64 mostCounted = 1'000'000;
constexpr int firstVersionThatPublishesSchemas = 150000;

// A pipeline is one transaction: this lasts as long as it does.
Command readOnly()
{
    return {"SELECT set_config('transaction_read_only', 'on', true),"
            " set_config('lock_timeout', '3s', true)",
            {}};
}

Command countOf(const QString &identity)
{
    return {"SELECT count(*) FROM (SELECT FROM " + identity.toUtf8() + " LIMIT "
                + QByteArray::number(mostCounted + 1) + ") t",
            {}};
}

struct KindWords {
    ObjectKind kind = ObjectKind::Table;
    const char *sql = ""; // empty: cannot be moved by itself
};

KindWords kindOf(const QString &objectClass, const QString &letter)
{
    const char kind = letter.isEmpty() ? ' ' : letter.at(0).toLatin1();
    if (objectClass == "function"_L1)
        return {ObjectKind::Function,
                kind == 'p'       ? "PROCEDURE"
                    : kind == 'a' ? "AGGREGATE"
                                  : "FUNCTION"};
    if (objectClass == "type"_L1)
        return kind == 'd' ? KindWords {ObjectKind::Domain, "DOMAIN"}
                           : KindWords {ObjectKind::Type, "TYPE"};
    switch (kind) {
    case 'v':
        return {ObjectKind::View, "VIEW"};
    case 'm':
        return {ObjectKind::MaterializedView, "MATERIALIZED VIEW"};
    case 'S':
        return {ObjectKind::Sequence, "SEQUENCE"};
    case 'f':
        return {ObjectKind::Table, "FOREIGN TABLE"};
    case 'r':
    case 'p':
        return {ObjectKind::Table, "TABLE"};
    default:
        return {ObjectKind::Index, ""};
    }
}

bool isTable(const QString &relkind)
{
    return relkind == "r"_L1 || relkind == "p"_L1;
}

class Analyser
{
public:
    Analyser(postgres::Connection &connection, std::stop_token stop)
        : m_connection(connection), m_stop(std::move(stop))
    {
    }

    Result<QList<MoveAnalysis>> analyse(const QStringList &objects, const QString &toSchema);

private:
    struct Counting {
        qsizetype subject = 0;
        bool theirs = false;
        QString identity;
        qint64 estimate = 0;
    };

    [[nodiscard]] Result<void> findSubjects(const QStringList &objects, const NamePart &target);
    [[nodiscard]] Result<void>
    readSubject(const Rows &rows, int row, const QString &asked, const NamePart &target);
    void noteCounting(const Rows &rows, int row, qsizetype subject);
    [[nodiscard]] QList<qint64> relations() const; // their oids; 0: not a relation
    [[nodiscard]] Result<void> readRest(bool withLocks);
    void takeCounts(const std::vector<Rows> &answers, size_t first);

    postgres::Connection &m_connection;
    std::stop_token m_stop;
    QList<MoveAnalysis> m_found;
    QJsonArray m_subjects;
    QList<Counting> m_countings;
};

tl::unexpected<Error> notThere(const QString &asked)
{
    return fail(Error {ErrorKind::NotFound,
                       Tr::tr("The database has no table, view, sequence, type or function of "
                              "this name: %1")
                           .arg(asked),
                       Tr::tr("Nothing was changed."),
                       Tr::tr("Write it as schema.name; a function with its arguments, for "
                              "example public.next_no(integer)."),
                       {}});
}

Result<void> Analyser::findSubjects(const QStringList &objects, const NamePart &target)
{
    QList<WrittenName> names;
    for (const QString &object : objects) {
        const auto name = parseObjectName(object);
        if (!name)
            return fail(name.error());
        names.append(*name);
    }
    const auto answers =
        m_connection.queryAll({readOnly(), selectMoveSubjects(names, target)}, m_stop);
    if (!answers)
        return fail(answers.error());
    const Rows &rows = answers->back();
    int row = 0;
    for (qsizetype i = 0; i < objects.size(); ++i) {
        if (row >= rows.count() || rows.number(row, SubjectNumber) != i)
            return notThere(objects.at(i));
        if (auto read = readSubject(rows, row, objects.at(i), target); !read)
            return read;
        ++row;
    }
    return {};
}

// As the other questions take it.
QJsonObject subjectOf(const Rows &rows, int row, qsizetype number)
{
    const QString objectClass = rows.text(row, SubjectClass);
    const bool tables = isTable(rows.text(row, SubjectKind))
        && isTable(rows.text(row, SubjectTwinKind)) && objectClass == "relation"_L1;
    const auto oid = [&rows, row](int column) {
        return rows.isNull(row, column) ? QJsonValue() : QJsonValue(rows.text(row, column));
    };
    return {{u"i"_s, number},
            {u"class"_s, objectClass},
            {u"oid"_s, oid(SubjectOid)},
            {u"rowtype"_s, oid(SubjectRowType)},
            {u"target"_s, oid(SubjectTargetOid)},
            {u"twin"_s, tables ? oid(SubjectTwinOid) : QJsonValue()}};
}

Result<void>
Analyser::readSubject(const Rows &rows, int row, const QString &asked, const NamePart &target)
{
    MoveAnalysis found;
    found.asked = asked;
    const KindWords kind = kindOf(rows.text(row, SubjectClass), rows.text(row, SubjectKind));
    found.kind = kind.kind;
    found.sqlKind = QString::fromLatin1(kind.sql);
    found.partitioned = rows.text(row, SubjectKind) == "p"_L1 && kind.kind == ObjectKind::Table;
    found.schema = rows.text(row, SubjectSchema);
    found.name = rows.text(row, SubjectName);
    found.identity = rows.text(row, SubjectIdentity);
    found.targetExists = !rows.isNull(row, SubjectTargetOid);
    found.toSchema = found.targetExists ? rows.text(row, SubjectTargetName) : target.folded();
    found.newIdentity = rows.text(row, SubjectNewIdentity);
    found.extension = rows.text(row, SubjectExtension);
    found.ownerTable = rows.text(row, SubjectOwnerTable);
    found.rights = {rows.text(row, SubjectOwner),
                    rows.boolean(row, SubjectMayAlter),
                    rows.boolean(row, SubjectMayCreate),
                    {}};
    if (found.sqlKind.isEmpty())
        return fail(ErrorKind::Refused,
                    Tr::tr("This moves only together with its table: %1").arg(found.identity),
                    Tr::tr("Move the table."));
    if (rows.number(row, SubjectCandidates) > 1)
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("Several functions have this name: %1").arg(asked),
                    Tr::tr("Write the arguments with it, for example public.next_no(integer)."));
    m_subjects.append(subjectOf(rows, row, m_found.size()));
    m_found.append(found);
    noteCounting(rows, row, m_found.size() - 1);
    return {};
}

// What is to be counted; the rest keeps the estimate.
void Analyser::noteCounting(const Rows &rows, int row, qsizetype subject)
{
    MoveAnalysis &found = m_found[subject];
    const auto note = [&](bool theirs, int mayCount, int estimate, const QString &identity) {
        RowCount count;
        count.hidden = rows.boolean(row, theirs ? SubjectTwinHidesRows : SubjectHidesRows);
        const QString kind = rows.text(row, theirs ? SubjectTwinKind : SubjectKind);
        if (count.hidden || (!isTable(kind) && kind != "m"_L1)) // no rows of its own
            return count;
        const qint64 rowsEstimated = rows.number(row, estimate);
        if (!rows.isNull(row, estimate)) {
            count.rows = rowsEstimated;
            count.exact = false;
        }
        if (rows.boolean(row, mayCount) && rowsEstimated <= mostCounted)
            m_countings.append({subject, theirs, identity, rowsEstimated});
        return count;
    };
    found.count = note(false, SubjectMayCount, SubjectEstimate, found.identity);
    const bool tables = isTable(rows.text(row, SubjectTwinKind)) && found.kind == ObjectKind::Table;
    if (rows.isNull(row, SubjectTwinOid) || !tables || found.isThere())
        return;
    MoveConflict conflict;
    conflict.identity = rows.text(row, SubjectTwinIdentity);
    conflict.ours = TableSide {found.identity, found.count, {}};
    conflict.theirs =
        TableSide {conflict.identity,
                   note(true, SubjectTwinMayCount, SubjectTwinEstimate, conflict.identity),
                   {}};
    found.conflicts.append(conflict);
}

void Analyser::takeCounts(const std::vector<Rows> &answers, size_t first)
{
    for (const Counting &counting : std::as_const(m_countings)) {
        const qint64 counted = answers.at(first++).number(0, 0);
        const RowCount count = counted > mostCounted
            ? RowCount {std::max(counted, counting.estimate), false}
            : RowCount {counted, true};
        MoveAnalysis &found = m_found[counting.subject];
        if (counting.theirs) {
            found.conflicts.first().theirs->count = count;
            continue;
        }
        found.count = count;
        if (!found.conflicts.isEmpty() && found.conflicts.first().ours)
            found.conflicts.first().ours->count = count;
    }
}

QList<qint64> Analyser::relations() const
{
    QList<qint64> oids;
    for (const QJsonValue &subject : m_subjects)
        oids << (subject[u"class"_s] == "relation"_L1 ? subject[u"oid"_s].toString().toLongLong()
                                                      : 0);
    return oids;
}

// withLocks: also what needs a lock on a table for a moment.
Result<void> Analyser::readRest(bool withLocks)
{
    const bool publishes = m_connection.facts().versionNumber >= firstVersionThatPublishesSchemas;
    std::vector<Command> commands {readOnly(),
                                   selectAlong(m_subjects),
                                   selectReferences(m_subjects),
                                   selectLeftBehind(m_subjects),
                                   selectConflicts(m_subjects),
                                   selectColumns(m_subjects),
                                   selectLosingRoles(m_subjects),
                                   selectTwinSchemas(m_subjects),
                                   selectSearchPaths(),
                                   selectRelationSessions(relations()),
                                   publishes ? selectSchemaPublications(m_subjects)
                                             : Command {"SELECT WHERE false", {}},
                                   selectFunctionUsers(m_subjects),
                                   selectFunctionTexts(m_subjects)};
    const size_t whatNeedsLocks = commands.size();
    if (withLocks) {
        commands.push_back(selectDefaults(m_subjects));
        for (const Counting &counting : std::as_const(m_countings))
            commands.push_back(countOf(counting.identity));
    }
    const auto answers = m_connection.queryAll(commands, m_stop);
    if (!answers && withLocks && answers.error().detail.sqlState == "55P03"_L1)
        return readRest(false);
    if (!answers)
        return fail(answers.error());
    MoveReader reader(m_found);
    reader.readAlong(answers->at(1));
    reader.readReferences(answers->at(2));
    reader.readLeftBehind(answers->at(3));
    reader.readConflicts(answers->at(4));
    reader.readColumns(answers->at(5));
    reader.readLosingRoles(answers->at(6));
    reader.readSearchPaths(answers->at(7), answers->at(8));
    reader.readSessions(answers->at(9), relations());
    reader.readReferences(answers->at(10));
    reader.readFunctionUsers(answers->at(11));
    reader.readFunctionTexts(answers->at(12));
    if (withLocks) {
        reader.readDefaults(answers->at(whatNeedsLocks));
        takeCounts(*answers, whatNeedsLocks + 1);
    }
    return {};
}

Result<QList<MoveAnalysis>> Analyser::analyse(const QStringList &objects, const QString &toSchema)
{
    const auto target = parseSchemaName(toSchema);
    if (!target)
        return fail(target.error());
    if (auto found = findSubjects(objects, *target); !found)
        return fail(found.error());
    if (m_found.isEmpty())
        return m_found;
    if (auto read = readRest(true); !read)
        return fail(read.error());
    return m_found;
}

QString columnText(const ColumnType &column)
{
    return column.name % u' ' % column.type;
}

const ColumnType *columnOf(const QList<ColumnType> &columns, const QString &name)
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&name](const auto &column) {
        return column.name == name;
    });
    return found == columns.end() ? nullptr : &*found;
}

QStringList onlyIn(const std::optional<TableSide> &side, const std::optional<TableSide> &other)
{
    QStringList columns;
    if (!side || !other)
        return columns;
    for (const ColumnType &column : side->columns) {
        if (!columnOf(other->columns, column.name))
            columns << columnText(column);
    }
    return columns;
}

} // namespace

QStringList MoveConflict::onlyOurs() const
{
    return onlyIn(ours, theirs);
}

QStringList MoveConflict::onlyTheirs() const
{
    return onlyIn(theirs, ours);
}

QStringList MoveConflict::differentTypes() const
{
    QStringList columns;
    if (!ours || !theirs)
        return columns;
    for (const ColumnType &column : ours->columns) {
        const ColumnType *other = columnOf(theirs->columns, column.name);
        if (other && other->type != column.type)
            columns << column.name % u": "_s % column.type % u", "_s % other->type;
    }
    return columns;
}

bool MoveAnalysis::takesLock() const
{
    return kind == ObjectKind::Table || kind == ObjectKind::View
        || kind == ObjectKind::MaterializedView || kind == ObjectKind::Sequence;
}

QStringList MoveAnalysis::namesTaken() const
{
    if (kind == ObjectKind::Function)
        return {u"function "_s % newIdentity};
    if (!takesLock())
        return {u"type "_s % name};
    QStringList names {u"relation "_s % name, u"type "_s % name};
    for (const Related &one : along) {
        if (one.kind == RelatedKind::Index || one.kind == RelatedKind::OwnedSequence)
            names << u"relation "_s % one.name;
    }
    return names;
}

Result<QList<MoveAnalysis>> analyseMoves(postgres::Connection &connection,
                                         const QStringList &objects,
                                         const QString &toSchema,
                                         std::stop_token stop)
{
    return Analyser(connection, std::move(stop)).analyse(objects, toSchema);
}

} // namespace aegisx::inspection
