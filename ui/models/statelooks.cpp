#include "ui/models/statelooks.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/words/words.h"

#include <QLocale>

namespace aegisx::ui {

using inspection::MigrationState;
using inspection::ModuleStatus;

PillLook lookOf(const inspection::ModuleState &module)
{
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
    case MigrationState::Unknown:
        break;
    }
    return {Meaning::Warning, Icon::StateAttention, wordFor(MigrationState::Unknown)};
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
