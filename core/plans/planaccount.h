#pragma once

#include "core/plans/plan.h"

#include <stop_token>

namespace aegisx::plans {

// The administrator's account of a module, which no seed makes.
struct AccountRequest {
    QString module; // empty: the only one that offers an account
    QString userName;
    QString email;
    QString firstName;
    QString lastName;
    QString password; // empty: a plan to show, not to run
};

// What cannot be so of the names and the address, translated; empty: nothing.
[[nodiscard]] QString accountProblem(const AccountRequest &request);

// Hashes the password, reads the module's file and asks the database how many such accounts there
// are; blocks. Errors: NotFound (no such module, or it offers none), InvalidInput (accountProblem,
// passwordProblem, the file), Refused (migrations of the module are pending; the server), Locked,
// Io, those of a query.
[[nodiscard]] Result<Plan> planAccount(postgres::Connection &connection,
                                       const modules::ModuleCatalog &catalog,
                                       const inspection::SiteState &state,
                                       const AccountRequest &request,
                                       std::stop_token stop = {});

} // namespace aegisx::plans
