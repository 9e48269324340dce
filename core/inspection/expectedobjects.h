#pragma once

#include "core/modules/modulecatalog.h"
#include "core/modules/objectchange.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::inspection {

// An object that a module's migrations make and leave, and where.
struct ExpectedObject {
    QString module;
    QString migration; // the stem of the one that makes it
    modules::ObjectKind kind = modules::ObjectKind::Table;
    QString schema; // the module's own where the migration names none
    QString name;
    QString arguments; // of a function
    // Of a table: those that the statement which makes it gives it, as later files leave them.
    QStringList columns;
    // What it was called before a later file renamed it.
    struct Former {
        QString schema;
        QString name;
        QStringList columns;
    };
    QList<Former> formers = {};
};

// Whether two kinds share their names: a table, a view and a sequence do, a type and a domain do.
[[nodiscard]] bool shareNames(modules::ObjectKind left, modules::ObjectKind right);

// The tables, views, sequences, types and functions of every module once all its migrations have
// run; sequences that a column owns are left out, as they go where their table goes. Reads every
// migration; one that cannot be read says nothing. Blocks on the disk.
[[nodiscard]] QList<ExpectedObject> expectedObjects(const modules::ModuleCatalog &catalog);

} // namespace aegisx::inspection
