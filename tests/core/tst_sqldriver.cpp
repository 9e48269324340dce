#include "tests/support/testcluster.h"

#include "core/postgres/sqldriver.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>

using namespace aegisx;
using namespace aegisx::postgres;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

// Qt Sql over our own connection, as its classes use it, on a real server.
class TestSqlDriver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queries();
    void refused();
    void stopped();
};

void TestSqlDriver::queries()
{
    const QString connection = u"driver"_s;
    const QString text = u"a \"b\".c'; DROP TABLE x; --\\%1 \u0E22\u0E32"_s;
    QSqlDatabase::addDatabase(new SqlDriver(TestCluster::instance().settings()), connection);
    {
        QSqlDatabase database = QSqlDatabase::database(connection, false);
        QSqlQuery early(database);
        QVERIFY(!database.isOpen());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.prepare(u"SELECT $1::text AS first, $2::text AS second, '::?:x' AS third"_s));
        query.addBindValue(text);
        query.addBindValue(QVariant(QMetaType::fromType<QString>()));
        QVERIFY(query.exec());
        QCOMPARE(query.size(), 1);
        QCOMPARE(query.record().fieldName(1), u"second"_s);
        QVERIFY(!query.value(0).isValid() && query.next());
        QCOMPARE(query.value(u"first"_s).toString(), text);
        QVERIFY(query.isNull(1) && query.value(1).isNull());
        QCOMPARE(query.value(2).toString(), u"::?:x"_s);
        QVERIFY(!query.next() && query.last() && query.first() && !query.previous());
        QVERIFY(query.exec(u"CREATE TABLE t AS SELECT generate_series(1, 3)"_s));
        QVERIFY(query.exec(u"DELETE FROM t"_s));
        QVERIFY(!query.isSelect() && !query.next());
        QCOMPARE(query.numRowsAffected(), 3);
        QVERIFY(!query.exec(u"SELECT * FROM nowhere"_s));
        QCOMPARE(query.lastError().nativeErrorCode(), u"42P01"_s);
        QVERIFY(!query.isActive());
        QVERIFY(query.exec(u"SELECT 1"_s) && query.next()); // good as before
        database.close();
        QVERIFY(!query.exec(u"SELECT 1"_s));
    }
    QSqlDatabase::removeDatabase(connection);
}

void TestSqlDriver::refused()
{
    const QString connection = u"driver"_s;
    auto *driver = new SqlDriver(TestCluster::instance().settings(u"nowhere"_s));
    QSqlDatabase::addDatabase(driver, connection);
    {
        QSqlDatabase database = QSqlDatabase::database(connection, false);
        QVERIFY(!database.open());
        QVERIFY(database.isOpenError());
        QCOMPARE(database.lastError().type(), QSqlError::ConnectionError);
        QCOMPARE(keyOf(driver->failure().kind), keyOf(ErrorKind::NoSuchDatabase));
        QCOMPARE(database.lastError().databaseText(), driver->failure().message);
    }
    QSqlDatabase::removeDatabase(connection);
}

void TestSqlDriver::stopped()
{
    const QString connection = u"driver"_s;
    std::stop_source stop;
    auto *driver = new SqlDriver(TestCluster::instance().settings(), stop.get_token());
    QSqlDatabase::addDatabase(driver, connection);
    {
        QSqlDatabase database = QSqlDatabase::database(connection, false);
        QVERIFY(database.open());
        stop.request_stop();
        QSqlQuery query(database);
        QVERIFY(!query.exec(u"SELECT pg_sleep(600)"_s));
        QCOMPARE(keyOf(driver->failure().kind), keyOf(ErrorKind::Cancelled));
    }
    QSqlDatabase::removeDatabase(connection);
}

QTEST_GUILESS_MAIN(TestSqlDriver)
#include "tst_sqldriver.moc"
