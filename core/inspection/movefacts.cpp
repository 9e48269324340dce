#include "core/inspection/movefacts.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/inspection/objectname.h"
#include "core/inspection/sqlmentions.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ObjectKind;
using postgres::Rows;

namespace {

RelatedKind relatedKindOf(const QString &word)
{
    static const QHash<QString, RelatedKind> kinds {
        {u"index"_s, RelatedKind::Index},
        {u"constraint"_s, RelatedKind::Constraint},
        {u"foreignKey"_s, RelatedKind::ForeignKey},
        {u"ownedSequence"_s, RelatedKind::OwnedSequence},
        {u"trigger"_s, RelatedKind::Trigger},
        {u"policy"_s, RelatedKind::Policy},
        {u"rule"_s, RelatedKind::Rule},
        {u"rowType"_s, RelatedKind::RowType},
        {u"longValues"_s, RelatedKind::LongValues},
        {u"view"_s, RelatedKind::View},
        {u"materializedView"_s, RelatedKind::MaterializedView},
        {u"default"_s, RelatedKind::Default},
        {u"generatedColumn"_s, RelatedKind::GeneratedColumn},
        {u"column"_s, RelatedKind::Column},
        {u"publication"_s, RelatedKind::Publication},
        {u"schemaPublication"_s, RelatedKind::SchemaPublication},
        {u"function"_s, RelatedKind::Function},
        {u"type"_s, RelatedKind::Type},
        {u"sequence"_s, RelatedKind::Sequence},
        {u"partition"_s, RelatedKind::Partition}};
    return kinds.value(word, RelatedKind::Other);
}

ObjectKind conflictKindOf(const QString &word, bool relation)
{
    if (word == "function"_L1)
        return ObjectKind::Function;
    if (!relation)
        return word == "d"_L1 ? ObjectKind::Domain : ObjectKind::Type;
    if (word == "i"_L1 || word == "I"_L1)
        return ObjectKind::Index;
    if (word == "S"_L1)
        return ObjectKind::Sequence;
    if (word == "v"_L1)
        return ObjectKind::View;
    if (word == "c"_L1)
        return ObjectKind::Type;
    return word == "m"_L1 ? ObjectKind::MaterializedView : ObjectKind::Table;
}

NamedAs namedAs(const MoveAnalysis &subject)
{
    if (subject.takesLock())
        return NamedAs::Relation;
    return subject.kind == ObjectKind::Function ? NamedAs::Function : NamedAs::Type;
}

// "fk_drug on inventory.lots"
QString identityIn(const Rows &rows, int row)
{
    const QString text = rows.text(row, 2);
    const qsizetype on = text.indexOf(u'\x01');
    return on < 0 ? text : Tr::tr("%1 on %2").arg(text.left(on), text.mid(on + 1));
}

// The schema in which a bare name is found; empty: in none of the path.
QString foundIn(const QStringList &path, const QStringList &schemas)
{
    const auto first = std::find_if(path.begin(), path.end(), [&schemas](const QString &schema) {
        return schemas.contains(schema);
    });
    return first == path.end() ? QString() : *first;
}

QStringList afterMove(const MoveAnalysis &subject, QStringList schemas)
{
    schemas.removeAll(subject.schema);
    return schemas << subject.toSchema;
}

} // namespace

MoveAnalysis &MoveReader::about(const Rows &rows, int row)
{
    return m_found[rows.number(row, 0)];
}

void MoveReader::readAlong(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row)
        about(rows, row).along.append(
            {relatedKindOf(rows.text(row, 1)), rows.text(row, 2), rows.text(row, 3)});
}

void MoveReader::readReferences(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row)
        about(rows, row).references.append(
            {relatedKindOf(rows.text(row, 1)), identityIn(rows, row), {}});
}

void MoveReader::readLeftBehind(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row)
        about(rows, row).leftBehind.append(
            {relatedKindOf(rows.text(row, 1)), rows.text(row, 2), {}});
}

void MoveReader::readConflicts(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        MoveAnalysis &subject = about(rows, row);
        const QString identity = rows.text(row, 2);
        const bool known = std::any_of(subject.conflicts.begin(),
                                       subject.conflicts.end(),
                                       [&identity](const MoveConflict &conflict) {
                                           return conflict.identity == identity && conflict.ours;
                                       });
        if (!known)
            subject.conflicts.append({conflictKindOf(rows.text(row, 1), rows.boolean(row, 3)),
                                      identity,
                                      std::nullopt,
                                      std::nullopt});
    }
}

