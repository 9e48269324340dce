#pragma once

#include "core/operations/operation.h"
#include "ui/dialogs/dialogservice.h"
#include "ui/theme/enums.h"

#include <QHash>
#include <QObject>

#include <memory>

class QWidget;

namespace aegisx::ui {

class SiteSession;

// Asks a session of the server to cancel its statement, or ends it, on a connection beside the
// site's lane, so that a run may wait for it meanwhile. Before anything is done a person is asked,
// with who it is, what it is doing and what that means. No function blocks.
class SessionStopper final : public QObject
{
    Q_OBJECT

public:
    SessionStopper(SiteSession &session, QWidget *parent);

    void stop(const plans::SessionRequest &request);
    // What is not under way yet is not done any more, and an open question is closed.
    void withdraw(int pid);
    [[nodiscard]] bool isBusy(int pid) const { return m_asked.contains(pid); }

Q_SIGNALS:
    void busyChanged();
    // What came of it, in a sentence; empty: the person did not want to.
    void said(int pid, aegisx::ui::Meaning meaning, const QString &sentence);
    void withdrawn(int pid); // the session was left alone

private:
    using Prepared = std::shared_ptr<const operations::Preparation>;

    struct Asked {
        int number = 0; // an earlier one's answer is not wanted
        bool underWay = false; // the server has been told
        DialogService::Withdraw close;
    };

    [[nodiscard]] bool isWanted(int pid, int number) const;
    void ask(const Prepared &preparation, const plans::SessionRequest &request);
    void carryOut(const Prepared &preparation, const plans::SessionRequest &request);
    void tell(int pid, Meaning meaning, const QString &sentence);
    void tellReport(int pid, const runs::RunReport &report);

    SiteSession &m_session;
    QWidget *m_window;
    QHash<int, Asked> m_asked; // by process
    int m_number = 0;
};

} // namespace aegisx::ui
