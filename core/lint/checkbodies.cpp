#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/plpgsqltext.h"
#include "core/postgres/sqltext.h"

#include <QRegularExpression>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

// A word that stands once in the text, letters small or not; -1: it does not.
qsizetype onlyPlaceOf(const QString &word, const QByteArray &text)
{
    static const QRegularExpression plain(u"^\\w+$"_s);
    if (!plain.match(word).hasMatch())
        return -1;
    const QRegularExpression pattern(u"\\b%1\\b"_s.arg(word),
                                     QRegularExpression::CaseInsensitiveOption
                                         | QRegularExpression::UseUnicodePropertiesOption);
    const QString all = QString::fromUtf8(text);
    auto matches = pattern.globalMatch(all);
    if (!matches.hasNext())
        return -1;
    const qsizetype at = matches.next().capturedStart();
    return matches.hasNext() ? -1 : all.left(at).toUtf8().size();
}

qsizetype startOfLine(int line, const QByteArray &text)
{
    qsizetype at = 0;
    for (int number = 1; number < line && at < text.size(); ++number)
        at = text.indexOf('\n', at) + 1;
    return at;
}

// What is wrong with a body, and where in it; -1: not known.
struct BodyFault {
    QString message; // empty: nothing
    qsizetype offset = -1;
};

BodyFault faultIn(const modules::CodeBody &body, const QByteArray &statement)
{
    if (body.language == "sql"_L1) {
        modules::ParseFailure failure;
        if (modules::parseTree(body.text, &failure))
            return {};
        return {failure.message, postgres::byteOffsetOfCharacter(body.text, failure.character)};
    }
    modules::PlpgsqlFailure failure;
    if (body.language != "plpgsql"_L1 || modules::parsePlpgsql(statement, &failure)
        || !failure.isSyntax)
        return {};
    static const QRegularExpression near(
        u"( at or near |^)\"([^\"]+)\"( is not a known variable)?$"_s);
    const qsizetype at = onlyPlaceOf(near.match(failure.message).captured(2), body.text);
    return {failure.message,
            at >= 0                ? at
                : failure.line > 1 ? startOfLine(failure.line, body.text)
                                   : -1};
}

class BodyCheck
{
public:
    BodyCheck(const LintFile &file, const LintSection &section, Findings &findings)
        : m_file(file), m_section(section), m_findings(findings)
    {
    }

    void check(qsizetype statement);

private:
    void forgetUnreadable(int first, int last);

    const LintFile &m_file;
    const LintSection &m_section;
    Findings &m_findings;
};

// A block that PostgreSQL cannot read either puts no SQL together at run time.
void BodyCheck::forgetUnreadable(int first, int last)
{
    m_findings.removeIf([this, first, last](const Finding &one) {
        return one.id == "unreadable-sql"_L1 && one.where.file == m_file.path
            && one.where.line >= first && one.where.line <= last;
    });
}

void BodyCheck::check(qsizetype statement)
{
    const PgQuery__RawStmt &raw = *m_section.tree->stmts[statement];
    const auto body = modules::codeBodyOf(*raw.stmt);
    if (!body)
        return;
    const QByteArray &sql = m_section.section.sql;
    const qsizetype end = raw.stmt_len > 0 ? raw.stmt_location + raw.stmt_len : sql.size();
    const BodyFault fault = faultIn(*body, sql.sliced(raw.stmt_location, end - raw.stmt_location));
    if (fault.message.isEmpty())
        return;
    const qsizetype text = sql.indexOf(body->text, body->location);
    const SourcePosition where = text >= 0 && text < end && fault.offset >= 0
        ? positionAt(m_file, m_section, text + fault.offset)
        : positionOf(m_file, m_section, statement);
    if (raw.stmt->node_case == PG_QUERY__NODE__NODE_DO_STMT)
        forgetUnreadable(positionOf(m_file, m_section, statement).line,
                         positionAt(m_file, m_section, end).line);
    m_findings.append(finding(
        m_file, u"sql-syntax"_s, where, Tr::tr("The body cannot be read: %1").arg(fault.message)));
}

} // namespace

void checkBodies(const LintModule &module, Findings &findings)
{
    visitSections(module, [&findings](const LintFile &file, const LintSection &section) {
        BodyCheck check(file, section, findings);
        for (qsizetype i = 0; i < section.statementCount(); ++i)
            check.check(i);
    });
}

} // namespace aegisx::lint
