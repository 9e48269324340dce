#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/administratordialog.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/passwordfield.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

// The first account of a new site: offered where it is missing, made by typing and clicks.
class TestAdministrator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromTheFindingToTheAccount();

private:
    [[nodiscard]] QWidget *finding(SiteView *view);
    void wrongEntriesHoldItBack(QWidget *dialog);
    void reportSaysNothingOfThePassword(SiteView *view, const QString &hash);

    MainWindowFixture m_fixture;
};

QWidget *TestAdministrator::finding(SiteView *view)
{
    QWidget *row = nullptr;
    const auto isThere = [&] {
        row = view->currentPage()->findChild<QWidget *>(u"finding_no-administrator"_s);
        return row != nullptr && row->isVisible();
    };
    if (!QTest::qWaitFor(isThere, patience))
        qFatal("nothing says that the administrator is missing");
    return row;
}

void TestAdministrator::wrongEntriesHoldItBack(QWidget *dialog)
{
    const auto *problem = child<QWidget>(dialog, "administratorProblemLabel");
    const auto *go = child<QPushButton>(dialog, "showPlanPushButton");
    auto *password = child<PasswordField>(dialog, "newPasswordField")->edit();
    auto *again = child<PasswordField>(dialog, "passwordAgainField")->edit();
    QVERIFY(!go->isEnabled());
    MainWindowFixture::type(dialog, "userNameLineEdit", u"malee"_s);
    MainWindowFixture::type(dialog, "emailLineEdit", u"malee"_s);
    MainWindowFixture::type(dialog, "firstNameLineEdit", u"Malee"_s);
    MainWindowFixture::type(dialog, "lastNameLineEdit", u"Suk"_s);
    QTest::keyClicks(password, u"too short"_s);
    QVERIFY(go->accessibleDescription().contains(u"e-mail"_s));
    MainWindowFixture::type(dialog, "emailLineEdit", u"malee@hospital.example"_s);
    QVERIFY(go->accessibleDescription().contains(u"12"_s));
    password->clear();
    QTest::keyClicks(password, u"three green tablets"_s);
    QTest::keyClicks(again, u"three green tablet"_s);
    QVERIFY(go->accessibleDescription().contains(u"second time"_s));
    QVERIFY(!go->isEnabled());
    QVERIFY(problem->isVisible());
    QTest::keyClicks(again, u"s"_s);
    QVERIFY(go->isEnabled());
    QCOMPARE(password->echoMode(), QLineEdit::Password);
}

void TestAdministrator::reportSaysNothingOfThePassword(SiteView *view, const QString &hash)
{
    QVERIFY(hash.startsWith(u"$2b$12$"_s));
    for (const QLabel *label : view->currentPage()->findChildren<QLabel *>()) {
        QVERIFY(!label->text().contains(u"tablets"_s));
        QVERIFY(!label->text().contains(hash.mid(7, 20)));
    }
}

void TestAdministrator::fromTheFindingToTheAccount()
{
    m_fixture.site().useModules({QStringLiteral(AEGISX_SOURCE_DIR "/migrations")});
    const auto profile = m_fixture.site().addSite();
    SiteView *view = m_fixture.openUpgraded(profile);
    auto *report = view->currentPage();
    QVERIFY(child<Banner>(report, "reportBanner")->meaning() == Meaning::Success);
    MainWindowFixture::click(report, "closeReportPushButton");
    MainWindowFixture::waitForPage(view, "overviewPage");

    MainWindowFixture::click(finding(view), "createAdministratorPushButton");
    auto *dialog = view->currentPage()->findChild<AdministratorDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    wrongEntriesHoldItBack(dialog);
    MainWindowFixture::click(dialog, "showPlanPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), patience);
    QVERIFY(run->text().contains(u"malee"_s));
    QCOMPARE(UiFixture::sql(profile, "SELECT count(*) FROM public.users"), u"0"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    QVERIFY(child<Banner>(view->currentPage(), "reportBanner")->meaning() == Meaning::Success);
    QCOMPARE(UiFixture::sql(profile,
                            "SELECT u.username || ' ' || r.name FROM public.users AS u"
                            " JOIN public.user_roles AS h ON h.user_id = u.id"
                            " JOIN public.roles AS r ON r.id = h.role_id"),
             u"malee admin"_s);
    reportSaysNothingOfThePassword(view,
                                   UiFixture::sql(profile, "SELECT password FROM public.users"));

    MainWindowFixture::click(view->currentPage(), "closeReportPushButton");
    MainWindowFixture::waitForPage(view, "overviewPage");
    QTRY_VERIFY_WITH_TIMEOUT(
        !view->currentPage()->findChild<QWidget *>(u"finding_no-administrator"_s), patience);
}

QTEST_MAIN(TestAdministrator)
#include "tst_administrator.moc"
