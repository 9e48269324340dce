#include "ui/site/obstacle.h"

#include "core/base/tr.h"
#include "core/plans/planning.h"
#include "ui/site/sitesession.h"

namespace aegisx::ui {

namespace {

QString messageOf(const Result<void> &possible)
{
    return possible ? QString() : possible.error().message;
}

} // namespace

QString obstacleTo(const SiteSession &session)
{
    switch (session.link()) {
    case SiteSession::Link::Connected:
        break;
    case SiteSession::Link::Connecting:
        return Tr::tr("The connection is being made.");
    case SiteSession::Link::Closed:
    case SiteSession::Link::PasswordWanted:
    case SiteSession::Link::Failed:
    case SiteSession::Link::Lost:
        return Tr::tr("There is no connection to the server; connect again first.");
    }
    if (session.isRunning())
        return Tr::tr("A run is going on; wait until it has ended.");
    return session.snapshot() ? QString() : Tr::tr("The site was not read yet.");
}

QString obstacleToChange(const SiteSession &session, const QStringList &modules)
{
    if (const QString obstacle = obstacleTo(session); !obstacle.isEmpty())
        return obstacle;
    const auto snapshot = session.snapshot();
    const auto chosen = plans::chooseModules(snapshot->catalog, modules);
    return chosen ? messageOf(plans::checkMayChange(snapshot->state, *chosen))
                  : chosen.error().message;
}

QString obstacleToUpgrade(const SiteSession &session)
{
    const QString obstacle = obstacleToChange(session);
    if (!obstacle.isEmpty() || session.snapshot()->pendingCount() > 0)
        return obstacle;
    return Tr::tr("Nothing is pending.");
}

QString obstacleToUnlock(const SiteSession &session)
{
    const QString obstacle = obstacleTo(session);
    return obstacle.isEmpty() ? messageOf(plans::checkSiteMayChange(session.snapshot()->state))
                              : obstacle;
}

QString obstacleToMove(const SiteSession &session)
{
    return obstacleToUnlock(session); // both change the site, and no module's files
}

QString obstacleToSetEnvironment(const SiteSession &session)
{
    const QString obstacle = obstacleTo(session);
    return obstacle.isEmpty() ? messageOf(plans::checkServer(session.snapshot()->state)) : obstacle;
}

} // namespace aegisx::ui
