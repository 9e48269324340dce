#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/siteaccess.h"
#include "cli/siterun.h"
#include "cli/tones.h"
#include "core/base/tr.h"
#include "core/inspection/sitestate.h"
#include "core/plans/plan.h"
#include "core/sites/sitestore.h"
#include "core/words/words.h"

#include <future>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

// A connected site and what was found there.
struct Visit {
    SiteAccess site;
    modules::ModuleCatalog catalog;
    postgres::Connection connection;
    inspection::SiteState state;
};

// Keeps with the profile when it was seen, in what state, and which cluster it is: from the
// first visit on only that one may be changed.
void noteVisit(const SiteAccess &site, const inspection::SiteState &state, Terminal &terminal)
{
    if (site.siteId.isEmpty())
        return;
    auto worst = inspection::ModuleStatus::UpToDate;
    for (const inspection::ModuleState &module : state.modules)
        worst = std::max(worst, module.status);
    auto store = sites::SiteStore::open();
    auto profile = store ? store->find(site.siteId) : fail(store.error());
    if (profile && profile->systemIdentifier.isEmpty()
        && !state.server.systemIdentifier.isEmpty()) {
        profile->systemIdentifier = state.server.systemIdentifier;
        if (const auto updated = store->update(*profile); !updated)
            terminal.warning(updated.error().message);
    }
    const auto noted = profile
        ? store->recordVisit(site.siteId, QDateTime::currentDateTimeUtc(), jsonKeyOf(worst))
        : fail(profile.error());
    if (!noted)
        terminal.warning(noted.error().message);
}

Result<Visit> visitSite(const Context &context)
{
    auto site = chooseSite(context.arguments, context.terminal);
    if (!site)
        return fail(site.error());
    // While the server takes its time: there may be thousands of files.
    auto loading =
        std::async(std::launch::async, modules::loadCatalog, moduleFolders(context.arguments));
    auto connection = connectTo(*site, context.terminal, context.stop);
    if (!connection)
        return fail(connection.error());
    auto catalog = loading.get();
    auto state = inspection::inspect(*connection, catalog, site->expected, context.stop);
    if (!state)
        return fail(state.error());
    noteVisit(*site, *state, context.terminal);
    return Visit {std::move(*site), std::move(catalog), std::move(*connection), std::move(*state)};
}

Result<void> checkModuleNames(const Visit &visit, const QStringList &names)
{
    for (const QString &name : names) {
        if (!visit.catalog.find(name))
            return fail(ErrorKind::NotFound,
                        Tr::tr("There is no module called: %1").arg(name),
                        Tr::tr("\"aegisx-sitectl status\" lists the modules."));
    }
    return {};
}

void printHeader(Terminal &terminal, const Visit &visit)
{
    terminal.line(Tr::tr("Site: %1").arg(visit.site.label), Tone::Bold);
    terminal.line(Tr::tr("PostgreSQL %1, database %2, user %3")
                      .arg(visit.state.server.versionText,
                           visit.state.server.database,
                           visit.state.server.currentUser));
    if (visit.state.environment)
        terminal.line(Tr::tr("Environment: %1").arg(wordFor(*visit.state.environment)));
    terminal.line();
}

void printModules(Terminal &terminal, const Visit &visit, const QStringList &only)
{
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::ModuleState &module : visit.state.modules) {
        if (!only.isEmpty() && !only.contains(module.id))
            continue;
        QDateTime last;
        for (const inspection::MigrationInfo &migration : module.migrations) {
            if (!last.isValid() || last < migration.appliedAt)
                last = migration.appliedAt;
        }
        rows.append({module.id,
                     wordFor(module.status),
                     QString::number(module.applied),
                     QString::number(module.pending),
                     QString::number(module.unknown),
                     module.batch ? QString::number(*module.batch) : u"-"_s,
                     last.isValid() ? terminal.dateTime(last) : u"-"_s,
                     wordFor(module.lock.state)});
        tones.append(toneFor(module.status));
    }
    terminal.table({Tr::tr("Module"),
                    Tr::tr("State"),
                    Tr::tr("Applied"),
                    Tr::tr("Pending"),
                    Tr::tr("Unknown"),
                    Tr::tr("Batch"),
                    Tr::tr("Last run"),
                    Tr::tr("Lock")},
                   rows,
                   1,
                   tones);
}

void printMigrations(Terminal &terminal, const inspection::ModuleState &module)
{
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::MigrationInfo &migration : module.migrations) {
        rows.append(
            {wordFor(migration.state),
             migration.name,
             migration.batch ? QString::number(*migration.batch) : u"-"_s,
             migration.appliedAt.isValid() ? terminal.dateTime(migration.appliedAt) : u"-"_s});
        tones.append(toneFor(migration.state));
    }
    terminal.line();
    terminal.line(module.id, Tone::Bold);
    terminal.table(
        {Tr::tr("State"), Tr::tr("Migration"), Tr::tr("Batch"), Tr::tr("When")}, rows, 0, tones);
}

