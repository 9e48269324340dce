#include "ui/models/historymodel.h"

#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/models/choiceproxy.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/models/tablesmodel.h"
#include "ui/window/appcontext.h"

#include <QMetaEnum>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using runs::Outcome;

namespace {

template <typename E> std::optional<E> valueOf(QString key)
{
    if (!key.isEmpty())
        key[0] = key.at(0).toUpper();
    bool known = false;
    const int value = QMetaEnum::fromType<E>().keyToValue(key.toLatin1().constData(), &known);
    return known ? std::optional(static_cast<E>(value)) : std::nullopt;
}

qint64 microsecondsOf(const HistoryRun &run)
{
    return run.startedAt.isValid() && run.finishedAt.isValid()
        ? 1000 * run.startedAt.msecsTo(run.finishedAt)
        : -1;
}

bool isSuccess(const HistoryRun &run)
{
    return run.outcome == Outcome::Done || run.outcome == Outcome::NothingToDo;
}

} // namespace

QString HistoryRun::user() const
{
    return who.contains(u'@') ? who.left(who.lastIndexOf(u'@')) : who;
}

QString HistoryRun::computer() const
{
    return who.contains(u'@') ? who.mid(who.lastIndexOf(u'@') + 1) : QString();
}

bool HistoryRun::canOpen() const
{
    return isLocal() || (operation && (outcome || steps > 0) && !runId.isEmpty());
}

HistoryRun runOf(const sites::RunRecord &record, const QString &runId)
{
    HistoryRun run;
    run.runId = runId;
    run.recordId = record.id;
    run.operation = valueOf<plans::Operation>(record.operation);
    run.outcome = valueOf<Outcome>(record.outcome);
    run.who = record.who;
    run.detail = record.summary;
    run.startedAt = record.startedAt;
    run.finishedAt = record.finishedAt;
    return run;
}

HistoryRun runOf(const inspection::SiteRun &site)
{
    HistoryRun run;
    run.runId = site.runId;
    run.operation = valueOf<plans::Operation>(site.operation);
    run.outcome = valueOf<Outcome>(site.outcome);
    run.who = site.who;
    run.program = site.program;
    run.detail = site.detail;
    run.startedAt = site.startedAt;
    run.finishedAt = site.finishedAt;
    run.steps = site.steps;
    return run;
}

PillLook lookOf(const std::optional<Outcome> &outcome)
{
    if (!outcome)
        return {Meaning::Neutral, Icon::StateUnknown, Tr::tr("not known")};
    runs::RunReport report;
    report.outcome = *outcome;
    const QString word = headlineFor(report);
    switch (*outcome) {
    case Outcome::Done:
        return {Meaning::Success, Icon::StateOk, word};
    case Outcome::NothingToDo:
        return {Meaning::Info, Icon::StateSkipped, word};
    case Outcome::Refused:
    case Outcome::Locked:
    case Outcome::Cancelled:
        return {Meaning::Warning, Icon::StateAttention, word};
    case Outcome::OutcomeUnknown:
        return {Meaning::Danger, Icon::StateUnknown, word};
    case Outcome::Failed:
    case Outcome::FailedPartWay:
    case Outcome::CancelledPartWay:
        break;
    }
    return {Meaning::Danger, Icon::StateFailed, word};
}

HistoryModel::HistoryModel(const AppContext &context, QObject *parent)
    : QAbstractTableModel(parent), m_context(context)
{
}

void HistoryModel::setRuns(const QList<HistoryRun> &runs)
{
    beginResetModel();
    m_runs = runs;
    endResetModel();
}

void HistoryModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_runs.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString HistoryModel::successful()
{
    return u"successful"_s;
}

QString HistoryModel::notSuccessful()
{
    return u"notSuccessful"_s;
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HistoryRun &run = m_runs.at(index.row());
    const bool pill = index.column() == Result;
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(index.row(), index.column()));
    case Qt::TextAlignmentRole:
        return index.column() == Duration ? QVariant((Qt::AlignRight | Qt::AlignVCenter).toInt())
                                          : QVariant();
    case SortRole:
        return sortValue(run, index.column());
    case FilterRole: {
        QStringList words {run.who, run.detail, run.runId};
        for (int column = 0; column < ColumnCount; ++column)
            words << text(index.row(), column);
        return words.join(u'\n');
    }
    case IdRole:
        return run.isLocal() ? run.recordId : run.runId;
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(lookOf(run.outcome).meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(lookOf(run.outcome).icon)) : QVariant();
    case ChoicesRole:
        return QStringList {isSuccess(run) ? successful() : notSuccessful()};
    default:
        return {};
    }
}

QString HistoryModel::text(int row, int column) const
{
    const HistoryRun &run = m_runs.at(row);
    switch (column) {
    case When:
        return m_context.formatTime(run.startedAt);
    case What:
        return run.operation ? aegisx::wordFor(*run.operation) : Tr::tr("not known");
    case Result:
        return lookOf(run.outcome).text;
    case Who:
        return run.user();
    case Duration:
        return microsecondsOf(run) < 0 ? QString() : formatDuration(microsecondsOf(run));
    case Computer:
        if (!run.isLocal())
            return run.computer();
        return run.computer().isEmpty() ? Tr::tr("this computer")
                                        : Tr::tr("%1 (this computer)").arg(run.computer());
    default:
        return {};
    }
}

QString HistoryModel::toolTip(int row, int column) const
{
    const HistoryRun &run = m_runs.at(row);
    if (column != Result)
        return text(row, column);
    if (!run.outcome)
        return Tr::tr("The run is still going on, or it ended without saying how.");
    return run.detail.isEmpty() ? text(row, column) : text(row, column) % u'\n' % run.detail;
}

QVariant HistoryModel::sortValue(const HistoryRun &run, int column) const
{
    switch (column) {
    case When:
        return run.startedAt;
    case What:
        return run.operation ? aegisx::wordFor(*run.operation) : QString();
    case Result:
        return lookOf(run.outcome).text;
    case Who:
        return run.user();
    case Duration:
        return microsecondsOf(run);
    default:
        return run.computer();
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return ((section == Duration ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return Tr::tr("Started");
    case What:
        return Tr::tr("Operation");
    case Result:
        return Tr::tr("Outcome");
    case Who:
        return Tr::tr("User");
    case Duration:
        return Tr::tr("Took");
    case Computer:
        return Tr::tr("Computer");
    default:
        return {};
    }
}

} // namespace aegisx::ui
