#pragma once

#include "core/authoring/newmodule.h"
#include "core/modules/migrationname.h"

namespace aegisx::authoring {

// A migration that is to be added to a module.
struct MigrationRequest {
    QString module; // its id
    QString description; // "create_specimens"; what it makes is called "specimens"
    modules::MigrationKind kind = modules::MigrationKind::Table;
    QDate date = QDate::currentDate(); // in its name, unless the module has a later one
};

// Writes the migration with the next free number of the range of its kind. catalog: the module and
// those that it requires. Never writes over a file. Blocks on the disk. Errors: Usage (a
// description that cannot be used), NotFound (no such module), Refused (made already, nothing to
// refer to, no number left), Io.
[[nodiscard]] Result<MadeFiles> newMigration(const MigrationRequest &request,
                                             const modules::ModuleCatalog &catalog);

// The number that the next migration of this kind gets, as the digits of its name: behind the
// highest of its range in the module; where that is used up, behind the highest of the same date.
// Empty where no number is left.
[[nodiscard]] QString
nextDigits(const modules::Module &module, modules::MigrationKind kind, QDate date);

} // namespace aegisx::authoring
