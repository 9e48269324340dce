#include "core/lint/ignores.h"

#include "core/base/tr.h"
#include "core/lint/rules.h"
#include "core/postgres/sqltext.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <limits>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;

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

// A comment, and where it stands.
struct Comment {
    QString text;
    SourcePosition where;
};

void addComments(const QByteArray &text,
                 const std::function<SourcePosition(int)> &positionAt,
                 QList<Comment> &comments)
{
    const QList<modules::SqlComment> found = modules::commentsIn(text);
    for (const modules::SqlComment &one : found)
        comments.append({QString::fromUtf8(text.sliced(one.start, one.end - one.start)).trimmed(),
                         positionAt(one.start)});
}

// The source of a DO block or function, as it stands between its dollars; empty: none.
QByteArray bodyOf(const PgQuery__Node &node)
{
    NodeList options;
    if (node.node_case == PG_QUERY__NODE__NODE_DO_STMT)
        options = NodeList(node.do_stmt->args, node.do_stmt->n_args);
    else if (node.node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
        options =
            NodeList(node.create_function_stmt->options, node.create_function_stmt->n_options);
    for (const PgQuery__Node *option : options) {
        const PgQuery__Node *value = option->def_elem->arg;
        if (qstrcmp(option->def_elem->defname, "as") != 0 || !value)
            continue;
        const bool list = value->node_case == PG_QUERY__NODE__NODE_LIST && value->list->n_items > 0;
        return modules::nodeText(list ? value->list->items[0] : value).toUtf8();
    }
    return {};
}

void addBodyComments(const LintFile &file, const LintSection &section, QList<Comment> &comments)
{
    for (qsizetype i = 0; i < section.statementCount(); ++i) {
        const QByteArray body = bodyOf(*section.node(i));
        const qsizetype start = body.isEmpty()
            ? -1
            : section.section.sql.indexOf(QByteArray('$' + body),
                                          section.tree->stmts[i]->stmt_location);
        if (start >= 0)
            addComments(
                body, [&](int at) { return positionAt(file, section, start + 1 + at); }, comments);
    }
}

QList<Comment> commentsOf(const LintFile &file)
{
    QList<Comment> comments;
    addComments(
        file.text,
        [&file](int start) {
            const auto at = postgres::lineColumnAt(file.text, start);
            return SourcePosition {file.path, at.line, at.column};
        },
        comments);
    for (const auto *section : {&file.up, &file.down}) {
        if (*section)
            addBodyComments(file, **section, comments);
    }
    return comments;
}

QList<Ignore> ignoresOf(const LintFile &file)
{
    static const QRegularExpression pattern(
        u"^--\\s*lint:ignore(-file)?(?:\\s+([^:]*?))?\\s*(?::\\s*(.*))?$"_s);
    const QList<Lines> statements = statementsOf(file);
    const int sqlStart =
        statements.isEmpty() ? std::numeric_limits<int>::max() : statements.first().first;
    QList<Ignore> ignores;
    const QList<Comment> comments = commentsOf(file);
    for (const Comment &comment : comments) {
        const auto match = pattern.match(comment.text);
        if (!match.hasMatch())
            continue;
        const QStringList rules = match.captured(2).split(u',');
        for (const QString &rule : rules) {
            Ignore one {rule.trimmed(),
                        match.captured(3).trimmed(),
                        comment.where,
                        !match.captured(1).isEmpty()};
            if (!one.wholeFile)
                findReach(one, statements);
            else if (comment.where.line < sqlStart) // further down it silences nothing
                one.lastLine = std::numeric_limits<int>::max();
            ignores.append(one);
        }
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
