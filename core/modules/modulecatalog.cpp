#include "core/modules/modulecatalog.h"

#include "core/base/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <memory>
#include <utility>

#include <dirent.h>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

Finding problem(const QString &id, const QString &message, const QString &file)
{
    Finding finding;
    finding.id = id;
    finding.message = message;
    finding.remedy = Tr::tr("Install the module pack again, or ask its vendor.");
    finding.where.file = file;
    return finding;
}

bool isAlphanumeric(QChar character)
{
    return character.unicode() < 0x80 && character.isLetterOrNumber();
}

bool isCsv(const QString &name)
{
    return name.endsWith(".csv"_L1, Qt::CaseInsensitive);
}

// number_description.sql, number_schema.table.csv; a regular expression would take its time with
// thousands of names.
bool followsConvention(const QString &name)
{
    const qsizetype underscore = name.indexOf(u'_');
    const bool csv = name.endsWith(".csv"_L1);
    if (underscore < 1 || !(csv || name.endsWith(".sql"_L1)))
        return false;
    const QStringView number = QStringView(name).first(underscore);
    const QStringView description = QStringView(name).sliced(underscore + 1).chopped(4);
    return std::all_of(
               number.begin(), number.end(), [](QChar one) { return one >= u'0' && one <= u'9'; })
        && !description.isEmpty() && isAlphanumeric(description.front())
        && description.count(u'.') == (csv ? 1 : 0)
        && std::all_of(description.begin(), description.end(), [csv](QChar one) {
               return isAlphanumeric(one) || one == u'_' || one == (csv ? u'.' : u'-');
           });
}

// With thousands of files much faster than QDir, which makes a QFileInfo of each name. Others: what
// is no file, such as a link that leads nowhere.
QStringList filesIn(const QString &directory, QStringList &others)
{
    QStringList names;
    const std::unique_ptr<DIR, int (*)(DIR *)> handle(
        opendir(QFile::encodeName(directory).constData()), closedir);
    while (const dirent *entry = handle ? readdir(handle.get()) : nullptr) {
        if (entry->d_name[0] == '.')
            continue;
        const QString name = QString::fromUtf8(entry->d_name);
        if (entry->d_type == DT_REG || QFileInfo(directory % u'/' % name).isFile())
            names << name;
        else
            others << name;
    }
    return names;
}

bool isSqlOrCsv(const QString &name)
{
    return isCsv(name) || name.endsWith(".sql"_L1, Qt::CaseInsensitive);
}

enum class FileKind { Migrations, Seeds };

QList<ModuleFile>
listFiles(const QString &directory, const Manifest &manifest, FileKind kind, Findings &findings)
{
    QStringList others;
    QStringList names = filesIn(directory, others);
    for (const QString &name : std::as_const(others)) {
        if (!(kind == FileKind::Seeds ? isSqlOrCsv(name)
                                      : name.endsWith(".sql"_L1, Qt::CaseInsensitive)))
            continue;
        Finding finding = problem(u"no-file"_s,
                                  Tr::tr("This is no file that can be read: %1").arg(name),
                                  directory % u'/' % name);
        finding.module = manifest.id;
        findings.append(finding);
    }
    // As knex sorts the recorded names: what follows a stem, in either, is a dot.
    std::sort(names.begin(), names.end(), knexLess);
    QList<ModuleFile> files;
    files.reserve(names.size());
    for (QString &name : names) {
        const bool csv = kind == FileKind::Seeds && isCsv(name);
        if (!csv && !name.endsWith(".sql"_L1, Qt::CaseInsensitive))
            continue;
        const QString path = directory % u'/' % name;
        if (!followsConvention(name) || name.size() - 4 + manifest.recordedExtension.size() > 255) {
            Finding finding = problem(u"bad-file-name"_s,
                                      csv ? Tr::tr("The file name does not follow the convention "
                                                   "number_schema.table.csv: %1")
                                                .arg(name)
                                          : Tr::tr("The file name does not follow the convention "
                                                   "number_description.sql: %1")
                                                .arg(name),
                                      path);
            finding.module = manifest.id;
            findings.append(finding);
            continue;
        }
        name.chop(4);
        files.append({name, path});
    }
    return files;
}

bool loadModule(const QString &directory, ModuleCatalog &catalog)
{
    const QString manifestPath = directory % u"/module.json"_s;
    QFile file(manifestPath);
    if (!file.exists())
        return false;
    const bool readable = QFileInfo(manifestPath).isFile(); // a pipe would be waited for
    if (!readable || !file.open(QIODevice::ReadOnly)) {
        catalog.findings.append(
            problem(u"module-unreadable"_s,
                    Tr::tr("The module description cannot be read: %1")
                        .arg(readable ? file.errorString() : Tr::tr("it is no file")),
                    manifestPath));
        return true;
    }
    const auto manifest = parseManifest(file.readAll(), manifestPath);
    if (!manifest) {
        Finding finding = problem(u"bad-manifest"_s, manifest.error().message, manifestPath);
        finding.where = manifest.error().detail.where;
        catalog.findings.append(finding);
        return true;
    }
    if (const Module *other = catalog.find(manifest->id)) {
        if (other->directory != directory)
            catalog.findings.append(problem(
                u"duplicate-module"_s,
                Tr::tr("The module \"%1\" is there twice: %2").arg(manifest->id, other->directory),
                manifestPath));
        return true;
    }
    Module module;
    module.manifest = *manifest;
    module.directory = directory;
    module.migrations = listFiles(directory, *manifest, FileKind::Migrations, catalog.findings);
    module.seeds = listFiles(directory % u"/seeds"_s, *manifest, FileKind::Seeds, catalog.findings);
    const QString administrator = directory % u"/accounts/administrator.sql"_s;
    if (QFileInfo(administrator).isFile())
        module.administratorFile = administrator;
    catalog.modules.append(module);
    return true;
}

