#include "ui/models/evidencemodel.h"

#include "core/base/tr.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"

#include <algorithm>

namespace aegisx::ui {

using inspection::Contradiction;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using inspection::Verdict;
using modules::ChangeKind;

namespace {

// What the file does to it, where that is not to make it.
QString kindText(const ObjectEvidence &object)
{
    const QString kind = inspection::wordFor(object.change.kind);
    switch (object.change.change) {
    case ChangeKind::Create:
        return kind;
    case ChangeKind::Alter:
        return Tr::tr("%1, altered").arg(kind);
    case ChangeKind::Rename:
        return Tr::tr("%1, renamed").arg(kind);
    case ChangeKind::SetSchema:
        return Tr::tr("%1, moved").arg(kind);
    case ChangeKind::Drop:
        return Tr::tr("%1, dropped").arg(kind);
    }
    return kind;
}

QString whereText(const ObjectEvidence &object)
{
    switch (object.presence) {
    case ObjectPresence::Elsewhere:
        return object.foundSchema;
    case ObjectPresence::Present:
    case ObjectPresence::Different:
        return object.change.change == ChangeKind::SetSchema ? object.change.newName
                                                             : object.change.schema;
    default:
        return {};
    }
}

QString differenceText(const ObjectEvidence &object)
{
    if (!object.supersededBy.isEmpty())
        return Tr::tr("A later migration drops it again: %1").arg(object.supersededBy);
    if (object.presence == ObjectPresence::Elsewhere)
        return Tr::tr("It should stand in schema %1.").arg(object.change.schema);
    if (object.difference.isEmpty() && object.byName)
        return Tr::tr("Compared by its name only.");
    return object.difference;
}

// What is not as the file says comes first: it must not be looked for.
int rankOf(const ObjectEvidence &object)
{
    if (!object.supersededBy.isEmpty())
        return 3;
    switch (lookOf(object).meaning) {
    case Meaning::Danger:
        return 0;
    case Meaning::Warning:
        return 1;
    default:
        return 2;
    }
}

QString textOf(const ObjectEvidence &object, int column)
{
    switch (column) {
    case EvidenceModel::Object:
        return object.identity();
    case EvidenceModel::Kind:
        return kindText(object);
    case EvidenceModel::Presence:
        return lookOf(object).text;
    case EvidenceModel::Where:
        return whereText(object);
    case EvidenceModel::Difference:
        return differenceText(object);
    default:
        return {};
    }
}

} // namespace

QString evidenceSentence(const inspection::MigrationEvidence &evidence)
{
    switch (evidence.contradiction()) {
    case Contradiction::RecordedNotThere:
        return Tr::tr("It is recorded as applied, but nothing that only it makes is there.");
    case Contradiction::ThereNotRecorded:
        return Tr::tr("Everything it makes is there, but it is not recorded as applied.");
    case Contradiction::HalfThere:
        return evidence.halfRun
            ? Tr::tr("Some of what it makes is there, and some is missing. The next upgrade goes "
                     "on with what is missing.")
            : Tr::tr("Some of what it makes is there, and some is missing.");
    case Contradiction::WrongSchema:
        return Tr::tr("What it makes stands in another schema than its file says.");
    case Contradiction::None:
        break;
    }
    switch (evidence.verdict) {
    case Verdict::Done:
        return Tr::tr("Everything it makes is there.");
    case Verdict::NotDone:
        return Tr::tr("Nothing that only it makes is there.");
    case Verdict::DataOnly:
        return Tr::tr("It changes data only: there is nothing in the catalog to check.");
    default:
        return Tr::tr("The database cannot tell whether it was done.");
    }
}

void EvidenceModel::setObjects(const QList<ObjectEvidence> &objects)
{
    beginResetModel();
    m_objects = objects;
    std::stable_sort(m_objects.begin(), m_objects.end(), [](const auto &left, const auto &right) {
        return rankOf(left) < rankOf(right);
    });
    endResetModel();
}

void EvidenceModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_objects.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int EvidenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_objects.size());
}

int EvidenceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EvidenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ObjectEvidence &object = m_objects.at(index.row());
    const bool pill = index.column() == Presence;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return textOf(object, index.column());
    case IdRole:
        return object.identity();
    case StateRole:
        return static_cast<int>(object.presence);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(lookOf(object).meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(lookOf(object).icon)) : QVariant();
    default:
        return {};
    }
}

QVariant EvidenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return (Qt::AlignLeft | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Object:
        return Tr::tr("Object");
    case Kind:
        return Tr::tr("Kind");
    case Presence:
        return Tr::tr("In the database");
    case Where:
        return Tr::tr("Found in schema");
    case Difference:
        return Tr::tr("Difference");
    default:
        return {};
    }
}

} // namespace aegisx::ui
