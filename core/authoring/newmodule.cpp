#include "core/authoring/newmodule.h"

#include "core/authoring/names.h"
#include "core/authoring/newmigration.h"
#include "core/authoring/templates.h"
#include "core/base/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace aegisx::authoring {

using namespace Qt::StringLiterals;
using modules::Manifest;
using modules::MigrationKind;

namespace {

struct FileToMake {
    QString name; // below the module's folder
    QByteArray content;
};

tl::unexpected<Error> isTaken(const QString &message)
{
    return fail(Error {ErrorKind::Refused,
                       message,
                       Tr::tr("No file was written or changed."),
                       Tr::tr("Choose another id."),
                       {}});
}

// A module must not share its id, schema or list of migrations with one that is installed.
Result<void> checkFree(const Manifest &manifest, const modules::ModuleCatalog &known)
{
    for (const modules::Module &module : known.modules) {
        const Manifest &other = module.manifest;
        if (other.id == manifest.id)
            return isTaken(Tr::tr("There is a module %1 already: %2")
                               .arg(other.id, QDir::toNativeSeparators(module.directory)));
        if (other.schema == manifest.schema)
            return isTaken(Tr::tr("Another module has this schema already: %1").arg(other.id));
        if (other.trackingTable == manifest.trackingTable)
            return isTaken(
                Tr::tr("Another module has this list of migrations already: %1").arg(other.id));
    }
    return {};
}

QList<FileToMake> filesOf(const Manifest &manifest, QDate date)
{
    const TemplateValues json {{u"id"_s, jsonText(manifest.id)},
                               {u"titleEn"_s, jsonText(manifest.titleEn)},
                               {u"titleTh"_s, jsonText(manifest.titleTh)},
                               {u"schema"_s, jsonText(manifest.schema)},
                               {u"trackingTable"_s, jsonText(manifest.trackingTable)}};
    const TemplateValues sql {{u"schema"_s, manifest.schema},
                              {u"titleEn"_s, insideSqlText(manifest.titleEn)},
                              {u"titleTh"_s, insideSqlText(manifest.titleTh)}};
    const modules::Module empty {manifest, {}, {}, {}, {}};
    const QString schema = nextDigits(empty, MigrationKind::Schema, date) % u"_create_"_s
        % manifest.schema % u"_schema.sql"_s;
    const QString settings =
        nextDigits(empty, MigrationKind::Table, date) % u"_create_settings.sql"_s;
    return {{u"module.json"_s, fillTemplate(u"module.json"_s, json)},
            {schema, fillTemplate(u"schema.sql"_s, sql)},
            {settings, fillTemplate(u"settings.sql"_s, sql)},
            {u"seeds/001_settings.sql"_s, fillTemplate(u"seed.sql"_s, sql)}};
}

tl::unexpected<Error> cannotWrite(const QString &path, const QString &reason)
{
    return fail(ErrorKind::Io,
                Tr::tr("This cannot be written: %1 (%2)").arg(path, reason),
                Tr::tr("Check the rights of the folder and the free space of the disk."));
}

// Writes the files into a folder that nobody looks into, then gives it its name at once.
Result<void> writeFolder(const QString &folder, const QList<FileToMake> &files)
{
    QTemporaryDir draft(QFileInfo(folder).path() % u"/.new-module-XXXXXX"_s);
    if (!draft.isValid())
        return cannotWrite(folder, draft.errorString());
    const QDir inside(draft.path());
    for (const FileToMake &one : files) {
        QFile file(inside.filePath(one.name));
        if (!inside.mkpath(QFileInfo(one.name).path()) || !file.open(QIODevice::NewOnly)
            || file.write(one.content) != one.content.size() || !file.flush())
            return cannotWrite(folder % u'/' % one.name, file.errorString());
    }
    // A temporary folder is the maker's alone; this one is for everybody who works on the module.
    QFile::setPermissions(draft.path(), QFileInfo(inside.filePath(u"seeds"_s)).permissions());
    if (!QDir().rename(draft.path(), folder))
        return cannotWrite(folder, Tr::tr("it may have been made by somebody else meanwhile"));
    draft.setAutoRemove(false);
    return {};
}

} // namespace

Result<MadeFiles> newModule(const ModuleRequest &request, const modules::ModuleCatalog &known)
{
    if (const auto good = checkModuleId(request.id); !good)
        return fail(good.error());
    if (const auto good = checkTitles(request.titleEn, request.titleTh); !good)
        return fail(good.error());
    Manifest manifest;
    manifest.id = request.id;
    manifest.titleEn = request.titleEn.trimmed();
    manifest.titleTh = request.titleTh.trimmed();
    manifest.schema = schemaOf(request.id);
    manifest.trackingTable = u"knex_migrations_"_s % manifest.schema;
    if (const auto free = checkFree(manifest, known); !free)
        return fail(free.error());
    const QDir parent(request.parent.isEmpty() ? QDir::currentPath() : request.parent);
    if (!parent.exists())
        return fail(ErrorKind::NotFound,
                    Tr::tr("There is no such folder: %1").arg(parent.path()),
                    Tr::tr("Make it, or name another with --in."));
    const QString folder = QDir::cleanPath(parent.absoluteFilePath(u"migrations-"_s % manifest.id));
    if (QFileInfo(folder).exists() || QFileInfo(folder).isSymLink())
        return fail(Error {ErrorKind::Refused,
                           Tr::tr("The module's folder is there already: %1").arg(folder),
                           Tr::tr("No file was written or changed."),
                           Tr::tr("Choose another id, or another folder with --in."),
                           {}});
    const QList<FileToMake> files = filesOf(manifest, request.date);
    if (const auto written = writeFolder(folder, files); !written)
        return fail(written.error());
    MadeFiles made {manifest.id, folder, {}};
    for (const FileToMake &file : files)
        made.files << file.name;
    return made;
}

} // namespace aegisx::authoring
