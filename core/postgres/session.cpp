#include "core/postgres/session.h"

#include "core/base/tr.h"
#include "core/postgres/connectfailure.h"

#include <poll.h>

#include <array>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t pipelineWindow = 512; // commands on the way at once: bounds libpq's buffers
constexpr auto waitHookInterval = 500ms;
constexpr auto cancelGrace = 10s; // a server that does not answer a cancel by then is given up

QString field(const PGresult *result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code));
}

void receiveNotice(void *target, const PGresult *result)
{
    const QString severity = field(result, PG_DIAG_SEVERITY);
    const QString text = field(result, PG_DIAG_MESSAGE_PRIMARY);
    static_cast<QStringList *>(target)->append(severity % u": "_s % text);
}

struct CancelDeleter {
    void operator()(PGcancel *cancel) const { PQfreeCancel(cancel); }
};

} // namespace

struct Session::Progress {
    size_t sent = 0;
    size_t received = 0;
    bool syncSent = false; // the last message of the pipeline is on its way
    bool finished = false;
    bool pipelined = true;
    bool cancelled = false;
    Clock::time_point lastAnswer = Clock::now();
    Clock::time_point lastHook = Clock::now();
    Clock::time_point cancelledAt;
    std::optional<PipelineError> error;
};

Session::Session(ConnectionPtr connection)
    : m_connection(std::move(connection))
    , m_notices(std::make_unique<QStringList>())
{
    PQsetNoticeReceiver(m_connection.get(), receiveNotice, m_notices.get());
    PQsetnonblocking(m_connection.get(), 1);
}

QString Session::tlsVersion() const
{
    return QString::fromUtf8(PQsslAttribute(m_connection.get(), "protocol"));
}

Error Session::errorOf(const PGresult *result) const
{
    Error error;
    error.kind = ErrorKind::Database;
    const QString state = field(result, PG_DIAG_SQLSTATE);
    const QString primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
    error.detail.sqlState = state;
    error.detail.serverMessage = withoutValues(
        state, primary.isEmpty() ? QString::fromUtf8(PQresultErrorMessage(result)).trimmed() : primary);
    error.detail.serverDetail = withoutValues(state, field(result, PG_DIAG_MESSAGE_DETAIL));
    error.detail.hint = field(result, PG_DIAG_MESSAGE_HINT);
    error.detail.context = withoutValues(state, field(result, PG_DIAG_CONTEXT));
    error.detail.statementPosition = field(result, PG_DIAG_STATEMENT_POSITION).toInt();
    error.message = Tr::tr("The server refused a statement: %1").arg(error.detail.serverMessage);
    return error;
}

void Session::noteError(const PGresult *result, Progress &progress)
{
    if (progress.error)
        return;
    progress.error = PipelineError {errorOf(result), progress.received};
}

void Session::noteLost(Progress &progress)
{
    Error lost {ErrorKind::ConnectionLost,
                Tr::tr("The connection to the server was lost."),
                {},
                Tr::tr("Check the network and the server, then connect again."),
                {}};
    if (progress.error) // what the server said with its last breath
        lost.detail = progress.error->error.detail;
    else
        lost.detail.serverMessage = QString::fromUtf8(PQerrorMessage(m_connection.get())).trimmed();
    const size_t index = progress.error ? progress.error->index : progress.received;
    progress.error = PipelineError {lost, index};
    progress.finished = true;
}

bool Session::sendMore(const std::vector<Command> &commands, Progress &progress)
{
    const bool giveUp = progress.error || progress.cancelled;
    while (!giveUp && progress.sent < commands.size()
           && progress.sent - progress.received < pipelineWindow) {
        const Command &command = commands[progress.sent];
        std::vector<const char *> values;
        values.reserve(command.parameters.size());
        for (const Parameter &parameter : command.parameters)
            values.push_back(parameter ? parameter->constData() : nullptr);
        if (!PQsendQueryParams(m_connection.get(),
                               command.sql.constData(),
                               static_cast<int>(values.size()),
                               nullptr,
                               values.data(),
                               nullptr,
                               nullptr,
                               0))
            return false;
        ++progress.sent;
        // Without this the server keeps its answers until the end, and nobody could be told.
        if (progress.sent < commands.size() && !PQsendFlushRequest(m_connection.get()))
            return false;
    }
    if (!progress.syncSent && (giveUp || progress.sent == commands.size())) {
        if (!PQpipelineSync(m_connection.get()))
            return false;
        progress.syncSent = true;
    }
    return true;
}

