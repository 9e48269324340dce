#include "core/plans/planmark.h"
#include "core/words/words.h"
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

Result<Plan> tryMark(const SiteFixture &site, const MarkRequest &request)
{
    auto connection = site.connect();
    return planMark(connection, site.catalog(), site.inspect(), request);
}

Plan mark(const SiteFixture &site, const MarkRequest &request)
{
    auto plan = tryMark(site, request);
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

QStringList findingsOf(const Plan &plan)
{
    QStringList lines;
    for (const Finding &finding : plan.findings)
        lines << keyOf(finding.severity) % u' ' % finding.id % u' ' % finding.message;
    return lines;
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

class TestMark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowAsKnexWritesIt();
    void whatIsComparedByNameIsSaid();
    void refusedWithoutReason();
    void reasonGoesToTheAuditTrail();
    void halfDoneNamesWhatIsMissing();
    void elsewhereAndUnreadable();
    void dataOnlyIsAllowed();
    void allThatIsProven();
    void batch();
    void alreadyRecorded();
    void backToPending();
    void pendingDeletesEveryName();
    void pendingSaysHowManyRows();
    void withoutTheRight();
    void pendingThatIsDoneNeedsAReason();
    void allThatIsProvenlyPending();
    void mistakes();
    void lockedSite();
    void recordedMeanwhile();
};

void TestMark::rowAsKnexWritesIt()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"001_a"_s, false})).outcome, runs::Outcome::Done);
    site->sql("CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY)");
    const Plan plan = mark(*site, completed({u"002_b.ts"_s}));
    QCOMPARE(plan.operation, Operation::MarkCompleted);
    QCOMPARE(namesOf(plan), QStringList {u"002_b"_s});
    QVERIFY(plan.steps.first().statements.isEmpty());
    QVERIFY2(
        findingsOf(plan).contains(u"Info evidence 002_b is done: everything it makes is there."_s),
        qPrintable(findingsOf(plan).join(u'\n')));
    QVERIFY(findingsOf(plan).contains(u"Info evidence-object There: table public.t_002_b"_s));
    const auto report = site->run(plan);
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QCOMPARE(report.batches.value(u"demo"_s), 2);
    QCOMPARE(site->recorded(), u"001_a.js:1, 002_b.js:2"_s);
    QCOMPARE(site->sql("SELECT max(id)::text || (SELECT last_value FROM knex_migrations_id_seq)"
                       " FROM knex_migrations"),
             u"22"_s); // by the sequence
    QCOMPARE(site->sql("SELECT now() - migration_time < interval '1 hour' FROM knex_migrations"
                       " WHERE id = 2"),
             u"t"_s);
    QCOMPARE(site->lockRows(), u"0"_s);
    QCOMPARE(site->events(),
             (QStringList {u"RunStarted"_s,
                           u"LockTaken"_s,
                           u"SegmentStarted"_s,
                           u"StepStarted demo/002_b"_s,
                           u"StepDone demo/002_b"_s,
                           u"SegmentCommitted"_s,
                           u"RunFinished"_s}));
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done); // goes on behind it
    QCOMPARE(site->recorded(), u"001_a.js:1, 002_b.js:2, 003_c.js:3"_s);
}

void TestMark::whatIsComparedByNameIsSaid()
{
    MarkSite site;
    site.module().addMigration(u"004_d"_s,
                               "CREATE TABLE public.t_d (id int); CREATE FUNCTION public.double(a "
                               "int) RETURNS int LANGUAGE"
                               " sql AS 'SELECT 2 * a';",
                               "SELECT 1;");
    site->reload();
    site->sql("CREATE TABLE t_d (id int); CREATE FUNCTION double(a int) RETURNS int LANGUAGE sql AS"
              " 'SELECT 3 * a'");
    const QStringList findings = findingsOf(mark(*site, completed({u"004_d"_s})));
    QVERIFY2(
        findings.contains(u"Info evidence 004_d is done: everything it makes is there. Of these"
                          " only the name could be compared: function public.double(integer)"_s),
        qUtf8Printable(findings.join(u'\n')));
    QVERIFY(findings.contains(
        u"Info evidence-object There, by its name: function public.double(integer)"_s));
    QVERIFY(findings.contains(u"Info evidence-object There: table public.t_d"_s));
}

