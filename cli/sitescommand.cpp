#include "cli/commands.h"
#include "cli/documents.h"
#include "cli/siteaccess.h"
#include "core/base/tr.h"
#include "core/inspection/serverfindings.h"
#include "core/reports/reportjson.h"
#include "core/sites/secretstore.h"
#include "core/sites/sitestore.h"
#include "core/words/words.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

ExitCode listSites(const Context &context, sites::SiteStore &store)
{
    const auto all = store.list();
    if (!all)
        return giveUp(context, all.error());
    QList<QStringList> rows;
    QJsonArray array;
    for (const sites::SiteProfile &profile : *all) {
        rows.append({profile.name,
                     profile.code,
                     wordFor(profile.environment),
                     profile.connection.describe(),
                     context.terminal.dateTime(profile.lastVisit)});
        array.append(profileJson(profile));
    }
    if (rows.isEmpty())
        context.terminal.line(
            Tr::tr("No site yet. Add one: aegisx-sitectl --url URL sites add NAME"));
    else
        context.terminal.table({Tr::tr("Hospital"),
                                Tr::tr("Code"),
                                Tr::tr("Environment"),
                                Tr::tr("Connection"),
                                Tr::tr("Last visit")},
                               rows);
    context.terminal.document({{u"document"_s, u"sites"_s}, {u"sites"_s, array}});
    return ExitCode::Done;
}

Result<sites::SiteProfile> profileFrom(const Context &context, QString &password)
{
    const Arguments &arguments = context.arguments;
    if (!arguments.site.isEmpty())
        return fail(ErrorKind::Usage,
                    Tr::tr("A new site needs a connection: --url or --env, not --site."));
    auto access = chooseSite(arguments, context.terminal);
    if (!access)
        return fail(access.error());
    password = access->settings.password;
    access->settings.password.clear();
    sites::SiteProfile profile;
    profile.name = arguments.name;
    profile.nameEn = arguments.nameEn;
    profile.code = arguments.code;
    profile.environment = environmentOf(arguments.environment).value_or(Environment::Production);
    profile.connection = access->settings;
    profile.keepPassword = arguments.keepPassword;
    return profile;
}

ExitCode addSite(const Context &context, sites::SiteStore &store)
{
    QString password;
    auto profile = profileFrom(context, password);
    if (!profile)
        return giveUp(context, profile.error());
    if (profile->keepPassword && password.isEmpty())
        password = context.terminal
                       .askPassword(Tr::tr("Password for %1:").arg(profile->connection.describe()))
                       .value_or(QString());
    sites::KeychainSecretStore keychain;
    if (profile->keepPassword) {
        if (const auto available = keychain.isAvailable(); !available)
            return giveUp(context, available.error());
    }
    const auto added = store.add(*profile);
    if (!added)
        return giveUp(context, added.error());
    if (profile->keepPassword && !password.isEmpty()) {
        if (const auto kept = keychain.write(added->id, password); !kept)
            return giveUp(context, kept.error());
    } else if (!password.isEmpty()) {
        context.terminal.warning(Tr::tr("The password was not kept; it will be asked for. Use "
                                        "--keep-password to keep it in the keychain."));
    }
    context.terminal.line(Tr::tr("Added: %1").arg(added->name), Tone::Good);
    context.terminal.document({{u"document"_s, u"site"_s}, {u"site"_s, profileJson(*added)}});
    return ExitCode::Done;
}

ExitCode removeSite(const Context &context, sites::SiteStore &store)
{
    const auto profile = store.find(context.arguments.name);
    if (!profile)
        return giveUp(context, profile.error());
    if (const auto removed = store.remove(profile->id); !removed)
        return giveUp(context, removed.error());
    if (profile->keepPassword) {
        sites::KeychainSecretStore keychain;
        if (const auto forgotten = keychain.remove(profile->id); !forgotten)
            context.terminal.warning(forgotten.error().message);
    }
    context.terminal.line(
        Tr::tr("Removed from the list: %1. Its database is untouched.").arg(profile->name));
    context.terminal.document({{u"document"_s, u"site"_s}, {u"site"_s, profileJson(*profile)}});
    return ExitCode::Done;
}

ExitCode testSite(const Context &context, sites::SiteStore &store)
{
    auto profile = store.find(context.arguments.name);
    if (!profile)
        return giveUp(context, profile.error());
    SiteAccess access = accessOf(*profile);
    const auto connection = connectTo(access, context.terminal, context.stop);
    if (!connection)
        return giveUp(context, connection.error());
    const postgres::ServerFacts &server = connection->facts();
    const Findings findings = inspection::serverFindings(server, profile->systemIdentifier);
    if (profile->systemIdentifier.isEmpty() && !server.systemIdentifier.isEmpty()) {
        profile->systemIdentifier = server.systemIdentifier; // from now on only this cluster
        if (const auto updated = store.update(*profile); !updated)
            return giveUp(context, updated.error());
    }
    if (const auto noted =
            store.recordVisit(profile->id, QDateTime::currentDateTimeUtc(), profile->lastState);
        !noted)
        context.terminal.warning(noted.error().message);
    context.terminal.line(
        Tr::tr("Reached: PostgreSQL %1, database %2, user %3, %4 ms")
            .arg(server.versionText,
                 server.database,
                 server.currentUser,
                 QString::number(
                     static_cast<double>(server.roundTripMicroseconds) / 1000.0, 'f', 1)),
        Tone::Good);
    context.terminal.findings(findings);
    context.terminal.document({{u"document"_s, u"connection"_s},
                               {u"site"_s, profile->name},
                               {u"server"_s, serverJson(server)},
                               {u"findings"_s, reports::toJson(findings)}});
    return hasErrors(findings) ? ExitCode::Refused : ExitCode::Done;
}

} // namespace

ExitCode sitesCommand(const Context &context)
{
    auto store = sites::SiteStore::open();
    if (!store)
        return giveUp(context, store.error());
    if (!store->notice().isEmpty())
        context.terminal.warning(store->notice());
    switch (context.arguments.verb) {
    case Verb::SitesAdd:
        return addSite(context, *store);
    case Verb::SitesRemove:
        return removeSite(context, *store);
    case Verb::SitesTest:
        return testSite(context, *store);
    default:
        return listSites(context, *store);
    }
}

} // namespace aegisx::cli
