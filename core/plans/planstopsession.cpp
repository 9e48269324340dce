#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/plans/planning.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::StoppableSession;

namespace {

tl::unexpected<Error> refuse(const QString &message, const QString &remedy)
{
    return fail(
        Error {ErrorKind::Refused, message, Tr::tr("The session was left alone."), remedy, {}});
}

Result<void> checkRights(const StoppableSession &found, const postgres::ServerFacts &server)
{
    const QString pid = QString::number(found.session.pid);
    if (found.ofSuperuser && !server.superuser)
        return refuse(
            Tr::tr("Process %1 belongs to a superuser (%2); only a superuser may stop it.")
                .arg(pid, found.session.user),
            Tr::tr("Ask the server's administrator."));
    if (!found.mayBeSignalled)
        return refuse(Tr::tr("The user may not stop the sessions of %1.").arg(found.session.user),
                      Tr::tr("Connect as that user, or ask for: GRANT pg_signal_backend TO %1")
                          .arg(server.currentUser));
    if (!found.session.startedAt.isValid())
        return refuse(Tr::tr("The user may not see what process %1 does; it could be another one "
                             "by the time it is stopped.")
                          .arg(pid),
                      Tr::tr("Connect as that user, or ask for: GRANT pg_read_all_stats TO %1")
                          .arg(server.currentUser));
    return {};
}

// Whether it is a session that this user may and should stop.
Result<void> checkSession(const StoppableSession &found, const postgres::ServerFacts &server)
{
    const QString pid = QString::number(found.session.pid);
    if (found.session.pid == server.backendPid)
        return refuse(Tr::tr("Process %1 is this program's own session.").arg(pid),
                      Tr::tr("Name the session that stands in the way."));
    if (!found.isClient)
        return refuse(
            Tr::tr("Process %1 is a part of the server, not somebody's session.").arg(pid),
            Tr::tr("Wait until it has done its work, or ask the server's administrator."));
    if (!found.inThisDatabase)
        return refuse(Tr::tr("Process %1 works in another database: %2").arg(pid, found.database),
                      Tr::tr("Only sessions of the site's own database are stopped from here."));
    return checkRights(found, server);
}

Finding note(Severity severity, const QString &id, const QString &message, const QString &remedy)
{
    return {severity, id, {}, {}, message, remedy, {}};
}

Finding transactionNote(const inspection::SessionInfo &session)
{
    if (session.hidden)
        return note(Severity::Warning,
                    u"session-transaction"_s,
                    Tr::tr("Whether it has a transaction open cannot be seen by this user."),
                    Tr::tr("What it has not completed is rolled back; its user has to do it "
                           "again."));
    if (!session.transactionSince.isValid())
        return note(Severity::Info,
                    u"session-no-transaction"_s,
                    Tr::tr("It has no transaction open: nothing of its work is lost."),
                    {});
    const qint64 minutes = session.transactionSince.secsTo(QDateTime::currentDateTimeUtc()) / 60;
    const QString since = session.transactionSince.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    return note(Severity::Warning,
                u"session-transaction"_s,
                minutes < 1 ? Tr::tr("It has a transaction open since %1.").arg(since)
                            : Tr::tr("It has a transaction open since %1 (%2 min).")
                                  .arg(since, QString::number(minutes)),
                Tr::tr("What it has not completed is rolled back; its user has to do it again."));
}

// What it has open, and so what is lost with it.
Findings describeSession(const StoppableSession &found, const inspection::SiteState &state)
{
    Findings findings {
        note(Severity::Info, u"session"_s, Tr::tr("It is %1.").arg(found.session.describe()), {})};
    for (const inspection::ModuleState &module : state.modules) {
        if (module.lock.session && module.lock.session->pid == found.session.pid)
            findings.append(
                note(Severity::Warning,
                     u"session-holds-lock"_s,
                     Tr::tr("This session is a run that is going on in module %1.").arg(module.id),
                     Tr::tr("Cancel it in the program that started it, if you can.")));
    }
    findings.append(transactionNote(found.session));
    if (found.lockedRelations > 0 && found.lockedTables.isEmpty())
        findings.append(note(Severity::Info,
                             u"session-locks"_s,
                             Tr::tr("It holds locks on %n index(es) or sequence(s).",
                                    nullptr,
                                    found.lockedRelations),
                             {}));
    else if (found.lockedRelations > 0)
        findings.append(note(Severity::Info,
                             u"session-locks"_s,
                             Tr::tr("It holds locks on: %1").arg(found.lockedTables),
                             {}));
    return findings;
}

} // namespace

Result<Plan> planStopSession(postgres::Connection &connection,
                             const inspection::SiteState &state,
                             const SessionRequest &request,
                             std::stop_token stop)
{
    if (const auto possible = checkServer(state); !possible)
        return fail(possible.error());
    const postgres::Command question = inspection::selectSession(request.pid);
    const auto rows = connection.query(question.sql, question.parameters, stop);
    if (!rows)
        return fail(rows.error());
    const auto found = inspection::readStoppableSession(*rows);
    if (!found)
        return fail(ErrorKind::NotFound,
                    Tr::tr("The server has no process %1 any more.").arg(request.pid),
                    Tr::tr("Look again at who stands in the way."));
    if (const auto allowed = checkSession(*found, connection.facts()); !allowed)
        return fail(allowed.error());
    if (!request.end && !found->session.hidden && found->session.state != "active"_L1)
        return refuse(Tr::tr("Process %1 runs no statement now (%2): there is nothing to cancel.")
                          .arg(QString::number(request.pid), found->session.state),
                      Tr::tr("What it has open ends only with its session: end that instead."));
    Plan plan;
    plan.operation = Operation::StopSession;
    plan.findings = describeSession(*found, state);
    PlanStep step;
    step.kind = request.end ? StepKind::EndSession : StepKind::CancelStatement;
    step.name = QString::number(request.pid);
    step.undoable = false;
    step.session = found->session;
    plan.steps.append(step);
    return plan;
}

} // namespace aegisx::plans
