#pragma once

#include "core/base/event.h"

#include <QAbstractTableModel>
#include <QList>

namespace aegisx::ui {

// The newest events of a run, at most mostEntries; a filter shows only those that hold a text.
class LogModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Kind, Step, Text, ColumnCount };
    static constexpr int mostEntries = 50'000;

    explicit LogModel(QObject *parent = nullptr);

    void clear();
    void addEvents(const QList<Event> &events);
    void setFilter(const QString &text); // empty: all are shown
    void retranslate();

    // The next row after (or before) one that holds the text, from the other end on if need be;
    // -1: none does.
    [[nodiscard]] int findRow(const QString &text, int from, bool forward) const;
    [[nodiscard]] qint64 droppedCount() const { return m_dropped; } // too old by now

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const Event &eventAt(int row) const;
    [[nodiscard]] bool holds(const Event &event, const QString &text) const;
    [[nodiscard]] QString text(const Event &event, int column) const;
    void drop(qsizetype count);
    void append(const QList<Event> &events);
    void readKindWords();

    QList<Event> m_events;
    qint64 m_dropped = 0; // the number of the first event of m_events
    QString m_filter;
    QList<qint64> m_shown; // with a filter: the numbers of the events that are rows
    QList<QString> m_kindWords; // by EventKind, in the language that is set
};

// One line of a saved log: ISO time, kind, step, text; nothing of it translated by us.
[[nodiscard]] QString logLine(const Event &event);

} // namespace aegisx::ui
