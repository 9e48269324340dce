#include "ui/window/selftest.h"

#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitespage.h"
#include "ui/site/siteview.h"
#include "ui/window/look.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QImage>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <atomic>
#include <deque>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

std::atomic_int warnings = 0;

void countWarnings(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    const bool platform = message.startsWith("This plugin does not support"_L1); // offscreen
    if (type != QtDebugMsg && type != QtInfoMsg && !platform)
        ++warnings;
    QTextStream(stderr) << message << '\n';
}

bool showsNothing(QWidget *widget)
{
    const QImage image = widget->grab().toImage();
    const QRgb first = image.pixel(0, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixel(x, y) != first)
                return false;
        }
    }
    return true;
}

// One look at one page after the other, with the event loop in between.
class Walk final : public QObject
{
public:
    Walk(MainWindow &window, AppContext &context) : m_window(window), m_context(context)
    {
        for (const QString &language : {u"th"_s, u"en"_s}) {
            for (const QString &theme : {u"Light"_s, u"Dark"_s})
                addLook(language, theme);
        }
    }

    void start() { QTimer::singleShot(0, this, &Walk::step); }
    [[nodiscard]] int failures() const { return m_failures; }
    [[nodiscard]] int looks() const { return m_looks; }

private:
    void addLook(const QString &language, const QString &theme)
    {
        m_steps.emplace_back([this, language, theme] {
            m_context.settings.set(Setting::Language, language);
            m_context.settings.set(Setting::Theme, theme);
        });
        m_steps.emplace_back([this] {
            m_window.showSites();
            look(m_window.sitesPage());
        });
        m_steps.emplace_back([this] {
            m_window.showSettings();
            look(&m_window);
        });
        m_steps.emplace_back([this] { lookAtSite(); });
        m_steps.emplace_back([this] { lookAtDialog(new AboutDialog(m_context, &m_window)); });
        m_steps.emplace_back(
            [this] { lookAtDialog(new ConnectionDialog(m_context, {}, &m_window)); });
    }

    void lookAtSite()
    {
        SiteView *site = m_window.siteViews().first();
        const auto pages = site->allPages();
        for (Page *page : pages) {
            site->bringUp(page);
            look(page);
        }
    }

    void lookAtDialog(QDialog *dialog)
    {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
        look(dialog);
        m_steps.emplace_front([guard = QPointer<QDialog>(dialog)] {
            if (guard)
                guard->close();
        });
    }

    void look(QWidget *widget)
    {
        ++m_looks;
        if (!showsNothing(widget))
            return;
        ++m_failures;
        QTextStream(stderr) << widget->objectName() << " shows nothing\n";
    }

    void step()
    {
        if (m_steps.empty()) {
            m_window.close();
            return;
        }
        const auto next = m_steps.front();
        m_steps.pop_front();
        next();
        QTimer::singleShot(0, this, &Walk::step);
    }

    MainWindow &m_window;
    AppContext &m_context;
    std::deque<std::function<void()>> m_steps;
    int m_failures = 0;
    int m_looks = 0;
};

} // namespace

int runSelfTest()
{
    const QTemporaryDir folder;
    Settings settings(
        std::make_unique<QSettings>(folder.filePath(u"settings.ini"_s), QSettings::IniFormat));
    auto store = sites::SiteStore::open(folder.filePath(u"sites.sqlite"_s));
    sites::SiteProfile profile;
    profile.name = u"Self test"_s;
    profile.connection.host = folder.path(); // nobody listens there
    const auto added = store ? store->add(profile) : fail(store.error());
    if (!added) {
        QTextStream(stderr) << added.error().toText() << '\n';
        return 1;
    }
    WindowDialogService dialogs(settings);
    AppContext context {settings, dialogs, *store, std::make_shared<sites::KeychainSecretStore>()};
    followSettings(settings);
    const auto before = qInstallMessageHandler(countWarnings);
    MainWindow window(context);
    QObject::connect(&window, &MainWindow::closed, qApp, &QApplication::quit);
    window.show();
    window.openSite(*added);
    Walk walk(window, context);
    walk.start();
    QApplication::exec();
    qInstallMessageHandler(before);
    const bool fine = walk.failures() == 0 && warnings == 0;
    QTextStream(stdout) << (fine ? "self test: " : "self test FAILED: ") << walk.looks()
                        << " looks, " << walk.failures() << " empty, " << warnings.load()
                        << " warnings\n";
    return fine ? 0 : 1;
}

} // namespace aegisx::ui
