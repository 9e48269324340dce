#include "core/sites/practicesite.h"

#include "core/postgres/connection.h"

#include <QStandardPaths>

#include <unistd.h>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

constexpr auto databaseName = "aegisx_practice"_L1;

} // namespace

QString PracticeSite::defaultDirectory()
{
    QString chosen = qEnvironmentVariable("AEGISX_PRACTICE_DIR");
    if (!chosen.isEmpty())
        return chosen;
    if (geteuid() == 0) // the account that runs the server cannot enter root's home
        return u"/var/lib/aegisx-site-manager/practice"_s;
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) % u"/practice"_s;
}

PracticeSite::PracticeSite(const QString &directory) : m_cluster(directory) { }

PracticeStatus PracticeSite::status() const
{
    PracticeStatus status;
    status.directory = m_cluster.directory();
    if (!m_cluster.exists())
        return status;
    status.serverPid = m_cluster.serverPid();
    status.state =
        status.serverPid != 0 ? PracticeStatus::State::Running : PracticeStatus::State::Stopped;
    status.dataVersion = m_cluster.dataVersion();
    if (const auto server = m_cluster.serverBinaries())
        status.serverVersion = server->version;
    return status;
}

Result<void> PracticeSite::start()
{
    if (!m_cluster.exists()) {
        // Another copy of the program may make it at the same time: then it is as good as ours.
        if (auto created = m_cluster.create(); !created && !m_cluster.exists())
            return created;
    }
    return m_cluster.start().and_then([this] { return ensureDatabase(); });
}

Result<void> PracticeSite::stop()
{
    return m_cluster.stop();
}

Result<void> PracticeSite::reset()
{
    return m_cluster.destroy().and_then([this] { return start(); });
}

postgres::ConnectionSettings PracticeSite::settings() const
{
    return m_cluster.settings(databaseName);
}

// A crash between the first start and CREATE DATABASE is made good by the next start; another
// copy of the program may be as far at the same moment, hence the second look.
Result<void> PracticeSite::ensureDatabase() const
{
    auto connection = postgres::Connection::open(m_cluster.settings(u"postgres"_s));
    if (!connection)
        return fail(connection.error());
    const auto isThere = [&connection]() -> bool {
        const auto rows = connection->query("SELECT 1 FROM pg_database WHERE datname = $1",
                                            {QByteArray(databaseName.data())});
        return rows && !rows->isEmpty();
    };
    if (isThere())
        return {};
    const auto made =
        connection->query("CREATE DATABASE " + postgres::quoteIdentifier(databaseName));
    if (made || isThere())
        return {};
    return fail(made.error());
}

} // namespace aegisx::sites
