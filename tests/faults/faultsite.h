#pragma once

#include "core/base/event.h"
#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/runner.h"
#include "tests/support/modulefolder.h"
#include "tests/support/testcluster.h"

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace aegisx::test {

// How a run of aegisx-sitectl ended.
struct ProgramEnd {
    bool crashed = false; // by a signal
    int exitCode = -1;
    QJsonObject document;
    QByteArray errors;

    [[nodiscard]] QString outcome() const;
    [[nodiscard]] QByteArray describe() const; // for a failed comparison
};

// A running aegisx-sitectl.
class Program final
{
public:
    Program(const QStringList &arguments, const QString &home);

    void kill(); // SIGKILL; answers when it is gone
    void interrupt(); // Ctrl-C
    [[nodiscard]] ProgramEnd waitForEnd();

private:
    QProcess m_process;
};

// A session of the test's that holds what others wait for, until it is released.
class Blocker final
{
public:
    Blocker(const postgres::ConnectionSettings &settings, const QByteArray &sql);
    void release(); // rolls back

private:
    std::optional<postgres::Connection> m_connection;
};

// A database of the test cluster with one module ("demo"), on which the real program works and
// which something terrible happens to. What the test does not expect to fail ends the program.
class FaultSite final
{
public:
    explicit FaultSite(TestCluster &cluster = TestCluster::instance());

    [[nodiscard]] ModuleFolder &module() { return m_module; }
    [[nodiscard]] const postgres::ConnectionSettings &settings() const { return m_settings; }
    QString sql(const QByteArray &statement) const;

    // The program on this site; through names another way to it, for example a proxy.
    [[nodiscard]] std::unique_ptr<Program> start(const QStringList &arguments) const;
    [[nodiscard]] std::unique_ptr<Program> start(const QStringList &arguments,
                                                 const postgres::ConnectionSettings &through) const;
    [[nodiscard]] ProgramEnd run(const QStringList &arguments) const;

    // The same in this process, where options and events are at hand.
    [[nodiscard]] runs::RunReport migrateHere(const postgres::ConnectionSettings &through,
                                              const plans::MigrateRequest &request,
                                              const runs::RunOptions &options,
                                              const EventSink &events = {}) const;

    // Migrations that wait at the test's gate, for as long as it is shut; the wait is for a lock.
    static QByteArray gateStatement();
    // Such a statement's table has a trigger that waits at the gate when the COMMIT is running.
    static QByteArray gateAtCommit(const QString &stem);
    [[nodiscard]] std::unique_ptr<Blocker> shutGate() const;

    // The server process that works for the program, once it waits for a lock or sleeps in a
    // statement that holds the text.
    [[nodiscard]] int waitUntilBlocked(const QString &statement = {}) const;
    void waitUntilNobodyWorks() const; // no server process works for the program any more
    [[nodiscard]] int workers() const;

    // By name: stems whose table is there, and stems that are recorded.
    [[nodiscard]] QString tables() const;
    [[nodiscard]] QString recorded() const;
    // "free", "stale", ... as status says it.
    [[nodiscard]] QString lockState() const;

private:
    TestCluster &m_cluster;
    postgres::ConnectionSettings m_settings;
    ModuleFolder m_module;
    QTemporaryDir m_home;
};

} // namespace aegisx::test
