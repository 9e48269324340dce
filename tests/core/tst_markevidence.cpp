#include "core/operations/operation.h"
#include "core/plans/planmark.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::plans;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

MarkRequest completed(const QStringList &names, const QString &reason = {})
{
    MarkRequest request;
    request.module = u"demo"_s;
    request.names = names;
    request.reason = reason;
    return request;
}

MarkRequest pending(const QStringList &names, const QString &reason = {})
{
    MarkRequest request = completed(names, reason);
    request.pending = true;
    return request;
}

Plan mark(const SiteFixture &site, const MarkRequest &request)
{
    auto connection = site.connect();
    auto plan = planMark(connection, site.catalog(), site.inspect(), request);
    if (!plan)
        qFatal("%s", qUtf8Printable(plan.error().toText()));
    return *plan;
}

QStringList namesOf(const Plan &plan)
{
    QStringList names;
    for (const PlanStep &step : plan.steps)
        names << step.name;
    return names;
}

// Three migrations that make a table each.
class MarkSite
{
public:
    MarkSite() : m_site({prepare(m_module)}) { }
    SiteFixture *operator->() { return &m_site; }
    SiteFixture &operator*() { return m_site; }
    ModuleFolder &module() { return m_module; }

private:
    static QString prepare(ModuleFolder &module)
    {
        for (const QString &stem : {u"001_a"_s, u"002_b"_s, u"003_c"_s})
            module.addTable(stem);
        return module.path();
    }

    ModuleFolder m_module;
    SiteFixture m_site;
};

} // namespace

// What the database proves of a mark, when the plan is made and when it runs.
class TestMarkEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goneWithItsSchema();
    void noneIsProven();
    void changedSinceThePlan_data();
    void changedSinceThePlan();
    void reasonKeepsTheLatestEvidence();
};

// What a later file drops is not there for that.
void TestMarkEvidence::goneWithItsSchema()
{
    ModuleFolder module;
    module.addMigration(u"001_a"_s,
                        "CREATE SCHEMA mv; CREATE TABLE mv.t (a int); CREATE TABLE mv.tmp (a int)");
    module.addMigration(u"002_b"_s, "ALTER TABLE mv.t RENAME a TO b; DROP TABLE mv.tmp");
    SiteFixture site({module.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    site.sql("DROP SCHEMA mv CASCADE");
    MarkRequest request = pending({});
    request.provable = true;
    const Plan plan = mark(site, request);
    QCOMPARE(namesOf(plan), (QStringList {u"001_a"_s, u"002_b"_s}));
    for (const Finding &finding : plan.findings)
        QVERIFY2(finding.severity == Severity::Info, qUtf8Printable(finding.message));
    QCOMPARE(site.run(plan).outcome, runs::Outcome::Done);
    QCOMPARE(site.recorded(), QString());
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
}

// "All are recorded" is said where all are.
void TestMarkEvidence::noneIsProven()
{
    MarkSite site;
    MarkRequest done = completed({});
    done.provable = true;
    MarkRequest undone = pending({});
    undone.provable = true;
    const auto told = [&site](const MarkRequest &request) {
        auto connection = site->connect();
        const auto prepared = operations::prepare(connection, site->catalog(), {}, request);
        if (!prepared || !prepared->isEmpty())
            qFatal("there is something to do");
        return operations::carryOut(connection, site->catalog(), {}, *prepared).first().stateNow;
    };
    QCOMPARE(told(done),
             u"Nothing to do: of none of the pending migrations does the database prove that it "
             u"is done."_s);
    QCOMPARE(told(undone), u"Nothing to do: none of them is recorded."_s);
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    QCOMPARE(told(done), u"Nothing to do: all of them are recorded."_s);
    QCOMPARE(told(undone),
             u"Nothing to do: of none of the applied migrations does the database prove that it "
             u"is not done."_s);
    QCOMPARE(told(completed({u"001_a"_s})), u"Nothing to do: all of them are recorded."_s);
}

void TestMarkEvidence::changedSinceThePlan_data()
{
    QTest::addColumn<bool>("back");
    QTest::addColumn<QByteArray>("meanwhile");
    QTest::addColumn<QString>("message");
    QTest::newRow("completed")
        << false << QByteArray("DROP TABLE \"t_002_b\"")
        << u"The database has changed since this plan was made; of 002_b it says now: not done"_s;
    QTest::newRow("half")
        << false << QByteArray("ALTER TABLE \"t_002_b\" DROP id")
        << u"The database has changed since this plan was made; of 002_b it says now: half done"_s;
    QTest::newRow("pending")
        << true << QByteArray("CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY)")
        << u"The database has changed since this plan was made; of 002_b it says now: done"_s;
}

// Somebody changes the site while the question is open: the evidence is looked at once more.
void TestMarkEvidence::changedSinceThePlan()
{
    QFETCH(const bool, back);
    QFETCH(const QByteArray, meanwhile);
    QFETCH(const QString, message);
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, back ? u"002_b"_s : u"001_a"_s, false})).outcome,
             runs::Outcome::Done);
    site->sql(back ? "DROP TABLE \"t_002_b\""
                   : "CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY)");
    const QString before = site->recorded();
    const Plan plan = mark(*site, back ? pending({u"002_b"_s}) : completed({u"002_b"_s}));
    site->sql(meanwhile);
    const auto report = site->run(plan);
    QCOMPARE(report.outcome, runs::Outcome::Refused);
    QCOMPARE(report.error->message, message);
    QVERIFY(report.steps.first().reason != plan.steps.first().reason); // what is found now
    QCOMPARE(report.error->consequence, u"No row was written or deleted."_s);
    QCOMPARE(report.error->remedy, u"Look at the site again and make a new plan."_s);
    QVERIFY(report.error->detail.context.contains(u"t_002_b"_s));
    QCOMPARE(site->recorded(), before);
    QCOMPARE(site->lockRows(), u"0"_s);
    QCOMPARE(site->sql("SELECT count(*) FROM aegisx_site.run_step WHERE direction LIKE 'mark%'"),
             u"0"_s);
}

void TestMarkEvidence::reasonKeepsTheLatestEvidence()
{
    MarkSite site;
    site->sql("CREATE TABLE \"t_001_a\" (id integer PRIMARY KEY)");
    const Plan plan = mark(*site, completed({u"001_a"_s}, u"  made by hand "_s));
    QCOMPARE(plan.steps.first().reason, u"made by hand [evidence: done, 3/3]"_s);
    site->sql("DROP TABLE \"t_001_a\"");
    const auto report = site->run(plan);
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QCOMPARE(report.steps.first().reason, u"made by hand [evidence: notDone, 0/3]"_s);
    QCOMPARE(site->recorded(), u"001_a.js:1"_s);
    QCOMPARE(site->sql("SELECT reason FROM aegisx_site.run_step"),
             u"made by hand [evidence: notDone, 0/3]"_s);
}

QTEST_GUILESS_MAIN(TestMarkEvidence)
#include "tst_markevidence.moc"
