#pragma once

#include "core/operations/operation.h"
#include "ui/theme/enums.h"

#include <QObject>
#include <QSet>

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
    [[nodiscard]] bool isBusy(int pid) const { return m_busy.contains(pid); }

Q_SIGNALS:
    void busyChanged();
    // What came of it, in a sentence; empty: the person did not want to.
    void said(int pid, aegisx::ui::Meaning meaning, const QString &sentence);

private:
    using Prepared = std::shared_ptr<const operations::Preparation>;

    void ask(const Prepared &preparation, const plans::SessionRequest &request);
    void carryOut(const Prepared &preparation, const plans::SessionRequest &request);
    void tell(int pid, Meaning meaning, const QString &sentence);
    void tellReport(int pid, const runs::RunReport &report);

    SiteSession &m_session;
    QWidget *m_window;
    QSet<int> m_busy;
};

} // namespace aegisx::ui
