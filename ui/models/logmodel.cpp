#include "ui/models/logmodel.h"

#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/theme/enums.h"

#include <algorithm>
#include <optional>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestText = 2000; // of what the window keeps; the saved log has the whole

QString kindWord(EventKind kind)
{
    switch (kind) {
    case EventKind::RunStarted:
        return Tr::tr("Run started");
    case EventKind::LockTaken:
        return Tr::tr("Lock taken");
    case EventKind::SegmentStarted:
        return Tr::tr("Transaction started");
    case EventKind::StepStarted:
        return Tr::tr("Step started");
    case EventKind::StatementDone:
        return Tr::tr("Statement done");
    case EventKind::Notice:
        return Tr::tr("Server notice");
    case EventKind::StepDone:
        return Tr::tr("Step done");
    case EventKind::StepSkipped:
        return Tr::tr("Step skipped");
    case EventKind::StepFailed:
        return Tr::tr("Step failed");
    case EventKind::Waiting:
        return Tr::tr("Waiting");
    case EventKind::Retrying:
        return Tr::tr("Trying again");
    case EventKind::SegmentCommitted:
        return Tr::tr("Committed");
    case EventKind::RolledBack:
        return Tr::tr("Rolled back");
    case EventKind::LockReleased:
        return Tr::tr("Lock released");
    case EventKind::Message:
        return Tr::tr("Message");
    case EventKind::RunFinished:
        return Tr::tr("Run finished");
    }
    return {};
}

std::optional<PillLook> pillFor(EventKind kind)
{
    switch (kind) {
    case EventKind::StepFailed:
        return PillLook {Meaning::Danger, Icon::StateFailed, {}};
    case EventKind::Waiting:
        return PillLook {Meaning::Warning, Icon::Clock, {}};
    case EventKind::Retrying:
        return PillLook {Meaning::Warning, Icon::Refresh, {}};
    case EventKind::RolledBack:
        return PillLook {Meaning::Warning, Icon::Rollback, {}};
    case EventKind::SegmentCommitted:
        return PillLook {Meaning::Success, Icon::StateOk, {}};
    default:
        return std::nullopt;
    }
}

QString textOf(const Event &event)
{
    switch (event.kind) {
    case EventKind::StatementDone:
        return u"%1/%2  %3"_s.arg(
            QString::number(event.statement), QString::number(event.statementCount), event.text);
    case EventKind::StepDone:
        return formatDuration(event.microseconds);
    case EventKind::StepSkipped:
        return Tr::tr("done meanwhile by another upgrade");
    default:
        return event.text;
    }
}

} // namespace

QString logLine(const Event &event)
{
    QStringList parts {event.at.toUTC().toString(Qt::ISODateWithMs), keyOf(event.kind)};
    parts << (event.step > 0 ? u"%1/%2"_s.arg(event.step).arg(event.stepCount) : u"-"_s);
    parts << (event.name.isEmpty() ? u"-"_s : stepTitle(event.module, event.name));
    if (event.statement > 0)
        parts << u"%1/%2"_s.arg(event.statement).arg(event.statementCount);
    if (event.kind == EventKind::StepDone)
        parts << QString::number(event.microseconds) % u" us"_s;
    if (!event.text.isEmpty())
        parts << QString(event.text).replace(u'\n', u"\n    "_s);
    return parts.join(u'\t');
}

LogModel::LogModel(QObject *parent) : QAbstractTableModel(parent)
{
    readKindWords();
}

void LogModel::readKindWords()
{
    m_kindWords.clear();
    for (int kind = 0; kind <= static_cast<int>(EventKind::RunFinished); ++kind)
        m_kindWords.append(kindWord(static_cast<EventKind>(kind)));
}

void LogModel::clear()
{
    beginResetModel();
    m_events.clear();
    m_shown.clear();
    m_dropped = 0;
    endResetModel();
}

