#include "core/inspection/serverfindings.h"

#include "core/base/tr.h"

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr int newestTestedVersion = 15;

Finding finding(Severity severity, const QString &id, const QString &message, const QString &remedy)
{
    return {severity, id, {}, {}, message, remedy, {}};
}

} // namespace

Findings serverFindings(const postgres::ServerFacts &facts, const QString &expectedSystemIdentifier)
{
    Findings findings;
    if (facts.transactionPooled)
        findings << finding(
            Severity::Error,
            u"transaction-pooler"_s,
            Tr::tr("A connection pooler in transaction mode stands between this program and the "
                   "server."),
            Tr::tr(
                "Connect to the server itself (its own port), or use the pooler's session mode."));
    else if (facts.pooled)
        findings << finding(
            Severity::Info,
            u"session-pooler"_s,
            Tr::tr("A connection pooler stands between this program and the server."),
            Tr::tr("Connecting to the server itself is safer."));
    if (facts.inRecovery)
        findings << finding(Severity::Error,
                            u"standby"_s,
                            Tr::tr("This server is a standby: it can be read, not changed."),
                            Tr::tr("Connect to the primary server."));
    else if (facts.readOnly)
        findings << finding(
            Severity::Error,
            u"read-only"_s,
            Tr::tr("This database or user is set to read-only (default_transaction_read_only)."),
            Tr::tr("Ask the server's administrator why; only they should lift it."));
    const bool other = !expectedSystemIdentifier.isEmpty() && !facts.systemIdentifier.isEmpty()
        && expectedSystemIdentifier != facts.systemIdentifier;
    if (other)
        findings << finding(
            Severity::Error,
            u"other-cluster"_s,
            Tr::tr("This is not the server that the site was set up with."),
            Tr::tr(
                "Check host and port. If the server was replaced on purpose, add the site anew."));
    if (facts.versionNumber / 10000 > newestTestedVersion)
        findings << finding(
            Severity::Warning,
            u"server-newer"_s,
            Tr::tr("The server (PostgreSQL %1) is newer than the newest tested version, %2.")
                .arg(facts.versionText, QString::number(newestTestedVersion)),
            Tr::tr("Make a backup before a change, and tell the vendor what you see."));
    if (facts.encoding != "UTF8"_L1)
        findings << finding(
            Severity::Warning,
            u"encoding"_s,
            Tr::tr("The database is not encoded in UTF-8 but in: %1").arg(facts.encoding),
            Tr::tr("Thai text may not be stored as it should; ask the vendor before an upgrade."));
    if (facts.currentSchema.isEmpty())
        findings << finding(
            Severity::Error,
            u"no-schema"_s,
            Tr::tr("None of the schemas of the search path exists: %1").arg(facts.searchPath),
            Tr::tr("Create the schema, or correct search_path of the user or the database."));
    return findings;
}

} // namespace aegisx::inspection
