#include "core/lint/linter.h"

#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/ignores.h"
#include "core/lint/rules.h"
#include "core/modules/deepstack.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

// What the loading of the modules found, as rules of ours.
Finding ofCatalog(const Finding &problem)
{
    Finding finding = problem;
    const Rule rule =
        ruleOf(problem.id == "bad-file-name"_L1 ? u"file-name"_s : u"module-folder"_s);
    finding.id = rule.id;
    finding.severity = rule.severity;
    finding.remedy = problem.id == "no-such-folder"_L1 || problem.id == "no-module"_L1
        ? Tr::tr("Name the folder of a module, or one that holds such folders.")
        : rule.remedy;
    finding.where.line = std::max(finding.where.line, 1);
    finding.where.column = std::max(finding.where.column, 1);
    return finding;
}

void readSeeds(LintModule &module, Findings &findings)
{
    for (const modules::ModuleFile &file : module.module->seeds) {
        const bool csv = file.path.endsWith(".csv"_L1, Qt::CaseInsensitive);
        module.seeds.append(readLintFile(
            module.module->manifest.id, file, csv ? FileKind::CsvSeed : FileKind::Seed, findings));
    }
}

LintModule readModule(const modules::Module &module, bool checked, Findings &findings)
{
    LintModule result;
    result.module = &module;
    result.checked = checked;
    Findings own; // of a module that is only referred to they are nobody's business here
    for (const modules::ModuleFile &file : module.migrations)
        result.migrations.append(readLintFile(module.manifest.id, file, FileKind::Migration, own));
    if (checked) {
        readSeeds(result, own);
        findings += own;
    }
    return result;
}

void checkModule(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    checkFileNames(module, findings);
    checkNames(module, facts, findings);
    checkCreation(module, facts, findings);
    checkEnums(module, findings);
    checkForeignKeys(module, findings);
    checkDown(module, facts, findings);
    checkLosses(module, facts, findings);
    checkLocks(module, facts, findings);
    checkSession(module, findings);
    checkSuperuser(module, findings);
    checkSeeds(module, findings);
    checkSecrets(module, findings);
}

// The same thing is often met twice, as a statement and as an expression in it.
void sortFindings(Findings &findings, const QStringList &files)
{
    const auto placeOf = [&files](const Finding &finding) { // of no file: first
        return files.indexOf(finding.where.file);
    };
    std::stable_sort(
        findings.begin(), findings.end(), [&](const Finding &left, const Finding &right) {
            const auto leftKey = std::tuple(
                placeOf(left), left.where.line, left.where.column, left.id, left.message);
            return leftKey < std::tuple(placeOf(right),
                                        right.where.line,
                                        right.where.column,
                                        right.id,
                                        right.message);
        });
    const auto last = std::unique(
        findings.begin(), findings.end(), [](const Finding &left, const Finding &right) {
            return left.id == right.id && left.where == right.where
                && left.message == right.message;
        });
    findings.erase(last, findings.end());
}

LintReport check(const LintScope &scope, const std::optional<Findings> &tried)
{
    LintReport report;
    report.modules = scope.modules;
    for (const Finding &problem : scope.catalog.findings) {
        if (problem.module.isEmpty() || scope.modules.contains(problem.module))
            report.findings.append(ofCatalog(problem));
    }
    QList<LintModule> modules;
    for (const modules::Module &module : scope.catalog.modules)
        modules.append(
            readModule(module, scope.modules.contains(module.manifest.id), report.findings));
    if (tried)
        report.findings += *tried;
    const LintFacts facts(modules);
    QStringList files;
    const QSet<QString> notRun =
        tried ? QSet<QString> {} : QSet<QString> {u"round-trip"_s, u"scratch-run"_s};
    for (const LintModule &module : std::as_const(modules)) {
        if (!module.checked)
            continue;
        checkModule(module, facts, report.findings);
        checkBodies(module, report.findings);
        checkRequirements(module, modules, report.findings);
        const auto all = module.migrations + module.seeds;
        for (const auto &file : all) {
            report.silenced += applyIgnores(*file, notRun, report.findings);
            files << file->path;
        }
    }
    report.files = static_cast<int>(files.size());
    sortFindings(report.findings, files);
    return report;
}

} // namespace

int LintReport::count(Severity severity) const
{
    return static_cast<int>(
        std::count_if(findings.begin(), findings.end(), [severity](const Finding &finding) {
            return finding.severity == severity;
        }));
}

LintScope lintScope(const QStringList &folders, const QStringList &others)
{
    const modules::ModuleCatalog first = modules::loadCatalog(folders);
    LintScope scope;
    for (const modules::Module &module : first.modules)
        scope.modules << module.manifest.id;
    QStringList all = folders;
    const modules::ModuleCatalog further = modules::loadCatalog(others);
    for (const modules::Module &module : further.modules) {
        if (!scope.modules.contains(module.manifest.id))
            all << module.directory;
    }
    scope.catalog = modules::loadCatalog(all);
    return scope;
}

LintReport lint(const LintScope &scope, const std::optional<Findings> &tried)
{
    LintReport report;
    if (!modules::tryDeep([&] { report = check(scope, tried); }))
        report = check(scope, tried);
    return report;
}

} // namespace aegisx::lint
