#include "core/base/tr.h"
#include "core/lint/checks.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;
using modules::ObjectName;

namespace {

constexpr int cursorWithHold = 0x20; // CURSOR_OPT_HOLD of parsenodes.h

class SessionCheck
{
public:
    SessionCheck(const LintFile &file, const LintSection &section, Findings &findings)
        : m_file(file), m_section(section), m_findings(findings)
    {
    }

    void take(const LintNode &node);

private:
    void takeSetting(const LintNode &node, const PgQuery__VariableSetStmt &setting);
    void takeLasting(const LintNode &node, const PgQuery__VariableSetStmt *setting);
    void takeCalls(const LintNode &node);
    void takeLeftover(const LintNode &node);
    void takeTemporary(const LintNode &node, const PgQuery__RangeVar *table, bool dropped);
    void add(const LintNode &node, int location, const QString &message);

    const LintFile &m_file;
    const LintSection &m_section;
    Findings &m_findings;
};

void SessionCheck::add(const LintNode &node, int location, const QString &message)
{
    m_findings.append(
        finding(m_file, u"session-leak"_s, positionOf(m_file, m_section, node, location), message));
}

void SessionCheck::takeSetting(const LintNode &node, const PgQuery__VariableSetStmt &setting)
{
    const QString name = QString::fromUtf8(setting.name);
    if (setting.is_local || name == "TRANSACTION"_L1 || name == "TRANSACTION SNAPSHOT"_L1)
        return;
    add(node,
        -1,
        Tr::tr("This setting stays for whatever runs next in the session: %1")
            .arg(name.isEmpty() ? u"RESET ALL"_s : name));
}

bool isTrue(const PgQuery__Node *node)
{
    if (node && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        node = node->type_cast->arg;
    return node && node->node_case == PG_QUERY__NODE__NODE_A_CONST
        && ((node->a_const->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL
             && node->a_const->boolval->boolval)
            || (node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
                && QByteArrayView(node->a_const->sval->sval).startsWith('t')));
}

void SessionCheck::takeCalls(const LintNode &node)
{
    static const QSet<QString> sessionLocks {u"pg_advisory_lock"_s,
                                             u"pg_advisory_lock_shared"_s,
                                             u"pg_try_advisory_lock"_s,
                                             u"pg_try_advisory_lock_shared"_s};
    modules::walkMessages(&node.node->base, [&](const ProtobufCMessage &message) {
        if (message.descriptor != &pg_query__func_call__descriptor)
            return true;
        const auto &call = reinterpret_cast<const PgQuery__FuncCall &>(message);
        const ObjectName name = modules::nameOf({call.funcname, call.n_funcname});
        if (name.name == "set_config"_L1 && (call.n_args < 3 || !isTrue(call.args[2])))
            add(node,
                call.location,
                Tr::tr("This setting stays for whatever runs next in the session: %1")
                    .arg(name.name));
        else if (!node.inBody && sessionLocks.contains(name.name))
            add(node,
                call.location,
                Tr::tr("This lock is kept until the session ends: %1").arg(name.name));
        return true;
    });
}

void SessionCheck::takeTemporary(const LintNode &node, const PgQuery__RangeVar *table, bool dropped)
{
    if (table && qstrcmp(table->relpersistence, "t") == 0 && !dropped)
        add(node,
            table->location,
            Tr::tr("This temporary table stays until the session ends; ON COMMIT DROP ends it: %1")
                .arg(QString::fromUtf8(table->relname)));
}

// Of a role or a database: for every session that comes.
void SessionCheck::takeLasting(const LintNode &node, const PgQuery__VariableSetStmt *setting)
{
    const QString name = setting ? QString::fromUtf8(setting->name) : QString();
    add(node,
        -1,
        Tr::tr("This setting stays for every later session: %1")
            .arg(name.isEmpty() ? u"RESET ALL"_s : name));
}

// What a session keeps after the transaction.
void SessionCheck::takeLeftover(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    switch (one.node_case) {
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
        return add(node, -1, Tr::tr("The session keeps this: %1").arg(u"PREPARE"_s));
    case PG_QUERY__NODE__NODE_LISTEN_STMT:
        return add(node, -1, Tr::tr("The session keeps this: %1").arg(u"LISTEN"_s));
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
        if ((one.declare_cursor_stmt->options & cursorWithHold) != 0)
            add(node, -1, Tr::tr("The session keeps this: %1").arg(u"WITH HOLD"_s));
        return;
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
        return takeLasting(node, one.alter_role_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
        return takeLasting(node, one.alter_database_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_LOAD_STMT:
        return add(node, -1, Tr::tr("The session keeps this: %1").arg(u"LOAD"_s));
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return takeTemporary(node,
                             one.create_stmt->relation,
                             one.create_stmt->oncommit
                                 == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        return takeTemporary(node,
                             one.create_table_as_stmt->into->rel,
                             one.create_table_as_stmt->into->on_commit
                                 == PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP);
    default:
        return;
    }
}

void SessionCheck::take(const LintNode &node)
{
    if (node.node->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT)
        takeSetting(node, *node.node->variable_set_stmt);
    if (!node.inBody)
        takeLeftover(node);
    takeCalls(node);
}

void checkSection(const LintFile &file, const LintSection &section, Findings &findings)
{
    SessionCheck check(file, section, findings);
    visitSection(section, Bodies::Visit, [&check](const LintNode &node) { check.take(node); });
}

} // namespace

void checkSession(const LintModule &module, Findings &findings)
{
    for (const auto &file : module.migrations + module.seeds) {
        if (file->up)
            checkSection(*file, *file->up, findings);
        if (file->down)
            checkSection(*file, *file->down, findings);
    }
}

} // namespace aegisx::lint
