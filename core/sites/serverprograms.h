#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

#include <sys/types.h>

// How server programs are found, run and recognised; PrivateCluster builds on it.
namespace aegisx::sites {

struct ServerBinaries;

// The account of the operating system that server programs run as.
struct ServerAccount {
    QString name;
    uid_t uid = 0;
    gid_t gid = 0;
    bool switched = false; // we are root and become this account for every program
};

// The caller's own account; for root the account that owns the data, else "postgres". Errors:
// NotFound (root without such an account, a number without a name), Refused (another's data).
[[nodiscard]] Result<ServerAccount> serverAccount(const QString &dataDirectory);

// Makes the account the owner of path. Does nothing where the caller is the account itself.
[[nodiscard]] Result<void> giveTo(const ServerAccount &account, const QString &path);

// Runs a program as the account, without PG* variables, and answers what it printed. Blocks.
// Errors: Failed (cannot be started, timed out, exit code not 0; detail has what it printed).
[[nodiscard]] Result<QString> runAs(const ServerAccount &account,
                                    const QString &program,
                                    const QStringList &arguments,
                                    std::chrono::seconds timeout);

// The complete servers of version 12 or newer among the folders, newest first.
[[nodiscard]] QList<ServerBinaries> serversIn(const QStringList &directories);

// Where servers are usually installed, and what PATH and pg_config name.
[[nodiscard]] QStringList usualServerDirectories();

// What a postmaster.pid says.
struct PostmasterFile {
    int pid = 0;
    QString dataDirectory;
    QString port;
    QString socketDirectory;
    QString status; // "starting", "ready", "stopping", "standby"
};

[[nodiscard]] std::optional<PostmasterFile> readPostmasterFile(const QString &dataDirectory);

// True where the process lives and is the server of this very data directory: a number that the
// system gave to another process since then does not count.
[[nodiscard]] bool isServerOf(int pid, const QString &dataDirectory);

// A lock file of PostgreSQL's (postmaster.pid, .s.PGSQL.5432.lock) whose number now belongs to a
// living process that is not our server would keep it from starting. Puts our own number there,
// which PostgreSQL knows to be no server (it starts as our grandchild), and keeps the rest: its
// check that no old backend is still attached to the shared memory stays in force. The caller
// holds the cluster's lock. Errors: Io.
[[nodiscard]] Result<void> disownStaleLockFile(const QString &path, const QString &dataDirectory);

} // namespace aegisx::sites
