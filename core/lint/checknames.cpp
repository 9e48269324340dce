#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/csvseed.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// As what a statement names it; the parts of a table or type stand with that.
SqlName nameOf(const ObjectChange &change)
{
    switch (change.kind) {
    case ObjectKind::Schema:
        return {NameKind::Schema, change.name, {}, -1};
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return {NameKind::Type, change.schema, change.name, -1};
    case ObjectKind::EnumLabel:
        return {NameKind::Type, change.schema, change.parent, -1};
    case ObjectKind::Function:
        return {NameKind::Function, change.schema, change.name, -1};
    case ObjectKind::Column:
    case ObjectKind::Constraint:
    case ObjectKind::Trigger:
        return {NameKind::Relation, change.schema, change.parent, -1};
    default:
        return {NameKind::Relation, change.schema, change.name, -1};
    }
}

// Parts of another module's table may be added to it; what stands alone has a schema to stand in.
bool standsInSchema(const ObjectChange &change)
{
    switch (change.kind) {
    case ObjectKind::Schema:
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::Type:
    case ObjectKind::Domain:
    case ObjectKind::Function:
        return true;
    case ObjectKind::Sequence:
        return change.labels.isEmpty(); // else it comes with its column
    default:
        return false;
    }
}

class NameCheck
{
public:
    NameCheck(const LintModule &module,
              const LintFacts &facts,
              const LintFile &file,
              Findings &findings)
        : m_module(module), m_facts(facts), m_file(file), m_findings(findings)
    {
    }

    void check(const LintSection &section);
    void checkRequirements();
    void checkCsv(); // the table is in the file's name
    // What the section makes and drops; beside is what the other modules make.
    void checkObjects(const LintSection &section, const MadeObjects &beside);

private:
    void takeMade(const ObjectChange &made, const SourcePosition &where);
    void takeChanged(const ObjectChange &change, const SourcePosition &where);
    [[nodiscard]] QStringList strangersAmong(const QStringList &modules) const;
    void addForeign(const SourcePosition &where, const QString &message);
    void take(const LintSection &section, const LintNode &node, const SqlName &name);
    void add(const QString &rule, const SourcePosition &where, const QString &message);
    [[nodiscard]] bool mayName(const QStringList &owners) const;
    // What is wrong with naming it; empty: nothing.
    [[nodiscard]] QString problemOf(const SqlName &name) const;
    [[nodiscard]] bool isKnown(const QString &schema) const;

    const LintModule &m_module;
    const LintFacts &m_facts;
    const LintFile &m_file;
    Findings &m_findings;
    QSet<QString> m_told; // rule and place: a name may be met twice on the way
};

bool NameCheck::mayName(const QStringList &owners) const
{
    const modules::Manifest &manifest = m_module.module->manifest;
    if (owners.isEmpty() || owners.contains(manifest.id))
        return true;
    for (const QString &owner : owners) {
        if (manifest.requiredModules.contains(owner))
            return true;
    }
    return false;
}

// "public" and those of extensions may hold what no module makes.
bool NameCheck::isKnown(const QString &schema) const
{
    return schema == "public"_L1 || schema.startsWith("pg_"_L1) || m_facts.hasSchema(schema)
        || !m_facts.knowsRequirementsOf(m_module);
}

QString NameCheck::problemOf(const SqlName &name) const
{
    const bool schema = name.kind == NameKind::Schema;
    if (name.schema == "public"_L1 && (schema || !m_facts.isMade(name)))
        return {}; // every database has it, and extensions put into it what no module makes
    const QString text = schema ? name.schema : name.schema % u'.' % name.name;
    const QStringList owners =
        schema ? m_facts.ownersOfSchema(name.schema) : m_facts.ownersOf(name);
    if (!mayName(owners))
        return Tr::tr("This belongs to the module \"%1\", which module.json does not require: %2")
            .arg(owners.first(), text);
    return owners.isEmpty() && !isKnown(name.schema)
        ? Tr::tr("No module makes the schema of this: %1").arg(text)
        : QString();
}

void NameCheck::add(const QString &rule, const SourcePosition &where, const QString &message)
{
    const QString key = rule % where.toString() % message;
    if (m_told.contains(key))
        return;
    m_told.insert(key);
    m_findings.append(finding(m_file, rule, where, message));
}

void NameCheck::take(const LintSection &section, const LintNode &node, const SqlName &name)
{
    const auto where = [&] {
        return name.location >= 0
            ? positionOf(m_file, section, node, name.location)
            : positionOfName(
                m_file, section, node, name.schema.isEmpty() ? name.name : name.schema);
    };
    if (name.schema.isEmpty()) {
        add(u"schema-qualified"_s,
            where(),
            Tr::tr("This is named without its schema: %1").arg(name.name));
        return;
    }
    if (const QString problem = problemOf(name); !problem.isEmpty())
        add(u"undeclared-module"_s, where(), problem);
}

