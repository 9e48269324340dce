#include "cli/accountcommand.h"
#include "cli/commandhints.h"
#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/movecommand.h"
#include "cli/siterun.h"
#include "cli/sitevisit.h"
#include "cli/tones.h"
#include "core/base/tr.h"
#include "core/inspection/accounts.h"
#include "core/inspection/evidence.h"
#include "core/inspection/seedstate.h"
#include "core/inspection/sitestate.h"
#include "core/operations/confirmation.h"
#include "core/words/words.h"

#include <algorithm>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

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

// A module is not well where what it recorded is not what the database holds.
Result<void> noteContradictions(Visit &visit, const QStringList &only, const std::stop_token &stop)
{
    for (const modules::Module &module : visit.catalog.modules) {
        const QString &id = module.manifest.id;
        const auto state = std::find_if(visit.state.modules.begin(),
                                        visit.state.modules.end(),
                                        [&id](const auto &one) { return one.id == id; });
        if (state == visit.state.modules.end() || !state->readable
            || (!only.isEmpty() && !only.contains(id)))
            continue;
        const auto evidence = inspection::examine(visit.connection, module, *state, stop);
        if (!evidence) {
            const ErrorKind kind = evidence.error().kind;
            if (kind == ErrorKind::Io || kind == ErrorKind::InvalidInput)
                continue; // a file that cannot be read; the check says so
            return fail(evidence.error());
        }
        if (const auto finding = inspection::contradictionFinding(id, *evidence)) {
            visit.state.findings.append(*finding);
            state->status = inspection::ModuleStatus::NeedsAttention;
        }
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

QString countOf(const inspection::ModuleState &module, int count)
{
    return module.readable ? QString::number(count) : Tr::tr("not known");
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
                     countOf(module, module.applied),
                     countOf(module, module.pending),
                     countOf(module, module.unknown),
                     module.batch ? QString::number(*module.batch) : u"-"_s,
                     last.isValid() ? terminal.dateTime(last) : u"-"_s,
                     wordFor(module.lock)});
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

void printSeeds(Terminal &terminal, const inspection::ModuleState &module)
{
    if (module.seeds.isEmpty())
        return;
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::SeedInfo &seed : module.seeds) {
        const bool loaded = seed.loadedAt.isValid();
        rows.append({wordFor(seed.state),
                     seed.name,
                     loaded ? QString::number(seed.kept) : u"-"_s,
                     loaded ? terminal.dateTime(seed.loadedAt) : u"-"_s});
        tones.append(toneFor(seed.state));
    }
    terminal.line();
    terminal.table(
        {Tr::tr("State"), Tr::tr("Seed"), Tr::tr("Kept"), Tr::tr("When")}, rows, 0, tones);
}

operations::Request requestOf(const Arguments &arguments)
{
    switch (arguments.verb) {
    case Verb::Migrate:
        return plans::MigrateRequest {arguments.modules, arguments.to, arguments.stepByStep};
    case Verb::Rollback:
        return plans::RollbackRequest {
            arguments.modules, arguments.batches.value_or(1), arguments.to, arguments.all};
    case Verb::Seed:
        return plans::SeedRequest {arguments.modules, arguments.force};
    case Verb::EnvironmentSet:
        return operations::EnvironmentRequest {
            environmentOf(arguments.environment).value_or(Environment::Production)};
    case Verb::MarkCompleted:
    case Verb::MarkPending:
        return plans::MarkRequest {arguments.modules.first(),
                                   arguments.names,
                                   arguments.provable,
                                   arguments.verb == Verb::MarkPending,
                                   arguments.batch,
                                   arguments.reason};
    case Verb::StopSession:
        return plans::SessionRequest {arguments.pid, arguments.end};
    case Verb::MoveTable:
        return plans::MoveRequest {arguments.objects, arguments.to};
    default:
        return operations::UnlockRequest {arguments.modules.first(), arguments.force};
    }
}

Result<operations::Request> requestOf(const Context &context)
{
    const Arguments &arguments = context.arguments;
    if (arguments.verb == Verb::CreateAdministrator)
        return accountRequest(context).map(
            [](plans::AccountRequest &&made) { return operations::Request(std::move(made)); });
    return requestOf(arguments);
}

// Why a plain yes does not do.
QString nameQuestion(const operations::Preparation &prepared, const QString &label)
{
    return operations::destructionOf(prepared) == operations::Destruction::UnprovenLock
        ? Tr::tr("That the holder of the lock is gone is not proven. To go on, type the site's "
                 "name (%1):")
              .arg(label)
        : Tr::tr("This is a PRODUCTION site. To go on, type its name (%1):").arg(label);
}

bool confirmedOnTerminal(const Context &context,
                         const SiteAccess &site,
                         const operations::Preparation &prepared)
{
    Terminal &terminal = context.terminal;
    if (operations::wantsSiteName(prepared, site.expected.environment)) {
        const auto typed = terminal.ask(nameQuestion(prepared, site.label));
        return typed && isNamed(site, *typed);
    }
    const auto typed = terminal.ask(titleFor(prepared.plans.first()) % u" ("_s % site.label
                                    % u") - "_s % Tr::tr("go on? [y/N]"));
    return typed
        && (typed->trimmed().compare(u"y"_s, Qt::CaseInsensitive) == 0
            || typed->trimmed() == Tr::tr("y"));
}

