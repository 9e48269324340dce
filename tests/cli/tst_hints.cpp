// What the command line says to somebody who has to go on: plans, remedies with their commands,
// mistakes on the line.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::ModuleFolder;
using test::SiteFixture;
using test::TestCluster;

namespace {

struct Answer {
    int code = -1;
    QString out;
    QString error;
};

// Without a terminal: nobody can be asked.
Answer sitectl(const SiteFixture &site,
               const ModuleFolder &module,
               const QStringList &arguments,
               const QString &language = u"en"_s,
               const QString &role = {})
{
    const auto settings = TestCluster::instance().settings(site.database());
    const QString options = role.isEmpty() ? QString() : u" options=-crole="_s % role;
    QProcess process;
    process.start(QString::fromLatin1(SITECTL),
                  QStringList {u"--lang"_s,
                               language,
                               u"--modules"_s,
                               module.path(),
                               u"--url"_s,
                               u"host=%1 port=%2 user=%3 dbname=%4"_s.arg(
                                   settings.host, settings.port, settings.user, site.database())
                                   % options}
                      + arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000))
        qFatal("%s does not end", SITECTL);
    return {process.exitCode(),
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

class TestHints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void planOfWhatHasNoTransaction();
    void planOfALock();
    void preparedTransactionIsInTheWay();
    void halfRunNamesTheEvidence();
    void releaseIsNamedByItsCommand();
    void releaseWithoutTheRight();
    void marksAreNamedByTheirCommands();
    void marksSayWhatIsNext();
    void lossesAreTold();
    void keptRowsNameForce();
    void requiredSeedsNameTheUpgrade();
    void mistakesOnTheLine();
    void siteIsCalledTheSameInEveryLanguage();
    void namesInTheWayAreTold();

private:
    Answer run(const QStringList &arguments, const QString &language = u"en"_s) const
    {
        return sitectl(*m_site, *m_demo, arguments, language);
    }

    QTemporaryDir m_data; // the history of runs
    std::unique_ptr<ModuleFolder> m_demo;
    std::unique_ptr<SiteFixture> m_site;
};

void TestHints::initTestCase()
{
    qputenv("AEGISX_DATA_DIR", m_data.path().toLocal8Bit());
    TestCluster::instance().addConfiguration({u"max_prepared_transactions = 4"_s});
    TestCluster::instance().restart();
}

void TestHints::init()
{
    m_demo = std::make_unique<ModuleFolder>();
    m_demo->addTable(u"1_a"_s);
    m_site = std::make_unique<SiteFixture>(QStringList {m_demo->path()});
    QCOMPARE(m_site->run(m_site->migratePlan()).outcome, runs::Outcome::Done);
    m_site->sql("INSERT INTO public.\"t_1_a\" VALUES (1), (3)");
}

void TestHints::planOfWhatHasNoTransaction()
{
    m_demo->addTable(u"2_b"_s);
    const QString allOrNothing = u"All or nothing"_s;
    QVERIFY(run({u"migrate"_s, u"--dry-run"_s}).out.contains(allOrNothing));
    m_demo->remove(u"2_b.sql"_s);
    m_demo->addMigration(u"2_i"_s,
                         "CREATE INDEX CONCURRENTLY i ON public.\"t_1_a\" (id);",
                         "DROP INDEX CONCURRENTLY public.i;",
                         "transaction:false");
    const Answer plan = run({u"migrate"_s, u"--dry-run"_s});
    QCOMPARE(plan.code, 0);
    QVERIFY2(plan.out.contains(u"2_i runs without a transaction: what it did stays"_s),
             qUtf8Printable(plan.out));
    QVERIFY(!plan.out.contains(allOrNothing));
    QVERIFY2(plan.out.contains(u"none"_s), qUtf8Printable(plan.out));
}

void TestHints::planOfALock()
{
    m_site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const Answer plan = run({u"unlock"_s, u"demo"_s, u"--force"_s, u"--dry-run"_s});
    QCOMPARE(plan.code, 0);
    QVERIFY2(!plan.out.contains(u"All or nothing"_s), qUtf8Printable(plan.out));
    QVERIFY2(!plan.out.contains(u"error:"_s) && plan.out.contains(u"warning:"_s),
             qUtf8Printable(plan.out));
}

void TestHints::preparedTransactionIsInTheWay()
{
    auto knex = m_site->connect();
    QVERIFY(knex.query("BEGIN"));
    QVERIFY(knex.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    QVERIFY(knex.query("PREPARE TRANSACTION 'left behind'"));
    const QString who = u"prepared transaction \"left behind\" of user postgres"_s;
    const Answer locks = run({u"locks"_s});
    QVERIFY2(locks.out.contains(who) && !locks.out.contains(u"Nobody holds it"_s),
             qUtf8Printable(locks.out));
    const Answer unlock = run({u"unlock"_s, u"demo"_s, u"--yes"_s});
    QCOMPARE(unlock.code, 5);
    QVERIFY2(unlock.error.contains(who) && unlock.error.contains(u"ROLLBACK PREPARED"_s),
             qUtf8Printable(unlock.error));
    QVERIFY(run({u"check"_s}).out.contains(who));
    QVERIFY(run({u"status"_s}).out.contains(u"$ aegisx-sitectl locks"_s));
    QVERIFY(knex.query("ROLLBACK PREPARED 'left behind'"));
}

void TestHints::halfRunNamesTheEvidence()
{
    m_demo->addMigration(u"2_i"_s,
                         "CREATE INDEX CONCURRENTLY i ON public.\"t_1_a\" (id);\n"
                         "CREATE UNIQUE INDEX CONCURRENTLY j ON public.\"t_1_a\" (mod(id, 2));",
                         "SELECT 1;",
                         "transaction:false");
    const Answer answer = run({u"migrate"_s});
    QCOMPARE(answer.code, 7);
    QVERIFY2(answer.out.contains(u"1 of its 2 statements ran"_s), qUtf8Printable(answer.out));
    QVERIFY2(answer.out.contains(u"$ aegisx-sitectl evidence demo --all"_s)
                 && answer.out.contains(u"$ aegisx-sitectl migrate\n"_s),
             qUtf8Printable(answer.out));
    // Once the cause is mended, that goes on.
    m_site->sql("DELETE FROM public.\"t_1_a\" WHERE id = 3");
    const Answer status = run({u"status"_s});
    QVERIFY2(status.out.contains(u"it goes on with what is missing"_s)
                 && status.out.contains(u"$ aegisx-sitectl migrate\n"_s),
             qUtf8Printable(status.out));
    const Answer plan = run({u"migrate"_s, u"--dry-run"_s, u"--sql"_s});
    QVERIFY2(plan.out.contains(u"2_i: It goes on: 1 of 2 statements are in the database already"_s)
                 && plan.out.contains(u"DROP INDEX CONCURRENTLY \"public\".\"j\";"_s)
                 && !plan.out.contains(u"CREATE INDEX CONCURRENTLY i"_s),
             qUtf8Printable(plan.out));
    const Answer done = run({u"migrate"_s});
    QCOMPARE(done.code, 0);
    QVERIFY2(done.out.contains(u"It goes on: 1 of 2 statements"_s), qUtf8Printable(done.out));
}

void TestHints::releaseIsNamedByItsCommand()
{
    m_site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const QString command = u"$ aegisx-sitectl unlock demo --force"_s;
    QVERIFY(run({u"status"_s}).out.contains(command));
    const Answer refused = run({u"unlock"_s, u"demo"_s});
    QCOMPARE(refused.code, 4);
    QVERIFY2(refused.error.contains(command), qUtf8Printable(refused.error));
    const Answer unasked = run({u"unlock"_s, u"demo"_s, u"--force"_s});
    QCOMPARE(unasked.code, 2);
    QVERIFY2(unasked.error.contains(u"Releasing a lock"_s) && !unasked.error.contains(u"Undoing"_s),
             qUtf8Printable(unasked.error));
    QVERIFY2(run({u"locks"_s}).out.contains(u"is_locked"_s), "the column has the table's name");
    QCOMPARE(m_site->lockRows(), u"1"_s);
    m_demo->addTable(u"2_b"_s);
    const Answer done = run({u"unlock"_s, u"demo"_s, u"--force"_s, u"--yes"_s});
    QCOMPARE(done.code, 0);
    QVERIFY2(done.out.contains(u"$ aegisx-sitectl migrate\n"_s), qUtf8Printable(done.out));
    // A holder that lives is named by its process.
    auto holder = m_site->connect();
    QVERIFY(holder.query("BEGIN"));
    QVERIFY(holder.query("UPDATE knex_migrations_lock SET is_locked = 1"));
    const Answer living = run({u"unlock"_s, u"demo"_s});
    QCOMPARE(living.code, 5);
    QVERIFY2(living.error.contains(
                 u"$ aegisx-sitectl stop-session %1\n"_s.arg(holder.facts().backendPid)),
             qUtf8Printable(living.error));
    QVERIFY(!living.error.contains(command));
}

// Force is no way where a right lacks: what is said is the right.
void TestHints::releaseWithoutTheRight()
{
    m_site->sql("UPDATE knex_migrations_lock SET is_locked = 1; CREATE ROLE weak LOGIN;"
                "GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak");
    const auto unlock = [this](const QStringList &more) {
        return sitectl(
            *m_site, *m_demo, QStringList {u"unlock"_s, u"demo"_s} + more, u"en"_s, u"weak"_s);
    };
    for (const QStringList &more : {QStringList {}, QStringList {u"--force"_s, u"--yes"_s}}) {
        const Answer refused = unlock(more);
        QCOMPARE(refused.code, 4);
        QVERIFY2(refused.error.contains(u"DELETE, INSERT ON \"public\".\"knex_migrations_lock\""_s),
                 qUtf8Printable(refused.error));
        QVERIFY2(!refused.error.contains(u"--force"_s), qUtf8Printable(refused.error));
        QVERIFY(refused.error.contains(u"$ aegisx-sitectl locks\n"_s));
    }
    m_site->sql("GRANT ALL ON knex_migrations_lock TO weak;"
                "GRANT ALL ON SEQUENCE knex_migrations_lock_index_seq TO weak");
    QVERIFY(unlock({}).error.contains(u"$ aegisx-sitectl unlock demo --force\n"_s));
    m_site->sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestHints::marksAreNamedByTheirCommands()
{
    const Answer refused = run({u"mark-pending"_s, u"demo"_s, u"1_a"_s, u"--yes"_s});
    QCOMPARE(refused.code, 4);
    QVERIFY2(
        refused.error.contains(u"$ aegisx-sitectl evidence demo --all\n"_s)
            && refused.error.contains(u"$ aegisx-sitectl mark-pending demo 1_a --reason TEXT\n"_s),
        qUtf8Printable(refused.error));
}

// An upgrade is named only once it would not be refused.
void TestHints::marksSayWhatIsNext()
{
    m_demo->addTable(u"2_b"_s);
    m_demo->addTable(u"3_c"_s);
    m_demo->addTable(u"4_d"_s);
    m_site->sql("CREATE TABLE public.\"t_2_b\" (id integer PRIMARY KEY);"
                "CREATE TABLE public.\"t_3_c\" (id integer PRIMARY KEY)");
    const auto mark = [this](const QString &name) {
        return run({u"mark-completed"_s, u"demo"_s, name, u"--yes"_s}).out;
    };
    const QString upgrade = u"$ aegisx-sitectl migrate\n"_s;
    const QString first = mark(u"2_b"_s);
    QVERIFY2(first.contains(u"$ aegisx-sitectl evidence demo\n"_s) && !first.contains(upgrade),
             qUtf8Printable(first));
    QCOMPARE(run({u"migrate"_s, u"--yes"_s}).code, 4);
    const QString second = mark(u"3_c"_s);
    QVERIFY2(second.contains(upgrade) && !second.contains(u"evidence demo"_s),
             qUtf8Printable(second));
    QCOMPARE(run({u"migrate"_s, u"--yes"_s}).code, 0);
}

void TestHints::lossesAreTold()
{
    m_site->sql("CREATE FUNCTION public.clear() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN DELETE FROM public.t_1_a; RETURN NEW; END';"
                "CREATE TABLE public.t_b (id int);"
                "CREATE TRIGGER clear AFTER INSERT ON public.t_b FOR EACH ROW"
                " EXECUTE FUNCTION public.clear()");
    m_demo->addMigration(u"2_b"_s, "INSERT INTO public.t_b VALUES (1);", "SELECT 1;");
    const Answer undone = run({u"migrate"_s});
    QCOMPARE(undone.code, 1);
    QVERIFY2(undone.out.contains(u"Rows that would have been lost: it was rolled back"_s)
                 && !undone.out.contains(u"Rows that were lost"_s),
             qUtf8Printable(undone.out));
    m_demo->addMigration(
        u"2_b"_s, "INSERT INTO public.t_b VALUES (1);", "SELECT 1;", "transaction:false");
    const Answer lost = run({u"migrate"_s});
    QCOMPARE(lost.code, 7);
    QVERIFY2(lost.out.contains(u"Rows that were lost"_s)
                 && lost.out.contains(u"Bring back from a backup"_s)
                 && lost.out.contains(u"public.t_1_a (2)"_s),
             qUtf8Printable(lost.out));
    m_site->sql("INSERT INTO public.t_1_a VALUES (1)");
    m_demo->addMigration(u"3_c"_s, "DELETE FROM public.t_1_a;", "SELECT 1;");
    const Answer plan = run({u"migrate"_s, u"--dry-run"_s});
    QVERIFY2(plan.out.contains(u"not its rows"_s), qUtf8Printable(plan.out));
}

void TestHints::keptRowsNameForce()
{
    m_demo->addSeed(u"001_a"_s,
                    "INSERT INTO public.t_1_a (id) VALUES (1), (2) ON CONFLICT (id) DO NOTHING;");
    m_site->sql("TRUNCATE public.t_1_a");
    QCOMPARE(run({u"seed"_s}).code, 0);
    m_site->sql("TRUNCATE public.t_1_a");
    const Answer kept = run({u"seed"_s});
    QCOMPARE(kept.code, 0);
    QVERIFY2(kept.out.contains(u"$ aegisx-sitectl seed --force --dry-run\n"_s)
                 && !kept.out.contains(u"Nothing else to do"_s),
             qUtf8Printable(kept.out));
}

void TestHints::requiredSeedsNameTheUpgrade()
{
    const QByteArray seed = "INSERT INTO public.t_1_a (id) VALUES (1) ON CONFLICT (id) DO NOTHING;";
    m_demo->addSeed(u"001_a"_s, seed);
    ModuleFolder wards(u"wards"_s,
                       R"({"id": "wards", "version": "1.0.0", "title": {"en": "W", "th": "W"},
                       "schema": "public", "trackingTable": "knex_wards",
                       "recordedExtension": ".js", "requires": ["demo"]})");
    wards.addSeed(u"001_b"_s, seed);
    const QStringList wardsSeed {u"--modules"_s, wards.path(), u"seed"_s, u"wards"_s};
    const Answer first = run(wardsSeed + QStringList {u"--dry-run"_s});
    QCOMPARE(first.code, 0);
    QVERIFY2(first.out.contains(u"it is loaded first"_s), qUtf8Printable(first.out));
    QCOMPARE(run({u"seed"_s}).code, 0);
    m_demo->addTable(u"2_b"_s);
    m_demo->addSeed(u"001_a"_s, seed + '\n');
    const Answer behind = run(wardsSeed + QStringList {u"--dry-run"_s});
    QCOMPARE(behind.code, 0);
    QVERIFY2(behind.out.contains(u"$ aegisx-sitectl migrate demo"_s), qUtf8Printable(behind.out));
}

void TestHints::mistakesOnTheLine()
{
    const Answer noSchema = run({u"move-table"_s, u"stockcard"_s, u"--to"_s, u"public"_s});
    QCOMPARE(noSchema.code, 2);
    QVERIFY2(noSchema.error.contains(u"public.drugs"_s), qUtf8Printable(noSchema.error));
    for (const QString &wrong : {u"0"_s, u"-3"_s, u"two"_s}) {
        const Answer answer =
            run({u"mark-completed"_s, u"demo"_s, u"1_a"_s, u"--batch=%1"_s.arg(wrong)});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.error.contains(u"must be a whole number from 1 on, not: %1"_s.arg(wrong)),
                 qUtf8Printable(answer.error));
        QVERIFY(answer.error.size() < 300);
    }
}

void TestHints::siteIsCalledTheSameInEveryLanguage()
{
    const auto settings = TestCluster::instance().settings(m_site->database());
    const QString name = u"%1:%2/%3\n"_s.arg(settings.host, settings.port, m_site->database());
    for (const QString &language : {u"en"_s, u"th"_s}) {
        const QString out = run({u"environment"_s}, language).out;
        QVERIFY2(out.contains(u": "_s % name), qUtf8Printable(out));
    }
}

// A name that an index needs is taken: nothing is offered that would be refused.
void TestHints::namesInTheWayAreTold()
{
    m_site->sql("CREATE SCHEMA other; ALTER TABLE t_1_a SET SCHEMA other");
    const QString command = u"move-table other.t_1_a --to public"_s;
    const Answer free = run({u"misplaced"_s});
    QVERIFY2(free.out.contains(command) && !free.out.contains(u"t_1_a_pkey"_s),
             qUtf8Printable(free.out + free.error));
    m_site->sql("CREATE VIEW public.t_1_a_pkey AS SELECT 1");
    const Answer taken = run({u"misplaced"_s});
    QCOMPARE(taken.code, 0);
    QVERIFY2(taken.out.contains(u"public.t_1_a_pkey\n"_s), qUtf8Printable(taken.out));
    QVERIFY2(!taken.out.contains(command), qUtf8Printable(taken.out));
    const auto document =
        QJsonDocument::fromJson(run({u"misplaced"_s, u"--json"_s}).out.toUtf8()).object();
    QCOMPARE(document[u"objects"_s][0][u"inTheWay"_s].toArray(),
             QJsonArray {u"public.t_1_a_pkey"_s});
}

QTEST_GUILESS_MAIN(TestHints)
#include "tst_hints.moc"
