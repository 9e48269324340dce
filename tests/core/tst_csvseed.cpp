// CSV seeds on a real cluster, and the COPY that brings their rows there.
#include "core/operations/operation.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

#include <stop_token>
#include <thread>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using runs::TableCounts;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

const QByteArray thai = "\xE0\xB8\xA2\xE0\xB8\xB2\xE0\xB9\x80\xE0\xB8\xA1\xE0\xB9\x87\xE0\xB8\x94";
const QString csvName = u"seeds/001_public.t_firm.csv"_s;

class CsvSite
{
public:
    explicit CsvSite(const QByteArray &csv)
    {
        m_demo.addMigration(
            u"1_a"_s,
            "CREATE TABLE public.t_firm (id serial PRIMARY KEY,"
            " code text NOT NULL UNIQUE, name text, price numeric(10, 2) CHECK (price > 0),"
            " since date, note text NOT NULL DEFAULT 'ours');",
            "DROP TABLE public.t_firm;");
        ship(csv);
        if (site.run(site.migratePlan()).outcome != Outcome::Done)
            qFatal("the table was not made");
    }

    void ship(const QByteArray &csv)
    {
        m_demo.write(csvName, csv);
        site.reload();
    }

    QString load()
    {
        report = site.run(site.seedPlan());
        if (report.error)
            return report.error->toText();
        const TableCounts &counts = report.steps.first().tables.first();
        return u"%1 %2 %3 %4"_s.arg(counts.inserted)
            .arg(counts.updated)
            .arg(counts.unchanged)
            .arg(counts.kept);
    }

    [[nodiscard]] Error planError() const
    {
        auto connection = site.connect();
        const auto plan = plans::planSeed(connection, site.catalog(), site.inspect(), {});
        if (plan)
            qFatal("there is a plan");
        return plan.error();
    }

    [[nodiscard]] QString rows() const
    {
        return site.sql("SELECT coalesce(string_agg(concat_ws('|', code, coalesce(name, '<null>'),"
                        " price, since, note), ' ' ORDER BY id), '') FROM t_firm");
    }

private:
    ModuleFolder m_demo;

public:
    SiteFixture site {{m_demo.path()}};
    RunReport report;
};

} // namespace

class TestCsvSeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadedAndMerged();
    void planSaysWhatItBrings();
    void badRowIsNamed_data();
    void badRowIsNamed();
    void brokenFileStopsThePlan();
    void withOtherSeeds();
    void cancelled();
    void copyOfTheConnection();
    void copyOfMuch();
    void copyIsCancelled();
    void copyOverALostConnection();
};

void TestCsvSeed::loadedAndMerged()
{
    CsvSite one("\xEF\xBB\xBF"
                "code*,name,price,since\r\nA,"
                + thai
                + ",1.5,2026-01-02\r\n"
                  "B,\"a \"\"quoted\"\", one\",,\r\nC,,2,\r\nD,\"\",3,\r\n");
    QCOMPARE(one.load(), u"4 0 0 0"_s);
    QCOMPARE(one.rows(),
             QString(u"A|"_s % QString::fromUtf8(thai)
                     % u"|1.50|2026-01-02|ours B|a \"quoted\", one|ours C|<null>|2.00|ours"
                       " D||3.00|ours"_s));
    QCOMPARE(one.load(), u"0 0 4 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A';"
                 "DELETE FROM t_firm WHERE code = 'D'");
    one.ship("code*,name,price,since\nA,new,1.5,2026-01-02\nB,new,,\nC,,2,\nD,,3,\nE,new,9,\n");
    QCOMPARE(one.load(), u"1 1 1 2"_s);
    const auto &kept = one.report.steps.first().tables.first().keptRows;
    QCOMPARE(kept.size(), 2);
    QCOMPARE(kept.first().columns, QStringList {u"name"_s});
    QCOMPARE(kept.last().key, u"D"_s);
    QCOMPARE(one.site.sql("SELECT name FROM t_firm WHERE code = 'A'"), u"ours"_s);
    QCOMPARE(one.site.lockRows(), u"0"_s);
    QVERIFY(one.site.events().contains(u"StepDone demo/001_public.t_firm"_s));
    QVERIFY(one.site.events().contains(u"StatementDone demo/001_public.t_firm 1/1 INSERT 0 2"_s));
}

