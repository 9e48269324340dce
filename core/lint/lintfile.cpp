#include "core/lint/lintfile.h"

#include "core/base/tr.h"
#include "core/lint/rules.h"
#include "core/postgres/sqltext.h"

#include <QFile>
#include <QStringDecoder>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;

namespace {

void takeSection(const LintFile &file,
                 const modules::Section &section,
                 std::optional<LintSection> &target,
                 Findings &findings)
{
    target.emplace();
    target->section = section;
    target->analysis = modules::analyseSection(section, file.path, file.module, file.stem);
    target->tree = modules::parseTree(section.sql);
    if (const auto &failure = target->analysis.parseError)
        findings.append(finding(file, u"sql-syntax"_s, failure->detail.where, failure->message));
    for (const Finding &problem : target->analysis.problems) {
        Finding one = finding(file, u"forbidden-statement"_s, problem.where, problem.message);
        findings.append(one);
    }
}

bool isUtf8Text(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    return !decoder.hasError() && !decoded.contains(QChar(u'\0'));
}

// The first place where the text has this part, blanks apart: PL/pgSQL puts blanks where INTO was.
qsizetype findLoosely(const QByteArray &text, const QByteArray &part, qsizetype from)
{
    const QByteArray wanted = part.trimmed();
    if (wanted.isEmpty())
        return -1;
    const qsizetype lead = part.indexOf(wanted.front());
    for (qsizetype at = text.indexOf(wanted.front(), from); at >= 0;
         at = text.indexOf(wanted.front(), at + 1)) {
        if (at + wanted.size() > text.size())
            return -1;
        bool same = true;
        for (qsizetype i = 0; i < wanted.size() && same; ++i)
            same = wanted.at(i) == ' ' || wanted.at(i) == text.at(at + i);
        if (same)
            return at - lead;
    }
    return -1;
}

// Whether this variable is declared just before the place.
bool followsName(const QByteArray &text, qsizetype at, const QByteArray &variable)
{
    QByteArray before = text.first(at).toLower().trimmed();
    if (before.size() == at)
        return false;
    if (before.endsWith(" constant"))
        before = before.chopped(9).trimmed();
    if (before.endsWith('"'))
        before.chop(1);
    return before.endsWith(variable.toLower());
}

// Where the type of a variable is written; where that cannot be told, its first place of all.
qsizetype
findType(const QByteArray &text, const QByteArray &type, const QByteArray &variable, qsizetype from)
{
    const qsizetype first = findLoosely(text, type, from);
    for (qsizetype at = first; at >= 0; at = findLoosely(text, type, at + 1)) {
        if (followsName(text, at, variable))
            return at;
    }
    return first;
}

struct TextPlace {
    qsizetype base = -1; // what the locations of its tree count from
    qsizetype start = -1;
};

// Where the text that a block's node was parsed from stands in its statement.
TextPlace placeOf(const LintSection &section,
                  const modules::VisitedStatement &visited,
                  qsizetype start,
                  qsizetype end)
{
    if (visited.text.isEmpty())
        return {};
    const QByteArray source = section.section.sql.first(end);
    const QByteArray text = visited.text.sliced(visited.added);
    qsizetype at = visited.declared.isEmpty() ? findLoosely(source, text, start)
                                              : findType(source, text, visited.declared, start);
    if (at >= 0)
        return {at - visited.added, at};
    // PL/pgSQL writes SELECT over PERFORM, one letter less.
    if (!text.startsWith("SELECT"))
        return {};
    for (const char *word : {"PERFORM", "perform"}) {
        at = findLoosely(source, word + text.sliced(6), start);
        if (at >= 0)
            return {at + 1 - visited.added, at};
    }
    return {};
}

} // namespace

std::shared_ptr<LintFile> readLintFile(const QString &module,
                                       const modules::ModuleFile &file,
                                       FileKind kind,
                                       Findings &findings)
{
    auto result = std::make_shared<LintFile>();
    result->module = module;
    result->stem = file.stem;
    result->path = file.path;
    result->kind = kind;
    QFile source(file.path);
    if (!source.open(QIODevice::ReadOnly)) {
        findings.append(formatFinding(
            *result,
            {ErrorKind::Io,
             Tr::tr("A file of the module cannot be read: %1").arg(source.errorString()),
             {},
             {},
             {}}));
        return result;
    }
    const QByteArray bytes = source.readAll();
    result->text = bytes;
    if (result->text.startsWith("\xEF\xBB\xBF"))
        result->text.remove(0, 3);
    result->text.replace("\r\n", "\n");
    if (kind == FileKind::Migration) {
        const auto text = modules::parseMigration(bytes, file.path);
        if (!text) {
            findings.append(formatFinding(*result, text.error()));
            return result;
        }
        result->requirements = text->requirements;
        takeSection(*result, text->up, result->up, findings);
        if (text->down)
            takeSection(*result, *text->down, result->down, findings);
    } else if (kind == FileKind::Seed) {
        const auto text = modules::parseSeed(bytes, file.path);
        if (text)
            takeSection(*result, text->section, result->up, findings);
        else
            findings.append(formatFinding(*result, text.error()));
    }
    return result;
}

