#pragma once

#include "core/base/result.h"
#include "core/modules/modulecatalog.h"

#include <QDate>
#include <QString>
#include <QStringList>

namespace aegisx::authoring {

// A module that is to be made.
struct ModuleRequest {
    QString id; // "lab"
    QString titleEn;
    QString titleTh;
    QString parent; // the folder in which its folder is made; empty: the current one
    QDate date = QDate::currentDate(); // in the names of its migrations
};

// What was written.
struct MadeFiles {
    QString module;
    QString folder; // of the module, absolute
    QStringList files; // below the folder, in the order in which one reads them
};

// Makes the folder "migrations-ID" with module.json, a migration for the schema, one for a table
// of settings, and a seed for it. known: the modules that are there already. All of it or nothing.
// Blocks on the disk. Errors: Usage (a name that cannot be used), NotFound (no folder to make it
// in), Refused (a module has the name, or the folder is there), Io.
[[nodiscard]] Result<MadeFiles> newModule(const ModuleRequest &request,
                                          const modules::ModuleCatalog &known);

} // namespace aegisx::authoring
