#pragma once

#include "core/modules/migrationanalysis.h"
#include "core/modules/parsetree.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

namespace aegisx::modules {

// Collects what the statements of one section may destroy, in DO blocks and in the functions that
// the section itself creates and calls as well. Private to modules/.
//
// A call of a function that the section does not create is told as Unreadable with the function's
// name: the database may know it. Unreadable without a name is dynamic SQL.
class LossCollector final
{
public:
    // Appends to the list, which is the caller's.
    explicit LossCollector(QList<Loss> &losses);
    LossCollector(const LossCollector &) = delete;
    LossCollector &operator=(const LossCollector &) = delete;

    // A statement of the section; text is its own source.
    void take(const PgQuery__Node *node, const QByteArray &text, int statement);
    // A call of the function that this CREATE FUNCTION makes, as statement 0.
    void takeCallOf(const PgQuery__CreateFunctionStmt &function, const QByteArray &text);

private:
    void takeNode(const PgQuery__Node &node);
    void takeDrop(const PgQuery__DropStmt &drop);
    void takeDroppedObject(PgQuery__ObjectType type, const PgQuery__Node *object, bool cascade);
    void takeTruncate(const PgQuery__TruncateStmt &truncate);
    void takeAlterTable(const PgQuery__AlterTableStmt &alter);
    void takeNewType(const PgQuery__RangeVar *table, const PgQuery__AlterTableCmd &command);
    void takeSetting(const PgQuery__VariableSetStmt *set);
    void noteTemporary(const PgQuery__RangeVar *table);
    void takeInside(const PgQuery__Node &node);
    void takeDelete(const PgQuery__DeleteStmt &remove);
    void takeUpdate(const PgQuery__UpdateStmt &update);
    void takeMerge(const PgQuery__MergeStmt &merge);
    void takeCall(const PgQuery__FuncCall &call);
    void takeSetConfig(const PgQuery__FuncCall &call);
    void takeBody(const QByteArray &text, const ObjectName &name);
    [[nodiscard]] bool canRead(const PgQuery__Node *dynamic);
    void remember(const PgQuery__CreateFunctionStmt &function, const QByteArray &text);
    void
    add(LossKind kind, const ObjectName &name, bool cascade = false, const QString &column = {});
    void addOf(LossKind kind,
               const PgQuery__RangeVar *table,
               const QString &column = {},
               bool cascade = false);
    void add(const Loss &loss);

    QList<Loss> &m_losses;
    BlockVisitor m_visitor;
    QHash<QString, QList<std::pair<QString, QByteArray>>> m_functions; // name: schema, source
    QSet<QString> m_temporary; // tables: nobody's rows
    QSet<QByteArray> m_active; // the functions whose bodies are being read
    int m_statement = 0;
};

} // namespace aegisx::modules
