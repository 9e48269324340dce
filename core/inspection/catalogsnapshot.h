#pragma once

#include "core/postgres/connection.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace aegisx::inspection {

// The part of the system catalog in which evidence looks: every object of certain names, in every
// schema but the server's own. For it no rights on the objects are needed.

struct CatalogColumn {
    QString name;
    qint64 typeOid = 0;
    QString type; // as format_type() has it
    bool notNull = false;
    bool commented = false;
};

struct CatalogConstraint {
    QString name;
    QChar kind; // of pg_constraint.contype
    QStringList columns; // by name, without order
    QString referencedSchema; // of a foreign key
    QString referencedTable;
    bool validated = true; // else NOT VALID
    QStringList referencedColumns; // by name, without order
    QString condition; // of a CHECK; empty where somebody has its table locked
};

struct CatalogRelation {
    qint64 oid = 0;
    QString schema;
    QString name;
    QChar kind; // of pg_class.relkind
    qint64 table = 0; // of an index: the one it stands on; of a sequence: whose column owns it
    bool halfBuilt = false; // an index that CREATE INDEX CONCURRENTLY has not finished
    bool commented = false;
    QList<CatalogColumn> columns;
    QList<CatalogConstraint> constraints; // all of them
    QHash<QString, bool> triggers; // name -> fires
    QString definition; // of an index, as ObjectChange has it
    QStringList indexColumns; // in their order; an expression is empty
    QSet<QString> commentedParts; // constraints and triggers with a comment
};

struct CatalogType {
    qint64 oid = 0;
    QString schema;
    QString name;
    QChar kind; // of pg_type.typtype
    bool commented = false;
    qint64 arrayOid = 0; // of the type of arrays of it
    QStringList labels;
    qint64 baseOid = 0; // of a domain
    QString base;
    bool notNull = false;
    QHash<QString, bool> constraints; // of a domain: name -> not NOT VALID
};

struct CatalogFunction {
    QString schema;
    QString name;
    QList<qint64> arguments; // type oids
    bool commented = false;
};

struct CatalogQuestion {
    QSet<QString> schemas;
    QSet<QString> names; // of relations, types, functions, constraints, triggers, extensions
    QSet<QString> types; // as ObjectChange writes them, without modifiers
    QStringList searchPath; // for the types
};

class CatalogSnapshot final
{
public:
    // One round trip. Writes nothing. Blocks. Errors: a connection failure, Database, Cancelled.
    [[nodiscard]] static Result<CatalogSnapshot>
    read(postgres::Connection &connection, const CatalogQuestion &question, std::stop_token stop);

    [[nodiscard]] const CatalogRelation *relation(const QString &schema, const QString &name) const;
    // The index or sequence of a table by this name, or by the one that the server made of it with
    // a number where the name was taken, which is nobody else's. Null: there is none.
    [[nodiscard]] const CatalogRelation *
    partOf(const CatalogRelation &table, QChar kind, const QString &name) const;
    [[nodiscard]] const CatalogType *type(const QString &schema, const QString &name) const;
    [[nodiscard]] bool hasSchema(const QString &name) const { return m_schemas.contains(name); }
    // Empty: no such type, or it may not be seen.
    [[nodiscard]] std::optional<qint64> typeOid(const QString &type) const;

    [[nodiscard]] const QList<CatalogRelation> &relations() const { return m_relations; }
    [[nodiscard]] const QList<CatalogType> &types() const { return m_types; }
    [[nodiscard]] const QList<CatalogFunction> &functions() const { return m_functions; }
    [[nodiscard]] const QHash<QString, bool> &schemas() const { return m_schemas; }
    [[nodiscard]] const QHash<QString, bool> &extensions() const { return m_extensions; }

private:
    void take(const std::vector<postgres::Rows> &answers);
    void takeRelations(const postgres::Rows &rows);
    void takeColumns(const postgres::Rows &rows);
    void takeConstraints(const postgres::Rows &rows);
    void takeTriggers(const postgres::Rows &rows);
    void takeTypes(const postgres::Rows &rows);
    void takeLabels(const postgres::Rows &rows);
    void takeFunctions(const postgres::Rows &rows);

    QSet<QString> m_asked; // the names that the files give
    QHash<QString, bool> m_schemas; // name -> has a comment
    QHash<QString, bool> m_extensions; // likewise
    QList<CatalogRelation> m_relations;
    QList<CatalogType> m_types;
    QList<CatalogFunction> m_functions;
    QHash<QString, qint64> m_typeOids;
    QHash<std::pair<QString, QString>, qsizetype> m_relationByName;
    QHash<qint64, qsizetype> m_relationByOid;
    QHash<qint64, qsizetype> m_typeByOid;
};

// "numeric(10,2)" is "numeric" and "(10,2)"; "timestamp(3) with time zone" has "(3)".
struct SplitType {
    QString base;
    QString modifiers;
};
[[nodiscard]] SplitType splitType(const QString &type);

} // namespace aegisx::inspection
