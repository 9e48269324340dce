#include "ui/models/planwords.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/operations/confirmation.h"
#include "core/plans/planmark.h"
#include "core/words/words.h"

#include <QStringList>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Preparation;
using operations::Request;
using plans::Operation;
using plans::Plan;

namespace {

int countOf(const Preparation &preparation, Operation operation)
{
    int count = 0;
    for (const Plan &plan : preparation.plans) {
        if (plan.operation == operation)
            count += static_cast<int>(plan.steps.size());
    }
    return count;
}

QString upgradeHeadline(const Preparation &preparation)
{
    const int migrations = countOf(preparation, Operation::Migrate);
    const int seeds = countOf(preparation, Operation::Seed);
    if (seeds == 0)
        return Tr::tr("Upgrade site: %n migration(s)", nullptr, migrations);
    if (migrations == 0)
        return Tr::tr("Upgrade site: %n seed(s)", nullptr, seeds);
    return Tr::tr("Upgrade site: %1 and %2")
        .arg(Tr::tr("%n migration(s)", nullptr, migrations), Tr::tr("%n seed(s)", nullptr, seeds));
}

// The one module of a plan's steps; empty where there are several or none.
QString onlyModule(const Plan &plan)
{
    QString module;
    for (const plans::PlanStep &step : plan.steps) {
        if (!module.isEmpty() && module != step.module)
            return {};
        module = step.module;
    }
    return module;
}

QString moduleHeadline(const Plan &plan, const QString &module)
{
    const int count = static_cast<int>(plan.steps.size());
    switch (plan.operation) {
    case Operation::Migrate:
        return Tr::tr("Upgrade module %1: %n migration(s)", nullptr, count).arg(module);
    case Operation::Rollback:
        return Tr::tr("Roll back in module %1: %n migration(s)", nullptr, count).arg(module);
    case Operation::Seed:
        return Tr::tr("Load reference data of module %1: %n seed(s)", nullptr, count).arg(module);
    case Operation::Unlock:
        return Tr::tr("Release the lock of module %1").arg(module);
    default:
        break;
    }
    return titleFor(plan);
}

QString migrationsFailureSentence(const Plan &plan)
{
    const int segments = plan.segmentCount();
    if (segments > 1)
        return Tr::tr("The run is cut into %1 transactions: what is committed stays if a later "
                      "step fails.")
            .arg(segments);
    const bool atomic = plan.steps.isEmpty() || plan.steps.first().transactional;
    return atomic ? Tr::tr("All or nothing: if a step fails, the site stays as it is now.")
                  : Tr::tr("It runs without a transaction: what it did stays if it fails.");
}

} // namespace

QString stepKindWord(plans::StepKind kind)
{
    switch (kind) {
    case plans::StepKind::Up:
        return Tr::tr("Migration");
    case plans::StepKind::Down:
        return Tr::tr("Roll back");
    case plans::StepKind::Seed:
        return Tr::tr("Reference data");
    case plans::StepKind::Unlock:
        return Tr::tr("Release the lock");
    case plans::StepKind::SetEnvironment:
        return Tr::tr("Set the environment");
    case plans::StepKind::MarkCompleted:
        return Tr::tr("Mark as completed");
    case plans::StepKind::MarkPending:
        return Tr::tr("Mark as pending");
    case plans::StepKind::Move:
        return Tr::tr("Move");
    case plans::StepKind::CancelStatement:
        return Tr::tr("Cancel the statement");
    case plans::StepKind::EndSession:
        return Tr::tr("End the session");
    case plans::StepKind::CreateAccount:
        return Tr::tr("Account");
    }
    return {};
}

QString requestTitle(const Request &request)
{
    struct Title {
        QString operator()(const operations::UpgradeRequest &) const
        {
            return Tr::tr("Upgrade site");
        }
        QString operator()(const plans::MigrateRequest &) const
        {
            return aegisx::wordFor(Operation::Migrate);
        }
        QString operator()(const plans::RollbackRequest &) const
        {
            return aegisx::wordFor(Operation::Rollback);
        }
        QString operator()(const plans::SeedRequest &) const
        {
            return aegisx::wordFor(Operation::Seed);
        }
        QString operator()(const operations::UnlockRequest &unlock) const
        {
            return Tr::tr("Release the lock of module %1").arg(unlock.module);
        }
        QString operator()(const operations::EnvironmentRequest &set) const
        {
            return Tr::tr("Set the environment of the site to: %1")
                .arg(aegisx::wordFor(set.environment));
        }
        QString operator()(const plans::SessionRequest &session) const
        {
            return session.end ? Tr::tr("End the session of process %1").arg(session.pid)
                               : Tr::tr("Cancel the statement of process %1").arg(session.pid);
        }
        QString operator()(const plans::MarkRequest &mark) const
        {
            return aegisx::wordFor(mark.pending ? Operation::MarkPending
                                                : Operation::MarkCompleted);
        }
        QString operator()(const plans::MoveRequest &) const
        {
            return aegisx::wordFor(Operation::Move);
        }
        QString operator()(const plans::AccountRequest &) const
        {
            return aegisx::wordFor(Operation::CreateAccount);
        }
    };
    return std::visit(Title(), request);
}

