#include "tests/ui/support/keyboard.h"
#include "tests/ui/support/loading.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/administratordialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/dialogs/reasondialog.h"
#include "ui/models/migrationsmodel.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"
#include "ui/site/siteopening.h"
#include "ui/widgets/foldout.h"

#include <QAction>
#include <QLineEdit>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

#include <algorithm>
#include <array>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

// Tab goes round the whole window on every page: it reaches every control, in the reading order.
class TestTabWalk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void firstStart();
    void listOfSites();
    void notReachable();
    void passwordWanted();
    void pagesOfASite();
    void wayOfAnUpgrade();
    void rollbackOnProduction();
    void failedUpgrade();
    void evidenceAgainstTheSite();
    void administrator();
    void settings();
    void about();
    void connectionDialog();

private:
    void walk(QWidget *page) const;
    void walkTabs(QWidget *page) const;
    void walkPages(SiteView *view) const;
    void runUpgrade(SiteView *view) const;

    std::unique_ptr<ModuleFolder> m_module;
    std::unique_ptr<MainWindowFixture> m_fixture;
};

void TestTabWalk::init()
{
    m_module = std::make_unique<ModuleFolder>();
    m_module->addTable(u"001_first"_s);
    m_module->addTable(u"002_second"_s);
    m_module->addSeed(u"001_rows"_s, "INSERT INTO t_001_first VALUES (1) ON CONFLICT DO NOTHING;");
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules({m_module->path()});
}

void TestTabWalk::cleanup()
{
    m_fixture.reset();
    m_module.reset();
}

// Tried again where it fails: what is read in the background may still bring a control or two.
void TestTabWalk::walk(QWidget *page) const
{
    QTRY_COMPARE(focusTrouble(page), QString());
    QString trouble;
    const bool fine = QTest::qWaitFor(
        [page, &trouble] {
            trouble = tabTrouble(page->window());
            return trouble.isEmpty();
        },
        15'000);
    QVERIFY2(fine, qPrintable(trouble));
}

// The page with each of its tabs in front.
void TestTabWalk::walkTabs(QWidget *page) const
{
    const auto tabs = page->findChildren<QTabWidget *>();
    for (QTabWidget *one : tabs) {
        const int before = one->currentIndex();
        for (int i = 0; one->isVisible() && i < one->count(); ++i) {
            one->setCurrentIndex(i);
            if (one->isTabVisible(i))
                walk(page);
        }
        one->setCurrentIndex(before);
    }
}

void TestTabWalk::walkPages(SiteView *view) const
{
    constexpr std::array keys {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4};
    for (qsizetype i = 0; i < view->pages().size(); ++i) {
        press(keys.at(static_cast<size_t>(i)), Qt::AltModifier);
        QCOMPARE(view->currentPage(), view->pages().at(i));
        QTRY_COMPARE_WITH_TIMEOUT(
            view->session().activity(), SiteSession::Activity::Idle, patience);
        // Rows that come in the middle of a walk take the place of what it began with.
        QTRY_VERIFY_WITH_TIMEOUT(!isLoading(view->currentPage()), patience);
        walk(view->currentPage());
        walkTabs(view->currentPage());
    }
}

void TestTabWalk::runUpgrade(SiteView *view) const
{
    press(Qt::Key_U, Qt::ControlModifier);
    tabToSoon("runPushButton");
    press(Qt::Key_Return);
    MainWindowFixture::waitForPage(view, "reportPage");
}

void TestTabWalk::firstStart()
{
    walk(m_fixture->window().sitesPage());
}

void TestTabWalk::listOfSites()
{
    (void)m_fixture->site().addSite();
    (void)m_fixture->site().addSite(Environment::Practice, u"Another"_s);
    SitesPage *page = m_fixture->window().sitesPage();
    page->activate();
    walk(page);
    press(Qt::Key_F, Qt::ControlModifier);
    typeText(u"none is called this"_s);
    walk(page);
}

void TestTabWalk::notReachable()
{
    sites::SiteProfile profile = m_fixture->site().addSite();
    profile.connection.host = m_fixture->site().filePath(u"nobody"_s);
    m_fixture->window().openSite(profile);
    SiteView *view = m_fixture->window().currentSite();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), SiteSession::Link::Failed, patience);
    walk(view->currentPage());
    child<Foldout>(view->currentPage(), "detailsFoldout")->setOpen(true);
    walk(view->currentPage());
}

void TestTabWalk::passwordWanted()
{
    sites::SiteProfile profile = m_fixture->site().addSite();
    UiFixture::sql(profile, "CREATE ROLE walker LOGIN PASSWORD 'x'");
    TestCluster::instance().addAccessRules({u"local all walker scram-sha-256"_s});
    TestCluster::instance().reload();
    profile.connection.user = u"walker"_s;
    m_fixture->window().openSite(profile);
    SiteView *view = m_fixture->window().currentSite();
    QTRY_COMPARE_WITH_TIMEOUT(view->session().link(), SiteSession::Link::PasswordWanted, patience);
    walk(view->currentPage());
}

