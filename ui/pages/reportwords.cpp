#include "ui/pages/reportwords.h"

#include "core/base/tr.h"
#include "core/modules/migrationfile.h"
#include "core/plans/planmove.h"
#include "core/runs/lossreport.h"
#include "core/words/words.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using reports::SiteReport;
using runs::Outcome;
using runs::RunReport;
using runs::StepReport;
using runs::StepState;

namespace {

bool isInBatch(const SiteSnapshot &now, const StepReport &step, int batch)
{
    const auto &migrations = now.state.find(step.module)->migrations;
    return std::any_of(migrations.begin(), migrations.end(), [&](const auto &one) {
        return one.name == step.name && one.batch == batch;
    });
}

} // namespace

const RunReport *decidingRun(const SiteReport &report)
{
    const auto last =
        std::find_if(report.runs.rbegin(), report.runs.rend(), [](const RunReport &run) {
            return run.outcome != Outcome::NothingToDo;
        });
    if (last != report.runs.rend())
        return &*last;
    return report.runs.isEmpty() ? nullptr : &report.runs.last();
}

QString reportHeadline(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    if (run == nullptr)
        return Tr::tr("Report");
    return Tr::tr("%1: %2").arg(aegisx::wordFor(report.runs.first().operation), headlineFor(*run));
}

Meaning reportMeaning(const SiteReport &report)
{
    if (runs::lostWithoutAWord(report.losses()))
        return Meaning::Danger;
    switch (report.outcome()) {
    case Outcome::Done:
        return Meaning::Success;
    case Outcome::NothingToDo:
        return Meaning::Info;
    case Outcome::Refused:
    case Outcome::Locked:
    case Outcome::Cancelled:
        return Meaning::Warning;
    case Outcome::Failed:
    case Outcome::FailedPartWay:
    case Outcome::CancelledPartWay:
    case Outcome::OutcomeUnknown:
        break;
    }
    return Meaning::Danger;
}

// The second run of an upgrade speaks for itself alone: what the first did stays.
QString stateSentence(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    if (run == nullptr)
        return {};
    const bool two = report.runs.size() == 2 && report.runs.first().outcome == Outcome::Done;
    if (!two || run == &report.runs.first())
        return run->stateNow;
    const int seeds = run->count(StepState::Done);
    const QString done = run->outcome == Outcome::Done
        ? Tr::tr("Done: %n step(s) carried out.",
                 nullptr,
                 report.runs.first().count(StepState::Done) + seeds)
        : Tr::tr("The migrations are done and stay. Of the reference data, %1 of %2 seeds are "
                 "loaded.")
              .arg(QString::number(seeds), QString::number(run->steps.size()));
    const QString lost = runs::lossSentence(report.losses());
    return lost.isEmpty() ? done : QString(done % u' ' % lost);
}

void describeAgain(SiteReport &report)
{
    for (RunReport &run : report.runs) {
        if (!run.steps.isEmpty())
            runs::describeOutcome(run);
    }
}

bool mayTryAgain(Outcome outcome)
{
    return outcome != Outcome::Done && outcome != Outcome::NothingToDo;
}

const StepReport *stepThatWasThere(const SiteReport &report)
{
    // A table, another object, a column, a schema of the same name.
    const QStringList states {u"42P07"_s, u"42710"_s, u"42701"_s, u"42P06"_s};
    const RunReport *run = decidingRun(report);
    if (run == nullptr || !run->error || !states.contains(run->error->detail.sqlState))
        return nullptr;
    const auto failed =
        std::find_if(run->steps.begin(), run->steps.end(), [](const StepReport &step) {
            return step.state == StepState::Failed && step.kind == plans::StepKind::Up;
        });
    return failed == run->steps.end() ? nullptr : &*failed;
}

const StepReport *stepThatStopped(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    if (run == nullptr)
        return nullptr;
    const auto stopped =
        std::find_if(run->steps.begin(), run->steps.end(), [](const StepReport &step) {
            const bool migration =
                step.kind == plans::StepKind::Up || step.kind == plans::StepKind::Down;
            return migration
                && (step.state == StepState::Failed || step.state == StepState::Cancelled
                    || step.state == StepState::Unknown);
        });
    return stopped == run->steps.end() ? nullptr : &*stopped;
}

bool endedByLocks(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    return run != nullptr && run->error
        && (run->error->kind == ErrorKind::Locked
            || run->error->detail.sqlState == "55P03"_L1); // lock_not_available
}

std::optional<UndoOffer> undoOf(const SiteReport &report, const SiteSnapshot &now)
{
    if (report.runs.isEmpty())
        return std::nullopt;
    const RunReport &run = report.runs.first();
    const bool committed = run.outcome == Outcome::Done || run.outcome == Outcome::FailedPartWay
        || run.outcome == Outcome::CancelledPartWay;
    if (run.operation != plans::Operation::Migrate || !committed || run.batches.isEmpty())
        return std::nullopt;
    UndoOffer offer;
    offer.request.modules = run.batches.keys();
    for (auto it = run.batches.cbegin(); it != run.batches.cend(); ++it) {
        const inspection::ModuleState *module = now.state.find(it.key());
        if (module == nullptr || module->batch != it.value())
            return std::nullopt;
    }
    for (const StepReport &step : run.steps) {
        if (step.state != StepState::Done)
            continue;
        const modules::Module *module = now.catalog.find(step.module);
        const modules::ModuleFile *file = module != nullptr ? module->find(step.name) : nullptr;
        if (file == nullptr || !isInBatch(now, step, run.batches.value(step.module)))
            return std::nullopt;
        offer.files.append(file->path);
    }
    return offer;
}

QList<plans::MoveRequest> movesBackOf(const SiteReport &report)
{
    const RunReport *run = decidingRun(report);
    if (run == nullptr || run->operation != plans::Operation::Move || run->outcome != Outcome::Done)
        return {};
    QStringList names;
    for (const StepReport &step : run->steps) {
        if (step.state == StepState::Done)
            names << step.name;
    }
    return plans::moveBack(names);
}

bool canAllBeUndone(const QStringList &files)
{
    return std::all_of(files.begin(), files.end(), [](const QString &file) {
        const auto text = modules::readMigration(file);
        return text && text->down;
    });
}

} // namespace aegisx::ui
