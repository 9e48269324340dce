#include "core/runs/settle.h"

#include "core/base/tr.h"
#include "core/tracking/sitefacts.h"

#include <optional>
#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int firstVersionWithXid8 = 130000;

// nullopt: cannot be known yet.
std::optional<bool> askForOutcome(postgres::Connection &connection,
                                  const QByteArray &transactionId,
                                  const postgres::Command &proof)
{
    const QByteArray sql = connection.facts().versionNumber >= firstVersionWithXid8
        ? "SELECT pg_xact_status($1::xid8)"
        : "SELECT txid_status($1::bigint)";
    const auto status = connection.query(sql, {transactionId});
    // "Is in the future": a crash has lost the transaction, with everything that it wrote.
    if (!status && status.error().detail.sqlState == "22023"_L1)
        return false;
    if (!status || status->isNull(0, 0) || status->text(0, 0) == "in progress"_L1)
        return std::nullopt;
    if (status->text(0, 0) != "committed"_L1)
        return false;
    const auto proven = connection.query(proof.sql, proof.parameters);
    return proven ? std::optional<bool>(proven->boolean(0, 0)) : std::nullopt;
}

} // namespace

postgres::Command selectTransactionId(const postgres::ServerFacts &facts)
{
    return {facts.versionNumber >= firstVersionWithXid8 ? "SELECT pg_current_xact_id()::text"
                                                        : "SELECT txid_current()::text",
            {}};
}

postgres::Command proofOfWork(const plans::Plan &plan, const std::vector<int> &steps)
{
    for (const int index : steps) {
        const plans::PlanStep &step = plan.steps.at(index);
        if (step.environment)
            return tracking::isEnvironment(*step.environment);
        const bool records =
            step.kind == plans::StepKind::Up || step.kind == plans::StepKind::MarkCompleted;
        const bool forgets =
            step.kind == plans::StepKind::Down || step.kind == plans::StepKind::MarkPending;
        if (!records && !forgets)
            continue;
        postgres::Command proof = tracking::isRecorded(step.table, step.recordedName);
        if (forgets)
            proof.sql.replace("SELECT EXISTS", "SELECT NOT EXISTS");
        return proof;
    }
    return {"SELECT true", {}}; // seeds leave no row
}

Result<bool> settleCommit(postgres::Connection &connection,
                          const QByteArray &transactionId,
                          const postgres::Command &proof,
                          std::chrono::seconds wait)
{
    const auto deadline = std::chrono::steady_clock::now() + wait;
    const QString cluster = connection.facts().systemIdentifier;
    while (std::chrono::steady_clock::now() < deadline) {
        auto opened = postgres::Connection::open(connection.settings());
        // A standby or another cluster behind the same name cannot know.
        const bool same =
            opened && !opened->facts().inRecovery && opened->facts().systemIdentifier == cluster;
        const auto committed = same ? askForOutcome(*opened, transactionId, proof) : std::nullopt;
        if (committed) {
            connection = std::move(*opened);
            return *committed;
        }
        std::this_thread::sleep_for(200ms);
    }
    return fail(Error {
        ErrorKind::OutcomeUnknown,
        Tr::tr("The connection was lost at the COMMIT, and the server could not be asked since."),
        Tr::tr("The run is either wholly done or not at all."),
        Tr::tr("When the server can be reached again, the state of the site tells which."),
        {}});
}

} // namespace aegisx::runs
