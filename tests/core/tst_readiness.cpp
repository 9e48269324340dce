// The pre-flight as the first phase of a run: what it stops, and what is none of its business.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include "core/operations/readiness.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::CheckState;
using operations::Preparation;
using operations::Request;
using operations::UnlockRequest;
using operations::UpgradeRequest;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

// A module with bookkeeping of its own.
constexpr auto otherManifest =
    "{\"id\": \"other\", \"version\": \"1.0.0\", \"title\": {\"en\": \"other\", \"th\": \"other\"},"
    " \"schema\": \"public\", \"trackingTable\": \"other_migrations\","
    " \"recordedExtension\": \".js\", \"requires\": []}";

Preparation prepared(const SiteFixture &site, const Request &request)
{
    auto connection = site.connect();
    auto made = operations::prepare(connection, site.catalog(), {}, request);
    if (!made)
        qFatal("prepare: %s", qUtf8Printable(made.error().toText()));
    return std::move(*made);
}

QList<RunReport> carryOut(const SiteFixture &site, const Preparation &preparation)
{
    auto connection = site.connect();
    return operations::carryOut(connection, site.catalog(), {}, preparation);
}

// "stop rights, warning backup": what is not well.
QString trouble(const SiteFixture &site, const Preparation &preparation)
{
    auto connection = site.connect();
    const auto checked = operations::checkReadiness(connection, site.catalog(), {}, preparation);
    if (!checked)
        return checked.error().message;
    QStringList lines;
    for (const plans::PreflightLine &line : checked->lines) {
        if (line.state != CheckState::Ok)
            lines << jsonKeyOf(line.state) % u' ' % line.id;
    }
    return lines.join(u", "_s);
}

} // namespace

class TestReadiness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsWhereNothingStops();
    void stopRefusesTheRun();
    void whatIsThereAlreadyRefusesTheRun();
    void thereAlready_data();
    void thereAlready();
    void whatHappenedSinceThePlan();
    void otherModulesDoNotStop();
    void filesOfLaterMigrationsDoNotStop();
    void remediesAreNotChecked();
    void livingLockIsTheRunsOwnAffair();
    void cancelled();
};

void TestReadiness::runsWhereNothingStops()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_s"_s, "INSERT INTO public.\"t_1_a\" VALUES (1);");
    SiteFixture site({demo.path()});
    const Preparation upgrade = prepared(site, UpgradeRequest {});
    QVERIFY(!trouble(site, upgrade).contains(u"stop"_s));
    const auto reports = carryOut(site, upgrade);
    QCOMPARE(reports.size(), 2);
    QCOMPARE(reports.first().outcome, Outcome::Done);
    QCOMPARE(reports.last().outcome, Outcome::Done);
    // Nothing to do is nothing to check.
    const auto again = carryOut(site, prepared(site, plans::MigrateRequest {}));
    QCOMPARE(again.first().outcome, Outcome::NothingToDo);
}

void TestReadiness::stopRefusesTheRun()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "CREATE EXTENSION no_such_thing;", "SELECT 1;");
    demo.addSeed(u"001_s"_s, "INSERT INTO public.\"t_1_a\" VALUES (1);");
    SiteFixture site({demo.path()});
    const Preparation upgrade = prepared(site, UpgradeRequest {});
    QVERIFY(trouble(site, upgrade).contains(u"stop extensions"_s));
    const auto reports = carryOut(site, upgrade);
    QCOMPARE(reports.size(), 1); // the seeds do not follow
    const RunReport &report = reports.first();
    QCOMPARE(report.outcome, Outcome::Refused);
    QCOMPARE(report.error->kind, ErrorKind::Refused);
    QVERIFY2(report.error->message.contains(u"says stop"_s)
                 && report.error->message.contains(u"no_such_thing"_s),
             qUtf8Printable(report.error->message));
    QVERIFY(!report.error->remedy.isEmpty());
    QVERIFY(!report.runId.isEmpty() && !report.who.isEmpty() && report.startedAt.isValid());
    QCOMPARE(report.count(runs::StepState::NotRun), 2);
    QCOMPARE(site.tables(), QString());
    QCOMPARE(site.sql("SELECT to_regclass('knex_migrations') IS NULL"), u"t"_s);
}

