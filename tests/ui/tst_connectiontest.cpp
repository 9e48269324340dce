#include "core/base/language.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/support/scriptedserver.h"
#include "tests/ui/support/connectionscene.h"
#include "ui/theme/theme.h"

#include <QTest>
#include <QToolButton>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using sites::SiteProfile;
using Scene = ConnectionScene;

class TestConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void testsAGoodConnection();
    void testsWithTheKeptPassword();
    void testsFail_data();
    void testsFail();
    void saysWhatTheRoleMay();
    void saysThatTheEnvironmentDiffers();
    void cancelsATest();

private:
    QString makeDatabase();

    std::unique_ptr<UiFixture> m_fixture;
};

void TestConnectionTest::initTestCase()
{
    Theme::instance();
    addAskedRole();
}

void TestConnectionTest::init()
{
    setLanguage(Language::English);
    m_fixture = std::make_unique<UiFixture>();
}

QString TestConnectionTest::makeDatabase()
{
    return TestCluster::instance().createDatabase();
}

void TestConnectionTest::testsAGoodConnection()
{
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.fill(TestCluster::instance().settings(makeDatabase()));
    QCOMPARE(scene.tested(), u"The database was reached."_s);
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Success);
    QVERIFY(scene.fact("server").startsWith(u"PostgreSQL "_s));
    QCOMPARE(scene.fact("kind"), u"primary"_s);
    QCOMPARE(scene.fact("encryption"), u"not encrypted"_s);
    QVERIFY(scene.fact("roundTrip").endsWith(u" ms"_s));
    QVERIFY(scene.fact("user").contains(u"superuser"_s));
    QCOMPARE(scene.fact("encoding"), u"UTF8"_s);
    QCOMPARE(scene.fact("pooler"), u"none"_s);
    QCOMPARE(scene.fact("environment"), u"none is stored yet"_s);
    const auto *last = child<WrappedLabel>(&scene.dialog, "environmentValueLabel");
    QTRY_VERIFY(last->visibleRegion().contains(last->rect().center())); // scrolled to

    scene.type("hostLineEdit", u"elsewhere"_s); // it no longer fits
    QVERIFY(!scene.testBanner()->isVisible());
    QVERIFY(m_fixture->store().list()->isEmpty()); // testing saves nothing
}

void TestConnectionTest::testsWithTheKeptPassword()
{
    SiteProfile profile;
    profile.name = u"A"_s;
    profile.keepPassword = true;
    profile.connection = TestCluster::instance().settings(makeDatabase());
    profile.connection.user = u"asked"_s;
    profile = *m_fixture->store().add(profile);
    QVERIFY(m_fixture->context().secrets->write(profile.id, testPassword));
    const Scene scene(*m_fixture, profile);
    QCOMPARE(scene.tested(), u"The database was reached, but it cannot be upgraded this way."_s);
    QVERIFY(scene.fact("user").startsWith(u"asked"_s));
    QCOMPARE(scene.edit("passwordLineEdit")->text(), QString());
    scene.type("passwordLineEdit", u"wrong"_s); // what is typed comes first
    QVERIFY(scene.tested().contains(u"asked"_s));
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Danger);
}

void TestConnectionTest::testsFail_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("word");
    QTest::newRow("wrong password") << u"password"_s << u"asked"_s;
    QTest::newRow("no password") << u"missing"_s << u"password"_s;
    QTest::newRow("refused") << u"refused"_s << u"127.0.0.1"_s;
    QTest::newRow("no such database") << u"database"_s << u"no_such_db"_s;
    QTest::newRow("no such name") << u"name"_s << u"no-such-host.invalid"_s;
}

