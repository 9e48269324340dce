#include "cli/commands.h"
#include "cli/siteaccess.h"
#include "cli/siterun.h"
#include "core/base/tr.h"
#include "core/sites/practicesite.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;
using sites::PracticeStatus;

namespace {

void showPractice(const Context &context, const sites::PracticeSite &practiceSite)
{
    const PracticeStatus status = practiceSite.status();
    const QString state = status.state == PracticeStatus::State::Running ? Tr::tr("running")
        : status.state == PracticeStatus::State::Stopped                 ? Tr::tr("stopped")
                                                                         : Tr::tr("not made yet");
    Terminal &terminal = context.terminal;
    terminal.line(Tr::tr("Practice site: %1").arg(state), Tone::Bold);
    if (!status.serverVersion.isEmpty())
        terminal.line(u"PostgreSQL "_s % status.serverVersion);
    terminal.line(status.directory, Tone::Dim);
    terminal.document({{u"document"_s, u"practice"_s},
                       {u"state"_s, jsonKeyOf(status.state)},
                       {u"directory"_s, status.directory},
                       {u"serverVersion"_s, status.serverVersion},
                       {u"connection"_s, practiceSite.settings().describe()}});
}

ExitCode upgradePractice(const Context &context, sites::PracticeSite &practiceSite)
{
    if (const auto started = practiceSite.start(); !started)
        return giveUp(context, started.error());
    SiteAccess site;
    site.settings = practiceSite.settings();
    site.label = Tr::tr("Practice site");
    site.expected.environment = Environment::Practice;
    auto connection = connectTo(site, context.terminal, context.stop);
    if (!connection)
        return giveUp(context, connection.error());
    const auto catalog = modules::loadCatalog(moduleFolders(context.arguments));
    return upgradeAll(context, site, *connection, catalog);
}

} // namespace

ExitCode practice(const Context &context)
{
    sites::PracticeSite practiceSite;
    Result<void> done;
    switch (context.arguments.verb) {
    case Verb::PracticeStart:
        done = practiceSite.start();
        break;
    case Verb::PracticeStop:
        done = practiceSite.stop();
        break;
    case Verb::PracticeReset:
        done = practiceSite.reset();
        break;
    case Verb::PracticeUpgrade:
        return upgradePractice(context, practiceSite);
    default:
        break;
    }
    if (!done)
        return giveUp(context, done.error());
    showPractice(context, practiceSite);
    return ExitCode::Done;
}

} // namespace aegisx::cli
