#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/csvseed.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

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

private:
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
    const QString text = name.schema % u'.' % name.name;
    const QStringList owners = m_facts.ownersOf(name);
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
    for (const auto &file : module.migrations + module.seeds) {
        NameCheck check(module, facts, *file, findings);
        check.checkRequirements();
        if (file->kind == FileKind::CsvSeed)
            check.checkCsv();
        if (file->up)
            check.check(*file->up);
        if (file->down)
            check.check(*file->down);
    }
}

} // namespace aegisx::lint
