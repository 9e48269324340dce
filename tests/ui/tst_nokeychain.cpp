#include "core/base/language.h"
#include "tests/support/connecttools.h"
#include "tests/ui/support/uifixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/connectpage.h"
#include "ui/pages/sitespage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/wrappedlabel.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using sites::SiteProfile;

namespace {

constexpr int patience = 60'000; // ms

} // namespace

// A computer without a keychain service: what is said, and that everything else goes on.
class TestNoKeychain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_fixture = std::make_unique<UiFixture>(); }
    void newSiteSaysWhy();
    void passwordThatCannotBeKept();
    void keptPasswordStaysKept();
    void connectPageSaysWhy();
    void removedSiteLeavesItsPassword();

private:
    SiteProfile keptSite();

    std::unique_ptr<UiFixture> m_fixture;
};

void TestNoKeychain::initTestCase()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    Theme::instance();
    setLanguage(Language::English);
}

SiteProfile TestNoKeychain::keptSite()
{
    SiteProfile profile = m_fixture->addSite();
    profile.keepPassword = true; // from a time when there was a keychain
    if (const auto updated = m_fixture->store().update(profile); !updated)
        qFatal("%s", qUtf8Printable(updated.error().toText()));
    return profile;
}

void TestNoKeychain::newSiteSaysWhy()
{
    ConnectionDialog dialog(m_fixture->context(), {});
    dialog.open();
    QSignalSpy saved(&dialog, &ConnectionDialog::saved);
    const auto *keep = child<QCheckBox>(&dialog, "keepPasswordCheckBox");
    QTRY_VERIFY_WITH_TIMEOUT(!keep->isEnabled(), patience);
    QVERIFY(!keep->isChecked());
    const auto *why = child<WrappedLabel>(&dialog, "keepTroubleLabel");
    QVERIFY(why->isVisible());
    QVERIFY(why->text().contains(u"keychain"_s));
    QTest::keyClicks(child<QLineEdit>(&dialog, "nameLineEdit"), u"A"_s);
    QTest::keyClicks(child<QLineEdit>(&dialog, "passwordLineEdit"), u"x"_s);
    QTest::mouseClick(child<QPushButton>(&dialog, "saveSitePushButton"), Qt::LeftButton);
    QCOMPARE(saved.size(), 1);
    QVERIFY(!m_fixture->store().find(u"A"_s)->keepPassword);
}

void TestNoKeychain::passwordThatCannotBeKept()
{
    const SiteProfile profile = keptSite();
    ConnectionDialog dialog(m_fixture->context(), profile);
    dialog.open();
    QSignalSpy saved(&dialog, &ConnectionDialog::saved);
    QTest::keyClicks(child<QLineEdit>(&dialog, "passwordLineEdit"), u"new one"_s);
    QTest::mouseClick(child<QPushButton>(&dialog, "saveSitePushButton"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    QVERIFY(dialog.isVisible()); // it has something to say
    const auto *banner = child<Banner>(&dialog, "dialogBanner");
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->meaning(), Meaning::Warning);
    QVERIFY(banner->sentence().contains(u"could not be kept"_s));
    QVERIFY(!banner->detail().isEmpty());
    QVERIFY(!m_fixture->store().find(profile.id)->keepPassword);
    QCOMPARE(child<QLineEdit>(&dialog, "passwordLineEdit")->text(), u"new one"_s);
    auto *close = child<QPushButton>(&dialog, "cancelPushButton");
    QCOMPARE(close->text(), u"Close"_s);
    QTest::mouseClick(close, Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
}

void TestNoKeychain::keptPasswordStaysKept()
{
    const SiteProfile profile = keptSite();
    ConnectionDialog dialog(m_fixture->context(), profile);
    dialog.open();
    QSignalSpy saved(&dialog, &ConnectionDialog::saved);
    auto *keep = child<QCheckBox>(&dialog, "keepPasswordCheckBox");
    QVERIFY(keep->isChecked());
    QTRY_VERIFY_WITH_TIMEOUT(!keep->isEnabled(), patience);
    QVERIFY(keep->isChecked()); // the keychain may be back tomorrow
    QTest::mouseClick(child<QPushButton>(&dialog, "saveSitePushButton"), Qt::LeftButton);
    QCOMPARE(saved.size(), 1);
    QVERIFY(m_fixture->store().find(profile.id)->keepPassword);
}

void TestNoKeychain::connectPageSaysWhy()
{
    TestCluster &cluster = TestCluster::instance();
    cluster.addAccessRules({u"local all asked scram-sha-256"_s});
    cluster.reload();
    cluster.execute(u"postgres"_s,
                    "SET password_encryption = 'scram-sha-256'; CREATE ROLE asked LOGIN PASSWORD '"
                        + testPassword.toUtf8() + "'");
    SiteProfile profile = keptSite();
    profile.connection.user = u"asked"_s;
    SiteSession session(profile, m_fixture->context());
    ConnectPage page(session);
    page.show();
    session.open();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), SiteSession::Link::PasswordWanted, patience);
    const auto *notice = child<Banner>(&page, "noticeBanner");
    QVERIFY(notice->isVisible());
    QCOMPARE(notice->sentence(), session.notice());
    const auto *keep = child<QCheckBox>(&page, "keepPasswordCheckBox");
    QTRY_VERIFY_WITH_TIMEOUT(!keep->isEnabled(), patience);
    QVERIFY(child<WrappedLabel>(&page, "keepTroubleLabel")->isVisible());
    QTest::keyClicks(child<QLineEdit>(&page, "passwordLineEdit"), testPassword);
    QTest::mouseClick(child<QPushButton>(&page, "connectPushButton"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), SiteSession::Link::Connected, patience);
}

void TestNoKeychain::removedSiteLeavesItsPassword()
{
    const SiteProfile profile = keptSite();
    SitesPage page(m_fixture->context());
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    page.activate();
    QTRY_VERIFY(child<QTreeView>(&page, "sitesTreeView")->hasFocus());
    m_fixture->dialogs().willAnswer(true);
    QTest::keyClick(child<QTreeView>(&page, "sitesTreeView"), Qt::Key_Delete);
    QVERIFY(m_fixture->store().list()->isEmpty());
    const auto *banner = child<Banner>(&page, "sitesBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    QVERIFY(banner->sentence().contains(profile.name));
    QVERIFY(banner->sentence().contains(u"keychain"_s));
}

QTEST_MAIN(TestNoKeychain)
#include "tst_nokeychain.moc"
