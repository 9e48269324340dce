// Who holds the migration locks, and what can be done about it, through the program's own window.
#include "core/tracking/trackingtable.h"
#include "tests/ui/support/keyboard.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/pages/sitepage.h"
#include "ui/widgets/statepill.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::test;
using ui::SiteView;

class TestLocksPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void freeLocks();
    void lockOfAKilledRollback();
    void lockOfAnUnknownHolder();
    void whoMayHoldIt();
    void whatMayNotBeRead();
    void livingHolderIsEnded();
    void refusalLeadsHere();
    void whoWaitsForWhom();
    void everyLook();

private:
    void openSite();
    void showLocks();
    void startRollback(QProcess &rollback) const; // with the command line
    [[nodiscard]] QWidget *row() const; // of the module demo
    [[nodiscard]] QString pillText() const;
    void waitForPill(const QString &text) const;
    [[nodiscard]] QPushButton *releaseButton() const;
    [[nodiscard]] QByteArray isLocked() const;

    std::unique_ptr<ModuleFolder> m_demo;
    std::unique_ptr<MainWindowFixture> m_fixture;
    sites::SiteProfile m_profile;
    SiteView *m_view = nullptr;
};

void TestLocksPage::init()
{
    m_demo = std::make_unique<ModuleFolder>();
    m_demo->addTable(u"1_a"_s);
    m_demo->addMigration(u"2_slow"_s,
                         "CREATE TABLE public.t_slow ();",
                         "SELECT pg_sleep(3600);",
                         "transaction:false");
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules({m_demo->path()});
}

void TestLocksPage::cleanup()
{
    m_fixture.reset();
    m_demo.reset();
}

void TestLocksPage::openSite()
{
    m_profile = m_fixture->site().addSite();
    m_view = m_fixture->openUpgraded(m_profile);
    m_view->showPage(0);
}

void TestLocksPage::showLocks()
{
    MainWindowFixture::click(m_view->currentPage(), "showLocksPushButton");
    MainWindowFixture::waitForPage(m_view, "locksPage");
    QTRY_VERIFY_WITH_TIMEOUT(
        m_view->findChild<QWidget *>(u"lock_demo"_s) != nullptr && row()->isVisible(), patience);
}

QWidget *TestLocksPage::row() const
{
    return child<QWidget>(m_view, "lock_demo");
}

QString TestLocksPage::pillText() const
{
    return child<ui::StatePill>(row(), "lockPill")->text();
}

void TestLocksPage::waitForPill(const QString &text) const
{
    QTRY_COMPARE_WITH_TIMEOUT(pillText(), text, patience);
}

QPushButton *TestLocksPage::releaseButton() const
{
    return child<QPushButton>(row(), "releaseLockPushButton");
}

QByteArray TestLocksPage::isLocked() const
{
    return UiFixture::sql(m_profile, "SELECT is_locked FROM knex_migrations_lock").toUtf8();
}

void TestLocksPage::freeLocks()
{
    openSite();
    showLocks();
    waitForPill(u"free"_s);
    QCOMPARE(child<QLabel>(row(), "lockRowsLabel")->text(),
             u"Lock table: public.knex_migrations_lock; is_locked: 0"_s);
    QVERIFY(!releaseButton()->isVisible());
    QCOMPARE(child<QLabel>(m_view, "waitsSentenceLabel")->text(),
             u"No session waits for another."_s);
    press(Qt::Key_Escape);
    MainWindowFixture::waitForPage(m_view, "overviewPage");
}

void TestLocksPage::startRollback(QProcess &rollback) const
{
    const postgres::ConnectionSettings &to = m_profile.connection;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_DATA_HOME"_s, m_fixture->site().filePath(u"rollback"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_fixture->site().filePath(u"rollback"_s));
    rollback.setProcessEnvironment(environment);
    rollback.setStandardInputFile(QProcess::nullDevice());
    rollback.start(
        QStringLiteral(AEGISX_SITECTL),
        {u"--yes"_s,
         u"--url"_s,
         u"host='%1' port=%2 dbname=%3 user=%4"_s.arg(to.host, to.port, to.database, to.user),
         u"--modules"_s,
         m_demo->path(),
         u"rollback"_s,
         u"demo"_s});
}

