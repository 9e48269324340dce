#include "core/base/language.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/uifixture.h"
#include "ui/pages/connectpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/wrappedlabel.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using Link = SiteSession::Link;
using sites::SiteProfile;

namespace {

constexpr int patience = 60'000; // ms

// A session that is not open yet, and its page on the screen.
struct Scene {
    Scene(UiFixture &fixture, const SiteProfile &profile)
        : session(profile, fixture.context()), page(session)
    {
        page.resize(1000, 620);
        page.show();
        if (!QTest::qWaitForWindowExposed(&page))
            qFatal("the page is not shown");
    }

    void reach(Link link)
    {
        if (!QTest::qWaitFor([this, link] { return session.link() == link; }, patience))
            qFatal("the link stays %s: %s",
                   qUtf8Printable(keyOf(session.link())),
                   session.error() ? qUtf8Printable(session.error()->toText()) : "");
    }
    [[nodiscard]] Banner *problem() const { return child<Banner>(&page, "problemBanner"); }
    [[nodiscard]] EmptyState *waiting() const
    {
        return child<EmptyState>(&page, "connectingEmptyState");
    }
    [[nodiscard]] QLineEdit *password() const
    {
        return child<QLineEdit>(&page, "passwordLineEdit");
    }
    [[nodiscard]] QCheckBox *keep() const
    {
        return child<QCheckBox>(&page, "keepPasswordCheckBox");
    }
    void press(const char *name) const
    {
        QTest::mouseClick(child<QPushButton>(&page, name), Qt::LeftButton);
    }

    SiteSession session;
    ConnectPage page;
};

} // namespace

class TestConnectPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void connectsOnRequest();
    void cancelsConnecting();
    void asksForThePassword();
    void keepsThePassword();
    void forgetsAPasswordThatWasEdited();
    void saysWhyItFailed();
    void triesAgain();
    void followsTheLanguage();
    void fitsInEveryLook();

private:
    SiteProfile askedSite();
    SiteProfile closedSite(const ClosedPort &closed);

    std::unique_ptr<UiFixture> m_fixture;
};

void TestConnectPage::initTestCase()
{
    Theme::instance();
    addAskedRole();
}

void TestConnectPage::init()
{
    setLanguage(Language::English);
    m_fixture = std::make_unique<UiFixture>();
}

// A site whose server wants a password.
SiteProfile TestConnectPage::askedSite()
{
    SiteProfile profile = m_fixture->addSite();
    profile.connection.user = u"asked"_s;
    if (const auto updated = m_fixture->store().update(profile); !updated)
        qFatal("%s", qUtf8Printable(updated.error().toText()));
    return profile;
}

SiteProfile TestConnectPage::closedSite(const ClosedPort &closed)
{
    SiteProfile profile = m_fixture->addSite();
    profile.connection.host = u"127.0.0.1"_s;
    profile.connection.port = closed.port();
    return profile;
}

void TestConnectPage::connectsOnRequest()
{
    Scene scene(*m_fixture, m_fixture->addSite());
    QVERIFY(scene.waiting()->isVisible());
    QCOMPARE(scene.waiting()->title(), u"Not connected"_s);
    scene.page.activate();
    QTRY_VERIFY(scene.waiting()->firstButton()->hasFocus());
    QTest::keyClick(scene.waiting()->firstButton(), Qt::Key_Space);
    QCOMPARE(scene.session.link(), Link::Connecting);
    QCOMPARE(scene.waiting()->state(), EmptyState::State::Loading);
    QCOMPARE(scene.waiting()->sentence(), scene.session.profile().connection.describe());
    scene.reach(Link::Connected);
}