void TestReadiness::whatIsThereAlreadyRefusesTheRun()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    SiteFixture site({demo.path()});
    site.sql("CREATE TABLE \"t_2_b\" (id integer PRIMARY KEY)");
    const auto report = carryOut(site, prepared(site, plans::MigrateRequest {})).first();
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY2(report.error->message.contains(u"demo/2_b (there, but not recorded)"_s),
             qUtf8Printable(report.error->message));
    QVERIFY(report.error->remedy.contains(u"Mark as completed what is done"_s));
    QCOMPARE(site.tables(), u"t_2_b"_s);
    // What another upgrade did since the plan is left out, not refused.
    const Preparation both = prepared(site, plans::MigrateRequest {});
    site.sql("CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch int,"
             " migration_time timestamptz)");
    site.sql("INSERT INTO knex_migrations (name, batch) VALUES ('2_b.js', 1)");
    QVERIFY2(!trouble(site, both).contains(u"there-already"_s),
             qUtf8Printable(trouble(site, both)));
    site.sql("DROP TABLE knex_migrations");
    // A run that ends before it is none of its business.
    QCOMPARE(
        carryOut(site, prepared(site, plans::MigrateRequest {{}, u"1_a"_s, false})).first().outcome,
        Outcome::Done);
}

void TestReadiness::thereAlready_data()
{
    QTest::addColumn<QByteArray>("first"); // migrations
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<QString>("line"); // what is said, as it begins
    QTest::addColumn<QString>("failing");
    const QByteArray later = "CREATE TABLE public.t_z (id int)";
    QTest::newRow("done") << QByteArray("CREATE TABLE public.t_x (id int)") << later
                          << QByteArray("CREATE TABLE t_x (id int)") << u"stop: "_s
                          << u"demo/1_a (there, but not recorded)"_s;
    QTest::newRow("half done") << QByteArray("CREATE TABLE public.t_x (id int); CREATE INDEX i_x ON"
                                             " public.t_x (id)")
                               << later << QByteArray("CREATE TABLE t_x (id int)") << u"stop: "_s
                               << u"demo/1_a (half there)"_s;
    QTest::newRow("index") << QByteArray("CREATE TABLE IF NOT EXISTS public.t_x (id int)")
                           << QByteArray("CREATE INDEX i_x ON public.t_x (id); CREATE INDEX i_y ON"
                                         " public.t_x (id)")
                           << QByteArray("CREATE TABLE t_x (id int); CREATE INDEX i_x ON t_x (id)")
                           << u"stop: "_s << u"demo/2_b (half there)"_s;
    QTest::newRow("dropped") << QByteArray("CREATE TABLE IF NOT EXISTS public.t_x (a int, b int)")
                             << QByteArray("ALTER TABLE public.t_x DROP COLUMN b; CREATE TABLE"
                                           " public.t_y (id int)")
                             << QByteArray("CREATE TABLE t_x (a int); CREATE TABLE t_y (id int)")
                             << u"stop: "_s << u"demo/2_b"_s;
    QTest::newRow("renamed") << QByteArray("CREATE TABLE public.t_x (id int)")
                             << QByteArray("ALTER TABLE public.t_x RENAME TO t_y")
                             << QByteArray("CREATE TABLE t_y (id int)") << u"stop: "_s
                             << u"demo/2_b"_s;
    QTest::newRow("if not exists")
        << QByteArray("CREATE TABLE IF NOT EXISTS public.t_x (id int)") << later
        << QByteArray("CREATE TABLE t_x (id int)") << u"ok: "_s << QString();
    QTest::newRow("dropped before")
        << QByteArray("DROP TABLE IF EXISTS public.t_x")
        << QByteArray("CREATE TABLE public.t_x"
                      " (id int)")
        << QByteArray("CREATE TABLE t_x (id int)") << u"ok: "_s << QString();
    QTest::newRow("name of PostgreSQL's")
        << QByteArray("CREATE TABLE IF NOT EXISTS public.t_x (id int)")
        << QByteArray("CREATE INDEX ON public.t_x (id)")
        << QByteArray("CREATE TABLE t_x (id int); CREATE INDEX ON t_x (id)") << u"ok: "_s
        << QString();
}

