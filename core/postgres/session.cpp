#include "core/postgres/session.h"

#include "core/base/tr.h"
#include "core/postgres/connectfailure.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <future>
#include <thread>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t pipelineWindow = 512; // commands on the way at once: bounds libpq's buffers
constexpr qsizetype copyPiece = 64 * 1024; // bytes of COPY given to libpq at once
constexpr auto waitHookInterval = 500ms;
constexpr auto cancelInterval = 1s; // a cancel between two statements hits nothing: ask again
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

// libpq takes C strings: it would send what stands before a zero byte and drop the rest.
bool holdsZeroByte(const Command &command)
{
    const auto holds = [](const Parameter &parameter) {
        return parameter && parameter->contains('\0');
    };
    return command.sql.contains('\0')
        || std::any_of(command.parameters.begin(), command.parameters.end(), holds);
}

tl::unexpected<PipelineError> cancelled(size_t index)
{
    return tl::make_unexpected(
        PipelineError {Error {ErrorKind::Cancelled, Tr::tr("Cancelled."), {}, {}, {}}, index, {}});
}

tl::unexpected<PipelineError> zeroByteError(size_t index)
{
    return tl::make_unexpected(
        PipelineError {Error {ErrorKind::InvalidInput,
                              Tr::tr("A statement or a value holds a zero byte, which PostgreSQL "
                                     "does not take."),
                              Tr::tr("Nothing of it was sent."),
                              Tr::tr("Remove the zero byte; often the file is saved as UTF-16."),
                              {}},
                       index,
                       {}});
}

} // namespace

struct Session::Progress {
    size_t sent = 0;
    size_t received = 0;
    bool syncSent = false; // the last message of the pipeline is on its way
    bool finished = false;
    bool pipelined = true;
    bool promptly = true;
    bool cancelled = false;
    bool refusedCopy = false;
    const QByteArray *data = nullptr; // for a COPY
    qsizetype dataSent = 0;
    bool copying = false; // the server takes data
    Clock::time_point lastAnswer = Clock::now();
    Clock::time_point lastHook = Clock::now();
    Clock::time_point cancelledAt; // for the first time
    Clock::time_point lastCancel;
    std::optional<PipelineError> error;
};

Session::Session(ConnectionPtr connection)
    : m_connection(std::move(connection)), m_notices(std::make_unique<QStringList>())
{
    PQsetNoticeReceiver(m_connection.get(), receiveNotice, m_notices.get());
    PQsetnonblocking(m_connection.get(), 1);
}

QString Session::versionText() const
{
    return QString::fromUtf8(PQparameterStatus(m_connection.get(), "server_version"));
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
        state,
        primary.isEmpty() ? QString::fromUtf8(PQresultErrorMessage(result)).trimmed() : primary);
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
    progress.error =
        PipelineError {errorOf(result), progress.received, std::exchange(*m_notices, {})};
}

// The server waits for data, or sends some, that nobody here has or wants; in a pipeline there is
// no way back from that.
void Session::noteCopy(Progress &progress)
{
    if (!progress.error) {
        Error error {ErrorKind::Database,
                     Tr::tr("COPY FROM STDIN and COPY TO STDOUT cannot be run here."),
                     {},
                     Tr::tr("Write the rows as INSERT statements."),
                     {}};
        error.detail.sqlState = u"0A000"_s; // feature_not_supported
        progress.error = PipelineError {error, progress.received, {}};
    }
    progress.refusedCopy = true;
    progress.finished = true;
    m_connection.reset();
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
    if (progress.error)
        progress.error->error = lost;
    else
        progress.error = PipelineError {lost, progress.received, std::exchange(*m_notices, {})};
    progress.finished = true;
    m_connection.reset(); // the server learns of it, and this session can only be lost from now on
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
        // Without this the server keeps its answers until the end: nobody could be told, and a
        // full window would never move.
        const bool flush = progress.promptly || progress.sent % (pipelineWindow / 2) == 0;
        if (flush && progress.sent < commands.size() && !PQsendFlushRequest(m_connection.get()))
            return false;
    }
    if (!progress.syncSent && (giveUp || progress.sent == commands.size())) {
        if (!PQpipelineSync(m_connection.get()))
            return false;
        progress.syncSent = true;
    }
    return true;
}

// A piece at a time: libpq keeps what the network does not take yet, however much that is.
bool Session::sendData(Progress &progress, bool stopped)
{
    const QByteArray &data = *progress.data;
    while (progress.copying) {
        const int unsent = PQflush(m_connection.get());
        if (unsent != 0)
            return unsent > 0;
        const qsizetype piece = std::min(copyPiece, data.size() - progress.dataSent);
        if (piece > 0 && !stopped) {
            if (PQputCopyData(m_connection.get(),
                              data.constData() + progress.dataSent,
                              static_cast<int>(piece))
                < 0)
                return false;
            progress.dataSent += piece;
            continue;
        }
        if (PQputCopyEnd(m_connection.get(), stopped ? "cancelled" : nullptr) < 0)
            return false;
        progress.copying = false;
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
    case PGRES_COPY_IN:
        if (progress.data && progress.dataSent == 0 && !progress.copying)
            progress.copying = true;
        else
            noteCopy(progress);
        return;
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
        noteCopy(progress);
        return;
    default:
        break;
    }
    const auto now = Clock::now();
    Outcome outcome;
    outcome.index = progress.received;
    outcome.rows = Rows(std::move(result));
    outcome.notices = std::exchange(*m_notices, {});
    outcome.microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(now - progress.lastAnswer).count();
    progress.lastAnswer = now;
    progress.lastHook = now;
    if (hooks.onOutcome)
        hooks.onOutcome(outcome);
    if (!progress.pipelined)
        ++progress.received;
}

