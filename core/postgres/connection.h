#pragma once

#include "core/base/result.h"
#include "core/postgres/connectionsettings.h"
#include "core/postgres/rows.h"

#include <QList>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace aegisx::postgres {

// What every caller wants to know of the server at the other end, read once while connecting.
struct ServerFacts {
    int versionNumber = 0; // 150018
    QString versionText; // "15.18"
    int backendPid = 0;
    bool pooled = false; // the backend is not the one we were told: a pooler stands in between
    bool transactionPooled = false; // and it hands out a server connection per transaction
    bool inRecovery = false;
    bool readOnly = false;
    bool superuser = false;
    bool tls = false;
    QString tlsVersion;
    QString currentUser;
    QString database;
    QString currentSchema; // where knex looks for its tables; empty: none of the path exists
    QString searchPath;
    QString encoding;
    QString systemIdentifier; // empty where the role may not ask
    qint64 roundTripMicroseconds = 0;
};

using Parameter = std::optional<QByteArray>; // nullopt is NULL

struct Command {
    QByteArray sql;
    std::vector<Parameter> parameters;
};

// One finished statement of a pipeline.
struct Outcome {
    size_t index = 0;
    Rows rows;
    QStringList notices; // a remark of the parser may come with the statement before
    qint64 microseconds = 0; // since the answer before it
};

struct PipelineHooks {
    std::function<void(const Outcome &)> onOutcome;
    // Called about twice a second while the server does not answer, with the index of the
    // command that is waited for and how long already.
    std::function<void(size_t index, std::chrono::milliseconds waited)> onWait;
    // Whether the server sends each answer at once; else it may keep them until there are more,
    // which saves both sides a turn for each.
    bool promptly = true;
};

// A failed pipeline: which command failed (npos: none in particular, e.g. the connection).
struct PipelineError {
    static constexpr size_t npos = static_cast<size_t>(-1);
    Error error;
    size_t index = npos;
    QStringList notices; // of the command that failed
};

// One session with the server. All functions block; none may be called from two threads at
// once. A stop request cancels the running statement (PQcancel) and the call answers with
// ErrorKind::Cancelled; drop the connection after that.
class Connection final
{
public:
    // Connects, sets the session up and reads ServerFacts. Blocks for at most
    // connectTimeout a host. Errors: a connection failure, each with its own words and remedy.
    [[nodiscard]] static Result<Connection> open(const ConnectionSettings &settings,
                                                 std::stop_token stop = {});

    Connection(Connection &&) noexcept;
    Connection &operator=(Connection &&) noexcept;
    ~Connection();

    [[nodiscard]] const ServerFacts &facts() const;
    [[nodiscard]] const ConnectionSettings &settings() const;
    [[nodiscard]] bool isLost() const;

    // One statement with parameters.
    [[nodiscard]] Result<Rows> query(const QByteArray &sql,
                                     const std::vector<Parameter> &parameters = {},
                                     std::stop_token stop = {});

    // A text of several statements, sent whole with the simple protocol: the server splits it.
    // Each statement's outcome is given to the hook; Outcome::index counts the statements. A notice
    // of one may come with the outcome before it: they travel together.
    [[nodiscard]] tl::expected<void, PipelineError>
    script(const QByteArray &sql, const PipelineHooks &hooks = {}, std::stop_token stop = {});

    // COPY ... FROM STDIN: one statement and the data for it, in one go. Errors as of script(); the
    // line that the server takes offence at stands in the error's context.
    [[nodiscard]] tl::expected<void, PipelineError> copyIn(const QByteArray &sql,
                                                           const QByteArray &data,
                                                           const PipelineHooks &hooks = {},
                                                           std::stop_token stop = {});

    // Sends all commands without waiting in between, then one Sync: one round trip however many
    // they are. The first error ends it; the commands behind it are not executed.
    [[nodiscard]] tl::expected<void, PipelineError> pipeline(const std::vector<Command> &commands,
                                                             const PipelineHooks &hooks = {},
                                                             std::stop_token stop = {});

    // pipeline() for when the rows of all commands are wanted together. onWait as in PipelineHooks.
    using WaitHook = std::function<void(size_t index, std::chrono::milliseconds waited)>;
    [[nodiscard]] Result<std::vector<Rows>> queryAll(const std::vector<Command> &commands,
                                                     std::stop_token stop = {},
                                                     const WaitHook &onWait = {});

    // Asks for a sign of life. A server that says nothing within the limit counts as gone: the
    // connection is lost then. Errors: ConnectionLost, Cancelled.
    [[nodiscard]] Result<void> ping(std::chrono::milliseconds limit, std::stop_token stop = {});

    // True while a transaction is open and not failed.
    [[nodiscard]] bool inTransaction() const;

    // The settings every session of ours starts with; to restore them after RESET ALL.
    [[nodiscard]] std::vector<Command> sessionSetup() const;

    // How often this session waited for an answer since it was set up.
    [[nodiscard]] int roundTrips() const;

private:
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

// Of the libpq this process has loaded: "15.18".
[[nodiscard]] QString clientLibraryVersion();

// A name as SQL: quoted, so that any name is safe.
[[nodiscard]] QByteArray quoteIdentifier(const QString &name);
[[nodiscard]] QByteArray quoteQualified(const QString &schema, const QString &name);
// A text as an SQL literal (standard_conforming_strings is on in every session of ours).
[[nodiscard]] QByteArray quoteLiteral(const QString &text);

} // namespace aegisx::postgres
