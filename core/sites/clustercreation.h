#pragma once

#include "core/base/result.h"
#include "core/sites/privatecluster.h"

#include <QString>
#include <QStringList>

// What PrivateCluster does before there is a cluster.
namespace aegisx::sites {

// pg_ctl hands paths to a shell between double quotes. Errors: InvalidInput.
[[nodiscard]] Result<void> checkPath(const QString &directory);

// As root: whether the account that runs the server gets to the folder. Errors: Io.
[[nodiscard]] Result<void> checkReachable(const ServerAccount &account, const QString &directory);

// True where the folder holds nothing but what a cluster leaves that is not made yet or was
// removed half-way: only such a folder is taken over.
[[nodiscard]] bool holdsNothingForeign(const QString &directory);

// Removes what a creation that was killed left behind.
void removeUnfinished(const QString &directory);

// Makes the data directory of the cluster, whole or not at all. Blocks; the caller holds the lock.
[[nodiscard]] Result<void> createData(const ServerAccount &account,
                                      const PrivateCluster &cluster,
                                      const QStringList &configuration,
                                      Durability durability);

} // namespace aegisx::sites
