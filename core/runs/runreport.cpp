#include "core/runs/runreport.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/plans/planmove.h"

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
    report.nextStep = Tr::tr("A run that waited for it goes on by itself.");
}

QString stepTitle(const StepReport &step)
{
    return step.module.isEmpty() ? step.name : step.module % u'/' % step.name;
}

// Of a repair; empty: nothing is, or nobody looked.
QString whatIsLeft(const RunReport &report)
{
    QStringList sentences;
    if (report.afterwards && report.afterwards->contradictions > 0)
        sentences << Tr::tr("Of %n migration(s) the record and the database still disagree: look "
                            "at the evidence.",
                            nullptr,
                            report.afterwards->contradictions);
    if (report.afterwards && report.afterwards->pending > 0)
        sentences << Tr::tr(
            "Migrations still pending: %n. Upgrade the site.", nullptr, report.afterwards->pending);
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
        sentences << Tr::tr("The statement of %1 at which it stopped may have left something as "
                            "well, such as an index that is not valid.")
                         .arg(stepTitle(step));
    return sentences.join(u' ');
}

// Running it again would stop at what is there.
QString wayOut(const StepReport &step)
{
    if (step.kind == plans::StepKind::Down)
        return Tr::tr("Mend the cause and look at the evidence of %1: it names what is still "
                      "there. Either take that away by hand and mark the migration as pending, or "
                      "make again what is gone.")
            .arg(stepTitle(step));
    return Tr::tr("Mend the cause and look at the evidence of %1: it names what is there. Either "
                  "take that away and upgrade again, or make by hand what is missing and mark the "
                  "migration as completed.")
        .arg(stepTitle(step));
}

void describePartWay(RunReport &report)
{
    const StepReport *half = report.halfRun();
    const QString done = QString::number(report.count(StepState::Done));
    const QString all = QString::number(report.steps.size());
    if (half)
        report.stateNow = Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and "
                                 "recorded.")
                              .arg(done, all)
            % u' ' % partOf(*half);
    else
        report.stateNow = Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and "
                                 "recorded, the rest is not.")
                              .arg(done, all);
    if (half && !half->remains->repeatable)
        report.nextStep = wayOut(*half);
    else if (report.outcome == Outcome::CancelledPartWay)
        report.nextStep = Tr::tr("You cancelled it. Start the same operation again when you like: "
                                 "it goes on with the first step that is not recorded.");
    else
        report.nextStep = Tr::tr("Mend the cause, then start the same operation again: it goes on "
                                 "with the first step that is not recorded.");
}

void describeDone(RunReport &report)
{
    report.stateNow =
        Tr::tr("Done: %n step(s) carried out.", nullptr, report.count(StepState::Done));
    report.nextStep = whatIsLeft(report);
    if (report.nextStep.isEmpty())
        report.nextStep = Tr::tr("Nothing else to do. The state of the site shows the result.");
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

void describeOutcome(RunReport &report)
{
    switch (report.outcome) {
    case Outcome::Done:
        if (report.operation == plans::Operation::SetEnvironment) {
            describeNewEnvironment(report);
            break;
        }
        if (report.operation == plans::Operation::Move) {
            describeMove(report);
            break;
        }
        if (report.operation == plans::Operation::StopSession) {
            describeStoppedSession(report);
            break;
        }
        describeDone(report);
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
        report.stateNow = report.count(StepState::Done) == 0
            ? Tr::tr("The connection was lost while the server was completing the run: it is "
                     "either wholly done or not at all.")
            : Tr::tr(
                  "The connection was lost while the server was completing a part of the run: %1 "
                  "of %2 steps are in the database and recorded, and %3 either all or not at all.")
                  .arg(QString::number(report.count(StepState::Done)),
                       QString::number(report.steps.size()),
                       QString::number(report.count(StepState::Unknown)));
        report.nextStep =
            Tr::tr("When the server can be reached again, the state of the site tells which.");
        break;
    }
}

} // namespace aegisx::runs
