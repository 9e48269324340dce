#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/movesite.h"
#include "tests/support/testcluster.h"

#include "core/inspection/misplaced.h"
#include "core/operations/operation.h"
#include "core/plans/planmove.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using plans::MoveRequest;
using runs::Outcome;
using runs::RunReport;

// Objects moved to the schema they belong to: found, planned, moved, moved back.
class TestMove final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void stepNames();
    void everyKindAtOnce();
    void backAgain();
    void oddNames();
    void oneFailsNothingMoved();
    void waitsForASession();
    void waitsInVain();
    void lostRowUndoesIt();
    void largeTable();
    void partitioned();
    void knexHoldsTheLock();
    void byRequest();

private:
    std::unique_ptr<MoveSite> m_site;
};

void TestMove::init()
{
    m_site = std::make_unique<MoveSite>();
}

void TestMove::cleanup()
{
    m_site.reset();
}

void TestMove::stepNames()
{
    const plans::MoveStep step {u"public.\"a -> b\""_s, u"\"Ward 1\".\"a -> b\""_s};
    const auto read = plans::readMoveStep(plans::moveStepName(step));
    QVERIFY(read);
    QCOMPARE(read->from, step.from);
    QCOMPARE(read->to, step.to);
    QVERIFY(!plans::readMoveStep(u"20251205000001_create_inventory_schema"_s));
    const auto requests = plans::moveBack({u"public.a -> inventory.a"_s,
                                           u"\"Ward 1\".b -> inventory.b"_s,
                                           u"public.f(integer) -> inventory.f(integer)"_s});
    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests.first().toSchema, u"public"_s);
    QCOMPARE(requests.first().objects, (QStringList {u"inventory.f(integer)"_s, u"inventory.a"_s}));
    QCOMPARE(requests.last().toSchema, u"\"Ward 1\""_s);
    QVERIFY(plans::moveBack({}).isEmpty());
}

void TestMove::everyKindAtOnce()
{
    m_site->sql("CREATE MATERIALIZED VIEW kept AS SELECT 1 AS a; CREATE SEQUENCE free_no START 7;"
                "CREATE DOMAIN code AS text; CREATE FUNCTION f(shade) RETURNS int LANGUAGE sql AS"
                " 'SELECT 1'; CREATE PROCEDURE p(int) LANGUAGE sql AS 'SELECT 1'");
    const QStringList all {u"public.stock"_s,
                           u"public.kept"_s,
                           u"public.drugs"_s,
                           u"public.free_no"_s,
                           u"public.shade"_s,
                           u"public.code"_s,
                           u"public.f(shade)"_s,
                           u"public.p"_s,
                           u"public.drugs_id_seq"_s, // goes with its table
                           u"public.drugs"_s}; // twice
    const plans::Plan made = m_site->plan(all);
    QCOMPARE(made.steps.size(), 8);
    QCOMPARE(made.steps.first().name, u"public.f(shade) -> inventory.f(shade)"_s);
    const RunReport report = m_site->site().run(made);
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(m_site->sql("SELECT (SELECT count(*) FROM pg_class WHERE relnamespace ="
                         " 'inventory'::regnamespace AND relkind IN ('r', 'v', 'm', 'S')) || ' ' ||"
                         " (SELECT count(*) FROM pg_proc WHERE pronamespace ="
                         " 'inventory'::regnamespace) || ' ' || (SELECT count(*) FROM pg_type WHERE"
                         " typnamespace = 'inventory'::regnamespace AND typtype IN ('e', 'd'))"),
             u"5 2 2"_s);
    QCOMPARE(m_site->sql("SELECT nextval('inventory.free_no')"), u"7"_s);
    QCOMPARE(m_site->sql("SELECT outcome || ' ' || operation FROM aegisx_site.run"),
             u"Done Move"_s);
    QCOMPARE(m_site->sql("SELECT count(*) FROM aegisx_site.step WHERE direction = 'move'"), u"8"_s);
}

