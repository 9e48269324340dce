#pragma once

#include "core/inspection/expectedobjects.h"
#include "core/inspection/sitestate.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <stop_token>

namespace aegisx::inspection {

// An object of a module that stands in another schema than its migration says.
struct Misplaced {
    QString module;
    QString migration; // the stem
    MigrationState state = MigrationState::Pending; // of the migration: applied or pending
    modules::ObjectKind kind = modules::ObjectKind::Table;
    QString found; // "public.drugs", as a MoveRequest takes it
    QString expected; // "inventory.drugs"
    QString toSchema; // "inventory", as a MoveRequest takes it
    // Where it should stand there is a table of its name, and this one holds rows: which one is
    // right a person decides, no move is possible before that.
    bool conflict = false;
    // Of a conflict: how many rows each of the two has. More than mostCountedRows are not counted:
    // then it is one more.
    qint64 rows = 0;
    qint64 expectedRows = 0;
};
inline constexpr qint64 mostCountedRows = 10000;

// Translated, of a conflict: "rows in public.drugs: 21; rows in inventory.drugs: 1".
[[nodiscard]] QString rowsOfBoth(const Misplaced &conflict);

// Every object of the modules that does not stand where its migration says, and stands in another
// schema instead, where no migration of any module has put one of its name. By module, in the
// order of the migrations. A table counts only with the columns that the migration gives it, a
// type with its labels, as examine() has it. Of two tables of one name, of which the one in the
// right place holds rows as well, the other one counts only where programs may take it instead: in
// the schema public, or one in which the connection looks. One round trip where nothing is
// misplaced, else one more for each module and one for the rows. Writes nothing. Blocks, on the
// disk as well. Errors: a connection failure, Database, Cancelled.
[[nodiscard]] Result<QList<Misplaced>> findMisplaced(postgres::Connection &connection,
                                                     const modules::ModuleCatalog &catalog,
                                                     const SiteState &state,
                                                     std::stop_token stop = {});

// "inventory/2_drugs" of each migration that is recorded, and of which objects are missing that
// stand in no other schema either. One round trip for each module. The rest as of findMisplaced().
[[nodiscard]] Result<QStringList> findMissing(postgres::Connection &connection,
                                              const modules::ModuleCatalog &catalog,
                                              const SiteState &state,
                                              std::stop_token stop = {});

} // namespace aegisx::inspection
