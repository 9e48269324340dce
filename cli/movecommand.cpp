#include "cli/movecommand.h"

#include "cli/commandhints.h"
#include "cli/documents.h"
#include "cli/sitevisit.h"
#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/misplacednames.h"
#include "core/plans/planmove.h"
#include "core/words/words.h"

#include <QMap>

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

// What is in the way of each object, by where it stands.
using Names = QHash<QString, QStringList>;

QJsonObject misplacedJson(const inspection::Misplaced &one, const Names &inTheWay)
{
    return {{u"kind"_s, jsonKeyOf(one.kind)},
            {u"module"_s, one.module},
            {u"migration"_s, one.migration},
            {u"state"_s, jsonKeyOf(one.state)},
            {u"found"_s, one.found},
            {u"expected"_s, one.expected},
            {u"toSchema"_s, one.toSchema},
            {u"conflict"_s, one.conflict},
            {u"inTheWay"_s, QJsonArray::fromStringList(inTheWay.value(one.found))},
            {u"rows"_s, one.conflict ? QJsonValue(one.rows) : QJsonValue()},
            {u"expectedRows"_s, one.conflict ? QJsonValue(one.expectedRows) : QJsonValue()}};
}

void printMisplaced(Terminal &terminal,
                    const QList<inspection::Misplaced> &found,
                    const Names &inTheWay)
{
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::Misplaced &one : found) {
        rows.append(
            {inspection::wordFor(one.kind),
             one.found,
             one.expected,
             one.module % u'/' % one.migration,
             wordFor(one.state),
             one.conflict
                 ? Tr::tr("a table of its name stands there; %1").arg(inspection::rowsOfBoth(one))
                 : inTheWay.value(one.found).join(u", "_s)});
        tones.append(one.conflict || inTheWay.contains(one.found) ? Tone::Bad : Tone::Warning);
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

// What stands nowhere, of which the evidence tells more.
void printMissing(Terminal &terminal, const QStringList &missing)
{
    constexpr qsizetype mostNames = 6;
    QMap<QString, QStringList> ofModule;
    for (const QString &name : missing)
        ofModule[name.section(u'/', 0, 0)] << name;
    Findings findings;
    for (auto it = ofModule.cbegin(); it != ofModule.cend(); ++it) {
        const QStringList names = it->size() > mostNames ? it->first(mostNames) << u"..."_s : *it;
        findings.append({Severity::Warning,
                         u"evidence-missing"_s,
                         it.key(),
                         {},
                         Tr::tr("Objects of %n recorded migration(s) stand in no schema: %1",
                                nullptr,
                                static_cast<int>(it->size()))
                             .arg(names.join(u", "_s)),
                         Tr::tr("Look at the evidence of module %1 before anything is run: it "
                                "names every object.")
                             .arg(it.key()),
                         {}});
    }
    terminal.findings(findings);
}

// A command line for each schema that something belongs to and can be moved to.
void printHowToMove(const Context &context,
                    const QList<inspection::Misplaced> &found,
                    const Names &inTheWay)
{
    QList<plans::MoveRequest> requests;
    for (const inspection::Misplaced &one : found) {
        if (one.conflict || inTheWay.contains(one.found))
            continue;
        if (requests.isEmpty() || requests.last().toSchema != one.toSchema)
            requests.append({{}, one.toSchema});
        requests.last().objects << one.found;
    }
    for (const plans::MoveRequest &request : std::as_const(requests))
        context.terminal.line(Tr::tr("To move it: %1").arg(commandFor(context.arguments, request)));
    for (const inspection::Misplaced &one : found) {
        if (one.conflict)
            context.terminal.line(
                Tr::tr("To compare the two tables, of which neither is overwritten: %1")
                    .arg(commandFor(context.arguments, {{one.found}, one.toSchema})
                         % u" --dry-run"_s));
    }
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
    const auto inTheWay = inspection::namesInTheWay(visit->connection, *found, context.stop);
    if (!inTheWay)
        return giveUp(context, inTheWay.error());
    const auto missing =
        inspection::findMissing(visit->connection, visit->catalog, visit->state, context.stop);
    if (!missing)
        return giveUp(context, missing.error());
    Terminal &terminal = context.terminal;
    terminal.line(Tr::tr("Site: %1").arg(visit->site.label), Tone::Bold);
    if (found->isEmpty() && missing->isEmpty())
        terminal.line(Tr::tr("Everything stands where its migration says."), Tone::Good);
    printMissing(terminal, *missing);
    printMisplaced(terminal, *found, *inTheWay);
    printHowToMove(context, *found, *inTheWay);
    QJsonArray objects;
    for (const inspection::Misplaced &one : *found)
        objects.append(misplacedJson(one, *inTheWay));
    terminal.document({{u"document"_s, u"misplaced"_s},
                       {u"site"_s, visit->site.label},
                       {u"connection"_s, visit->state.site},
                       {u"objects"_s, objects},
                       {u"missing"_s, QJsonArray::fromStringList(*missing)}});
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
