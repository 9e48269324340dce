#include "core/lint/lintmodule.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::LossKind;
using modules::NodeList;
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

// The text of an option: "immutable" of IMMUTABLE; empty where it is not given.
QString optionOf(NodeList options, const char *name)
{
    for (const PgQuery__Node *option : options) {
        if (qstrcmp(option->def_elem->defname, name) == 0)
            return modules::nodeText(option->def_elem->arg);
    }
    return {};
}

// A view has no rows of its own.
QString ownKeyOf(const ObjectChange &change)
{
    const QString identity = identityOf(change);
    return change.kind == ObjectKind::View ? u"view "_s % identity : identity;
}

} // namespace

void visitSections(const LintModule &module,
                   const std::function<void(const LintFile &, const LintSection &)> &visit)
{
    for (const auto &file : module.migrations + module.seeds) {
        for (const auto *section : {&file->up, &file->down}) {
            if (*section)
                visit(*file, **section);
        }
    }
}

LintFacts::LintFacts(const QList<LintModule> &modules) : m_all(modules)
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
            takeVolatility(*file->up);
        }
    }
}

void LintFacts::take(const QString &module, const ObjectChange &change)
{
    if (change.change != ChangeKind::Create && change.change != ChangeKind::Rename
        && change.change != ChangeKind::SetSchema)
        return;
    const ObjectChange made = change.change == ChangeKind::Create ? change : renamed(change);
    const auto insert = [&module](QStringList &makers) {
        if (!makers.contains(module))
            makers << module;
    };
    if (change.kind == ObjectKind::Schema)
        insert(m_schemaMakers[made.name]);
    const auto kind = nameKindOf(change.kind);
    if (!kind)
        return;
    insert(m_makers[keyOf(*kind, made.schema, made.name)]);
    if (*kind == NameKind::Relation) // a row of it is a type as well
        insert(m_makers[keyOf(NameKind::Type, made.schema, made.name)]);
}

// CREATE FUNCTION, which makes a volatile one where it does not say, and ALTER FUNCTION.
void LintFacts::takeVolatility(const LintSection &up)
{
    visitSection(up, Bodies::Skip, [this](const LintNode &node) {
        const PgQuery__Node &one = *node.node;
        if (one.node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT) {
            const PgQuery__CreateFunctionStmt &create = *one.create_function_stmt;
            const QString kind = optionOf({create.options, create.n_options}, "volatility");
            const bool steady = kind == "immutable"_L1 || kind == "stable"_L1;
            (steady ? m_steady : m_volatile)
                .insert(modules::qualifiedName({create.funcname, create.n_funcname}));
        } else if (one.node_case == PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT) {
            const PgQuery__AlterFunctionStmt &alter = *one.alter_function_stmt;
            if (optionOf({alter.actions, alter.n_actions}, "volatility") == "volatile"_L1)
                m_volatile.insert(
                    modules::qualifiedName({alter.func->objname, alter.func->n_objname}));
        }
    });
}

QStringList LintFacts::ownersOfSchema(const QString &schema) const
{
    const QStringList owners = m_schemas.value(schema);
    return owners.isEmpty() ? m_schemaMakers.value(schema) : owners;
}

QStringList LintFacts::ownersOf(const SqlName &name) const
{
    const QStringList ofSchema = ownersOfSchema(name.schema);
    const QStringList makers = m_makers.value(keyOf(name.kind, name.schema, name.name));
    QStringList both;
    for (const QString &maker : makers) {
        if (ofSchema.contains(maker))
            both << maker;
    }
    return !both.isEmpty() ? both : makers.isEmpty() ? ofSchema : makers;
}

bool LintFacts::isMade(const SqlName &name) const
{
    return m_makers.contains(keyOf(name.kind, name.schema, name.name));
}

bool LintFacts::hasSchema(const QString &schema) const
{
    return m_schemas.contains(schema) || m_schemaMakers.contains(schema);
}