void NameCheck::check(const LintSection &section)
{
    QSet<QString> local;
    visitSection(section, Bodies::Visit, [&local](const LintNode &node) {
        for (const QString &name : localNamesIn(node.node))
            local.insert(name);
    });
    visitSection(section, Bodies::Visit, [&](const LintNode &node) {
        const QList<SqlName> names = namesIn(node.node, local);
        for (const SqlName &name : names)
            take(section, node, name);
    });
}

// Those that are neither this module nor require it.
QStringList NameCheck::strangersAmong(const QStringList &modules) const
{
    const QString &own = m_module.module->manifest.id;
    QStringList strangers;
    for (const QString &one : modules) {
        if (one != own && !m_facts.needs(one, own))
            strangers << one;
    }
    return strangers;
}

void NameCheck::addForeign(const SourcePosition &where, const QString &message)
{
    const auto before = m_findings.size();
    add(u"undeclared-module"_s, where, message);
    if (m_findings.size() > before)
        m_findings.last().remedy =
            Tr::tr("Make it in a schema of this module, and leave to the other module what is its "
                   "own.");
}

// Into which schema an object comes, when it is made or by SET SCHEMA.
void NameCheck::takeMade(const ObjectChange &made, const SourcePosition &where)
{
    const SqlName name = nameOf(made);
    if (!standsInSchema(made) || name.schema.isEmpty() || name.schema.startsWith("pg_"_L1)
        || name.schema == m_module.module->manifest.schema || !problemOf(name).isEmpty())
        return; // the last is told where it is named
    const QStringList owners = m_facts.ownersOfSchema(name.schema);
    const QStringList strangers = strangersAmong(owners);
    if (!strangers.isEmpty())
        addForeign(where,
                   Tr::tr("Only the module \"%1\" makes objects in its schema: %2")
                       .arg(strangers.first(), describe(made)));
    else if (owners.isEmpty() && (name.schema == "public"_L1 || !isKnown(name.schema)))
        addForeign(
            where,
            Tr::tr("A module makes objects only in schemas of its own: %1").arg(describe(made)));
}

// Dropped, renamed or moved: that is for its own module to do.
void NameCheck::takeChanged(const ObjectChange &change, const SourcePosition &where)
{
    const SqlName name = nameOf(change);
    if (name.schema.isEmpty() || !problemOf(name).isEmpty())
        return;
    const QStringList owners = name.kind == NameKind::Schema ? m_facts.ownersOfSchema(name.schema)
                                                             : m_facts.ownersOf(name);
    const QStringList strangers = strangersAmong(owners);
    if (!strangers.isEmpty() && strangers.size() == owners.size())
        addForeign(
            where,
            Tr::tr("Only the module \"%1\", to which this belongs, drops, renames or moves it: %2")
                .arg(strangers.first(), describe(change)));
}

void NameCheck::checkObjects(const LintSection &section, const MadeObjects &beside)
{
    const Places places(m_file, section);
    for (const ObjectChange &change : section.analysis.changes) {
        const bool moved = change.change == ChangeKind::SetSchema // else it is told by its name
            && problemOf({NameKind::Schema, change.newName, {}, -1}).isEmpty();
        const bool renames =
            change.change == ChangeKind::Rename && change.kind == ObjectKind::Schema;
        if (change.change == ChangeKind::Create)
            takeMade(change, places.of(change));
        else if (moved || renames)
            takeMade(renamed(change), places.of(change));
        const bool other = standsInSchema(change) || beside.holds(change);
        if (other && change.change != ChangeKind::Create && change.change != ChangeKind::Alter)
            takeChanged(change, places.of(change));
    }
}

void NameCheck::checkRequirements()
{
    for (const modules::Requirement &requirement : m_file.requirements) {
        if (!mayName({requirement.module}))
            add(u"undeclared-module"_s,
                {m_file.path, requirement.line, 1},
                Tr::tr("This belongs to the module \"%1\", which module.json does not require: %2")
                    .arg(requirement.module, requirement.name));
    }
}

void NameCheck::checkCsv()
{
    const auto table = modules::readCsvTable(m_file.text, m_file.path);
    const SqlName name {NameKind::Relation,
                        table ? table->schema : QString(),
                        table ? table->table : QString(),
                        -1};
    const QString problem = table ? problemOf(name) : QString();
    if (!problem.isEmpty())
        add(u"undeclared-module"_s, startOf(m_file), problem);
}

} // namespace

void checkNames(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    const MadeObjects beside = facts.madeBeside(module);
    for (const auto &file : module.migrations + module.seeds) {
        NameCheck check(module, facts, *file, findings);
        check.checkRequirements();
        if (file->kind == FileKind::CsvSeed)
            check.checkCsv();
        for (const auto *section : {&file->up, &file->down}) {
            if (!*section)
                continue;
            check.check(**section);
            if (file->isMigration())
                check.checkObjects(**section, beside);
        }
    }
}

} // namespace aegisx::lint