void TestConnectPage::cancelsConnecting()
{
    const ScriptedServer silent({.answers = false});
    SiteProfile profile = m_fixture->addSite();
    profile.connection = silent.settings();
    Scene scene(*m_fixture, profile);
    scene.session.open();
    QCOMPARE(scene.waiting()->firstButton()->text(), u"Cancel"_s);
    QTest::mouseClick(scene.waiting()->firstButton(), Qt::LeftButton);
    QCOMPARE(scene.waiting()->title(), u"Cancelling..."_s);
    scene.reach(Link::Failed);
    QCOMPARE(scene.session.error()->kind, ErrorKind::Cancelled);
    QCOMPARE(scene.problem()->meaning(), Meaning::Info);
    QVERIFY(m_fixture->store().find(profile.id)->lastState.isEmpty()); // nothing is known by that
}

void TestConnectPage::asksForThePassword()
{
    Scene scene(*m_fixture, askedSite());
    QSignalSpy edits(&scene.page, &ConnectPage::editRequested);
    scene.session.open();
    scene.reach(Link::PasswordWanted);
    QVERIFY(scene.password()->isVisible());
    QVERIFY(!scene.problem()->isVisible()); // nothing is wrong yet
    QTRY_VERIFY(scene.password()->hasFocus());
    QCOMPARE(scene.password()->echoMode(), QLineEdit::Password);
    QTest::mouseClick(child<QToolButton>(&scene.page, "showPasswordToolButton"), Qt::LeftButton);
    QCOMPARE(scene.password()->echoMode(), QLineEdit::Normal);
    scene.press("editFromPasswordPushButton");
    QCOMPARE(edits.size(), 1);

    QTest::keyClicks(scene.password(), u"Geheim-0000"_s);
    QTest::keyClick(scene.password(), Qt::Key_Return);
    QCOMPARE(scene.session.link(), Link::Connecting);
    QVERIFY(scene.password()->text().isEmpty());
    scene.reach(Link::PasswordWanted);
    QVERIFY(scene.problem()->isVisible());
    QCOMPARE(scene.problem()->meaning(), Meaning::Danger);
    QVERIFY(scene.problem()->sentence().contains(u"asked"_s));
    QCOMPARE(scene.password()->echoMode(), QLineEdit::Password);

    QTest::keyClicks(scene.password(), testPassword);
    scene.press("connectPushButton");
    scene.reach(Link::Connected);
    QVERIFY(!m_fixture->store().find(scene.session.profile().id)->keepPassword);
}

void TestConnectPage::keepsThePassword()
{
    const SiteProfile profile = askedSite();
    {
        Scene scene(*m_fixture, profile);
        scene.session.open();
        scene.reach(Link::PasswordWanted);
        QTRY_VERIFY_WITH_TIMEOUT(scene.keep()->isEnabled(), patience);
        QTest::keyClick(scene.keep(), Qt::Key_Space);
        QTest::keyClicks(scene.password(), testPassword);
        QTest::keyClick(scene.password(), Qt::Key_Return);
        scene.reach(Link::Connected);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->store().find(profile.id)->keepPassword, patience);
    }
    QCOMPARE(*m_fixture->context().secrets->read(profile.id), std::optional(testPassword));
    Scene scene(*m_fixture, *m_fixture->store().find(profile.id));
    scene.session.open();
    scene.reach(Link::Connected); // without a question
}

void TestConnectPage::forgetsAPasswordThatWasEdited()
{
    SiteProfile profile = askedSite();
    profile.keepPassword = true;
    VERIFY_DONE(m_fixture->store().update(profile));
    VERIFY_DONE(m_fixture->context().secrets->write(profile.id, u"Geheim-0000"_s));
    Scene scene(*m_fixture, profile);
    scene.session.open();
    scene.reach(Link::PasswordWanted);
    VERIFY_DONE(m_fixture->context().secrets->write(profile.id, testPassword));
    scene.session.setProfile(profile); // as after the connection dialog
    scene.reach(Link::Connected);
}