void TestMark::refusedWithoutReason()
{
    MarkSite site;
    const auto refused = tryMark(*site, completed({u"001_a"_s}, u"  "_s));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().message,
             u"The database does not prove that 001_a is done; it says: not done"_s);
    QVERIFY(refused.error().detail.context.contains(u"Missing: table public.t_001_a"_s));
    QCOMPARE(site->sql("SELECT to_regclass('knex_migrations') IS NULL"), u"t"_s);
}

void TestMark::reasonGoesToTheAuditTrail()
{
    MarkSite site;
    const Plan plan = mark(*site, completed({u"001_a"_s}, u"made by hand"_s));
    QCOMPARE(plan.steps.first().reason, u"made by hand [evidence: notDone, 0/3]"_s);
    QVERIFY(!hasErrors(plan.findings));
    QVERIFY(findingsOf(plan).contains(u"Warning evidence-object Missing: table public.t_001_a"_s));
    QCOMPARE(site->run(plan).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"001_a.js:1"_s);
    QCOMPARE(site->sql("SELECT direction || ' ' || reason FROM aegisx_site.run_step"),
             u"markcompleted made by hand [evidence: notDone, 0/3]"_s);
    QCOMPARE(reasonText(u"made by hand [evidence: notDone, 0/3]"_s),
             u"made by hand [evidence: not done, 0 of 3 objects]"_s);
    QCOMPARE(reasonText(u"typed [evidence: none, 0/3]"_s), u"typed [evidence: none, 0/3]"_s);
}

void TestMark::halfDoneNamesWhatIsMissing()
{
    ModuleFolder module;
    module.addMigration(u"001_a"_s,
                        "CREATE TABLE t_a (x int, y int); CREATE TABLE t_b (x int, y int)");
    SiteFixture site({module.path()});
    site.sql("CREATE TABLE t_a (x int)");
    const auto refused = tryMark(site, completed({u"001_a"_s}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    // The columns of a table that is missing itself are not told one by one.
    QCOMPARE(refused.error().detail.context,
             u"Missing: column public.t_a.y\nMissing: table public.t_b"_s);
}

void TestMark::elsewhereAndUnreadable()
{
    ModuleFolder module;
    module.addMigration(u"001_a"_s, "CREATE TABLE public.t_a (x int)");
    module.addMigration(u"002_b"_s, "DO $$ BEGIN EXECUTE (SELECT 'SELECT 1'); END $$");
    SiteFixture site({module.path()});
    site.sql("CREATE SCHEMA other; CREATE TABLE other.t_a (x int)");
    const auto elsewhere = tryMark(site, completed({u"001_a"_s}));
    QVERIFY(!elsewhere);
    QVERIFY(
        elsewhere.error().detail.context.contains(u"In schema other instead: table public.t_a"_s));
    const auto unreadable = tryMark(site, completed({u"002_b"_s}));
    QVERIFY(!unreadable);
    QCOMPARE(unreadable.error().message,
             u"The database does not prove that 002_b is done; it says: cannot be told"_s);
    QVERIFY(tryMark(site, completed({u"001_a"_s, u"002_b"_s}, u"I know"_s)));
}

void TestMark::dataOnlyIsAllowed()
{
    ModuleFolder module;
    module.addMigration(u"001_a"_s, "UPDATE pg_description SET description = '' WHERE false");
    SiteFixture site({module.path()});
    const Plan plan = mark(site, completed({u"001_a"_s}));
    QVERIFY(findingsOf(plan).contains(u"Info evidence 001_a changes data only: there is nothing in "
                                      u"the catalog to check."_s));
    QCOMPARE(site.run(plan).outcome, runs::Outcome::Done);
    const auto back = tryMark(site, pending({u"001_a"_s})); // it would change the rows once more
    QVERIFY(!back);
    QCOMPARE(back.error().kind, ErrorKind::Refused);
}

void TestMark::allThatIsProven()
{
    MarkSite site;
    site->sql("CREATE TABLE \"t_001_a\" (id integer PRIMARY KEY); CREATE TABLE \"t_003_c\" (id"
              " integer PRIMARY KEY)");
    MarkRequest request = completed({});
    request.provable = true;
    const Plan plan = mark(*site, request);
    QCOMPARE(namesOf(plan), (QStringList {u"001_a"_s, u"003_c"_s}));
    QCOMPARE(site->run(plan).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"001_a.js:1, 003_c.js:1"_s);
    QVERIFY(mark(*site, request).isEmpty());
}

void TestMark::batch()
{
    MarkSite site;
    site->sql("CREATE TABLE \"t_001_a\" (id integer PRIMARY KEY)");
    MarkRequest request = completed({u"001_a"_s});
    request.batch = 7;
    QCOMPARE(site->run(mark(*site, request)).batches.value(u"demo"_s), 7);
    QCOMPARE(site->recorded(), u"001_a.js:7"_s);
    request.names = {u"002_b"_s};
    request.batch = 0;
    QCOMPARE(tryMark(*site, request).error().kind, ErrorKind::InvalidInput);
}

void TestMark::alreadyRecorded()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    const Plan plan = mark(*site, completed({u"001_a"_s, u"001_a.js"_s}));
    QVERIFY(plan.isEmpty());
    QCOMPARE(findingsOf(plan),
             QStringList {u"Info recorded-so 001_a is recorded as applied already."_s});
    QCOMPARE(site->run(plan).outcome, runs::Outcome::NothingToDo);
}

void TestMark::backToPending()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    site->sql("DROP TABLE \"t_002_b\"");
    const Plan plan = mark(*site, pending({u"002_b"_s}));
    QCOMPARE(plan.operation, Operation::MarkPending);
    QCOMPARE(site->run(plan).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"001_a.js:1, 003_c.js:1"_s);
    QCOMPARE(site->lockRows(), u"0"_s);
    QCOMPARE(site->tables(), u"t_001_a t_003_c"_s);
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    QCOMPARE(site->tables(), u"t_001_a t_002_b t_003_c"_s);
}