void Session::takeResult(ResultPtr result, const PipelineHooks &hooks, Progress &progress)
{
    switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
        progress.finished = true;
        return;
    case PGRES_PIPELINE_ABORTED:
        return;
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
        noteError(result.get(), progress);
        return;
    default:
        break;
    }
    const auto now = Clock::now();
    Outcome outcome;
    outcome.index = progress.received;
    outcome.rows = Rows(std::move(result));
    outcome.notices = std::exchange(*m_notices, {});
    outcome.microseconds
        = std::chrono::duration_cast<std::chrono::microseconds>(now - progress.lastAnswer).count();
    progress.lastAnswer = now;
    progress.lastHook = now;
    if (hooks.onOutcome)
        hooks.onOutcome(outcome);
    if (!progress.pipelined)
        ++progress.received;
}

bool Session::readResults(const PipelineHooks &hooks, Progress &progress)
{
    while (!progress.finished && !PQisBusy(m_connection.get())) {
        ResultPtr result(PQgetResult(m_connection.get()));
        if (result) {
            takeResult(std::move(result), hooks, progress);
            continue;
        }
        if (!progress.pipelined) {
            progress.finished = true;
            return true;
        }
        // In a pipeline NULL ends one command's results; twice in a row there is nothing yet.
        if (progress.received >= progress.sent)
            return PQstatus(m_connection.get()) == CONNECTION_OK;
        ++progress.received;
    }
    return PQstatus(m_connection.get()) == CONNECTION_OK;
}

void Session::cancelRunning() const
{
    const std::unique_ptr<PGcancel, CancelDeleter> cancel(PQgetCancel(m_connection.get()));
    std::array<char, 256> message {};
    if (cancel)
        PQcancel(cancel.get(), message.data(), static_cast<int>(message.size()));
}

bool Session::waitForServer(const PipelineHooks &hooks, Progress &progress, std::stop_token stop)
{
    const int flushed = PQflush(m_connection.get());
    if (flushed < 0)
        return false;
    pollfd wait {PQsocket(m_connection.get()), static_cast<short>(flushed > 0 ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = poll(&wait, 1, 50);
    if (ready > 0 && !PQconsumeInput(m_connection.get()))
        return false;
    const auto now = Clock::now();
    if (stop.stop_requested() && !progress.cancelled) {
        progress.cancelled = true;
        progress.cancelledAt = now;
        cancelRunning();
    }
    if (progress.cancelled && now - progress.cancelledAt > cancelGrace)
        return false;
    if (ready == 0 && hooks.onWait && now - progress.lastHook >= waitHookInterval) {
        progress.lastHook = now;
        hooks.onWait(progress.received,
                     std::chrono::duration_cast<std::chrono::milliseconds>(now - progress.lastAnswer));
    }
    return true;
}

tl::expected<void, PipelineError> Session::run(const std::vector<Command> &commands,
                                               const PipelineHooks &hooks,
                                               Progress &progress,
                                               std::stop_token stop)
{
    ++m_roundTrips;
    m_notices->clear();
    while (!progress.finished) {
        const bool alive = (!progress.pipelined || sendMore(commands, progress))
            && readResults(hooks, progress)
            && (progress.finished || waitForServer(hooks, progress, stop));
        if (!alive)
            noteLost(progress);
    }
    const bool lost = isLost();
    if (progress.pipelined && !lost)
        PQexitPipelineMode(m_connection.get());
    if (lost && progress.error && progress.error->error.kind != ErrorKind::ConnectionLost)
        noteLost(progress);
    if (progress.cancelled) {
        PipelineError cancelled {Error {ErrorKind::Cancelled, Tr::tr("Cancelled."), {}, {}, {}}, progress.received};
        if (progress.error) {
            cancelled.error.detail = progress.error->error.detail;
            cancelled.index = progress.error->index;
        }
        return tl::make_unexpected(cancelled);
    }
    if (progress.error)
        return tl::make_unexpected(*progress.error);
    return {};
}

tl::expected<void, PipelineError> Session::pipeline(const std::vector<Command> &commands,
                                                    const PipelineHooks &hooks,
                                                    std::stop_token stop)
{
    Progress progress;
    if (isLost() || !PQenterPipelineMode(m_connection.get())) {
        noteLost(progress);
        return tl::make_unexpected(*progress.error);
    }
    return run(commands, hooks, progress, stop);
}

tl::expected<void, PipelineError> Session::script(const QByteArray &sql,
                                                  const PipelineHooks &hooks,
                                                  std::stop_token stop)
{
    Progress progress;
    progress.pipelined = false;
    if (isLost() || !PQsendQuery(m_connection.get(), sql.constData())) {
        noteLost(progress);
        return tl::make_unexpected(*progress.error);
    }
    return run({}, hooks, progress, stop);
}

Result<Rows> Session::query(const QByteArray &sql,
                            const std::vector<Parameter> &parameters,
                            std::stop_token stop)
{
    Rows rows;
    const PipelineHooks hooks {[&rows](const Outcome &outcome) { rows = outcome.rows; }, {}};
    if (const auto done = pipeline({{sql, parameters}}, hooks, stop); !done)
        return fail(done.error().error);
    return rows;
}

} // namespace aegisx::postgres
