#include "core/base/tr.h"
#include "core/lint/checks.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;
using modules::ObjectName;

namespace {

// Of PostgreSQL 13 and newer: what the owner of a database may install.
bool isTrustedExtension(const QString &name)
{
    static const QSet<QString> names {u"btree_gin"_s,
                                      u"btree_gist"_s,
                                      u"citext"_s,
                                      u"cube"_s,
                                      u"dict_int"_s,
                                      u"fuzzystrmatch"_s,
                                      u"hstore"_s,
                                      u"intarray"_s,
                                      u"isn"_s,
                                      u"lo"_s,
                                      u"ltree"_s,
                                      u"pg_trgm"_s,
                                      u"pgcrypto"_s,
                                      u"seg"_s,
                                      u"tablefunc"_s,
                                      u"tcn"_s,
                                      u"tsm_system_rows"_s,
                                      u"tsm_system_time"_s,
                                      u"unaccent"_s,
                                      u"uuid-ossp"_s,
                                      u"plpgsql"_s,
                                      u"plperl"_s,
                                      u"pltcl"_s};
    return names.contains(name);
}

bool isTrustedLanguage(const QString &name)
{
    static const QSet<QString> names {u"sql"_s, u"plpgsql"_s, u"plperl"_s, u"pltcl"_s, u"plv8"_s};
    return names.contains(name.toLower());
}

bool needsSuperuser(const QString &function)
{
    static const QSet<QString> names {u"pg_read_file"_s,
                                      u"pg_read_binary_file"_s,
                                      u"pg_ls_dir"_s,
                                      u"pg_stat_file"_s,
                                      u"pg_reload_conf"_s,
                                      u"pg_rotate_logfile"_s,
                                      u"pg_switch_wal"_s,
                                      u"pg_create_restore_point"_s,
                                      u"pg_promote"_s,
                                      u"lo_import"_s,
                                      u"lo_export"_s};
    return names.contains(function);
}

// The language of a function or a DO block; empty where none is given.
QString languageOf(NodeList options)
{
    for (const PgQuery__Node *option : options) {
        if (qstrcmp(option->def_elem->defname, "language") == 0)
            return modules::nodeText(option->def_elem->arg);
    }
    return {};
}

bool isReplicationRole(const char *setting)
{
    return QString::fromUtf8(setting).compare("session_replication_role"_L1, Qt::CaseInsensitive)
        == 0;
}

// "LEAKPROOF", but not "NOT LEAKPROOF".
bool isLeakproof(NodeList options)
{
    return std::any_of(options.begin(), options.end(), [](const PgQuery__Node *option) {
        const PgQuery__Node *given = option->def_elem->arg;
        return qstrcmp(option->def_elem->defname, "leakproof") == 0
            && !(given && given->node_case == PG_QUERY__NODE__NODE_BOOLEAN
                 && !given->boolean->boolval);
    });
}

// SET session_replication_role, of a function.
bool setsReplicationRole(NodeList options)
{
    return std::any_of(options.begin(), options.end(), [](const PgQuery__Node *option) {
        const PgQuery__Node *given = option->def_elem->arg;
        return given && given->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT
            && isReplicationRole(given->variable_set_stmt->name);
    });
}

QString ofFunction(NodeList options)
{
    const QString language = languageOf(options);
    if (!language.isEmpty() && !isTrustedLanguage(language))
        return Tr::tr("language %1").arg(language);
    if (setsReplicationRole(options))
        return u"session_replication_role"_s;
    return isLeakproof(options) ? u"LEAKPROOF"_s : QString();
}

QString ofPublication(const PgQuery__CreatePublicationStmt &publication)
{
    if (publication.for_all_tables)
        return u"FOR ALL TABLES"_s;
    for (const PgQuery__Node *object : NodeList(publication.pubobjects, publication.n_pubobjects)) {
        const auto kind = object->publication_obj_spec->pubobjtype;
        if (kind == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLES_IN_SCHEMA
            || kind == PG_QUERY__PUBLICATION_OBJ_SPEC_TYPE__PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA)
            return u"FOR TABLES IN SCHEMA"_s;
    }
    return {};
}

// The server's own tables, which nobody else may write to.
QString ofCatalog(const PgQuery__RangeVar *table)
{
    const ObjectName name = table ? modules::nameOf(table) : ObjectName {};
    const bool catalog =
        name.schema == "pg_catalog"_L1 || (name.schema.isEmpty() && name.name.startsWith("pg_"_L1));
    return catalog ? u"pg_catalog."_s % name.name : QString();
}

// session_replication_role by a call; the name may be upper case.
QString ofCalls(const PgQuery__Node &node)
{
    QString found;
    modules::walkMessages(&node.base, [&found](const ProtobufCMessage &message) {
        if (message.descriptor != &pg_query__func_call__descriptor)
            return true;
        const auto &call = reinterpret_cast<const PgQuery__FuncCall &>(message);
        const QString name = modules::nameOf({call.funcname, call.n_funcname}).name;
        const bool role = name == "set_config"_L1 && call.n_args > 0
            && call.args[0]->node_case == PG_QUERY__NODE__NODE_A_CONST
            && call.args[0]->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
            && isReplicationRole(call.args[0]->a_const->sval->sval);
        if (role)
            found = u"session_replication_role"_s;
        else if (needsSuperuser(name))
            found = name;
        return true;
    });
    return found;
}

QString ofTable(const PgQuery__AlterTableStmt &alter)
{
    for (const PgQuery__Node *command : NodeList(alter.cmds, alter.n_cmds)) {
        switch (command->alter_table_cmd->subtype) {
        case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
            return u"DISABLE TRIGGER ALL"_s;
        case PG_QUERY__ALTER_TABLE_TYPE__AT_EnableTrigAll:
            return u"ENABLE TRIGGER ALL"_s;
        default:
            break;
        }
    }
    return {};
}

QString ofCopy(const PgQuery__CopyStmt &copy)
{
    if (copy.is_program)
        return u"COPY ... PROGRAM"_s;
    return qstrlen(copy.filename) > 0 ? Tr::tr("COPY with a file of the server") : QString();
}

QString ofRole(NodeList options)
{
    for (const auto &[option, word] : {std::pair {"superuser", u"SUPERUSER"_s},
                                       std::pair {"isreplication", u"REPLICATION"_s},
                                       std::pair {"bypassrls", u"BYPASSRLS"_s}}) {
        for (const PgQuery__Node *one : options) {
            const PgQuery__Node *given = one->def_elem->arg;
            const bool off = given && given->node_case == PG_QUERY__NODE__NODE_BOOLEAN
                && !given->boolean->boolval;
            if (qstrcmp(one->def_elem->defname, option) == 0 && !off)
                return word;
        }
    }
    return {};
}

// Statements that nobody else may run, whatever they say.
QString alwaysNeedsOne(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_EVENT_TRIG_STMT:
    case PG_QUERY__NODE__NODE_ALTER_EVENT_TRIG_STMT:
        return u"EVENT TRIGGER"_s;
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
        return u"ALTER SYSTEM"_s;
    case PG_QUERY__NODE__NODE_CREATE_PLANG_STMT:
        return u"CREATE LANGUAGE"_s;
    case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
        return u"CREATE TABLESPACE"_s;
    case PG_QUERY__NODE__NODE_CREATE_FDW_STMT:
        return u"CREATE FOREIGN DATA WRAPPER"_s;
    case PG_QUERY__NODE__NODE_CREATE_AM_STMT:
        return u"CREATE ACCESS METHOD"_s;
    case PG_QUERY__NODE__NODE_CREATE_OP_CLASS_STMT:
    case PG_QUERY__NODE__NODE_CREATE_OP_FAMILY_STMT:
        return u"CREATE OPERATOR CLASS"_s;
    case PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT:
        return u"CREATE SUBSCRIPTION"_s;
    case PG_QUERY__NODE__NODE_LOAD_STMT:
        return u"LOAD"_s;
    case PG_QUERY__NODE__NODE_CHECK_POINT_STMT:
        return u"CHECKPOINT"_s;
    default:
        return {};
    }
}

