#include "cli/siterun.h"

#include "cli/commandhints.h"
#include "cli/documents.h"
#include "cli/losslines.h"
#include "core/base/tr.h"
#include "core/reports/reportjson.h"
#include "core/sites/sitestore.h"
#include "core/words/losswords.h"
#include "core/words/seedwords.h"
#include "core/words/words.h"

#include <QJsonDocument>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

Tone toneFor(runs::StepState state)
{
    switch (state) {
    case runs::StepState::Done:
        return Tone::Good;
    case runs::StepState::Failed:
        return Tone::Bad;
    case runs::StepState::Cancelled:
    case runs::StepState::RolledBack:
        return Tone::Warning;
    default:
        return Tone::Dim;
    }
}

void printSeedCounts(Terminal &terminal, const runs::StepReport &step)
{
    QList<QStringList> rows;
    for (const runs::TableCounts &counts : step.tables) {
        const QString unchanged =
            counts.unchanged < 0 ? Tr::tr("not known") : QString::number(counts.unchanged);
        rows.append({counts.table,
                     QString::number(counts.inserted),
                     QString::number(counts.updated),
                     unchanged,
                     QString::number(counts.kept),
                     QString::number(counts.deleted)});
    }
    if (!rows.isEmpty())
        terminal.table({Tr::tr("Table"),
                        Tr::tr("Inserted"),
                        Tr::tr("Updated"),
                        Tr::tr("Unchanged"),
                        Tr::tr("Kept"),
                        Tr::tr("Deleted")},
                       rows);
    for (const runs::TableCounts &counts : step.tables) {
        if (counts.kept == 0)
            continue;
        terminal.line(keptTitleFor(counts));
        for (const QString &line : keptLinesFor(counts))
            terminal.line(u"  "_s % line);
    }
}

void printReport(Terminal &terminal, const runs::RunReport &report)
{
    const bool good =
        report.outcome == runs::Outcome::Done || report.outcome == runs::Outcome::NothingToDo;
    terminal.line();
    terminal.line(headlineFor(report),
                  good                                             ? Tone::Good
                      : report.outcome == runs::Outcome::Cancelled ? Tone::Warning
                                                                   : Tone::Bad);
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const runs::StepReport &step : report.steps + report.following) {
        rows.append({wordFor(step.state),
                     step.module,
                     step.name,
                     QString::number(step.microseconds / 1000) % u" ms"_s});
        tones.append(toneFor(step.state));
    }
    if (!rows.isEmpty())
        terminal.table(
            {Tr::tr("Result"), Tr::tr("Module"), Tr::tr("Step"), Tr::tr("Time")}, rows, 0, tones);
    for (const runs::StepReport &step : report.steps) {
        if (!step.reason.isEmpty())
            terminal.line(
                u"%1: %2"_s.arg(stepTitle(step.module, step.name), reasonText(step.reason)));
        printSeedCounts(terminal, step);
    }
    printTableChanges(terminal, report);
    for (auto it = report.batches.cbegin(); it != report.batches.cend(); ++it)
        terminal.line(Tr::tr("Module %1: batch %2").arg(it.key(), QString::number(it.value())));
    if (report.error)
        terminal.error(*report.error);
    terminal.line(report.stateNow, Tone::Bold);
    if (!report.nextStep.isEmpty() && (!report.error || report.error->remedy != report.nextStep))
        terminal.line(report.nextStep);
    terminal.commands(commandsFor(report));
}

void keepInHistory(Terminal &terminal, const SiteAccess &site, const runs::RunReport &report)
{
    auto store = sites::SiteStore::open();
    if (!store) {
        terminal.warning(Tr::tr("The report could not be kept in the local history: %1")
                             .arg(store.error().message));
        return;
    }
    const sites::RunRecord record {
        {},
        site.siteId,
        site.label,
        jsonKeyOf(report.operation),
        jsonKeyOf(report.outcome),
        report.startedAt,
        report.finishedAt,
        report.who,
        report.stateNow,
        QJsonDocument(reports::toJson(report)).toJson(QJsonDocument::Compact)};
    if (const auto added = store->addRun(record); !added)
        terminal.warning(Tr::tr("The report could not be kept in the local history: %1")
                             .arg(added.error().message));
}

// A lock and a session are no matter of transactions.
bool hasTransactions(plans::Operation operation)
{
    return operation != plans::Operation::Unlock && operation != plans::Operation::StopSession
        && operation != plans::Operation::SetEnvironment;
}