void TestMove::backAgain()
{
    const RunReport report = m_site->move({u"public.drugs"_s, u"public.shade"_s});
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.stateNow.contains(u"every row is there"_s));
    QVERIFY(report.nextStep.contains(u"inventory.drugs"_s));
    QVERIFY(report.nextStep.contains(u"public"_s));
    QCOMPARE(report.steps.last().tables.size(), 1);
    QCOMPARE(report.steps.last().tables.first().table, u"inventory.drugs"_s);
    QCOMPARE(report.steps.last().tables.first().unchanged, 40);
    QStringList names;
    for (const runs::StepReport &step : report.steps)
        names << step.name;
    const auto back = plans::moveBack(names);
    QCOMPARE(back.size(), 1);
    QCOMPARE(m_site->move(back.first().objects, back.first().toSchema).outcome, Outcome::Done);
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"public"_s);
    QCOMPARE(m_site->sql("SELECT count(*) FROM public.drugs WHERE shade = 'red'::public.shade"),
             u"40"_s);
}

void TestMove::oddNames()
{
    const QString schema = u"\"\u0e04\u0e25\u0e31\u0e07 ' \"\"1\"\"\""_s;
    const QString table = u"\"\u0e22\u0e32 ' \"\"x\"\" -> y\""_s;
    m_site->sql(QString(u"CREATE SCHEMA "_s % schema % u"; CREATE TABLE public."_s % table
                        % u" (id serial PRIMARY KEY); INSERT INTO public."_s % table
                        % u" VALUES (1), (2)"_s)
                    .toUtf8());
    const RunReport report = m_site->move({u"public."_s % table}, schema);
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(m_site->sql(QString(u"SELECT count(*) FROM "_s % schema % u'.' % table).toUtf8()),
             u"2"_s);
    const auto back = plans::moveBack({report.steps.first().name});
    QCOMPARE(back.size(), 1);
    QCOMPARE(back.first().objects, QStringList {schema % u'.' % table});
    QCOMPARE(m_site->move(back.first().objects, back.first().toSchema).outcome, Outcome::Done);
    QCOMPARE(m_site->sql(QString(u"SELECT count(*) FROM public."_s % table).toUtf8()), u"2"_s);
    QCOMPARE(m_site->move({u"public."_s % table}, schema).outcome, Outcome::Done);
    const auto again = plans::moveBack({report.steps.first().name});
    QCOMPARE(again.first().toSchema, u"public"_s);
}

void TestMove::oneFailsNothingMoved()
{
    const plans::Plan made = m_site->plan({u"public.drugs"_s, u"public.lots"_s, u"public.stock"_s});
    m_site->sql("CREATE TABLE inventory.lots (id int)"); // since the plan was made
    const RunReport report = m_site->site().run(made);
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"42P07"_s);
    QVERIFY(report.error->message.startsWith(u"Moving public.lots -> inventory.lots failed"_s));
    QCOMPARE(report.steps.at(0).state, runs::StepState::RolledBack);
    QCOMPARE(report.steps.at(1).state, runs::StepState::Failed);
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"public"_s);
    QCOMPARE(m_site->schemaOf(u"stock"_s), u"public"_s);
    QCOMPARE(m_site->site().lockRows(), u"0"_s);
}

void TestMove::waitsForASession()
{
    auto reader = m_site->connect();
    VERIFY_DONE(reader.query("BEGIN"));
    VERIFY_DONE(reader.query("SELECT * FROM drugs"));
    const plans::Plan made = m_site->plan({u"public.drugs"_s});
    auto connection = m_site->connect();
    QStringList waited;
    bool released = false;
    const RunReport report =
        runs::run(connection, made, {10s, 20, 60s, 30s}, [&](const Event &event) {
            if (event.kind != EventKind::Waiting)
                return;
            waited << event.text;
            if (!released) // as a person closes the program that is named
                released = reader.query("COMMIT").has_value();
        });
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(released);
    QVERIFY(waited.first().contains(QString::number(reader.facts().backendPid)));
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"inventory"_s);
}

void TestMove::waitsInVain()
{
    auto reader = m_site->connect();
    VERIFY_DONE(reader.query("BEGIN"));
    VERIFY_DONE(reader.query("SELECT * FROM lots"));
    const plans::Plan made = m_site->plan({u"public.drugs"_s, u"public.lots"_s});
    const RunReport report = m_site->site().run(made, {100ms, 1, 1s, 1s});
    QCOMPARE(report.outcome, Outcome::Failed);
    QCOMPARE(report.error->detail.sqlState, u"55P03"_s);
    QVERIFY(report.error->remedy.contains(u"Other programs"_s));
    QVERIFY(m_site->site().events().contains(u"Retrying"_s));
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"public"_s);
    VERIFY_DONE(reader.query("COMMIT"));
    QCOMPARE(m_site->move({u"public.drugs"_s, u"public.lots"_s}).outcome, Outcome::Done);
}

