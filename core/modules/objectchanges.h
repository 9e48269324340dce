#pragma once

#include "core/modules/migrationanalysis.h"
#include "core/modules/objectnames.h"
#include "core/modules/parsetree.h"

#include <QList>
#include <QString>

#include <utility>

namespace aegisx::modules {

// Tells what the statements of one section do to the objects of the catalog, in their order, with
// the names that PostgreSQL gives to what the vendor left unnamed. Private to modules/.
//
// Beside what ObjectChange says: a constraint and an index name the columns they need in labels, a
// sequence that a column owns its column there and the table as parent; a constraint has its kind
// in type, a foreign key with the table it refers to ("foreign key inventory.drugs"); a comment has
// the kind of its object there; arguments are "*" where a statement names a function without them;
// an Alter that says neither type nor notNull nor validated changes what no ObjectChange can tell.
class ChangeCollector final
{
public:
    // Fills changes, changesData and opaque of the result, which is the caller's.
    explicit ChangeCollector(SectionAnalysis &result) : m_result(result) { }

    void take(const VisitedStatement &visited);

private:
    // A table that is created or altered: what its parts have in common.
    struct Table {
        ObjectName name;
        ObjectKind kind = ObjectKind::Table; // Domain: the parent of a domain's constraints
        bool tolerant = false;
    };
    // Those that are objects of their own, each with the column it stands at, if at one.
    using Constraints = QList<std::pair<const PgQuery__Constraint *, QString>>;

    // objectchanges.cpp
    void takeNode(const PgQuery__Node &node);
    [[nodiscard]] bool takeTableStatement(const PgQuery__Node &node);
    [[nodiscard]] bool takeTypeStatement(const PgQuery__Node &node);
    [[nodiscard]] bool takeOtherStatement(const PgQuery__Node &node);
    void takeEnumChange(const PgQuery__AlterEnumStmt &alter);
    bool takeRelation(ObjectKind kind, const PgQuery__RangeVar &relation, bool tolerant);
    void takeDomain(const PgQuery__CreateDomainStmt &create);
    void takeDomainChange(const PgQuery__AlterDomainStmt &alter);
    void takeFunction(const PgQuery__CreateFunctionStmt &create);
    void takeExtension(const PgQuery__CreateExtensionStmt &create);
    void takeDefinition(const PgQuery__DefineStmt &define);
    void takeSchema(const PgQuery__CreateSchemaStmt &create);
    void takeDrop(const PgQuery__DropStmt &drop);
    void takeRename(const PgQuery__RenameStmt &rename);
    void takeSchemaChange(const PgQuery__AlterObjectSchemaStmt &alter);
    void takeComment(const PgQuery__CommentStmt &comment);
    void takeGrant(const PgQuery__GrantStmt &grant);
    void takeSelect(const PgQuery__Node &node);
    void takeAttributes(const PgQuery__Node &node);
    ObjectChange &add(ChangeKind change, ObjectKind kind, const ObjectName &name);
    void append(ObjectChange change, bool tolerant);

    // tablechanges.cpp
    void takeTable(const PgQuery__CreateStmt &create);
    void takeTableAs(const PgQuery__IntoClause &into, bool view, bool tolerant);
    void takeComposite(const PgQuery__CompositeTypeStmt &create);
    void takeColumn(const Table &table, const PgQuery__ColumnDef &column, bool tolerant);
    void takeOwnedSequence(const Table &table, const QString &column, const QString &given);
    void takeConstraints(const Table &table, const Constraints &constraints);
    void takeConstraint(const Table &table,
                        const PgQuery__Constraint &constraint,
                        const QString &column);
    void takePrimaryKey(const Table &table, const QStringList &columns);
    void takeAlterTable(const PgQuery__AlterTableStmt &alter);
    void takeCommand(const Table &table, const PgQuery__AlterTableCmd &command);
    void takeAlteredPart(const Table &table, const PgQuery__AlterTableCmd &command);
    ObjectChange &
    addPart(ChangeKind change, ObjectKind kind, const Table &table, const QString &name);
    void takeIndex(const PgQuery__IndexStmt &create);

    SectionAnalysis &m_result;
    NameChooser m_names;
    int m_statement = 0;
    bool m_conditional = false;
    bool m_guarded = false;
    bool m_inBlock = false;
    QString m_createdSchema; // of the CREATE SCHEMA whose elements are read
};

} // namespace aegisx::modules
