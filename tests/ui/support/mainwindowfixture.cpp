#include "tests/ui/support/mainwindowfixture.h"

#include "ui/window/look.h"

#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QTranslator>

namespace aegisx::test {

using namespace Qt::StringLiterals;

MainWindowFixture::MainWindowFixture()
{
    m_site.settings().set(ui::Setting::Language, u"en"_s);
    m_site.settings().set(ui::Setting::Theme, u"Light"_s);
    ui::followSettings(m_site.settings());
    m_window = std::make_unique<ui::MainWindow>(m_site.context());
    m_window->resize(1024, 768);
    m_window->show();
    if (!QTest::qWaitForWindowExposed(m_window.get()))
        qFatal("the window does not show");
}

ui::SiteView *MainWindowFixture::open(const sites::SiteProfile &profile)
{
    m_window->openSite(profile);
    ui::SiteView *view = m_window->currentSite();
    if (view == nullptr
        || !QTest::qWaitFor([view] { return view->session().snapshot() != nullptr; }, patience))
        qFatal("the site was not read");
    return view;
}

void MainWindowFixture::click(QWidget *below, const char *name)
{
    auto *button = child<QAbstractButton>(below, name);
    if (!QTest::qWaitFor([button] { return button->isVisible() && button->isEnabled(); }, patience))
        qFatal("%s cannot be clicked", name);
    QTest::mouseClick(button, Qt::LeftButton);
}

void MainWindowFixture::type(QWidget *below, const char *lineEdit, const QString &text)
{
    auto *edit = child<QLineEdit>(below, lineEdit);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClick(edit, Qt::Key_Delete);
    for (const QChar letter : text)
        QTest::sendKeyEvent(QTest::Click, edit, Qt::Key_unknown, QString(letter), Qt::NoModifier);
    if (edit->text() != text)
        qFatal("%s does not take what is typed", lineEdit);
}

void MainWindowFixture::waitForPage(ui::SiteView *view, const char *objectName)
{
    const QLatin1StringView name(objectName);
    if (!QTest::qWaitFor([view, name] { return view->currentPage()->objectName() == name; },
                         patience))
        qFatal("%s did not come, but %s",
               objectName,
               qUtf8Printable(view->currentPage()->objectName()));
}

void MainWindowFixture::planUpgrade(ui::SiteView *view)
{
    click(view, "upgradeSitePushButton");
    waitForPage(view, "planPage");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    if (!QTest::qWaitFor([run] { return run->isVisible() && run->isEnabled(); }, patience))
        qFatal("the plan cannot be run");
}

void MainWindowFixture::startUpgrade(ui::SiteView *view)
{
    planUpgrade(view);
    click(view->currentPage(), "runPushButton");
}

ui::SiteView *MainWindowFixture::openUpgraded(const sites::SiteProfile &profile)
{
    ui::SiteView *view = open(profile);
    startUpgrade(view);
    waitForPage(view, "reportPage");
    return view;
}

QString leftInEnglish(QWidget *widget)
{
    QTranslator thai;
    if (!thai.load(u":/i18n/aegisx_th"_s))
        qFatal("no Thai translation");
    QStringList left;
    const auto check = [&](const QString &text) {
        const QByteArray source = text.toUtf8();
        const QString translated = thai.translate("Tr", source.constData());
        if (!translated.isEmpty() && translated != text)
            left.append(text);
    };
    const auto children = widget->findChildren<QWidget *>();
    for (const QWidget *child : children) {
        if (!child->isVisibleTo(widget))
            continue;
        if (const auto *label = qobject_cast<const QLabel *>(child))
            check(label->text());
        else if (const auto *button = qobject_cast<const QAbstractButton *>(child))
            check(button->text());
        else if (const auto *tabs = qobject_cast<const QTabBar *>(child)) {
            for (int i = 0; i < tabs->count(); ++i)
                check(tabs->tabText(i));
        }
        check(child->toolTip());
        check(child->accessibleName());
    }
    left.removeDuplicates();
    return left.join(u'\n');
}

} // namespace aegisx::test
