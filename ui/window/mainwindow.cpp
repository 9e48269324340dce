#include "ui/window/mainwindow.h"

#include "core/base/tr.h"
#include "core/words/words.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/pages/settingspage.h"
#include "ui/pages/sitespage.h"
#include "ui/site/siteview.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/taborder.h"
#include "ui/window/windowactions.h"

#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto geometryState = "mainWindow"_L1;

} // namespace

MainWindow::MainWindow(AppContext &context, QWidget *parent)
    : QMainWindow(parent), m_context(context)
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(programIcon());
    buildUi();
    connectUi();
    retranslate();
    restoreLook();
    m_sitesPage->activate();
}

// Sessions that are still at work are waited for, so that no run is left half told.
MainWindow::~MainWindow()
{
    const auto views = siteViews();
    for (SiteView *view : views)
        delete view;
}

void MainWindow::buildUi()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(u"siteTabWidget"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideRight);
    m_sitesPage = new SitesPage(m_context);
    m_tabs->addTab(m_sitesPage, icon(m_sitesPage->pageIcon()), {});
    for (const auto side : {QTabBar::LeftSide, QTabBar::RightSide})
        m_tabs->tabBar()->setTabButton(0, side, nullptr); // the list of sites stays
    setCentralWidget(m_tabs);
    buildTopBar();
}

// The buttons beside the menus stand in no corner of the menu bar: a screen reader finds nothing
// there but menus.
void MainWindow::buildTopBar()
{
    auto *bar = new QWidget(this);
    bar->setObjectName(u"topBar"_s);
    m_menuBar = new QMenuBar(bar);
    m_menuBar->setObjectName(u"menuBar"_s);
    m_menuBar->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    m_actions = new WindowActions(*this, m_context);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins({});
    row->setSpacing(0);
    row->addWidget(m_menuBar, 1, Qt::AlignVCenter);
    row->addWidget(m_actions->buttons());
    setMenuWidget(bar);
}

void MainWindow::connectUi()
{
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        if (auto *page = qobject_cast<Page *>(m_tabs->widget(index)))
            page->activate();
        m_actions->updateEnabled();
        updateTitles();
    });
    connect(m_sitesPage, &SitesPage::openRequested, this, &MainWindow::openSite);
    connect(
        m_sitesPage, &SitesPage::profileChanged, this, [this](const sites::SiteProfile &profile) {
            if (SiteView *view = viewOf(profile.id))
                view->session().setProfile(profile);
        });
    connect(m_sitesPage, &SitesPage::profileRemoved, this, [this](const QString &id) {
        if (SiteView *view = viewOf(id))
            closeSite(view);
    });
}

void MainWindow::restoreLook()
{
    resize(1180, 760);
    restoreGeometry(m_context.settings.state(QString(geometryState)).toByteArray());
}

QList<SiteView *> MainWindow::siteViews() const
{
    QList<SiteView *> views;
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (auto *view = qobject_cast<SiteView *>(m_tabs->widget(i)))
            views.append(view);
    }
    return views;
}

SiteView *MainWindow::currentSite() const
{
    return qobject_cast<SiteView *>(m_tabs->currentWidget());
}

SiteView *MainWindow::viewOf(const QString &profileId) const
{
    const auto views = siteViews();
    const auto found = std::find_if(views.begin(), views.end(), [&](const SiteView *view) {
        return view->session().profile().id == profileId;
    });
    return found == views.end() ? nullptr : *found;
}

void MainWindow::openSite(const sites::SiteProfile &profile)
{
    if (SiteView *open = viewOf(profile.id)) {
        m_tabs->setCurrentWidget(open);
        return;
    }
    auto session = std::make_unique<SiteSession>(profile, m_context);
    SiteSession *opened = session.get();
    auto *view = new SiteView(std::move(session));
    connect(view, &SiteView::titleChanged, this, &MainWindow::updateTitles);
    connect(view, &SiteView::editRequested, this, [this, view] {
        m_sitesPage->editSite(view->session().profile().id);
    });
    for (const auto signal :
         {&SiteSession::activityChanged, &SiteSession::linkChanged, &SiteSession::snapshotChanged})
        connect(opened, signal, m_actions, &WindowActions::updateEnabled);
    const int settingsTab = m_settingsPage ? m_tabs->indexOf(m_settingsPage) : m_tabs->count();
    const int index = m_tabs->insertTab(settingsTab, view, icon(Icon::Database), view->title());
    m_tabs->setCurrentIndex(index);
    updateTitles();
    opened->open();
}

void MainWindow::openSiteNamed(const QString &name)
{
    const auto profile = m_context.store.find(name);
    showSites();
    if (profile)
        openSite(*profile);
    else
        m_sitesPage->showError(profile.error());
}

void MainWindow::showSites()
{
    m_tabs->setCurrentWidget(m_sitesPage);
}

void MainWindow::showSettings()
{
    if (!m_settingsPage) {
        m_settingsPage = new SettingsPage(m_context);
        m_tabs->addTab(m_settingsPage, icon(m_settingsPage->pageIcon()), {});
    }
    updateTitles();
    m_tabs->setCurrentWidget(m_settingsPage);
}

