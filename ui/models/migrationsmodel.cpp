#include "ui/models/migrationsmodel.h"

#include "core/base/tr.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/window/appcontext.h"

#include <algorithm>
#include <chrono>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::AppliedBy;
using inspection::MigrationInfo;
using inspection::MigrationState;

namespace {

// The tracking table has the time of the program's clock, the log that of the server's.
constexpr std::chrono::minutes clocksDiffer {5};

// What a row stands for: an unknown one may have the stem of a known one.
QString idOf(const MigrationInfo &info)
{
    if (info.state != MigrationState::Unknown)
        return info.name;
    return u"row "_s % QString::number(info.id);
}

QString nameOf(const MigrationInfo &info)
{
    const QString name = info.state == MigrationState::Unknown ? info.recordedAs : info.name;
    return name.isEmpty() ? Tr::tr("(a row without a name)") : name;
}

QVariant sortValue(const MigrationsModel::Row &row, int column)
{
    switch (column) {
    case MigrationsModel::State: // what needs a person first
        return row.info.state == MigrationState::Unknown ? 0
            : row.info.state == MigrationState::Pending  ? 1
                                                         : 2;
    case MigrationsModel::Name:
        return nameOf(row.info);
    case MigrationsModel::Batch:
        return row.info.batch.value_or(-1);
    case MigrationsModel::When:
        return row.info.appliedAt;
    case MigrationsModel::Duration:
        return row.by ? row.by->microseconds : -1;
    case MigrationsModel::Who:
        return row.by ? row.by->who : QString();
    default:
        return {};
    }
}

} // namespace

std::optional<AppliedBy>
applierOf(const SiteSnapshot &snapshot, const QString &moduleId, const MigrationInfo &migration)
{
    if (migration.state != MigrationState::Applied)
        return std::nullopt;
    const auto found = snapshot.appliedBy.constFind(moduleId % u'/' % migration.name);
    if (found == snapshot.appliedBy.constEnd())
        return std::nullopt;
    const QDateTime latest = found->finishedAt.addDuration(clocksDiffer);
    if (migration.appliedAt.isValid() && migration.appliedAt > latest)
        return std::nullopt;
    return *found;
}

bool MigrationsModel::Row::needsAttention() const
{
    return info.state == MigrationState::Unknown || !info.alsoRecordedAs.isEmpty();
}

MigrationsModel::MigrationsModel(const AppContext &context, QObject *parent)
    : QAbstractTableModel(parent), m_context(context)
{
}

void MigrationsModel::setModule(const SiteSnapshot &snapshot, const QString &moduleId)
{
    QList<Row> rows;
    if (const inspection::ModuleState *state = snapshot.state.find(moduleId)) {
        rows.reserve(state->migrations.size());
        for (const MigrationInfo &migration : state->migrations)
            rows.append({migration, applierOf(snapshot, moduleId, migration)});
    }
    const bool same = std::equal(
        rows.begin(),
        rows.end(),
        m_rows.begin(),
        m_rows.end(),
        [](const Row &left, const Row &right) { return idOf(left.info) == idOf(right.info); });
    if (same) { // the selection stays
        m_rows = std::move(rows);
        retranslate();
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void MigrationsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int MigrationsModel::rowOf(const QString &id) const
{
    const auto found = std::find_if(
        m_rows.begin(), m_rows.end(), [&id](const Row &row) { return idOf(row.info) == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int MigrationsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MigrationsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MigrationsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const bool pill = index.column() == State;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == Batch || index.column() == Duration)
            return (Qt::AlignRight | Qt::AlignVCenter).toInt();
        return {};
    case SortRole:
        return sortValue(row, index.column());
    case FilterRole:
        return QString(nameOf(row.info) % u' ' % text(row, Who));
    case IdRole:
        return idOf(row.info);
    case StateRole:
        return static_cast<int>(row.info.state);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(lookOf(row.info.state).meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(lookOf(row.info.state).icon)) : QVariant();
    default:
        return {};
    }
}

QString MigrationsModel::text(const Row &row, int column) const
{
    const bool recorded = row.info.state != MigrationState::Pending;
    switch (column) {
    case State:
        return lookOf(row.info.state).text;
    case Name:
        return nameOf(row.info);
    case Batch:
        return row.info.batch ? QString::number(*row.info.batch) : QString();
    case When:
        return recorded && !row.info.appliedAt.isValid() ? Tr::tr("not known")
                                                         : m_context.formatTime(row.info.appliedAt);
    case Duration:
        return row.by ? formatDuration(row.by->microseconds) : QString();
    case Who:
        if (row.by)
            return row.by->who;
        return recorded ? Tr::tr("not known") : QString();
    default:
        return {};
    }
}

QString MigrationsModel::toolTip(const Row &row, int column) const
{
    if (column == State && row.info.state == MigrationState::Unknown)
        return Tr::tr("It is recorded in this database and in none of the files of this pack.");
    if ((column == State || column == Name) && !row.info.alsoRecordedAs.isEmpty())
        return Tr::tr("It is recorded under several names: %1")
            .arg((QStringList {row.info.recordedAs} + row.info.alsoRecordedAs).join(u", "_s));
    const bool untold = row.info.state != MigrationState::Pending && !row.by;
    if ((column == Who || column == Duration) && untold)
        return Tr::tr("Another program applied it and did not say who used it.");
    return text(row, column);
}

QVariant MigrationsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return ((section == Batch || section == Duration ? Qt::AlignRight : Qt::AlignLeft)
                | Qt::AlignVCenter)
            .toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return Tr::tr("State");
    case Name:
        return Tr::tr("Migration");
    case Batch:
        return Tr::tr("Batch");
    case When:
        return Tr::tr("Applied at");
    case Duration:
        return Tr::tr("Took");
    case Who:
        return Tr::tr("Applied by");
    default:
        return {};
    }
}

} // namespace aegisx::ui
