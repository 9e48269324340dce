#include "core/runs/settle.h"

#include "core/base/tr.h"

#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int firstVersionWithXid8 = 130000;

} // namespace

postgres::Command selectTransactionId(const postgres::ServerFacts &facts)
{
    return {facts.versionNumber >= firstVersionWithXid8 ? "SELECT pg_current_xact_id()::text"
                                                        : "SELECT txid_current()::text",
            {}};
}

Result<bool> settleCommit(postgres::Connection &connection, const QByteArray &transactionId, std::chrono::seconds wait)
{
    const auto deadline = std::chrono::steady_clock::now() + wait;
    const QByteArray sql = connection.facts().versionNumber >= firstVersionWithXid8
        ? "SELECT pg_xact_status($1::xid8)"
        : "SELECT txid_status($1::bigint)";
    const QString cluster = connection.facts().systemIdentifier;
    while (std::chrono::steady_clock::now() < deadline) {
        auto opened = postgres::Connection::open(connection.settings());
        // A standby or another cluster behind the same name cannot know.
        const bool same = opened && !opened->facts().inRecovery && opened->facts().systemIdentifier == cluster;
        if (same) {
            const auto status = opened->query(sql, {transactionId});
            if (status && status->text(0, 0) != "in progress"_L1 && !status->isNull(0, 0)) {
                connection = std::move(*opened);
                return status->text(0, 0) == "committed"_L1;
            }
        }
        std::this_thread::sleep_for(200ms);
    }
    return fail(Error {ErrorKind::OutcomeUnknown,
                       Tr::tr("The connection was lost at the COMMIT, and the server could not be asked since."),
                       Tr::tr("The run is either wholly done or not at all."),
                       Tr::tr("When the server can be reached again, \"aegisx-sitectl status\" tells which."),
                       {}});
}

} // namespace aegisx::runs
