#include "cli/siteaccess.h"

#include "core/base/tr.h"
#include "core/modules/modulefolders.h"
#include "core/operations/confirmation.h"
#include "core/sites/secretstore.h"
#include "core/sites/sitestore.h"

#include <QFileInfo>
#include <QProcessEnvironment>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, QString> variablesOf(const QProcessEnvironment &environment)
{
    QHash<QString, QString> variables;
    const QStringList keys = environment.keys();
    for (const QString &key : keys)
        variables.insert(key, environment.value(key));
    return variables;
}

// What a site is called that is in no list: the same in every language, as it may have to be typed.
QString nameOf(const postgres::ConnectionSettings &settings)
{
    QStringList parts;
    for (const auto &[keyword, value] : settings.parameters(false)) {
        if (parts.isEmpty() && (keyword == "host" || keyword == "hostaddr"))
            parts << QString::fromUtf8(value);
    }
    if (!settings.port.isEmpty())
        parts << settings.port;
    QString name = parts.join(u':');
    if (!settings.database.isEmpty())
        name += u'/' % settings.database;
    return name.isEmpty() ? settings.describe() : name;
}

Result<SiteAccess> fromVariables(const QHash<QString, QString> &variables)
{
    const auto settings = postgres::settingsFromVariables(variables);
    if (!settings)
        return fail(settings.error());
    return SiteAccess {*settings, nameOf(*settings), {}, {}, false};
}

Result<SiteAccess> fromEnvironment(const QProcessEnvironment &environment)
{
    QHash<QString, QString> variables = variablesOf(environment);
    if (QFileInfo::exists(u".env"_s)) {
        const auto read = postgres::readEnvironment(u".env"_s, environment);
        if (!read)
            return fail(read.error());
        variables = *read;
    }
    if (!postgres::namesADatabase(variables))
        return fail(ErrorKind::Usage,
                    Tr::tr("Nothing says which site is meant."),
                    Tr::tr("Give --site NAME, --url URL or --env FILE, set DATABASE_HOST, "
                           "DATABASE_NAME and so on, or run it in a folder that has a .env file."));
    return fromVariables(variables);
}

Result<SiteAccess> fromStore(const QString &name, Terminal &terminal)
{
    auto store = sites::SiteStore::open();
    if (!store)
        return fail(store.error());
    if (!store->notice().isEmpty())
        terminal.warning(store->notice());
    const auto profile = store->find(name);
    if (!profile)
        return fail(profile.error());
    return accessOf(*profile);
}

void readKeychain(SiteAccess &site, Terminal &terminal)
{
    sites::KeychainSecretStore keychain;
    const auto secret = keychain.read(site.siteId);
    if (!secret)
        terminal.warning(secret.error().message % u' ' % secret.error().remedy);
    else if (*secret)
        site.settings.password = **secret;
}

} // namespace

SiteAccess accessOf(const sites::SiteProfile &profile)
{
    return {profile.connection,
            profile.name,
            profile.id,
            {profile.systemIdentifier, profile.environment},
            profile.keepPassword,
            {profile.name, profile.nameEn, profile.code}};
}

Result<SiteAccess> chooseSite(const Arguments &arguments, Terminal &terminal)
{
    if (!arguments.site.isEmpty())
        return fromStore(arguments.site, terminal);
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!arguments.envFile.isEmpty()) {
        const auto variables = postgres::readEnvironment(arguments.envFile, environment);
        return variables ? fromVariables(*variables) : fail(variables.error());
    }
    if (arguments.url.isEmpty())
        return fromEnvironment(environment);
    const auto settings = postgres::settingsFromText(arguments.url);
    if (!settings)
        return fail(settings.error());
    if (!settings->password.isEmpty())
        terminal.warning(Tr::tr("A password on the command line can be read by every user of this "
                                "computer. Use ~/.pgpass, PGPASSWORD or a stored site instead."));
    return SiteAccess {*settings, nameOf(*settings), {}, {}, false};
}

bool isNamed(const SiteAccess &site, const QString &typed)
{
    return operations::isSiteName(
        typed, {site.label, site.names.name, site.names.nameEn, site.names.hospitalCode});
}

Result<postgres::Connection> connectTo(SiteAccess &site, Terminal &terminal, std::stop_token stop)
{
    if (site.passwordInKeychain && site.settings.password.isEmpty())
        readKeychain(site, terminal);
    auto connection = postgres::Connection::open(site.settings, stop);
    if (connection || connection.error().kind != ErrorKind::PasswordMissing)
        return connection;
    const auto typed =
        terminal.askPassword(Tr::tr("Password for %1:").arg(site.settings.describe()));
    if (!typed)
        return connection;
    site.settings.password = *typed;
    return postgres::Connection::open(site.settings, stop);
}

QStringList moduleFolders(const Arguments &arguments)
{
    return arguments.moduleFolders.isEmpty() ? modules::defaultModuleFolders()
                                             : arguments.moduleFolders;
}

} // namespace aegisx::cli
