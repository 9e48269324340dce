#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/pgproxy.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/site/siteevidence.h"
#include "ui/widgets/banner.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTextStream>

#include <csignal>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Link = SiteSession::Link;

namespace {

// A Secret Service that takes every question and answers none, as a prompt nobody sees.
class SilentService final : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &) override
    {
        message.setDelayedReply(true);
        return true;
    }
};

int serveSilently()
{
    SilentService service;
    QDBusConnection bus = QDBusConnection::sessionBus();
    const bool ready = bus.registerVirtualObject(u"/"_s, &service, QDBusConnection::SubPath)
        && bus.registerService(u"org.freedesktop.secrets"_s);
    QTextStream(stdout) << (ready ? "ready\n" : "failed\n") << Qt::flush;
    return ready ? QCoreApplication::exec() : 1;
}

// A site that is reached through a proxy.
sites::SiteProfile addSiteBehind(UiFixture &site, std::unique_ptr<PgProxy> &proxy)
{
    sites::SiteProfile profile = site.addSite();
    proxy = std::make_unique<PgProxy>(profile.connection);
    profile.connection = proxy->settings();
    if (const auto updated = site.store().update(profile); !updated)
        qFatal("%s", qUtf8Printable(updated.error().toText()));
    return profile;
}

// Which the overview reads by itself once the site is open.
void waitForEvidence(SiteSession &session)
{
    QTRY_COMPARE_WITH_TIMEOUT(
        session.evidence().placement().state, SiteEvidence::State::Known, patience);
}

} // namespace

// What comes between the program and its site: a network that goes silent, a computer that sleeps,
// a keychain that does not answer.
class TestInterruptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void silentNetworkIsNoticed();
    void wakingUpAsksAtOnce();
    void closesOnASilentNetwork();
    void cancelsARunOnASilentNetwork();
    void keychainThatNeverAnswers();

private:
    QProcess m_bus;
    QProcess m_keychain;
};

// A session bus of its own, from the beginning: a process has one for its life.
void TestInterruptions::initTestCase()
{
    m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(m_bus.waitForReadyRead());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readAllStandardOutput().trimmed());
    m_keychain.start(QCoreApplication::applicationFilePath(), {u"--silent"_s});
    QVERIFY(m_keychain.waitForReadyRead());
    QCOMPARE(m_keychain.readAllStandardOutput(), QByteArray("ready\n"));
    TestCluster &cluster = TestCluster::instance();
    cluster.addAccessRules({u"local all asked scram-sha-256"_s});
    cluster.reload();
    cluster.execute(u"postgres"_s,
                    "SET password_encryption = 'scram-sha-256'; CREATE ROLE asked LOGIN PASSWORD '"
                        + testPassword.toUtf8() + "'");
}

void TestInterruptions::cleanupTestCase()
{
    m_keychain.kill();
    std::signal(SIGTERM, SIG_IGN); // by which GDBus ends a program that loses its bus
    m_bus.terminate(); // it removes its socket then
    QVERIFY(m_keychain.waitForFinished());
    QVERIFY(m_bus.waitForFinished());
}

void TestInterruptions::silentNetworkIsNoticed()
{
    MainWindowFixture fixture;
    fixture.site().settings().set(Setting::KeepAliveSeconds, 1);
    std::unique_ptr<PgProxy> proxy;
    SiteView *view = fixture.open(addSiteBehind(fixture.site(), proxy));
    SiteSession &session = view->session();
    session.setLifeLimit(500ms);
    view->showPage(1);
    const QWidget *page = view->currentPage();
    waitForEvidence(session); // a read under way would wait for the network longer
    proxy->goSilent();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Lost, patience);
    QVERIFY(session.error() && session.error()->kind == ErrorKind::ConnectionLost);
    QVERIFY(session.snapshot()); // what was read stays, and the page with it
    QCOMPARE(view->currentPage(), page);
    auto *banner = child<Banner>(view, "linkBanner");
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->sentence(), session.error()->message);

    proxy->speakAgain();
    MainWindowFixture::click(banner, "bannerPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Connected, patience);
    QVERIFY(!banner->isVisible());
    QCOMPARE(view->currentPage(), page);
}