bool Session::readResults(const PipelineHooks &hooks, Progress &progress)
{
    while (!progress.finished && !progress.copying && !PQisBusy(m_connection.get())) {
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

// On a silent network PQcancel waits for minutes, or for ever: it is left behind then, on a thread
// of its own that ends when the network says something.
void Session::cancelRunning() const
{
    const std::shared_ptr<PGcancel> cancel(PQgetCancel(m_connection.get()), PQfreeCancel);
    if (!cancel)
        return;
    std::promise<void> sent;
    const std::future<void> answered = sent.get_future();
    std::thread([cancel, sent = std::move(sent)]() mutable {
        std::array<char, 256> message {};
        PQcancel(cancel.get(), message.data(), static_cast<int>(message.size()));
        sent.set_value();
    }).detach();
    answered.wait_for(cancelGrace);
}

// False where the server did not react in time.
bool Session::cancelWhereAsked(Progress &progress, const std::stop_token &stop) const
{
    if (!stop.stop_requested())
        return true;
    const auto now = Clock::now();
    if (!progress.cancelled)
        progress.cancelledAt = now;
    else if (now - progress.cancelledAt > cancelGrace)
        return false;
    if (!progress.cancelled || now - progress.lastCancel >= cancelInterval) {
        progress.cancelled = true;
        progress.lastCancel = now;
        cancelRunning();
    }
    return true;
}

bool Session::waitForServer(const PipelineHooks &hooks, Progress &progress, std::stop_token stop)
{
    const int flushed = PQflush(m_connection.get());
    if (flushed < 0)
        return false;
    pollfd wait {PQsocket(m_connection.get()),
                 static_cast<short>(flushed > 0 ? POLLIN | POLLOUT : POLLIN),
                 0};
    const int ready = poll(&wait, 1, progress.copying && flushed == 0 ? 0 : 50);
    if (ready > 0 && !PQconsumeInput(m_connection.get()))
        return false;
    if (!cancelWhereAsked(progress, stop))
        return false;
    const auto now = Clock::now();
    if (ready == 0 && hooks.onWait && now - progress.lastHook >= waitHookInterval) {
        progress.lastHook = now;
        hooks.onWait(
            progress.received,
            std::chrono::duration_cast<std::chrono::milliseconds>(now - progress.lastAnswer));
    }
    return !m_abandoned;
}

tl::expected<void, PipelineError> Session::run(const std::vector<Command> &commands,
                                               const PipelineHooks &hooks,
                                               Progress &progress,
                                               std::stop_token stop)
{
    ++m_roundTrips;
    m_notices->clear();
    progress.promptly = hooks.promptly;
    while (!progress.finished) {
        const bool alive = (!progress.pipelined || sendMore(commands, progress))
            && (!progress.copying || sendData(progress, stop.stop_requested()))
            && readResults(hooks, progress)
            && (progress.finished || waitForServer(hooks, progress, stop));
        if (!alive && !progress.refusedCopy)
            noteLost(progress);
    }
    const bool lost = isLost();
    if (progress.pipelined && !lost)
        PQexitPipelineMode(m_connection.get());
    const bool explained = progress.refusedCopy
        || (progress.error && progress.error->error.kind == ErrorKind::ConnectionLost);
    if (lost && progress.error && !explained)
        noteLost(progress);
    if (progress.cancelled) {
        auto failure = cancelled(progress.received);
        if (progress.error) {
            failure.value().error.detail = progress.error->error.detail;
            failure.value().index = progress.error->index;
            failure.value().notices = progress.error->notices;
        }
        return failure;
    }
    if (progress.error)
        return tl::make_unexpected(*progress.error);
    return {};
}

tl::expected<void, PipelineError> Session::pipeline(const std::vector<Command> &commands,
                                                    const PipelineHooks &hooks,
                                                    std::stop_token stop)
{
    const auto bad = std::find_if(commands.begin(), commands.end(), holdsZeroByte);
    if (bad != commands.end())
        return zeroByteError(static_cast<size_t>(bad - commands.begin()));
    if (stop.stop_requested()) // before anything is sent
        return cancelled(0);
    Progress progress;
    if (isLost() || !PQenterPipelineMode(m_connection.get())) {
        noteLost(progress);
        return tl::make_unexpected(*progress.error);
    }
    return run(commands, hooks, progress, stop);
}

tl::expected<void, PipelineError> Session::runText(const QByteArray &sql,
                                                   const PipelineHooks &hooks,
                                                   Progress &progress,
                                                   std::stop_token stop)
{
    if (holdsZeroByte({sql, {}}))
        return zeroByteError(PipelineError::npos);
    if (stop.stop_requested())
        return cancelled(0);
    progress.pipelined = false;
    if (isLost() || !PQsendQuery(m_connection.get(), sql.constData())) {
        noteLost(progress);
        return tl::make_unexpected(*progress.error);
    }
    return run({}, hooks, progress, stop);
}

tl::expected<void, PipelineError>
Session::script(const QByteArray &sql, const PipelineHooks &hooks, std::stop_token stop)
{
    Progress progress;
    return runText(sql, hooks, progress, stop);
}

tl::expected<void, PipelineError> Session::copyIn(const QByteArray &sql,
                                                  const QByteArray &data,
                                                  const PipelineHooks &hooks,
                                                  std::stop_token stop)
{
    Progress progress;
    progress.data = &data;
    return runText(sql, hooks, progress, stop);
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
