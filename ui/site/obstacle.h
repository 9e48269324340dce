#pragma once

#include <QString>
#include <QStringList>

namespace aegisx::ui {

class SiteSession;

// Why something cannot be asked of a site now, in one sentence for a disabled button; empty: it
// can. Nothing is read: this is what is known since the last look.

[[nodiscard]] QString obstacleTo(const SiteSession &session); // anything: connection, a run
// The same, and what the planners would refuse for these modules (none named: all).
[[nodiscard]] QString obstacleToChange(const SiteSession &session, const QStringList &modules = {});
[[nodiscard]] QString obstacleToUpgrade(const SiteSession &session); // also: nothing is pending
[[nodiscard]] QString obstacleToUnlock(const SiteSession &session);
[[nodiscard]] QString obstacleToMove(const SiteSession &session);
[[nodiscard]] QString obstacleToSetEnvironment(const SiteSession &session);

} // namespace aegisx::ui