// A rollback of the real command line, killed while its lock is committed; its session with it.
void TestLocksPage::lockOfAKilledRollback()
{
    openSite();
    QProcess rollback;
    startRollback(rollback);
    QVERIFY(rollback.waitForStarted(patience));
    const QByteArray sleeping = " FROM pg_stat_activity WHERE datname = current_database()"
                                " AND wait_event = 'PgSleep'";
    const auto sleeps = [this, &sleeping] {
        return UiFixture::sql(m_profile, "SELECT count(*)" + sleeping) == "1"_L1;
    };
    if (!QTest::qWaitFor(sleeps, patience))
        qFatal("%s", rollback.readAllStandardError().append(rollback.readAll()).constData());
    showLocks();
    waitForPill(u"a run is going on"_s);
    QVERIFY(!releaseButton()->isVisible()); // refused for a living holder
    rollback.kill();
    QVERIFY(rollback.waitForFinished(patience));
    UiFixture::sql(m_profile, "SELECT pg_terminate_backend(pid)" + sleeping);
    QTRY_VERIFY_WITH_TIMEOUT(!sleeps(), patience);
    QCOMPARE(isLocked(), "1");
    press(Qt::Key_F5);
    waitForPill(u"stuck"_s);
    QVERIFY(child<QLabel>(row(), "lockDescriptionLabel")->text().contains(u"which is proven"_s));
    MainWindowFixture::click(row(), "releaseLockPushButton");
    MainWindowFixture::waitForPage(m_view, "planPage");
    MainWindowFixture::click(m_view->currentPage(), "runPushButton"); // one click: it is proven
    MainWindowFixture::waitForPage(m_view, "reportPage");
    QCOMPARE(isLocked(), "0");
}

void TestLocksPage::lockOfAnUnknownHolder()
{
    openSite();
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    showLocks();
    waitForPill(u"locked, holder unknown"_s);
    QVERIFY(child<QLabel>(row(), "lockDescriptionLabel")->text().contains(u"left no name"_s));
    MainWindowFixture::click(row(), "releaseLockPushButton");
    MainWindowFixture::waitForPage(m_view, "planPage");
    auto *force = child<QCheckBox>(m_view->currentPage(), "forceUnlockCheckBox");
    QTRY_VERIFY_WITH_TIMEOUT(force->isVisible(), patience);
    auto *run = child<QPushButton>(m_view->currentPage(), "runPushButton");
    QVERIFY(!force->isChecked() && !run->isVisible()); // nobody said yet that it is gone
    QTest::mouseClick(force, Qt::LeftButton, {}, QPoint(8, force->height() / 2));
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible(), patience);
    QVERIFY(!run->isEnabled());
    MainWindowFixture::type(m_view->currentPage(), "confirmLineEdit", m_profile.code);
    MainWindowFixture::click(m_view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(m_view, "reportPage");
    QCOMPARE(isLocked(), "0");
}

