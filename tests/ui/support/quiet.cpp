#include "tests/ui/support/quiet.h"

#include "tests/ui/support/loading.h"
#include "ui/pages/preflightview.h"
#include "ui/site/siteevidence.h"
#include "ui/site/sitesession.h"
#include "ui/site/siteview.h"

#include <algorithm>

namespace aegisx::test {

using namespace aegisx::ui;
using namespace Qt::StringLiterals;

bool isQuiet(const MainWindow &window)
{
    const QList<SiteView *> views = window.siteViews();
    return std::none_of(views.begin(), views.end(), [](const SiteView *view) {
        const SiteSession &session = view->session();
        const SiteEvidence &evidence = session.evidence();
        bool reading = session.activity() != SiteSession::Activity::Idle
            || evidence.placement().state == SiteEvidence::State::Reading;
        for (const inspection::ModuleState &module : session.snapshot()
                 ? session.snapshot()->state.modules
                 : QList<inspection::ModuleState> {})
            reading = reading || evidence.of(module.id).state == SiteEvidence::State::Reading;
        return reading && !session.isRunning();
    });
}

bool isChecking(const QWidget *widget)
{
    const auto *plan = widget->findChild<QWidget *>(u"planPage"_s);
    const auto views = widget->findChildren<PreflightView *>();
    return (plan && isLoading(plan))
        || std::any_of(views.begin(), views.end(), [](const PreflightView *view) {
               return view->isVisible() && view->isChecking();
           });
}

} // namespace aegisx::test