QString ofWriting(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        return ofCatalog(node.insert_stmt->relation);
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        return ofCatalog(node.update_stmt->relation);
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        return ofCatalog(node.delete_stmt->relation);
    case PG_QUERY__NODE__NODE_CREATE_STMT:
        return qstrcmp(node.create_stmt->relation->schemaname, "pg_catalog") == 0
            ? ofCatalog(node.create_stmt->relation)
            : QString();
    default:
        return alwaysNeedsOne(node);
    }
}

// What in the statement only a superuser may do; empty: nothing.
QString reasonOf(const PgQuery__Node &node)
{
    switch (node.node_case) {
    case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
        return ofFunction(
            {node.create_function_stmt->options, node.create_function_stmt->n_options});
    case PG_QUERY__NODE__NODE_DO_STMT:
        return ofFunction({node.do_stmt->args, node.do_stmt->n_args});
    case PG_QUERY__NODE__NODE_COPY_STMT:
        return ofCopy(*node.copy_stmt);
    case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT: {
        const QString name = QString::fromUtf8(node.create_extension_stmt->extname);
        return isTrustedExtension(name) ? QString() : Tr::tr("extension %1").arg(name);
    }
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
        return isReplicationRole(node.variable_set_stmt->name) ? u"session_replication_role"_s
                                                               : QString();
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
        return ofTable(*node.alter_table_stmt);
    case PG_QUERY__NODE__NODE_CREATE_ROLE_STMT:
        return ofRole({node.create_role_stmt->options, node.create_role_stmt->n_options});
    case PG_QUERY__NODE__NODE_ALTER_ROLE_STMT:
        return ofRole({node.alter_role_stmt->options, node.alter_role_stmt->n_options});
    case PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT:
        return ofFunction({node.alter_function_stmt->actions, node.alter_function_stmt->n_actions});
    case PG_QUERY__NODE__NODE_CREATE_PUBLICATION_STMT:
        return ofPublication(*node.create_publication_stmt);
    default:
        return ofWriting(node);
    }
}

void checkSection(const LintFile &file, const LintSection &section, Findings &findings)
{
    QSet<QString> told; // a block's statement may be met with the calls in it
    const auto take = [&](const LintNode &node, const PgQuery__Node &one) {
        QString reason = reasonOf(one);
        if (reason.isEmpty())
            reason = ofCalls(one);
        if (reason.isEmpty())
            return;
        const SourcePosition where = positionOf(file, section, node, -1);
        if (told.contains(where.toString() % reason))
            return;
        told.insert(where.toString() % reason);
        findings.append(finding(
            file, u"superuser"_s, where, Tr::tr("Only a superuser may do this: %1").arg(reason)));
    };
    visitSection(section, Bodies::Visit, [&take](const LintNode &node) { take(node, *node.node); });
    // A DO block in another language runs statements that are not visited.
    for (qsizetype i = 0; i < section.statementCount(); ++i) {
        if (section.node(i)->node_case == PG_QUERY__NODE__NODE_DO_STMT)
            take({section.node(i), static_cast<int>(i)}, *section.node(i));
    }
}

} // namespace

void checkSuperuser(const LintModule &module, Findings &findings)
{
    visitSections(module, [&findings](const LintFile &file, const LintSection &section) {
        checkSection(file, section, findings);
    });
}

} // namespace aegisx::lint
