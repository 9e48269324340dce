#include "core/authoring/newmigration.h"

#include "core/authoring/names.h"
#include "core/authoring/tablesbefore.h"
#include "core/authoring/templates.h"
#include "core/base/tr.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace aegisx::authoring {

using namespace Qt::StringLiterals;
using modules::MigrationKind;
using modules::MigrationName;
using modules::Module;
using modules::NumberRange;

namespace {

constexpr int highestCounted = 999;

tl::unexpected<Error> refuse(const QString &message, const QString &remedy)
{
    return fail(
        Error {ErrorKind::Refused, message, Tr::tr("No file was written or changed."), remedy, {}});
}

// The highest number of the range among the module's files; of one date alone where it is given.
int highestIn(const Module &module, NumberRange range, QDate date = {})
{
    int highest = range.first - 1;
    for (const modules::ModuleFile &file : module.migrations) {
        const MigrationName name = modules::migrationNameOf(file.stem);
        if (name.isDated() && range.contains(name.number())
            && (!date.isValid() || name.date() == date))
            highest = std::max(highest, name.number());
    }
    return highest;
}

QString nextCounted(const Module &module)
{
    int highest = 0;
    for (const modules::ModuleFile &file : module.migrations)
        highest = std::max(highest, modules::migrationNameOf(file.stem).number());
    return highest < highestCounted ? u"%1"_s.arg(highest + 1, 3, 10, QChar(u'0')) : QString();
}

// Whether its migrations are named NNN_description.
bool isCounted(const Module &module)
{
    qsizetype balance = 0;
    for (const modules::ModuleFile &file : module.migrations) {
        const MigrationName name = modules::migrationNameOf(file.stem);
        balance += name.isCounted() ? 1 : name.isDated() ? -1 : 0;
    }
    return balance > 0;
}

// Plans one migration: the names are checked, nothing is written.
class Author
{
public:
    Author(const MigrationRequest &request, const modules::ModuleCatalog &catalog)
        : m_request(request)
        , m_catalog(catalog)
        , m_module(*catalog.find(request.module))
        , m_name(objectNameOf(request.description))
    {
    }

    Result<void> prepare(); // decides on the name and the values, or says what is in the way
    [[nodiscard]] QString stem() const { return m_stem; }
    [[nodiscard]] QByteArray content() const;

private:
    [[nodiscard]] Result<void> checkUnique() const;
    [[nodiscard]] Result<void> checkFree() const;
    [[nodiscard]] Result<void> checkSchema(const MadeSoFar &everything) const;
    [[nodiscard]] Result<void> chooseTable();
    [[nodiscard]] Result<void> addColumns(const MadeTable &table);
    void addUsers();

