#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QString>
#include <QStringList>

namespace aegisx::modules {

// module.json: what a vendor says of a module.
struct Manifest {
    QString id;
    QString version;
    QString titleEn;
    QString titleTh;
    QString schema; // where the module's objects belong
    QString trackingTable; // knex's tableName
    QString trackingSchema; // knex's schemaName; empty: the session's current schema, as knex
    QString recordedExtension; // ".ts": names are recorded with it
    QStringList requiredModules; // "requires"
    QHash<QString, QString> renamed; // old stem -> new stem

    [[nodiscard]] QString title(bool thai) const { return thai ? titleTh : titleEn; }
};

// Reads a manifest from its text; fileName is for messages. Errors: InvalidInput, with file and
// line, for bad JSON, unknown, missing or repeated keys, wrong types and impossible values.
[[nodiscard]] Result<Manifest> parseManifest(const QByteArray &json, const QString &fileName);

} // namespace aegisx::modules
