#pragma once

#include "core/inspection/objectname.h"
#include "core/postgres/connection.h"

#include <QJsonArray>
#include <QList>

namespace aegisx::inspection {

// The questions of analyseMoves() to the catalog. Each answers rows whose first column is the
// number of the object they are about.

// The columns of selectMoveSubjects(), in order.
enum SubjectColumn {
    SubjectNumber,
    SubjectClass, // relation, type, function
    SubjectOid,
    SubjectKind, // relkind, typtype or prokind
    SubjectSchema,
    SubjectName,
    SubjectIdentity,
    SubjectNewIdentity,
    SubjectSignature, // of a function: its argument types
    SubjectRowType,
    SubjectCandidates, // how many fit the name as well as this one
    SubjectOwner,
    SubjectMayAlter,
    SubjectExtension,
    SubjectOwnerTable,
    SubjectEstimate, // rows; NULL: never analysed
    SubjectMayCount, // readable, and nobody holds it exclusively
    SubjectTargetOid, // NULL: there is no such schema
    SubjectTargetName,
    SubjectMayCreate,
    SubjectTwinOid, // the relation of that name in the target
    SubjectTwinIdentity,
    SubjectTwinKind,
    SubjectTwinEstimate,
    SubjectTwinMayCount,
    SubjectHidesRows, // row security, from this user
    SubjectTwinHidesRows,
};
[[nodiscard]] postgres::Command selectMoveSubjects(const QList<WrittenName> &names,
                                                   const NamePart &target);

// The rest is asked of subjects that are found: [{i, class, oid, rowtype, target, twin}].
[[nodiscard]] postgres::Command selectAlong(const QJsonArray &subjects); // kind, identity, name
[[nodiscard]] postgres::Command selectReferences(const QJsonArray &subjects); // kind, identity
// kind, identity; of the schemas that are published as a whole, server 15 and later.
[[nodiscard]] postgres::Command selectSchemaPublications(const QJsonArray &subjects);
[[nodiscard]] postgres::Command selectLeftBehind(const QJsonArray &subjects); // kind, identity
// kind, identity, whether it is a relation
[[nodiscard]] postgres::Command selectConflicts(const QJsonArray &subjects);
// whether it is the target's, name, type
[[nodiscard]] postgres::Command selectColumns(const QJsonArray &subjects);
[[nodiscard]] postgres::Command selectLosingRoles(const QJsonArray &subjects); // role
[[nodiscard]] postgres::Command selectTwinSchemas(const QJsonArray &subjects); // schema

// Not of one subject. Functions whose text holds the name of one, or of a sequence that moves with
// it: identity, search path of its own (NULL: none), text.
[[nodiscard]] postgres::Command selectFunctionTexts(const QJsonArray &subjects);
// What calls such a function, itself or through a view: function, kind, identity.
[[nodiscard]] postgres::Command selectFunctionUsers(const QJsonArray &subjects);
// Column defaults of the same: identity, expression. Waits for a table that is locked.
[[nodiscard]] postgres::Command selectDefaults(const QJsonArray &subjects);
// Every setting of search_path that a session starts with: role (empty: all), search path.
[[nodiscard]] postgres::Command selectSearchPaths();

} // namespace aegisx::inspection
