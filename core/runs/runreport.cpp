#include "core/runs/runreport.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/plans/planmove.h"
#include "core/runs/lossreport.h"

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

QString nothingToDo(plans::Operation operation)
{
    switch (operation) {
    case plans::Operation::Migrate:
        return Tr::tr("Nothing to do: the site is up to date.");
    case plans::Operation::Rollback:
        return Tr::tr("Nothing to do: there is nothing to roll back.");
    case plans::Operation::Seed:
        return Tr::tr("Nothing to do: there is no seed to load.");
    case plans::Operation::Unlock:
        return Tr::tr("Nothing to do: the lock is free.");
    case plans::Operation::SetEnvironment:
        return Tr::tr("Nothing to do: the database says so already.");
    case plans::Operation::MarkCompleted:
        return Tr::tr("Nothing to do: all of them are recorded.");
    case plans::Operation::MarkPending:
        return Tr::tr("Nothing to do: none of them is recorded.");
    case plans::Operation::Move:
        return Tr::tr("Nothing to do: everything stands in that schema.");
    case plans::Operation::StopSession:
        return Tr::tr("Nothing to do: the session is gone.");
    case plans::Operation::CreateAccount:
        break; // an account is always something to do
    }
    return {};
}

void describeNewEnvironment(RunReport &report)
{
    report.stateNow = Tr::tr("Done: the site's database says from now on: %1")
                          .arg(wordFor(environmentOf(report.steps.first().name)));
    report.nextStep =
        Tr::tr("Every computer whose list of sites says otherwise cannot change the site until its "
               "list is corrected.");
}

void describeStoppedSession(RunReport &report)
{
    report.stateNow = report.steps.first().kind == plans::StepKind::EndSession
        ? Tr::tr("Done: the session is gone; what it had not completed was rolled back.")
        : Tr::tr("Done: its statement was cancelled.");
    if (const QString &whose = report.steps.first().reason; !whose.isEmpty())
        report.stateNow += u' ' % Tr::tr("It was: %1").arg(whose);
    report.nextStep = Tr::tr("A run that waited for it goes on by itself.");
}

void describeNewAccount(RunReport &report)
{
    report.stateNow = Tr::tr("Done: the administrator %1 was created and can sign in.")
                          .arg(report.steps.first().name);
    report.nextStep = Tr::tr("Sign in with the new password, then make the other users' accounts "
                             "in the platform.");
}

QString stepTitle(const StepReport &step)
{
    return step.module.isEmpty() ? step.name : step.module % u'/' % step.name;
}

// Of a repair or a seed; empty: nothing is, or nobody looked. An upgrade would be refused, or go
// wrong, before what contradicts the record is put right.
QString whatIsLeft(const RunReport &report)
{
    if (!report.afterwards)
        return {};
    const RunReport::Afterwards &left = *report.afterwards;
    QStringList sentences;
    if (left.contradictions > 0)
        sentences << Tr::tr("Of %n migration(s) the record and the database still disagree: look "
                            "at the evidence.",
                            nullptr,
                            left.contradictions);
    if (left.pending > 0)
        sentences << (left.contradictions > 0
                          ? Tr::tr("Migrations still pending: %n. Upgrade the site once the two "
                                   "agree.",
                                   nullptr,
                                   left.pending)
                          : Tr::tr("Migrations still pending: %n. Upgrade the site.",
                                   nullptr,
                                   left.pending));
    if (!left.withoutSeeds.isEmpty())
        sentences << Tr::tr("The reference data of this release is not loaded yet. Load it for: %1")
                         .arg(left.withoutSeeds.join(u", "_s))
                % u'.';
    if (!left.withoutAdministrator.isEmpty())
        sentences << Tr::tr("There is no administrator account yet: create the administrator.");
    return sentences.join(u' ');
}

void describeMove(RunReport &report)
{
    QStringList names;
    for (const StepReport &step : std::as_const(report.steps))
        names << step.name;
    QStringList ways;
    const auto requests = plans::moveBack(names);
    for (const plans::MoveRequest &request : requests)
        ways << Tr::tr("to the schema %1: %2").arg(request.toSchema, request.objects.join(u", "_s));
    report.stateNow = Tr::tr(
        "Done: %n object(s) moved; every row is there.", nullptr, report.count(StepState::Done));
    const QString back = Tr::tr("If a program does not find something any more, move back %1")
                             .arg(ways.join(u"; "_s));
    const QString rest = whatIsLeft(report);
    report.nextStep = rest.isEmpty() ? back : rest % u' ' % back;
}

