#include "ui/window/windowactions.h"

#include "core/base/tr.h"
#include "ui/pages/sitespage.h"
#include "ui/site/siteview.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/window/mainwindow.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QToolButton>

#include <array>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

WindowActions::WindowActions(MainWindow &window, AppContext &context)
    : QObject(&window), m_window(window), m_context(context)
{
    buildMenus();
    buildViewMenu();
    buildButtons();
    connectActions();
}

QAction *WindowActions::add(QMenu *menu, const char *name, Icon sign, const QKeySequence &keys)
{
    auto *action = menu->addAction(icon(sign), QString());
    action->setObjectName(QLatin1StringView(name));
    action->setShortcut(keys);
    return action;
}

void WindowActions::buildMenus()
{
    m_siteMenu = m_window.menuBar()->addMenu(QString());
    m_sites = add(m_siteMenu, "sitesAction", Icon::Sites, QKeySequence(Qt::ALT | Qt::Key_0));
    m_addSite = add(m_siteMenu, "addSiteAction", Icon::Add, QKeySequence::New);
    m_import = add(m_siteMenu, "importAction", Icon::Import, QKeySequence(Qt::CTRL | Qt::Key_I));
    m_practice = add(m_siteMenu,
                     "practiceAction",
                     Icon::Practice,
                     QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    m_siteMenu->addSeparator();
    m_refresh = add(m_siteMenu, "refreshAction", Icon::Refresh, QKeySequence::Refresh);
    m_upgrade = add(m_siteMenu, "upgradeAction", Icon::Upgrade, QKeySequence(Qt::CTRL | Qt::Key_U));
    m_siteMenu->addSeparator();
    m_closeTab = add(m_siteMenu, "closeTabAction", Icon::Close, QKeySequence(Qt::CTRL | Qt::Key_W));
    m_quit = add(m_siteMenu, "quitAction", Icon::Cancel, QKeySequence(Qt::CTRL | Qt::Key_Q));
}

void WindowActions::buildViewMenu()
{
    m_viewMenu = m_window.menuBar()->addMenu(QString());
    for (int i = 0; i < 4; ++i) {
        constexpr std::array signs {Icon::Overview, Icon::Modules, Icon::Tables, Icon::History};
        m_pageActions.append(add(m_viewMenu,
                                 "pageAction",
                                 signs.at(static_cast<size_t>(i)),
                                 QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i))));
    }
    m_viewMenu->addSeparator();
    m_languageMenu = m_viewMenu->addMenu(icon(Icon::Language), QString());
    m_thai = add(m_languageMenu, "thaiAction", Icon::Language, {});
    m_english = add(m_languageMenu, "englishAction", Icon::Language, {});
    m_themeMenu = m_viewMenu->addMenu(icon(Icon::ThemeDark), QString());
    m_themes = {add(m_themeMenu, "themeSystemAction", Icon::Settings, {}),
                add(m_themeMenu, "themeLightAction", Icon::ThemeLight, {}),
                add(m_themeMenu, "themeDarkAction", Icon::ThemeDark, {})};
    for (const QList<QAction *> &group : {QList<QAction *> {m_thai, m_english}, m_themes}) {
        auto *exclusive = new QActionGroup(this);
        for (QAction *action : group) {
            action->setCheckable(true);
            exclusive->addAction(action);
        }
    }
    m_larger = add(m_viewMenu, "largerTextAction", Icon::Expand, QKeySequence::ZoomIn);
    m_smaller = add(m_viewMenu, "smallerTextAction", Icon::Collapse, QKeySequence::ZoomOut);
    m_usual =
        add(m_viewMenu, "usualTextAction", Icon::Settings, QKeySequence(Qt::CTRL | Qt::Key_0));
    m_viewMenu->addSeparator();
    m_settings = add(m_viewMenu, "settingsAction", Icon::Settings, QKeySequence::Preferences);
    if (m_settings->shortcut().isEmpty())
        m_settings->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma));
    m_helpMenu = m_window.menuBar()->addMenu(QString());
    m_about = add(m_helpMenu, "aboutAction", Icon::About, QKeySequence::HelpContents);
}