void TestMove::lostRowUndoesIt()
{
    m_site->sql("CREATE FUNCTION meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN"
                " IF to_regclass('inventory.lots') IS NOT NULL THEN"
                " DELETE FROM inventory.lots WHERE id = 1; END IF; END$$;"
                "CREATE EVENT TRIGGER meddles ON ddl_command_end WHEN TAG IN ('ALTER TABLE')"
                " EXECUTE FUNCTION meddle()");
    const RunReport report = m_site->move({u"public.drugs"_s, u"public.lots"_s});
    QCOMPARE(report.outcome, Outcome::Failed);
    QVERIFY2(report.error->message.contains(u"(40 and 39)"_s),
             qUtf8Printable(report.error->message));
    QVERIFY(report.error->message.contains(u"public.lots -> inventory.lots"_s));
    QCOMPARE(report.steps.at(0).state, runs::StepState::RolledBack);
    QCOMPARE(report.steps.at(1).state, runs::StepState::Failed);
    QCOMPARE(m_site->sql("SELECT count(*) FROM public.lots"), u"40"_s);
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"public"_s);
    QCOMPARE(m_site->site().lockRows(), u"0"_s);
}

void TestMove::largeTable()
{
    m_site->sql("CREATE TABLE many AS SELECT 1 AS a FROM generate_series(1, 1000001)");
    const plans::Plan made = m_site->plan({u"public.many"_s});
    QVERIFY(sqlOf(made.steps.first()).join(u' ').contains(u"pg_relation_filenode"_s));
    QVERIFY(!sqlOf(made.steps.first()).join(u' ').contains(u"count"_s));
    QVERIFY(findingOf(made, u"move-rows"_s)->message.contains(u"too many to be counted"_s));
    const RunReport report = m_site->site().run(made);
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.steps.first().tables.isEmpty());
    QCOMPARE(m_site->sql("SELECT count(*) FROM inventory.many"), u"1000001"_s);
}

void TestMove::partitioned()
{
    m_site->sql("CREATE TABLE log (id int) PARTITION BY RANGE (id);"
                "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (1) TO (9);"
                "INSERT INTO log VALUES (1), (2)");
    const plans::Plan alone = m_site->plan({u"public.log"_s});
    QVERIFY(findingOf(alone, u"move-left-behind"_s)->message.contains(u"public.log_1"_s));
    const plans::Plan both = m_site->plan({u"public.log"_s, u"public.log_1"_s});
    QVERIFY(!findingOf(both, u"move-left-behind"_s));
    const RunReport report = m_site->site().run(both);
    QCOMPARE(report.outcome, Outcome::Done);
    QCOMPARE(report.steps.first().tables.first().unchanged, 2);
    QCOMPARE(m_site->schemaOf(u"log_1"_s), u"inventory"_s);
    QCOMPARE(m_site->sql("SELECT count(*) FROM inventory.log"), u"2"_s);
}

void TestMove::knexHoldsTheLock()
{
    auto knex = m_site->connect();
    VERIFY_DONE(knex.query("BEGIN"));
    VERIFY_DONE(knex.query("UPDATE knex_migrations_lock SET is_locked = 1 WHERE is_locked = 0"));
    const plans::Plan made = m_site->plan({u"public.drugs"_s});
    const RunReport report = m_site->site().run(made, {100ms, 1, 1s, 1s});
    QCOMPARE(report.outcome, Outcome::Locked);
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"public"_s);
    VERIFY_DONE(knex.query("ROLLBACK"));
    QCOMPARE(m_site->site().run(made).outcome, Outcome::Done);
}

void TestMove::byRequest()
{
    auto connection = m_site->connect();
    const operations::Request request = MoveRequest {{u"public.drugs"_s}, u"inventory"_s};
    const auto prepared = operations::prepare(connection, m_site->site().catalog(), {}, request);
    VERIFY_DONE(prepared);
    QCOMPARE(prepared->stepCount(), 1);
    const auto reports =
        operations::carryOut(connection, m_site->site().catalog(), {}, *prepared, {}, {}, {});
    QCOMPARE(reports.size(), 1);
    QCOMPARE(reports.first().outcome, Outcome::Done);
    QCOMPARE(m_site->schemaOf(u"drugs"_s), u"inventory"_s);
    QVERIFY(findingOf(prepared->plans.first(), u"move-unknown"_s));
}

QTEST_GUILESS_MAIN(TestMove)
#include "tst_move.moc"