void TestCsvSeed::planSaysWhatItBrings()
{
    const QByteArray csv = "code*,name\nA,one\nB,two\n";
    CsvSite one(csv);
    const plans::Plan plan = one.site.seedPlan();
    QCOMPARE(plan.steps.size(), 1);
    const plans::PlanStep &step = plan.steps.first();
    QCOMPARE(step.name, u"001_public.t_firm"_s);
    QCOMPARE(step.inserts.size(), 1);
    QCOMPARE(step.inserts.first().offeredRows, 2);
    QCOMPARE(step.statements.first().sql, csv);
    QVERIFY(step.seed->csv);
    QCOMPARE(step.sha256.size(), 64);
    QVERIFY(plan.findings.isEmpty());
}

void TestCsvSeed::badRowIsNamed_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("line");
    QTest::newRow("a number that is none")
        << QByteArray("code*,name,price\nA,\"two\nlines\",1\nB,x,secret\n") << u"22P02"_s << 4;
    QTest::newRow("a date that is none")
        << QByteArray("code*,since\nA,2026-01-02\nB,2026-02-30\n") << u"22008"_s << 3;
    QTest::newRow("an unknown column") << QByteArray("code*,nome\nA,x\n") << u"42703"_s << 1;
    QTest::newRow("no value where one must be")
        << QByteArray("code*,note\nA,x\nB,\n") << u"23502"_s << 3;
    QTest::newRow("a value that a check refuses")
        << QByteArray("code*,price\nA,1\nB,0\n") << u"23514"_s << 0;
    QTest::newRow("a key that is none") << QByteArray("name*,code\nx,A\n") << u"42P10"_s << 1;
}

void TestCsvSeed::badRowIsNamed()
{
    QFETCH(const QByteArray, csv);
    CsvSite one(csv);
    const QString text = one.load();
    QCOMPARE(one.report.outcome, Outcome::Failed);
    QVERIFY2(text.contains(u"demo/001_public.t_firm"_s), qUtf8Printable(text));
    QVERIFY2(!text.contains(u"secret"_s), qUtf8Printable(text));
    const ErrorDetail &detail = one.report.error->detail;
    QTEST(detail.sqlState, "state");
    QVERIFY(detail.where.file.endsWith(csvName));
    QTEST(detail.where.line, "line");
    QCOMPARE(one.rows(), QString());
    QCOMPARE(one.site.lockRows(), u"0"_s);
}

void TestCsvSeed::brokenFileStopsThePlan()
{
    CsvSite one("code*,name\nA,one\nB,two,three\n");
    const Error error = one.planError();
    QCOMPARE(error.kind, ErrorKind::Refused);
    QVERIFY(error.detail.where.file.endsWith(csvName));
    QCOMPARE(error.detail.where.line, 3);
}

