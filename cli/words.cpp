#include "cli/words.h"

#include "core/base/tr.h"

namespace aegisx::cli {

QString wordFor(inspection::ModuleStatus status)
{
    switch (status) {
    case inspection::ModuleStatus::UpToDate:
        return Tr::tr("up to date");
    case inspection::ModuleStatus::Pending:
        return Tr::tr("pending");
    case inspection::ModuleStatus::NotInstalled:
        return Tr::tr("not installed");
    case inspection::ModuleStatus::NeedsAttention:
        return Tr::tr("needs attention");
    }
    return {};
}

Tone toneFor(inspection::ModuleStatus status)
{
    switch (status) {
    case inspection::ModuleStatus::UpToDate:
        return Tone::Good;
    case inspection::ModuleStatus::NeedsAttention:
        return Tone::Bad;
    default:
        return Tone::Warning;
    }
}

QString wordFor(inspection::MigrationState state)
{
    switch (state) {
    case inspection::MigrationState::Applied:
        return Tr::tr("applied");
    case inspection::MigrationState::Pending:
        return Tr::tr("pending");
    case inspection::MigrationState::Unknown:
        return Tr::tr("not in this pack");
    }
    return {};
}

Tone toneFor(inspection::MigrationState state)
{
    switch (state) {
    case inspection::MigrationState::Applied:
        return Tone::Good;
    case inspection::MigrationState::Pending:
        return Tone::Warning;
    case inspection::MigrationState::Unknown:
        return Tone::Bad;
    }
    return Tone::Plain;
}

QString wordFor(inspection::LockState state)
{
    switch (state) {
    case inspection::LockState::Absent:
        return Tr::tr("none yet");
    case inspection::LockState::Free:
        return Tr::tr("free");
    case inspection::LockState::Running:
        return Tr::tr("a run is going on");
    case inspection::LockState::Stale:
        return Tr::tr("stuck");
    case inspection::LockState::Unknown:
        return Tr::tr("locked, holder unknown");
    case inspection::LockState::Damaged:
        return Tr::tr("wrong rows");
    }
    return {};
}

QString wordFor(runs::StepState state)
{
    switch (state) {
    case runs::StepState::NotRun:
        return Tr::tr("not run");
    case runs::StepState::Done:
        return Tr::tr("done");
    case runs::StepState::Skipped:
        return Tr::tr("skipped");
    case runs::StepState::Failed:
        return Tr::tr("failed");
    case runs::StepState::RolledBack:
        return Tr::tr("rolled back");
    case runs::StepState::Unknown:
        return Tr::tr("not known");
    }
    return {};
}

QString wordFor(sites::Environment environment)
{
    switch (environment) {
    case sites::Environment::Production:
        return Tr::tr("PRODUCTION");
    case sites::Environment::Test:
        return Tr::tr("TEST");
    case sites::Environment::Practice:
        return Tr::tr("PRACTICE");
    }
    return {};
}

QString headlineFor(const runs::RunReport &report)
{
    switch (report.outcome) {
    case runs::Outcome::Done:
        return Tr::tr("Done");
    case runs::Outcome::NothingToDo:
        return Tr::tr("Nothing to do");
    case runs::Outcome::Failed:
        return Tr::tr("Failed");
    case runs::Outcome::FailedPartWay:
        return Tr::tr("Failed part-way");
    case runs::Outcome::Refused:
        return Tr::tr("Refused");
    case runs::Outcome::Locked:
        return Tr::tr("Locked by another run");
    case runs::Outcome::Cancelled:
        return Tr::tr("Cancelled");
    case runs::Outcome::CancelledPartWay:
        return Tr::tr("Cancelled part-way");
    case runs::Outcome::OutcomeUnknown:
        return Tr::tr("Outcome not known yet");
    }
    return {};
}

QString titleFor(const plans::Plan &plan)
{
    const int count = static_cast<int>(plan.steps.size());
    switch (plan.operation) {
    case plans::Operation::Migrate:
        return Tr::tr("Upgrade: %n migration(s)", nullptr, count);
    case plans::Operation::Rollback:
        return Tr::tr("Roll back: %n migration(s)", nullptr, count);
    case plans::Operation::Seed:
        return Tr::tr("Load reference data: %n seed(s)", nullptr, count);
    case plans::Operation::Unlock:
        return Tr::tr("Release the lock");
    }
    return {};
}

} // namespace aegisx::cli
