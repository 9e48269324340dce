#pragma once

#include "core/base/result.h"
#include "core/plans/plan.h"
#include "core/postgres/connection.h"

#include <chrono>
#include <vector>

namespace aegisx::runs {

// Asks for the id of the open transaction, to be kept until its COMMIT is answered.
[[nodiscard]] postgres::Command selectTransactionId(const postgres::ServerFacts &facts);

// Asks whether what these steps of the plan wrote is there: the first row of theirs says it for
// all.
[[nodiscard]] postgres::Command proofOfWork(const plans::Plan &plan, const std::vector<int> &steps);

// After a COMMIT whose answer was lost: connects again (for at most wait) and asks the server
// whether the transaction was committed. The new connection takes the place of the old one.
// proof answers one boolean: is the transaction's work there? A server that crashed gives the
// ids of lost transactions away once more. Blocks. Errors: OutcomeUnknown where the server cannot
// be asked in time.
[[nodiscard]] Result<bool> settleCommit(postgres::Connection &connection,
                                        const QByteArray &transactionId,
                                        const postgres::Command &proof,
                                        std::chrono::seconds wait);

} // namespace aegisx::runs
