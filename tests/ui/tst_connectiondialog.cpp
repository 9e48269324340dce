#include "core/base/language.h"
#include "tests/support/clustertools.h"
#include "tests/support/connecttools.h"
#include "tests/ui/support/connectionscene.h"
#include "tests/ui/support/looks.h"
#include "ui/site/siteheader.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/foldout.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;
using sites::SiteProfile;
using Scene = ConnectionScene;

namespace {

constexpr int patience = 60'000; // ms
const QString thaiName =
    u"\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e19\u0e49\u0e33"_s;
// Every character that a keyboard has, and Thai.
QString hardPassword()
{
    QString text;
    for (char16_t c = 0x20; c < 0x7f; ++c)
        text.append(c);
    return text % u"\u0e19\u0e49\u0e33 \u0e01\u0e33"_s;
}

} // namespace

class TestConnectionDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void addsByTyping();
    void keepsOddInputExactly();
    void keepsPasswordOnlyInTheKeychain();
    void changesAndForgetsThePassword();
    void keepsNothingWhereItIsAskedEachTime();
    void pastes_data();
    void pastes();
    void refusesABadUrl();
    void importsWithThePrecedence();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void showsTlsFilesWhereTheyCount();
    void siteIsGone();
    void tabsInReadingOrder();
    void followsTheLanguage();
    void fitsInEveryLook();

private:
    QString makeDatabase();

    std::unique_ptr<UiFixture> m_fixture;
};

void TestConnectionDialog::initTestCase()
{
    Theme::instance();
    addAskedRole();
}

void TestConnectionDialog::init()
{
    setLanguage(Language::English);
    m_fixture = std::make_unique<UiFixture>();
}

QString TestConnectionDialog::makeDatabase()
{
    return TestCluster::instance().createDatabase();
}

