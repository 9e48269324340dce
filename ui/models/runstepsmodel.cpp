#include "ui/models/runstepsmodel.h"

#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

QString keyFor(int plan, const QString &module, const QString &name)
{
    return QString::number(plan) % u' ' % stepTitle(module, name);
}

bool isOver(RunStepsModel::StepState state)
{
    return state == RunStepsModel::StepState::Done || state == RunStepsModel::StepState::Skipped;
}

} // namespace

PillLook lookOf(RunStepsModel::StepState state)
{
    using StepState = RunStepsModel::StepState;
    switch (state) {
    case StepState::Waiting:
        return {Meaning::Neutral, Icon::StatePending, Tr::tr("waiting")};
    case StepState::Running:
        return {Meaning::Info, Icon::StateRunning, Tr::tr("running")};
    case StepState::Done:
        return {Meaning::Success, Icon::StateOk, aegisx::wordFor(runs::StepState::Done)};
    case StepState::Failed:
        return {Meaning::Danger, Icon::StateFailed, aegisx::wordFor(runs::StepState::Failed)};
    case StepState::Cancelled:
        return {Meaning::Warning, Icon::Cancel, aegisx::wordFor(runs::StepState::Cancelled)};
    case StepState::RolledBack:
        return {Meaning::Warning, Icon::Rollback, aegisx::wordFor(runs::StepState::RolledBack)};
    case StepState::Skipped:
        return {Meaning::Neutral, Icon::StateSkipped, aegisx::wordFor(runs::StepState::Skipped)};
    case StepState::NotRun:
        return {Meaning::Neutral, Icon::StateSkipped, aegisx::wordFor(runs::StepState::NotRun)};
    }
    return {};
}

RunStepsModel::RunStepsModel(QObject *parent) : QAbstractTableModel(parent) { }

void RunStepsModel::setPlans(const QList<plans::Plan> &plans)
{
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    m_open.clear();
    m_plan = -1;
    m_current = -1;
    m_stepCount = 0;
    m_doneCount = 0;
    for (int plan = 0; plan < plans.size(); ++plan) {
        const plans::Plan &one = plans.at(plan);
        if (plans.size() > 1)
            m_rows.append({true, one.operation, plan, -1, {}, {}, StepState::Waiting});
        for (int i = 0; i < one.steps.size(); ++i) {
            const plans::PlanStep &step = one.steps.at(i);
            m_rowOf.insert(keyFor(plan, step.module, step.name), static_cast<int>(m_rows.size()));
            m_rows.append(
                {false, one.operation, plan, i, step.module, step.name, StepState::Waiting});
            ++m_stepCount;
        }
    }
    endResetModel();
}

void RunStepsModel::addEvents(const QList<Event> &events)
{
    m_firstChanged = rowCount();
    m_lastChanged = -1;
    for (const Event &event : events)
        take(event);
    if (m_lastChanged >= 0)
        Q_EMIT dataChanged(index(m_firstChanged, 0), index(m_lastChanged, ColumnCount - 1));
}

void RunStepsModel::setState(int row, StepState state)
{
    Row &one = m_rows[row];
    m_doneCount += static_cast<int>(isOver(state)) - static_cast<int>(isOver(one.state));
    one.state = state;
    m_firstChanged = std::min(m_firstChanged, row);
    m_lastChanged = std::max(m_lastChanged, row);
}

void RunStepsModel::take(const Event &event)
{
    switch (event.kind) {
    case EventKind::RunStarted:
        ++m_plan;
        m_open.clear();
        break;
    case EventKind::SegmentStarted:
    case EventKind::SegmentCommitted:
        m_open.clear();
        break;
    case EventKind::StepStarted:
    case EventKind::StepDone:
    case EventKind::StepSkipped:
    case EventKind::StepFailed:
        takeStep(event);
        break;
    case EventKind::RolledBack:
        rollBack();
        break;
    case EventKind::Retrying:
        startAgain();
        break;
    case EventKind::RunFinished:
        if (m_current >= 0 && m_rows.at(m_current).state == StepState::Running)
            setState(m_current, StepState::Cancelled); // without a transaction to undo it
        break;
    default:
        break;
    }
}

void RunStepsModel::takeStep(const Event &event)
{
    const int row = m_rowOf.value(keyFor(m_plan, event.module, event.name), -1);
    if (row < 0)
        return;
    m_current = row;
    if (event.kind == EventKind::StepStarted) {
        m_open.append(row);
        setState(row, StepState::Running);
    } else {
        setState(row,
                 event.kind == EventKind::StepDone         ? StepState::Done
                     : event.kind == EventKind::StepFailed ? StepState::Failed
                                                           : StepState::Skipped);
    }
}

void RunStepsModel::rollBack()
{
    for (const int row : std::as_const(m_open)) {
        const StepState state = m_rows.at(row).state;
        if (state == StepState::Done)
            setState(row, StepState::RolledBack);
        else if (state == StepState::Running) // and did not fail
            setState(row, StepState::Cancelled);
    }
}

// The transaction is tried once more from its first step.
void RunStepsModel::startAgain()
{
    for (const int row : std::as_const(m_open))
        setState(row, StepState::Waiting);
    m_open.clear();
}

void RunStepsModel::finish()
{
    m_firstChanged = rowCount();
    m_lastChanged = -1;
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows.at(row).state == StepState::Waiting)
            setState(row, StepState::NotRun);
    }
    if (m_lastChanged >= 0)
        Q_EMIT dataChanged(index(m_firstChanged, 0), index(m_lastChanged, ColumnCount - 1));
}

void RunStepsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RunStepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunStepsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunStepsModel::textOf(const Row &row) const
{
    if (!row.isPlan)
        return row.name;
    switch (row.operation) {
    case plans::Operation::Migrate:
        return Tr::tr("Migrations");
    case plans::Operation::Seed:
        return Tr::tr("Reference data");
    default:
        return aegisx::wordFor(row.operation);
    }
}

QVariant RunStepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    const PillLook look = lookOf(row.state);
    const bool pill = index.column() == State && !row.isPlan;
    switch (role) {
    case Qt::DisplayRole:
        return pill ? look.text : index.column() == Step ? textOf(row) : QString();
    case Qt::ToolTipRole:
        return row.isPlan ? QString() : stepTitle(row.module, row.name);
    case Qt::AccessibleTextRole:
        return row.isPlan || index.column() == State
            ? QVariant()
            : QVariant(Tr::tr("%1: %2").arg(look.text, stepTitle(row.module, row.name)));
    case Qt::FontRole:
        return row.isPlan ? QVariant(Theme::instance().headingFont(1.0)) : QVariant();
    case IdRole:
        return stepTitle(row.module, row.name);
    case StateRole:
        return static_cast<int>(row.state);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(look.meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(look.icon)) : QVariant();
    case DetailRole:
        return row.module;
    default:
        return {};
    }
}

QVariant RunStepsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Step ? Tr::tr("Step") : Tr::tr("State");
}

Qt::ItemFlags RunStepsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return m_rows.at(index.row()).isPlan ? Qt::ItemIsEnabled
                                         : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace aegisx::ui
