// What the command line says to somebody who has to go on: plans, remedies with their commands,
// mistakes on the line.
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

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
               const QString &language = u"en"_s)
{
    const auto settings = TestCluster::instance().settings(site.database());
    QProcess process;
    process.start(QString::fromLatin1(SITECTL),
                  QStringList {u"--lang"_s,
                               language,
                               u"--modules"_s,
                               module.path(),
                               u"--url"_s,
                               u"host=%1 port=%2 user=%3 dbname=%4"_s.arg(
                                   settings.host, settings.port, settings.user, site.database())}
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
    void halfRunNamesTheEvidence();
    void releaseIsNamedByItsCommand();
    void marksAreNamedByTheirCommands();
    void mistakesOnTheLine();
    void siteIsCalledTheSameInEveryLanguage();

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
    QVERIFY2(answer.out.contains(u"$ aegisx-sitectl evidence demo --all"_s),
             qUtf8Printable(answer.out));
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

void TestHints::marksAreNamedByTheirCommands()
{
    const Answer refused = run({u"mark-pending"_s, u"demo"_s, u"1_a"_s, u"--yes"_s});
    QCOMPARE(refused.code, 4);
    QVERIFY2(
        refused.error.contains(u"$ aegisx-sitectl evidence demo --all\n"_s)
            && refused.error.contains(u"$ aegisx-sitectl mark-pending demo 1_a --reason TEXT\n"_s),
        qUtf8Printable(refused.error));
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

QTEST_GUILESS_MAIN(TestHints)
#include "tst_hints.moc"
