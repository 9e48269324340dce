#include "tests/ui/support/keyboard.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"
#include "ui/widgets/banner.h"

#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

#include <QAccessible>

#include <array>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

namespace {

// The first of that role below the other, with that name where one is given.
QAccessibleInterface *
readDown(QAccessibleInterface *from, QAccessible::Role role, const QString &name)
{
    for (int i = 0; i < from->childCount(); ++i) {
        QAccessibleInterface *child = from->child(i);
        if (child == nullptr)
            continue;
        if (child->role() == role && (name.isEmpty() || child->text(QAccessible::Name) == name))
            return child;
        if (QAccessibleInterface *found = readDown(child, role, name))
            return found;
    }
    return nullptr;
}

} // namespace

// No mouse: everything here is done with the keys of the window that has the focus.
class TestKeyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void dialogs();
    void menus();
    void shortcutsAreShown();
    void keysOfTheSites();
    void keysOfASite();
    void searchKey();
    void textSizeKeys();
    void buttonsBesideTheMenus_data();
    void buttonsBesideTheMenus();

private:
    SiteView *openByEnter();
    void expectPage(const QWidget *page) const;

    std::unique_ptr<ModuleFolder> m_module;
    std::unique_ptr<MainWindowFixture> m_fixture;
};

void TestKeyboard::init()
{
    m_module = std::make_unique<ModuleFolder>();
    m_module->addTable(u"001_first"_s);
    m_module->addSeed(u"001_rows"_s, "INSERT INTO t_001_first VALUES (1) ON CONFLICT DO NOTHING;");
    m_fixture = std::make_unique<MainWindowFixture>();
    m_fixture->site().useModules({m_module->path()});
}

void TestKeyboard::cleanup()
{
    m_fixture.reset();
    m_module.reset();
}

// The focus is on the page, and the page is sound.
void TestKeyboard::expectPage(const QWidget *page) const
{
    QTRY_COMPARE(focusTrouble(page), QString());
    QCOMPARE(tabTrouble(page), QString());
}

// The first site of the list.
SiteView *TestKeyboard::openByEnter()
{
    m_fixture->window().sitesPage()->reload();
    press(Qt::Key_0, Qt::AltModifier);
    tabTo("sitesTreeView");
    press(Qt::Key_Return);
    SiteView *view = m_fixture->window().currentSite();
    if (view == nullptr
        || !QTest::qWaitFor([view] { return view->session().snapshot() != nullptr; }, patience))
        qFatal("Enter does not open the site");
    return view;
}

void TestKeyboard::dialogs()
{
    (void)m_fixture->site().addSite();
    m_fixture->window().sitesPage()->reload();
    press(Qt::Key_0, Qt::AltModifier);
    tabTo("sitesTreeView");
    press(Qt::Key_F2);
    const QPointer<QWidget> dialog =
        child<ConnectionDialog>(&m_fixture->window(), "connectionDialog");
    expectPage(dialog);
    press(Qt::Key_Escape);
    QTRY_VERIFY(dialog.isNull());
    expectPage(m_fixture->window().sitesPage());
    press(Qt::Key_F1);
    QTRY_VERIFY(QApplication::activeWindow() != &m_fixture->window());
    expectPage(QApplication::activeWindow());
    press(Qt::Key_Escape);
    expectPage(m_fixture->window().sitesPage());
}

void TestKeyboard::menus()
{
    press(Qt::Key_F10);
    auto *bar = m_fixture->window().menuBar();
    QTRY_VERIFY(bar->activeAction() != nullptr);
    press(Qt::Key_Down);
    QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
    press(Qt::Key_Escape);
    QTRY_VERIFY(QApplication::activePopupWidget() == nullptr);
    press(Qt::Key_Escape);
    QTRY_VERIFY(bar->activeAction() == nullptr);
    press(Qt::Key_V, Qt::AltModifier);
    QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
    QCOMPARE(qobject_cast<QMenu *>(QApplication::activePopupWidget())->title(), u"&View"_s);
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);
    QTRY_COMPARE(focusTrouble(m_fixture->window().sitesPage()), QString());
}

void TestKeyboard::shortcutsAreShown()
{
    (void)m_fixture->site().addSite();
    SiteView *view = openByEnter();
    press(Qt::Key_Comma, Qt::ControlModifier);
    for (const QString &language : {u"en"_s, u"th"_s}) {
        m_fixture->site().settings().set(Setting::Language, language);
        QTRY_COMPARE(hiddenShortcuts(&m_fixture->window()), QString());
    }
    m_fixture->site().settings().set(Setting::Language, u"en"_s);
    const ConnectionDialog dialog(view->session().context(), {});
    QCOMPARE(hiddenShortcuts(&dialog), QString());
}

