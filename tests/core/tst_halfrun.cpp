// A file without a transaction that stopped half-way goes on where the database proves how far it
// came; in all other cases nothing is left out.
#include "core/inspection/evidence.h"
#include "core/operations/operation.h"
#include "tests/support/modulefolder.h"
#include "tests/support/preflighttools.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::Preparation;
using runs::Outcome;
using runs::RunReport;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

// The second fails while two rows are odd.
const QByteArray twoIndexes =
    "CREATE INDEX CONCURRENTLY a ON public.\"t_1_a\" (id);\n"
    "CREATE UNIQUE INDEX CONCURRENTLY b ON public.\"t_1_a\" (mod(id, 2));";

// What is left to do of the file, as it is shown before it runs.
QStringList sqlOf(const plans::PlanStep &step)
{
    QStringList sql;
    for (const modules::Statement &statement : step.statements)
        sql << QString::fromUtf8(statement.sql).section(u' ', 0, 3);
    return sql;
}

// 1_a is applied with the rows 1, 2 and 3; behind it is what the test adds.
class HalfSite
{
public:
    HalfSite() : m_site({prepare(m_module)})
    {
        if (m_site.run(m_site.migratePlan()).outcome != Outcome::Done)
            qFatal("the table was not made");
        m_site.sql("INSERT INTO public.\"t_1_a\" VALUES (1), (2), (3)");
    }
    SiteFixture *operator->() { return &m_site; }
    SiteFixture &operator*() { return m_site; }
    void add(const QByteArray &up, const QByteArray &options = "transaction:false")
    {
        m_module.addMigration(u"2_i"_s, up, "SELECT 1;", options);
        m_site.reload();
    }
    ModuleFolder &module() { return m_module; }
    [[nodiscard]] Preparation prepared(const operations::Request &request) const
    {
        auto connection = m_site.connect();
        auto made = operations::prepare(connection, m_site.catalog(), {}, request);
        if (!made)
            qFatal("%s", qUtf8Printable(made.error().toText()));
        return std::move(*made);
    }
    [[nodiscard]] RunReport carryOut(const Preparation &prepared) const
    {
        auto connection = m_site.connect();
        return operations::carryOut(connection, m_site.catalog(), {}, prepared).first();
    }
    [[nodiscard]] RunReport upgrade() const { return carryOut(prepared(plans::MigrateRequest {})); }
    [[nodiscard]] QString validIndexes() const
    {
        return m_site.sql(
            "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_index i JOIN pg_class c"
            " ON c.oid = i.indexrelid WHERE i.indisvalid AND c.relname IN ('a', 'b')");
    }

private:
    static QString prepare(ModuleFolder &module)
    {
        module.addTable(u"1_a"_s);
        return module.path();
    }

    ModuleFolder m_module;
    SiteFixture m_site;
};

} // namespace

class TestHalfRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesOn();
    void stopsAgain();
    void whatIsLeft_data();
    void whatIsLeft();
    void changedSinceThePlan_data();
    void changedSinceThePlan();
    void isNothingToLookAt();
};

void TestHalfRun::goesOn()
{
    HalfSite site;
    site.add(twoIndexes);
    site.module().addTable(u"3_c"_s);
    site->reload();
    QCOMPARE(site.upgrade().outcome, Outcome::FailedPartWay);
    QCOMPARE(site.validIndexes(), u"a"_s);
    site->sql("DELETE FROM public.\"t_1_a\" WHERE id = 3");
    const Preparation prepared = site.prepared(plans::MigrateRequest {});
    const plans::Plan &plan = prepared.plans.first();
    const plans::PlanStep &step = plan.steps.first();
    QCOMPARE(step.statements.size(), 2);
    QCOMPARE(step.statements.first().sql, "DROP INDEX CONCURRENTLY \"public\".\"b\"");
    QVERIFY(step.statements.last().sql.startsWith("CREATE UNIQUE INDEX CONCURRENTLY b"));
    QCOMPARE(step.changes.size(), 1);
    QCOMPARE(step.changes.first().statement, 1);
    const auto finding = std::find_if(plan.findings.begin(),
                                      plan.findings.end(),
                                      [](const Finding &one) { return one.id == "half-run"_L1; });
    QVERIFY(finding != plan.findings.end());
    QCOMPARE(finding->message,
             u"2_i: It goes on: 1 of 2 statements are in the database already and are left out. An "
             "index that was not built to its end is dropped and built anew: public.b"_s);
    const RunReport report = site.carryOut(prepared);
    QCOMPARE(report.outcome, Outcome::Done);
    QVERIFY(report.steps.first().notices.contains(step.halfRun->describe()));
    QCOMPARE(site.validIndexes(), u"a b"_s);
    QCOMPARE(site->recorded(), u"1_a.js:1, 2_i.js:2, 3_c.js:2"_s);
    // As the whole file.
    const auto text = modules::readMigration(step.file);
    QVERIFY(text);
    const QString fingerprint = modules::analyseSection(text->up, {}, {}, {}).fingerprint;
    QCOMPARE(
        site->sql("SELECT sha256 || fingerprint FROM aegisx_site.migration WHERE name = '2_i'"),
        text->sha256 % fingerprint);
}