void MoveReader::readColumns(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        MoveAnalysis &subject = about(rows, row);
        if (subject.conflicts.isEmpty() || !subject.conflicts.first().ours)
            continue;
        MoveConflict &conflict = subject.conflicts.first();
        TableSide &side = rows.boolean(row, 1) ? *conflict.theirs : *conflict.ours;
        side.columns.append({rows.text(row, 2), rows.text(row, 3)});
    }
}

void MoveReader::readLosingRoles(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row)
        about(rows, row).rights.losing << rows.text(row, 1);
}

void MoveReader::readSearchPaths(const Rows &twins, const Rows &paths)
{
    for (int row = 0; row < twins.count(); ++row)
        m_twins[twins.number(row, 0)] << twins.text(row, 1);
    for (int row = 0; row < paths.count(); ++row) {
        const QString role = paths.text(row, 0);
        QStringList path = parseSearchPath(paths.text(row, 1));
        if (role.isEmpty())
            path.removeAll(u"$user"_s);
        else
            path.replaceInStrings(u"$user"_s, role);
        m_paths.append(path);
        for (qsizetype i = 0; i < m_found.size(); ++i) {
            MoveAnalysis &subject = m_found[i];
            const QString before = foundIn(path, m_twins.value(i));
            const QString after = foundIn(path, afterMove(subject, m_twins.value(i)));
            const bool same = before == after
                || (before == subject.schema && after == subject.toSchema) || subject.isThere();
            if (!same)
                subject.pathEffects.append({role, paths.text(row, 1), before, after});
        }
    }
}

void MoveReader::readSessions(const Rows &rows, const QList<qint64> &relationOids)
{
    for (int row = 0; row < rows.count(); ++row) {
        const qsizetype subject = relationOids.indexOf(rows.number(row, 0));
        if (subject >= 0)
            m_found[subject].sessions.append(readSession(rows, row, 1));
    }
}

QList<MoveReader::Moving> MoveReader::movingWith(qsizetype subject) const
{
    const MoveAnalysis &found = m_found.at(subject);
    QList<Moving> moving {{found.name, m_twins.value(subject), true}};
    for (const Related &one : found.along) {
        if (one.kind == RelatedKind::OwnedSequence)
            moving.append({one.name, {found.schema}, false});
    }
    return moving;
}

// Whether the bare name is the subject's by this path, and no longer after the move.
bool MoveReader::isLost(const MoveAnalysis &subject,
                        const Moving &moving,
                        const QStringList &path) const
{
    return foundIn(path, moving.schemas) == subject.schema
        && foundIn(path, afterMove(subject, moving.schemas)) != subject.toSchema;
}

void MoveReader::readFunctionUsers(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row)
        m_users[rows.text(row, 0)].append(
            {relatedKindOf(rows.text(row, 1)), identityIn(rows, row), {}});
}

void MoveReader::readFunctionTexts(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        const auto ownPath = rows.optionalText(row, 1);
        const QList<QStringList> paths =
            ownPath ? QList<QStringList> {parseSearchPath(*ownPath)} : m_paths;
        for (qsizetype i = 0; i < m_found.size(); ++i) {
            MoveAnalysis &subject = m_found[i];
            const QList<Moving> names = movingWith(i);
            for (const Moving &moving : names) {
                const Mention mention =
                    mentionIn(rows.text(row, 2),
                              subject.schema,
                              moving.name,
                              moving.isSubject ? namedAs(subject) : NamedAs::Relation);
                const bool lost =
                    std::any_of(paths.begin(), paths.end(), [&](const QStringList &path) {
                        return isLost(subject, moving, path);
                    });
                if (mention == Mention::Qualified || (mention == Mention::Unqualified && lost))
                    subject.mentions.append({rows.text(row, 0),
                                             false,
                                             moving.name,
                                             mention == Mention::Qualified,
                                             m_users.value(rows.text(row, 0))});
            }
        }
    }
}

void MoveReader::readDefaults(const Rows &rows)
{
    for (int row = 0; row < rows.count(); ++row) {
        for (qsizetype i = 0; i < m_found.size(); ++i) {
            MoveAnalysis &subject = m_found[i];
            const QList<Moving> names = movingWith(i);
            for (const Moving &moving : names) {
                if (!subject.takesLock()) // a function or type in an expression is known by its oid
                    continue;
                const Mention mention = mentionInExpression(
                    rows.text(row, 1), subject.schema, moving.name, NamedAs::Relation);
                if (mention != Mention::None)
                    subject.mentions.append(
                        {rows.text(row, 0), true, moving.name, mention == Mention::Qualified});
            }
        }
    }
}

} // namespace aegisx::inspection
