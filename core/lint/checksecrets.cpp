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

// A value that the server makes up.
bool isRandom(const PgQuery__Node *value)
{
    return modules::containsNode(value, [](const PgQuery__Node &node) {
        return node.node_case == PG_QUERY__NODE__NODE_FUNC_CALL
            && modules::nameOf({node.func_call->funcname, node.func_call->n_funcname})
                   .name.startsWith("gen_random_"_L1);
    });
}

// The columns of a table of settings that hold names, and those that hold values.
QList<int> columnsLike(const QStringList &columns, const QString &pattern)
{
    const QRegularExpression expression(u"^(.+_)?("_s % pattern % u")$"_s);
    QList<int> found;
    for (int i = 0; i < columns.size(); ++i) {
        if (expression.match(columns.at(i)).hasMatch())
            found << i;
    }
    return found;
}

QList<int> namesAmong(const QStringList &columns)
{
    return columnsLike(columns, u"key|name|code|setting|parameter"_s);
}

QList<int> valuesAmong(const QStringList &columns)
{
    return columnsLike(columns, u"value"_s);
}

bool isSecretSetting(QString name)
{
    return isSecret(name.replace(u'.', u'_').replace(u'-', u'_'));
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

// Passwords and the like that a section writes into tables or gives to roles.
class SecretCheck
{
public:
    SecretCheck(const LintFile &file, const LintSection &section, Findings &findings)
        : m_file(file), m_section(section), m_findings(findings)
    {
    }

    void take(const LintNode &node);

private:
    void takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert);
    void takeTargets(const LintNode &node, NodeList targets);
    void takeSource(const LintNode &node, const PgQuery__SelectStmt &source);
    void takeRow(const LintNode &node, NodeList values);
    void takeValue(const LintNode &node, const PgQuery__Node *value, const QString &column);
    void takeRole(const LintNode &node, NodeList options, const QString &role);
    void add(const LintNode &node, int location, const QString &message);

    const LintFile &m_file;
    const LintSection &m_section;
    Findings &m_findings;
    QStringList m_columns; // of the INSERT
    QSet<QString> m_told;
};

void SecretCheck::add(const LintNode &node, int location, const QString &message)
{
    const SourcePosition where = positionOf(m_file, m_section, node, location);
    if (m_told.contains(where.toString()))
        return;
    m_told.insert(where.toString());
    m_findings.append(finding(m_file, u"seed-password"_s, where, message));
}

void SecretCheck::takeValue(const LintNode &node, const PgQuery__Node *value, const QString &column)
{
    if (!value || isRandom(value))
        return;
    eachText(&value->base, [&](const PgQuery__AConst &constant) {
        add(node,
            constant.location,
            Tr::tr("Every site would have this value, which is to be secret: %1").arg(column));
    });
}

// A row of what is inserted: a secret column, or a name and a value: ('smtp.password', '...').
void SecretCheck::takeRow(const LintNode &node, NodeList values)
{
    const auto at = [&values](int column) -> const PgQuery__Node * {
        const auto place = static_cast<size_t>(column);
        return place < values.size() ? values[place] : nullptr;
    };
    for (int i = 0; i < m_columns.size(); ++i) {
        if (isSecret(m_columns.at(i)))
            takeValue(node, at(i), m_columns.at(i));
    }
    for (const int name : namesAmong(m_columns)) {
        QString setting;
        if (const PgQuery__Node *given = at(name))
            eachText(&given->base, [&setting](const PgQuery__AConst &constant) {
                setting = QString::fromUtf8(constant.sval->sval);
            });
        if (!isSecretSetting(setting))
            continue;
        for (const int value : valuesAmong(m_columns))
            takeValue(node, at(value), setting);
    }
}

void SecretCheck::takeSource(const LintNode &node, const PgQuery__SelectStmt &source)
{
    for (const PgQuery__Node *row : NodeList(source.values_lists, source.n_values_lists))
        takeRow(node, NodeList(row->list->items, row->list->n_items));
    takeRow(node, NodeList(source.target_list, source.n_target_list));
}

