#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace aegisx::modules {
Q_NAMESPACE // one header a namespace may say this, hence the enums of modules/ together

    enum class ObjectKind {
        Schema,
        Table,
        Column,
        Type, // an enum or a composite type
        EnumLabel,
        Domain,
        Sequence,
        Index,
        Constraint,
        View,
        MaterializedView,
        Function, // or a procedure
        Trigger,
        Extension,
        Comment,
        Grant,
    };
Q_ENUM_NS(ObjectKind)

enum class ChangeKind { Create, Alter, Rename, SetSchema, Drop };
Q_ENUM_NS(ChangeKind)

// What one statement does to one object of the catalog, as the file says it.
struct ObjectChange {
    ChangeKind change = ChangeKind::Create;
    ObjectKind kind = ObjectKind::Table;
    QString schema; // empty: as the search path has it, or the object stands in none
    QString name; // of a label: its text; of a comment or grant: the object's
    QString parent; // the table of a column, constraint, index or trigger; the type of a label
    QString arguments; // of a function: "integer, text"
    QString newName; // Rename: the new name; SetSchema: the new schema
    QString type; // of a column: "numeric(10,2)"; of a domain: its base
    std::optional<bool> notNull; // of a column, where the statement says it
    std::optional<bool> validated; // of a constraint: false where it is made NOT VALID
    QStringList labels; // of an enum that is created
    bool tolerant = false; // IF NOT EXISTS, IF EXISTS, OR REPLACE
    bool guarded = false; // in an IF, a loop or behind a RETURN of a DO block: it may be left out
    int statement = 0; // index into the section's statements
    // Of a view that is created: its own, one that the file does not name empty; of a foreign key:
    // those that it refers to. None where the file does not say them.
    QStringList columns = {};
    // Of an index its method, then "unique", "where", "expression", as far as they are true of it;
    // of a CHECK as conditionOf() has it; of a key "include" where it has such columns; of an
    // extension the version that it asks for.
    QString definition = {};

    bool operator==(const ObjectChange &) const = default;
};

enum class LossKind {
    DropTable,
    DropColumn,
    DropSchema,
    DropType,
    DropView, // a materialized view holds rows of its own
    DropFunction, // CASCADE: what is made with it goes as well
    DropExtension,
    DropOwned, // everything that a role owns
    Truncate,
    Delete, // without WHERE
    DeleteSome, // with WHERE: any of the rows
    Update, // without WHERE
    NarrowType, // ALTER COLUMN ... TYPE to one that may hold less
    ReplicationRole, // session_replication_role: triggers and foreign keys are off
    DisableTrigger,
    WriteOver, // by a seed: what the site changed or removed of what it brings
    Unreadable, // dynamic SQL: what it does cannot be known before it runs
};
Q_ENUM_NS(LossKind)

// What one statement may destroy, as the file says it; how many rows only the database knows.
struct Loss {
    LossKind kind = LossKind::DropTable;
    QString schema; // empty: as the search path has it
    QString name; // of the table, type, schema, function, extension or role
    QString column; // Update: one that every row gets a value in
    QString newType; // NarrowType
    bool cascade = false;
    int statement = 0; // index into the section's statements
    bool only = false; // ONLY: the tables that inherit from it stay as they are

    bool operator==(const Loss &) const = default;
};

} // namespace aegisx::modules
