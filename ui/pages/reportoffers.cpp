#include "ui/pages/reportoffers.h"

#include "core/base/tr.h"
#include "core/runs/lossreport.h"
#include "ui/pages/reportwords.h"

namespace aegisx::ui {

using inspection::Contradiction;
using inspection::MigrationEvidence;
using plans::Operation;
using reports::SiteReport;
using runs::Outcome;
using runs::RunReport;
using runs::StepReport;
using runs::StepState;

namespace {

bool isPartWay(Outcome outcome)
{
    return outcome == Outcome::FailedPartWay || outcome == Outcome::CancelledPartWay;
}

// Of which migrations are what stopped it; nullptr: another.
const RunReport *failedUpgrade(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    const bool failed = run != nullptr && run->operation == plans::Operation::Migrate
        && (run->outcome == Outcome::Failed || isPartWay(run->outcome));
    return failed ? run : nullptr;
}

// Running it again would stop at what is there.
bool leavesSomethingInTheWay(const StepReport &step)
{
    return step.remains && !step.remains->repeatable;
}

// What the database proves of the step; null: nothing is known yet.
const MigrationEvidence *evidenceOf(const StepReport &step, const SiteEvidence::OfModule *module)
{
    return module != nullptr ? module->find(step.name) : nullptr;
}

// What the upgrade makes of a migration of which a part stays.
QString retryHalf(const StepReport &step, const MigrationEvidence *evidence)
{
    if (evidence == nullptr && step.kind == plans::StepKind::Up && !step.remains->ownCommits)
        return Tr::tr("What is done stays; the rest is planned anew and shown first. It goes on "
                      "where the migration stopped, if the evidence proves what was run of it.");
    return Tr::tr("What is done stays; the rest is planned anew and shown first. Before that, take "
                  "away what is there of the migration that stopped half-way.");
}

WayOffer marking(const QString &hint)
{
    return {hint, Tr::tr("Mark as completed...")};
}

// Of a migration of which a part stays: whatever is missing can be made by hand.
WayOffer markHalf(const StepReport &step, const MigrationEvidence &evidence)
{
    return marking(
        evidence.verdict == inspection::Verdict::Done
            ? Tr::tr("Everything that the migration makes is there. Recorded as completed, it no "
                     "longer stands in the way: %1")
                  .arg(step.name)
            : Tr::tr("When what is missing has been made by hand, the migration can be recorded "
                     "as completed. The evidence is shown object by object; where it proves "
                     "nothing, a reason is wanted: %1")
                  .arg(step.name));
}

} // namespace

std::optional<WayOffer> retryOffer(const SiteReport &report, const SiteEvidence::OfModule *module)
{
    if (!mayTryAgain(report.outcome()))
        return std::nullopt;
    const StepReport *step = stepThatStopped(report);
    QString hint = Tr::tr("The same is planned anew and shown before anything runs.");
    const auto *evidence = step != nullptr ? evidenceOf(*step, module) : nullptr;
    if (evidence != nullptr && evidence->halfRun)
        hint = Tr::tr("What is done stays. The upgrade goes on with what is missing of the "
                      "migration that stopped half-way; it is planned anew and shown first.");
    else if (step != nullptr && leavesSomethingInTheWay(*step))
        hint = retryHalf(*step, evidence);
    else if (isPartWay(report.outcome()) && decidingRun(report)->operation == Operation::Seed)
        hint =
            Tr::tr("What is loaded stays. All seeds are planned anew and shown first; those that "
                   "are loaded change nothing.");
    else if (isPartWay(report.outcome()))
        hint = Tr::tr("What is done stays; the rest is planned anew and shown first.");
    return WayOffer {hint, Tr::tr("Try again...")};
}

std::optional<WayOffer> evidenceOffer(const SiteReport &report,
                                      const SiteEvidence::OfModule &module)
{
    const StepReport *step = stepThatStopped(report);
    if (step == nullptr)
        return std::nullopt;
    const MigrationEvidence *evidence = module.find(step->name);
    const auto contradiction =
        evidence != nullptr ? evidence->contradiction() : Contradiction::None;
    const bool inTheWay = stepThatWasThere(report) == step;
    if (!step->remains && !inTheWay && contradiction == Contradiction::None)
        return std::nullopt;
    const bool half = step->kind == plans::StepKind::Up
        && (step->remains ? !step->remains->repeatable : contradiction == Contradiction::HalfThere);
    if (evidence != nullptr && evidence->halfRun)
        return WayOffer {Tr::tr("Part of what the migration makes is there. Start the upgrade "
                                "again: it goes on with what is missing. The evidence names "
                                "both: %1")
                             .arg(step->name),
                         Tr::tr("See the evidence")};
    if (step->remains && step->remains->ownCommits)
        return WayOffer {
            Tr::tr("Part of what the migration does to the rows may have stayed, and no evidence "
                   "tells which. Ask the vendor whether it may run again before you try: %1")
                .arg(step->name),
            {}};
    return WayOffer {
        half ? Tr::tr("Part of what the migration makes may be there. Either take away what is "
                      "there and upgrade again, or make what is missing by hand and mark the "
                      "migration as completed, with a reason. The evidence names both: %1")
                   .arg(step->name)
             : Tr::tr("The evidence says, object by object, what the database has of the "
                      "migration: %1")
                   .arg(step->name),
        Tr::tr("See the evidence")};
}

std::optional<WayOffer> markOffer(const SiteReport &report, const SiteEvidence::OfModule &module)
{
    const StepReport *step = stepThatStopped(report);
    if (failedUpgrade(report) == nullptr || step == nullptr || step->kind != plans::StepKind::Up)
        return std::nullopt;
    const MigrationEvidence *evidence = module.find(step->name);
    if (module.state == SiteEvidence::State::Failed)
        return WayOffer {
            Tr::tr("Whether it can be marked as completed cannot be told, as the evidence cannot "
                   "be read: %1")
                .arg(step->name),
            {}};
    if (evidence == nullptr)
        return std::nullopt;
    if (step->remains)
        return markHalf(*step, *evidence);
    const Contradiction contradiction = evidence->contradiction();
    if (contradiction == Contradiction::ThereNotRecorded)
        return marking(Tr::tr("Everything that the migration makes was there already. Recorded as "
                              "completed, it no longer stands in the way: %1")
                           .arg(step->name));
    if (stepThatWasThere(report) == step || contradiction != Contradiction::None)
        return WayOffer {Tr::tr("It is not to be marked as completed: the database does not prove "
                                "that what is there is what the migration makes: %1")
                             .arg(step->name),
                         {}};
    if (evidence->verdict == inspection::Verdict::DataOnly)
        return WayOffer {Tr::tr("There is nothing to mark as completed: the migration changes rows "
                                "only, and what it did was taken back: %1")
                             .arg(step->name),
                         {}};
    return WayOffer {Tr::tr("There is nothing to mark as completed: nothing of the migration is "
                            "there: %1")
                         .arg(step->name),
                     {}};
}

WayOffer undoOffer(const SiteReport &report)
{
    const bool whole = report.runs.first().outcome == Outcome::Done;
    if (!runs::lossSentence(report.runs.first().losses).isEmpty())
        return {Tr::tr("What this upgrade made can be dropped again, with everything that was "
                       "entered in it since. The rows that it took do not come back that way, only "
                       "from a backup."),
                whole ? Tr::tr("Roll back this upgrade...") : Tr::tr("Roll back what is done...")};
    if (whole)
        return {Tr::tr("This upgrade can be undone. What it made is dropped then, with everything "
                       "that was entered in it since."),
                Tr::tr("Roll back this upgrade...")};
    return {Tr::tr("What is done of this upgrade can be undone. What it made is dropped then, "
                   "with everything that was entered in it since."),
            Tr::tr("Roll back what is done...")};
}

std::optional<WayOffer> noUndo(const SiteReport &report, bool changed)
{
    const RunReport *run = failedUpgrade(report);
    if (run == nullptr)
        return std::nullopt;
    if (run->outcome == Outcome::Failed)
        return WayOffer {
            Tr::tr("There is nothing to roll back: everything that the run did is rolled back."),
            {}};
    if (run->count(StepState::Done) == 0)
        return WayOffer {Tr::tr("There is nothing to roll back: the run completed no migration. "
                                "What stays of the one that stopped half-way, the evidence names."),
                         {}};
    return WayOffer {changed ? Tr::tr("What is done cannot be rolled back from here any more: the "
                                      "site is not as the run left it.")
                             : Tr::tr("What is done cannot be rolled back: not every migration of "
                                      "it has a way back."),
                     {}};
}

} // namespace aegisx::ui