void TestTabWalk::pagesOfASite()
{
    const auto profile = m_fixture->site().addSite();
    SiteView *view = m_fixture->open(profile);
    walkPages(view);
    runUpgrade(view);
    UiFixture::sql(profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    press(Qt::Key_1, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    const auto before = view->session().snapshot();
    press(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(view->session().snapshot() != before, patience);
    walkPages(view);
}

void TestTabWalk::wayOfAnUpgrade()
{
    SiteView *view = m_fixture->open(m_fixture->site().addSite());
    press(Qt::Key_U, Qt::ControlModifier);
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible() && run->isEnabled(), patience);
    walk(view->currentPage());
    walkTabs(view->currentPage());
    tabTo("runPushButton");
    press(Qt::Key_Return);
    MainWindowFixture::waitForPage(view, "reportPage");
    walk(view->currentPage());
    tabTo("showLogPushButton");
    press(Qt::Key_Return);
    MainWindowFixture::waitForPage(view, "runPage");
    walk(view->currentPage());
}

void TestTabWalk::rollbackOnProduction()
{
    SiteView *view =
        m_fixture->open(m_fixture->site().addSite(Environment::Production, u"Nan Hospital"_s));
    runUpgrade(view);
    view->requestOperation(plans::RollbackRequest {{u"demo"_s}, 1, {}, false});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *name = child<QLineEdit>(view->currentPage(), "confirmLineEdit");
    QTRY_VERIFY_WITH_TIMEOUT(name->isVisible(), patience);
    walk(view->currentPage());
    tabTo("confirmLineEdit");
    typeText(u"Nan Hospital"_s); // which enables the button below
    walk(view->currentPage());
    walkTabs(view->currentPage());
}

void TestTabWalk::failedUpgrade()
{
    m_module->addMigration(u"003_broken"_s, "CREATE TABLE t_001_first (id int);");
    SiteView *view = m_fixture->open(m_fixture->site().addSite());
    runUpgrade(view);
    walk(view->currentPage());
    child<Foldout>(view->currentPage(), "failureFoldout")->setOpen(true);
    walk(view->currentPage());
}

// With every button that evidence brings: findings, the Mark menu, the reason's dialog.
void TestTabWalk::evidenceAgainstTheSite()
{
    const auto profile = m_fixture->site().addSite();
    SiteView *view = m_fixture->open(profile);
    runUpgrade(view);
    UiFixture::sql(profile,
                   "DROP TABLE t_001_first; DELETE FROM knex_migrations WHERE name LIKE '002%'");
    press(Qt::Key_1, Qt::AltModifier);
    press(Qt::Key_F5);
    tabToSoon("markCompletedPushButton");
    walk(view->currentPage());
    tabTo("markPendingPushButton");
    tabTo("seeEvidencePushButton");
    press(Qt::Key_Return);
    QCOMPARE(view->currentPage(), static_cast<QWidget *>(view->pages().at(1)));
    walk(view->currentPage());
    tabToSoon("markPushButton");
    UiFixture::sql(profile, "CREATE TABLE t_001_first (id int)"); // but for its key
    press(Qt::Key_F5);
    const auto *migrations = child<QTreeView>(view->currentPage(), "migrationsTreeView");
    const QModelIndex first = migrations->model()->index(0, MigrationsModel::Evidence);
    QTRY_COMPARE_WITH_TIMEOUT(first.data().toString(), u"half there"_s, patience);
    tabTo("migrationsTreeView");
    press(Qt::Key_Home);
    view->currentPage()->findChild<QAction *>(u"markPending"_s)->trigger();
    auto *dialog = child<ReasonDialog>(view->currentPage(), "reasonDialog");
    QTRY_VERIFY(dialog->isVisible());
    walk(dialog);
    tabTo("reasonLineEdit");
    typeText(u"made by hand"_s); // which enables the button
    walk(dialog);
    press(Qt::Key_Escape);
}

void TestTabWalk::administrator()
{
    AdministratorDialog dialog(practiceProfile(), u"core"_s);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    walk(&dialog);
    for (const char *field : {"userNameLineEdit", "emailLineEdit"}) {
        tabTo(field);
        typeText(u"somchai@hospital.example"_s);
    }
    for (const char *field : {"firstNameLineEdit", "lastNameLineEdit"}) {
        tabTo(field);
        typeText(u"Somchai"_s);
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    typeText(u"three green tablets"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab); // over the button that shows it
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    typeText(u"three green tablets"_s); // which enables the button
    QVERIFY(child<QPushButton>(&dialog, "showPlanPushButton")->isEnabled());
    walk(&dialog);
}

void TestTabWalk::settings()
{
    press(Qt::Key_Comma, Qt::ControlModifier);
    walk(child<QTabWidget>(&m_fixture->window(), "siteTabWidget")->currentWidget());
}

void TestTabWalk::about()
{
    press(Qt::Key_F1);
    QTRY_VERIFY(QApplication::activeWindow() != &m_fixture->window());
    walk(QApplication::activeWindow());
    walkTabs(QApplication::activeWindow());
}

void TestTabWalk::connectionDialog()
{
    press(Qt::Key_N, Qt::ControlModifier);
    auto *dialog = child<ConnectionDialog>(&m_fixture->window(), "connectionDialog");
    walk(dialog);
    const auto foldouts = dialog->findChildren<Foldout *>();
    QVERIFY(!foldouts.isEmpty());
    for (Foldout *one : foldouts)
        one->setOpen(true);
    walk(dialog);
}

QTEST_MAIN(TestTabWalk)
#include "tst_tabwalk.moc"
