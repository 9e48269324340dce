#pragma once

#include "tests/support/sitefixture.h"

#include <QStringList>

namespace aegisx::test {

// How the constraints of a platform's site are called.
enum class ConstraintNames {
    Recorded, // as in tests/facts where they say it, else by the server
    Server, // as PostgreSQL names what is left unnamed
    Knex, // as knex names what its table builder makes: drugs_generic_id_foreign
};

// Makes of the empty database, from tests/facts alone, a site as the platform's own migrations
// leave it: the core tables, the schema inventory with all that stands in it, and knex's records
// of both. There are no comments, and the views and functions have bodies of no use. Core
// migrations are recorded by the names of the fixture's catalog.
void makePlatformSite(const SiteFixture &site, ConstraintNames names);

// The 37 inventory migrations of the release, without an ending, in their order.
[[nodiscard]] QStringList platformMigrations();

} // namespace aegisx::test
