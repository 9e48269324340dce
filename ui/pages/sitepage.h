#pragma once

#include "core/operations/operation.h"
#include "ui/pages/page.h"
#include "ui/site/sitesession.h"

namespace aegisx::ui {

// A page of one open site. It shows session().snapshot() and asks for operations; what it reads
// itself it reads through session().read().
class SitePage : public Page
{
    Q_OBJECT

public:
    SitePage(SiteSession &session, QWidget *parent) : Page(parent), m_session(session) { }

    [[nodiscard]] SiteSession &session() const { return m_session; }
    [[nodiscard]] AppContext &context() const { return m_session.context(); }

Q_SIGNALS:
    // The site's view shows the plan page for it.
    void operationRequested(const aegisx::operations::Request &request);
    void locksRequested(); // the page of the migration locks

private:
    SiteSession &m_session;
};

} // namespace aegisx::ui