QString planHeadline(const Preparation &preparation)
{
    if (preparation.isEmpty())
        return requestTitle(preparation.request);
    if (std::holds_alternative<operations::UpgradeRequest>(preparation.request))
        return upgradeHeadline(preparation);
    const Plan &plan = preparation.plans.first();
    const QString module = onlyModule(plan);
    return module.isEmpty() ? titleFor(plan) : moduleHeadline(plan, module);
}

QString failureSentence(const Preparation &preparation)
{
    if (preparation.isEmpty())
        return {};
    QStringList sentences;
    for (const Plan &plan : preparation.plans) {
        if (plan.isEmpty())
            continue;
        switch (plan.operation) {
        case Operation::Migrate:
        case Operation::Rollback:
            sentences << migrationsFailureSentence(plan);
            break;
        case Operation::Seed:
            sentences << (sentences.isEmpty()
                              ? Tr::tr(
                                  "Each seed is a transaction of its own: what is loaded stays "
                                  "if a later seed fails.")
                              : Tr::tr("The seeds follow, each as a transaction of its own."));
            break;
        case Operation::Unlock:
            sentences << Tr::tr("Only the lock is released; tables and rows stay as they are.");
            break;
        case Operation::SetEnvironment:
            sentences << Tr::tr("Only what the database says of itself changes; tables and rows "
                                "stay as they are.");
            break;
        case Operation::MarkCompleted:
        case Operation::MarkPending:
            sentences << Tr::tr("Only the list of migrations changes; tables and rows stay as "
                                "they are.");
            break;
        case Operation::Move:
            sentences << Tr::tr("All or nothing: if a move fails, everything stays where it is "
                                "now.");
            break;
        case Operation::StopSession:
            sentences << Tr::tr("What the session had not completed is rolled back by the "
                                "server.");
            break;
        case Operation::CreateAccount:
            sentences << Tr::tr("All or nothing: if it fails, there is no new account.");
            break;
        }
    }
    return sentences.join(u' ');
}

QString nothingToDoSentence(const Preparation &preparation)
{
    const Request &request = preparation.request;
    if (std::holds_alternative<plans::SessionRequest>(request))
        return Tr::tr("Nothing to do: the session is gone.");
    if (const auto *mark = std::get_if<plans::MarkRequest>(&request)) {
        const QString unproven = plans::noneProven(preparation.state, *mark);
        if (!unproven.isEmpty())
            return unproven;
        return mark->pending ? Tr::tr("Nothing to do: none of them is recorded.")
                             : Tr::tr("Nothing to do: all of them are recorded.");
    }
    switch (request.index()) {
    case 0:
    case 1:
        return Tr::tr("Nothing to do: the site is up to date.");
    case 2:
        return Tr::tr("Nothing to do: there is nothing to roll back.");
    case 3:
        return Tr::tr("Nothing to do: there is no seed to load.");
    case 4:
        return Tr::tr("Nothing to do: the lock is free.");
    default:
        return Tr::tr("Nothing to do: the database says so already.");
    }
}

QString destructionSentence(const Preparation &preparation)
{
    using operations::Destruction;
    switch (operations::destructionOf(preparation)) {
    case Destruction::None:
        break;
    case Destruction::Rows:
        return Tr::tr("What was entered in this site may be lost, as listed below.");
    case Destruction::RolledBack:
        return Tr::tr("Rolling back drops what these migrations made, with everything that was "
                      "entered in it since.");
    case Destruction::UnprovenLock:
        return Tr::tr(
            "If another upgrade is still running, the two would work at the same time and "
            "damage the site.");
    case Destruction::Protection:
        return Tr::tr("The site is no longer protected as a production site afterwards.");
    case Destruction::Session:
        return Tr::tr("What the session has not completed is lost: its user has to do it again.");
    }
    return {};
}

} // namespace aegisx::ui
