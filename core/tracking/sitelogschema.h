#pragma once

#include "core/postgres/connection.h"

#include <vector>

namespace aegisx::tracking {

// The schema aegisx_site as such: which version of it stands in a database, what a session may do
// with it, and the statements that create or upgrade it. Its version is said in the comment of
// the table run; a log without one is version 1 (run, step, lock_holder, site), or version 2 if it
// has what that brought: run_step for step (kept as a view for older programs), migration, names
// in site, and rows that ordinary roles cannot change; or version 3 if it has what that brought:
// seed_row and seed_metadata, with which seeds tell what the site changed from what was shipped.

inline constexpr int siteLogVersion = 3;

struct SiteLogAccess {
    bool schemaExists = false;
    int version = 0; // of the log that is there; 0: none
    bool siteExists = false; // the table of the site itself
    bool namesSite = false; // and it has room for names
    bool writesLog = false; // creating it if need be
    bool writesSite = false;
    bool remembersSeeds = false; // what seeds shipped; creating its tables if need be
    bool upgrades = false; // the log is of an older version, and this session may upgrade it

    [[nodiscard]] bool isComplete() const; // nothing that may be created is missing
    void forgetMissing(); // after an attempt to create: what is not there cannot be written
};
[[nodiscard]] postgres::Command selectSiteLogAccess();
[[nodiscard]] SiteLogAccess readSiteLogAccess(const postgres::Rows &rows);

// What is missing and may be created or upgraded; for a transaction of its own with a lock_timeout.
// Idempotent. Two sessions that do it at once: one of them waits and finds it done, or fails with
// one of the SQLSTATEs that a lost race leaves, and finds it done then.
[[nodiscard]] std::vector<postgres::Command> createSiteLog(const SiteLogAccess &access);

} // namespace aegisx::tracking
