#include "core/runs/sessionstop.h"

#include "core/base/tr.h"

#include <thread>

namespace aegisx::runs {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using plans::StepKind;
using postgres::Command;

namespace {

QByteArray milliseconds(const QDateTime &time)
{
    return QByteArray::number(time.toMSecsSinceEpoch());
}

// The session, while it is the one that was planned for; to cancel, also the same statement.
Command select(const QByteArray &what, const plans::PlanStep &step)
{
    Command command {
        "SELECT " + what
            + " FROM pg_catalog.pg_stat_activity a WHERE a.pid = $1"
              " AND (extract(epoch FROM a.backend_start) * 1000)::bigint = $2",
        {QByteArray::number(step.session->pid), milliseconds(step.session->startedAt)}};
    if (step.kind == StepKind::CancelStatement) {
        command.sql += " AND a.state = 'active'"
                       " AND (extract(epoch FROM a.query_start) * 1000)::bigint = $3";
        command.parameters.emplace_back(milliseconds(step.session->statementSince));
    }
    return command;
}

Error stillThere(const plans::PlanStep &step, std::chrono::milliseconds wait)
{
    const QString seconds = QString::number(static_cast<double>(wait.count()) / 1000.0);
    const bool cancel = step.kind == StepKind::CancelStatement;
    return {ErrorKind::Failed,
            cancel ? Tr::tr("Process %1 was asked to cancel its statement, and still runs it after "
                            "%2 seconds.")
                         .arg(step.name, seconds)
                   : Tr::tr("Process %1 was told to end, and is still there after %2 seconds.")
                         .arg(step.name, seconds),
            {},
            cancel ? Tr::tr("Look again in a moment; if it stays, end its session.")
                   : Tr::tr("Look again in a moment; if it stays, ask the server's administrator."),
            {}};
}

} // namespace

Result<bool> stopSession(postgres::Connection &connection,
                         const plans::PlanStep &step,
                         std::chrono::milliseconds wait,
                         std::stop_token stop)
{
    const bool cancel = step.kind == StepKind::CancelStatement;
    const Command act =
        select(cancel ? "pg_cancel_backend(a.pid)" : "pg_terminate_backend(a.pid)", step);
    const Command look = select("1", step);
    const auto asked = connection.query(act.sql, act.parameters, stop);
    if (!asked)
        return fail(asked.error());
    if (asked->isEmpty())
        return false;
    const auto deadline = std::chrono::steady_clock::now() + wait;
    while (true) {
        const auto found = connection.query(look.sql, look.parameters, stop);
        if (!found)
            return fail(found.error());
        if (found->isEmpty())
            return true;
        if (std::chrono::steady_clock::now() >= deadline)
            return fail(stillThere(step, wait));
        std::this_thread::sleep_for(50ms);
    }
}

} // namespace aegisx::runs
