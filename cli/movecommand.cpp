#include "cli/movecommand.h"

#include "cli/commandhints.h"
#include "cli/documents.h"
#include "cli/sitevisit.h"
#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/misplaced.h"
#include "core/plans/planmove.h"
#include "core/words/words.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QString commandFor(const Arguments &arguments, const plans::MoveRequest &request)
{
    QString command = programFor(arguments) % u" move-table"_s;
    for (const QString &object : request.objects)
        command += u' ' % shellWord(object);
    return command % u" --to "_s % shellWord(request.toSchema);
}

QJsonObject misplacedJson(const inspection::Misplaced &one)
{
    return {{u"kind"_s, jsonKeyOf(one.kind)},
            {u"module"_s, one.module},
            {u"migration"_s, one.migration},
            {u"state"_s, jsonKeyOf(one.state)},
            {u"found"_s, one.found},
            {u"expected"_s, one.expected},
            {u"toSchema"_s, one.toSchema},
            {u"conflict"_s, one.conflict}};
}

void printMisplaced(Terminal &terminal, const QList<inspection::Misplaced> &found)
{
    if (found.isEmpty())
        terminal.line(Tr::tr("Everything stands where its migration says."), Tone::Good);
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::Misplaced &one : found) {
        rows.append({inspection::wordFor(one.kind),
                     one.found,
                     one.expected,
                     one.module % u'/' % one.migration,
                     wordFor(one.state),
                     one.conflict ? Tr::tr("an empty table stands there") : QString()});
        tones.append(one.conflict ? Tone::Bad : Tone::Warning);
    }
    if (!rows.isEmpty())
        terminal.table({Tr::tr("Kind"),
                        Tr::tr("Stands at"),
                        Tr::tr("Belongs at"),
                        Tr::tr("Migration"),
                        Tr::tr("State"),
                        Tr::tr("In the way")},
                       rows,
                       1,
                       tones);
}

// A command line for each schema that something belongs to.
void printHowToMove(const Context &context, const QList<inspection::Misplaced> &found)
{
    QList<plans::MoveRequest> requests;
    for (const inspection::Misplaced &one : found) {
        if (one.conflict)
            continue;
        if (requests.isEmpty() || requests.last().toSchema != one.toSchema)
            requests.append({{}, one.toSchema});
        requests.last().objects << one.found;
    }
    for (const plans::MoveRequest &request : std::as_const(requests))
        context.terminal.line(Tr::tr("To move it: %1").arg(commandFor(context.arguments, request)));
}

} // namespace

ExitCode showMisplaced(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const auto found =
        inspection::findMisplaced(visit->connection, visit->catalog, visit->state, context.stop);
    if (!found)
        return giveUp(context, found.error());
    Terminal &terminal = context.terminal;
    terminal.line(Tr::tr("Site: %1").arg(visit->site.label), Tone::Bold);
    printMisplaced(terminal, *found);
    printHowToMove(context, *found);
    QJsonArray objects;
    for (const inspection::Misplaced &one : *found)
        objects.append(misplacedJson(one));
    terminal.document({{u"document"_s, u"misplaced"_s},
                       {u"site"_s, visit->site.label},
                       {u"connection"_s, visit->state.site},
                       {u"objects"_s, objects}});
    return ExitCode::Done;
}

void printMoveBack(const Context &context, const runs::RunReport &report)
{
    if (report.operation != plans::Operation::Move || report.outcome != runs::Outcome::Done)
        return;
    QStringList names;
    for (const runs::StepReport &step : report.steps)
        names << step.name;
    const auto requests = plans::moveBack(names);
    for (const plans::MoveRequest &request : requests)
        context.terminal.line(
            Tr::tr("To move it back: %1").arg(commandFor(context.arguments, request)));
}

} // namespace aegisx::cli
