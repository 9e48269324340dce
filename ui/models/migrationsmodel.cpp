#include "ui/models/migrationsmodel.h"

#include "core/base/tr.h"
#include "ui/models/evidencemodel.h"
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

QString nameOf(const MigrationInfo &info)
{
    const QString name = info.state == MigrationState::Unknown ? info.recordedAs : info.name;
    return name.isEmpty() ? Tr::tr("(a row without a name)") : name;
}

bool isRecorded(const MigrationInfo &info)
{
    return info.state == MigrationState::Applied || info.state == MigrationState::Unknown;
}

QVariant sortValue(const MigrationsModel::Row &row, int column)
{
    switch (column) {
    case MigrationsModel::State: // what needs a person first
        return row.info.state == MigrationState::Unknown ? 0
            : row.info.state == MigrationState::Applied  ? 2
                                                         : 1;
    case MigrationsModel::Evidence: // contradictions first, what is as it should be last
        if (!row.evidence)
            return 100;
        return row.contradiction() != inspection::Contradiction::None
            ? static_cast<int>(row.contradiction())
            : 10 + static_cast<int>(row.evidence->verdict);
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

// Both lists are in the order of the files.
std::optional<inspection::MigrationEvidence>
evidenceOf(const SiteEvidence::OfModule &module, const MigrationInfo &migration, qsizetype row)
{
    if (migration.state == MigrationState::Unknown || row >= module.migrations.size())
        return std::nullopt;
    const inspection::MigrationEvidence &evidence = module.migrations.at(row);
    return evidence.name == migration.name ? std::optional(evidence) : std::nullopt;
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

inspection::Contradiction MigrationRow::contradiction() const
{
    return evidence ? evidence->contradiction() : inspection::Contradiction::None;
}

bool MigrationRow::needsAttention() const
{
    return info.state == MigrationState::Unknown || !info.alsoRecordedAs.isEmpty()
        || contradiction() != inspection::Contradiction::None;
}

MigrationsModel::MigrationsModel(const AppContext &context, QObject *parent)
    : RowsModel(ColumnCount, parent), m_context(context)
{
}

void MigrationsModel::setModule(const SiteSnapshot &snapshot,
                                const QString &moduleId,
                                const SiteEvidence::OfModule &evidence)
{
    QList<Row> rows;
    if (const inspection::ModuleState *state = snapshot.state.find(moduleId)) {
        rows.reserve(state->migrations.size());
        for (const MigrationInfo &migration : state->migrations)
            rows.append({migration,
                         applierOf(snapshot, moduleId, migration),
                         evidenceOf(evidence, migration, rows.size())});
    }
    m_evidence = evidence.state;
    setRows(std::move(rows));
}

void MigrationsModel::setEvidence(const SiteEvidence::OfModule &evidence)
{
    QList<Row> rows;
    rows.reserve(rowCount());
    for (int i = 0; i < rowCount(); ++i)
        rows.append({row(i).info, row(i).by, evidenceOf(evidence, row(i).info, i)});
    m_evidence = evidence.state;
    setRows(std::move(rows));
}

// An unknown one may have the stem of a known one.
QString MigrationsModel::idOf(const Row &row) const
{
    if (row.info.state != MigrationState::Unknown)
        return row.info.name;
    return u"row "_s % QString::number(row.info.id);
}

QVariant MigrationsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = RowsModel::row(index.row());
    const bool pill = index.column() == State || (index.column() == Evidence && row.evidence);
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
        return QString(nameOf(row.info) % u' ' % text(row, Who) % u' '
                       % (row.evidence ? text(row, Evidence) : QString()));
    case IdRole:
        return idOf(row);
    case StateRole:
        return static_cast<int>(row.info.state);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(look(row, index.column()).meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(look(row, index.column()).icon)) : QVariant();
    default:
        return {};
    }
}

PillLook MigrationsModel::look(const Row &row, int column) const
{
    return column == Evidence && row.evidence ? lookOf(*row.evidence) : lookOf(row.info.state);
}

QString MigrationsModel::evidenceText(const Row &row) const
{
    if (row.evidence)
        return lookOf(*row.evidence).text;
    if (row.info.state == MigrationState::Unknown || m_evidence == SiteEvidence::State::Unread)
        return {};
    return m_evidence == SiteEvidence::State::Failed ? Tr::tr("not known")
                                                     : Tr::tr("being read...");
}

QString MigrationsModel::text(const Row &row, int column) const
{
    const bool recorded = isRecorded(row.info);
    switch (column) {
    case State:
        return lookOf(row.info.state).text;
    case Evidence:
        return evidenceText(row);
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
    if (column == Evidence && row.evidence)
        return evidenceSentence(*row.evidence);
    if (column == State && row.info.state == MigrationState::Unread)
        return Tr::tr("The list of migrations of this module cannot be read.");
    const bool untold = isRecorded(row.info) && !row.by;
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
    case Evidence:
        return Tr::tr("Evidence");
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