void TestHalfRun::stopsAgain()
{
    HalfSite site;
    site.add(twoIndexes);
    const RunReport first = site.upgrade();
    QVERIFY2(first.nextStep.contains(u"it goes on with what is missing"_s),
             qUtf8Printable(first.nextStep));
    for (int i = 0; i < 2; ++i) {
        const RunReport report = site.upgrade();
        QCOMPARE(report.outcome, Outcome::FailedPartWay);
        QCOMPARE(report.error->detail.sqlState, u"23505"_s);
        QVERIFY(report.halfRun());
        QCOMPARE(report.halfRun()->remains->statementsDone, 1);
        QCOMPARE(report.halfRun()->remains->statementCount, 2);
        QCOMPARE(report.error->detail.where.line, 3); // of the file
    }
    QCOMPARE(site.validIndexes(), u"a"_s);
    QCOMPARE(site->recorded(), u"1_a.js:1"_s);
    QCOMPARE(site->lockRows(), u"0"_s);
}

void TestHalfRun::whatIsLeft_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<QStringList>("left"); // none: nothing is left out, and what is planned stops
    const auto row = [](const char *name,
                        const QByteArray &up,
                        const QByteArray &site,
                        const QStringList &left) { QTest::newRow(name) << up << site << left; };
    const QByteArray on = " ON public.\"t_1_a\" (id)";
    const QByteArray a = "CREATE INDEX CONCURRENTLY a" + on + ";";
    const QByteArray b = "CREATE INDEX CONCURRENTLY b" + on + ";";
    const QByteArray insert = "INSERT INTO public.\"t_1_a\" VALUES (4);";
    const QByteArray madeA = "CREATE INDEX a" + on;
    const QByteArray madeB = "CREATE INDEX b" + on;
    const QByteArray brokeB =
        "; UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.b'::regclass";
    const QString createA = u"CREATE INDEX CONCURRENTLY a"_s;
    const QString createB = u"CREATE INDEX CONCURRENTLY b"_s;
    const QString dropB = u"DROP INDEX CONCURRENTLY \"public\".\"b\""_s;
    row("the first is there", a + b, madeA, {createB});
    row("the second is there", a + b, madeB, {createA});
    row("not built to its end", b, madeB + brokeB, {dropB, createB});
    row("guarded and not built to its end",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS b" + on + ";",
        madeB + brokeB,
        {dropB, u"CREATE INDEX CONCURRENTLY IF"_s});
    row("rows behind it",
        a + b + insert,
        madeA,
        {createB, u"INSERT INTO public.\"t_1_a\" VALUES"_s});
    row("table",
        "CREATE TABLE public.t_x (n int, m text);" + b,
        "CREATE TABLE t_x (n int, m text)",
        {createB});
    row("settings and remarks",
        "SET lock_timeout = '5s';" + a + "COMMENT ON INDEX public.a IS 'x';" + b,
        madeA,
        {u"SET lock_timeout = '5s'"_s, u"COMMENT ON INDEX public.a"_s, createB});
    row("guarded, and an earlier file's",
        "CREATE TABLE IF NOT EXISTS public.\"t_1_a\" (id integer PRIMARY KEY);" + a + b,
        madeA,
        {u"CREATE TABLE IF NOT"_s, createB});
    row("rows before what is missing", a + insert + b, madeA, {});
    row("rows before what is there", b + insert + a, madeA, {});
    row("rows first", insert + a + b, madeA, {});
    row("what cannot be read before it",
        a + "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$;" + b,
        madeA,
        {});
    row("another place", "SET search_path = public;" + a + b, madeA, {});
    row("another index", a + b, "CREATE INDEX a ON public.\"t_1_a\" ((id + 1))", {});
    row("another one, not built to its end",
        a + b,
        madeA + "; CREATE INDEX b ON public.\"t_1_a\" ((id + 1))" + brokeB,
        {});
    row("another table",
        "CREATE TABLE public.t_x (n int, m text);" + b,
        "CREATE TABLE t_x (n int)",
        {});
    row("not built to its end, but not that way",
        a + "CREATE INDEX b" + on + ";",
        madeA + "; " + madeB + brokeB,
        {});
    row("all of it", a + b, madeA + "; " + madeB, {});
}

