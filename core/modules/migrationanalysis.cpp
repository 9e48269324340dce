#include "core/modules/migrationanalysis.h"

#include "core/base/tr.h"
#include "core/modules/deepstack.h"
#include "core/modules/fingerprint.h"
#include "core/modules/losses.h"
#include "core/modules/nodeanalysis.h"
#include "core/modules/objectchanges.h"
#include "core/modules/parsetree.h"
#include "core/postgres/sqltext.h"

#include <QRegularExpression>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// The word for a statement that PostgreSQL refuses inside a transaction, empty for all others.
QString outsideTransactionWord(const PgQuery__Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_INDEX_STMT:
        return node->index_stmt->concurrent ? u"CREATE INDEX CONCURRENTLY"_s : QString();
    case PG_QUERY__NODE__NODE_DROP_STMT:
        return node->drop_stmt->concurrent ? u"DROP INDEX CONCURRENTLY"_s : QString();
    case PG_QUERY__NODE__NODE_REINDEX_STMT: {
        const auto *reindex = node->reindex_stmt;
        const bool whole = reindex->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA
            || reindex->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SYSTEM
            || reindex->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_DATABASE;
        return whole || hasOption({reindex->params, reindex->n_params}, "concurrently")
            ? u"REINDEX"_s
            : QString();
    }
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
        return node->vacuum_stmt->is_vacuumcmd ? u"VACUUM"_s : QString();
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
        return node->cluster_stmt->relation ? QString() : u"CLUSTER"_s;
    case PG_QUERY__NODE__NODE_CREATEDB_STMT:
        return u"CREATE DATABASE"_s;
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
        return u"DROP DATABASE"_s;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
        return u"CREATE TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT:
        return u"DROP TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
        return u"ALTER SYSTEM"_s;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT: {
        const auto *alter = node->alter_table_stmt;
        for (const PgQuery__Node *command : std::span(alter->cmds, alter->n_cmds)) {
            const auto *definition = command->alter_table_cmd->def;
            if (definition && definition->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD
                && definition->partition_cmd->concurrent)
                return u"DETACH PARTITION CONCURRENTLY"_s;
        }
        return {};
    }
    default:
        return {};
    }
}

// A problem in words where a statement may not stand in a migration at all.
QString forbidden(const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_TRANSACTION_STMT)
        return Tr::tr(
            "A migration must not contain transaction statements (BEGIN, COMMIT, ROLLBACK, "
            "SAVEPOINT): the program keeps the transaction.");
    if (node->node_case == PG_QUERY__NODE__NODE_COPY_STMT) {
        const auto *copy = node->copy_stmt;
        if (!copy->is_program && qstrlen(copy->filename) == 0)
            return Tr::tr("A migration must not contain COPY FROM STDIN or TO STDOUT.");
    }
    if (node->node_case == PG_QUERY__NODE__NODE_DISCARD_STMT
        && node->discard_stmt->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL)
        return Tr::tr("A migration must not contain DISCARD ALL: the program keeps the session.");
    return {};
}

class Analyser
{
public:
    Analyser(const Section &section,
             const QString &fileName,
             const QString &module,
             const QString &name)
        : m_section(section), m_fileName(fileName), m_module(module), m_name(name)
    {
    }

    SectionAnalysis run();

private:
    [[nodiscard]] SourcePosition position(qsizetype offset) const;
    void addProblem(const QString &id,
                    const QString &message,
                    const QString &remedy,
                    const SourcePosition &where);
    void takeParseError(const ParseFailure &failure);
    void takeStatement(const PgQuery__RawStmt &raw);
    void takeNode(const PgQuery__Node *node, int index);
    void takeInsert(const PgQuery__InsertStmt &insert);

    const Section &m_section;
    QString m_fileName;
    QString m_module;
    QString m_name;
    SectionAnalysis m_result;
    ChangeCollector m_changes {m_result};
    LossCollector m_losses {m_result.losses};
};

SourcePosition Analyser::position(qsizetype offset) const
{
    const auto at = postgres::lineColumnAt(m_section.sql, offset);
    return {m_fileName, m_section.firstLine + at.line - 1, at.column};
}

void Analyser::addProblem(const QString &id,
                          const QString &message,
                          const QString &remedy,
                          const SourcePosition &where)
{
    m_result.problems.append({Severity::Error, id, m_module, m_name, message, remedy, where});
}