// Empty: where nobody can be asked, the plan runs without a yes.
QString whyConfirm(const plans::Plan &plan)
{
    switch (plan.operation) {
    case plans::Operation::SetEnvironment:
        return Tr::tr(
            "Changing the environment needs a confirmation, and nobody can be asked here.");
    case plans::Operation::StopSession:
        return Tr::tr("Stopping a session needs a confirmation, and nobody can be asked here.");
    case plans::Operation::Move:
        return Tr::tr("Moving needs a confirmation, and nobody can be asked here.");
    case plans::Operation::MarkCompleted:
    case plans::Operation::MarkPending:
        return Tr::tr("Changing the list of applied migrations needs a confirmation, and nobody "
                      "can be asked here.");
    case plans::Operation::Unlock:
        if (!plan.forced)
            return {};
        return Tr::tr("Releasing a lock whose holder is not proven gone needs a confirmation, and "
                      "nobody can be asked here.");
    default:
        break;
    }
    if (plan.operation != plans::Operation::Rollback)
        return {};
    return Tr::tr("Undoing needs a confirmation, and nobody can be asked here.");
}

// Adding asks once, on a terminal; undoing wants a yes in every case.
Result<void>
confirm(const Context &context, const SiteAccess &site, const operations::Preparation &prepared)
{
    const bool destroys = operations::destroysRowsOfProduction(prepared, site.expected.environment);
    const QString &typed = context.arguments.confirmSite;
    if (destroys && !typed.isEmpty() && !isNamed(site, typed))
        return fail(ErrorKind::Usage,
                    Tr::tr("This is not the site's name or code: %1").arg(typed),
                    Tr::tr("Nothing was changed. The site is called: %1").arg(site.label));
    if (destroys ? !typed.isEmpty() : context.arguments.yes)
        return {};
    if (context.terminal.canAsk()) {
        if (confirmedOnTerminal(context, site, prepared))
            return {};
        return fail(ErrorKind::Cancelled, Tr::tr("Not confirmed; nothing was changed."));
    }
    if (destroys)
        return fail(ErrorKind::Usage,
                    Tr::tr("The plan destroys rows of a production site, and nobody can be asked "
                           "here."),
                    Tr::tr("Add --confirm-site with the site's name or code to confirm it on the "
                           "command line. The site is called: %1")
                        .arg(site.label));
    const QString why = whyConfirm(prepared.plans.first());
    if (why.isEmpty())
        return {};
    return fail(ErrorKind::Usage, why, Tr::tr("Add --yes to confirm it on the command line."));
}

ExitCode refuse(const Context &context, const inspection::SiteState &state, Error error)
{
    // A name that cannot be one is a mistake on the command line.
    if (context.arguments.verb == Verb::MoveTable && error.kind == ErrorKind::InvalidInput)
        error.kind = ErrorKind::Usage;
    return giveUp(context, error, commandsFor(context.arguments, state, error));
}

} // namespace

ExitCode giveUp(const Context &context, const Error &error, const QStringList &commands)
{
    context.terminal.error(error, commands);
    context.terminal.document(errorDocument(error));
    return exitCodeFor(error);
}

ExitCode showStatus(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const QStringList &only = context.arguments.modules;
    if (const auto known = checkModuleNames(*visit, only); !known)
        return giveUp(context, known.error());
    if (const auto examined = noteContradictions(*visit, only, context.stop); !examined)
        return giveUp(context, examined.error());
    inspection::readSeeds(visit->connection, visit->catalog, visit->state, context.stop);
    visit->state.findings += inspection::unloadedSeeds(visit->state);
    visit->state.findings +=
        inspection::missingAccounts(visit->connection, visit->catalog, visit->state, context.stop);
    Terminal &terminal = context.terminal;
    printHeader(terminal, *visit);
    printModules(terminal, *visit, only);
    for (const inspection::ModuleState &module : visit->state.modules) {
        if (!only.contains(module.id))
            continue;
        printMigrations(terminal, module);
        printSeeds(terminal, module);
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
        if (finding.id == "environment-mismatch"_L1 || finding.id == "environment-hidden"_L1)
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
    const auto request = requestOf(context);
    if (!request)
        return giveUp(context, request.error());
    const auto prepared =
        operations::prepareFrom(visit->connection, visit->catalog, visit->state, *request);
    if (!prepared)
        return refuse(context, visit->state, prepared.error());
    const plans::Plan &plan = prepared->plans.first();
    if (arguments.dryRun) {
        printPlan(context.terminal, plan, visit->site.label, arguments.showSql);
        context.terminal.document(planDocument(plan, visit->site.label, arguments.showSql));
        return ExitCode::Done;
    }
    if (!plan.isEmpty()) {
        printPlan(context.terminal, plan, visit->site.label, arguments.showSql);
        if (const auto confirmed = confirm(context, visit->site, *prepared); !confirmed)
            return giveUp(context, confirmed.error());
    }
    const runs::RunReport report =
        carryOut(context, visit->site, visit->connection, visit->catalog, *prepared);
    printMoveBack(context, report);
    context.terminal.document(runDocument(report, visit->site.label, plan.findings));
    return exitCodeFor(report);
}

} // namespace aegisx::cli