void LogModel::addEvents(const QList<Event> &events)
{
    const QList<Event> kept = events.last(std::min<qsizetype>(events.size(), mostEntries));
    drop(std::min(m_events.size(), m_events.size() + kept.size() - mostEntries));
    m_dropped += m_events.isEmpty() ? events.size() - kept.size() : 0;
    append(kept);
}

void LogModel::drop(qsizetype count)
{
    if (count <= 0)
        return;
    const qint64 first = m_dropped + count; // that stays
    const qsizetype rows = m_filter.isEmpty()
        ? count
        : std::lower_bound(m_shown.cbegin(), m_shown.cend(), first) - m_shown.cbegin();
    if (rows > 0)
        beginRemoveRows({}, 0, static_cast<int>(rows) - 1);
    m_events.remove(0, count);
    m_dropped = first;
    if (!m_filter.isEmpty())
        m_shown.remove(0, rows);
    if (rows > 0)
        endRemoveRows();
}

void LogModel::append(const QList<Event> &events)
{
    QList<qint64> shown;
    for (qsizetype i = 0; i < events.size() && !m_filter.isEmpty(); ++i) {
        if (holds(events.at(i), m_filter))
            shown.append(m_dropped + m_events.size() + i);
    }
    const qsizetype rows = m_filter.isEmpty() ? events.size() : shown.size();
    if (rows > 0)
        beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows) - 1);
    for (const Event &event : events) {
        m_events.append(event);
        if (event.text.size() > longestText)
            m_events.last().text.truncate(longestText);
    }
    m_shown += shown;
    if (rows > 0)
        endInsertRows();
}

void LogModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    beginResetModel();
    m_filter = text;
    m_shown.clear();
    for (qsizetype i = 0; i < m_events.size() && !m_filter.isEmpty(); ++i) {
        if (holds(m_events.at(i), m_filter))
            m_shown.append(m_dropped + i);
    }
    endResetModel();
}

void LogModel::retranslate()
{
    readKindWords();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LogModel::findRow(const QString &text, int from, bool forward) const
{
    const int rows = rowCount();
    if (text.isEmpty())
        return -1;
    for (int step = 1; step <= rows; ++step) {
        const int row = ((from + (forward ? step : -step)) % rows + rows) % rows;
        if (holds(eventAt(row), text))
            return row;
    }
    return -1;
}

const Event &LogModel::eventAt(int row) const
{
    return m_events.at(m_filter.isEmpty() ? row : m_shown.at(row) - m_dropped);
}

bool LogModel::holds(const Event &event, const QString &text) const
{
    return event.text.contains(text, Qt::CaseInsensitive)
        || event.name.contains(text, Qt::CaseInsensitive)
        || event.module.contains(text, Qt::CaseInsensitive)
        || m_kindWords.at(static_cast<int>(event.kind)).contains(text, Qt::CaseInsensitive);
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(m_filter.isEmpty() ? m_events.size() : m_shown.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LogModel::text(const Event &event, int column) const
{
    switch (column) {
    case Time:
        return event.at.toLocalTime().toString(u"HH:mm:ss"_s);
    case Kind:
        return m_kindWords.at(static_cast<int>(event.kind));
    case Step:
        return event.name;
    case Text:
        return textOf(event).simplified();
    default:
        return {};
    }
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Event &event = eventAt(index.row());
    const auto pill = index.column() == Kind ? pillFor(event.kind) : std::nullopt;
    switch (role) {
    case Qt::DisplayRole:
    case FilterRole:
        return text(event, index.column());
    case Qt::ToolTipRole:
        return index.column() == Text ? QVariant(event.text)
            : index.column() == Step && !event.name.isEmpty()
            ? QVariant(stepTitle(event.module, event.name))
            : QVariant();
    case SortRole:
        return event.at;
    case StateRole:
        return static_cast<int>(event.kind);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(pill->meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(pill->icon)) : QVariant();
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return Tr::tr("When");
    case Kind:
        return Tr::tr("What");
    case Step:
        return Tr::tr("Step");
    default:
        return Tr::tr("Text");
    }
}

} // namespace aegisx::ui
