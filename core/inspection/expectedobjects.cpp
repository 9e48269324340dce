#include "core/inspection/expectedobjects.h"

#include "core/modules/migrationanalysis.h"

#include <algorithm>

namespace aegisx::inspection {

using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// 0: of no interest here.
int spaceOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Sequence:
        return 1;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return 2;
    case ObjectKind::Function:
        return 3;
    default:
        return 0;
    }
}

// Follows a module's migrations from the first to the last.
class Follower
{
public:
    explicit Follower(const modules::Module &module) : m_module(module) { }

    void follow(const QString &migration, const ObjectChange &change);
    [[nodiscard]] const QList<ExpectedObject> &objects() const { return m_objects; }

private:
    void followSchema(const ObjectChange &change);
    void followColumn(const QString &migration, const ObjectChange &change);
    [[nodiscard]] QString schemaOf(const ObjectChange &change) const
    {
        return change.schema.isEmpty() ? m_module.manifest.schema : change.schema;
    }
    [[nodiscard]] bool isMeant(const ExpectedObject &object, const ObjectChange &change) const;
    [[nodiscard]] bool isTableOf(const ExpectedObject &object, const ObjectChange &column) const
    {
        return object.kind == ObjectKind::Table && object.name == column.parent
            && object.schema == schemaOf(column);
    }

    const modules::Module &m_module;
    QList<ExpectedObject> m_objects;
    int m_statement = -1; // of the current migration, that made the last object
};

bool Follower::isMeant(const ExpectedObject &object, const ObjectChange &change) const
{
    const bool anyArguments = change.arguments == u"*" || object.arguments == change.arguments;
    return object.name == change.name && object.schema == schemaOf(change)
        && shareNames(object.kind, change.kind)
        && (object.kind != ObjectKind::Function || anyArguments);
}

void Follower::followSchema(const ObjectChange &change)
{
    if (change.change == ChangeKind::Drop)
        m_objects.removeIf([&change](const auto &object) { return object.schema == change.name; });
    if (change.change != ChangeKind::Rename)
        return;
    for (ExpectedObject &object : m_objects) {
        if (object.schema == change.name)
            object.schema = change.newName;
    }
}

// Those of the table that was made last are told right behind it.
void Follower::followColumn(const QString &migration, const ObjectChange &change)
{
    if (change.change == ChangeKind::Create) {
        const bool itsOwn = !m_objects.isEmpty() && m_statement == change.statement
            && m_objects.last().migration == migration && isTableOf(m_objects.last(), change);
        if (itsOwn)
            m_objects.last().columns << change.name;
        return;
    }
    for (ExpectedObject &table : m_objects) {
        const qsizetype at = isTableOf(table, change) ? table.columns.indexOf(change.name) : -1;
        if (at >= 0 && change.change == ChangeKind::Rename)
            table.columns.replace(at, change.newName);
        else if (at >= 0 && change.change == ChangeKind::Drop)
            table.columns.removeAt(at);
    }
}

void Follower::follow(const QString &migration, const ObjectChange &change)
{
    if (change.kind == ObjectKind::Schema)
        return followSchema(change);
    if (change.kind == ObjectKind::Column)
        return followColumn(migration, change);
    const bool owned = change.kind == ObjectKind::Sequence && !change.parent.isEmpty();
    if (spaceOf(change.kind) == 0 || owned)
        return;
    const auto meant = [&](const ExpectedObject &object) { return isMeant(object, change); };
    const auto found = std::find_if(m_objects.begin(), m_objects.end(), meant);
    switch (change.change) {
    case ChangeKind::Create:
        if (found != m_objects.end())
            break;
        m_objects.append({m_module.manifest.id,
                          migration,
                          change.kind,
                          schemaOf(change),
                          change.name,
                          change.arguments,
                          {}});
        m_statement = change.statement;
        break;
    case ChangeKind::Rename:
        if (found != m_objects.end()) {
            found->formers.append({found->schema, found->name, found->columns});
            found->name = change.newName;
        }
        break;
    case ChangeKind::SetSchema:
        if (found != m_objects.end())
            found->schema = change.newName;
        break;
    case ChangeKind::Drop:
        m_objects.removeIf(meant);
        break;
    case ChangeKind::Alter:
        break;
    }
}

} // namespace

bool shareNames(ObjectKind left, ObjectKind right)
{
    return spaceOf(left) != 0 && spaceOf(left) == spaceOf(right);
}

QList<ExpectedObject> expectedObjects(const modules::ModuleCatalog &catalog)
{
    QList<ExpectedObject> all;
    for (const modules::Module &module : catalog.modules) {
        Follower follower(module);
        for (const modules::ModuleFile &file : module.migrations) {
            const auto text = modules::readMigration(file.path);
            if (!text)
                continue;
            const auto analysis =
                modules::analyseSection(text->up, file.path, module.manifest.id, file.stem);
            for (const ObjectChange &change : analysis.changes)
                follower.follow(file.stem, change);
        }
        all += follower.objects();
    }
    return all;
}

} // namespace aegisx::inspection
