#pragma once

#include "core/modules/modulecatalog.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace aegisx::authoring {

struct TableColumn {
    QString name;
    QString type;
};

struct MadeTable {
    QString name;
    QList<TableColumn> columns; // in the order in which they were added
    QString migration; // the stem of the file that makes it

    [[nodiscard]] const TableColumn *find(const QString &column) const;
};

// What the module's migrations leave in its schema, as their files say it.
struct MadeSoFar {
    QList<MadeTable> tables; // in the order in which they were made
    QStringList names; // of tables, views, types and indexes
    QStringList functions; // names alone
    bool schema = false;

    [[nodiscard]] const MadeTable *find(const QString &table) const;
};

// Of the files whose stems sort before this one; of all of them where it is empty. What cannot be
// read is left out: "lint" tells of it. Blocks on the disk.
[[nodiscard]] MadeSoFar madeBefore(const modules::Module &module, const QString &stem = {});

} // namespace aegisx::authoring
