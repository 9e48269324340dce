#include "ui/site/siteopening.h"

#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/inspection/accounts.h"
#include "core/inspection/seedstate.h"
#include "core/reports/reportjson.h"
#include "core/sites/practicesite.h"

#include <QJsonDocument>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// Reads what is wanted of the stored profile, changes it and writes it back: another copy of the
// program may have edited the rest.
template <typename Change>
void changeStored(sites::SiteStore &store, const QString &profileId, Change change)
{
    auto profile = store.find(profileId);
    if (!profile)
        return; // removed meanwhile, or never stored
    change(*profile);
    [[maybe_unused]] const auto done = store.update(*profile);
}

// Fetches the password that the profile keeps in the keychain; a notice where it cannot.
QString fetchPassword(const SiteOpening &opening, postgres::ConnectionSettings &settings)
{
    if (!opening.profile.keepPassword || !settings.password.isEmpty())
        return {};
    const auto secret = opening.secrets->read(opening.profile.id);
    if (!secret)
        return secret.error().message % u' ' % secret.error().remedy;
    settings.password = secret->value_or(QString());
    if (!*secret) // a locked keychain may hide what it keeps, without a word
        return Tr::tr("The keychain is locked, or it no longer holds the password of this site. "
                      "Unlock the keychain of your desktop and connect again, or type the "
                      "password.");
    return {};
}

} // namespace

int SiteSnapshot::pendingCount() const
{
    int count = 0;
    for (const inspection::ModuleState &module : state.modules)
        count += module.pending;
    return count;
}

bool SiteSnapshot::mayChange() const
{
    return std::none_of(state.findings.begin(), state.findings.end(), [](const Finding &finding) {
        return finding.severity == Severity::Error && finding.module.isEmpty();
    });
}

OpenedSite openSite(Lane &lane, const SiteOpening &opening, std::stop_token stop)
{
    OpenedSite opened {opening.settings, {}, fail(Error {})};
    if (isPracticeSite(opening.profile)) {
        if (const auto started = sites::PracticeSite().start(); !started) {
            opened.snapshot = fail(started.error());
            return opened;
        }
    }
    opened.notice = fetchPassword(opening, opened.settings);
    if (const auto link = lane.open(opened.settings, stop); !link) {
        opened.snapshot = fail(link.error());
        return opened;
    }
    const auto connection = lane.connection(stop);
    opened.snapshot = connection
        ? readSite(**connection, opening.moduleFolders, opening.expected, stop)
        : Result<SiteSnapshot>(fail(connection.error()));
    return opened;
}

Result<SiteSnapshot> readSite(postgres::Connection &connection,
                              const QStringList &moduleFolders,
                              const inspection::ExpectedSite &expected,
                              std::stop_token stop)
{
    SiteSnapshot snapshot;
    snapshot.catalog = modules::loadCatalog(moduleFolders);
    auto state = inspection::inspect(connection, snapshot.catalog, expected, stop);
    if (!state)
        return fail(state.error());
    snapshot.state = std::move(*state);
    inspection::readSeeds(connection, snapshot.catalog, snapshot.state, stop);
    snapshot.state.findings += inspection::unloadedSeeds(snapshot.state);
    snapshot.state.findings +=
        inspection::missingAccounts(connection, snapshot.catalog, snapshot.state, stop);
    auto appliedBy = inspection::readAppliedBy(connection, stop);
    if (!appliedBy)
        return fail(appliedBy.error());
    snapshot.appliedBy = std::move(*appliedBy);
    snapshot.readAt = QDateTime::currentDateTimeUtc();
    return snapshot;
}

sites::SiteProfile practiceProfile()
{
    sites::SiteProfile profile;
    profile.name = Tr::tr("Practice site");
    profile.environment = Environment::Practice;
    profile.connection = sites::PracticeSite().settings();
    return profile;
}

bool isPracticeSite(const sites::SiteProfile &profile)
{
    return profile.environment == Environment::Practice
        && profile.connection.host == sites::PracticeSite().settings().host;
}

QString stateWord(const SiteSnapshot &snapshot)
{
    const QList<inspection::ModuleState> &modules = snapshot.state.modules;
    const bool attention = !snapshot.mayChange()
        || std::any_of(modules.begin(), modules.end(), [](const inspection::ModuleState &module) {
               return module.status == inspection::ModuleStatus::NeedsAttention;
           });
    if (attention)
        return jsonKeyOf(inspection::ModuleStatus::NeedsAttention);
    const int pending = snapshot.pendingCount();
    return pending > 0
        ? jsonKeyOf(inspection::ModuleStatus::Pending) % u' ' % QString::number(pending)
        : jsonKeyOf(inspection::ModuleStatus::UpToDate);
}

void noteVisit(sites::SiteStore &store, const sites::SiteProfile &profile, const QString &state)
{
    [[maybe_unused]] const auto done =
        store.recordVisit(profile.id, QDateTime::currentDateTimeUtc(), state);
}

void noteCluster(sites::SiteStore &store, const QString &profileId, const QString &identifier)
{
    changeStored(store, profileId, [&identifier](sites::SiteProfile &profile) {
        profile.systemIdentifier = identifier;
    });
}

void notePasswordKept(sites::SiteStore &store, const QString &profileId)
{
    changeStored(
        store, profileId, [](sites::SiteProfile &profile) { profile.keepPassword = true; });
}

reports::SiteReport describeSite(const sites::SiteProfile &profile, Era era)
{
    reports::SiteReport report;
    report.language = currentLanguage();
    report.hospital = report.language == Language::Thai || profile.nameEn.isEmpty()
        ? profile.name
        : profile.nameEn;
    report.code = profile.code;
    report.environment = profile.environment;
    report.era = era;
    report.programVersion = QString::fromLatin1(programVersion);
    return report;
}

sites::RunRecord recordOf(const sites::SiteProfile &profile, const runs::RunReport &report)
{
    return {{},
            profile.id,
            profile.name,
            jsonKeyOf(report.operation),
            jsonKeyOf(report.outcome),
            report.startedAt,
            report.finishedAt,
            report.who,
            report.stateNow,
            QJsonDocument(reports::toJson(report)).toJson(QJsonDocument::Compact)};
}

} // namespace aegisx::ui
