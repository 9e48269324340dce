#include "core/lint/ignores.h"

#include "core/base/tr.h"
#include "core/lint/rules.h"
#include "core/postgres/sqltext.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

// "-- lint:ignore RULE: reason" or "-- lint:ignore-file RULE: reason".
struct Ignore {
    QString rule;
    QString reason;
    SourcePosition where;
    bool wholeFile = false;
    int firstLine = 0; // of what it silences
    int lastLine = 0;
    bool used = false;
};

// The lines of a statement.
struct Lines {
    int first = 0;
    int last = 0;
};

QList<Lines> statementsOf(const LintFile &file)
{
    QList<Lines> lines;
    for (const auto *section : {&file.up, &file.down}) {
        if (!*section)
            continue;
        for (const modules::Statement &one : (*section)->analysis.statements)
            lines.append({one.line, one.line + static_cast<int>(one.sql.count('\n'))});
    }
    return lines;
}

// A comment before a statement means all of it; one inside means the line below.
void findReach(Ignore &ignore, const QList<Lines> &statements)
{
    const int line = ignore.where.line;
    ignore.firstLine = ignore.lastLine = line + 1;
    for (const Lines &one : statements) {
        if (one.first <= line && one.last >= line)
            return;
        if (one.first > line) {
            ignore.firstLine = one.first;
            ignore.lastLine = one.last;
            return;
        }
    }
}

QList<Ignore> ignoresOf(const LintFile &file)
{
    static const QRegularExpression pattern(
        u"^--\\s*lint:ignore(-file)?(?:\\s+([^\\s:]+))?\\s*(?::\\s*(.*))?$"_s);
    const QList<Lines> statements = statementsOf(file);
    const int sqlStart =
        statements.isEmpty() ? std::numeric_limits<int>::max() : statements.first().first;
    QList<Ignore> ignores;
    const QList<modules::SqlComment> comments = modules::commentsIn(file.text);
    for (const modules::SqlComment &comment : comments) {
        const QString text =
            QString::fromUtf8(file.text.sliced(comment.start, comment.end - comment.start));
        const auto match = pattern.match(text.trimmed());
        if (!match.hasMatch())
            continue;
        const auto at = postgres::lineColumnAt(file.text, comment.start);
        Ignore one {match.captured(2),
                    match.captured(3).trimmed(),
                    {file.path, at.line, at.column},
                    !match.captured(1).isEmpty()};
        if (!one.wholeFile)
            findReach(one, statements);
        else if (at.line < sqlStart) // further down it silences nothing
            one.lastLine = std::numeric_limits<int>::max();
        ignores.append(one);
    }
    return ignores;
}

bool silences(const Ignore &ignore, const Finding &finding)
{
    return ignore.rule == finding.id && finding.where.line >= ignore.firstLine
        && finding.where.line <= ignore.lastLine && !ignore.reason.isEmpty()
        && ruleOf(ignore.rule).silenced;
}

void complain(const LintFile &file,
              const Ignore &ignore,
              const QSet<QString> &notRun,
              Findings &findings)
{
    const Rule rule = ruleOf(ignore.rule);
    if (rule.id.isEmpty() || !rule.silenced)
        findings.append(
            finding(file,
                    u"ignore-unknown"_s,
                    ignore.where,
                    Tr::tr("No rule that can be silenced is called: %1").arg(ignore.rule)));
    else if (ignore.reason.isEmpty())
        findings.append(finding(
            file,
            u"ignore-reason"_s,
            ignore.where,
            Tr::tr("The comment gives no reason, so it silences nothing: %1").arg(ignore.rule)));
    else if (!ignore.used && !notRun.contains(ignore.rule))
        findings.append(
            finding(file,
                    u"ignore-unused"_s,
                    ignore.where,
                    Tr::tr("The comment silences nothing that is found: %1").arg(ignore.rule)));
}

} // namespace

int applyIgnores(const LintFile &file, const QSet<QString> &notRun, Findings &findings)
{
    QList<Ignore> ignores = ignoresOf(file);
    const auto silenced = findings.removeIf([&](const Finding &finding) {
        if (finding.where.file != file.path)
            return false;
        const auto by = std::find_if(ignores.begin(), ignores.end(), [&](const Ignore &ignore) {
            return silences(ignore, finding);
        });
        if (by == ignores.end())
            return false;
        by->used = true;
        return true;
    });
    for (const Ignore &ignore : std::as_const(ignores))
        complain(file, ignore, notRun, findings);
    return static_cast<int>(silenced);
}

} // namespace aegisx::lint
