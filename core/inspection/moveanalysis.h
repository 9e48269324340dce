#pragma once

#include "core/inspection/sitestate.h"
#include "core/modules/objectchange.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>

namespace aegisx::inspection {

// What belongs to an object, or has to do with it.
enum class RelatedKind {
    Index,
    Constraint,
    ForeignKey, // to another table
    OwnedSequence,
    Trigger,
    Policy,
    Rule,
    RowType,
    LongValues, // TOAST
    View,
    MaterializedView,
    Default,
    GeneratedColumn,
    Column, // of this type
    Publication,
    SchemaPublication, // of every table of the schema: the move takes the table out of it
    Function,
    Type,
    Sequence,
    Partition,
    Other,
};

struct Related {
    RelatedKind kind = RelatedKind::Other;
    QString identity; // as SQL names it: "inventory.v_stock", "fk_drug on inventory.lots"
    QString name; // of what moves along, as the catalog has it

    bool operator==(const Related &) const = default;
};

// The rows of a table: counted below a million, else estimated; empty: a view or the like, not
// readable for the user, or locked by somebody.
struct RowCount {
    std::optional<qint64> rows;
    bool exact = true;
    bool hidden = false; // row security hides some from this user: rows is empty
};

struct ColumnType {
    QString name;
    QString type;

    bool operator==(const ColumnType &) const = default;
};

// Two tables of one name, as they stand side by side.
struct TableSide {
    QString identity;
    RowCount count;
    QList<ColumnType> columns;
};

// A name that is taken in the target schema.
struct MoveConflict {
    modules::ObjectKind kind = modules::ObjectKind::Table;
    QString identity; // of what stands there
    std::optional<TableSide> ours; // both set where a table stands in a table's way
    std::optional<TableSide> theirs;

    // What differs: columns that only one has, or that have another type; empty: none.
    [[nodiscard]] QStringList onlyOurs() const; // "price numeric(10,2)"
    [[nodiscard]] QStringList onlyTheirs() const;
    [[nodiscard]] QStringList differentTypes() const; // "price: numeric(10,2), text"
};

// A text that names the object and is read when it runs.
struct TextMention {
    QString identity; // of the function; of a default: "for inventory.lots.id"
    bool isDefault = false;
    QString named; // what it names: the object, or a sequence that moves with it
    bool qualified = true; // else found by the search path, and no longer after the move
    QList<Related> users = {}; // what calls the function and fails with it, itself or by a view
};

// Sessions whose search path finds something else, or nothing, after the move.
struct PathEffect {
    QString role; // empty: every role without a setting of its own
    QString searchPath;
    QString before; // the schema in which the bare name is found; empty: not found
    QString after;
};

struct MoveRights {
    QString owner;
    bool mayAlter = false; // the user is, or may become, the owner
    bool mayCreate = false; // in the target schema
    QStringList losing; // roles with rights on the object that may not use the target schema
};

// All that is to be known before an object moves to another schema.
struct MoveAnalysis {
    QString asked; // as the request names it
    modules::ObjectKind kind = modules::ObjectKind::Table;
    QString sqlKind; // "TABLE", "FOREIGN TABLE", "PROCEDURE"
    bool partitioned = false;
    QString schema;
    QString name;
    QString identity; // quoted where it must be: public.drugs
    QString newIdentity; // inventory.drugs
    QString toSchema; // the name itself
    bool targetExists = false;
    QString extension; // that it is a part of; empty: none
    QString ownerTable; // of a sequence that moves with its table only
    RowCount count;
    MoveRights rights;
    QList<Related> along; // moves with it
    // Both keep working, but for what is, or calls, a function that a mention breaks.
    QList<Related> references; // refer to the object itself
    QList<Related> leftBehind; // used by it, stay in the old schema
    QList<TextMention> mentions; // would break
    QList<MoveConflict> conflicts;
    QList<PathEffect> pathEffects;
    QList<SessionInfo> sessions; // hold it now: the move waits for them

    [[nodiscard]] bool isThere() const { return schema == toSchema; } // nothing to do
    [[nodiscard]] bool takesLock() const; // ACCESS EXCLUSIVE on a relation
    [[nodiscard]] QStringList namesTaken() const; // "relation drugs": what it needs in the target
};

// Looks at each object as a move to the schema would find it: two round trips, however many
// objects; a third where somebody locks a table in the meantime. Writes nothing. Blocks.
// Errors: InvalidInput (not a name), NotFound (with what there is of that name), Refused (an
// index, a row type and the like: what moves only with its table), Database, a connection
// failure, Cancelled.
[[nodiscard]] Result<QList<MoveAnalysis>> analyseMoves(postgres::Connection &connection,
                                                       const QStringList &objects,
                                                       const QString &toSchema,
                                                       std::stop_token stop = {});

} // namespace aegisx::inspection