void TestMark::pendingDeletesEveryName()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    site->sql("DROP TABLE \"t_002_b\"; INSERT INTO knex_migrations (name, batch) VALUES"
              " ('002_b.ts', 2), ('002_b.js', 2)");
    QCOMPARE(site->run(mark(*site, pending({u"002_b"_s}))).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"001_a.js:1, 003_c.js:1"_s);
}

void TestMark::pendingSaysHowManyRows()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"001_a"_s, false})).outcome, runs::Outcome::Done);
    site->sql("DROP TABLE \"t_001_a\"; INSERT INTO knex_migrations (name, batch) VALUES"
              " ('001_a.js', 2), ('001_a.ts', 2)");
    const Plan plan = mark(*site, pending({u"001_a"_s}));
    QVERIFY2(
        findingsOf(plan).contains(u"Warning several-rows It is recorded 3 times, and all these "
                                  u"rows are deleted: 001_a"_s),
        qPrintable(findingsOf(plan).join(u'\n')));
    QCOMPARE(site->run(plan).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), QString());
}

void TestMark::withoutTheRight()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"001_a"_s, false})).outcome, runs::Outcome::Done);
    site->sql("CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY); CREATE ROLE weak LOGIN;"
              "GRANT SELECT ON ALL TABLES IN SCHEMA public TO weak");
    auto connection = site->connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const auto asWeak = [&](const MarkRequest &request) {
        return planMark(connection,
                        site->catalog(),
                        *inspection::inspect(connection, site->catalog()),
                        request);
    };
    auto plan = asWeak(pending({u"001_a"_s}, u"test"_s));
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QVERIFY2(plan.error().message.contains(u"DELETE ON \"public\".\"knex_migrations\""_s),
             qPrintable(plan.error().message));
    QVERIFY(plan.error().remedy.contains(u"owner of the tables"_s));
    plan = asWeak(completed({u"002_b"_s}));
    QVERIFY2(plan.error().message.contains(u"INSERT ON \"public\".\"knex_migrations\"; USAGE on "
                                           u"the sequence"_s),
             qPrintable(plan.error().message));
    site->sql(
        "GRANT ALL ON knex_migrations TO weak; GRANT USAGE ON knex_migrations_id_seq TO weak");
    plan = asWeak(completed({u"002_b"_s}));
    QVERIFY2(plan.error().message.contains(u"UPDATE ON \"public\".\"knex_migrations_lock\""_s),
             qPrintable(plan.error().message));
    site->sql("GRANT UPDATE ON knex_migrations_lock TO weak");
    QVERIFY(asWeak(completed({u"002_b"_s})));
    site->sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestMark::pendingThatIsDoneNeedsAReason()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    const auto refused = tryMark(*site, pending({u"001_a"_s}));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().message,
             u"The database does not prove that 001_a is not done; it says: done"_s);
    QVERIFY2(refused.error().detail.context.contains(u"There: table public.t_001_a"_s),
             qUtf8Printable(refused.error().detail.context));
    QCOMPARE(site->run(mark(*site, pending({u"001_a"_s}, u"to run it again"_s))).outcome,
             runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"002_b.js:1, 003_c.js:1"_s);
}

