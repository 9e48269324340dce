#pragma once

#include "core/plans/plan.h"

#include <stop_token>

namespace aegisx::plans {

// Lets the migrations without a transaction that stopped half-way go on: where the evidence proves
// what of such a file was run, its step keeps only the statements that are missing, with a DROP
// INDEX CONCURRENTLY in front of one whose index was not built to its end, and a finding says so.
// It is recorded as the whole file all the same. Other steps stay as they are. Asks the database;
// blocks. Errors: those of a query; what of the files cannot be read is left to the pre-flight.
[[nodiscard]] Result<void> goOnWithHalfRuns(postgres::Connection &connection,
                                            const modules::ModuleCatalog &catalog,
                                            const inspection::SiteState &state,
                                            Plan &plan,
                                            std::stop_token stop = {});

} // namespace aegisx::plans
