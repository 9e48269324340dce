#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/sitevisit.h"
#include "cli/tones.h"
#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/words/words.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

Tone toneFor(const inspection::MigrationEvidence &evidence)
{
    if (evidence.contradiction() != inspection::Contradiction::None)
        return Tone::Warning;
    return evidence.verdict == inspection::Verdict::Done ? Tone::Good : Tone::Plain;
}

void printObjects(Terminal &terminal, const inspection::MigrationEvidence &evidence)
{
    terminal.line();
    terminal.line(evidence.name, Tone::Bold);
    QList<QStringList> rows;
    for (const inspection::ObjectEvidence &one : evidence.objects) {
        QStringList remarks;
        if (!one.foundSchema.isEmpty())
            remarks << Tr::tr("in schema %1").arg(one.foundSchema);
        if (!one.supersededBy.isEmpty())
            remarks << Tr::tr("dropped again by %1").arg(one.supersededBy);
        if (!one.difference.isEmpty())
            remarks << one.difference;
        if (one.byName)
            remarks << Tr::tr("compared by name only");
        rows.append({inspection::wordFor(one.presence), one.describe(), remarks.join(u"; "_s)});
    }
    if (evidence.changesData)
        rows.append({u"-"_s, Tr::tr("rows"), Tr::tr("cannot be checked")});
    terminal.table({Tr::tr("Found"), Tr::tr("Object"), Tr::tr("Remark")}, rows);
}

void printModule(Terminal &terminal,
                 const QString &module,
                 const QList<inspection::MigrationEvidence> &all,
                 bool withObjects)
{
    QList<QStringList> rows;
    QList<Tone> tones;
    for (const inspection::MigrationEvidence &one : all) {
        rows.append({one.name,
                     wordFor(one.state),
                     inspection::wordFor(one.verdict),
                     inspection::wordFor(one.contradiction())});
        tones.append(toneFor(one));
    }
    terminal.line();
    terminal.line(module, Tone::Bold);
    terminal.table(
        {Tr::tr("Migration"), Tr::tr("Recorded"), Tr::tr("Evidence"), Tr::tr("Contradiction")},
        rows,
        2,
        tones);
    for (const inspection::MigrationEvidence &one : all) {
        if (withObjects)
            printObjects(terminal, one);
    }
}

} // namespace

ExitCode showEvidence(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const Arguments &arguments = context.arguments;
    for (const QString &id : arguments.modules) {
        if (!visit->catalog.find(id))
            return giveUp(context,
                          {ErrorKind::NotFound,
                           Tr::tr("There is no module called: %1").arg(id),
                           {},
                           Tr::tr("\"aegisx-sitectl status\" lists the modules."),
                           {}});
    }
    context.terminal.line(Tr::tr("Site: %1").arg(visit->site.label), Tone::Bold);
    QJsonArray modules;
    for (const modules::Module &module : visit->catalog.modules) {
        const QString &id = module.manifest.id;
        if (!arguments.modules.isEmpty() && !arguments.modules.contains(id))
            continue;
        const auto evidence =
            inspection::examine(visit->connection, module, *visit->state.find(id), context.stop);
        if (!evidence)
            return giveUp(context, evidence.error());
        printModule(context.terminal, id, *evidence, arguments.all);
        modules.append(evidenceJson(id, *evidence, arguments.all));
    }
    context.terminal.document({{u"document"_s, u"evidence"_s},
                               {u"site"_s, visit->site.label},
                               {u"connection"_s, visit->state.site},
                               {u"modules"_s, modules}});
    return ExitCode::Done;
}

} // namespace aegisx::cli