void TestCsvSeed::withOtherSeeds()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE public.t_a (code text PRIMARY KEY, name text);",
                      "DROP TABLE public.t_a;");
    demo.addSeed(u"001_first"_s,
                 "INSERT INTO public.t_a (code, name) VALUES ('A', 'one')"
                 " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    demo.write(u"seeds/002_public.t_a.csv"_s, "code*,name\nA,one\nB,two\n");
    demo.addSeed(u"003_last"_s,
                 "INSERT INTO public.t_a (code) VALUES ('C')"
                 " ON CONFLICT (code) DO NOTHING;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const RunReport report = site.run(site.seedPlan());
    QVERIFY2(!report.error, report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(report.count(runs::StepState::Done), 3);
    QCOMPARE(report.steps.at(1).tables.first().inserted, 1);
    QCOMPARE(report.steps.at(1).tables.first().unchanged, 1);
    QCOMPARE(site.sql("SELECT count(*) FROM t_a"), u"3"_s);
}

void TestCsvSeed::cancelled()
{
    CsvSite one("code*,name\nA,one\n");
    const plans::Plan plan = one.site.seedPlan();
    std::stop_source stop;
    auto connection = one.site.connect();
    const RunReport report = runs::run(
        connection,
        plan,
        {},
        [&stop](const Event &event) {
            if (event.kind == EventKind::StepStarted)
                stop.request_stop();
        },
        stop.get_token());
    QCOMPARE(report.outcome, Outcome::Cancelled);
    QCOMPARE(one.rows(), QString());
    QCOMPARE(one.site.lockRows(), u"0"_s);
}

void TestCsvSeed::copyOfTheConnection()
{
    SiteFixture site(QStringList {});
    auto connection = site.connect();
    QVERIFY(connection.query("CREATE TABLE t_c (a text, b integer)"));
    QByteArray tag;
    const postgres::PipelineHooks hooks {
        [&tag](const postgres::Outcome &outcome) { tag = outcome.rows.commandTag(); }, {}};
    QVERIFY(connection.copyIn("COPY t_c FROM STDIN (FORMAT csv)", "x,1\ny,2\n", hooks));
    QCOMPARE(tag, QByteArray("COPY 2"));
    QVERIFY(connection.copyIn("COPY t_c FROM STDIN (FORMAT csv)", QByteArray()));
    const auto bad = connection.copyIn("COPY t_c FROM STDIN (FORMAT csv)", "x,1\ny,two\n");
    QVERIFY(!bad);
    QCOMPARE(bad.error().error.detail.sqlState, u"22P02"_s);
    QVERIFY(bad.error().error.detail.context.contains(u"line 2"_s));
    const auto none = connection.copyIn("COPY t_none FROM STDIN", "x\n");
    QVERIFY(!none);
    QCOMPARE(none.error().error.detail.sqlState, u"42P01"_s);
    QCOMPARE(connection.query("SELECT count(*) FROM t_c")->number(0, 0), 2); // and it still works
    const auto out = connection.copyIn("COPY t_c TO STDOUT", "x\n");
    QVERIFY(!out);
    QCOMPARE(out.error().error.detail.sqlState, u"0A000"_s);
    QVERIFY(connection.isLost());
}

void TestCsvSeed::copyOfMuch()
{
    SiteFixture site(QStringList {});
    auto connection = site.connect();
    QVERIFY(connection.query("CREATE TABLE t_c (a text)"));
    const QByteArray line(999, 'x');
    QByteArray data;
    for (int i = 0; i < 20000; ++i)
        data += line + '\n';
    QVERIFY(connection.copyIn("COPY t_c FROM STDIN", data));
    QCOMPARE(connection.query("SELECT count(*), sum(length(a)) FROM t_c")->text(0, 1),
             QString::number(20000LL * 999));
    // The server stops to read at the first line: the rest goes nowhere, and nothing hangs.
    const auto refused = connection.copyIn("COPY t_c FROM STDIN (FORMAT csv)", "a,b\n" + data);
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.detail.sqlState, u"22P04"_s);
    QVERIFY(!connection.isLost());
}

void TestCsvSeed::copyIsCancelled()
{
    SiteFixture site(QStringList {});
    auto holder = site.connect();
    auto connection = site.connect();
    QVERIFY(connection.query("CREATE TABLE t_c (a text)"));
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("LOCK TABLE t_c"));
    std::stop_source stop;
    const postgres::PipelineHooks hooks {
        {}, [&stop](size_t, std::chrono::milliseconds) { stop.request_stop(); }};
    const auto done = connection.copyIn("COPY t_c FROM STDIN", "x\n", hooks, stop.get_token());
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::Cancelled);
    QVERIFY(holder.query("ROLLBACK"));
    QCOMPARE(holder.query("SELECT count(*) FROM t_c")->number(0, 0), 0);
    std::stop_source early;
    early.request_stop();
    const auto never = holder.copyIn("COPY t_c FROM STDIN", "x\n", {}, early.get_token());
    QCOMPARE(never.error().error.kind, ErrorKind::Cancelled);
}

void TestCsvSeed::copyOverALostConnection()
{
    SiteFixture site(QStringList {});
    auto connection = site.connect();
    QVERIFY(connection.query("CREATE TABLE t_c (a text)"));
    site.sql("SELECT pg_terminate_backend(" + QByteArray::number(connection.facts().backendPid)
             + ")");
    const auto done = connection.copyIn("COPY t_c FROM STDIN", QByteArray(1 << 20, 'x'));
    QVERIFY(!done);
    QCOMPARE(done.error().error.kind, ErrorKind::ConnectionLost);
    QVERIFY(connection.isLost());
}

QTEST_GUILESS_MAIN(TestCsvSeed)
#include "tst_csvseed.moc"