QString partOf(const StepReport &step)
{
    const Remains &remains = *step.remains;
    QStringList sentences;
    if (remains.statementsDone > 0)
        sentences << Tr::tr("A part of %1 stays without being recorded: %2 of its %3 statements "
                            "ran.")
                         .arg(stepTitle(step),
                              QString::number(remains.statementsDone),
                              QString::number(remains.statementCount));
    if (remains.unsure)
        sentences << (remains.ownCommits
                          ? Tr::tr("The statement of %1 at which it stopped ends transactions "
                                   "itself: rows that it had changed by then may stay so.")
                          : Tr::tr("The statement of %1 at which it stopped may have left "
                                   "something as well, such as an index that is not valid."))
                         .arg(stepTitle(step));
    return sentences.join(u' ');
}

// Running all of it again would stop at what is there.
QString wayOut(const StepReport &step)
{
    if (step.remains->ownCommits)
        return Tr::tr("Mend the cause, and ask the vendor whether %1 may run again on rows that it "
                      "has changed already: no evidence names them.")
            .arg(stepTitle(step));
    if (step.kind == plans::StepKind::Down)
        return Tr::tr("Mend the cause and look at the evidence of %1: it names what is still "
                      "there. Either take that away by hand and mark the migration as pending, or "
                      "make again what is gone.")
            .arg(stepTitle(step));
    return Tr::tr(
               "Mend the cause, then start the upgrade again: where the database proves what was "
               "run, it goes on with what is missing. Where it is refused, look at the evidence "
               "of %1: either take that away and upgrade again, or make by hand what is missing "
               "and mark the migration as completed.")
        .arg(stepTitle(step));
}

QString howFar(const RunReport &report)
{
    const QString done = QString::number(report.count(StepState::Done));
    const QString all = QString::number(report.steps.size());
    if (report.toldBySite) // which keeps nothing of steps that did not run
        return Tr::tr("The run stopped part-way: %n step(s) of it are in the database.",
                      nullptr,
                      report.count(StepState::Done));
    if (report.operation == plans::Operation::Seed)
        return Tr::tr("The run stopped part-way: %1 of %2 seeds are loaded, the rest is not.")
            .arg(done, all);
    if (const StepReport *half = report.halfRun())
        return Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and recorded.")
                   .arg(done, all)
            % u' ' % partOf(*half);
    if (report.count(StepState::Done) == report.steps.size()) // what comes after them is not begun
        return Tr::tr("All of its steps are in the database and recorded.");
    return Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and recorded, the "
                  "rest is not.")
        .arg(done, all);
}

// What a step without a transaction lost, nobody can roll back.
QString bringBack(const RunReport &report)
{
    return Tr::tr("Bring back from a backup what was lost before the hospital goes on, and send "
                  "this report to the vendor of the module. What of it is reference data comes "
                  "back when the seeds are loaded and write over what the site removed. Lost: %1")
        .arg(namesOfLost(report.losses, false));
}

QString goOn(const RunReport &report)
{
    const bool cancelled = report.outcome == Outcome::CancelledPartWay;
    if (report.operation == plans::Operation::Seed)
        return cancelled
            ? Tr::tr("You cancelled it. Start it again when you like: what is loaded stays. All "
                     "seeds are loaded again, which changes nothing in those that are loaded.")
            : Tr::tr("Mend the cause, then load the seeds again: what is loaded stays. All seeds "
                     "are loaded again, which changes nothing in those that are loaded.");
    return cancelled
        ? Tr::tr("You cancelled it. Start the same operation again when you like: it goes on with "
                 "the first step that is not recorded.")
        : Tr::tr("Mend the cause, then start the same operation again: it goes on with the first "
                 "step that is not recorded.");
}

// What cannot be had back is said first.
void describePartWay(RunReport &report)
{
    QStringList state {
        lossSentence(report.losses), replacedSentence(report.losses), howFar(report)};
    state.removeAll(QString());
    report.stateNow = state.join(u' ');
    const StepReport *half = report.halfRun();
    report.nextStep = half && !half->remains->repeatable ? wayOut(*half) : goOn(report);
    if (lostWithoutAWord(report.losses))
        report.nextStep = half ? bringBack(report) % u'\n' % report.nextStep : bringBack(report);
}

QString nothingElse(const RunReport &report)
{
    if (report.toldBySite)
        return Tr::tr("The site keeps less of a run than its report says: the state of the site "
                      "tells what is left to do.");
    if (lostWithoutAWord(report.losses)) // as older programs ended it
        return bringBack(report);
    if (!lossSentence(report.losses).isEmpty())
        return Tr::tr("Look at what was lost: what was not meant to go comes back from a backup "
                      "only.");
    return Tr::tr("Nothing else to do. The state of the site shows the result.");
}

