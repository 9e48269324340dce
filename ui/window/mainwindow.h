#pragma once

#include "ui/window/appcontext.h"

#include <QList>
#include <QMainWindow>
#include <QPointer>

#include <memory>
#include <vector>

class QAction;
class QMenuBar;
class QTabWidget;

namespace aegisx::ui {

class SettingsPage;
class SitesPage;
class SiteSession;
class SiteView;
class WindowActions;

// The program's window: the list of sites, and a tab for each open one. Several sites may be open
// and run at once.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(AppContext &context, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] SitesPage *sitesPage() const { return m_sitesPage; }
    [[nodiscard]] QList<SiteView *> siteViews() const;
    [[nodiscard]] SiteView *currentSite() const; // nullptr: another tab is in front
    void openSite(const sites::SiteProfile &profile); // or brings its tab to the front
    // By id, name or code; what is wrong is said in the list of sites.
    void openSiteNamed(const QString &name);
    void showSites();
    void showSettings();
    void showAbout();
    [[nodiscard]] bool canCloseCurrentTab() const; // all but the list of sites
    void closeCurrentTab();
    void bringToFront();
    [[nodiscard]] QMenuBar *menuBar() const { return m_menuBar; }

Q_SIGNALS:
    void closed(); // every site is quiet, the program may end

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void buildUi();
    void buildTopBar();
    void connectUi();
    void retranslate();
    void restoreLook();
    void closeTab(int index);
    void closeSite(SiteView *view);
    void endSession(std::unique_ptr<SiteSession> session);
    void askAndClose(const QList<SiteView *> &running, std::function<void()> close);
    void closeAll();
    [[nodiscard]] QList<SiteView *> runningSites() const;
    [[nodiscard]] SiteView *viewOf(const QString &profileId) const;
    void updateTitles();

    AppContext &m_context;
    QMenuBar *m_menuBar = nullptr;
    QTabWidget *m_tabs = nullptr;
    SitesPage *m_sitesPage = nullptr;
    SettingsPage *m_settingsPage = nullptr; // while its tab is open
    WindowActions *m_actions = nullptr;
    std::vector<std::unique_ptr<SiteSession>> m_endingSessions;
    QPointer<QWidget> m_keyOwner; // had the focus when the key came
    bool m_closing = false;
};

} // namespace aegisx::ui