// What says stop would fail, and what does not runs.
void TestReadiness::thereAlready()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    QFETCH(QByteArray, site);
    QFETCH(QString, line);
    QFETCH(QString, failing);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, first, "SELECT 1;");
    demo.addMigration(u"2_b"_s, second, "SELECT 1;");
    SiteFixture fixture({demo.path()});
    fixture.sql(site);
    auto connection = fixture.connect();
    const auto checked = operations::checkReadiness(
        connection, fixture.catalog(), {}, prepared(fixture, plans::MigrateRequest {}));
    QVERIFY(checked);
    const plans::PreflightLine *found = checked->find(u"there-already"_s);
    const QString text = jsonKeyOf(found->state) % u": "_s % found->detail;
    QVERIFY2(text.startsWith(line) && text.contains(failing), qUtf8Printable(text));
    QCOMPARE(failing.isEmpty(), found->remedy.isEmpty());
    QVERIFY(failing.isEmpty() || !checked->find(u"drift"_s)->detail.contains(failing));
    QCOMPARE(fixture.run(fixture.migratePlan()).outcome,
             failing.isEmpty() ? Outcome::Done : Outcome::Failed);
}

void TestReadiness::whatHappenedSinceThePlan()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addTable(u"2_b"_s);
    site.reload();
    const Preparation preparation = prepared(site, plans::MigrateRequest {});
    site.sql("INSERT INTO knex_migrations (name, batch) VALUES ('9_newer.js', 2)");
    QVERIFY(trouble(site, preparation).contains(u"stop unknown"_s));
    QCOMPARE(carryOut(site, preparation).first().outcome, Outcome::Refused);
    QCOMPARE(site.tables(), u"t_1_a"_s);
    site.sql("DELETE FROM knex_migrations WHERE name = '9_newer.js'");
    QCOMPARE(carryOut(site, preparation).first().outcome, Outcome::Done);
}

void TestReadiness::otherModulesDoNotStop()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    ModuleFolder other(u"other"_s, otherManifest);
    other.addTable(u"1_o"_s);
    SiteFixture site({demo.path(), other.path()});
    QCOMPARE(site.run(site.migratePlan({{u"other"_s}, {}, false})).outcome, Outcome::Done);
    site.sql("INSERT INTO other_migrations (name, batch) VALUES ('9_newer.js', 2)");
    const Preparation preparation = prepared(site, plans::MigrateRequest {{u"demo"_s}, {}, false});
    const QString found = trouble(site, preparation);
    QVERIFY2(found.contains(u"warning unknown"_s), qUtf8Printable(found)); // said all the same
    QCOMPARE(carryOut(site, preparation).first().outcome, Outcome::Done);
}

void TestReadiness::filesOfLaterMigrationsDoNotStop()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "CREATE TABEL;", "SELECT 1;");
    SiteFixture site({demo.path()});
    const Preparation first = prepared(site, plans::MigrateRequest {{}, u"1_a"_s, false});
    const QString found = trouble(site, first);
    QVERIFY2(found.contains(u"warning files"_s), qUtf8Printable(found));
    QCOMPARE(carryOut(site, first).first().outcome, Outcome::Done);
    const Preparation back = prepared(site, plans::RollbackRequest {});
    QCOMPARE(carryOut(site, back).first().outcome, Outcome::Done);
}

// What mends a stop must not be stopped by it.
void TestReadiness::remediesAreNotChecked()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const Preparation unlock = prepared(site, UnlockRequest {u"demo"_s, true});
    QVERIFY(!operations::wantsPreflight(unlock.request));
    QCOMPARE(carryOut(site, unlock).first().outcome, Outcome::Done);
    QVERIFY(!operations::wantsPreflight(operations::EnvironmentRequest {}));
    QVERIFY(!operations::wantsPreflight(plans::SessionRequest {1, true}));
    QVERIFY(operations::wantsPreflight(plans::RollbackRequest {}));
}

// It waits for a living holder, as it always did, and says what is known of another.
void TestReadiness::livingLockIsTheRunsOwnAffair()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    demo.addTable(u"2_b"_s);
    site.reload();
    const Preparation preparation = prepared(site, plans::MigrateRequest {});
    site.sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QVERIFY(trouble(site, preparation).contains(u"stop locks"_s));
    QCOMPARE(carryOut(site, preparation).first().outcome, Outcome::Locked);
}

void TestReadiness::cancelled()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    SiteFixture site({demo.path()});
    const Preparation preparation = prepared(site, plans::MigrateRequest {});
    auto connection = site.connect();
    std::stop_source stop;
    stop.request_stop();
    const auto reports =
        operations::carryOut(connection, site.catalog(), {}, preparation, {}, {}, stop.get_token());
    QCOMPARE(reports.first().outcome, Outcome::Cancelled);
    QCOMPARE(site.tables(), QString());
}

QTEST_GUILESS_MAIN(TestReadiness)
#include "tst_readiness.moc"
