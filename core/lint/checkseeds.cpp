#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/csvseed.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::NodeList;

namespace {

// Columns whose value nobody but the site may choose.
bool isSecret(const QString &column)
{
    static const QRegularExpression pattern(
        u"(^|_)(password|passwd|pwd|passphrase|secret|token|api_key|private_key|pin)(_hash)?$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(column).hasMatch();
}

// bcrypt, Argon2, SCRAM and the like.
bool looksHashed(const QString &text)
{
    static const QRegularExpression pattern(
        u"^(\\$2[abxy]\\$\\d\\d\\$|\\$argon2|\\$6\\$|\\$5\\$|SCRAM-SHA-256\\$)"_s);
    return pattern.match(text).hasMatch();
}

using Constants = std::function<void(const PgQuery__AConst &)>;

void eachText(const ProtobufCMessage *message, const Constants &take)
{
    modules::walkMessages(message, [&take](const ProtobufCMessage &one) {
        if (one.descriptor == &pg_query__a__const__descriptor) {
            const auto &constant = reinterpret_cast<const PgQuery__AConst &>(one);
            if (constant.val_case == PG_QUERY__A__CONST__VAL_SVAL
                && qstrlen(constant.sval->sval) > 0)
                take(constant);
        }
        return true;
    });
}

class SeedCheck
{
public:
    SeedCheck(const LintFile &file, Findings &findings)
        : m_file(file), m_section(*file.up), m_findings(findings)
    {
    }

    void take(const LintNode &node);

private:
    void takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert);
    void takeSecrets(const LintNode &node, const PgQuery__InsertStmt &insert);
    void takeSource(const LintNode &node, const PgQuery__SelectStmt &source, QList<int> secret);
    void takeSettings(const LintNode &node, const PgQuery__SelectStmt &source);
    void addSecret(const LintNode &node, int location, const QString &column);
    void add(const LintNode &node, const QString &message);

    const LintFile &m_file;
    const LintSection &m_section;
    Findings &m_findings;
    QStringList m_columns; // of the INSERT
    QSet<QString> m_told;
};

void SeedCheck::add(const LintNode &node, const QString &message)
{
    m_findings.append(
        finding(m_file, u"seed-upsert"_s, positionOf(m_file, m_section, node.statement), message));
}

void SeedCheck::addSecret(const LintNode &node, int location, const QString &column)
{
    const SourcePosition where = positionOf(m_file, m_section, node, location);
    if (m_told.contains(where.toString()))
        return;
    m_told.insert(where.toString());
    m_findings.append(finding(
        m_file,
        u"seed-password"_s,
        where,
        column.isEmpty()
            ? Tr::tr("This text is the hash of a password that somebody knows.")
            : Tr::tr("Every site would have this value, which is to be secret: %1").arg(column)));
}

void SeedCheck::takeSource(const LintNode &node,
                           const PgQuery__SelectStmt &source,
                           QList<int> secret)
{
    const auto takeValue = [&](const PgQuery__Node *value, int column) {
        eachText(&value->base, [&](const PgQuery__AConst &constant) {
            addSecret(node, constant.location, m_columns.value(column));
        });
    };
    for (const PgQuery__Node *row : NodeList(source.values_lists, source.n_values_lists)) {
        for (const int column : secret) {
            if (static_cast<size_t>(column) < row->list->n_items)
                takeValue(row->list->items[column], column);
        }
    }
    for (const int column : secret) {
        if (static_cast<size_t>(column) < source.n_target_list)
            takeValue(source.target_list[column], column);
    }
}

// Rows of names and values: ('smtp.password', '...').
void SeedCheck::takeSettings(const LintNode &node, const PgQuery__SelectStmt &source)
{
    static const QRegularExpression ofName(u"^(.+_)?(key|name|code|setting|parameter)$"_s);
    static const QRegularExpression ofValue(u"^(.+_)?value$"_s);
    const auto name = m_columns.indexOf(ofName);
    const auto value = m_columns.indexOf(ofValue);
    if (name < 0 || value < 0)
        return;
    const auto takeRow = [&](const PgQuery__Node *key, const PgQuery__Node *given) {
        QString setting;
        eachText(&key->base, [&setting](const PgQuery__AConst &constant) {
            setting = QString::fromUtf8(constant.sval->sval);
        });
        if (!isSecret(QString(setting).replace(u'.', u'_').replace(u'-', u'_')))
            return;
        eachText(&given->base, [&](const PgQuery__AConst &constant) {
            addSecret(node, constant.location, setting);
        });
    };
    const auto width = static_cast<size_t>(std::max(name, value));
    for (const PgQuery__Node *row : NodeList(source.values_lists, source.n_values_lists)) {
        if (width < row->list->n_items)
            takeRow(row->list->items[name], row->list->items[value]);
    }
    if (width < source.n_target_list)
        takeRow(source.target_list[name], source.target_list[value]);
}

void SeedCheck::takeSecrets(const LintNode &node, const PgQuery__InsertStmt &insert)
{
    m_columns.clear();
    QList<int> secret;
    for (const PgQuery__Node *column : NodeList(insert.cols, insert.n_cols)) {
        m_columns << QString::fromUtf8(column->res_target->name);
        if (isSecret(m_columns.last()))
            secret << static_cast<int>(m_columns.size()) - 1;
    }
    if (insert.select_stmt) {
        takeSource(node, *insert.select_stmt->select_stmt, secret);
        takeSettings(node, *insert.select_stmt->select_stmt);
    }
    if (insert.on_conflict_clause) {
        for (const PgQuery__Node *target : NodeList(insert.on_conflict_clause->target_list,
                                                    insert.on_conflict_clause->n_target_list)) {
            const QString column = QString::fromUtf8(target->res_target->name);
            if (isSecret(column))
                eachText(&target->base, [&](const PgQuery__AConst &constant) {
                    addSecret(node, constant.location, column);
                });
        }
    }
    eachText(&insert.base, [&](const PgQuery__AConst &constant) {
        if (looksHashed(QString::fromUtf8(constant.sval->sval)))
            addSecret(node, constant.location, {});
    });
}

void SeedCheck::takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert)
{
    const modules::ObjectName name = modules::nameOf(insert.relation);
    const QString table = name.schema % u'.' % name.name;
    const PgQuery__OnConflictClause *conflict = insert.on_conflict_clause;
    if (insert.n_cols == 0)
        add(node, Tr::tr("The INSERT does not name its columns: %1").arg(table));
    if (!conflict)
        add(node,
            Tr::tr("The INSERT has no ON CONFLICT, so it fails the second time: %1").arg(table));
    else if (!conflict->infer
             || (conflict->infer->n_index_elems == 0 && qstrlen(conflict->infer->conname) == 0))
        add(node, Tr::tr("ON CONFLICT does not name the key: %1").arg(table));
    takeSecrets(node, insert);
}