void loadDirectory(const QString &path, ModuleCatalog &catalog)
{
    const QDir directory(path);
    const QString absolute = QDir::cleanPath(directory.absolutePath());
    if (!directory.exists()) {
        catalog.findings.append(problem(
            u"no-such-folder"_s,
            QFileInfo(path).exists() ? Tr::tr("This is a file; a module is a folder: %1").arg(path)
                                     : Tr::tr("The module folder does not exist: %1").arg(path),
            path));
        return;
    }
    if (loadModule(absolute, catalog))
        return;
    bool found = false;
    const QStringList children = directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &child : children)
        found = loadModule(absolute % u'/' % child, catalog) || found;
    if (!found)
        catalog.findings.append(problem(
            u"no-module"_s, Tr::tr("No module (module.json) was found in: %1").arg(path), path));
}

void checkTrackingTables(ModuleCatalog &catalog)
{
    QHash<QString, QString> owners;
    for (const Module &module : std::as_const(catalog.modules)) {
        const QString table = module.manifest.trackingSchema % u'.' % module.manifest.trackingTable;
        if (const QString other = owners.value(table); !other.isEmpty()) {
            Finding finding =
                problem(u"shared-tracking-table"_s,
                        Tr::tr("The modules \"%1\" and \"%2\" name the same tracking table.")
                            .arg(other, module.manifest.id),
                        module.directory % u"/module.json"_s);
            finding.module = module.manifest.id;
            catalog.findings.append(finding);
        }
        owners.insert(table, module.manifest.id);
    }
}

// Required modules first; among equals by id, so that the order never depends on the disk.
void sortByRequirement(ModuleCatalog &catalog)
{
    QList<Module> waiting = catalog.modules;
    std::sort(waiting.begin(), waiting.end(), [](const Module &left, const Module &right) {
        return left.manifest.id < right.manifest.id;
    });
    QSet<QString> known;
    for (const Module &module : std::as_const(waiting))
        known.insert(module.manifest.id);
    QList<Module> sorted;
    QSet<QString> done;
    while (!waiting.isEmpty()) {
        const auto next = std::find_if(waiting.begin(), waiting.end(), [&](const Module &module) {
            const QStringList &required = module.manifest.requiredModules;
            return std::all_of(required.begin(), required.end(), [&](const QString &id) {
                return done.contains(id) || !known.contains(id);
            });
        });
        if (next == waiting.end()) {
            QStringList files;
            for (const Module &module : std::as_const(waiting))
                files << module.directory % u"/module.json"_s;
            catalog.findings.append(problem(
                u"module-circle"_s,
                Tr::tr("These modules require each other in a circle: %1").arg(files.join(u", "_s)),
                files.first()));
            sorted += waiting;
            break;
        }
        done.insert(next->manifest.id);
        sorted.append(*next);
        waiting.erase(next);
    }
    catalog.modules = sorted;
}

void checkRequirements(ModuleCatalog &catalog)
{
    for (const Module &module : std::as_const(catalog.modules)) {
        for (const QString &required : module.manifest.requiredModules) {
            if (catalog.find(required))
                continue;
            Finding finding = problem(
                u"module-missing"_s,
                Tr::tr("The module \"%1\" requires the module \"%2\", which is not installed.")
                    .arg(module.manifest.id, required),
                module.directory % u"/module.json"_s);
            finding.module = module.manifest.id;
            finding.remedy = Tr::tr("Install the module pack that holds \"%1\".").arg(required);
            catalog.findings.append(finding);
        }
    }
}

} // namespace

int Module::indexOf(const QString &stem) const
{
    const auto found = std::find_if(migrations.begin(),
                                    migrations.end(),
                                    [&stem](const ModuleFile &file) { return file.stem == stem; });
    return found == migrations.end() ? -1 : static_cast<int>(found - migrations.begin());
}

const ModuleFile *Module::find(const QString &stem) const
{
    const int index = indexOf(stem);
    return index < 0 ? nullptr : &migrations.at(index);
}

const Module *ModuleCatalog::find(const QString &id) const
{
    const auto found = std::find_if(modules.begin(), modules.end(), [&id](const Module &module) {
        return module.manifest.id == id;
    });
    return found == modules.end() ? nullptr : &*found;
}

ModuleCatalog loadCatalog(const QStringList &directories)
{
    ModuleCatalog catalog;
    for (const QString &directory : directories)
        loadDirectory(directory, catalog);
    checkTrackingTables(catalog);
    checkRequirements(catalog);
    sortByRequirement(catalog);
    return catalog;
}

bool knexLess(const QString &left, const QString &right)
{
    return left < right; // QString compares UTF-16 code units, as JavaScript does
}

QString stemOf(const QString &recordedName)
{
    for (const QLatin1StringView extension :
         {".ts"_L1, ".js"_L1, ".cjs"_L1, ".mjs"_L1, ".sql"_L1}) {
        if (recordedName.endsWith(extension) && recordedName.size() > extension.size())
            return recordedName.chopped(extension.size());
    }
    return recordedName;
}

} // namespace aegisx::modules