QString stepKindWord(plans::StepKind kind)
{
    switch (kind) {
    case plans::StepKind::Up:
        return Tr::tr("up");
    case plans::StepKind::Down:
        return Tr::tr("down");
    case plans::StepKind::Seed:
        return Tr::tr("seed");
    case plans::StepKind::Unlock:
        return Tr::tr("unlock");
    case plans::StepKind::SetEnvironment:
        return Tr::tr("set the environment");
    case plans::StepKind::MarkCompleted:
        return Tr::tr("mark as completed");
    case plans::StepKind::MarkPending:
        return Tr::tr("mark as pending");
    case plans::StepKind::Move:
        return Tr::tr("move");
    case plans::StepKind::CancelStatement:
        return Tr::tr("cancel the statement");
    case plans::StepKind::EndSession:
        return Tr::tr("end the session");
    case plans::StepKind::CreateAccount:
        return Tr::tr("create an account");
    }
    return {};
}

// The number of statements, or of the rows of a CSV seed.
QString whatItRuns(const plans::PlanStep &step)
{
    return step.seed && step.seed->csv
        ? Tr::tr("%n row(s)", nullptr, step.inserts.first().offeredRows)
        : QString::number(step.statements.size());
}

// What a failure leaves, where a run can fail half-way. A step without a transaction has a finding
// that says so.
void printTransactions(Terminal &terminal, const plans::Plan &plan)
{
    if (!hasTransactions(plan.operation) || plan.isEmpty())
        return;
    const bool atomic = plan.segmentCount() == 1 && plan.steps.first().transactional;
    if (plan.segmentCount() > 1 && plan.operation != plans::Operation::Seed)
        terminal.line(Tr::tr("The run is cut into %1 transactions: what is committed stays if a "
                             "later step fails.")
                          .arg(plan.segmentCount()),
                      Tone::Warning);
    else if (atomic)
        terminal.line(Tr::tr("All or nothing: if a step fails, the site stays as it is now."),
                      Tone::Dim);
}

} // namespace

void printPlan(Terminal &terminal, const plans::Plan &plan, const QString &site, bool withSql)
{
    terminal.line(Tr::tr("Site: %1").arg(site), Tone::Bold);
    terminal.line(titleFor(plan), Tone::Bold);
    QList<QStringList> rows;
    for (int i = 0; i < plan.steps.size(); ++i) {
        const plans::PlanStep &step = plan.steps.at(i);
        const QString transaction = !hasTransactions(plan.operation) ? QString()
            : step.transactional ? QString::number(step.segment + 1)
                                 : Tr::tr("none");
        rows.append({QString::number(i + 1),
                     stepKindWord(step.kind),
                     step.module,
                     step.name,
                     whatItRuns(step),
                     undoTextFor(plan, step),
                     transaction});
    }
    if (!rows.isEmpty())
        terminal.table({Tr::tr("No."),
                        Tr::tr("What"),
                        Tr::tr("Module"),
                        Tr::tr("Step"),
                        Tr::tr("Statements"),
                        Tr::tr("Can be undone"),
                        Tr::tr("Transaction")},
                       rows);
    printLosses(terminal, plan);
    terminal.findings(plan.findings);
    printTransactions(terminal, plan);
    if (!withSql)
        return;
    for (const plans::PlanStep &step : plan.steps) {
        terminal.line();
        terminal.line(stepTitle(step.module, step.name), Tone::Bold);
        for (const modules::Statement &statement : step.statements) {
            if (!step.file.isEmpty())
                terminal.line(u"-- %1:%2"_s.arg(step.file).arg(statement.line), Tone::Dim);
            terminal.line(QString::fromUtf8(statement.sql)
                          % (step.seed && step.seed->csv ? QString() : u";"_s));
        }
    }
}

runs::RunReport carryOut(const Context &context,
                         const SiteAccess &site,
                         postgres::Connection &connection,
                         const modules::ModuleCatalog &catalog,
                         const operations::Preparation &preparation)
{
    Terminal &terminal = context.terminal;
    const EventSink sink = [&terminal](const Event &event) { terminal.progress(event); };
    runs::RunOptions options;
    options.environment = site.expected.environment;
    options.names = site.names;
    const runs::RunReport report =
        operations::carryOut(
            connection, catalog, site.expected, preparation, options, sink, context.stop)
            .first();
    if (!preparation.isEmpty())
        keepInHistory(terminal, site, report);
    printReport(terminal, report);
    return report;
}

ExitCode upgradeAll(const Context &context,
                    const SiteAccess &site,
                    postgres::Connection &connection,
                    const modules::ModuleCatalog &catalog)
{
    runs::RunReport report;
    Findings findings;
    for (const operations::Request &request : {operations::Request(plans::MigrateRequest {}),
                                               operations::Request(plans::SeedRequest {})}) {
        const auto prepared =
            operations::prepare(connection, catalog, site.expected, request, context.stop);
        if (!prepared)
            return giveUp(context, prepared.error());
        const plans::Plan &plan = prepared->plans.first();
        printPlan(context.terminal, plan, site.label, context.arguments.showSql);
        report = carryOut(context, site, connection, catalog, *prepared);
        findings = plan.findings;
        if (exitCodeFor(report) != ExitCode::Done)
            break;
    }
    context.terminal.document(runDocument(report, site.label, findings));
    return exitCodeFor(report);
}

} // namespace aegisx::cli