Result<plans::Plan> makePlan(Visit &visit, const Arguments &arguments)
{
    switch (arguments.verb) {
    case Verb::Migrate:
        return plans::planMigrate(
            visit.catalog, visit.state, {arguments.modules, arguments.to, arguments.stepByStep});
    case Verb::Rollback:
        return plans::planRollback(
            visit.catalog,
            visit.state,
            {arguments.modules, arguments.batches.value_or(1), arguments.to, arguments.all});
    case Verb::Seed:
        return plans::planSeed(
            visit.connection, visit.catalog, visit.state, {arguments.modules, arguments.force});
    case Verb::EnvironmentSet:
        return plans::planSetEnvironment(
            visit.state, environmentOf(arguments.environment).value_or(Environment::Production));
    default:
        return plans::planUnlock(visit.state, arguments.modules.first(), arguments.force);
    }
}

bool confirmedOnTerminal(const Context &context, const Visit &visit, const plans::Plan &plan)
{
    const bool isProduction = visit.state.environment == Environment::Production;
    const bool guarded = plan.operation == plans::Operation::Rollback
        ? isProduction || visit.site.production
        : plan.operation == plans::Operation::SetEnvironment && isProduction;
    if (guarded) {
        const auto typed =
            context.terminal.ask(Tr::tr("This is a PRODUCTION site. To go on, type its name (%1):")
                                     .arg(visit.site.label));
        return typed && typed->trimmed() == visit.site.label;
    }
    const auto typed = context.terminal.ask(titleFor(plan) % u" ("_s % visit.site.label % u") - "_s
                                            % Tr::tr("go on? [y/N]"));
    return typed
        && (typed->trimmed().compare(u"y"_s, Qt::CaseInsensitive) == 0
            || typed->trimmed() == Tr::tr("y"));
}

// Adding asks once, on a terminal; undoing wants a yes in every case.
Result<void> confirm(const Context &context, const Visit &visit, const plans::Plan &plan)
{
    if (context.arguments.yes)
        return {};
    if (context.terminal.canAsk()) {
        if (confirmedOnTerminal(context, visit, plan))
            return {};
        return fail(ErrorKind::Cancelled, Tr::tr("Not confirmed; nothing was changed."));
    }
    const bool setsIt = plan.operation == plans::Operation::SetEnvironment;
    const bool wantsYes = plan.operation == plans::Operation::Rollback || plan.forced || setsIt;
    if (!wantsYes)
        return {};
    return fail(ErrorKind::Usage,
                setsIt ? Tr::tr("Changing the environment needs a confirmation, and nobody can be "
                                "asked here.")
                       : Tr::tr("Undoing needs a confirmation, and nobody can be asked here."),
                Tr::tr("Add --yes to confirm it on the command line."));
}

} // namespace

ExitCode giveUp(const Context &context, const Error &error)
{
    context.terminal.error(error);
    context.terminal.document(errorDocument(error));
    return exitCodeFor(error);
}

ExitCode showStatus(const Context &context)
{
    const auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const QStringList &only = context.arguments.modules;
    if (const auto known = checkModuleNames(*visit, only); !known)
        return giveUp(context, known.error());
    Terminal &terminal = context.terminal;
    printHeader(terminal, *visit);
    printModules(terminal, *visit, only);
    for (const inspection::ModuleState &module : visit->state.modules) {
        if (only.contains(module.id))
            printMigrations(terminal, module);
    }
    if (!visit->state.findings.isEmpty())
        terminal.line();
    terminal.findings(visit->state.findings);
    if (terminal.isJson()) // not for nothing: half the time with thousands of migrations
        terminal.document(statusDocument(visit->state, visit->catalog, visit->site.label, only));
    return ExitCode::Done;
}

ExitCode showEnvironment(const Context &context)
{
    const auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    Terminal &terminal = context.terminal;
    const inspection::SiteState &state = visit->state;
    const auto listed = visit->site.expected.environment;
    QList<QStringList> rows {{Tr::tr("The database"), wordFor(state.environment)}};
    if (state.environment)
        rows << QStringList {Tr::tr("Set by"), state.environmentSetBy}
             << QStringList {Tr::tr("When"), terminal.dateTime(state.environmentSetAt)};
    if (listed)
        rows << QStringList {Tr::tr("The list of sites"), wordFor(*listed)};
    terminal.line(Tr::tr("Site: %1").arg(visit->site.label), Tone::Bold);
    terminal.table({Tr::tr("What"), Tr::tr("Environment")}, rows);
    for (const Finding &finding : state.findings) {
        if (finding.id == "environment-mismatch"_L1)
            terminal.findings({finding});
    }
    terminal.document(environmentDocument(state, visit->site.label, listed));
    return ExitCode::Done;
}

ExitCode changeSite(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const Arguments &arguments = context.arguments;
    const auto plan = makePlan(*visit, arguments);
    if (!plan)
        return giveUp(context, plan.error());
    if (arguments.dryRun) {
        printPlan(context.terminal, *plan, visit->site.label, arguments.showSql);
        context.terminal.document(planDocument(*plan, visit->site.label, arguments.showSql));
        return ExitCode::Done;
    }
    if (!plan->isEmpty()) {
        printPlan(context.terminal, *plan, visit->site.label, arguments.showSql);
        if (const auto confirmed = confirm(context, *visit, *plan); !confirmed)
            return giveUp(context, confirmed.error());
    }
    const runs::RunReport report = runPlan(context, visit->site, visit->connection, *plan);
    context.terminal.document(runDocument(report, visit->site.label, plan->findings));
    return exitCodeFor(report);
}

} // namespace aegisx::cli
