#include "tests/ui/support/keyboard.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitepage.h"
#include "ui/pages/sitespage.h"

#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>
#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace aegisx::ui;
using namespace Qt::StringLiterals;

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

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
