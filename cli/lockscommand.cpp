#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/sitevisit.h"
#include "core/base/tr.h"
#include "core/inspection/lockview.h"
#include "core/words/words.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

Tone toneFor(inspection::LockState state)
{
    switch (state) {
    case inspection::LockState::Absent:
    case inspection::LockState::Free:
        return Tone::Good;
    case inspection::LockState::Stale:
    case inspection::LockState::Unknown:
        return Tone::Bad;
    default:
        return Tone::Warning;
    }
}

void printLocks(Terminal &terminal, const inspection::LockView &view)
{
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::ModuleLock &module : view.modules) {
        QStringList values;
        for (const tracking::LockValue &value : module.lock.rows)
            values << (value ? QString::number(*value) : u"NULL"_s);
        rows.append({module.module,
                     wordFor(module.lock),
                     values.isEmpty() ? u"-"_s : values.join(u' '),
                     inspection::describeLock(module)});
        tones.append(toneFor(module.lock.state));
    }
    terminal.table({Tr::tr("Module"), Tr::tr("Lock"), u"is_locked"_s, Tr::tr("What is known")},
                   rows,
                   1,
                   tones);
}

// Of a lock whose holder left no name, one of these may be the holder.
void printOthers(Terminal &terminal, const inspection::LockView &view)
{
    if (!view.hasNamelessLock() || view.others.atWork.isEmpty())
        return;
    terminal.line();
    terminal.line(Tr::tr("At work in this database now:"), Tone::Warning);
    for (const inspection::SessionInfo &one : view.others.atWork)
        terminal.line(u"    "_s % one.describe());
}

void printWaits(Terminal &terminal, const inspection::LockView &view)
{
    terminal.line();
    if (view.blocked.isEmpty())
        terminal.line(Tr::tr("No session waits for another."), Tone::Good);
    for (const inspection::BlockedSession &one : view.blocked) {
        terminal.line(Tr::tr("Waiting: %1").arg(one.session.describe()), Tone::Warning);
        for (const inspection::SessionInfo &blocker : one.blockers)
            terminal.line(u"    "_s % Tr::tr("for: %1").arg(blocker.describe()));
    }
}

} // namespace

ExitCode showLocks(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const auto view = inspection::readLocks(visit->connection, visit->state, context.stop);
    if (!view)
        return giveUp(context, view.error());
    context.terminal.line(Tr::tr("Site: %1").arg(visit->site.label), Tone::Bold);
    printLocks(context.terminal, *view);
    printOthers(context.terminal, *view);
    printWaits(context.terminal, *view);
    context.terminal.document(locksDocument(*view, visit->state, visit->site.label));
    return ExitCode::Done;
}

} // namespace aegisx::cli