void describeDone(RunReport &report)
{
    QStringList state {
        Tr::tr("Done: %n step(s) carried out.", nullptr, report.count(StepState::Done)),
        lossSentence(report.losses),
        replacedSentence(report.losses)};
    state.removeAll(QString());
    report.stateNow = state.join(u' ');
    QStringList next {whatIsLeft(report)};
    if (const qint64 kept = report.keptRows(); kept > 0)
        next << Tr::tr("Kept: %n row(s) that differ from what is shipped, or are gone. If they "
                       "should be as shipped, load the seeds again and let them write over what "
                       "the hospital changed or removed.",
                       nullptr,
                       static_cast<int>(kept));
    next.removeAll(QString());
    report.nextStep = next.isEmpty() ? nothingElse(report) : next.join(u' ');
}

void describeUnchanged(RunReport &report)
{
    report.stateNow = Tr::tr("The site is exactly as it was before this run.");
    if (report.outcome == Outcome::Cancelled)
        report.nextStep = Tr::tr("You cancelled it. Start it again when you like.");
    else if (report.error && !report.error->remedy.isEmpty())
        report.nextStep = report.error->remedy;
    else
        report.nextStep = Tr::tr("Send this report to the vendor; the hospital can go on working.");
}

void describeUnknown(RunReport &report)
{
    const int done = report.count(StepState::Done);
    if (report.toldBySite)
        report.stateNow = Tr::tr("The run is still going on, or it ended without saying how.")
            % u' '
            % Tr::tr("%n step(s) of it are in the database and recorded; of further ones nothing "
                     "is known here.",
                     nullptr,
                     done);
    else if (done == 0)
        report.stateNow = Tr::tr("The connection was lost while the server was completing the run: "
                                 "it is either wholly done or not at all.");
    else
        report.stateNow =
            Tr::tr("The connection was lost while the server was completing a part of the run: %1 "
                   "of %2 steps are in the database and recorded, and %3 either all or not at all.")
                .arg(QString::number(done),
                     QString::number(report.steps.size()),
                     QString::number(report.count(StepState::Unknown)));
    report.nextStep = report.toldBySite
        ? Tr::tr("The state of the site tells what is done and what is left to do.")
        : Tr::tr("When the server can be reached again, the state of the site tells which.");
}

void describeEnd(RunReport &report)
{
    switch (report.operation) {
    case plans::Operation::SetEnvironment:
        return describeNewEnvironment(report);
    case plans::Operation::Move:
        return describeMove(report);
    case plans::Operation::StopSession:
        return describeStoppedSession(report);
    case plans::Operation::CreateAccount:
        return describeNewAccount(report);
    default:
        return describeDone(report);
    }
}

} // namespace

int RunReport::count(StepState state) const
{
    return static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [state](const StepReport &step) {
            return step.state == state;
        }));
}

const StepReport *RunReport::halfRun() const
{
    const auto half = std::find_if(
        steps.begin(), steps.end(), [](const StepReport &step) { return bool(step.remains); });
    return half == steps.end() ? nullptr : &*half;
}

qint64 RunReport::keptRows() const
{
    qint64 kept = 0;
    for (const StepReport &step : steps) {
        for (const TableCounts &counts : step.tables)
            kept += counts.kept;
    }
    return kept;
}

QList<StepReport> stepsOf(const plans::Plan &plan)
{
    QList<StepReport> steps;
    for (const plans::PlanStep &step : plan.steps) {
        StepReport report {step.kind, step.module, step.name, StepState::NotRun, 0, {}, {}};
        report.reason = step.session ? step.session->describe() : step.reason;
        steps.append(report);
    }
    return steps;
}

void describeOutcome(RunReport &report)
{
    switch (report.outcome) {
    case Outcome::Done:
        describeEnd(report);
        break;
    case Outcome::NothingToDo:
        report.stateNow = nothingToDo(report.operation);
        break;
    case Outcome::Failed:
    case Outcome::Refused:
    case Outcome::Locked:
    case Outcome::Cancelled:
        describeUnchanged(report);
        break;
    case Outcome::FailedPartWay:
    case Outcome::CancelledPartWay:
        describePartWay(report);
        break;
    case Outcome::OutcomeUnknown:
        describeUnknown(report);
        break;
    }
    if (report.unlogged)
        report.stateNow += u' '
            % Tr::tr("The history that the database keeps could not be written: the user lacks "
                     "the right to. This computer's history has the run.");
}

} // namespace aegisx::runs
