#pragma once

#include "core/postgres/connectionsettings.h"
#include "core/sites/privatecluster.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace aegisx::test {

struct TestClusterOptions {
    QStringList configuration; // lines for postgresql.conf
    QStringList accessRules; // lines for pg_hba.conf, before the cluster's own
    bool tcp = false; // also listen on 127.0.0.1, on a port of its own
};

// A real PostgreSQL cluster for tests, in a temporary folder, never waiting for the disk. It is
// removed with the object; a helper process removes it where the test crashes or is killed.
// Whatever fails here ends the test program with the reason.
class TestCluster final
{
public:
    // The one cluster of a test executable: started at the first call, removed at the end.
    [[nodiscard]] static TestCluster &instance();

    explicit TestCluster(const TestClusterOptions &options = {});
    ~TestCluster();
    TestCluster(const TestCluster &) = delete;
    TestCluster &operator=(const TestCluster &) = delete;

    // Through the socket, as the superuser.
    [[nodiscard]] postgres::ConnectionSettings
    settings(const QString &database = QStringLiteral("postgres")) const;
    // Through 127.0.0.1; needs the option tcp and an access rule that lets the user in.
    [[nodiscard]] postgres::ConnectionSettings
    tcpSettings(const QString &database = QStringLiteral("postgres")) const;

    // A fresh, empty database; answers its name, which starts with the hint.
    [[nodiscard]] QString createDatabase(const QString &hint = QStringLiteral("test"));

    // Runs SQL as the superuser through plain libpq; answers the last result's first value.
    QString execute(const QString &database, const QByteArray &sql) const;

    void addConfiguration(const QStringList &lines); // takes effect with reload() or restart()
    void addAccessRules(const QStringList &lines); // before all others; likewise
    QString putFile(const QString &name,
                    const QByteArray &content); // into the data folder, for the server alone

    void reload(); // answers when new connections see the change
    void start();
    void stop();
    void stopImmediately(); // as a power cut
    void restart();

    [[nodiscard]] sites::PrivateCluster &cluster() { return m_cluster; }

private:
    void startGuard();
    void startOnFreePort();

    QTemporaryDir m_folder;
    sites::PrivateCluster m_cluster;
    QProcess m_guard;
    QString m_port = QStringLiteral("5432");
    int m_databases = 0;
};

} // namespace aegisx::test