void MainWindow::showAbout()
{
    auto *dialog = new AboutDialog(m_context, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

bool MainWindow::canCloseCurrentTab() const
{
    return m_tabs->currentIndex() > 0;
}

void MainWindow::closeCurrentTab()
{
    closeTab(m_tabs->currentIndex());
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::updateTitles()
{
    m_tabs->setTabText(0, m_sitesPage->title());
    if (m_settingsPage)
        m_tabs->setTabText(m_tabs->indexOf(m_settingsPage), m_settingsPage->title());
    const auto views = siteViews();
    for (SiteView *view : views) {
        const int index = m_tabs->indexOf(view);
        const sites::SiteProfile &profile = view->session().profile();
        m_tabs->setTabText(index, view->title().replace(u'&', u"&&"_s));
        m_tabs->setTabToolTip(
            index, wordFor(profile.environment) % u"  "_s % profile.connection.describe());
    }
    const QString program = Tr::tr("AegisX Site Manager");
    const SiteView *site = currentSite();
    setWindowTitle(site ? u"%1 [%2] - %3"_s.arg(
                       site->title(), wordFor(site->session().profile().environment), program)
                        : program);
}

void MainWindow::retranslate()
{
    m_tabs->tabBar()->setAccessibleName(Tr::tr("Open sites"));
    m_actions->retranslate();
    updateTitles();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        QMetaObject::invokeMethod(this, &MainWindow::retranslate, Qt::QueuedConnection);
    QMainWindow::changeEvent(event);
}

QList<SiteView *> MainWindow::runningSites() const
{
    QList<SiteView *> running = siteViews();
    running.removeIf([](const SiteView *view) { return !view->session().isRunning(); });
    return running;
}

// A run that is going on is cancelled and undone before the window goes.
void MainWindow::askAndClose(const QList<SiteView *> &running, std::function<void()> close)
{
    if (running.isEmpty()) {
        close();
        return;
    }
    QStringList names;
    for (const SiteView *view : running)
        names.append(view->title());
    m_context.dialogs.ask(
        this,
        {Tr::tr("A run is going on"),
         Tr::tr("An operation is running on: %1").arg(names.join(u", "_s)),
         Tr::tr("Closing cancels it: what is not yet committed is rolled back, and the report is "
                "kept in the history. The program ends when the server has confirmed that."),
         Tr::tr("Cancel the run and close"),
         Meaning::Danger},
        [close](bool yes) {
            if (yes)
                close();
        });
}

void MainWindow::closeTab(int index)
{
    QWidget *tab = m_tabs->widget(index);
    if (auto *view = qobject_cast<SiteView *>(tab)) {
        const QPointer<SiteView> guard(view);
        askAndClose(view->session().isRunning() ? QList<SiteView *> {view} : QList<SiteView *> {},
                    [this, guard] {
                        if (guard)
                            closeSite(guard);
                    });
    } else if (tab == m_settingsPage && tab != nullptr) {
        m_settingsPage = nullptr;
        m_tabs->removeTab(index);
        tab->deleteLater();
    }
}

void MainWindow::closeSite(SiteView *view)
{
    m_tabs->removeTab(m_tabs->indexOf(view));
    endSession(view->releaseSession());
    view->deleteLater();
    m_sitesPage->reload();
}

// The session lives on, unseen, until its lane is quiet: what it runs is rolled back and kept in
// the history first.
void MainWindow::endSession(std::unique_ptr<SiteSession> session)
{
    SiteSession *ending = session.get();
    m_endingSessions.push_back(std::move(session));
    connect(
        ending,
        &SiteSession::ended,
        this,
        [this, ending] {
            std::erase_if(m_endingSessions,
                          [ending](const auto &one) { return one.get() == ending; });
            if (m_closing && m_endingSessions.empty())
                Q_EMIT closed();
        },
        Qt::QueuedConnection);
    ending->end();
}

void MainWindow::closeAll()
{
    m_closing = true;
    m_context.settings.setState(QString(geometryState), saveGeometry());
    hide();
    const auto views = siteViews();
    for (SiteView *view : views)
        closeSite(view);
    if (m_endingSessions.empty())
        QMetaObject::invokeMethod(this, &MainWindow::closed, Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_closing) {
        event->accept();
        return;
    }
    event->ignore();
    askAndClose(runningSites(), [this] { closeAll(); });
}

// Comes before each key press: whose key it will be.
bool MainWindow::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride)
        m_keyOwner = focusWidget();
    return QMainWindow::event(event);
}

bool MainWindow::focusNextPrevChild(bool next)
{
    return focusNeighbour(this, next);
}

// What no widget took: Enter presses the button with the focus, as in a dialog; F10 goes to the
// menu. An Enter that brought another page to the front is not for the button there.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    QWidget *focus = focusWidget() == m_keyOwner ? focusWidget() : nullptr;
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::NoModifier)
        menuBar()->setActiveAction(menuBar()->actions().value(0));
    else if (enter && qobject_cast<QPushButton *>(focus))
        qobject_cast<QPushButton *>(focus)->click();
    else if (enter && qobject_cast<QToolButton *>(focus))
        qobject_cast<QToolButton *>(focus)->click();
    else
        QMainWindow::keyPressEvent(event);
}

} // namespace aegisx::ui