bool LintFacts::knowsRequirementsOf(const LintModule &module) const
{
    const QStringList &required = module.module->manifest.requiredModules;
    return std::all_of(required.begin(), required.end(), [this](const QString &one) {
        return m_modules.contains(one);
    });
}

bool LintFacts::needs(const QString &module, const QString &needed) const
{
    QStringList open {module};
    for (qsizetype i = 0; i < open.size(); ++i) {
        for (const LintModule &one : m_all) {
            if (one.module->manifest.id != open.at(i))
                continue;
            for (const QString &required : one.module->manifest.requiredModules) {
                if (required == needed)
                    return true;
                if (!open.contains(required))
                    open << required;
            }
        }
    }
    return false;
}

// What another module makes in the schema of this one is that module's mistake.
MadeObjects LintFacts::madeBeside(const LintModule &module) const
{
    const modules::Manifest &own = module.module->manifest;
    MadeObjects made;
    for (const LintModule &one : m_all) {
        const modules::Manifest &other = one.module->manifest;
        if (other.id == own.id || needs(other.id, own.id))
            continue;
        for (const auto &file : one.migrations) {
            if (!file->up)
                continue;
            for (const ObjectChange &change : file->up->analysis.changes) {
                const QString &schema =
                    change.kind == ObjectKind::Schema ? change.name : change.schema;
                if (schema != own.schema || other.schema == own.schema)
                    made.apply(file->up->analysis, change);
            }
        }
    }
    return made;
}

bool LintFacts::isSteady(const SqlName &function) const
{
    const QString name = function.schema % u'.' % function.name;
    return m_steady.contains(name) && !m_volatile.contains(name);
}

bool MadeObjects::holds(const ObjectChange &named) const
{
    if (named.kind != ObjectKind::Function || named.arguments != "*"_L1)
        return contains(identityOf(named));
    const QString start = u"function "_s % named.schema % u'.' % named.name % u'(';
    return std::any_of(m_live.begin(), m_live.end(), [&start](const QString &one) {
        return one.startsWith(start);
    });
}

QList<QByteArray> MadeObjects::definitionsOf(const QString &schema, const QString &name) const
{
    const QString start = u"function "_s % schema % u'.' % name % u'(';
    QList<QByteArray> found;
    for (auto one = m_definitions.begin(); one != m_definitions.end(); ++one) {
        if (one.key().startsWith(start) && m_live.contains(one.key()))
            found << *one;
    }
    return found;
}

void MadeObjects::apply(const modules::SectionAnalysis &up)
{
    for (const ObjectChange &change : up.changes)
        apply(up, change);
}

void MadeObjects::apply(const modules::SectionAnalysis &up, const ObjectChange &change)
{
    const QString identity = identityOf(change);
    if (identity.isEmpty())
        return;
    if (change.change == ChangeKind::Create) {
        m_live.insert(identity);
        if (change.kind == ObjectKind::Function) {
            m_functions.insert(identity, functionSource(up, change));
            m_definitions.insert(identity, up.statements.at(change.statement).sql);
        }
    } else if (change.change == ChangeKind::Drop) {
        m_live.remove(identity);
    } else if (change.change == ChangeKind::Rename || change.change == ChangeKind::SetSchema) {
        m_live.remove(identity);
        m_live.insert(identityOf(renamed(change)));
    }
}

void MadeObjects::add(const MadeObjects &others)
{
    m_live.unite(others.m_live);
    m_functions.insert(others.m_functions);
    m_definitions.insert(others.m_definitions);
}

OwnObjects::OwnObjects(const MadeObjects &earlier, const QList<ObjectChange> &changes)
    : m_changes(changes), m_live(earlier.identities())
{
}

