#include "tests/support/movedatabase.h"

#include "tests/support/connecttools.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;
using namespace aegisx::inspection;
using namespace aegisx::postgres;

void MoveDatabase::renew()
{
    m_database = m_cluster.createDatabase(u"moves"_s);
    sql("CREATE SCHEMA inventory");
}

Connection MoveDatabase::connect(const QString &user) const
{
    ConnectionSettings settings = m_cluster.settings(m_database);
    if (!user.isEmpty())
        settings.user = user;
    return connected(settings);
}

void MoveDatabase::sql(const QByteArray &statement) const
{
    m_cluster.execute(m_database, statement);
}

QList<MoveAnalysis> MoveDatabase::analyse(const QStringList &objects, const QString &target) const
{
    auto connection = connect();
    const auto found = analyseMoves(connection, objects, target);
    if (!found)
        qFatal("analyse: %s", qUtf8Printable(found.error().toText()));
    return *found;
}

Error MoveDatabase::failureOf(const QString &object) const
{
    auto connection = connect();
    const auto found = analyseMoves(connection, {object}, u"inventory"_s);
    return found ? Error {} : found.error();
}

} // namespace aegisx::test