void WindowActions::buildButtons()
{
    m_buttons = new QWidget(&m_window);
    m_buttons->setObjectName(u"topButtons"_s);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, spacing::Small, 0);
    row->setSpacing(spacing::Tiny);
    const auto addButton = [this, row](const QString &name) {
        auto *button = new QToolButton(m_buttons);
        button->setObjectName(name);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
        return button;
    };
    m_languageButton = addButton(u"languageToolButton"_s);
    m_languageButton->setIcon(icon(Icon::Language));
    m_themeButton = addButton(u"themeToolButton"_s);
    m_themeButton->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void WindowActions::connectActions()
{
    const auto on = [this](QAction *action, auto work) {
        connect(action, &QAction::triggered, &m_window, work);
    };
    SitesPage *list = m_window.sitesPage();
    on(m_sites, [this] { m_window.showSites(); });
    on(m_addSite, [this, list] {
        m_window.showSites(); // where the new one will stand
        list->addSite();
    });
    on(m_import, [this, list] {
        m_window.showSites();
        list->importEnvironment();
    });
    on(m_practice, [list] { list->openPracticeSite(); });
    on(m_refresh, [this] {
        if (SiteView *site = m_window.currentSite())
            site->session().refresh();
        else
            m_window.sitesPage()->reload();
    });
    on(m_upgrade, [this] {
        if (SiteView *site = m_window.currentSite())
            site->requestOperation(operations::UpgradeRequest {});
    });
    on(m_closeTab, [this] { m_window.closeCurrentTab(); });
    on(m_quit, [this] { m_window.close(); });
    on(m_settings, [this] { m_window.showSettings(); });
    on(m_about, [this] { m_window.showAbout(); });
    on(m_larger, [this] { changeTextSize(Theme::instance().textPercent() + 10); });
    on(m_smaller, [this] { changeTextSize(Theme::instance().textPercent() - 10); });
    on(m_usual, [this] { changeTextSize(100); });
    for (int i = 0; i < m_pageActions.size(); ++i)
        on(m_pageActions.at(i), [this, i] {
            if (SiteView *site = m_window.currentSite())
                site->showPage(i);
        });
    on(m_thai, [this] { setLanguage(Language::Thai); });
    on(m_english, [this] { setLanguage(Language::English); });
    for (int i = 0; i < m_themes.size(); ++i)
        on(m_themes.at(i), [this, i] { setTheme(static_cast<ThemeMode>(i)); });
    connect(m_languageButton, &QToolButton::clicked, this, [this] {
        setLanguage(currentLanguage() == Language::Thai ? Language::English : Language::Thai);
    });
    connect(m_themeButton, &QToolButton::clicked, this, [this] {
        setTheme(Theme::instance().isDark() ? ThemeMode::Light : ThemeMode::Dark);
    });
    connect(&Theme::instance(), &Theme::changed, this, &WindowActions::retranslate);
}

void WindowActions::setLanguage(Language language)
{
    m_context.settings.set(Setting::Language, language == Language::Thai ? u"th"_s : u"en"_s);
}

void WindowActions::setTheme(ThemeMode mode)
{
    m_context.settings.set(Setting::Theme, keyOf(mode));
}

void WindowActions::changeTextSize(int percent)
{
    m_context.settings.set(Setting::TextPercent, qBound(75, percent, 200));
}

void WindowActions::updateEnabled()
{
    const SiteView *site = m_window.currentSite();
    const bool idle = site && site->session().isConnected()
        && site->session().activity() == SiteSession::Activity::Idle;
    const bool known = site && site->session().snapshot() && !site->session().isRunning();
    m_refresh->setEnabled(!site || idle);
    m_upgrade->setEnabled(idle && site->session().snapshot()
                          && site->session().snapshot()->pendingCount() > 0);
    for (QAction *action : std::as_const(m_pageActions))
        action->setEnabled(known);
    m_closeTab->setEnabled(m_window.canCloseCurrentTab());
    // The list of sites has the same shortcuts: two at once would be none.
    const bool listInFront = !m_window.canCloseCurrentTab();
    for (QAction *action : {m_addSite, m_import, m_practice})
        action->setShortcutContext(listInFront ? Qt::WidgetShortcut : Qt::WindowShortcut);
}

void WindowActions::retranslate()
{
    m_siteMenu->setTitle(Tr::tr("&Site"));
    m_sites->setText(Tr::tr("&List of sites"));
    m_addSite->setText(Tr::tr("&Add site..."));
    m_import->setText(Tr::tr("&Import from .env..."));
    m_practice->setText(Tr::tr("Open the &practice site"));
    m_refresh->setText(Tr::tr("&Refresh"));
    m_upgrade->setText(Tr::tr("&Upgrade site..."));
    m_closeTab->setText(Tr::tr("&Close tab"));
    m_quit->setText(Tr::tr("&Quit"));
    m_viewMenu->setTitle(Tr::tr("&View"));
    const QStringList pages {
        Tr::tr("&Overview"), Tr::tr("&Modules"), Tr::tr("&Tables"), Tr::tr("&History")};
    for (int i = 0; i < pages.size(); ++i)
        m_pageActions.at(i)->setText(pages.at(i));
    m_languageMenu->setTitle(Tr::tr("&Language"));
    m_thai->setText(u"\u0e44\u0e17\u0e22 (Thai)"_s); // each in its own language, always
    m_english->setText(u"English"_s);
    m_themeMenu->setTitle(Tr::tr("T&heme"));
    m_themes.at(0)->setText(Tr::tr("As the &system"));
    m_themes.at(1)->setText(Tr::tr("&Light"));
    m_themes.at(2)->setText(Tr::tr("&Dark"));
    m_larger->setText(Tr::tr("La&rger text"));
    m_smaller->setText(Tr::tr("S&maller text"));
    m_usual->setText(Tr::tr("Usual text si&ze"));
    m_settings->setText(Tr::tr("S&ettings"));
    m_helpMenu->setTitle(Tr::tr("H&elp"));
    m_about->setText(Tr::tr("&About AegisX Site Manager"));

    const bool thai = currentLanguage() == Language::Thai;
    (thai ? m_thai : m_english)->setChecked(true);
    m_themes.at(static_cast<int>(Theme::instance().mode()))->setChecked(true);
    m_languageButton->setText(thai ? u"English"_s : u"\u0e44\u0e17\u0e22"_s);
    m_languageButton->setToolTip(Tr::tr("Switch the language"));
    m_languageButton->setAccessibleName(Tr::tr("Switch the language"));
    const bool dark = Theme::instance().isDark();
    m_themeButton->setIcon(icon(dark ? Icon::ThemeLight : Icon::ThemeDark));
    const QString theme =
        dark ? Tr::tr("Switch to the light theme") : Tr::tr("Switch to the dark theme");
    m_themeButton->setToolTip(theme);
    m_themeButton->setAccessibleName(theme);
    updateEnabled();
}

} // namespace aegisx::ui