void Analyser::takeParseError(const ParseFailure &failure)
{
    const QByteArray &sql = m_section.sql;
    const qsizetype offset = postgres::byteOffsetOfCharacter(sql, failure.character);
    static const QRegularExpression copyData(u"\\bCOPY\\b[^;]*\\bFROM\\s+STDIN\\b"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    const QString before = QString::fromUtf8(sql.first(std::min(offset, sql.size())));
    const auto copy = copyData.match(before);
    if (offset < sql.size() && sql.at(offset) == '\\' && !copy.hasMatch()) {
        addProblem(
            u"psql-command"_s,
            Tr::tr(
                "A migration must not contain psql commands (lines that start with a backslash)."),
            Tr::tr("Ask the vendor of the module for a corrected file."),
            position(offset));
    } else if (copy.hasMatch()) {
        addProblem(u"copy-stdin"_s,
                   Tr::tr("A migration must not contain COPY FROM STDIN or TO STDOUT."),
                   Tr::tr("Ask the vendor of the module for a corrected file."),
                   position(before.left(copy.capturedStart()).toUtf8().size()));
    }
    Error unreadable {ErrorKind::InvalidInput,
                      Tr::tr("The SQL cannot be read: %1").arg(failure.message),
                      Tr::tr("Nothing was run; the site is unchanged."),
                      Tr::tr("Ask the vendor of the module for a corrected file."),
                      {}};
    unreadable.detail.where = position(offset);
    m_result.parseError = unreadable;
    const SourcePosition start = position(0);
    m_result.statements = {{sql, start.line, start.column, {}}};
    m_result.losses = {{LossKind::Unreadable, {}, {}, {}, {}, false, 0}};
}

void Analyser::takeInsert(const PgQuery__InsertStmt &insert)
{
    InsertTarget target {QString::fromUtf8(insert.relation->schemaname),
                         QString::fromUtf8(insert.relation->relname),
                         -1};
    const auto *source = insert.select_stmt;
    if (source && source->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
        && source->select_stmt->n_values_lists > 0)
        target.offeredRows = static_cast<int>(source->select_stmt->n_values_lists);
    m_result.inserts.append(target);
}

void Analyser::takeNode(const PgQuery__Node *node, int index)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
        m_result.changesSession = true;
        break;
    case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT: {
        const auto *alter = node->alter_enum_stmt;
        if (qstrlen(alter->old_val) == 0)
            m_result.addedLabels.append({qualifiedName({alter->type_name, alter->n_type_name}),
                                         QString::fromUtf8(alter->new_val),
                                         index});
        break;
    }
    case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT: {
        const auto *create = node->create_enum_stmt;
        m_result.createdEnums << qualifiedName({create->type_name, create->n_type_name});
        break;
    }
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        takeInsert(*node->insert_stmt);
        break;
    default:
        break;
    }
}

void Analyser::takeStatement(const PgQuery__RawStmt &raw)
{
    const QByteArray &sql = m_section.sql;
    const qsizetype end = raw.stmt_len > 0 ? raw.stmt_location + raw.stmt_len : sql.size();
    const qsizetype start = postgres::skipBlanksAndComments(sql, raw.stmt_location, end);
    const SourcePosition where = position(start);
    QByteArray text = sql.sliced(start, end - start);
    while (!text.isEmpty() && QByteArrayView(" \t\r\n;").contains(text.back()))
        text.chop(1);
    if (text.contains("set_config"))
        m_result.changesSession = true;
    Statement statement {text, where.line, where.column, outsideTransactionWord(raw.stmt)};
    if (const QString why = forbidden(raw.stmt); !why.isEmpty())
        addProblem(u"forbidden-statement"_s,
                   why,
                   Tr::tr("Ask the vendor of the module for a corrected file."),
                   where);
    // A block that commits may lose rows as any other, so it is no statement of that kind.
    const OwnTransactions own = ownTransactionsIn(raw.stmt, text);
    statement.mayCommit = own.possible;
    const QString word = own.end.isEmpty() ? statement.needsNoTransaction : u"DO ... "_s % own.end;
    if (!word.isEmpty() && m_section.transactional)
        addProblem(u"needs-no-transaction"_s,
                   Tr::tr("PostgreSQL refuses this statement inside a transaction: %1").arg(word),
                   Tr::tr("The vendor must mark the file with \"transaction:false\"."),
                   where);
    const int index = static_cast<int>(m_result.statements.size());
    takeNode(raw.stmt, index);
    const bool readable =
        visitStatements(raw.stmt, text, index, [this](const VisitedStatement &visited) {
            m_changes.take(visited);
        });
    m_result.opaque = m_result.opaque || !readable;
    m_losses.take(raw.stmt, text, index);
    m_result.statements.append(statement);
}

SectionAnalysis Analyser::run()
{
    ParseFailure failure;
    const TreePtr tree = parseTree(m_section.sql, &failure);
    if (!tree) {
        takeParseError(failure);
        return m_result;
    }
    for (const PgQuery__RawStmt *raw : std::span(tree->stmts, tree->n_stmts))
        takeStatement(*raw);
    m_result.fingerprint = fingerprintOf(m_section.sql);
    return m_result;
}

} // namespace

SectionAnalysis analyseSection(const Section &section,
                               const QString &fileName,
                               const QString &module,
                               const QString &name)
{
    SectionAnalysis result;
    runDeep(section.sql.size(), [&] { result = Analyser(section, fileName, module, name).run(); });
    return result;
}

} // namespace aegisx::modules
