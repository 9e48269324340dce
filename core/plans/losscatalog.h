#pragma once

#include "core/modules/objectchange.h"
#include "core/plans/viewcatalog.h"
#include "core/postgres/connection.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>
#include <utility>

namespace aegisx::plans {

// A table or materialized view as the catalog has it.
struct CatalogTable {
    qint64 oid = 0;
    QString schema;
    QString name;
    QChar kind; // of pg_class.relkind
    bool partition = false;
    qint64 estimate = -1; // rows; -1: never measured
    bool countable = true; // readable, whole, and locked by nobody

    [[nodiscard]] QString title() const { return schema % u'.' % name; }
};

// A function of the database, as a plan may call it.
struct CatalogFunction {
    QString schema;
    bool harmless = false; // changes no rows: not volatile, or of an extension known for that
    QByteArray definition; // empty: in no language that can be read
};

// What a DROP takes along.
struct Reached {
    qint64 oid = 0;
    QString column; // empty: the whole table
};

// What findLosses() has to know of a database. read() opens a read-only transaction, which is the
// caller's to end.
class LossCatalog final
{
public:
    explicit LossCatalog(postgres::Connection &connection) : m_connection(connection) { }

    // One round trip. functions: names whose bodies are wanted. Errors: Database, a connection
    // failure, Cancelled.
    [[nodiscard]] Result<void>
    read(bool withColumns, const QStringList &functions, std::stop_token stop);

    [[nodiscard]] const QList<CatalogTable> &tables() const { return m_tables; }
    [[nodiscard]] const CatalogTable *find(qint64 oid) const;
    // "integer", by the name it has now; nullopt: there is no such column.
    [[nodiscard]] std::optional<QString> columnType(qint64 oid, const QString &column) const;
    [[nodiscard]] QList<CatalogFunction> functions(const QString &name) const;
    [[nodiscard]] const ViewCatalog &views() const { return m_views; }

    [[nodiscard]] qint64 rootOf(qint64 oid) const; // of a partition; itself for any other table
    [[nodiscard]] QList<qint64> children(qint64 oid) const; // all below it, partitions or not
    // The tables with foreign keys to it; onDelete: only those that lose rows with it.
    [[nodiscard]] QList<qint64> referencing(qint64 oid, bool onDelete) const;

    // What the drop takes along, from pg_depend; one round trip. Empty where there is no such
    // object. exists tells whether there is one.
    struct Drop {
        modules::LossKind kind = modules::LossKind::DropTable;
        qint64 table = 0; // of a table, view or column
        QString schema;
        QString name;
        QString column;
        bool cascade = false;

        [[nodiscard]] QString key() const;
    };
    struct Reach {
        bool exists = false;
        QList<Reached> reached;
    };
    [[nodiscard]] Result<QList<Reach>> reach(const QList<Drop> &drops, std::stop_token stop);

private:
    void readTables(const postgres::Rows &rows);

    postgres::Connection &m_connection;
    QList<CatalogTable> m_tables;
    QHash<qint64, qsizetype> m_byOid;
    QHash<qint64, QHash<QString, QString>> m_columns;
    QMultiHash<QString, CatalogFunction> m_functions;
    ViewCatalog m_views;
    QMultiHash<qint64, std::pair<qint64, bool>> m_references; // to: from, loses rows with it
    QMultiHash<qint64, qint64> m_children;
    QHash<qint64, qint64> m_parents;
};

} // namespace aegisx::plans
