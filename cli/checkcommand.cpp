#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/siteaccess.h"
#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/inspection/sitecheck.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonObject checkDocument(const inspection::SiteCheck &result, const QString &site)
{
    return {{u"document"_s, u"check"_s},
            {u"site"_s, site},
            {u"connection"_s, result.state.site},
            {u"server"_s, serverJson(result.state.server)},
            {u"environment"_s, environmentJson(result.state.environment)},
            {u"filesRead"_s, result.filesRead},
            {u"findings"_s, findingsJson(result.findings)}};
}

void printCheck(Terminal &terminal, const inspection::SiteCheck &result, const QString &site)
{
    const postgres::ServerFacts &server = result.state.server;
    terminal.line(Tr::tr("Site: %1").arg(site), Tone::Bold);
    const QString encryption = server.tls ? server.tlsVersion : Tr::tr("not encrypted");
    terminal.table(
        {Tr::tr("What"), Tr::tr("Found")},
        {{Tr::tr("Connection"), result.state.site},
         {Tr::tr("Server"), u"PostgreSQL "_s % server.versionText},
         {Tr::tr("Encryption"), encryption},
         {Tr::tr("Round trip"),
          QString::number(static_cast<double>(server.roundTripMicroseconds) / 1000.0, 'f', 1)
              % u" ms"_s},
         {Tr::tr("User"),
          server.superuser ? server.currentUser % u" (superuser)"_s : server.currentUser},
         {Tr::tr("Role of the server"), server.inRecovery ? Tr::tr("standby") : Tr::tr("primary")},
         {Tr::tr("Encoding"), server.encoding},
         {Tr::tr("Environment"), wordFor(result.state.environment)},
         {Tr::tr("Migration files read"), QString::number(result.filesRead)}});
    terminal.line();
    if (result.findings.isEmpty())
        terminal.line(Tr::tr("Nothing stands in the way."), Tone::Good);
    terminal.findings(result.findings);
}

} // namespace

ExitCode check(const Context &context)
{
    auto site = chooseSite(context.arguments, context.terminal);
    if (!site)
        return giveUp(context, site.error());
    auto connection = connectTo(*site, context.terminal, context.stop);
    if (!connection)
        return giveUp(context, connection.error());
    const auto catalog = modules::loadCatalog(moduleFolders(context.arguments));
    const auto result = inspection::checkSite(*connection, catalog, site->expected, context.stop);
    if (!result)
        return giveUp(context, result.error());
    printCheck(context.terminal, *result, site->label);
    context.terminal.document(checkDocument(*result, site->label));
    return hasErrors(result->findings) ? ExitCode::Refused : ExitCode::Done;
}

} // namespace aegisx::cli