void TestKeyboard::keysOfTheSites()
{
    MainWindow &window = m_fixture->window();
    press(Qt::Key_N, Qt::ControlModifier);
    const QPointer<QWidget> dialog = child<ConnectionDialog>(&window, "connectionDialog");
    QTRY_COMPARE(focusTrouble(dialog), QString());
    tabTo("nameLineEdit");
    typeText(u"Nan"_s);
    tabTo("hostLineEdit");
    typeText(m_fixture->site().filePath(u"nobody"_s));
    press(Qt::Key_T, Qt::ControlModifier);
    auto *answer = child<Banner>(dialog, "testBanner");
    QTRY_VERIFY_WITH_TIMEOUT(answer->isVisible() && answer->meaning() == Meaning::Danger, patience);
    press(Qt::Key_Escape);
    QTRY_VERIFY(dialog.isNull());
    m_fixture->site().dialogs().willChoosePath({});
    press(Qt::Key_I, Qt::ControlModifier); // an unexpected question would have ended the test
    m_fixture->site().dialogs().willChoosePath({});
    press(Qt::Key_Comma, Qt::ControlModifier);
    auto *tabs = child<QTabWidget>(&window, "siteTabWidget");
    QCOMPARE(tabs->currentWidget()->objectName(), u"settingsPage"_s);
    press(Qt::Key_I, Qt::ControlModifier); // from any tab
    QCOMPARE(tabs->currentWidget(), window.sitesPage());
    press(Qt::Key_Comma, Qt::ControlModifier);
    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 1);
    const QSignalSpy closed(&window, &MainWindow::closed);
    press(Qt::Key_Q, Qt::ControlModifier);
    QTRY_COMPARE(closed.count(), 1);
}

void TestKeyboard::keysOfASite()
{
    (void)m_fixture->site().addSite();
    SiteView *view = openByEnter();
    constexpr std::array keys {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4};
    for (size_t i = keys.size(); i > 0; --i) {
        press(keys.at(i - 1), Qt::AltModifier);
        QCOMPARE(view->currentPage(), view->pages().at(static_cast<qsizetype>(i) - 1));
    }
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    const auto before = view->session().snapshot();
    press(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(view->session().snapshot() != before, patience);
    QTRY_COMPARE_WITH_TIMEOUT(view->session().activity(), SiteSession::Activity::Idle, patience);
    press(Qt::Key_U, Qt::ControlModifier);
    MainWindowFixture::waitForPage(view, "planPage");
    press(Qt::Key_Escape);
    MainWindowFixture::waitForPage(view, "overviewPage");
    press(Qt::Key_0, Qt::AltModifier);
    QVERIFY(m_fixture->window().currentSite() == nullptr);
    press(Qt::Key_F1);
    QTRY_COMPARE(QApplication::activeWindow()->objectName(), u"aboutDialog"_s);
}

// On every page that has something to search.
void TestKeyboard::searchKey()
{
    (void)m_fixture->site().addSite();
    m_fixture->window().sitesPage()->reload();
    press(Qt::Key_0, Qt::AltModifier);
    tabTo("sitesTreeView");
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(focusName(), u"searchSitesLineEdit"_s);
    SiteView *view = openByEnter();
    const QList<std::pair<Qt::Key, QString>> fields {{Qt::Key_2, u"migrationSearchLineEdit"_s},
                                                     {Qt::Key_3, u"tableSearchLineEdit"_s},
                                                     {Qt::Key_4, u"historySearchLineEdit"_s}};
    for (const auto &[key, field] : fields) {
        press(key, Qt::AltModifier);
        press(Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(focusName(), field);
    }
    press(Qt::Key_U, Qt::ControlModifier);
    tabToSoon("runPushButton");
    press(Qt::Key_Return);
    MainWindowFixture::waitForPage(view, "reportPage");
    tabTo("showLogPushButton");
    press(Qt::Key_Return);
    MainWindowFixture::waitForPage(view, "runPage");
    press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(focusName(), u"searchLogLineEdit"_s);
}

void TestKeyboard::textSizeKeys()
{
    const auto percent = [this] {
        return m_fixture->site().settings().number(Setting::TextPercent);
    };
    press(Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(percent(), 110);
    press(Qt::Key_Minus, Qt::ControlModifier);
    press(Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(percent(), 90);
    press(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(percent(), 100);
}

void TestKeyboard::buttonsBesideTheMenus_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("setting");
    QTest::newRow("language") << u"Switch the language"_s << u"th"_s;
    QTest::newRow("theme") << u"Switch to the dark theme"_s << u"Dark"_s;
}

// As a screen reader meets them: from the window downwards, by name, and pressed by its action.
void TestKeyboard::buttonsBesideTheMenus()
{
    QFETCH(QString, name);
    QFETCH(QString, setting);
    QAccessibleInterface *window = QAccessible::queryAccessibleInterface(&m_fixture->window());
    QAccessibleInterface *menus = readDown(window, QAccessible::MenuBar, {});
    QVERIFY(menus != nullptr);
    QCOMPARE(menus->childCount(), 3);
    QAccessibleInterface *button = readDown(window, QAccessible::Button, name);
    QVERIFY(button != nullptr);
    QVERIFY(button->state().focusable && !button->state().invisible && !button->state().offscreen);
    QAccessibleInterface *above = button; // and upwards again
    while (above->parent() != nullptr && above != window) {
        QVERIFY(above->parent()->indexOfChild(above) >= 0);
        above = above->parent();
    }
    QCOMPARE(above, window);
    button->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    const Settings &settings = m_fixture->site().settings();
    QVERIFY(settings.text(Setting::Language) == setting
            || settings.text(Setting::Theme) == setting);
}

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
