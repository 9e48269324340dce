#pragma once

#include "core/modules/migrationfile.h"

#include <QString>

#include <optional>

namespace aegisx::lint {

// A statement that changes more than the database which it runs in: another database, or what all
// databases of the server share.
struct ClusterStatement {
    QString word; // "COMMENT ON DATABASE"
    int line = 1; // of the file
    int column = 1;
};

// The first of a section, also of the blocks and functions in it, as far as they can be read.
[[nodiscard]] std::optional<ClusterStatement> clusterStatementIn(const modules::Section &section);

} // namespace aegisx::lint
