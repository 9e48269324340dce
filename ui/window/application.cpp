#include "ui/window/application.h"

#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/sites/secretstore.h"
#include "ui/pages/sitespage.h"
#include "ui/theme/icons.h"
#include "ui/window/look.h"
#include "ui/window/mainwindow.h"
#include "ui/window/selftest.h"
#include "ui/window/singleinstance.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QMessageBox>
#include <QTextStream>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

struct Options {
    QString site {};
    QStringList moduleFolders {};
    QString language {};
    bool practice = false;
    bool selfTest = false;
    std::optional<int> exitCode {}; // set: there is nothing more to do
};

Options readOptions(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(Tr::tr("Looks after the database of AegisX sites."));
    const QCommandLineOption site(
        u"site"_s, Tr::tr("Open the site of this name or code."), u"NAME"_s);
    const QCommandLineOption practice(u"practice"_s, Tr::tr("Open the practice site."));
    const QCommandLineOption folders(
        u"modules"_s, Tr::tr("Look for modules in this folder; may be repeated."), u"DIR"_s);
    const QCommandLineOption language(u"lang"_s, Tr::tr("The language: th or en."), u"LANG"_s);
    const QCommandLineOption selfTest(
        u"self-test"_s, Tr::tr("Open every page in both languages and themes, then quit."));
    parser.addOptions({site, practice, folders, language, selfTest});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    QTextStream out(stdout);
    QTextStream err(stderr);
    if (!parser.parse(application.arguments()) || !parser.positionalArguments().isEmpty()) {
        err << (parser.errorText().isEmpty()
                    ? Tr::tr("Unknown argument: %1").arg(parser.positionalArguments().first())
                    : parser.errorText())
            << '\n';
        return Options {.exitCode = 2};
    }
    if (parser.isSet(help)) {
        out << parser.helpText();
        return Options {.exitCode = 0};
    }
    if (parser.isSet(version)) {
        out << "aegisx-site-manager " << programVersion << '\n';
        return Options {.exitCode = 0};
    }
    QStringList absolute; // the settings may keep them, and the next start is elsewhere
    for (const QString &folder : parser.values(folders))
        absolute << QDir().absoluteFilePath(folder);
    return {parser.value(site),
            absolute,
            parser.value(language),
            parser.isSet(practice),
            parser.isSet(selfTest),
            std::nullopt};
}

int runWindow(QApplication &application, const Options &options, Settings &settings)
{
    SingleInstance instance(sites::SiteStore::defaultPath());
    if (!instance.acquire(options.site))
        return 0;
    auto store = sites::SiteStore::open();
    if (!store) {
        QMessageBox::critical(nullptr, Tr::tr("AegisX Site Manager"), store.error().toText());
        return 1;
    }
    WindowDialogService dialogs(settings);
    AppContext context {settings, dialogs, *store, std::make_shared<sites::KeychainSecretStore>()};
    MainWindow window(context);
    QObject::connect(&window, &MainWindow::closed, &application, &QApplication::quit);
    QObject::connect(&instance, &SingleInstance::asked, &window, [&window](const QString &site) {
        window.bringToFront();
        if (!site.isEmpty())
            window.openSiteNamed(site);
    });
    window.show();
    window.sitesPage()->activate(); // else the tab bar would have the focus
    if (!options.site.isEmpty())
        window.openSiteNamed(options.site);
    if (options.practice)
        window.sitesPage()->openPracticeSite();
    return QApplication::exec();
}

} // namespace

int runApplication(QApplication &application)
{
    const Options options = readOptions(application);
    if (options.exitCode)
        return *options.exitCode;
    QApplication::setWindowIcon(programIcon());
    QApplication::setDesktopFileName(u"aegisx-site-manager"_s);
    QApplication::setQuitOnLastWindowClosed(false); // a run may still be being rolled back
    if (options.selfTest)
        return runSelfTest();
    Settings settings(std::make_unique<QSettings>());
    if (!options.language.isEmpty())
        settings.set(Setting::Language, options.language == "en"_L1 ? u"en"_s : u"th"_s);
    if (!options.moduleFolders.isEmpty())
        settings.overrideForNow(Setting::ModuleFolders, options.moduleFolders);
    followSettings(settings);
    return runWindow(application, options, settings);
}

} // namespace aegisx::ui
