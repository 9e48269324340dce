#include "ui/pages/moduleactions.h"

#include "core/base/tr.h"
#include "ui/pages/marking.h"
#include "ui/site/obstacle.h"
#include "ui/site/sitesession.h"
#include "ui/theme/icons.h"

#include <QAction>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::LockState;
using inspection::MigrationInfo;
using inspection::MigrationState;
using inspection::ModuleState;

namespace {

struct Entry {
    ModuleActions::Kind kind;
    QLatin1StringView name;
    Icon icon;
};

constexpr Entry entries[] = {
    {ModuleActions::Kind::RunPending, "runPending"_L1, Icon::Upgrade},
    {ModuleActions::Kind::RunToHere, "runToHere"_L1, Icon::Upgrade},
    {ModuleActions::Kind::RollBackBatch, "rollBackBatch"_L1, Icon::Rollback},
    {ModuleActions::Kind::RollBackToHere, "rollBackToHere"_L1, Icon::Rollback},
    {ModuleActions::Kind::RollBackAll, "rollBackAll"_L1, Icon::Rollback},
    {ModuleActions::Kind::LoadSeeds, "loadSeeds"_L1, Icon::Seed},
    {ModuleActions::Kind::MarkCompleted, "markCompleted"_L1, Icon::StateOk},
    {ModuleActions::Kind::MarkPending, "markPending"_L1, Icon::StatePending},
    {ModuleActions::Kind::MarkProvable, "markProvable"_L1, Icon::StateOk},
    {ModuleActions::Kind::ReleaseLock, "releaseLock"_L1, Icon::Unlock},
};

bool isStuck(const ModuleState &module)
{
    return module.lock.state == LockState::Stale || module.lock.state == LockState::Unknown;
}

// Whether a migration of the module was applied that comes after this one.
bool hasAppliedAfter(const ModuleState &module, const QString &stem)
{
    const auto applied = [](const MigrationInfo &one) {
        return one.state == MigrationState::Applied;
    };
    const auto last = std::find_if(module.migrations.rbegin(), module.migrations.rend(), applied);
    return last != module.migrations.rend() && last->name != stem;
}

QString seedObstacle(const ModuleState &state, bool hasSeeds)
{
    if (!hasSeeds)
        return Tr::tr("The module has no seeds.");
    return state.pending > 0 ? Tr::tr("Its seeds need the migrations that are pending.")
                             : QString();
}

} // namespace

ModuleActions::ModuleActions(SiteSession &session, QObject *parent)
    : QObject(parent), m_session(session)
{
    for (const Entry &entry : entries) {
        auto *action = new QAction(ui::icon(entry.icon), {}, this);
        action->setObjectName(entry.name);
        connect(action, &QAction::triggered, this, [this, kind = entry.kind] {
            Q_EMIT requested(requestFor(kind));
        });
        m_actions.insert(entry.kind, action);
    }
    refresh();
}

void ModuleActions::setModule(const QString &moduleId)
{
    m_moduleId = moduleId;
    refresh();
}

void ModuleActions::setMigration(const std::optional<MigrationInfo> &migration)
{
    m_migration = migration;
    refresh();
}

void ModuleActions::setSelection(const QList<MigrationInfo> &migrations)
{
    m_selection = migrations;
    refresh();
}

QStringList ModuleActions::selected(MigrationState state) const
{
    QStringList names;
    for (const MigrationInfo &one : m_selection) {
        if (one.state == state)
            names << one.name;
    }
    return names;
}

void ModuleActions::refresh()
{
    for (auto it = m_actions.cbegin(); it != m_actions.cend(); ++it) {
        const QString why = obstacle(it.key());
        it.value()->setText(text(it.key()));
        it.value()->setToolTip(why.isEmpty() ? it.value()->text() : why);
        it.value()->setEnabled(why.isEmpty());
    }
    const ModuleState *module = state();
    action(Kind::ReleaseLock)->setVisible(module != nullptr && isStuck(*module));
}

const ModuleState *ModuleActions::state() const
{
    const auto snapshot = m_session.snapshot(); // which the session keeps until the next one
    return snapshot ? snapshot->state.find(m_moduleId) : nullptr;
}

operations::Request ModuleActions::requestFor(Kind kind) const
{
    const QStringList modules {m_moduleId};
    const QString stem = m_migration ? m_migration->name : QString();
    switch (kind) {
    case Kind::RunPending:
        return plans::MigrateRequest {modules, {}, false};
    case Kind::RunToHere:
        return plans::MigrateRequest {modules, stem, false};
    case Kind::RollBackBatch:
        return plans::RollbackRequest {modules, 1, {}, false};
    case Kind::RollBackToHere:
        return plans::RollbackRequest {modules, 1, stem, false};
    case Kind::RollBackAll:
        return plans::RollbackRequest {modules, 1, {}, true};
    case Kind::LoadSeeds:
        return plans::SeedRequest {modules, false, false};
    case Kind::MarkCompleted:
        return plans::MarkRequest {
            m_moduleId, selected(MigrationState::Pending), false, false, {}, {}};
    case Kind::MarkPending:
        return plans::MarkRequest {
            m_moduleId, selected(MigrationState::Applied), false, true, {}, {}};
    case Kind::MarkProvable:
        return plans::MarkRequest {m_moduleId, {}, true, false, {}, {}};
    case Kind::ReleaseLock: // the plan page says what is known of the holder, and offers to force
                            // it
        return operations::UnlockRequest {m_moduleId};
    }
    return {};
}

