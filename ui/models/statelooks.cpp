#include "ui/models/statelooks.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/words/words.h"

#include <QLocale>

namespace aegisx::ui {

using inspection::Contradiction;
using inspection::MigrationEvidence;
using inspection::MigrationState;
using inspection::ModuleStatus;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using inspection::Verdict;

PillLook lookOf(const inspection::ModuleState &module, bool contradicted)
{
    if (contradicted && module.status != ModuleStatus::NeedsAttention)
        return {Meaning::Warning, Icon::StateAttention, wordFor(ModuleStatus::NeedsAttention)};
    switch (module.status) {
    case ModuleStatus::UpToDate:
        return {Meaning::Success, Icon::StateOk, wordFor(module.status)};
    case ModuleStatus::Pending:
        return {Meaning::Info, Icon::StatePending, Tr::tr("%n pending", nullptr, module.pending)};
    case ModuleStatus::NotInstalled:
        return {Meaning::Neutral, Icon::StatePending, wordFor(module.status)};
    case ModuleStatus::NeedsAttention:
        break;
    }
    return {Meaning::Danger, Icon::StateAttention, wordFor(ModuleStatus::NeedsAttention)};
}

PillLook lookOf(MigrationState state)
{
    switch (state) {
    case MigrationState::Applied:
        return {Meaning::Success, Icon::StateOk, wordFor(state)};
    case MigrationState::Pending:
        return {Meaning::Info, Icon::StatePending, wordFor(state)};
    case MigrationState::Unread:
        return {Meaning::Neutral, Icon::StateAttention, wordFor(state)};
    case MigrationState::Unknown:
        break;
    }
    return {Meaning::Warning, Icon::StateAttention, wordFor(MigrationState::Unknown)};
}

PillLook lookOf(inspection::SeedState state)
{
    using inspection::SeedState;
    switch (state) {
    case SeedState::Loaded:
        return {Meaning::Success, Icon::StateOk, wordFor(state)};
    case SeedState::NotLoaded:
        return {Meaning::Info, Icon::StatePending, wordFor(state)};
    case SeedState::Changed:
    case SeedState::RolledBack:
        return {Meaning::Warning, Icon::StatePending, wordFor(state)};
    case SeedState::FileUnread:
        return {Meaning::Danger, Icon::StateAttention, wordFor(state)};
    case SeedState::NewSitesOnly:
    case SeedState::Unread:
        break;
    }
    return {Meaning::Neutral, Icon::Info, wordFor(state)};
}

PillLook lookOf(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return {Meaning::Info, Icon::Info, Tr::tr("note")};
    case Severity::Warning:
        return {Meaning::Warning, Icon::Warning, Tr::tr("warning")};
    case Severity::Error:
        break;
    }
    return {Meaning::Danger, Icon::Error, Tr::tr("stops changes")};
}

PillLook lookOf(const MigrationEvidence &evidence)
{
    const Contradiction contradiction = evidence.contradiction();
    switch (contradiction) {
    case Contradiction::RecordedNotThere:
    case Contradiction::HalfThere:
        return {Meaning::Danger, Icon::StateAttention, wordFor(contradiction)};
    case Contradiction::ThereNotRecorded:
    case Contradiction::WrongSchema:
        return {Meaning::Warning, Icon::StateAttention, wordFor(contradiction)};
    case Contradiction::None:
        break;
    }
    const QString word = wordFor(evidence.verdict);
    switch (evidence.verdict) {
    case Verdict::Done:
        return {Meaning::Success, Icon::StateOk, word};
    case Verdict::NotDone:
        return {Meaning::Info, Icon::StatePending, word};
    case Verdict::DataOnly:
        return {Meaning::Neutral, Icon::StateSkipped, word};
    default:
        return {Meaning::Neutral, Icon::StateUnknown, word};
    }
}

// Of what was to be dropped, to be gone is right.
PillLook lookOf(const ObjectEvidence &object)
{
    const bool dropped = object.change.change == modules::ChangeKind::Drop;
    const QString word = wordFor(object.presence);
    if (!object.supersededBy.isEmpty())
        return {Meaning::Neutral, Icon::StateSkipped, Tr::tr("dropped again later")};
    if (dropped && object.presence == ObjectPresence::Missing)
        return object.done ? PillLook {Meaning::Success, Icon::StateOk, Tr::tr("gone")}
                           : PillLook {Meaning::Neutral, Icon::StateUnknown, Tr::tr("not there")};
    if (dropped && !object.done)
        return {Meaning::Warning, Icon::StatePending, Tr::tr("still there")};
    switch (object.presence) {
    case ObjectPresence::Present:
        return {Meaning::Success, Icon::StateOk, word};
    case ObjectPresence::Different:
    case ObjectPresence::Elsewhere:
        return {Meaning::Warning, Icon::StateAttention, word};
    case ObjectPresence::Missing:
        return {Meaning::Danger, Icon::StateFailed, word};
    case ObjectPresence::Unchecked:
        break;
    }
    return {Meaning::Neutral, Icon::StateUnknown, word};
}

PillLook lookOf(inspection::CheckState state)
{
    switch (state) {
    case inspection::CheckState::Ok:
        return {Meaning::Success, Icon::StateOk, Tr::tr("ok")};
    case inspection::CheckState::Warning:
        return {Meaning::Warning, Icon::Warning, Tr::tr("warning")};
    case inspection::CheckState::Stop:
        break;
    }
    return {Meaning::Danger, Icon::Error, Tr::tr("stop")};
}

PillLook lookOf(inspection::LockState state)
{
    using inspection::LockState;
    switch (state) {
    case LockState::Absent:
    case LockState::Free:
        return {Meaning::Success, Icon::Unlock, wordFor(state)};
    case LockState::Running:
        return {Meaning::Info, Icon::StateRunning, wordFor(state)};
    case LockState::Damaged:
        return {Meaning::Warning, Icon::Warning, wordFor(state)};
    case LockState::Stale:
    case LockState::Unknown:
        break;
    }
    return {Meaning::Danger, Icon::Lock, wordFor(state)};
}

QString formatDuration(qint64 microseconds)
{
    const QLocale locale(currentLanguage() == Language::Thai ? QLocale::Thai : QLocale::English);
    const qint64 milliseconds = microseconds / 1000;
    const qint64 seconds = milliseconds / 1000;
    if (milliseconds < 1000)
        return Tr::tr("%1 ms").arg(locale.toString(milliseconds));
    if (seconds < 60)
        return Tr::tr("%1 s").arg(
            locale.toString(static_cast<double>(milliseconds) / 1000.0, 'f', 1));
    if (seconds < 3600)
        return Tr::tr("%1 min %2 s")
            .arg(locale.toString(seconds / 60), locale.toString(seconds % 60));
    return Tr::tr("%1 h %2 min")
        .arg(locale.toString(seconds / 3600), locale.toString(seconds % 3600 / 60));
}

} // namespace aegisx::ui
