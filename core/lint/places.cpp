#include "core/lint/places.h"

#include "core/modules/nodeanalysis.h"
#include "core/postgres/sqltext.h"

#include <algorithm>

namespace aegisx::lint {

using modules::Loss;
using modules::ObjectChange;

namespace {

bool isWord(char one)
{
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9')
        || one == '_' || one == '$' || (static_cast<uchar>(one) & 0x80U) != 0;
}

// Walks through SQL token by token, as far as commas and brackets need it.
class CommandReader
{
public:
    explicit CommandReader(const QByteArray &sql) : m_sql(sql) { }

    // Where the commands begin of the ALTER TABLE whose table's name is at this place.
    QList<qsizetype> read(qsizetype table);

private:
    [[nodiscard]] char at(qsizetype place) const
    {
        return place < m_sql.size() ? m_sql.at(place) : '\0';
    }
    [[nodiscard]] qsizetype skipBlanks(qsizetype place) const
    {
        return postgres::skipBlanksAndComments(m_sql, place, m_sql.size());
    }
    [[nodiscard]] qsizetype skipToken(qsizetype place) const;
    [[nodiscard]] qsizetype skipName(qsizetype place) const;

    const QByteArray &m_sql;
};

qsizetype CommandReader::skipToken(qsizetype place) const
{
    const char one = at(place);
    const auto behind = [this](const QByteArray &end, qsizetype from) {
        const qsizetype found = m_sql.indexOf(end, from);
        return found < 0 ? m_sql.size() : found + end.size();
    };
    if (one == '\'' || one == '"')
        return behind(QByteArray(1, one), place + 1);
    if (one == '$') {
        const qsizetype tag = m_sql.indexOf('$', place + 1);
        const QByteArray mark = tag < 0 ? QByteArray() : m_sql.sliced(place, tag + 1 - place);
        if (std::all_of(mark.begin(), mark.end(), isWord) && !mark.isEmpty())
            return behind(mark, tag + 1);
    }
    if (!isWord(one))
        return place + 1;
    while (isWord(at(place)))
        ++place;
    return place;
}

qsizetype CommandReader::skipName(qsizetype place) const
{
    for (;;) {
        place = skipBlanks(skipToken(place));
        if (at(place) != '.')
            break;
        place = skipBlanks(place + 1);
    }
    while (at(place) == '*' || at(place) == ')') // ONLY (t)
        place = skipBlanks(place + 1);
    return place;
}

QList<qsizetype> CommandReader::read(qsizetype table)
{
    qsizetype place = skipName(table);
    QList<qsizetype> starts {place};
    for (int depth = 0; place < m_sql.size(); place = skipBlanks(place)) {
        const char one = at(place);
        place = skipToken(place);
        depth += one == '(' || one == '[' ? 1 : one == ')' || one == ']' ? -1 : 0;
        if (depth < 0 || one == ';')
            break;
        if (depth == 0 && one == ',')
            starts.append(skipBlanks(place));
    }
    return starts;
}

} // namespace

SourcePosition positionOfCommand(const LintFile &file,
                                 const LintSection &section,
                                 const LintNode &node,
                                 const PgQuery__AlterTableStmt &alter,
                                 size_t command)
{
    if (node.base >= 0 && alter.relation) {
        const QByteArray &sql = section.section.sql;
        const QList<qsizetype> starts =
            CommandReader(sql).read(node.base + alter.relation->location);
        if (starts.size() == static_cast<qsizetype>(alter.n_cmds))
            return positionAt(file, section, starts.at(static_cast<qsizetype>(command)));
    }
    return positionOf(file, section, node, -1);
}

Places::Places(const LintFile &file, const LintSection &section) : m_file(file), m_section(section)
{
    visitSection(section, Bodies::Skip, [this](const LintNode &node) { take(node); });
}

void Places::takeAlone(const PgQuery__Node &node,
                       int statement,
                       const SourcePosition &where,
                       bool changesValues)
{
    const modules::NodeAnalysis found = modules::analyseNode(&node, statement);
    for (const ObjectChange &change : found.changes)
        m_changes.append({change, where, changesValues});
    for (const Loss &loss : found.losses)
        m_losses.append({loss, where, changesValues});
}

void Places::take(const LintNode &node)
{
    if (node.node->node_case == PG_QUERY__NODE__NODE_DO_STMT)
        return; // one that cannot be read
    if (node.node->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_STMT)
        return takeAlone(
            *node.node, node.statement, positionOf(m_file, m_section, node, -1), false);
    const PgQuery__AlterTableStmt &alter = *node.node->alter_table_stmt;
    for (size_t i = 0; i < alter.n_cmds; ++i) {
        PgQuery__AlterTableStmt one = alter;
        one.n_cmds = 1;
        one.cmds = &alter.cmds[i];
        PgQuery__Node alone = *node.node;
        alone.alter_table_stmt = &one;
        takeAlone(alone,
                  node.statement,
                  positionOfCommand(m_file, m_section, node, alter, i),
                  modules::changesValues(*alter.cmds[i]->alter_table_cmd));
    }
}

SourcePosition Places::of(const ObjectChange &change) const
{
    const auto found = std::find_if(m_changes.begin(), m_changes.end(), [&](const auto &one) {
        return one.what.statement == change.statement && one.what.change == change.change
            && one.what.kind == change.kind && one.what.schema == change.schema
            && one.what.parent == change.parent && one.what.name == change.name
            && one.what.arguments == change.arguments && one.what.newName == change.newName;
    });
    return found == m_changes.end() ? positionOf(m_file, m_section, change.statement)
                                    : found->where;
}

const Places::Placed<Loss> *Places::find(const Loss &loss) const
{
    const auto found = std::find_if(
        m_losses.begin(), m_losses.end(), [&](const auto &one) { return one.what == loss; });
    return found == m_losses.end() ? nullptr : &*found;
}

SourcePosition Places::of(const Loss &loss) const
{
    const auto *found = find(loss);
    return found ? found->where : positionOf(m_file, m_section, loss.statement);
}

bool Places::changesValues(const Loss &loss) const
{
    const auto *found = find(loss);
    return found && found->changesValues;
}

} // namespace aegisx::lint