// After a sleep the server has given us up; the next look at the window must tell.
void TestInterruptions::wakingUpAsksAtOnce()
{
    MainWindowFixture fixture;
    fixture.site().settings().set(Setting::KeepAliveSeconds, 0); // nothing asks by itself
    const auto profile = fixture.site().addSite();
    SiteView *view = fixture.open(profile);
    waitForEvidence(view->session()); // nor is anything under way that would notice
    UiFixture::sql(profile,
                   "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    QCoreApplication::processEvents();
    QCOMPARE(view->session().link(), Link::Connected); // as far as we know
    Q_EMIT qGuiApp->applicationStateChanged(Qt::ApplicationActive); // the platform has no other way
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), Link::Lost, patience);
    MainWindowFixture::click(child<Banner>(view, "linkBanner"), "bannerPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), Link::Connected, patience);
}

void TestInterruptions::closesOnASilentNetwork()
{
    MainWindowFixture fixture;
    std::unique_ptr<PgProxy> proxy;
    SiteView *view = fixture.open(addSiteBehind(fixture.site(), proxy));
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    proxy->goSilent();
    view->session().refresh();
    QCOMPARE(view->session().activity(), SiteSession::Activity::Reading);
    QSignalSpy closed(&fixture.window(), &MainWindow::closed);
    fixture.window().close();
    QVERIFY(!fixture.window().isVisible()); // at once, whatever it waits for
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, patience);
}

// The cancel cannot reach the server; the run ends all the same, and says what is not known.
void TestInterruptions::cancelsARunOnASilentNetwork()
{
    MainWindowFixture fixture;
    ModuleFolder module;
    module.addTable(u"001_first"_s);
    module.addMigration(u"002_slow"_s, "SELECT pg_sleep(600);");
    fixture.site().useModules({module.path()});
    std::unique_ptr<PgProxy> proxy;
    sites::SiteProfile profile = addSiteBehind(fixture.site(), proxy);
    profile.connection.connectTimeout = 2s;
    SiteView *view = fixture.open(profile);
    MainWindowFixture::startUpgrade(view);
    QTRY_COMPARE_WITH_TIMEOUT(
        UiFixture::sql(profile,
                       "SELECT count(*) FROM pg_stat_activity"
                       " WHERE wait_event = 'PgSleep' AND datname = current_database()"),
        u"1"_s,
        patience);
    proxy->goSilent();
    MainWindowFixture::click(view->currentPage(), "cancelPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    QVERIFY(child<Banner>(view->currentPage(), "reportBanner")->meaning() != Meaning::Success);
    QVERIFY(!view->session().isRunning());
    proxy->speakAgain();
    QTRY_COMPARE_WITH_TIMEOUT(
        UiFixture::sql(profile, "SELECT to_regclass('t_001_first') IS NULL"), u"t"_s, patience);
}

void TestInterruptions::keychainThatNeverAnswers()
{
    MainWindowFixture fixture;
    sites::SiteProfile profile = fixture.site().addSite();
    profile.connection.user = u"asked"_s;
    profile.keepPassword = true;
    VERIFY_DONE(fixture.site().store().update(profile));
    fixture.window().openSite(profile);
    SiteView *view = fixture.window().currentSite();
    SiteSession &session = view->session();
    QCOMPARE(session.link(), Link::Connecting);
    fixture.window().showSites(); // the window is alive meanwhile
    fixture.window().openSite(profile);
    QCOMPARE(session.link(), Link::Connecting);
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::PasswordWanted, patience);
    const auto *notice = child<Banner>(view, "noticeBanner");
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->sentence().contains(u"did not answer in time"_s),
             qUtf8Printable(notice->sentence()));
    QTRY_VERIFY(child<QLineEdit>(view, "passwordLineEdit")->hasFocus());
    QTest::keyClicks(child<QLineEdit>(view, "passwordLineEdit"), testPassword);
    QTest::keyClick(child<QLineEdit>(view, "passwordLineEdit"), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Connected, patience);
    QVERIFY(fixture.site().store().find(profile.id)->keepPassword); // as it was
}

int main(int argc, char **argv)
{
    if (argc > 1 && qstrcmp(argv[1], "--silent") == 0) {
        const QCoreApplication application(argc, argv);
        return serveSilently();
    }
    const QApplication application(argc, argv);
    TestInterruptions test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_interruptions.moc"
