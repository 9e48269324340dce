#pragma once

#include "core/postgres/connectionsettings.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace aegisx::test {

class TestCluster;

// A real pgbouncer in front of a test cluster: on a unix socket in a folder beside the cluster's
// own, so that it is removed with it. The pooler is ended with the object.
class PgBouncer final
{
public:
    // poolMode: session, transaction or statement. configuration: further lines of [pgbouncer],
    // the last word; users: lines of the file of users ("name" "password").
    PgBouncer(TestCluster &cluster,
              const QString &poolMode,
              const QStringList &configuration = {},
              const QStringList &users = {QStringLiteral("\"postgres\" \"\"")});
    ~PgBouncer();
    PgBouncer(const PgBouncer &) = delete;
    PgBouncer &operator=(const PgBouncer &) = delete;

    [[nodiscard]] postgres::ConnectionSettings
    settings(const QString &database = QStringLiteral("postgres")) const;

private:
    void start(const QString &file);
    void waitUntilReady();

    QString m_folder;
    QProcess m_process;
};

} // namespace aegisx::test