// As knex does: the row is committed, and its worker shows nothing on the lock table.
void TestLocksPage::whoMayHoldIt()
{
    openSite();
    auto worker = postgres::Connection::open(m_profile.connection);
    QVERIFY(worker);
    QVERIFY(worker->query("SET application_name = 'knex on another computer'"));
    QVERIFY(worker->query("BEGIN"));
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    showLocks();
    waitForPill(u"locked, holder unknown"_s);
    const QString text = child<QLabel>(row(), "lockDescriptionLabel")->text();
    QVERIFY2(text.contains(u"in this database may be it"_s), qUtf8Printable(text));
    const QByteArray name = "blocker_" + QByteArray::number(worker->facts().backendPid);
    QVERIFY(child<QLabel>(child<QWidget>(row(), name.constData()), "blockerDescriptionLabel")
                ->text()
                .contains(u"knex on another computer"_s));
    QCOMPARE(controlsWithoutName(m_view->currentPage()), QString());
    MainWindowFixture::click(row(), "releaseLockPushButton"); // it is part of what is confirmed
    MainWindowFixture::waitForPage(m_view, "planPage");
    const auto isSaid = [this] {
        const auto labels = m_view->currentPage()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"knex on another computer"_s);
        });
    };
    const auto *words = child<QPlainTextEdit>(m_view->currentPage(), "refusalPlainTextEdit");
    QTRY_VERIFY_WITH_TIMEOUT(words->isVisible(), patience);
    QVERIFY(words->toPlainText().contains(u"knex on another computer"_s));
    auto *force = child<QCheckBox>(m_view->currentPage(), "forceUnlockCheckBox");
    QTest::mouseClick(force, Qt::LeftButton, {}, QPoint(8, force->height() / 2));
    QTRY_VERIFY_WITH_TIMEOUT(isSaid(), patience);
}

// Nothing is claimed of what the user may not see: neither counts, nor a free lock, nor no history.
void TestLocksPage::whatMayNotBeRead()
{
    openSite();
    UiFixture::sql(m_profile, "CREATE ROLE weak LOGIN");
    const auto drop = qScopeGuard([this] { UiFixture::sql(m_profile, "DROP ROLE weak"); });
    sites::SiteProfile profile = m_profile;
    profile.id.clear();
    profile.name = u"Seen by another"_s;
    profile.connection.extra.append({u"options"_s, u"-c role=weak"_s});
    const auto added = m_fixture->site().store().add(profile);
    QVERIFY(added);
    m_view = m_fixture->open(*added);
    auto *card = child<QWidget>(m_view, "moduleCard_demo");
    QCOMPARE(child<QLabel>(card, "appliedValueLabel")->text(), u"not known of 2"_s);
    QCOMPARE(child<QLabel>(card, "pendingValueLabel")->text(), u"not known"_s);
    QVERIFY(!child<QPushButton>(m_view->currentPage(), "upgradeSitePushButton")->isEnabled());
    showLocks();
    QVERIFY2(child<QLabel>(row(), "lockDescriptionLabel")
                 ->text()
                 .startsWith(u"It cannot be known: this user may not read"_s),
             qUtf8Printable(child<QLabel>(row(), "lockDescriptionLabel")->text()));
    QVERIFY(!releaseButton()->isVisible());
    m_view->showPage(3);
    const auto *instead = child<QLabel>(m_view->currentPage(), "emptyTitleLabel");
    QTRY_VERIFY_WITH_TIMEOUT(instead->text().contains(u"may not read the history"_s), patience);
}

void TestLocksPage::livingHolderIsEnded()
{
    openSite();
    auto holder = postgres::Connection::open(m_profile.connection);
    QVERIFY(holder);
    QVERIFY(holder->query("SET application_name = 'knex on another computer'"));
    QVERIFY(holder->query("BEGIN"));
    QVERIFY(holder->query("UPDATE knex_migrations_lock SET is_locked = 1"));
    showLocks();
    waitForPill(u"a run is going on"_s);
    QVERIFY(!releaseButton()->isVisible());
    const auto *who = child<QLabel>(row(), "lockDescriptionLabel");
    QVERIFY2(who->text().contains(u"knex on another computer"_s), qUtf8Printable(who->text()));
    QCOMPARE(controlsWithoutName(m_view->currentPage()), QString());
    m_fixture->site().dialogs().willAnswer(true);
    MainWindowFixture::click(row(), "endSessionPushButton");
    waitForPill(u"free"_s); // its transaction was rolled back, and the page looked again
    QVERIFY(!holder->query("SELECT 1"));
    const ui::Question question = m_fixture->site().dialogs().questions().last();
    QVERIFY2(question.detail.contains(u"transaction open"_s), qUtf8Printable(question.detail));
}

