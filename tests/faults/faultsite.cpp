#include "tests/faults/faultsite.h"

#include "core/inspection/sitestate.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>

#include <csignal>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; // a machine may be slow; nothing here waits that long by design

template <typename Value> Value require(Result<Value> result)
{
    if (!result)
        qFatal("FaultSite: %s", qUtf8Printable(result.error().toText()));
    return std::move(*result);
}

QProcessEnvironment environmentFor(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("PG"_L1) || name.startsWith("DATABASE_"_L1)
            || name.startsWith("POSTGRES_"_L1))
            environment.remove(name);
    }
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_DATA_HOME"_s, home);
    environment.insert(u"XDG_CONFIG_HOME"_s, home);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    return environment;
}

// What the server knows of the program's own sessions.
QByteArray workersSql(const QByteArray &columns, const QByteArray &further = {})
{
    return "SELECT " + columns
        + " FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE "
          "'AegisX%'"
        + further;
}

} // namespace

QString ProgramEnd::outcome() const
{
    return document.value("outcome"_L1).toString();
}

QByteArray ProgramEnd::describe() const
{
    return "exit " + QByteArray::number(exitCode) + '\n' + QJsonDocument(document).toJson()
        + errors;
}

Program::Program(const QStringList &arguments, const QString &home)
{
    m_process.setProcessEnvironment(environmentFor(home));
    m_process.setWorkingDirectory(home);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(qEnvironmentVariable("AEGISX_SITECTL", QStringLiteral(AEGISX_SITECTL)),
                    arguments);
    if (!m_process.waitForStarted(patience))
        qFatal("aegisx-sitectl: %s", qUtf8Printable(m_process.errorString()));
}

void Program::kill()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

void Program::interrupt()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
}

ProgramEnd Program::waitForEnd()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(2 * patience)) {
        m_process.kill();
        m_process.waitForFinished(patience);
    }
    return {m_process.exitStatus() == QProcess::CrashExit,
            m_process.exitCode(),
            QJsonDocument::fromJson(m_process.readAllStandardOutput()).object(),
            m_process.readAllStandardError()};
}

Blocker::Blocker(const postgres::ConnectionSettings &settings, const QByteArray &sql)
{
    postgres::ConnectionSettings own = settings;
    own.extra.append({u"application_name"_s, u"the test's blocker"_s});
    m_connection = require(postgres::Connection::open(own));
    require(m_connection->queryAll({{"BEGIN", {}}, {sql, {}}}));
}

void Blocker::release()
{
    m_connection.reset();
}

FaultSite::FaultSite(TestCluster &cluster)
    : m_cluster(cluster), m_settings(cluster.settings(cluster.createDatabase(u"fault"_s)))
{
}

QString FaultSite::sql(const QByteArray &statement) const
{
    return m_cluster.execute(m_settings.database, statement);
}

std::unique_ptr<Program> FaultSite::start(const QStringList &arguments) const
{
    return start(arguments, m_settings);
}

std::unique_ptr<Program> FaultSite::start(const QStringList &arguments,
                                          const postgres::ConnectionSettings &through) const
{
    const QString conninfo = u"host=%1 port=%2 dbname=%3 user=%4 sslmode=disable"_s.arg(
        through.host, through.port, through.database, through.user);
    const QStringList common {u"--json"_s,
                              u"--yes"_s,
                              u"--lang"_s,
                              u"en"_s,
                              u"--url"_s,
                              conninfo,
                              u"--modules"_s,
                              m_module.path()};
    return std::make_unique<Program>(common + arguments, m_home.path());
}

ProgramEnd FaultSite::run(const QStringList &arguments) const
{
    return start(arguments)->waitForEnd();
}

runs::RunReport FaultSite::migrateHere(const postgres::ConnectionSettings &through,
                                       const plans::MigrateRequest &request,
                                       const runs::RunOptions &options,
                                       const EventSink &events) const
{
    const auto catalog = modules::loadCatalog({m_module.path()});
    auto connection = require(postgres::Connection::open(through));
    const auto state = require(inspection::inspect(connection, catalog));
    const auto plan = require(plans::planMigrate(catalog, state, request));
    return runs::run(connection, plan, options, events);
}

QByteArray FaultSite::gateStatement()
{
    // Without a limit of time, unlike a lock wait of the run's own.
    return "SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared(7);\n";
}

QByteArray FaultSite::gateAtCommit(const QString &stem)
{
    // The run calls what is put off before it commits; so the first row puts off a second one.
    const QByteArray name = stem.toUtf8();
    const QByteArray table = "public.\"t_" + name + '"';
    return "CREATE FUNCTION public.\"wait_" + name
        + "\"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
          "  IF NEW.id = 1 THEN\n    SET CONSTRAINTS ALL DEFERRED;\n    INSERT INTO "
        + table
        + " VALUES (2);\n  ELSE\n"
          "    PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared(7);\n"
          "  END IF;\n  RETURN NULL;\nEND $$;\n"
          "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON "
        + table + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.\"wait_"
        + name + "\"();\nINSERT INTO " + table + " VALUES (1);\n";
}

std::unique_ptr<Blocker> FaultSite::shutGate() const
{
    return std::make_unique<Blocker>(m_settings, "SELECT pg_advisory_xact_lock(7)");
}

int FaultSite::waitUntilBlocked(const QString &statement) const
{
    const QByteArray query =
        workersSql("pid",
                   " AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep') AND query ILIKE '%"
                       + statement.toUtf8() + "%' LIMIT 1");
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(patience)) {
        if (const int pid = sql(query).toInt(); pid > 0)
            return pid;
        QThread::msleep(5);
    }
    qFatal("FaultSite: the program does not come to wait for a lock");
}

int FaultSite::workers() const
{
    return sql(workersSql("count(*)")).toInt();
}

void FaultSite::waitUntilNobodyWorks() const
{
    QElapsedTimer timer;
    timer.start();
    while (workers() > 0) {
        if (timer.hasExpired(patience))
            qFatal("FaultSite: a server process goes on working for a program that is gone");
        QThread::msleep(20);
    }
}

QString FaultSite::tables() const
{
    return sql("SELECT string_agg(substr(tablename, 3), ' ' ORDER BY tablename COLLATE \"C\")"
               " FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 't\\_%'");
}

QString FaultSite::recorded() const
{
    const QByteArray names =
        "SELECT string_agg(replace(name, '.js', ''), ' ' ORDER BY name COLLATE \"C\")"
        " FROM knex_migrations";
    return sql("SELECT to_regclass('knex_migrations')").isEmpty() ? QString() : sql(names);
}

QString FaultSite::lockState() const
{
    const ProgramEnd status = run({u"status"_s});
    const QJsonObject module = status.document.value("modules"_L1).toArray().first().toObject();
    return module.value("lock"_L1).toObject().value("state"_L1).toString();
}

} // namespace aegisx::test