// SET of an UPDATE.
void SecretCheck::takeTargets(const LintNode &node, NodeList targets)
{
    for (const PgQuery__Node *target : targets) {
        const QString column = QString::fromUtf8(target->res_target->name);
        if (isSecret(column))
            takeValue(node, target, column);
    }
}

void SecretCheck::takeInsert(const LintNode &node, const PgQuery__InsertStmt &insert)
{
    m_columns.clear();
    for (const PgQuery__Node *column : NodeList(insert.cols, insert.n_cols))
        m_columns << QString::fromUtf8(column->res_target->name);
    if (insert.select_stmt && insert.select_stmt->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        takeSource(node, *insert.select_stmt->select_stmt);
    if (insert.on_conflict_clause)
        takeTargets(
            node,
            {insert.on_conflict_clause->target_list, insert.on_conflict_clause->n_target_list});
}

// CREATE ROLE ... PASSWORD.
void SecretCheck::takeRole(const LintNode &node, NodeList options, const QString &role)
{
    for (const PgQuery__Node *option : options) {
        if (qstrcmp(option->def_elem->defname, "password") == 0 && option->def_elem->arg)
            add(node,
                option->def_elem->location,
                Tr::tr("Every site would have the same password of this role: %1").arg(role));
    }
}

void SecretCheck::take(const LintNode &node)
{
    const PgQuery__Node &one = *node.node;
    if (one.node_case == PG_QUERY__NODE__NODE_CREATE_ROLE_STMT)
        takeRole(node,
                 {one.create_role_stmt->options, one.create_role_stmt->n_options},
                 QString::fromUtf8(one.create_role_stmt->role));
    else if (one.node_case == PG_QUERY__NODE__NODE_ALTER_ROLE_STMT)
        takeRole(node,
                 {one.alter_role_stmt->options, one.alter_role_stmt->n_options},
                 QString::fromUtf8(one.alter_role_stmt->role->rolename));
    if (node.inBody)
        return; // what a program calls later, with values of its own
    modules::walkMessages(&one.base, [&](const ProtobufCMessage &message) {
        if (message.descriptor == &pg_query__insert_stmt__descriptor) {
            takeInsert(node, reinterpret_cast<const PgQuery__InsertStmt &>(message));
        } else if (message.descriptor == &pg_query__update_stmt__descriptor) {
            const auto &update = reinterpret_cast<const PgQuery__UpdateStmt &>(message);
            takeTargets(node, {update.target_list, update.n_target_list});
        }
        return true;
    });
    eachText(&one.base, [&](const PgQuery__AConst &constant) {
        if (looksHashed(QString::fromUtf8(constant.sval->sval)))
            add(node,
                constant.location,
                Tr::tr("This text is the hash of a password that somebody knows."));
    });
}

void checkCsv(const LintFile &file, Findings &findings)
{
    const auto table = modules::readCsvTable(file.text, file.path);
    if (!table)
        return;
    const QString message = Tr::tr("Every site would have this value, which is to be secret: %1");
    const auto add = [&](int line, const QString &what) {
        findings.append(finding(file, u"seed-password"_s, {file.path, line, 1}, message.arg(what)));
    };
    for (const QString &column : table->columns) {
        if (isSecret(column))
            add(1, column);
    }
    const QList<int> names = namesAmong(table->columns);
    const QList<int> values = valuesAmong(table->columns);
    modules::eachCsvRow(file.text, [&](int line, const QList<QByteArray> &cells) {
        for (const int name : names) {
            const QString setting = QString::fromUtf8(cells.value(name));
            const bool given = std::any_of(values.begin(), values.end(), [&cells](int value) {
                return !cells.value(value).isEmpty();
            });
            if (line > 1 && given && isSecretSetting(setting))
                add(line, setting);
        }
    });
}

} // namespace

void checkSecrets(const LintModule &module, Findings &findings)
{
    visitSections(module, [&findings](const LintFile &file, const LintSection &section) {
        SecretCheck check(file, section, findings);
        visitSection(section, Bodies::Visit, [&check](const LintNode &node) { check.take(node); });
    });
    for (const auto &file : module.seeds) {
        if (file->kind == FileKind::CsvSeed)
            checkCsv(*file, findings);
    }
}

} // namespace aegisx::lint