void TestConnectionDialog::addsByTyping()
{
    const Scene scene(*m_fixture);
    QSignalSpy saved(&scene.dialog, &ConnectionDialog::saved);
    QCOMPARE(scene.button("saveSitePushButton")->text(), u"Add site"_s);
    QCOMPARE(scene.edit("hostLineEdit")->text(), u"localhost"_s);
    QTRY_VERIFY(scene.edit("nameLineEdit")->hasFocus());
    scene.type("nameLineEdit", thaiName);
    scene.type("nameEnLineEdit", u"Nam Hospital"_s);
    scene.type("codeLineEdit", u"10670"_s);
    QTest::keyClick(scene.choice("environmentComboBox"), Qt::Key_Down); // test
    postgres::ConnectionSettings expected;
    expected.host = u"10.0.0.5"_s;
    expected.port = u"5433"_s;
    expected.database = u"his"_s;
    expected.user = u"it"_s;
    scene.fill(expected);
    scene.choice("tlsModeComboBox")->setCurrentIndex(int(postgres::TlsMode::VerifyFull));
    scene.type("rootCertificateLineEdit", u"/etc/ca.pem"_s);
    QCOMPARE(scene.choice("targetComboBox")->currentText(), u"The first that answers"_s);
    QTest::keyClick(child<QToolButton>(&scene.dialog, "advancedToolButton"), Qt::Key_Space);
    QTest::keyClick(scene.choice("targetComboBox"), Qt::Key_Down);
    QTest::keyClick(scene.choice("targetComboBox"), Qt::Key_Down);

    const auto *header = child<SiteHeader>(&scene.dialog, "siteHeader");
    QCOMPARE(child<ElidedLabel>(header, "hospitalLabel")->text(), u"Nam Hospital  10670"_s);
    QCOMPARE(child<ElidedLabel>(header, "connectionLabel")->text(), u"10.0.0.5:5433/his as it"_s);
    QCOMPARE(child<QLabel>(header, "environmentLabel")->text(), u"TEST"_s);

    QTest::keyClick(scene.edit("nameLineEdit"), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    QCOMPARE(scene.dialog.result(), int(QDialog::Accepted));
    const auto profiles = m_fixture->store().list();
    QCOMPARE(profiles->size(), 1);
    const SiteProfile profile = profiles->first();
    QCOMPARE(saved.first().first().value<SiteProfile>(), profile);
    QCOMPARE(profile.name, thaiName);
    QCOMPARE(profile.nameEn, u"Nam Hospital"_s);
    QCOMPARE(profile.code, u"10670"_s);
    QCOMPARE(profile.environment, Environment::Test);
    expected.tlsMode = postgres::TlsMode::VerifyFull;
    expected.tlsRootCertificate = u"/etc/ca.pem"_s;
    expected.targetSessionAttributes = u"read-write"_s;
    QCOMPARE(profile.connection, expected);
    QVERIFY(!profile.keepPassword); // none was given
}

void TestConnectionDialog::keepsOddInputExactly()
{
    SiteProfile profile;
    profile.name = thaiName % u" \"'; DROP"_s;
    profile.nameEn = u"O'Neill \\ Hospital"_s;
    profile.code = u"a b"_s;
    profile.connection.host = QString(120, u'h') % u","_s % QString(79, u'g');
    profile.connection.port = u"5432,5433"_s;
    profile.connection.database = u"da\"ta'base \\ \u0e19\u0e49\u0e33 "_s;
    profile.connection.user = u"us er'\""_s;
    profile.connection.targetSessionAttributes = u"read-write"_s;
    profile.connection.connectTimeout = std::chrono::seconds(77);
    profile.connection.passwordFile = u"/home/it/my pass"_s;
    profile.connection.tlsCertificate = u"/c/\u0e19.pem"_s;
    profile.connection.extra = {{u"options"_s, u"-c a.b='x y' \\ \n"_s},
                                {u"fallback_application_name"_s, u""_s}};
    const auto added = m_fixture->store().add(profile);
    VERIFY_DONE(added);
    {
        const Scene scene(*m_fixture, *added);
        QCOMPARE(scene.button("saveSitePushButton")->text(), u"Save site"_s);
        scene.press("saveSitePushButton");
        QTRY_VERIFY(!scene.dialog.isVisible());
    }
    QCOMPARE(*m_fixture->store().find(added->id), *added);
    {
        // Typed again, the parameters are read again.
        const Scene scene(*m_fixture, *added);
        QTest::keyClick(scene.parameters(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(scene.parameters(), u" application_name='it''s'"_s);
        scene.parameters()->setPlainText(
            scene.parameters()->toPlainText().replace(u"'it''s'"_s, u"'it\\'s'"_s));
        scene.press("saveSitePushButton");
        QTRY_VERIFY(!scene.dialog.isVisible());
    }
    const auto extra = m_fixture->store().find(added->id)->connection.extra;
    QVERIFY(extra.contains({u"options"_s, u"-c a.b='x y' \\ \n"_s}));
    QVERIFY(extra.contains({u"application_name"_s, u"it's"_s}));
}

void TestConnectionDialog::keepsPasswordOnlyInTheKeychain()
{
    const QString password = hardPassword();
    const Scene scene(*m_fixture);
    QSignalSpy saved(&scene.dialog, &ConnectionDialog::saved);
    scene.type("nameLineEdit", u"A"_s);
    scene.type("passwordLineEdit", password);
    QCOMPARE(scene.edit("passwordLineEdit")->text(), password);
    QCOMPARE(scene.edit("passwordLineEdit")->echoMode(), QLineEdit::Password);
    QTest::mouseClick(child<QToolButton>(&scene.dialog, "showPasswordToolButton"), Qt::LeftButton);
    QCOMPARE(scene.edit("passwordLineEdit")->echoMode(), QLineEdit::Normal);
    QVERIFY(scene.keep()->isChecked());
    scene.press("saveSitePushButton");
    QVERIFY(!scene.button("saveSitePushButton")->isEnabled()); // until the keychain answers
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    const auto profile = saved.first().first().value<SiteProfile>();
    QVERIFY(profile.keepPassword);
    QVERIFY(profile.connection.password.isEmpty());
    QVERIFY(m_fixture->store().find(profile.id)->keepPassword);
    QCOMPARE(*m_fixture->context().secrets->read(profile.id), std::optional(password));
    QFile file(m_fixture->filePath(u"sites.sqlite"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains(password.mid(3, 20).toUtf8()));
}

void TestConnectionDialog::changesAndForgetsThePassword()
{
    SiteProfile profile;
    profile.name = u"A"_s;
    profile.keepPassword = true;
    profile = *m_fixture->store().add(profile);
    sites::SecretStore &secrets = *m_fixture->context().secrets;
    QVERIFY(secrets.write(profile.id, u"old"_s));
    const auto stored = [this, &profile] { return *m_fixture->store().find(profile.id); };
    {
        const Scene scene(*m_fixture, profile);
        QVERIFY(!scene.edit("passwordLineEdit")->placeholderText().isEmpty());
        scene.press("saveSitePushButton"); // an empty field leaves it
        QTRY_VERIFY(!scene.dialog.isVisible());
        QVERIFY(stored().keepPassword);
        QCOMPARE(*secrets.read(profile.id), std::optional(u"old"_s));
    }
    {
        const Scene scene(*m_fixture, stored());
        scene.type("passwordLineEdit", u"new"_s);
        scene.press("saveSitePushButton");
        QTRY_VERIFY_WITH_TIMEOUT(!scene.dialog.isVisible(), patience);
        QVERIFY(stored().keepPassword);
        QCOMPARE(*secrets.read(profile.id), std::optional(u"new"_s));
    }
    const Scene scene(*m_fixture, stored());
    QTest::keyClick(scene.keep(), Qt::Key_Space);
    scene.press("saveSitePushButton");
    QTRY_VERIFY_WITH_TIMEOUT(!scene.dialog.isVisible(), patience);
    QVERIFY(!stored().keepPassword);
    QVERIFY(!secrets.read(profile.id)->has_value());
}

void TestConnectionDialog::keepsNothingWhereItIsAskedEachTime()
{
    const Scene scene(*m_fixture);
    QSignalSpy saved(&scene.dialog, &ConnectionDialog::saved);
    scene.type("nameLineEdit", u"A"_s);
    scene.type("passwordLineEdit", u"typed"_s);
    QTest::keyClick(scene.keep(), Qt::Key_Space);
    scene.press("saveSitePushButton");
    QCOMPARE(saved.size(), 1); // nobody was asked
    const auto profile = saved.first().first().value<SiteProfile>();
    QVERIFY(!profile.keepPassword);
    QVERIFY(!m_fixture->context().secrets->read(profile.id)->has_value());
}

void TestConnectionDialog::pastes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("connection");
    QTest::addColumn<QString>("password");
    QTest::newRow("URL") << u"postgresql://it:a%40b%2F%25@10.0.0.5:5433/his?sslmode=require"_s
                         << u"10.0.0.5:5433/his as it"_s << u"a@b/%"_s;
    QTest::newRow("blanks around") << u"  postgres://it@h/db\n"_s << u"h/db as it"_s << QString();
    QTest::newRow("Thai") << u"postgresql://it:%E0%B8%99@h/%E0%B8%99"_s << u"h/\u0e19 as it"_s
                          << u"\u0e19"_s;
    QTest::newRow("conninfo") << uR"(host=h port=1 dbname='a b' user=it password='p\'w')"_s
                              << u"h:1/a b as it"_s << u"p'w"_s;
    QTest::newRow("several hosts")
        << u"postgresql://it@a:1,b:2/db?target_session_attrs=read-write"_s << u"a:1,b:2/db as it"_s
        << QString();
}

void TestConnectionDialog::pastes()
{
    QFETCH(QString, text);
    QFETCH(QString, password);
    const Scene scene(*m_fixture);
    scene.type("passwordLineEdit", u"before"_s);
    scene.paste(text);
    const auto *header = child<SiteHeader>(&scene.dialog, "siteHeader");
    QTEST(child<ElidedLabel>(header, "connectionLabel")->text(), "connection");
    QCOMPARE(scene.edit("passwordLineEdit")->text(), password);
    QCOMPARE(scene.banner()->meaning(), Meaning::Info);
    QVERIFY(scene.banner()->isVisible());
    scene.type("nameLineEdit", u"A"_s);
    QTest::keyClick(scene.keep(), Qt::Key_Space);
    scene.press("saveSitePushButton");
    const auto profile = m_fixture->store().find(u"A"_s);
    VERIFY_DONE(profile);
    auto expected = *postgres::settingsFromText(text);
    expected.password.clear();
    QCOMPARE(profile->connection, expected);
}

void TestConnectionDialog::refusesABadUrl()
{
    const Scene scene(*m_fixture);
    const QString before = scene.edit("hostLineEdit")->text();
    scene.paste(u"postgresql://it:sec%ret@h/db"_s);
    QVERIFY(scene.banner()->isVisible());
    QCOMPARE(scene.banner()->meaning(), Meaning::Danger);
    QVERIFY(!scene.banner()->detail().isEmpty());
    QVERIFY(!scene.banner()->sentence().contains(u"sec"_s));
    QVERIFY(!scene.banner()->detail().contains(u"sec"_s));
    QCOMPARE(scene.edit("hostLineEdit")->text(), before);
    scene.paste(QString());
    QCOMPARE(scene.banner()->sentence(), u"The connection text is empty."_s);
    // A second secret cannot be kept; it is left out, and said.
    scene.paste(u"host=h sslpassword=hidden application_name=x"_s);
    QCOMPARE(scene.banner()->meaning(), Meaning::Info);
    QVERIFY(scene.banner()->detail().contains(u"secret"_s));
    QCOMPARE(scene.parameters()->toPlainText(), u"application_name=x"_s);
}

void TestConnectionDialog::importsWithThePrecedence()
{
    const auto write = [this](const QString &name, const QByteArray &text) {
        QFile file(m_fixture->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s", qUtf8Printable(file.errorString()));
        return file.fileName();
    };
    const QString path = write(u".env"_s,
                               "POSTGRES_HOST=old\nDATABASE_HOST=new\nDATABASE_NAME=\"his\"\n"
                               "DATABASE_PASSWORD='a#b'\nDATABASE_PORT=5433\n");
    write(u".env.local"_s, "DATABASE_USER=local\n");
    const Scene scene(*m_fixture);
    m_fixture->dialogs().willChoosePath(path);
    scene.press("importEnvPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(scene.edit("hostLineEdit")->text(), u"new"_s, patience);
    QCOMPARE(scene.edit("portLineEdit")->text(), u"5433"_s);
    QCOMPARE(scene.edit("databaseLineEdit")->text(), u"his"_s);
    QCOMPARE(scene.edit("userLineEdit")->text(), u"local"_s);
    QCOMPARE(scene.edit("passwordLineEdit")->text(), u"a#b"_s);
    QVERIFY(scene.banner()->sentence().contains(path));

    m_fixture->dialogs().willChoosePath(write(u"other.env"_s, "COLOUR=blue\n"));
    scene.press("importEnvPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(scene.banner()->meaning(), Meaning::Danger, patience);
    QVERIFY(scene.banner()->sentence().contains(u"other.env"_s));
    QCOMPARE(scene.edit("hostLineEdit")->text(), u"new"_s);

    m_fixture->dialogs().willChoosePath(m_fixture->filePath(u"none"_s));
    scene.press("importEnvPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(scene.banner()->sentence().contains(u"none"_s), patience);
}

void TestConnectionDialog::saysWhatIsMissing_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no name") << u"nameLineEdit"_s << u"  "_s << u"The site has no name."_s;
    QTest::newRow("no port") << u"portLineEdit"_s << u"abc"_s << u"The port is not valid."_s;
    QTest::newRow("two ports") << u"portLineEdit"_s << u"1,2"_s << u"The port is not valid."_s;
    QTest::newRow("a URL") << u"hostLineEdit"_s << u"postgres://h"_s
                           << u"The host field holds a whole URL."_s;
    QTest::newRow("unknown parameter")
        << QString() << u"colour=blue"_s << u"The further parameters cannot be read."_s;
    QTest::newRow("own field") << QString() << u"host=b"_s
                               << u"One of the further parameters has a field of its own."_s;
    QTest::newRow("a secret") << QString() << u"sslpassword=x"_s
                              << u"A password cannot stand among the further parameters."_s;
}

void TestConnectionDialog::saysWhatIsMissing()
{
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    if (field.isEmpty())
        scene.parameters()->setPlainText(text);
    else
        scene.type(qPrintable(field), text);
    for (const char *button : {"testConnectionPushButton", "saveSitePushButton"}) {
        scene.press(button);
        QVERIFY(scene.banner()->isVisible());
        QCOMPARE(scene.banner()->sentence(), sentence);
        QVERIFY(!scene.banner()->detail().isEmpty());
        QVERIFY(scene.dialog.isVisible());
        const QWidget *wrong = field.isEmpty() ? static_cast<QWidget *>(scene.parameters())
                                               : scene.edit(qPrintable(field));
        QTRY_VERIFY(wrong->hasFocus());
    }
    QVERIFY(m_fixture->store().list()->isEmpty());
    QVERIFY(!child<ConnectionTest>(&scene.dialog, "connectionTest")->isRunning());
}

void TestConnectionDialog::showsTlsFilesWhereTheyCount()
{
    const Scene scene(*m_fixture);
    auto *root = scene.edit("rootCertificateLineEdit");
    QVERIFY(!root->isVisible());
    scene.choice("tlsModeComboBox")->setCurrentIndex(int(postgres::TlsMode::VerifyCa));
    QVERIFY(root->isVisible());
    m_fixture->dialogs().willChoosePath(u"/etc/ssl/hospital ca.pem"_s);
    scene.press("rootCertificateChoosePushButton");
    QCOMPARE(root->text(), u"/etc/ssl/hospital ca.pem"_s);
    m_fixture->dialogs().willChoosePath({}); // cancelled: it stays
    scene.press("rootCertificateChoosePushButton");
    QCOMPARE(root->text(), u"/etc/ssl/hospital ca.pem"_s);
    scene.choice("tlsModeComboBox")->setCurrentIndex(int(postgres::TlsMode::Disable));
    QVERIFY(root->isVisible()); // what is given is never hidden
}

void TestConnectionDialog::siteIsGone()
{
    SiteProfile profile;
    profile.name = u"A"_s;
    profile = *m_fixture->store().add(profile);
    const Scene scene(*m_fixture, profile);
    VERIFY_DONE(m_fixture->store().remove(profile.id));
    scene.press("saveSitePushButton");
    QVERIFY(scene.dialog.isVisible());
    QVERIFY(scene.banner()->isVisible());
    QCOMPARE(scene.banner()->meaning(), Meaning::Danger);
    QVERIFY(!scene.banner()->sentence().isEmpty());
}

void TestConnectionDialog::tabsInReadingOrder()
{
    const Scene scene(*m_fixture);
    scene.button("pasteUrlPushButton")->setFocus();
    QTRY_VERIFY(scene.button("pasteUrlPushButton")->hasFocus());
    QStringList order;
    while (order.size() < 30 && !order.contains(u"pasteUrlPushButton"_s)) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        order << QApplication::focusWidget()->objectName();
    }
    const QStringList expected {u"importEnvPushButton"_s,
                                u"nameLineEdit"_s,
                                u"nameEnLineEdit"_s,
                                u"codeLineEdit"_s,
                                u"environmentComboBox"_s,
                                u"hostLineEdit"_s,
                                u"portLineEdit"_s,
                                u"databaseLineEdit"_s,
                                u"userLineEdit"_s,
                                u"passwordLineEdit"_s,
                                u"showPasswordToolButton"_s,
                                u"keepPasswordCheckBox"_s,
                                u"tlsModeComboBox"_s,
                                u"advancedToolButton"_s,
                                u"testConnectionPushButton"_s,
                                u"cancelPushButton"_s,
                                u"saveSitePushButton"_s,
                                u"pasteUrlPushButton"_s};
    QCOMPARE(order, expected);
}

void TestConnectionDialog::followsTheLanguage()
{
    const Scene scene(*m_fixture);
    scene.type("nameLineEdit", u"A"_s);
    scene.fill(TestCluster::instance().settings(makeDatabase()));
    QVERIFY(!scene.tested().isEmpty());
    const QString english = scene.dialog.windowTitle();
    QCOMPARE(english, u"Add a site"_s);
    QCOMPARE(scene.fact("kind"), u"primary"_s);
    setLanguage(Language::Thai);
    QTRY_VERIFY(scene.fact("kind") != u"primary"_s);
    QCOMPARE(scene.edit("nameLineEdit")->text(), u"A"_s);
    setLanguage(Language::English);
    QTRY_COMPARE(scene.fact("kind"), u"primary"_s);
    QCOMPARE(scene.dialog.windowTitle(), english);
}

void TestConnectionDialog::fitsInEveryLook()
{
    SiteProfile profile;
    profile.name = thaiName;
    profile.nameEn = u"Nam Hospital"_s;
    profile.code = u"10670"_s;
    profile.environment = Environment::Production;
    profile.connection = TestCluster::instance().settings(makeDatabase());
    profile.connection.tlsMode = postgres::TlsMode::Prefer;
    Scene scene(*m_fixture, profile);
    scene.dialog.resize(960, 700);
    QCOMPARE(troubleInEveryLook(&scene.dialog, u"connection"_s), QString());
    QVERIFY(!scene.tested().isEmpty());
    QCOMPARE(troubleInEveryLook(&scene.dialog, u"connection-tested"_s), QString());
    scene.choice("tlsModeComboBox")->setCurrentIndex(int(postgres::TlsMode::VerifyFull));
    child<Foldout>(&scene.dialog, "advancedFoldout")->setOpen(true);
    scene.type("portLineEdit", u"x"_s);
    scene.press("saveSitePushButton");
    scene.dialog.resize(960, 1300); // all of it
    QCOMPARE(troubleInEveryLook(&scene.dialog, u"connection-all"_s), QString());
}

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
