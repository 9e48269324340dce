#pragma once

#include "core/base/event.h"
#include "ui/theme/enums.h"

#include <QList>
#include <QWidget>

class QPushButton;

namespace aegisx::ui {

class SessionStopper;
class SiteSession;
class StatePill;
class WrappedLabel;

// Sessions of the server that stand in the way, one below the other: who it is and what it does,
// "Ask it to cancel" and "End its session", and what came of it.
class BlockerList final : public QWidget
{
    Q_OBJECT

public:
    explicit BlockerList(SiteSession &session, QWidget *parent = nullptr);

    // Rows of sessions that are still there stay, so that the focus stays as well. A session
    // without a description is one that was described already.
    void setSessions(const QList<BlockingSession> &sessions);
    // At most so many of them, those that are shown already before others.
    [[nodiscard]] QList<BlockingSession> choose(QList<BlockingSession> sessions,
                                                qsizetype most) const;
    void retranslate();

Q_SIGNALS:
    void stopped(int pid); // or not, for a reason that is said; look again
    // It stands in the way no more: the question about it was closed, and it was left alone.
    void withdrawn(int pid);
    void focusLost(); // what had the focus is gone, and nothing is left here to take it

private:
    struct Row {
        int pid;
        QWidget *widget;
        WrappedLabel *description;
        QPushButton *cancel;
        QPushButton *end;
        WrappedLabel *said;
        bool idle;
    };

    void addRow(const BlockingSession &session);
    void removeRows(const QList<BlockingSession> &staying);
    void showBusy();
    void showCancel(const Row &row);
    void showSaid(int pid, Meaning meaning, const QString &sentence);

    SessionStopper *m_stopper;
    QList<Row> m_rows;
};

} // namespace aegisx::ui
