#include "cli/commandhints.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QString words(QStringList parts)
{
    for (QString &part : parts)
        part = shellWord(part);
    return parts.join(u' ');
}

// The migration that stopped a run because what it makes was there already.
QStringList commandsForThere(const runs::RunReport &report)
{
    const QStringList states {u"42P07"_s, u"42710"_s, u"42701"_s, u"42P06"_s};
    if (!report.error || !states.contains(report.error->detail.sqlState))
        return {};
    const auto failed =
        std::find_if(report.steps.begin(), report.steps.end(), [](const runs::StepReport &step) {
            return step.state == runs::StepState::Failed && step.kind == plans::StepKind::Up;
        });
    if (failed == report.steps.end())
        return {};
    return {words({u"evidence"_s, failed->module, u"--all"_s}),
            words({u"mark-completed"_s, failed->module, failed->name})};
}

// Upwards it may go on where it stopped.
QStringList commandsForHalf(const runs::StepReport &half)
{
    QStringList commands {words({u"evidence"_s, half.module, u"--all"_s})};
    if (half.kind == plans::StepKind::Up && !half.remains->ownCommits)
        commands.prepend(u"migrate"_s);
    return commands;
}

QStringList commandsForBlockers(const runs::RunReport &report)
{
    QStringList commands;
    for (const BlockingSession &blocker : report.blockers) {
        if (blocker.pid > 0)
            commands << u"stop-session %1 --end"_s.arg(blocker.pid);
    }
    if (!commands.isEmpty())
        commands.prepend(u"locks"_s);
    return commands;
}

QStringList commandsForLeft(const runs::RunReport::Afterwards &left)
{
    QStringList commands;
    if (left.contradictions > 0)
        commands << words(QStringList {u"evidence"_s} + left.modules);
    if (left.pending > 0 && left.contradictions == 0) // else it would be refused
        commands << u"migrate"_s;
    if (!left.withoutSeeds.isEmpty())
        commands << words(QStringList {u"seed"_s} + left.withoutSeeds);
    if (!left.withoutAdministrator.isEmpty())
        commands << u"create-administrator"_s;
    return commands;
}

QStringList commandsForUnlock(const inspection::SiteState &state,
                              const inspection::ModuleState &module,
                              const Error &error)
{
    QStringList commands {u"locks"_s};
    const inspection::LockInfo &lock = module.lock;
    // Against a missing right force does not help.
    if (error.kind == ErrorKind::Refused && lock.state == inspection::LockState::Unknown
        && plans::planUnlock(state, module.id, true))
        commands << words({u"unlock"_s, module.id, u"--force"_s});
    const int pid = lock.session ? lock.session->pid
        : lock.holder            ? lock.holder->run.backendPid
                                 : 0;
    if (error.kind == ErrorKind::Locked && pid > 0)
        commands << u"stop-session %1"_s.arg(pid);
    return commands;
}

QStringList commandsForMark(const Arguments &arguments, const Error &error)
{
    if (error.kind != ErrorKind::Refused || error.detail.context.isEmpty())
        return {};
    const QString verb =
        arguments.verb == Verb::MarkPending ? u"mark-pending"_s : u"mark-completed"_s;
    QStringList names = arguments.names;
    if (arguments.provable)
        names = QStringList {u"--provable"_s};
    return {words({u"evidence"_s, arguments.modules.first(), u"--all"_s}),
            words(QStringList {verb, arguments.modules.first()} + names) % u" --reason TEXT"_s};
}

} // namespace

QStringList commandsFor(const Finding &finding)
{
    const QString &id = finding.id;
    if (id == "lock-stale"_L1)
        return {words({u"unlock"_s, finding.module})};
    if (id == "lock-unknown"_L1)
        return {u"locks"_s, words({u"unlock"_s, finding.module, u"--force"_s})};
    if (id == "lock-running"_L1 || id == "lock-prepared"_L1)
        return {u"locks"_s};
    if (id == "environment-mismatch"_L1)
        return {u"environment"_s};
    if (id == "seeds-not-loaded"_L1)
        return {words({u"seed"_s, finding.module})};
    if (id == "no-administrator"_L1)
        return {u"create-administrator"_s};
    if (id == "seeds-pending"_L1)
        return {words({u"migrate"_s, finding.module})};
    if (id == "module-pending"_L1 || id == "requirement-pending"_L1)
        return {u"migrate"_s};
    if (id == "evidence-half-run"_L1)
        return {u"migrate"_s, words({u"evidence"_s, finding.module, u"--all"_s})};
    if (id.startsWith("evidence"_L1) && finding.severity != Severity::Info)
        return {words({u"evidence"_s, finding.module, u"--all"_s})};
    return {};
}

QStringList commandsFor(const runs::RunReport &report)
{
    if (const runs::StepReport *half = report.halfRun(); half && !half->remains->repeatable)
        return commandsForHalf(*half);
    if (report.outcome == runs::Outcome::Done) {
        QStringList commands;
        if (report.afterwards)
            commands = commandsForLeft(*report.afterwards);
        if (report.keptRows() > 0) // what would be written over is shown first
            commands << u"seed --force --dry-run"_s;
        return commands;
    }
    const QStringList blockers = commandsForBlockers(report);
    if (!blockers.isEmpty() || report.outcome == runs::Outcome::Locked)
        return blockers.isEmpty() ? QStringList {u"locks"_s} : blockers;
    return commandsForThere(report);
}

QStringList
commandsFor(const Arguments &arguments, const inspection::SiteState &state, const Error &error)
{
    const inspection::ModuleState *module = state.find(arguments.modules.value(0));
    const bool inTheWay = error.kind == ErrorKind::Refused || error.kind == ErrorKind::Locked;
    if (arguments.verb == Verb::Unlock && module && inTheWay)
        return commandsForUnlock(state, *module, error);
    if (arguments.verb == Verb::MarkCompleted || arguments.verb == Verb::MarkPending)
        return commandsForMark(arguments, error);
    return error.kind == ErrorKind::Locked ? QStringList {u"locks"_s} : QStringList {};
}

QStringList commandsForLine(const QString &id)
{
    if (id == "locks"_L1 || id == "sessions"_L1)
        return {u"locks"_s};
    if (id == "there-already"_L1)
        return {u"evidence --all"_s};
    if (id == "drift"_L1)
        return {u"evidence"_s, u"misplaced"_s};
    if (id == "environment"_L1)
        return {u"environment"_s};
    return {};
}

QString programFor(const Arguments &arguments)
{
    QString program = u"aegisx-sitectl"_s;
    if (!arguments.site.isEmpty())
        program += u" --site "_s % shellWord(arguments.site);
    if (!arguments.envFile.isEmpty())
        program += u" --env "_s % shellWord(arguments.envFile);
    return program;
}

QString shellWord(const QString &word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_.-]+$"_s);
    if (plain.match(word).hasMatch())
        return word;
    QString quoted = word;
    quoted.replace(u'\'', u"'\\''"_s);
    return u'\'' % quoted % u'\'';
}

} // namespace aegisx::cli
