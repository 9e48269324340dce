#include "core/inspection/siteenvironment.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/tracking/sitefacts.h"

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

// A copy, or a restored backup: nobody may take it for the hospital's own database by mistake.
void noteOtherCluster(const QString &lastRunOn, SiteState &state)
{
    const QString &here = state.server.systemIdentifier;
    if (lastRunOn.isEmpty() || here.isEmpty() || lastRunOn == here)
        return;
    state.findings.append(
        {Severity::Warning,
         u"copied-database"_s,
         {},
         {},
         Tr::tr("The last run on this database was on another server (cluster %1): it was copied "
                "or restored here.")
             .arg(lastRunOn),
         Tr::tr("Make sure that this is the site's own database and no copy. The next run notes "
                "this server."),
         {}});
}

} // namespace

void noteHiddenEnvironment(SiteState &state)
{
    state.environmentHidden = true;
    state.findings.append(
        {Severity::Warning,
         u"environment-hidden"_s,
         {},
         {},
         Tr::tr("This user may not read what the database says it is for, so it is treated as a "
                "production site."),
         Tr::tr("Connect as the owner of the database, or ask for the right to read the schema "
                "aegisx_site."),
         {}});
}

void takeEnvironment(const postgres::Rows &rows, const ExpectedSite &expected, SiteState &state)
{
    const auto facts = tracking::readSite(rows);
    if (!facts)
        return;
    state.environment = facts->environment;
    state.environmentSetAt = facts->setAt;
    state.environmentSetBy = facts->setBy;
    noteOtherCluster(facts->systemIdentifier, state);
    if (!expected.environment || *expected.environment == facts->environment)
        return;
    state.findings.append(
        {Severity::Error,
         u"environment-mismatch"_s,
         {},
         {},
         Tr::tr("On this computer the site is kept as %1, but its database says %2 (set by %3).")
             .arg(wordFor(*expected.environment), wordFor(facts->environment), facts->setBy),
         Tr::tr(
             "Nothing was changed, and nothing can be until the two agree. If this computer is "
             "wrong, correct the site in its list; if the database is wrong, set the environment "
             "of the database to: %1")
             .arg(wordFor(*expected.environment)),
         {}});
}

} // namespace aegisx::inspection
