#include "core/lint/clusterstatements.h"

#include "core/modules/deepstack.h"
#include "core/modules/parsetree.h"
#include "core/postgres/sqltext.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

// DATABASE, ROLE or TABLESPACE; empty: none of them.
QString sharedKind(PgQuery__ObjectType type)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE:
        return u"DATABASE"_s;
    case PG_QUERY__OBJECT_TYPE__OBJECT_ROLE:
        return u"ROLE"_s;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLESPACE:
        return u"TABLESPACE"_s;
    case PG_QUERY__OBJECT_TYPE__OBJECT_PARAMETER_ACL:
        return u"PARAMETER"_s;
    default:
        return {};
    }
}

QString with(const QString &verb, PgQuery__ObjectType type)
{
    const QString kind = sharedKind(type);
    return kind.isEmpty() ? QString() : verb % u' ' % kind;
}

QString aboutObjects(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_COMMENT_STMT:
        return with(u"COMMENT ON"_s, node.comment_stmt->objtype);
    case PG_QUERY__NODE__NODE_SEC_LABEL_STMT:
        return with(u"SECURITY LABEL ON"_s, node.sec_label_stmt->objtype);
    case PG_QUERY__NODE__NODE_GRANT_STMT:
        return with(node.grant_stmt->is_grant ? u"GRANT ON"_s : u"REVOKE ON"_s,
                    node.grant_stmt->objtype);
    case PG_QUERY__NODE__NODE_ALTER_OWNER_STMT:
        return with(u"ALTER"_s, node.alter_owner_stmt->object_type);
    case PG_QUERY__NODE__NODE_RENAME_STMT:
        return with(u"ALTER"_s, node.rename_stmt->rename_type);
    default:
        return {};
    }
}

// What the statement is called; empty where it stays in its database.
QString clusterWord(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATEDB_STMT:
        return u"CREATE DATABASE"_s;
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
        return u"DROP DATABASE"_s;
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_REFRESH_COLL_STMT:
        return u"ALTER DATABASE"_s;
    case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT:
        return u"CREATE ROLE"_s;
    case PG_QUERY__NODE__NODE_ALTER_ROLE_STMT:
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
        return u"ALTER ROLE"_s;
    case PG_QUERY__NODE__NODE_DROP_ROLE_STMT:
        return u"DROP ROLE"_s;
    case PG_QUERY__NODE__NODE_GRANT_ROLE_STMT:
        return node.grant_role_stmt->is_grant ? u"GRANT ROLE"_s : u"REVOKE ROLE"_s;
    case PG_QUERY__NODE__NODE_DROP_OWNED_STMT:
        return u"DROP OWNED"_s;
    case PG_QUERY__NODE__NODE_REASSIGN_OWNED_STMT:
        return u"REASSIGN OWNED"_s;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
        return u"CREATE TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT:
        return u"DROP TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_SPACE_OPTIONS_STMT:
        return u"ALTER TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
        return u"ALTER SYSTEM"_s;
    default:
        return aboutObjects(node);
    }
}

std::optional<ClusterStatement> find(const modules::Section &section)
{
    const modules::TreePtr tree = modules::parseTree(section.sql);
    for (int i = 0; tree && i < static_cast<int>(tree->n_stmts); ++i) {
        const PgQuery__RawStmt &raw = *tree->stmts[i];
        const qsizetype end =
            raw.stmt_len > 0 ? raw.stmt_location + raw.stmt_len : section.sql.size();
        const QByteArray text = section.sql.sliced(raw.stmt_location, end - raw.stmt_location);
        QString word;
        const modules::StatementVisitor take = [&word](const modules::VisitedStatement &one) {
            if (word.isEmpty())
                word = clusterWord(*one.node);
        };
        [[maybe_unused]] bool readable = modules::visitBlocks(raw.stmt, text, i, {take, {}, {}});
        if (raw.stmt->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
            readable = modules::visitBody(*raw.stmt->create_function_stmt, text, i, {take, {}, {}});
        if (word.isEmpty())
            continue;
        const auto at = postgres::lineColumnAt(
            section.sql, postgres::skipBlanksAndComments(section.sql, raw.stmt_location, end));
        return ClusterStatement {word, section.firstLine + at.line - 1, at.column};
    }
    return {};
}

} // namespace

std::optional<ClusterStatement> clusterStatementIn(const modules::Section &section)
{
    std::optional<ClusterStatement> found;
    modules::runDeep(section.sql.size(), [&] { found = find(section); });
    return found;
}

} // namespace aegisx::lint
