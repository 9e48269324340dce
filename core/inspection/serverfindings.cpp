#include "core/inspection/serverfindings.h"

#include "core/base/tr.h"

#include <algorithm>
#include <iterator>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr int newestTestedVersion = 15;

Finding finding(Severity severity, const QString &id, const QString &message, const QString &remedy)
{
    return {severity, id, {}, {}, message, remedy, {}};
}

bool isThai(QChar letter)
{
    return letter.unicode() >= 0x0e00 && letter.unicode() < 0x0e80;
}

Finding encodingFinding(const postgres::ServerFacts &facts)
{
    if (!holdsThai(facts))
        return finding(
            Severity::Error,
            u"encoding"_s,
            Tr::tr("The database cannot hold Thai text: it is not encoded in UTF-8 but in: %1")
                .arg(facts.encoding),
            encodingRemedy(facts));
    return finding(Severity::Warning,
                   u"encoding"_s,
                   Tr::tr("The database is not encoded in UTF-8 but in: %1").arg(facts.encoding),
                   encodingRemedy(facts));
}

} // namespace

bool holdsThai(const postgres::ServerFacts &facts)
{
    return facts.encoding == "UTF8"_L1 || facts.encoding == "SQL_ASCII"_L1
        || facts.encoding == "WIN874"_L1;
}

bool canHold(const postgres::ServerFacts &facts, const QString &text)
{
    if (facts.encoding == "UTF8"_L1 || facts.encoding == "SQL_ASCII"_L1)
        return true;
    const bool thai = holdsThai(facts);
    const char16_t last = facts.encoding == "LATIN1"_L1 ? 0xff : 0x7f;
    return std::all_of(text.begin(), text.end(), [thai, last](QChar letter) {
        return letter.unicode() <= last || (thai && isThai(letter));
    });
}

QSet<QString> askable(const postgres::ServerFacts &facts, QSet<QString> names)
{
    for (auto name = names.begin(); name != names.end();)
        name = canHold(facts, *name) ? std::next(name) : names.erase(name);
    return names;
}

QString encodingRemedy(const postgres::ServerFacts &facts)
{
    return holdsThai(facts)
        ? Tr::tr("Thai text may not be stored as it should; ask the vendor before an upgrade.")
        : Tr::tr("Make a new database with ENCODING 'UTF8', and bring the data there with pg_dump "
                 "and pg_restore.");
}

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
        findings << encodingFinding(facts);
    if (facts.currentSchema.isEmpty())
        findings << finding(
            Severity::Error,
            u"no-schema"_s,
            Tr::tr("None of the schemas of the search path exists: %1").arg(facts.searchPath),
            Tr::tr("Create the schema, or correct search_path of the user or the database."));
    return findings;
}

} // namespace aegisx::inspection
