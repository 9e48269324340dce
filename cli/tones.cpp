#include "cli/tones.h"

namespace aegisx::cli {

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

Tone toneFor(inspection::MigrationState state)
{
    switch (state) {
    case inspection::MigrationState::Applied:
        return Tone::Good;
    case inspection::MigrationState::Pending:
    case inspection::MigrationState::Unread:
        return Tone::Warning;
    case inspection::MigrationState::Unknown:
        return Tone::Bad;
    }
    return Tone::Plain;
}

Tone toneFor(inspection::SeedState state)
{
    switch (state) {
    case inspection::SeedState::Loaded:
        return Tone::Good;
    case inspection::SeedState::Changed:
    case inspection::SeedState::RolledBack:
    case inspection::SeedState::NotLoaded:
    case inspection::SeedState::Unread:
        return Tone::Warning;
    case inspection::SeedState::FileUnread:
        return Tone::Bad;
    case inspection::SeedState::NewSitesOnly:
        return Tone::Plain;
    }
    return Tone::Plain;
}

} // namespace aegisx::cli
