#include "tests/support/connecttools.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QLineEdit>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using Link = SiteSession::Link;

namespace {

void lockKeychain()
{
    QDBusMessage lock = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s,
                                                       u"/org/freedesktop/secrets"_s,
                                                       u"org.freedesktop.Secret.Service"_s,
                                                       u"Lock"_s);
    const QDBusObjectPath collection(u"/org/freedesktop/secrets/aliases/default"_s);
    lock.setArguments({QVariant::fromValue(QList<QDBusObjectPath> {collection})});
    if (QDBusConnection::sessionBus().call(lock).type() != QDBusMessage::ReplyMessage)
        qFatal("the keychain cannot be locked");
}

} // namespace

// A keychain that holds the password and is locked, with nobody there to unlock it.
class TestLockedKeychain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForThePasswordAndSaysWhy();
};

void TestLockedKeychain::asksForThePasswordAndSaysWhy()
{
    TestCluster &cluster = TestCluster::instance();
    cluster.addAccessRules({u"local all asked scram-sha-256"_s});
    cluster.reload();
    cluster.execute(u"postgres"_s,
                    "SET password_encryption = 'scram-sha-256'; CREATE ROLE asked LOGIN PASSWORD '"
                        + testPassword.toUtf8() + "'");
    MainWindowFixture fixture;
    UiFixture &site = fixture.site();
    sites::SiteProfile profile = site.addSite();
    profile.connection.user = u"asked"_s;
    profile.keepPassword = true;
    QVERIFY(site.store().update(profile).has_value());
    QVERIFY(site.context().secrets->write(profile.id, testPassword).has_value());
    lockKeychain();

    fixture.window().openSite(profile);
    SiteView *view = fixture.window().currentSite();
    SiteSession &session = view->session();
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::PasswordWanted, 8'000);
    const auto *notice = child<Banner>(view, "noticeBanner");
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->sentence().contains(u"locked"_s), qUtf8Printable(notice->sentence()));
    auto *password = child<QLineEdit>(view, "passwordLineEdit");
    QTRY_VERIFY(password->hasFocus());

    QTest::keyClicks(password, testPassword);
    QTest::keyClick(password, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(session.link(), Link::Connected, patience);
    const auto stored = site.store().find(profile.id);
    QVERIFY(stored->keepPassword); // tomorrow it may be unlocked again
    QCOMPARE(stored->connection, profile.connection);
}

QTEST_MAIN(TestLockedKeychain)
#include "tst_lockedkeychain.moc"
