#include "cli/commands.h"
#include "cli/lintrun.h"
#include "cli/siteaccess.h"
#include "core/base/tr.h"
#include "core/lint/linter.h"
#include "core/lint/rules.h"
#include "core/lint/sarif.h"
#include "core/reports/reportjson.h"

#include <QDir>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonArray rulesJson()
{
    QJsonArray rules;
    for (const lint::Rule &rule : lint::rules())
        rules.append(QJsonObject {{u"id"_s, rule.id},
                                  {u"severity"_s, jsonKeyOf(rule.severity)},
                                  {u"title"_s, rule.title},
                                  {u"remedy"_s, rule.remedy},
                                  {u"canBeSilenced"_s, rule.silenced}});
    return rules;
}

ExitCode showRules(const Context &context)
{
    Terminal &terminal = context.terminal;
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const lint::Rule &rule : lint::rules()) {
        const bool error = rule.severity == Severity::Error;
        rows.append({rule.id, error ? Tr::tr("error") : Tr::tr("warning"), rule.title});
        tones.append(error ? Tone::Bad : Tone::Warning);
    }
    terminal.table(
        {Tr::tr("Rule"), Tr::tr("Severity"), Tr::tr("What it asks for")}, rows, 1, tones);
    terminal.document({{u"document"_s, u"lintRules"_s}, {u"rules"_s, rulesJson()}});
    return ExitCode::Done;
}

QJsonObject lintDocument(const lint::LintReport &report, bool tried)
{
    return {{u"document"_s, u"lint"_s},
            {u"modules"_s, QJsonArray::fromStringList(report.modules)},
            {u"files"_s, report.files},
            {u"tried"_s, tried},
            {u"errors"_s, report.count(Severity::Error)},
            {u"warnings"_s, report.count(Severity::Warning)},
            {u"silenced"_s, report.silenced},
            {u"findings"_s, reports::toJson(report.findings)}};
}

// The findings of one file under its name, each with line and column.
void printFindings(Terminal &terminal, const Findings &findings)
{
    QString file;
    for (const Finding &finding : findings) {
        if (finding.where.file != file) {
            if (!file.isEmpty())
                terminal.line();
            file = finding.where.file;
            terminal.line(QDir().relativeFilePath(file), Tone::Bold);
        }
        const bool error = finding.severity == Severity::Error;
        terminal.line(u"  %1:%2  %3  %4"_s.arg(QString::number(finding.where.line),
                                               QString::number(finding.where.column),
                                               error ? Tr::tr("error") : Tr::tr("warning"),
                                               finding.id),
                      error ? Tone::Bad : Tone::Warning);
        terminal.line(u"      "_s % finding.message);
        if (!finding.remedy.isEmpty())
            terminal.line(u"      "_s % finding.remedy, Tone::Dim);
    }
    if (!findings.isEmpty())
        terminal.line();
}

void printSummary(Terminal &terminal, const lint::LintReport &report)
{
    const int errors = report.count(Severity::Error);
    const int warnings = report.count(Severity::Warning);
    terminal.line(Tr::tr("%n file(s) of these modules: %1", nullptr, report.files)
                      .arg(report.modules.join(u", "_s)),
                  Tone::Bold);
    terminal.line(Tr::tr("Errors: %1, warnings: %2").arg(errors).arg(warnings),
                  errors > 0         ? Tone::Bad
                      : warnings > 0 ? Tone::Warning
                                     : Tone::Good);
    if (report.silenced > 0)
        terminal.line(
            Tr::tr("%n finding(s) silenced by a comment with a reason", nullptr, report.silenced),
            Tone::Dim);
}

// What was named has to be there, and hold a module.
Result<void> checkFolders(const lint::LintScope &scope, const QStringList &folders)
{
    for (const Finding &one : scope.catalog.findings) {
        if ((one.id == "no-such-folder"_L1 || one.id == "no-module"_L1)
            && folders.contains(one.where.file))
            return fail(ErrorKind::NotFound,
                        one.message,
                        Tr::tr("Name the folder of a module, or one that holds such folders."));
    }
    return {};
}

} // namespace

ExitCode lintModules(const Context &context)
{
    const Arguments &arguments = context.arguments;
    if (arguments.listRules)
        return showRules(context);
    const QStringList others = moduleFolders(arguments);
    const lint::LintScope scope =
        lint::lintScope(arguments.folders.isEmpty() ? others : arguments.folders, others);
    std::optional<Findings> tried;
    if (const auto there = checkFolders(scope, arguments.folders); !there)
        return giveUp(context, there.error());
    if (arguments.practice || arguments.database) {
        auto found = tryModules(context, scope);
        if (!found)
            return giveUp(context, found.error());
        tried = std::move(*found);
    }
    const lint::LintReport report = lint::lint(scope, tried);
    Terminal &terminal = context.terminal;
    if (arguments.format == "sarif"_L1) {
        terminal.document(lint::toSarif(report, QDir::currentPath()));
    } else {
        printFindings(terminal, report.findings);
        printSummary(terminal, report);
        terminal.document(lintDocument(report, tried.has_value()));
    }
    return report.count(Severity::Error) > 0 ? ExitCode::Failed : ExitCode::Done;
}

} // namespace aegisx::cli