void TestMark::allThatIsProvenlyPending()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan()).outcome, runs::Outcome::Done);
    site->sql("DROP TABLE \"t_001_a\", \"t_003_c\"");
    MarkRequest request = pending({});
    request.provable = true;
    QCOMPARE(site->run(mark(*site, request)).outcome, runs::Outcome::Done);
    QCOMPARE(site->recorded(), u"002_b.js:1"_s);
}

void TestMark::mistakes()
{
    MarkSite site;
    QCOMPARE(tryMark(*site, completed({})).error().kind, ErrorKind::Usage);
    QCOMPARE(tryMark(*site, completed({u"009_z"_s})).error().kind, ErrorKind::NotFound);
    MarkRequest other = completed({u"001_a"_s});
    other.module = u"nowhere"_s;
    QCOMPARE(tryMark(*site, other).error().kind, ErrorKind::NotFound);
}

void TestMark::lockedSite()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"001_a"_s, false})).outcome, runs::Outcome::Done);
    site->sql("CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY)");
    const Plan plan = mark(*site, completed({u"002_b"_s}));
    site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    QCOMPARE(site->run(plan).outcome, runs::Outcome::Locked);
    QCOMPARE(site->recorded(), u"001_a.js:1"_s);
    QCOMPARE(tryMark(*site, completed({u"002_b"_s})).error().kind, ErrorKind::Locked);
}

// Somebody was faster: the row is not written twice, nor deleted on a stale list.
void TestMark::recordedMeanwhile()
{
    MarkSite site;
    QCOMPARE(site->run(site->migratePlan({{}, u"001_a"_s, false})).outcome, runs::Outcome::Done);
    site->sql("CREATE TABLE \"t_002_b\" (id integer PRIMARY KEY)");
    const Plan plan = mark(*site, completed({u"002_b"_s}));
    site->sql("INSERT INTO knex_migrations (name, batch) VALUES ('002_b.ts', 2)");
    const auto report = site->run(plan);
    QCOMPARE(report.steps.first().state, runs::StepState::Skipped);
    QCOMPARE(site->recorded(), u"001_a.js:1, 002_b.ts:2"_s);
    const Plan back = mark(*site, pending({u"001_a"_s}, u"again"_s));
    site->sql("INSERT INTO knex_migrations (name, batch) VALUES ('003_c.js', 3)");
    QCOMPARE(site->run(back).outcome, runs::Outcome::Refused);
    QCOMPARE(site->recorded(), u"001_a.js:1, 002_b.ts:2, 003_c.js:3"_s);
}

QTEST_GUILESS_MAIN(TestMark)
#include "tst_mark.moc"
