#include "core/lint/lintmodule.h"

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
        m_schemas[module.module->manifest.schema] << id;
        for (const auto &file : module.migrations) {
            if (!file->up)
                continue;
            for (const ObjectChange &change : file->up->analysis.changes) {
                const auto kind = nameKindOf(change.kind);
                if (!kind
                    || (change.change != ChangeKind::Create && change.change != ChangeKind::Rename))
                    continue;
                const QString &name =
                    change.change == ChangeKind::Create ? change.name : change.newName;
                QStringList &makers = m_makers[keyOf(*kind, change.schema, name)];
                if (!makers.contains(id))
                    makers << id;
                if (*kind == NameKind::Relation) // a row of it is a type as well
                    m_makers[keyOf(NameKind::Type, change.schema, name)] = makers;
            }
        }
    }
}

QStringList LintFacts::ownersOf(const SqlName &name) const
{
    const QStringList makers = m_makers.value(keyOf(name.kind, name.schema, name.name));
    return makers.isEmpty() ? m_schemas.value(name.schema) : makers;
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
        if (change.kind == ObjectKind::Table && change.change == ChangeKind::Create)
            tables.insert(change.schema % u'.' % change.name);
    }
    return tables;
}

} // namespace aegisx::lint
