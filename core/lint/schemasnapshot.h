#pragma once

#include "core/base/result.h"
#include "core/postgres/connection.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <stop_token>

namespace aegisx::lint {

// Everything of a database that a dump of its schema would have: each object ("column a.b.c") with
// its definition, owner and rights. Objects of extensions count as their extension.
using SchemaSnapshot = QMap<QString, QString>;

// Leaves out the schema aegisx_site and the tables of these names. Writes nothing. Blocks. Errors:
// those of a query.
[[nodiscard]] Result<SchemaSnapshot> readSchema(postgres::Connection &connection,
                                                const QStringList &withoutTables,
                                                std::stop_token stop = {});

// What tells the second from the first, a sentence each; empty: they are the same.
[[nodiscard]] QStringList differences(const SchemaSnapshot &expected, const SchemaSnapshot &found);

} // namespace aegisx::lint
