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

void describeMove(RunReport &report)
{
    QStringList names;
    for (const StepReport &step : std::as_const(report.steps))
        names << step.name;
    QStringList ways;
    const auto requests = plans::moveBack(names);
    for (const plans::MoveRequest &request : requests)
        ways << Tr::tr("to the schema %1: %2")
                    .arg(request.toSchema, request.objects.join(u", "_s));
    report.stateNow = Tr::tr("Done: %n object(s) moved; every row is there.",
                             nullptr,
                             report.count(StepState::Done));
    report.nextStep = Tr::tr("If a program does not find something any more, move back %1")
                          .arg(ways.join(u"; "_s));
}

} // namespace

int RunReport::count(StepState state) const
{
    return static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [state](const StepReport &step) {
            return step.state == state;
        }));
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
        report.stateNow =
            Tr::tr("Done: %n step(s) carried out.", nullptr, report.count(StepState::Done));
        report.nextStep = Tr::tr("Nothing else to do. The state of the site shows the result.");
        break;
    case Outcome::NothingToDo:
        report.stateNow = nothingToDo(report.operation);
        break;
    case Outcome::Failed:
    case Outcome::Refused:
    case Outcome::Locked:
    case Outcome::Cancelled:
        report.stateNow = Tr::tr("The site is exactly as it was before this run.");
        if (report.error && !report.error->remedy.isEmpty())
            report.nextStep = report.error->remedy;
        else
            report.nextStep =
                Tr::tr("Send this report to the vendor; the hospital can go on working.");
        break;
    case Outcome::FailedPartWay:
    case Outcome::CancelledPartWay:
        report.stateNow = Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and "
                                 "recorded, the rest is not.")
                              .arg(QString::number(report.count(StepState::Done)),
                                   QString::number(report.steps.size()));
        report.nextStep = Tr::tr("Mend the cause, then start the same operation again: it goes on "
                                 "with the first step that is not recorded.");
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