void TestConnectionTest::testsFail()
{
    QFETCH(QString, what);
    QFETCH(QString, word);
    const ClosedPort closed;
    postgres::ConnectionSettings settings = TestCluster::instance().settings(u"postgres"_s);
    if (what == u"password"_s || what == u"missing"_s)
        settings.user = u"asked"_s;
    if (what == u"password"_s)
        settings.password = u"Geheim-0000"_s;
    if (what == u"refused"_s) {
        settings.host = u"127.0.0.1"_s;
        settings.port = closed.port();
    }
    if (what == u"database"_s)
        settings.database = u"no_such_db"_s;
    if (what == u"name"_s)
        settings.host = u"no-such-host.invalid"_s;
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.fill(settings);
    const QString sentence = scene.tested();
    QVERIFY2(sentence.contains(word), qUtf8Printable(sentence));
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Danger);
    QVERIFY(!scene.testBanner()->detail().isEmpty());
    auto *details = child<QToolButton>(&scene.dialog, "testDetailsToolButton");
    const auto *words = child<WrappedLabel>(&scene.dialog, "testDetailsLabel");
    QVERIFY(!words->isVisible());
    QTest::keyClick(details, Qt::Key_Space);
    QVERIFY(words->isVisible());
    QVERIFY(!words->text().contains(u"Geheim"_s));
    QVERIFY(scene.button("testConnectionPushButton")->isEnabled());
}

void TestConnectionTest::saysWhatTheRoleMay()
{
    const QString database = makeDatabase();
    postgres::ConnectionSettings settings = TestCluster::instance().settings(database);
    settings.user = u"asked"_s;
    settings.password = testPassword;
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.fill(settings);
    QVERIFY(!scene.tested().isEmpty());
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Warning);
    QCOMPARE(scene.fact("user"), u"asked: may not create anything here"_s);
    TestCluster::instance().execute(database, "GRANT CREATE ON SCHEMA public TO asked");
    QVERIFY(!scene.tested().isEmpty());
    QCOMPARE(scene.fact("user"), u"asked: may create tables, but no schemas"_s);
    TestCluster::instance().execute(
        database, "GRANT CREATE ON DATABASE " + postgres::quoteIdentifier(database) + " TO asked");
    QCOMPARE(scene.tested(), u"The database was reached."_s);
    QCOMPARE(scene.fact("user"), u"asked: may create schemas and tables"_s);
    TestCluster::instance().execute(database,
                                    "ALTER DATABASE " + postgres::quoteIdentifier(database)
                                        + " SET default_transaction_read_only = on");
    QVERIFY(!scene.tested().isEmpty());
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Warning);
    const auto *finding = scene.dialog.findChild<Banner *>(u"finding_read-only"_s);
    QVERIFY(finding != nullptr);
    QTRY_VERIFY(finding->isVisible());
    QVERIFY(!finding->detail().isEmpty());
}

void TestConnectionTest::saysThatTheEnvironmentDiffers()
{
    const QString database = makeDatabase();
    TestCluster::instance().execute(
        database,
        "CREATE SCHEMA aegisx_site; CREATE TABLE aegisx_site.site (only_row boolean, environment "
        "text, set_at timestamptz DEFAULT now(), set_by text); INSERT INTO aegisx_site.site "
        "(environment, set_by) VALUES ('production', 'somchai@reception')");
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.choice("environmentComboBox")->setCurrentIndex(int(Environment::Test));
    scene.fill(TestCluster::instance().settings(database));
    QVERIFY(!scene.tested().isEmpty());
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Warning);
    QCOMPARE(scene.fact("environment"), u"PRODUCTION"_s);
    QVERIFY(scene.dialog.findChild<Banner *>(u"finding_environment-mismatch"_s));
    scene.choice("environmentComboBox")->setCurrentIndex(int(Environment::Production));
    QCOMPARE(scene.tested(), u"The database was reached."_s);
    QVERIFY(!scene.dialog.findChild<Banner *>(u"finding_environment-mismatch"_s));
}

void TestConnectionTest::cancelsATest()
{
    const ScriptedServer silent({.answers = false});
    postgres::ConnectionSettings settings = silent.settings();
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.fill(settings);
    scene.press("testConnectionPushButton");
    auto *cancel = scene.button("cancelTestPushButton");
    QTRY_VERIFY(cancel->isVisible());
    QVERIFY(!scene.button("testConnectionPushButton")->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(scene.testBanner()->sentence(), u"The test was cancelled."_s);
    QCOMPARE(scene.testBanner()->meaning(), Meaning::Info);
    QVERIFY(scene.button("testConnectionPushButton")->isEnabled());
    QVERIFY(!cancel->isVisible());
    scene.press("testConnectionPushButton");
    QTRY_VERIFY(cancel->isVisible()); // and the dialog goes while it tries
}

QTEST_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