void TestConnectPage::saysWhyItFailed()
{
    const ClosedPort closed;
    const SiteProfile profile = closedSite(closed);
    Scene scene(*m_fixture, profile);
    QSignalSpy edits(&scene.page, &ConnectPage::editRequested);
    scene.session.open();
    scene.reach(Link::Failed);
    const Error error = *scene.session.error();
    QCOMPARE(scene.problem()->sentence(), error.message);
    QCOMPARE(scene.problem()->meaning(), Meaning::Danger);
    QCOMPARE(child<WrappedLabel>(&scene.page, "remedyLabel")->text(), error.remedy);
    QCOMPARE(child<WrappedLabel>(&scene.page, "consequenceLabel")->text(), error.consequence);
    const auto *details = child<WrappedLabel>(&scene.page, "detailsLabel");
    QVERIFY(!details->isVisible());
    QTest::mouseClick(child<QToolButton>(&scene.page, "detailsToolButton"), Qt::LeftButton);
    QVERIFY(details->isVisible());
    QVERIFY(details->text().contains(error.detail.serverMessage));
    scene.press("editConnectionPushButton");
    QCOMPARE(edits.size(), 1);
    QCOMPARE(m_fixture->store().find(profile.id)->lastState, u"notReachable"_s);
}

void TestConnectPage::triesAgain()
{
    SiteProfile profile = m_fixture->addSite();
    const QString database = profile.connection.database;
    TestCluster &cluster = TestCluster::instance();
    cluster.execute(u"postgres"_s,
                    "ALTER DATABASE " + postgres::quoteIdentifier(database) + " RENAME TO parked");
    Scene scene(*m_fixture, profile);
    scene.session.open();
    scene.reach(Link::Failed);
    QCOMPARE(scene.session.error()->kind, ErrorKind::NoSuchDatabase);
    cluster.execute(u"postgres"_s,
                    "ALTER DATABASE parked RENAME TO " + postgres::quoteIdentifier(database));
    auto *again = child<QPushButton>(&scene.page, "tryAgainPushButton");
    QTRY_VERIFY(again->hasFocus());
    QTest::keyClick(again, Qt::Key_Space);
    QVERIFY(!again->isVisible());
    scene.reach(Link::Connected);
}

void TestConnectPage::followsTheLanguage()
{
    const ClosedPort closed;
    Scene scene(*m_fixture, closedSite(closed));
    scene.session.open();
    scene.reach(Link::Failed);
    const auto *again = child<QPushButton>(&scene.page, "tryAgainPushButton");
    QCOMPARE(again->text(), u"Try again"_s);
    setLanguage(Language::Thai);
    QTRY_VERIFY(again->text() != u"Try again"_s);
    setLanguage(Language::English);
    QTRY_COMPARE(again->text(), u"Try again"_s);
    QVERIFY(scene.problem()->isVisible());
}

void TestConnectPage::fitsInEveryLook()
{
    const ClosedPort closed;
    Scene failed(*m_fixture, closedSite(closed));
    failed.session.open();
    failed.reach(Link::Failed);
    QTest::mouseClick(child<QToolButton>(&failed.page, "detailsToolButton"), Qt::LeftButton);
    QCOMPARE(troubleInEveryLook(&failed.page, u"connect-failed"_s), QString());

    Scene asked(*m_fixture, askedSite());
    asked.session.open();
    asked.reach(Link::PasswordWanted);
    asked.session.providePassword(u"Geheim-0000"_s, false);
    asked.reach(Link::PasswordWanted);
    QCOMPARE(troubleInEveryLook(&asked.page, u"connect-password"_s), QString());

    const ScriptedServer silent({.answers = false});
    SiteProfile profile = m_fixture->addSite();
    profile.connection = silent.settings();
    Scene connecting(*m_fixture, profile);
    connecting.session.open();
    QCOMPARE(troubleInEveryLook(&connecting.page, u"connect-connecting"_s), QString());
    connecting.session.cancel();
}

QTEST_MAIN(TestConnectPage)
#include "tst_connectpage.moc"