void SeedCheck::take(const LintNode &node)
{
    if (node.node->node_case == PG_QUERY__NODE__NODE_INSERT_STMT) {
        takeInsert(node, *node.node->insert_stmt);
        const bool changes = modules::containsNode(node.node, [&node](const PgQuery__Node &below) {
            return &below != node.node
                && (below.node_case == PG_QUERY__NODE__NODE_DELETE_STMT
                    || below.node_case == PG_QUERY__NODE__NODE_UPDATE_STMT);
        });
        if (!changes)
            return;
    }
    if (!node.inBlock && node.node->node_case != PG_QUERY__NODE__NODE_VARIABLE_SET_STMT)
        add(node, Tr::tr("The seed does something else than INSERT ... ON CONFLICT."));
}

void checkSeed(const LintFile &file, Findings &findings)
{
    SeedCheck check(file, findings);
    const LintSection &section = *file.up;
    for (qsizetype i = 0; i < section.statementCount(); ++i)
        check.take({section.node(i), static_cast<int>(i)});
}

QString remedyOf(const LintFile &file, const modules::CsvProblem &problem, const QString &usual)
{
    if (!modules::readCsvTable("code*\n", file.path)) // whatever it holds
        return Tr::tr("Name the file after its table: 010_schema.table.csv.");
    return problem.line == 1
        ? usual
        : Tr::tr("Correct the row: a cell for each column, a key that no other row has, quotation "
                 "marks around the whole cell and doubled inside it.");
}

void checkCsv(const LintFile &file, Findings &findings)
{
    const auto table = modules::readCsvTable(file.text, file.path);
    const auto seed = modules::parseSeed(file.text, file.path);
    if (!seed && (table || table.error().message != seed.error().message)) {
        findings.append(formatFinding(file, seed.error())); // no text at all
        return;
    }
    if (!table) {
        Finding one =
            finding(file, u"csv-seed"_s, {file.path, table.error().line, 1}, table.error().message);
        one.remedy = remedyOf(file, table.error(), one.remedy);
        findings.append(one);
        return;
    }
    for (const QString &column : table->columns) {
        if (isSecret(column))
            findings.append(finding(
                file,
                u"seed-password"_s,
                startOf(file),
                Tr::tr("Every site would have this value, which is to be secret: %1").arg(column)));
    }
}

// CREATE ROLE ... PASSWORD, in a migration as well.
void checkRolePasswords(const LintFile &file, const LintSection &section, Findings &findings)
{
    visitSection(section, Bodies::Visit, [&](const LintNode &node) {
        NodeList options;
        QString name;
        if (node.node->node_case == PG_QUERY__NODE__NODE_CREATE_ROLE_STMT) {
            const PgQuery__CreateRoleStmt &role = *node.node->create_role_stmt;
            options = NodeList(role.options, role.n_options);
            name = QString::fromUtf8(role.role);
        } else if (node.node->node_case == PG_QUERY__NODE__NODE_ALTER_ROLE_STMT) {
            const PgQuery__AlterRoleStmt &role = *node.node->alter_role_stmt;
            options = NodeList(role.options, role.n_options);
            name = QString::fromUtf8(role.role->rolename);
        }
        for (const PgQuery__Node *option : options) {
            if (qstrcmp(option->def_elem->defname, "password") == 0 && option->def_elem->arg)
                findings.append(finding(
                    file,
                    u"seed-password"_s,
                    positionOf(file, section, node, option->def_elem->location),
                    Tr::tr("Every site would have the same password of this role: %1").arg(name)));
        }
    });
}

} // namespace

void checkSeeds(const LintModule &module, Findings &findings)
{
    for (const auto &file : module.migrations + module.seeds) {
        for (const auto *section : {&file->up, &file->down}) {
            if (*section)
                checkRolePasswords(*file, **section, findings);
        }
    }
    for (const auto &file : module.seeds) {
        if (file->kind == FileKind::CsvSeed)
            checkCsv(*file, findings);
        else if (file->up)
            checkSeed(*file, findings);
    }
}

} // namespace aegisx::lint
