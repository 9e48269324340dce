#include "core/postgres/connection.h"

#include "core/base/tr.h"
#include "core/postgres/connectfailure.h"
#include "core/postgres/connector.h"
#include "core/postgres/session.h"

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

struct Connection::State {
    Session session;
    ConnectionSettings settings;
    ServerFacts facts;
};

namespace {

constexpr auto factsSql = R"(
SELECT pg_backend_pid(), pg_is_in_recovery(),
       current_setting('transaction_read_only')::bool, current_setting('server_version'),
       current_user, current_database(), coalesce(current_schema(), ''),
       current_setting('search_path'), current_setting('server_encoding'),
       current_setting('is_superuser')::bool,
       has_function_privilege('pg_catalog.pg_control_system()', 'execute'))";

// Only Linux servers can watch the client's socket; elsewhere the setting is an error.
constexpr auto setupSql = R"(
SELECT set_config('standard_conforming_strings', 'on', false),
       set_config('client_min_messages', 'notice', false),
       set_config('datestyle', 'ISO, MDY', false),
       set_config('intervalstyle', 'postgres', false),
       set_config('bytea_output', 'hex', false),
       set_config('statement_timeout', '0', false),
       set_config('idle_in_transaction_session_timeout', '0', false))";

std::vector<Command> setupCommands(int version)
{
    std::vector<Command> commands {{setupSql, {}}};
    if (version >= 140000) {
        commands.push_back({"SELECT set_config('client_connection_check_interval', '5s', false)"
                            " WHERE version() ~* 'linux'",
                            {}});
    }
    if (version >= 170000)
        commands.push_back({"SELECT set_config('transaction_timeout', '0', false)", {}});
    return commands;
}

constexpr auto pidSql = "SELECT pg_backend_pid()";

// The server's pid that the second session of a pooler meets; 0: none, while the first kept its
// own all the time, which only a session pooler that is full lets happen.
Result<int> pidOfSecond(Session &second, Session &first, int firstPid, std::stop_token stop)
{
    int pid = 0;
    bool kept = false;
    PipelineHooks hooks;
    hooks.onOutcome = [&pid](const Outcome &outcome) {
        pid = static_cast<int>(outcome.rows.number(0, 0));
    };
    hooks.onWait = [&](size_t, std::chrono::milliseconds) {
        if (kept) // still no answer after the first had one, which came later in line
            return second.abandon();
        const auto rows = first.query(pidSql, {}, stop);
        kept = rows && rows->number(0, 0) == firstPid;
        if (!kept)
            second.abandon();
    };
    const auto done = second.pipeline({{pidSql, {}}}, hooks, stop);
    if (!done && !kept)
        return fail(done.error().error);
    return pid;
}

// With a session pooler our first server connection stays ours, so that a second session never
// meets it; with a transaction pooler the second session, or our next statement, does. Several
// rounds, as other clients take connections as well. Where it cannot be told apart: true, the
// answer that refuses to write.
bool isTransactionPooled(Session &first,
                         const ConnectionSettings &settings,
                         int firstPid,
                         std::stop_token stop)
{
    auto second = connectSession(settings, stop);
    if (!second)
        return true;
    for (int round = 0; round < 5; ++round) {
        const auto pid = pidOfSecond(*second, first, firstPid, stop);
        if (!pid || *pid == firstPid)
            return true;
        if (*pid == 0)
            return false;
        const auto rows = first.query(pidSql, {}, stop);
        if (!rows || rows->number(0, 0) != firstPid)
            return true;
    }
    return false;
}

// A pooler lets us in before it has a server connection, and hangs up when it gets none.
Error whileConnecting(const Error &error, const ConnectionSettings &settings)
{
    if (error.kind != ErrorKind::ConnectionLost)
        return error;
    const bool explained = error.detail.sqlState == "08P01"_L1;
    Error failure = connectFailure(
        explained ? ErrorKind::ConnectionFailed : error.kind, settings, error.detail.serverMessage);
    failure.detail = error.detail;
    return failure;
}

ServerFacts readFacts(const Session &session, const Rows &rows)
{
    ServerFacts facts;
    facts.versionNumber = session.serverVersion();
    facts.backendPid = static_cast<int>(rows.number(0, 0));
    facts.pooled = facts.backendPid != session.announcedPid();
    facts.inRecovery = rows.boolean(0, 1);
    facts.readOnly = rows.boolean(0, 2);
    facts.versionText = rows.text(0, 3).section(u' ', 0, 0);
    facts.currentUser = rows.text(0, 4);
    facts.database = rows.text(0, 5);
    facts.currentSchema = rows.text(0, 6);
    facts.searchPath = rows.text(0, 7);
    facts.encoding = rows.text(0, 8);
    facts.superuser = rows.boolean(0, 9);
    facts.tls = session.usesTls();
    facts.tlsVersion = session.tlsVersion();
    return facts;
}

} // namespace

Connection::Connection(std::unique_ptr<State> state) : m_state(std::move(state)) { }

