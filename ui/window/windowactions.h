#pragma once

#include "core/base/language.h"
#include "ui/theme/enums.h"
#include "ui/window/appcontext.h"

#include <QObject>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QToolButton;

namespace aegisx::ui {

class MainWindow;

// The menus of the window and the buttons beside them, with every shortcut in one place.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    WindowActions(MainWindow &window, AppContext &context);

    void retranslate();
    void updateEnabled(); // after another tab came to the front
    [[nodiscard]] QWidget *buttons() const { return m_buttons; } // to be placed beside the menus

private:
    QAction *add(QMenu *menu, const char *name, Icon icon, const QKeySequence &keys);
    void buildMenus();
    void buildViewMenu();
    void buildButtons();
    void connectActions();
    void setLanguage(Language language);
    void setTheme(ThemeMode mode);
    void changeTextSize(int percent);

    MainWindow &m_window;
    AppContext &m_context;
    QWidget *m_buttons = nullptr;
    QMenu *m_siteMenu = nullptr;
    QMenu *m_viewMenu = nullptr;
    QMenu *m_languageMenu = nullptr;
    QMenu *m_themeMenu = nullptr;
    QMenu *m_helpMenu = nullptr;
    QToolButton *m_languageButton = nullptr;
    QToolButton *m_themeButton = nullptr;
    QAction *m_sites = nullptr;
    QAction *m_addSite = nullptr;
    QAction *m_import = nullptr;
    QAction *m_practice = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_upgrade = nullptr;
    QAction *m_closeTab = nullptr;
    QAction *m_quit = nullptr;
    QAction *m_settings = nullptr;
    QAction *m_about = nullptr;
    QAction *m_larger = nullptr;
    QAction *m_smaller = nullptr;
    QAction *m_usual = nullptr;
    QList<QAction *> m_pageActions; // Alt+1 ...
    QAction *m_thai = nullptr;
    QAction *m_english = nullptr;
    QList<QAction *> m_themes; // in the order of ThemeMode
};

} // namespace aegisx::ui
