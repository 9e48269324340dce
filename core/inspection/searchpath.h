#pragma once

#include "core/modules/modulecatalog.h"
#include "core/postgres/connection.h"

#include <QStringList>

namespace aegisx::inspection {

// The schemas in which a module's migrations look for unqualified names, first the one that they
// create in: the module's own, then where knex looks, then public. The runner sets it.
[[nodiscard]] QStringList searchPathOf(const modules::Manifest &manifest,
                                       const postgres::ServerFacts &facts);
// The same as the value of search_path.
[[nodiscard]] QByteArray searchPathValue(const QStringList &schemas);

} // namespace aegisx::inspection
