#include "core/lint/lintmodule.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

QString keyOf(NameKind kind, const QString &schema, const QString &name)
{
    return QString::number(static_cast<int>(kind)) % u' ' % schema % u'.' % name;
}

std::optional<NameKind> nameKindOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Sequence:
    case ObjectKind::Index:
        return NameKind::Relation;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return NameKind::Type;
    case ObjectKind::Function:
        return NameKind::Function;
    default:
        return {};
    }
}

} // namespace

LintFacts::LintFacts(const QList<LintModule> &modules)
{
    for (const LintModule &module : modules) {
        const QString &id = module.module->manifest.id;
        m_modules.insert(id);
        m_schemas[module.module->manifest.schema] << id;
        for (const auto &file : module.migrations) {
            if (!file->up)
                continue;
            for (const ObjectChange &change : file->up->analysis.changes)
                take(id, change);
        }
    }
}

void LintFacts::take(const QString &module, const ObjectChange &change)
{
    if (change.change != ChangeKind::Create && change.change != ChangeKind::Rename
        && change.change != ChangeKind::SetSchema)
        return;
    const bool moved = change.change == ChangeKind::SetSchema;
    const QString schema = moved ? change.newName : change.schema;
    const QString name = change.change == ChangeKind::Rename ? change.newName : change.name;
    if (change.kind == ObjectKind::Schema)
        m_madeSchemas.insert(name);
    const auto kind = nameKindOf(change.kind);
    if (!kind)
        return;
    QStringList &makers = m_makers[keyOf(*kind, schema, name)];
    if (!makers.contains(module))
        makers << module;
    const QStringList all = makers; // the next look-up may move what makers refers to
    if (*kind == NameKind::Relation) // a row of it is a type as well
        m_makers[keyOf(NameKind::Type, schema, name)] = all;
}

QStringList LintFacts::ownersOf(const SqlName &name) const
{
    const QStringList makers = m_makers.value(keyOf(name.kind, name.schema, name.name));
    return makers.isEmpty() ? m_schemas.value(name.schema) : makers;
}

bool LintFacts::isMade(const SqlName &name) const
{
    return m_makers.contains(keyOf(name.kind, name.schema, name.name));
}

bool LintFacts::hasSchema(const QString &schema) const
{
    return m_schemas.contains(schema) || m_madeSchemas.contains(schema);
}

bool LintFacts::knowsRequirementsOf(const LintModule &module) const
{
    const QStringList &required = module.module->manifest.requiredModules;
    return std::all_of(required.begin(), required.end(), [this](const QString &one) {
        return m_modules.contains(one);
    });
}

void MadeObjects::apply(const modules::SectionAnalysis &up)
{
    for (const ObjectChange &change : up.changes) {
        const QString identity = identityOf(change);
        if (identity.isEmpty())
            continue;
        if (change.change == ChangeKind::Create) {
            m_live.insert(identity);
            if (change.kind == ObjectKind::Function)
                m_functions.insert(identity, functionSource(up, change));
        } else if (change.change == ChangeKind::Drop) {
            m_live.remove(identity);
        } else if (change.change == ChangeKind::Rename || change.change == ChangeKind::SetSchema) {
            ObjectChange renamed = change;
            (change.change == ChangeKind::Rename ? renamed.name : renamed.schema) = change.newName;
            m_live.remove(identity);
            m_live.insert(identityOf(renamed));
        }
    }
}

void ColumnTypes::renameAll(const QString &from, const QString &to)
{
    const QStringList columns = m_types.keys();
    for (const QString &column : columns) {
        if (!column.startsWith(from % u'.'))
            continue;
        const QString type = m_types.take(column);
        if (!to.isEmpty())
            m_types.insert(to % column.sliced(from.size()), type);
    }
}

void ColumnTypes::apply(const ObjectChange &change)
{
    const bool column = change.kind == ObjectKind::Column;
    if (!column && change.kind != ObjectKind::Table)
        return;
    const QString table = change.schema % u'.' % (column ? change.parent : change.name);
    const QString name = column ? table % u'.' % change.name : table;
    switch (change.change) {
    case ChangeKind::Create:
    case ChangeKind::Alter:
        if (column && !change.type.isEmpty()
            && !(change.change == ChangeKind::Create && change.tolerant && m_types.contains(name)))
            m_types.insert(name, change.type);
        break;
    case ChangeKind::Rename:
        if (column)
            m_types.insert(table % u'.' % change.newName, m_types.take(name));
        else
            renameAll(table, change.schema % u'.' % change.newName);
        break;
    case ChangeKind::SetSchema:
        renameAll(table, change.newName % u'.' % change.name);
        break;
    case ChangeKind::Drop:
        m_types.remove(name);
        if (!column)
            renameAll(table, {});
        break;
    }
}

QByteArray functionSource(const modules::SectionAnalysis &section, const ObjectChange &function)
{
    QByteArray text = section.statements.at(function.statement).sql.simplified();
    if (text.toUpper().startsWith("CREATE OR REPLACE "))
        text.replace(0, 18, "CREATE ");
    return text;
}

QSet<QString> tablesMadeIn(const LintSection &section)
{
    QSet<QString> tables;
    for (const ObjectChange &change : section.analysis.changes) {
        if ((change.kind == ObjectKind::Table || change.kind == ObjectKind::MaterializedView)
            && change.change == ChangeKind::Create)
            tables.insert(change.schema % u'.' % change.name);
    }
    visitSection(section, Bodies::Skip, [&tables](const LintNode &node) {
        const QStringList temporary = localNamesIn(node.node);
        for (const QString &name : temporary)
            tables += QSet<QString> {u'.' % name, u"pg_temp."_s % name};
    });
    return tables;
}

} // namespace aegisx::lint
