#include "cli/lintrun.h"

#include "cli/siteaccess.h"
#include "core/base/tr.h"
#include "core/lint/tryout.h"
#include "core/sites/practicesite.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

Result<Findings> tryAt(const Context &context, SiteAccess site, const lint::LintScope &scope)
{
    auto connection = connectTo(site, context.terminal, context.stop);
    if (!connection)
        return fail(connection.error());

    const EventSink tell = [&context](const Event &event) {
        if (event.kind == EventKind::Message)
            context.terminal.warning(event.text);
        else if (event.kind == EventKind::StepStarted || event.kind == EventKind::StepDone
                 || event.kind == EventKind::StepFailed)
            context.terminal.trial(event);
    };
    return lint::tryOut(*connection, scope, tell, context.stop);
}

} // namespace

Result<Findings> tryModules(const Context &context, const lint::LintScope &scope)
{
    SiteAccess site;
    if (!context.arguments.practice) {
        const auto settings = postgres::settingsFromText(*context.arguments.database);
        if (!settings) {
            Error error = settings.error();
            error.kind = ErrorKind::Usage;
            return fail(error);
        }
        site.settings = *settings;
        return tryAt(context, site, scope);
    }
    sites::PracticeSite practice;
    const bool ran = practice.status().state == sites::PracticeStatus::State::Running;
    if (const auto started = practice.start(); !started)
        return fail(started.error());
    site.settings = practice.settings();
    auto found = tryAt(context, site, scope);
    if (!ran) {
        if (const auto stopped = practice.stop(); !stopped)
            return fail(stopped.error());
    }
    return found;
}

} // namespace aegisx::cli