void TestLocksPage::refusalLeadsHere()
{
    openSite();
    auto holder = postgres::Connection::open(m_profile.connection);
    QVERIFY(holder);
    QVERIFY(holder->query("BEGIN"));
    QVERIFY(holder->query("UPDATE knex_migrations_lock SET is_locked = 1"));
    m_view->requestOperation(operations::UnlockRequest {u"demo"_s, true});
    MainWindowFixture::waitForPage(m_view, "planPage");
    MainWindowFixture::click(m_view->currentPage(), "showLocksPushButton");
    MainWindowFixture::waitForPage(m_view, "locksPage");
    QTRY_VERIFY_WITH_TIMEOUT(m_view->findChild<QWidget *>(u"lock_demo"_s) != nullptr, patience);
    waitForPill(u"a run is going on"_s);
}

void TestLocksPage::whoWaitsForWhom()
{
    openSite();
    auto holder = postgres::Connection::open(m_profile.connection);
    auto waiter = postgres::Connection::open(m_profile.connection);
    QVERIFY(holder && waiter);
    QVERIFY(holder->query("BEGIN"));
    QVERIFY(holder->query("LOCK TABLE public.\"t_1_a\""));
    std::jthread waiting([&waiter] {
        [[maybe_unused]] const auto rows = waiter->query("SELECT * FROM public.\"t_1_a\"");
    });
    const auto release = qScopeGuard([&holder] { // else a failed test would wait for ever
        if (!holder->isLost()) [[maybe_unused]]
            const auto done = holder->query("ROLLBACK");
    });
    QTRY_COMPARE_WITH_TIMEOUT(
        UiFixture::sql(m_profile,
                       "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                       "AND wait_event_type = 'Lock'"),
        u"1"_s,
        patience);
    showLocks();
    const QString name = u"blocker_%1"_s.arg(holder->facts().backendPid);
    const auto isNamed = [this, &name] { return m_view->findChild<QWidget *>(name) != nullptr; };
    QVERIFY2(QTest::qWaitFor(isNamed, patience),
             qUtf8Printable(UiFixture::sql(m_profile,
                                           "SELECT string_agg(concat_ws(' ', pid, state, "
                                           "wait_event, left(query, 200)), E'\\n') FROM "
                                           "pg_stat_activity WHERE datname = "
                                           "current_database()")));
    auto *blocker = m_view->findChild<QWidget *>(name);
    QVERIFY(child<QLabel>(blocker, "blockerDescriptionLabel")
                ->text()
                .contains(u"Waiting for it: process %1"_s.arg(waiter->facts().backendPid)));
    m_fixture->site().dialogs().willAnswer(true);
    MainWindowFixture::click(blocker, "endSessionPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>(m_view, "waitsSentenceLabel")->text(),
                              u"No session waits for another."_s,
                              patience);
    QVERIFY(!holder->query("SELECT 1"));
}

void TestLocksPage::everyLook()
{
    openSite();
    auto holder = postgres::Connection::open(m_profile.connection);
    QVERIFY(holder);
    QVERIFY(holder->query("BEGIN"));
    QVERIFY(holder->query("UPDATE knex_migrations_lock SET is_locked = 1"));
    showLocks();
    waitForPill(u"a run is going on"_s);
    QCOMPARE(troubleInEveryLook(&m_fixture->window(), u"locks"_s), QString());
    QTRY_COMPARE(focusTrouble(m_view->currentPage()), QString());
    QTRY_COMPARE_WITH_TIMEOUT(tabTrouble(m_view->window()), QString(), 15'000);
}

QTEST_MAIN(TestLocksPage)
#include "tst_lockspage.moc"
