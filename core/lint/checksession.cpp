#include "core/base/tr.h"
#include "core/lint/checks.h"

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;
using modules::ObjectName;

namespace {

constexpr int cursorWithHold = 0x20; // CURSOR_OPT_HOLD of parsenodes.h

// The temporary objects that a section drops itself, each with the last statement that does.
QHash<QString, int> temporaryDrops(const LintSection &section)
{
    QHash<QString, int> drops;
    for (const modules::ObjectChange &change : section.analysis.changes) {
        if (change.change == modules::ChangeKind::Drop && !change.guarded
            && (change.schema.isEmpty() || change.schema == "pg_temp"_L1))
            drops.insert(change.name, change.statement);
    }
    return drops;
}

class SessionCheck
{
public:
    SessionCheck(const LintFile &file, const LintSection &section, Findings &findings)
        : m_file(file), m_section(section), m_dropped(temporaryDrops(section)), m_findings(findings)
    {
    }

    void take(const LintNode &node);

private:
    void takeSetting(const LintNode &node, const PgQuery__VariableSetStmt &setting);
    void takeLasting(const LintNode &node, const PgQuery__VariableSetStmt *setting);
    void takeCalls(const LintNode &node);
    void takeLeftover(const LintNode &node);
    void takeRelations(const LintNode &node);
    void takeTemporary(const LintNode &node,
                       const PgQuery__RangeVar *relation,
                       const QString &message,
                       const QString &remedy);
    void takeTable(const LintNode &node, const PgQuery__RangeVar *table, bool dropped);
    void
    add(const LintNode &node, int location, const QString &message, const QString &remedy = {});
    void addKept(const LintNode &node, const QString &what, const QString &remedy);

    const LintFile &m_file;
    const LintSection &m_section;
    QHash<QString, int> m_dropped;
    Findings &m_findings;
};

void SessionCheck::add(const LintNode &node,
                       int location,
                       const QString &message,
                       const QString &remedy)
{
    Finding one =
        finding(m_file, u"session-leak"_s, positionOf(m_file, m_section, node, location), message);
    if (!remedy.isEmpty())
        one.remedy = remedy;
    m_findings.append(one);
}

void SessionCheck::addKept(const LintNode &node, const QString &what, const QString &remedy)
{
    add(node, -1, Tr::tr("The session keeps this: %1").arg(what), remedy);
}

void SessionCheck::takeSetting(const LintNode &node, const PgQuery__VariableSetStmt &setting)
{
    const QString name = QString::fromUtf8(setting.name);
    if (name == "TRANSACTION"_L1 || name == "TRANSACTION SNAPSHOT"_L1) {
        if (node.inBody || (node.inBlock && !m_section.section.transactional))
            return; // behind a COMMIT of its own
        Finding one = finding(m_file,
                              u"forbidden-statement"_s,
                              positionOf(m_file, m_section, node, -1),
                              Tr::tr("The program's transaction has begun: PostgreSQL refuses SET "
                                     "TRANSACTION in it, or refuses what comes after."));
        one.remedy = Tr::tr("Take the statement out.");
        m_findings.append(one);
        return;
    }
    if (setting.is_local)
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
                Tr::tr("This lock is kept until the session ends: %1").arg(name.name),
                Tr::tr("Take a lock that ends with the transaction: pg_advisory_xact_lock()."));
        return true;
    });
}

void SessionCheck::takeTemporary(const LintNode &node,
                                 const PgQuery__RangeVar *relation,
                                 const QString &message,
                                 const QString &remedy)
{
    if (!relation
        || (qstrcmp(relation->relpersistence, "t") != 0
            && qstrcmp(relation->schemaname, "pg_temp") != 0))
        return;
    const QString name = QString::fromUtf8(relation->relname);
    if (m_dropped.value(name, -1) < node.statement)
        add(node, relation->location, message.arg(name), remedy);
}

void SessionCheck::takeTable(const LintNode &node, const PgQuery__RangeVar *table, bool dropped)
{
    if (!dropped)
        takeTemporary(node,
                      table,
                      Tr::tr("This temporary table stays until the session ends; ON COMMIT DROP "
                             "ends it: %1"),
                      Tr::tr("Write ON COMMIT DROP, which CREATE TEMPORARY TABLE ... AS can have "
                             "too, or drop it in the same section."));
}

// Temporary tables, views, sequences and functions.
void SessionCheck::takeRelations(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    constexpr auto dropsOnCommit = PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP;
    const QString kept = Tr::tr("This is temporary and stays until the session ends: %1");
    const QString remedy = Tr::tr("Drop it in the same section, or do without it.");
    const auto takeOther = [&](const PgQuery__RangeVar *relation) {
        takeTemporary(node, relation, kept, remedy);
    };
    switch (one.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return takeTable(
            node, one.create_stmt->relation, one.create_stmt->oncommit == dropsOnCommit);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
        return takeTable(node,
                         one.create_table_as_stmt->into->rel,
                         one.create_table_as_stmt->into->on_commit == dropsOnCommit);
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        if (one.select_stmt->into_clause)
            takeTable(node, one.select_stmt->into_clause->rel, false);
        return;
    case PG_QUERY__NODE__NODE_VIEW_STMT:
        return takeOther(one.view_stmt->view);
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT: {
        const PgQuery__CreateFunctionStmt &create = *one.create_function_stmt;
        const ObjectName name = modules::nameOf({create.funcname, create.n_funcname});
        if (name.schema == "pg_temp"_L1 && m_dropped.value(name.name, -1) < node.statement)
            add(node, -1, kept.arg(name.name), remedy);
        return;
    }
    case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
        return takeOther(one.create_seq_stmt->sequence);
    default:
        return;
    }
}

// Of a role or a database: for every session that comes.
void SessionCheck::takeLasting(const LintNode &node, const PgQuery__VariableSetStmt *setting)
{
    const QString name = setting ? QString::fromUtf8(setting->name) : QString();
    add(node,
        -1,
        Tr::tr("This setting stays for every later session: %1")
            .arg(name.isEmpty() ? u"RESET ALL"_s : name),
        Tr::tr("Take the statement out: what a role or a database has in every session is the "
               "administrator's to set."));
}

// What a session keeps after the transaction.
void SessionCheck::takeLeftover(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    switch (one.node_case) {
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
        return addKept(
            node, u"PREPARE"_s, Tr::tr("Write the statement out where it is to be run."));
    case PG_QUERY__NODE__NODE_LISTEN_STMT:
        return addKept(node,
                       u"LISTEN"_s,
                       Tr::tr("Take the statement out: who waits for notifications listens in a "
                              "session of its own."));
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
        if ((one.declare_cursor_stmt->options & cursorWithHold) != 0)
            addKept(node,
                    u"WITH HOLD"_s,
                    Tr::tr("Declare the cursor without WITH HOLD: it ends with the transaction."));
        return;
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
        return takeLasting(node, one.alter_role_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
        return takeLasting(node, one.alter_database_set_stmt->setstmt);
    case PG_QUERY__NODE__NODE_LOAD_STMT:
        return addKept(node,
                       u"LOAD"_s,
                       Tr::tr("Take the statement out: which libraries the server loads is the "
                              "administrator's to set."));
    default:
        return takeRelations(node);
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
    visitSections(module, [&findings](const LintFile &file, const LintSection &section) {
        checkSection(file, section, findings);
    });
}

} // namespace aegisx::lint