Connection::Connection(Connection &&) noexcept = default;
Connection &Connection::operator=(Connection &&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const ConnectionSettings &settings, std::stop_token stop)
{
    auto session = connectSession(settings, stop);
    if (!session)
        return fail(session.error());
    if (session->serverVersion() < 120000)
        return fail(connectFailure(
            ErrorKind::ServerTooOld, settings, u"PostgreSQL "_s % session->versionText()));

    const auto before = std::chrono::steady_clock::now();
    const auto rows = session->query(factsSql, {}, stop);
    if (!rows)
        return fail(whileConnecting(rows.error(), settings));
    auto state = std::make_unique<State>(State {std::move(*session), settings, {}});
    state->facts = readFacts(state->session, *rows);
    state->facts.roundTripMicroseconds = std::chrono::duration_cast<std::chrono::microseconds>(
                                             std::chrono::steady_clock::now() - before)
                                             .count();
    if (state->facts.pooled) // a pooler's sessions are shared: leave their settings alone
        state->facts.transactionPooled =
            isTransactionPooled(state->session, settings, state->facts.backendPid, stop);
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, Tr::tr("Cancelled while connecting."));
    if (!state->facts.transactionPooled) {
        auto commands = setupCommands(state->facts.versionNumber);
        const size_t identifierAt = commands.size();
        if (rows->boolean(0, 10))
            commands.push_back(
                {"SELECT system_identifier FROM pg_catalog.pg_control_system()", {}});
        const PipelineHooks hooks {[&state, identifierAt](const Outcome &outcome) {
                                       if (outcome.index == identifierAt)
                                           state->facts.systemIdentifier = outcome.rows.text(0, 0);
                                   },
                                   {}};
        if (const auto done = state->session.pipeline(commands, hooks, stop); !done)
            return fail(done.error().error);
    }
    state->session.resetRoundTrips();
    return Connection(std::move(state));
}

const ServerFacts &Connection::facts() const
{
    return m_state->facts;
}

const ConnectionSettings &Connection::settings() const
{
    return m_state->settings;
}

bool Connection::isLost() const
{
    return m_state->session.isLost();
}

Result<void> Connection::ping(std::chrono::milliseconds limit, std::stop_token stop)
{
    PipelineHooks hooks;
    hooks.onWait = [this, limit](size_t, std::chrono::milliseconds waited) {
        if (waited >= limit)
            m_state->session.abandon();
    };
    if (const auto done = pipeline({{"SELECT", {}}}, hooks, std::move(stop)); !done)
        return fail(done.error().error);
    return {};
}

bool Connection::inTransaction() const
{
    return m_state->session.inTransaction();
}

std::vector<Command> Connection::sessionSetup() const
{
    return setupCommands(m_state->facts.versionNumber);
}

int Connection::roundTrips() const
{
    return m_state->session.roundTrips();
}

Result<Rows> Connection::query(const QByteArray &sql,
                               const std::vector<Parameter> &parameters,
                               std::stop_token stop)
{
    return m_state->session.query(sql, parameters, stop);
}

tl::expected<void, PipelineError>
Connection::script(const QByteArray &sql, const PipelineHooks &hooks, std::stop_token stop)
{
    return m_state->session.script(sql, hooks, stop);
}

tl::expected<void, PipelineError> Connection::copyIn(const QByteArray &sql,
                                                     const QByteArray &data,
                                                     const PipelineHooks &hooks,
                                                     std::stop_token stop)
{
    return m_state->session.copyIn(sql, data, hooks, stop);
}

tl::expected<void, PipelineError> Connection::pipeline(const std::vector<Command> &commands,
                                                       const PipelineHooks &hooks,
                                                       std::stop_token stop)
{
    return m_state->session.pipeline(commands, hooks, stop);
}

Result<std::vector<Rows>> Connection::queryAll(const std::vector<Command> &commands,
                                               std::stop_token stop,
                                               const WaitHook &onWait)
{
    std::vector<Rows> all;
    all.reserve(commands.size());
    const PipelineHooks hooks {
        [&all](const Outcome &outcome) { all.push_back(outcome.rows); }, onWait, false};
    if (const auto done = pipeline(commands, hooks, stop); !done)
        return fail(done.error().error);
    return all;
}

QString clientLibraryVersion()
{
    const int number = PQlibVersion(); // 150018
    return QString::number(number / 10'000) % u'.' % QString::number(number % 10'000);
}

QByteArray quoteIdentifier(const QString &name)
{
    QString quoted = name;
    quoted.replace(u'"', u"\"\""_s);
    return (u'"' % quoted % u'"').toUtf8();
}

QByteArray quoteQualified(const QString &schema, const QString &name)
{
    return quoteIdentifier(schema) + '.' + quoteIdentifier(name);
}

QByteArray quoteLiteral(const QString &text)
{
    QString quoted = text;
    quoted.replace(u'\'', u"''"_s);
    return (u'\'' % quoted % u'\'').toUtf8();
}

} // namespace aegisx::postgres