QString ModuleActions::ownObstacle(Kind kind) const
{
    const ModuleState &module = *state();
    if (!module.readable && kind != Kind::ReleaseLock)
        return Tr::tr("The list of migrations of this module cannot be read.");
    switch (kind) {
    case Kind::RunPending:
        return module.pending > 0 ? QString() : Tr::tr("Nothing is pending.");
    case Kind::RunToHere:
        if (!m_migration || m_migration->state != MigrationState::Pending)
            return Tr::tr("Choose a migration that is pending.");
        return {};
    case Kind::RollBackBatch:
    case Kind::RollBackAll:
        return module.applied > 0 ? QString() : Tr::tr("Nothing is applied.");
    case Kind::RollBackToHere:
        if (!m_migration || m_migration->state != MigrationState::Applied)
            return Tr::tr("Choose a migration that is applied; it stays.");
        return hasAppliedAfter(module, m_migration->name)
            ? QString()
            : Tr::tr("No applied migration comes after it.");
    case Kind::LoadSeeds: {
        const modules::Module *files = m_session.snapshot()->catalog.find(m_moduleId);
        return seedObstacle(module, files != nullptr && !files->seeds.isEmpty());
    }
    case Kind::MarkCompleted:
    case Kind::MarkPending:
    case Kind::MarkProvable:
        return markObstacle(kind);
    case Kind::ReleaseLock:
        return isStuck(module) ? QString() : Tr::tr("The lock is not stuck.");
    }
    return {};
}

// What is not known cannot be marked: whether a reason is wanted stands in the evidence.
QString ModuleActions::markObstacle(Kind kind) const
{
    const SiteEvidence::OfModule &evidence = m_session.evidence().of(m_moduleId);
    if (kind == Kind::MarkCompleted && selected(MigrationState::Pending).isEmpty())
        return Tr::tr("Choose migrations that are pending.");
    if (kind == Kind::MarkPending && selected(MigrationState::Applied).isEmpty())
        return Tr::tr("Choose migrations that are applied.");
    if (evidence.error)
        return Tr::tr("The evidence cannot be read: %1").arg(evidence.error->message);
    if (evidence.migrations.isEmpty() && evidence.state != SiteEvidence::State::Known)
        return Tr::tr("The evidence is being read...");
    if (kind == Kind::MarkProvable && provablyDone(evidence).isEmpty())
        return Tr::tr("No pending migration is proven to be done.");
    return {};
}

QString ModuleActions::obstacle(Kind kind) const
{
    if (const QString any = obstacleTo(m_session); !any.isEmpty())
        return any;
    if (state() == nullptr)
        return Tr::tr("Choose a module.");
    const QString general = kind == Kind::ReleaseLock ? obstacleToUnlock(m_session)
                                                      : obstacleToChange(m_session, {m_moduleId});
    return general.isEmpty() ? ownObstacle(kind) : general;
}

QString ModuleActions::markText(Kind kind) const
{
    if (kind == Kind::MarkProvable) {
        const auto count = provablyDone(m_session.evidence().of(m_moduleId)).size();
        return count > 0 ? Tr::tr("Mark all that are provably done (%1)...").arg(count)
                         : Tr::tr("Mark all that are provably done...");
    }
    const bool pending = kind == Kind::MarkPending;
    const auto count = selected(pending ? MigrationState::Applied : MigrationState::Pending).size();
    if (count > 1)
        return (pending ? Tr::tr("Mark %1 as pending...") : Tr::tr("Mark %1 as completed..."))
            .arg(count);
    return pending ? Tr::tr("Mark as pending...") : Tr::tr("Mark as completed...");
}

QString ModuleActions::text(Kind kind) const
{
    switch (kind) {
    case Kind::RunPending: {
        const ModuleState *module = state();
        const int pending = module != nullptr ? module->pending : 0;
        return pending > 0 ? Tr::tr("Run %n pending...", nullptr, pending)
                           : Tr::tr("Run pending...");
    }
    case Kind::RunToHere:
        return Tr::tr("Run up to here...");
    case Kind::RollBackBatch:
        return Tr::tr("Roll back last batch...");
    case Kind::RollBackToHere:
        return Tr::tr("Roll back to here...");
    case Kind::RollBackAll:
        return Tr::tr("Roll back all...");
    case Kind::LoadSeeds:
        return Tr::tr("Load seeds...");
    case Kind::MarkCompleted:
    case Kind::MarkPending:
    case Kind::MarkProvable:
        return markText(kind);
    case Kind::ReleaseLock:
        return Tr::tr("Release lock...");
    }
    return {};
}

} // namespace aegisx::ui