void TestHalfRun::whatIsLeft()
{
    QFETCH(QByteArray, up);
    QFETCH(QByteArray, site);
    QFETCH(QStringList, left);
    HalfSite half;
    half.add(up);
    half->sql("SET search_path = public; " + site);
    const QString before = half.validIndexes();
    const Preparation prepared = half.prepared(plans::MigrateRequest {});
    const plans::PlanStep &step = prepared.plans.first().steps.first();
    QCOMPARE(step.halfRun.has_value(), !left.isEmpty());
    const RunReport report = half.carryOut(prepared);
    if (!left.isEmpty()) {
        QCOMPARE(sqlOf(step), left);
        QCOMPARE(report.outcome, Outcome::Done);
        QCOMPARE(half->recorded(), u"1_a.js:1, 2_i.js:2"_s);
        return;
    }
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY2(report.error->message.contains(u"They would fail"_s),
             qUtf8Printable(report.error->message));
    QCOMPARE(half.validIndexes(), before);
    QCOMPARE(half->recorded(), u"1_a.js:1"_s);
}

void TestHalfRun::changedSinceThePlan_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("what is left out is gone") << QByteArray("DROP INDEX public.a");
    QTest::newRow("what is missing came") << QByteArray(
        "DROP INDEX public.b; CREATE UNIQUE INDEX b ON public.\"t_1_a\" (mod(id, 2))");
    QTest::newRow("what was not built to its end is gone") << QByteArray("DROP INDEX public.b");
}

void TestHalfRun::changedSinceThePlan()
{
    QFETCH(QByteArray, change);
    HalfSite site;
    site.add(twoIndexes);
    QCOMPARE(site.upgrade().outcome, Outcome::FailedPartWay);
    site->sql("DELETE FROM public.\"t_1_a\" WHERE id = 3");
    const Preparation prepared = site.prepared(plans::MigrateRequest {});
    site->sql(change);
    const QString before = site.validIndexes();
    const RunReport report = site.carryOut(prepared);
    QCOMPARE(report.outcome, Outcome::Refused);
    QVERIFY2(report.error->message.contains(u"has changed since this plan was made"_s),
             qUtf8Printable(report.error->message));
    QCOMPARE(site.validIndexes(), before);
    QCOMPARE(site->recorded(), u"1_a.js:1"_s);
    QCOMPARE(site->lockRows(), u"0"_s);
}

// The upgrade is the remedy: no page sends anybody to the evidence before it.
void TestHalfRun::isNothingToLookAt()
{
    HalfSite site;
    site.add(twoIndexes);
    QCOMPARE(site.upgrade().outcome, Outcome::FailedPartWay);
    const auto check = test::preflightOf(*site);
    QVERIFY2(test::said(check, u"there-already"_s).startsWith(u"ok: Half there"_s)
                 && test::said(check, u"there-already"_s).endsWith(u"demo/2_i"_s),
             qUtf8Printable(test::said(check, u"there-already"_s)));
    QVERIFY2(test::said(check, u"drift"_s).startsWith(u"ok:"_s),
             qUtf8Printable(test::said(check, u"drift"_s)));
    auto connection = site->connect();
    const auto state = site->inspect();
    const auto evidence =
        inspection::examine(connection, site->catalog().modules.first(), state.modules.first());
    QVERIFY(evidence);
    const auto finding = inspection::contradictionFinding(u"demo"_s, *evidence);
    QVERIFY(finding);
    QCOMPARE(finding->id, u"evidence-half-run"_s);
    QCOMPARE(finding->remedy, u"Start the upgrade again: it goes on with what is missing."_s);
    site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const RunReport unlocked =
        site.carryOut(site.prepared(operations::UnlockRequest {u"demo"_s, true}));
    QCOMPARE(unlocked.nextStep, u"Migrations still pending: 1. Upgrade the site."_s);
}

QTEST_GUILESS_MAIN(TestHalfRun)
#include "tst_halfrun.moc"
