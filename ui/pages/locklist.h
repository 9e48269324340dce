#pragma once

#include "core/inspection/lockview.h"

#include <QWidget>

class QPushButton;

namespace aegisx::ui {

class BlockerList;
class SectionHeading;
class SiteSession;
class StatePill;
class WrappedLabel;

// The migration locks, one below the other: the module, the state in a word, what is known of the
// holder in sentences, the rows as they are, and what can be done about it.
class LockList final : public QWidget
{
    Q_OBJECT

public:
    explicit LockList(SiteSession &session, QWidget *parent = nullptr);

    void setLocks(const QList<inspection::ModuleLock> &locks);
    void setObstacle(const QString &obstacle); // to releasing; empty: none
    void retranslate();

Q_SIGNALS:
    void releaseRequested(const QString &module);
    void stopped(); // a holder, or not; look again
    void focusLost(); // what had the focus is gone

private:
    struct Row {
        QWidget *widget;
        SectionHeading *title;
        StatePill *pill;
        WrappedLabel *description;
        WrappedLabel *rows;
        QPushButton *release;
        BlockerList *holder;
    };

    void addRow(const QString &module);
    void showLock(const Row &row, const inspection::ModuleLock &lock);

    SiteSession &m_session;
    QList<inspection::ModuleLock> m_locks;
    QList<Row> m_rows;
};

} // namespace aegisx::ui