Finding formatFinding(const LintFile &file, const Error &failure)
{
    SourcePosition where = failure.detail.where;
    where.file = file.path;
    where.line = std::max(where.line, 1);
    where.column = std::max(where.column, 1);
    Finding one = finding(file, u"file-format"_s, where, failure.message);
    if (!isUtf8Text(file.text))
        one.remedy = Tr::tr("Save the file as plain text, encoded in UTF-8.");
    return one;
}

Finding
finding(const LintFile &file, const QString &rule, const SourcePosition &where, QString message)
{
    const Rule known = ruleOf(rule);
    return {known.severity, rule, file.module, file.stem, std::move(message), known.remedy, where};
}

SourcePosition positionAt(const LintFile &file, const LintSection &section, qsizetype offset)
{
    const auto at = postgres::lineColumnAt(section.section.sql, offset);
    return {file.path, section.section.firstLine + at.line - 1, at.column};
}

SourcePosition positionOf(const LintFile &file, const LintSection &section, qsizetype statement)
{
    const modules::Statement &one = section.analysis.statements.at(statement);
    return {file.path, one.line, one.column};
}

SourcePosition startOf(const LintFile &file)
{
    return {file.path, 1, 1};
}

void visitSection(const LintSection &section, Bodies bodies, const LintVisitor &visit)
{
    for (qsizetype i = 0; i < section.statementCount(); ++i) {
        const PgQuery__RawStmt &raw = *section.tree->stmts[i];
        const qsizetype start = raw.stmt_location;
        const qsizetype end = raw.stmt_len > 0 ? start + raw.stmt_len : section.section.sql.size();
        const QByteArray source = section.section.sql.sliced(start, end - start);
        bool body = false;
        const modules::StatementVisitor take = [&](const modules::VisitedStatement &visited) {
            // BEGIN ATOMIC and what follows is part of the section's own tree.
            const bool ownTree = visited.text.isEmpty() && (body || !visited.inBlock);
            const TextPlace place =
                ownTree ? TextPlace {0, -1} : placeOf(section, visited, start, end);
            visit({visited.node,
                   static_cast<int>(i),
                   body,
                   visited.inBlock,
                   place.base,
                   place.start});
        };
        const modules::BlockVisitor visitor {take, take, {}};
        [[maybe_unused]] bool readable =
            modules::visitBlocks(raw.stmt, source, static_cast<int>(i), visitor);
        if (bodies == Bodies::Skip
            || raw.stmt->node_case != PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
            continue;
        body = true;
        readable = modules::visitBody(
            *raw.stmt->create_function_stmt, source, static_cast<int>(i), visitor);
    }
}

SourcePosition
positionOf(const LintFile &file, const LintSection &section, const LintNode &node, int location)
{
    if (location >= 0 && node.base >= 0)
        return positionAt(file, section, node.base + location);
    return node.start >= 0 ? positionAt(file, section, node.start)
                           : positionOf(file, section, node.statement);
}

SourcePosition positionOfName(const LintFile &file,
                              const LintSection &section,
                              const LintNode &node,
                              const QString &name)
{
    const PgQuery__RawStmt &raw = *section.tree->stmts[node.statement];
    const QByteArray &sql = section.section.sql;
    const qsizetype end = raw.stmt_len > 0 ? raw.stmt_location + raw.stmt_len : sql.size();
    const QByteArray lower = sql.first(end).toLower();
    const QByteArray wanted = name.toUtf8().toLower();
    const auto isWord = [&lower](qsizetype at) {
        const char one = at >= 0 && at < lower.size() ? lower.at(at) : ' ';
        return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '_'
            || (static_cast<uchar>(one) & 0x80U) != 0;
    };
    const qsizetype start = postgres::skipBlanksAndComments(sql, raw.stmt_location, end);
    for (qsizetype at = lower.indexOf(wanted, start); at >= 0; at = lower.indexOf(wanted, at + 1)) {
        if (!isWord(at - 1) && !isWord(at + wanted.size()))
            return positionAt(file, section, at);
    }
    return positionOf(file, section, node.statement);
}

} // namespace aegisx::lint