void OwnObjects::apply(const ObjectChange &change)
{
    const QString identity = identityOf(change);
    const QString key = ownKeyOf(change);
    if (identity.isEmpty())
        return;
    switch (change.change) {
    case ChangeKind::Create:
        if (!change.tolerant || !m_live.contains(identity))
            m_own.insert(key);
        m_live.insert(identity);
        break;
    case ChangeKind::Drop:
        m_own.remove(key);
        m_live.remove(identity);
        break;
    case ChangeKind::Rename:
    case ChangeKind::SetSchema:
        if (m_own.remove(key))
            m_own.insert(ownKeyOf(renamed(change)));
        m_live.remove(identity);
        m_live.insert(identityOf(renamed(change)));
        break;
    case ChangeKind::Alter:
        break;
    }
}

void OwnObjects::advanceTo(int statement)
{
    for (; m_next < m_changes.size() && m_changes.at(m_next).statement < statement; ++m_next)
        apply(m_changes.at(m_next));
    m_here.clear();
    for (qsizetype i = m_next; i < m_changes.size() && m_changes.at(i).statement == statement;
         ++i) {
        const ObjectChange &change = m_changes.at(i);
        if (change.change == ChangeKind::Create && !m_live.contains(identityOf(change)))
            m_here.insert(ownKeyOf(change));
    }
}

bool OwnObjects::has(ObjectKind kind,
                     const QString &schema,
                     const QString &name,
                     const QString &parent) const
{
    ObjectChange object;
    object.kind = kind;
    object.schema = schema;
    object.name = name;
    object.parent = parent;
    const QString key = ownKeyOf(object);
    return m_own.contains(key) || m_here.contains(key);
}

bool OwnObjects::owns(const modules::Loss &loss) const
{
    switch (loss.kind) {
    case LossKind::DropSchema:
        return has(ObjectKind::Schema, {}, loss.name);
    case LossKind::DropType:
        return has(ObjectKind::Type, loss.schema, loss.name);
    case LossKind::DropExtension:
        return has(ObjectKind::Extension, {}, loss.name);
    case LossKind::DropView:
        return has(ObjectKind::View, loss.schema, loss.name)
            || has(ObjectKind::MaterializedView, loss.schema, loss.name);
    case LossKind::DropFunction:
    case LossKind::Unreadable: {
        const QString start = u"function "_s % loss.schema % u'.' % loss.name % u'(';
        const auto isNamed = [&start](const QString &one) { return one.startsWith(start); };
        return !loss.name.isEmpty()
            && (std::any_of(m_own.begin(), m_own.end(), isNamed)
                || std::any_of(m_here.begin(), m_here.end(), isNamed));
    }
    case LossKind::DropOwned:
    case LossKind::ReplicationRole:
        return false;
    default: // rows of a table
        return has(ObjectKind::Table, loss.schema, loss.name)
            || (!loss.column.isEmpty()
                && has(ObjectKind::Column, loss.schema, loss.column, loss.name));
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

ObjectChange renamed(ObjectChange change)
{
    (change.change == ChangeKind::SetSchema ? change.schema : change.name) = change.newName;
    return change;
}

QSet<QString> temporaryIn(const LintSection &section)
{
    QSet<QString> names;
    visitSection(section, Bodies::Skip, [&names](const LintNode &node) {
        const QStringList temporary = localNamesIn(node.node);
        for (const QString &name : temporary)
            names += QSet<QString> {u'.' % name, u"pg_temp."_s % name};
    });
    return names;
}

QSet<QString> tablesMadeIn(const LintSection &section, const MadeObjects &earlier)
{
    QSet<QString> tables;
    QSet<QString> dropped;
    for (const ObjectChange &change : section.analysis.changes) {
        if (change.kind != ObjectKind::Table && change.kind != ObjectKind::MaterializedView)
            continue;
        const QString identity = identityOf(change);
        if (change.change == ChangeKind::Drop)
            dropped.insert(identity);
        const bool older =
            change.tolerant && earlier.contains(identity) && !dropped.contains(identity);
        if (change.change == ChangeKind::Create && !older)
            tables.insert(change.schema % u'.' % change.name);
    }
    return tables + temporaryIn(section);
}

} // namespace aegisx::lint
