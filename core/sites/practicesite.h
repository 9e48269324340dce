#pragma once

#include "core/base/result.h"
#include "core/postgres/connectionsettings.h"
#include "core/sites/privatecluster.h"

#include <QObject>
#include <QString>

namespace aegisx::sites {

struct PracticeStatus {
    Q_GADGET
public:
    enum class State { Absent, Stopped, Running };
    Q_ENUM(State)

    State state = State::Absent;
    QString directory;
    int dataVersion = 0; // PostgreSQL's major version that made the data; 0: absent
    QString serverVersion; // "15.18" of the installed server that fits; empty: none does
    int serverPid = 0; // 0: not running
};

// The practice site: a private cluster with one database, where a technician can try everything
// without a hospital behind it. Every function blocks; several processes may call at once.
class PracticeSite final
{
public:
    // AEGISX_PRACTICE_DIR; else, for root, /var/lib/aegisx-site-manager/practice; else "practice"
    // in the user's data folder (which QCoreApplication's organisation and application name).
    [[nodiscard]] static QString defaultDirectory();

    explicit PracticeSite(const QString &directory = defaultDirectory());

    [[nodiscard]] PracticeStatus status() const;

    // Makes the site where it is absent, starts it where it is stopped, and makes its database
    // where that is missing. Errors: those of PrivateCluster and of Connection::open.
    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<void> stop();

    // Destroys the site with all its data and leaves a fresh one running.
    [[nodiscard]] Result<void> reset();

    [[nodiscard]] QString logFile() const { return m_cluster.logFile(); }
    [[nodiscard]] postgres::ConnectionSettings settings() const; // of the database aegisx_practice

private:
    [[nodiscard]] Result<void> ensureDatabase() const;

    PrivateCluster m_cluster;
};

} // namespace aegisx::sites
