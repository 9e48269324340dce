#pragma once

#include "tests/ui/support/uifixture.h"
#include "ui/site/siteview.h"
#include "ui/window/mainwindow.h"

#include <QPushButton>

#include <memory>

namespace aegisx::test {

inline constexpr int patience = 60'000; // ms

// The program's own window on a test cluster, worked with as a person would: by what is on it.
// Whatever the test does not expect ends the test program with the reason.
class MainWindowFixture final
{
public:
    MainWindowFixture();

    [[nodiscard]] UiFixture &site() { return m_site; }
    [[nodiscard]] ui::MainWindow &window() { return *m_window; }
    void dropWindow() { m_window.reset(); }

    // Opens the site's tab and waits until it was read.
    ui::SiteView *open(const sites::SiteProfile &profile);
    // Clicks the button of that name below the widget; it must be visible and enabled.
    static void click(QWidget *below, const char *name);
    static void type(QWidget *below, const char *lineEdit, const QString &text);
    // Upgrade: from the overview to the plan page with its plan.
    static void planUpgrade(ui::SiteView *view);
    static void startUpgrade(ui::SiteView *view); // the same, and presses "run"
    // Opens the site, upgrades it, and waits for the report.
    ui::SiteView *openUpgraded(const sites::SiteProfile &profile);
    static void waitForPage(ui::SiteView *view, const char *objectName);

private:
    UiFixture m_site;
    std::unique_ptr<ui::MainWindow> m_window;
};

// Every text a person can see on the widget's labels, buttons and tabs that the Thai translation
// has another word for: what a language switch forgot. One a line.
[[nodiscard]] QString leftInEnglish(QWidget *widget);

} // namespace aegisx::test
