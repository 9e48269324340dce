#include "tests/support/sitefixture.h"

#include "core/plans/losses.h"
#include "tests/support/testcluster.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

template <typename T> T orDie(Result<T> result, const char *what)
{
    if (!result)
        qFatal("%s: %s", what, qUtf8Printable(result.error().toText()));
    return std::move(*result);
}

QString lineOf(const Event &event)
{
    QString line = keyOf(event.kind);
    if (!event.name.isEmpty())
        line += u' ' % event.module % u'/' % event.name;
    if (event.statement > 0)
        line += u" %1/%2"_s.arg(event.statement).arg(event.statementCount);
    if (!event.text.isEmpty()
        && (event.kind == EventKind::StatementDone || event.kind == EventKind::Notice))
        line += u' ' % event.text;
    return line;
}

} // namespace

SiteFixture::SiteFixture(const QStringList &moduleFolders)
    : m_folders(moduleFolders), m_database(TestCluster::instance().createDatabase())
{
    reload();
}

void SiteFixture::reload()
{
    m_catalog = modules::loadCatalog(m_folders);
}

postgres::Connection SiteFixture::connect() const
{
    return orDie(postgres::Connection::open(TestCluster::instance().settings(m_database)),
                 "connect");
}

inspection::SiteState SiteFixture::inspect() const
{
    auto connection = connect();
    return orDie(inspection::inspect(connection, m_catalog), "inspect");
}

inspection::LockView SiteFixture::locks() const
{
    auto connection = connect();
    return orDie(inspection::readLocks(connection, inspect()), "read the locks");
}

// As operations::prepare() does.
plans::Plan SiteFixture::withLosses(plans::Plan plan) const
{
    auto connection = connect();
    if (const auto found = plans::findLosses(connection, plan); !found)
        qFatal("losses: %s", qUtf8Printable(found.error().toText()));
    return plan;
}

plans::Plan SiteFixture::migratePlan(const plans::MigrateRequest &request) const
{
    return withLosses(orDie(plans::planMigrate(m_catalog, inspect(), request), "plan migrate"));
}

plans::Plan SiteFixture::rollbackPlan(const plans::RollbackRequest &request) const
{
    return withLosses(orDie(plans::planRollback(m_catalog, inspect(), request), "plan rollback"));
}

plans::Plan SiteFixture::seedPlan(const plans::SeedRequest &request) const
{
    auto connection = connect();
    return withLosses(
        orDie(plans::planSeed(connection, m_catalog, inspect(), request), "plan seed"));
}

runs::RunReport SiteFixture::run(const plans::Plan &plan, const runs::RunOptions &options)
{
    m_events.clear();
    auto connection = connect();
    return runs::run(
        connection, plan, options, [this](const Event &event) { m_events << lineOf(event); });
}

QString SiteFixture::sql(const QByteArray &statement) const
{
    return TestCluster::instance().execute(m_database, statement);
}

QString SiteFixture::recorded(const QString &table) const
{
    return sql("SELECT coalesce(string_agg(coalesce(name, '<null>') || ':' || "
               "coalesce(batch::text, '<null>'), ', ' ORDER BY id), '') FROM "
               + postgres::quoteIdentifier(table));
}

QString SiteFixture::lockRows(const QString &table) const
{
    return sql("SELECT coalesce(string_agg(coalesce(is_locked::text, '<null>'), ' ' ORDER BY "
               "ctid), '') FROM "
               + postgres::quoteIdentifier(table + u"_lock"_s));
}

QString SiteFixture::tables() const
{
    return sql("SELECT coalesce(string_agg(relname, ' ' ORDER BY relname COLLATE \"C\"), '') FROM "
               "pg_class WHERE relkind = 'r' AND relname LIKE 't\\_%'");
}

} // namespace aegisx::test
