#include "tests/ui/support/mainwindowfixture.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize smallScreen(1024, 768);

} // namespace

// A window as large as a small screen never grows by what is shown in it.
class TestSteadyWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void upgradeAndBack_data() { addLooks(); }
    void upgradeAndBack();
    void everyPageInEveryLanguage_data() { addLooks(); }
    void everyPageInEveryLanguage();
    void refusal_data() { addLooks(); }
    void refusal();

private:
    static void addLooks();
    void start();
    void look(const QString &where);

    std::unique_ptr<ModuleFolder> m_module;
    std::unique_ptr<MainWindowFixture> m_fixture;
    QStringList m_grown; // where it did
};

void TestSteadyWindow::init()
{
    m_grown.clear();
    m_module = std::make_unique<ModuleFolder>();
    for (int i = 0; i < 12; ++i)
        m_module->addTable(u"%1_a_table_with_a_long_name"_s.arg(i, 3, 10, QChar(u'0')));
    m_module->addSeed(u"001_rows"_s,
                      "INSERT INTO t_000_a_table_with_a_long_name VALUES (1)"
                      " ON CONFLICT DO NOTHING;");
}

void TestSteadyWindow::cleanup()
{
    m_fixture.reset();
    m_module.reset();
}

void TestSteadyWindow::addLooks()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("percent");
    for (const char *language : {"th", "en"}) {
        for (const int percent : {100, 150})
            QTest::addRow("%s %d %%", language, percent)
                << QString::fromLatin1(language) << percent;
    }
}

void TestSteadyWindow::start()
{
    QFETCH(QString, language);
    QFETCH(int, percent);
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules({m_module->path()});
    m_fixture->site().settings().set(Setting::Language, language);
    m_fixture->site().settings().set(Setting::TextPercent, percent);
    QTest::qWait(0);
    m_fixture->window().resize(smallScreen);
    look(u"start"_s);
}

// Layouts follow by posted events, and each may ask for one more.
void TestSteadyWindow::look(const QString &where)
{
    for (int i = 0; i < 10; ++i)
        QTest::qWait(0);
    MainWindow &window = m_fixture->window();
    if (window.size() == smallScreen)
        return;
    m_grown.append(u"%1: %2x%3"_s.arg(where).arg(window.width()).arg(window.height()));
    window.resize(smallScreen);
}

void TestSteadyWindow::upgradeAndBack()
{
    start();
    SiteView *view =
        m_fixture->open(m_fixture->site().addSite(Environment::Production, u"Nan Hospital"_s));
    look(u"overview"_s);
    MainWindowFixture::planUpgrade(view);
    look(u"plan"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    look(u"report"_s);
    MainWindowFixture::click(view->currentPage(), "rollBackPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    auto *confirm = child<QWidget>(view->currentPage(), "confirmLineEdit");
    QTRY_VERIFY_WITH_TIMEOUT(confirm->isVisible(), patience);
    look(u"plan of the rollback"_s);
    MainWindowFixture::type(view->currentPage(), "confirmLineEdit", u"Nan Hospital"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    look(u"report of the rollback"_s);
    MainWindowFixture::click(view->currentPage(), "closeReportPushButton");
    look(u"overview again"_s);
    MainWindowFixture::planUpgrade(view);
    look(u"plan again"_s);
    QCOMPARE(m_grown.join(u'\n'), QString());
}

void TestSteadyWindow::everyPageInEveryLanguage()
{
    start();
    SiteView *view = m_fixture->open(m_fixture->site().addSite());
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    m_fixture->window().showSettings();
    look(u"settings"_s);
    for (const QString &language : {u"en"_s, u"th"_s, u"en"_s}) {
        m_fixture->site().settings().set(Setting::Language, language);
        m_fixture->window().showSites();
        look(u"sites in "_s % language);
        m_fixture->window().openSite(view->session().profile());
        const auto pages = view->allPages();
        for (Page *page : pages) { // each after each other
            for (Page *next : pages) {
                view->bringUp(page);
                view->bringUp(next);
                look(page->objectName() % u" -> "_s % next->objectName() % u" in "_s % language);
            }
        }
    }
    QCOMPARE(m_grown.join(u'\n'), QString());
}

void TestSteadyWindow::refusal()
{
    start();
    const auto profile = m_fixture->site().addSite();
    SiteView *view = m_fixture->open(profile);
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    UiFixture::sql(profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    view->requestOperation(plans::RollbackRequest {{u"demo"_s}, 1, {}, false});
    MainWindowFixture::waitForPage(view, "planPage");
    auto *banner = child<QWidget>(view->currentPage(), "refusalBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    look(u"refusal"_s);
    view->showPage(0);
    look(u"overview"_s);
    QCOMPARE(m_grown.join(u'\n'), QString());
}

QTEST_MAIN(TestSteadyWindow)
#include "tst_steadywindow.moc"
