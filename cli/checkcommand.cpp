#include "cli/commandhints.h"
#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/sitevisit.h"
#include "core/base/tr.h"
#include "core/plans/preflight.h"
#include "core/reports/reportjson.h"
#include "core/words/words.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;
using inspection::CheckState;

namespace {

QJsonObject checkDocument(const plans::Preflight &result, const QString &site)
{
    const inspection::SiteState &state = result.check.state;
    QJsonArray lines;
    for (const plans::PreflightLine &line : result.lines)
        lines.append(QJsonObject {{u"id"_s, line.id},
                                  {u"state"_s, jsonKeyOf(line.state)},
                                  {u"title"_s, line.title},
                                  {u"detail"_s, line.detail},
                                  {u"remedy"_s, line.remedy}});
    return {{u"document"_s, u"check"_s},
            {u"site"_s, site},
            {u"connection"_s, state.site},
            {u"server"_s, serverJson(state.server)},
            {u"environment"_s, environmentJson(state.environment)},
            {u"filesRead"_s, result.check.filesRead},
            {u"lines"_s, lines},
            {u"findings"_s, reports::toJson(result.check.findings)}};
}

QString wordOf(CheckState state)
{
    switch (state) {
    case CheckState::Ok:
        return Tr::tr("ok");
    case CheckState::Warning:
        return Tr::tr("warning");
    case CheckState::Stop:
        return Tr::tr("stop");
    }
    return {};
}

Tone toneOf(CheckState state)
{
    switch (state) {
    case CheckState::Ok:
        return Tone::Good;
    case CheckState::Warning:
        return Tone::Warning;
    case CheckState::Stop:
        return Tone::Bad;
    }
    return Tone::Plain;
}

void printConnection(Terminal &terminal, const plans::Preflight &result, const QString &site)
{
    const postgres::ServerFacts &server = result.check.state.server;
    terminal.line(Tr::tr("Site: %1").arg(site), Tone::Bold);
    const QString encryption = server.tls ? server.tlsVersion : Tr::tr("not encrypted");
    terminal.table(
        {Tr::tr("What"), Tr::tr("Found")},
        {{Tr::tr("Connection"), result.check.state.site},
         {Tr::tr("Encryption"), encryption},
         {Tr::tr("Round trip"),
          QString::number(static_cast<double>(server.roundTripMicroseconds) / 1000.0, 'f', 1)
              % u" ms"_s},
         {Tr::tr("User"),
          server.superuser ? server.currentUser % u" (superuser)"_s : server.currentUser}});
    terminal.line();
}

void printLines(Terminal &terminal, const plans::Preflight &result)
{
    for (const plans::PreflightLine &line : result.lines) {
        QStringList details = line.detail.split(u'\n');
        terminal.line(u"[%1] %2: %3"_s.arg(wordOf(line.state), line.title, details.takeFirst()),
                      toneOf(line.state));
        for (const QString &detail : std::as_const(details))
            terminal.line(u"    "_s % detail, toneOf(line.state));
        if (line.state == CheckState::Ok)
            continue;
        if (!line.remedy.isEmpty())
            terminal.line(u"    "_s % line.remedy);
        terminal.commands(commandsForLine(line.id));
    }
    terminal.line();
    // The place in a file that a finding means.
    for (const Finding &finding : result.check.findings) {
        if (finding.where.line > 0)
            terminal.findings({finding});
    }
    if (result.worst() != CheckState::Stop)
        terminal.line(Tr::tr("Nothing stands in the way."), Tone::Good);
}

} // namespace

ExitCode check(const Context &context)
{
    auto visit = visitSite(context);
    if (!visit)
        return giveUp(context, visit.error());
    const auto result =
        plans::preflight(visit->connection, visit->catalog, visit->state, {}, context.stop);
    if (!result)
        return giveUp(context, result.error());
    printConnection(context.terminal, *result, visit->site.label);
    printLines(context.terminal, *result);
    context.terminal.document(checkDocument(*result, visit->site.label));
    return result->worst() == CheckState::Stop ? ExitCode::Refused : ExitCode::Done;
}

} // namespace aegisx::cli
