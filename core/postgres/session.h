#pragma once

#include "core/base/result.h"
#include "core/postgres/connection.h"

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <stop_token>

namespace aegisx::postgres {

struct ConnectionDeleter {
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
using ConnectionPtr = std::unique_ptr<PGconn, ConnectionDeleter>;

// libpq driven without ever blocking inside it: every wait polls the socket and looks at the
// stop token. The engine room of Connection; nothing else uses it.
class Session final
{
public:
    explicit Session(ConnectionPtr connection);

    [[nodiscard]] Result<Rows>
    query(const QByteArray &sql, const std::vector<Parameter> &parameters, std::stop_token stop);
    [[nodiscard]] tl::expected<void, PipelineError>
    script(const QByteArray &sql, const PipelineHooks &hooks, std::stop_token stop);
    [[nodiscard]] tl::expected<void, PipelineError> copyIn(const QByteArray &sql,
                                                           const QByteArray &data,
                                                           const PipelineHooks &hooks,
                                                           std::stop_token stop);
    [[nodiscard]] tl::expected<void, PipelineError> pipeline(const std::vector<Command> &commands,
                                                             const PipelineHooks &hooks,
                                                             std::stop_token stop);

    [[nodiscard]] int serverVersion() const { return PQserverVersion(m_connection.get()); }
    [[nodiscard]] QString versionText() const; // "11.22"
    [[nodiscard]] int announcedPid() const { return PQbackendPID(m_connection.get()); }
    [[nodiscard]] bool usesTls() const { return PQsslInUse(m_connection.get()) != 0; }
    [[nodiscard]] QString tlsVersion() const;
    [[nodiscard]] bool isLost() const { return PQstatus(m_connection.get()) != CONNECTION_OK; }
    [[nodiscard]] bool inTransaction() const
    {
        return PQtransactionStatus(m_connection.get()) == PQTRANS_INTRANS;
    }
    [[nodiscard]] int roundTrips() const { return m_roundTrips; }
    void resetRoundTrips() { m_roundTrips = 0; }
    // To be called from a hook: the answer is not waited for any more, the session is lost.
    void abandon() { m_abandoned = true; }

private:
    struct Progress;
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool sendMore(const std::vector<Command> &commands, Progress &progress);
    [[nodiscard]] bool sendData(Progress &progress, bool stopped);
    [[nodiscard]] bool readResults(const PipelineHooks &hooks, Progress &progress);
    [[nodiscard]] bool
    waitForServer(const PipelineHooks &hooks, Progress &progress, std::stop_token stop);
    void takeResult(ResultPtr result, const PipelineHooks &hooks, Progress &progress);
    void noteError(const PGresult *result, Progress &progress);
    void noteCopy(Progress &progress);
    void noteLost(Progress &progress);
    [[nodiscard]] bool cancelWhereAsked(Progress &progress, const std::stop_token &stop) const;
    void cancelRunning() const;
    [[nodiscard]] tl::expected<void, PipelineError> run(const std::vector<Command> &commands,
                                                        const PipelineHooks &hooks,
                                                        Progress &progress,
                                                        std::stop_token stop);
    [[nodiscard]] tl::expected<void, PipelineError> runText(const QByteArray &sql,
                                                            const PipelineHooks &hooks,
                                                            Progress &progress,
                                                            std::stop_token stop);
    [[nodiscard]] Error errorOf(const PGresult *result) const;

    ConnectionPtr m_connection;
    std::unique_ptr<QStringList> m_notices; // at a fixed address: libpq's receiver writes to it
    int m_roundTrips = 0;
    bool m_abandoned = false;
};

} // namespace aegisx::postgres
