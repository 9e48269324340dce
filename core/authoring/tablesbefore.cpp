#include "core/authoring/tablesbefore.h"

#include "core/modules/migrationanalysis.h"

#include <QMultiHash>

#include <algorithm>

namespace aegisx::authoring {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

template <typename List> auto foundIn(List &list, const QString &name)
{
    return std::find_if(
        list.begin(), list.end(), [&name](const auto &one) { return one.name == name; });
}

// Reads the up sections one after another, as the server would run them.
class Reader
{
public:
    explicit Reader(QString schema) : m_schema(std::move(schema)) { }

    void take(const ObjectChange &change, const QString &migration);
    [[nodiscard]] MadeSoFar made() const { return m_made; }

private:
    void takeTable(const ObjectChange &change, const QString &migration);
    void takeColumn(const ObjectChange &change);
    void takeName(QStringList &names, const ObjectChange &change) const;
    void takeKey(const ObjectChange &change);
    void takeKeysOf(const ObjectChange &table);

    QString m_schema;
    MadeSoFar m_made;
    QMultiHash<QString, QString> m_keys; // of a table: the indexes that its constraints made
};

void Reader::takeTable(const ObjectChange &change, const QString &migration)
{
    const auto table = foundIn(m_made.tables, change.name);
    const bool there = table != m_made.tables.end();
    if (change.change == ChangeKind::Create && !there)
        m_made.tables.append({change.name, {}, migration});
    else if (change.change == ChangeKind::Rename && there)
        table->name = change.newName;
    else if (change.change == ChangeKind::Drop || change.change == ChangeKind::SetSchema)
        m_made.tables.removeIf([&change](const MadeTable &one) { return one.name == change.name; });
}

void Reader::takeColumn(const ObjectChange &change)
{
    const auto table = foundIn(m_made.tables, change.parent);
    if (table == m_made.tables.end())
        return;
    const auto column = foundIn(table->columns, change.name);
    const bool there = column != table->columns.end();
    if (change.change == ChangeKind::Create && !there)
        table->columns.append({change.name, change.type});
    else if (change.change == ChangeKind::Rename && there)
        column->name = change.newName;
    else if (change.change == ChangeKind::Drop && there)
        table->columns.erase(column);
}

void Reader::takeName(QStringList &names, const ObjectChange &change) const
{
    if (change.change == ChangeKind::Create)
        names << change.name;
    else if (change.change != ChangeKind::Alter)
        names.removeOne(change.name);
    if (change.change == ChangeKind::Rename)
        names << change.newName;
}

// A key is an index of the same name.
void Reader::takeKey(const ObjectChange &change)
{
    static const QStringList keys {u"primary key"_s, u"unique"_s, u"exclusion"_s};
    const bool made = change.change == ChangeKind::Create;
    if (made ? !keys.contains(change.type) : !m_keys.contains(change.parent, change.name))
        return;
    takeName(m_made.names, change);
    if (made)
        m_keys.insert(change.parent, change.name);
    else if (change.change != ChangeKind::Alter)
        m_keys.remove(change.parent, change.name);
    if (change.change == ChangeKind::Rename)
        m_keys.insert(change.parent, change.newName);
}

// They go, or are renamed, with their table.
void Reader::takeKeysOf(const ObjectChange &table)
{
    if (table.change == ChangeKind::Create || table.change == ChangeKind::Alter)
        return;
    const QStringList keys = m_keys.values(table.name);
    m_keys.remove(table.name);
    for (const QString &key : keys) {
        if (table.change == ChangeKind::Rename)
            m_keys.insert(table.newName, key);
        else
            m_made.names.removeOne(key);
    }
}

void Reader::take(const ObjectChange &change, const QString &migration)
{
    if (change.kind == ObjectKind::Schema && change.name == m_schema)
        m_made.schema = change.change == ChangeKind::Create;
    if (change.schema != m_schema)
        return;
    switch (change.kind) {
    case ObjectKind::Table:
        takeTable(change, migration);
        takeKeysOf(change);
        takeName(m_made.names, change);
        break;
    case ObjectKind::Column:
        takeColumn(change);
        break;
    case ObjectKind::Constraint:
        takeKey(change);
        break;
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Type:
    case ObjectKind::Domain:
    case ObjectKind::Sequence:
    case ObjectKind::Index:
        takeName(m_made.names, change);
        break;
    case ObjectKind::Function:
        takeName(m_made.functions, change);
        break;
    default:
        break;
    }
}

} // namespace

const TableColumn *MadeTable::find(const QString &column) const
{
    const auto found = foundIn(columns, column);
    return found == columns.end() ? nullptr : &*found;
}

const MadeTable *MadeSoFar::find(const QString &table) const
{
    const auto found = foundIn(tables, table);
    return found == tables.end() ? nullptr : &*found;
}

MadeSoFar madeBefore(const modules::Module &module, const QString &stem)
{
    Reader reader(module.manifest.schema);
    for (const modules::ModuleFile &file : module.migrations) {
        if (!stem.isEmpty() && !modules::knexLess(file.stem, stem))
            break;
        const auto text = modules::readMigration(file.path);
        if (!text)
            continue;
        const modules::SectionAnalysis analysis =
            modules::analyseSection(text->up, file.path, module.manifest.id, file.stem);
        for (const ObjectChange &change : analysis.changes)
            reader.take(change, file.stem);
    }
    return reader.made();
}

} // namespace aegisx::authoring
