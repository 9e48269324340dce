#include "cli/commands.h"
#include "cli/siteaccess.h"
#include "core/authoring/newmigration.h"
#include "core/base/tr.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

// As one would type it from here.
QString shortPath(const QString &folder)
{
    const QString relative = QDir().relativeFilePath(folder);
    return relative.startsWith(".."_L1) ? folder : relative;
}

// The module that is to grow: of --in, else of the folders that are named, else of the current one.
// The folders of all modules come behind it, for what it requires.
Result<modules::ModuleCatalog> catalogAround(const Arguments &arguments)
{
    QStringList own = arguments.moduleFolders;
    if (!arguments.inFolder.isEmpty())
        own = {arguments.inFolder};
    else if (own.isEmpty())
        own = {QDir::currentPath()};
    const QString id = arguments.modules.value(0);
    if (!modules::loadCatalog(own).find(id))
        return fail(
            ErrorKind::NotFound,
            Tr::tr("The module %1 is in none of these folders: %2").arg(id, own.join(u", "_s)),
            Tr::tr("Name its folder, or the folder that holds it, with --in."));
    return modules::loadCatalog(own + moduleFolders(arguments));
}

Result<authoring::MadeFiles> make(const Arguments &arguments)
{
    const QString id = arguments.modules.value(0);
    if (arguments.verb == Verb::NewModule) {
        const QStringList known = moduleFolders(arguments);
        const QString parent =
            arguments.inFolder.isEmpty() ? QDir::currentPath() : arguments.inFolder;
        return authoring::newModule({id, arguments.titleEn, arguments.titleTh, parent},
                                    modules::loadCatalog(known + QStringList {parent}));
    }
    const auto catalog = catalogAround(arguments);
    if (!catalog)
        return fail(catalog.error());
    const auto kind = modules::migrationKindOf(arguments.kind);
    return authoring::newMigration(
        {id, arguments.name, kind.value_or(modules::MigrationKind::Other)}, *catalog);
}

} // namespace

ExitCode makeFiles(const Context &context)
{
    const auto made = make(context.arguments);
    if (!made)
        return giveUp(context, made.error());
    Terminal &terminal = context.terminal;
    const QString folder = shortPath(made->folder);
    terminal.line(Tr::tr("Made in: %1").arg(folder), Tone::Bold);
    for (const QString &file : made->files)
        terminal.line(u"  "_s % file);
    terminal.line(Tr::tr("Try next: %1").arg(u"aegisx-sitectl lint "_s % folder), Tone::Dim);
    terminal.document({{u"document"_s, u"made"_s},
                       {u"module"_s, made->module},
                       {u"folder"_s, made->folder},
                       {u"files"_s, QJsonArray::fromStringList(made->files)}});
    return ExitCode::Done;
}

} // namespace aegisx::cli
