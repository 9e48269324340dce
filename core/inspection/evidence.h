#pragma once

#include "core/inspection/halfrun.h"
#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/modules/objectchange.h"

#include <QList>
#include <QString>

#include <optional>
#include <stop_token>

namespace aegisx::inspection {

// One change of a migration, and what the catalog has to say of it.
struct ObjectEvidence {
    modules::ObjectChange change; // the schema resolved as the search path has it
    ObjectPresence presence = ObjectPresence::Missing; // of the object that the change leaves
    QString foundSchema; // Elsewhere: where it stands
    QString foundName; // and what it is called there, since a later file may rename it
    QString difference; // translated, whole sentences; may stand beside Present
    bool done = false; // the change has had its effect; of a DROP: the object is gone
    bool telling = false; // what is found would not be there without this migration
    bool byName = false; // it is there, and of what the file says not all could be compared
    QString supersededBy; // the later migration that drops what this one makes; else empty
    bool unfinished = false; // an index as the file says it, but for not being built to its end

    [[nodiscard]] QString identity() const; // "public.drugs.name"
    [[nodiscard]] QString describe() const; // translated: "column public.drugs.name"
};

// How what is recorded and what is there contradict each other.
enum class Contradiction { None, RecordedNotThere, ThereNotRecorded, HalfThere, WrongSchema };

struct MigrationEvidence {
    QString name; // the stem
    MigrationState state = MigrationState::Pending; // as recorded
    Verdict verdict = Verdict::NotAnalysable;
    bool telling = false; // at least one of the objects is
    bool changesData = false; // it changes rows as well, for which no catalog can stand
    QList<ObjectEvidence> objects; // in the order of the statements
    std::optional<HalfRun> halfRun = {}; // where it can go on; empty: it cannot

    [[nodiscard]] Contradiction contradiction() const;
    [[nodiscard]] const ObjectEvidence *elsewhere() const; // the first one that is; else null
};

// What the catalog proves of every migration file of a module, in their order. One round trip,
// besides reading the files. Writes nothing; needs no rights on the objects. Blocks.
// Errors: Io, InvalidInput (a file of no migration format), a connection failure, Database,
// Cancelled.
//
// A migration is Done where each change had its effect and at least one of the effects tells: no
// earlier file of the module would leave the same. So CREATE OR REPLACE of what an earlier file
// made proves nothing, nor does a schema made IF NOT EXISTS. VALIDATE CONSTRAINT is done where the
// constraint is there and validated. Comments and grants count only where a file does nothing else.
// An index, constraint, view or trigger of the right name that is another one is Different, as far
// as objectdifference.h compares them; byName says where the name alone was.
//
// Later files count by what the catalog shows, change by change: what one renames, moves or alters
// is right as it was and as it becomes, unless a later file that was run has made another object by
// the old name. What a later file drops and is gone is not missing where that file is recorded as
// applied, or anything of it or of a file behind it is there: absence alone proves nothing. Hence
// it takes something that stands there to call a migration half done; an object that its DROP took
// away counts for that only where something else of the file that made it stands.
//
// An object that is missing counts as elsewhere where another schema has a table with all its
// columns, or a type with all its labels, by the names that they have or had; of other objects only
// where such a one stands there too.
[[nodiscard]] Result<QList<MigrationEvidence>> examine(postgres::Connection &connection,
                                                       const modules::Module &module,
                                                       const ModuleState &state,
                                                       std::stop_token stop = {});

// What a person should know who only asks for the state: which migrations contradict what is
// recorded. Empty where none does.
[[nodiscard]] std::optional<Finding> contradictionFinding(const QString &moduleId,
                                                          const QList<MigrationEvidence> &evidence);

[[nodiscard]] QString contradictionKey(Contradiction contradiction); // for JSON: "recordedNotThere"
[[nodiscard]] QString wordFor(Contradiction contradiction); // translated, a few words
[[nodiscard]] QString wordFor(Verdict verdict);
[[nodiscard]] QString wordFor(ObjectPresence presence);
[[nodiscard]] QString wordFor(modules::ObjectKind kind);

} // namespace aegisx::inspection
