#pragma once

#include "core/base/result.h"
#include "core/postgres/connectionsettings.h"

#include <QString>
#include <QStringList>

namespace aegisx::sites {

struct ServerAccount;

// An installed PostgreSQL server of the machine.
struct ServerBinaries {
    QString directory; // holds initdb, pg_ctl, postgres
    int majorVersion = 0;
    QString version; // "15.18"
};

// Whether a cluster's data must survive a power cut. A throwaway one (a test, a rehearsal) never
// waits for the disk, which makes it faster; it survives a crash of the server nevertheless.
enum class Durability { Durable, Throwaway };

// A PostgreSQL cluster of the program's own: unix socket only, peer authentication, so that no
// one but its owner (and root) can connect, as the superuser "postgres". The practice site, the
// rehearsal and the tests use it. Server processes never run as root: a root caller's cluster
// belongs to the unprivileged account "postgres", and every server program is started as that
// account. Several processes may use one directory at once: a lock file orders their actions.
// A data directory that this class did not make is refused, never started, stopped or removed.
class PrivateCluster final
{
public:
    // Servers of version 12 or newer, newest first; looked for in PATH, pg_config and the places
    // the distributions use. Blocks briefly.
    [[nodiscard]] static QList<ServerBinaries> findServers();

    // directory holds (or will hold) everything of the cluster: data/, socket/, log.
    explicit PrivateCluster(const QString &directory);

    [[nodiscard]] bool exists() const; // create() has completed here
    [[nodiscard]] bool isRunning() const; // asks the server's own process, survives a reboot

    // All block until done (at most some minutes). configuration: lines for postgresql.conf, the
    // last word. Errors: NotFound (no server installed, or of another version than the data),
    // Refused (exists already, not ours), Io, Failed (with the log's end).
    [[nodiscard]] Result<void> create(const QStringList &configuration = {},
                                      Durability durability = Durability::Durable);
    [[nodiscard]] Result<void> start(); // fine where it runs already
    [[nodiscard]] Result<void> stop(); // fine where it does not run
    [[nodiscard]] Result<void> stopImmediately(); // as a power cut: the next start recovers
    [[nodiscard]] Result<void> destroy(); // stops, then removes what create() and start() made

    [[nodiscard]] QString directory() const { return m_directory; }
    [[nodiscard]] QString dataDirectory() const;
    [[nodiscard]] QString socketDirectory() const; // elsewhere where the path would be too long
    [[nodiscard]] QString logFile() const;
    [[nodiscard]] int serverPid() const; // 0: not running
    [[nodiscard]] int dataVersion() const; // major version that made the data; 0: no data

    // The installed server that fits the data (the newest where there are none yet). Errors:
    // NotFound, in words that name both versions.
    [[nodiscard]] Result<ServerBinaries> serverBinaries() const;
    [[nodiscard]] postgres::ConnectionSettings settings(const QString &database) const;

private:
    [[nodiscard]] Result<QString> prepareLaunch(const ServerAccount &account);
    [[nodiscard]] Result<void> launch(const ServerAccount &account, const QString &sockets);
    [[nodiscard]] QStringList pgctlArguments(const QString &verb, const QStringList &further) const;
    [[nodiscard]] Result<void> waitUntilReady() const;
    [[nodiscard]] Result<void> halt(const QString &mode);
    [[nodiscard]] Result<void> removeEverything();

    QString m_directory;
};

} // namespace aegisx::sites
