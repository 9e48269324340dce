#include "core/words/words.h"

#include "core/base/enums.h"
#include "core/base/tr.h"
#include "core/inspection/evidence.h"

#include <QRegularExpression>

namespace aegisx {

using namespace Qt::StringLiterals;

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

QString wordFor(inspection::MigrationState state)
{
    switch (state) {
    case inspection::MigrationState::Applied:
        return Tr::tr("applied");
    case inspection::MigrationState::Pending:
        return Tr::tr("pending");
    case inspection::MigrationState::Unknown:
        return Tr::tr("not in this pack");
    case inspection::MigrationState::Unread:
        return Tr::tr("not known");
    }
    return {};
}

QString wordFor(inspection::SeedState state)
{
    switch (state) {
    case inspection::SeedState::Loaded:
        return Tr::tr("loaded");
    case inspection::SeedState::Changed:
        return Tr::tr("another one was loaded");
    case inspection::SeedState::RolledBack:
        return Tr::tr("loaded before a rollback");
    case inspection::SeedState::NotLoaded:
        return Tr::tr("not loaded");
    case inspection::SeedState::NewSitesOnly:
        return Tr::tr("for new sites only");
    case inspection::SeedState::FileUnread:
        return Tr::tr("cannot be read");
    case inspection::SeedState::Unread:
        return Tr::tr("not known");
    }
    return {};
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

QString wordFor(const inspection::LockInfo &lock)
{
    if (lock.state == inspection::LockState::Running && !lock.session && !lock.prepared.isEmpty())
        return Tr::tr("held by a prepared transaction");
    const bool unread = lock.state == inspection::LockState::Unknown && lock.rows.isEmpty();
    return unread ? Tr::tr("not known") : wordFor(lock.state);
}

QString reasonText(const QString &reason)
{
    static const QRegularExpression evidence(uR"(\[evidence: (\w+), (\d+)/(\d+)\]$)"_s);
    const auto match = evidence.match(reason);
    bool known = false;
    QString key = match.captured(1); // as jsonKeyOf() makes it
    if (!key.isEmpty())
        key[0] = key.at(0).toUpper();
    const int verdict =
        QMetaEnum::fromType<inspection::Verdict>().keyToValue(key.toLatin1().constData(), &known);
    if (!known)
        return reason;
    return reason.left(match.capturedStart())
        % Tr::tr("[evidence: %1, %2 of %3 objects]")
              .arg(inspection::wordFor(static_cast<inspection::Verdict>(verdict)),
                   match.captured(2),
                   match.captured(3));
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
    case runs::StepState::Cancelled:
        return Tr::tr("cancelled");
    case runs::StepState::RolledBack:
        return Tr::tr("rolled back");
    case runs::StepState::Unknown:
        return Tr::tr("not known");
    }
    return {};
}

QString wordFor(plans::Operation operation)
{
    switch (operation) {
    case plans::Operation::Migrate:
        return Tr::tr("Upgrade");
    case plans::Operation::Rollback:
        return Tr::tr("Roll back");
    case plans::Operation::Seed:
        return Tr::tr("Load reference data");
    case plans::Operation::Unlock:
        return Tr::tr("Release the lock");
    case plans::Operation::SetEnvironment:
        return Tr::tr("Set the environment");
    case plans::Operation::MarkCompleted:
        return Tr::tr("Mark as completed");
    case plans::Operation::MarkPending:
        return Tr::tr("Mark as pending");
    case plans::Operation::Move:
        return Tr::tr("Move to another schema");
    case plans::Operation::StopSession:
        return Tr::tr("Stop a session");
    case plans::Operation::CreateAccount:
        return Tr::tr("Create the administrator");
    }
    return {};
}

QString stepTitle(const QString &module, const QString &name)
{
    return module.isEmpty() ? name : module % u'/' % name;
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
    case plans::Operation::SetEnvironment:
        if (const auto environment = plan.isEmpty() ? std::nullopt : plan.steps.first().environment)
            return Tr::tr("Set the environment of the site to: %1").arg(wordFor(*environment));
        return Tr::tr("Set the environment");
    case plans::Operation::MarkCompleted:
        return Tr::tr("Mark as completed: %n migration(s)", nullptr, count);
    case plans::Operation::MarkPending:
        return Tr::tr("Mark as pending: %n migration(s)", nullptr, count);
    case plans::Operation::Move:
        return Tr::tr("Move to another schema: %n object(s)", nullptr, count);
    case plans::Operation::StopSession:
        return wordFor(plan.operation);
    case plans::Operation::CreateAccount:
        return Tr::tr("Create the administrator %1")
            .arg(plan.isEmpty() ? QString() : plan.steps.first().name);
    }
    return {};
}

} // namespace aegisx