    const MigrationRequest &m_request;
    const modules::ModuleCatalog &m_catalog;
    const Module &m_module;
    QString m_name;
    QString m_stem;
    MadeSoFar m_before;
    TemplateValues m_values;
};

Result<void> Author::checkUnique() const
{
    for (const modules::ModuleFile &file : m_module.migrations) {
        if (modules::migrationNameOf(file.stem).description == m_request.description)
            return refuse(
                Tr::tr("A migration of the module is called so already: %1").arg(file.path),
                Tr::tr("Say in the description what this one does and the other does not."));
    }
    return {};
}

// Whatever is made before its schema would get a lower name than the schema's migration, and fail.
Result<void> Author::checkSchema(const MadeSoFar &everything) const
{
    const QString &schema = m_module.manifest.schema;
    const auto brings = [&](const Module &other) {
        return &other != &m_module && other.manifest.schema == schema;
    };
    if (everything.schema || schema == "public"_L1
        || std::any_of(m_catalog.modules.begin(), m_catalog.modules.end(), brings))
        return {};
    return refuse(Tr::tr("No migration makes the schema of the module yet: %1").arg(schema),
                  Tr::tr("Make it first, with --kind schema."));
}

// What it makes must not be there; whatever else the name may mean is left to the server.
Result<void> Author::checkFree() const
{
    const QString whole = m_module.manifest.schema % u'.' % m_name;
    const MadeSoFar everything = madeBefore(m_module);
    if (m_request.kind == MigrationKind::Schema) {
        if (everything.schema || m_module.manifest.schema == "public"_L1)
            return refuse(
                Tr::tr("The module has its schema already: %1").arg(m_module.manifest.schema),
                Tr::tr("A module has one schema; choose another kind."));
        return {};
    }
    if (const auto schema = checkSchema(everything); !schema)
        return schema;
    if (m_request.kind == MigrationKind::Other)
        return {};
    const bool function = m_request.kind == MigrationKind::Function;
    if ((function ? everything.functions : everything.names).contains(m_name))
        return refuse(
            Tr::tr("An earlier migration of the module makes this already: %1").arg(whole),
            Tr::tr("Choose another description; --kind other is for changes."));
    return {};
}

// The primary key of public.users, to say who made a row.
void Author::addUsers()
{
    m_values.insert(u"usersMigration"_s, {});
    m_values.insert(u"usersType"_s, {});
    const Module *core = m_catalog.find(u"core"_s);
    if (!core || !m_module.manifest.requiredModules.contains(u"core"_s))
        return;
    const MadeSoFar made = madeBefore(*core);
    const MadeTable *users = made.find(u"users"_s);
    const TableColumn *id = users ? users->find(u"id"_s) : nullptr;
    if (!id || core->manifest.schema != "public"_L1)
        return;
    m_values.insert(u"usersMigration"_s, users->migration);
    m_values.insert(u"usersType"_s, id->type);
}

Result<void> Author::addColumns(const MadeTable &table)
{
    QStringList shown;
    for (const TableColumn &column : table.columns) {
        if (isPlainName(column.name))
            shown << u"    t."_s % column.name;
    }
    if (shown.isEmpty())
        return refuse(Tr::tr("The columns of this table cannot be told: %1").arg(table.name),
                      Tr::tr("Write the migration by hand."));
    if (m_request.kind == MigrationKind::Other && table.find(m_name))
        return refuse(Tr::tr("The table has this column already: %1").arg(m_name),
                      Tr::tr("Choose another description."));
    const QString date = u"created_at"_s;
    m_values.insert(u"table"_s, table.name);
    m_values.insert(u"columns"_s, shown.join(u",\n"_s));
    m_values.insert(u"column"_s, table.find(date) ? date : shown.first().sliced(6));
    return {};
}

// The one that the description names, else the last that the module makes.
Result<void> Author::chooseTable()
{
    const MadeTable *chosen = nullptr;
    bool named = false;
    const QString words = u'_' % m_request.description % u'_';
    for (const MadeTable &table : m_before.tables) {
        if (!isPlainName(table.name))
            continue;
        const bool names = words.contains(u'_' % table.name % u'_');
        if (!chosen || (names && (!named || table.name.size() > chosen->name.size()))
            || (!names && !named))
            chosen = &table;
        named = named || names;
    }
    if (!chosen)
        return refuse(Tr::tr("No earlier migration of the module makes a table that this one could "
                             "refer to: %1")
                          .arg(m_module.manifest.id),
                      Tr::tr("Make the table first, with --kind table."));
    return addColumns(*chosen);
}

Result<void> Author::prepare()
{
    if (const auto unique = checkUnique(); !unique)
        return unique;
    if (const auto free = checkFree(); !free)
        return free;
    const QString digits = nextDigits(m_module, m_request.kind, m_request.date);
    if (digits.isEmpty() && isCounted(m_module))
        return refuse(Tr::tr("The module has a migration with the last number, 999."),
                      Tr::tr("Give that file the next free number, with its old name under "
                             "\"renamed\" in module.json; where all numbers are used, go on in a "
                             "new module."));
    if (digits.isEmpty())
        return refuse(Tr::tr("No number is left for a migration of this kind today."),
                      Tr::tr("Make it tomorrow, or write it by hand with a number of 500 or "
                             "higher."));
    m_stem = digits % u'_' % m_request.description;
    m_before = madeBefore(m_module, m_stem);
    const modules::Manifest &manifest = m_module.manifest;
    m_values.insert(u"schema"_s, manifest.schema);
    m_values.insert(u"name"_s, m_name);
    m_values.insert(u"titleEn"_s, insideSqlText(manifest.titleEn));
    m_values.insert(u"titleTh"_s, insideSqlText(manifest.titleTh));
    m_values.insert(u"ownFunction"_s,
                    m_before.functions.contains(u"update_updated_at"_s) ? QString() : u"yes"_s);
    switch (m_request.kind) {
    case MigrationKind::View:
    case MigrationKind::Index:
    case MigrationKind::Other:
        return chooseTable();
    case MigrationKind::Table:
    case MigrationKind::Transaction:
        addUsers();
        break;
    default:
        break;
    }
    return {};
}

QByteArray Author::content() const
{
    const QString kind = modules::migrationKindNames().at(static_cast<int>(m_request.kind));
    return fillTemplate(kind % u".sql"_s, m_values);
}

Result<void> writeNew(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (file.exists())
        return refuse(Tr::tr("The file is there already: %1").arg(path),
                      Tr::tr("Choose another description."));
    const bool made = file.open(QIODevice::NewOnly);
    if (made && file.write(content) == content.size() && file.flush())
        return {};
    const QString reason = file.errorString();
    if (made)
        file.remove();
    return fail(ErrorKind::Io,
                Tr::tr("This cannot be written: %1 (%2)").arg(path, reason),
                Tr::tr("Check the rights of the folder and the free space of the disk."));
}

} // namespace

QString nextDigits(const Module &module, MigrationKind kind, QDate date)
{
    for (const modules::ModuleFile &file : module.migrations) {
        const MigrationName name = modules::migrationNameOf(file.stem);
        if (name.isDated())
            date = std::max(date, name.date()); // what comes later runs later
    }
    if (isCounted(module))
        return nextCounted(module);
    const NumberRange range = modules::numberRangeOf(kind);
    int number = highestIn(module, range) + 1;
    if (!range.contains(number))
        number = highestIn(module, range, date) + 1;
    return range.contains(number)
        ? date.toString(u"yyyyMMdd"_s) % u"%1"_s.arg(number, 6, 10, QChar(u'0'))
        : QString();
}

Result<MadeFiles> newMigration(const MigrationRequest &request,
                               const modules::ModuleCatalog &catalog)
{
    if (const auto good = checkDescription(request.description); !good)
        return fail(good.error());
    const Module *module = catalog.find(request.module);
    if (!module)
        return fail(ErrorKind::NotFound,
                    Tr::tr("There is no module %1 here.").arg(request.module),
                    Tr::tr("Name its folder, or the folder that holds it, with --in."));
    if (!isPlainName(module->manifest.schema))
        return refuse(Tr::tr("The schema of the module needs quotation marks: %1")
                          .arg(module->manifest.schema),
                      Tr::tr("Write the migration by hand."));
    Author author(request, catalog);
    if (const auto ready = author.prepare(); !ready)
        return fail(ready.error());
    const QString name = author.stem() % u".sql"_s;
    if (const auto written = writeNew(module->directory % u'/' % name, author.content()); !written)
        return fail(written.error());
    return MadeFiles {request.module, module->directory, {name}};
}

} // namespace aegisx::authoring
