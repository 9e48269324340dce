#include "core/modules/migrationanalysis.h"
#include "core/postgres/sqltext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::modules;

namespace {

SectionAnalysis analyse(const QByteArray &sql, bool transactional = true, int firstLine = 1)
{
    return analyseSection({sql, firstLine, transactional}, u"001_a.sql"_s, u"demo"_s, u"001_a"_s);
}

QStringList problemIds(const SectionAnalysis &analysis)
{
    QStringList ids;
    for (const Finding &finding : analysis.problems)
        ids << finding.id;
    return ids;
}

} // namespace

class TestAnalysis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void positions();
    void statementsAreSplit();
    void hardBodiesStayWhole();
    void forbidden_data();
    void forbidden();
    void outsideTransaction_data();
    void outsideTransaction();
    void syntaxErrorHasPosition();
    void fingerprintIsMeaning();
    void enumsAndInserts();
    void sessionChanges();
};

void TestAnalysis::positions()
{
    const QByteArray text = QString(u"ab\n\u0e01\u0e32c\n"_s).toUtf8();
    QCOMPARE(postgres::lineColumnAt(text, 0).line, 1);
    QCOMPARE(postgres::lineColumnAt(text, 3).line, 2);
    QCOMPARE(postgres::lineColumnAt(text, 9).column,
             3); // two Thai letters of three bytes before it
    QCOMPARE(postgres::byteOffsetOfCharacter(text, 1), 0);
    QCOMPARE(postgres::byteOffsetOfCharacter(text, 6), 9);
    QCOMPARE(postgres::byteOffsetOfCharacter(text, 99), text.size());
    const QByteArray commented = "  -- one\n/* two /* nested */ ; */ ;SELECT";
    QCOMPARE(postgres::skipBlanksAndComments(commented, 0, commented.size()),
             commented.indexOf("SELECT"));
    QCOMPARE(postgres::skipBlanksAndComments("/* open", 0, 7), 7);
}

void TestAnalysis::statementsAreSplit()
{
    const auto analysis = analyse("-- first\nCREATE TABLE a (x text DEFAULT ';');\n\n/* ; */ "
                                  "COMMENT ON TABLE a IS '\xe0\xb8\x81;';SELECT 1",
                                  true,
                                  10);
    QVERIFY(!analysis.parseError);
    QVERIFY(analysis.problems.isEmpty());
    QCOMPARE(analysis.statements.size(), 3);
    QCOMPARE(analysis.statements.at(0).sql, QByteArray("CREATE TABLE a (x text DEFAULT ';')"));
    QCOMPARE(analysis.statements.at(0).line, 11);
    QCOMPARE(analysis.statements.at(0).column, 1);
    QCOMPARE(analysis.statements.at(1).sql, QByteArray("COMMENT ON TABLE a IS '\xe0\xb8\x81;'"));
    QCOMPARE(analysis.statements.at(1).line, 13);
    QCOMPARE(analysis.statements.at(1).column, 9);
    QCOMPARE(analysis.statements.at(2).sql, QByteArray("SELECT 1"));
    QCOMPARE(analysis.statements.at(2).line, 13);
    QVERIFY(analyse("").statements.isEmpty());
    QVERIFY(analyse("-- nothing\n").statements.isEmpty());
}

void TestAnalysis::hardBodiesStayWhole()
{
    const auto analysis = analyse(
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\n"
        "DO $x$ BEGIN PERFORM 1; PERFORM ';'; END $x$;\n"
        "CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2);\n");
    QVERIFY(!analysis.parseError);
    QCOMPARE(analysis.statements.size(), 3);
    QVERIFY(analysis.statements.at(0).sql.endsWith("END"));
    QCOMPARE(analysis.statements.at(2).line, 3);
}

void TestAnalysis::forbidden_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("line");
    for (const char *statement : {"BEGIN",
                                  "COMMIT",
                                  "ROLLBACK",
                                  "SAVEPOINT a",
                                  "RELEASE a",
                                  "ROLLBACK TO a",
                                  "START TRANSACTION",
                                  "END",
                                  "ABORT",
                                  "PREPARE TRANSACTION 'a'"})
        QTest::newRow(statement) << QByteArray("SELECT 1;\n") + statement + ';'
                                 << u"forbidden-statement"_s << 2;
    QTest::newRow("COPY FROM STDIN")
        << QByteArray("COPY a FROM STDIN;") << u"forbidden-statement"_s << 1;
    QTest::newRow("COPY TO STDOUT")
        << QByteArray("COPY a TO STDOUT;") << u"forbidden-statement"_s << 1;
    QTest::newRow("COPY with data")
        << QByteArray("SELECT 1;\nCOPY a (x) FROM stdin;\n1\tone\n\\.\n") << u"copy-stdin"_s << 2;
    QTest::newRow("psql include") << QByteArray("SELECT 1;\n\n\\i other.sql\n") << u"psql-command"_s
                                  << 3;
    QTest::newRow("psql set") << QByteArray("\\set x 1\n") << u"psql-command"_s << 1;
}

void TestAnalysis::forbidden()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, id);
    QFETCH(const int, line);
    const auto analysis = analyse(sql);
    QCOMPARE(problemIds(analysis), QStringList {id});
    const Finding &finding = analysis.problems.first();
    QCOMPARE(finding.severity, Severity::Error);
    QCOMPARE(finding.where.file, u"001_a.sql"_s);
    QCOMPARE(finding.where.line, line);
    QCOMPARE(finding.module, u"demo"_s);
    QCOMPARE(finding.name, u"001_a"_s);
}

void TestAnalysis::outsideTransaction_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("outside");
    QTest::newRow("cic") << QByteArray("CREATE INDEX CONCURRENTLY i ON a (x)") << true;
    QTest::newRow("index") << QByteArray("CREATE INDEX i ON a (x)") << false;
    QTest::newRow("dic") << QByteArray("DROP INDEX CONCURRENTLY i") << true;
    QTest::newRow("reindex concurrently") << QByteArray("REINDEX TABLE CONCURRENTLY a") << true;
    QTest::newRow("reindex table") << QByteArray("REINDEX TABLE a") << false;
    QTest::newRow("reindex schema") << QByteArray("REINDEX SCHEMA a") << true;
    QTest::newRow("vacuum") << QByteArray("VACUUM a") << true;
    QTest::newRow("analyze") << QByteArray("ANALYZE a") << false;
    QTest::newRow("database") << QByteArray("CREATE DATABASE a") << true;
    QTest::newRow("drop database") << QByteArray("DROP DATABASE a") << true;
    QTest::newRow("tablespace") << QByteArray("CREATE TABLESPACE a LOCATION '/x'") << true;
    QTest::newRow("system") << QByteArray("ALTER SYSTEM SET work_mem = '1MB'") << true;
    QTest::newRow("cluster all") << QByteArray("CLUSTER") << true;
    QTest::newRow("cluster one") << QByteArray("CLUSTER a USING i") << false;
    QTest::newRow("detach concurrently")
        << QByteArray("ALTER TABLE a DETACH PARTITION b CONCURRENTLY") << true;
    QTest::newRow("detach") << QByteArray("ALTER TABLE a DETACH PARTITION b") << false;
}

void TestAnalysis::outsideTransaction()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const bool, outside);
    QCOMPARE(problemIds(analyse(sql)),
             outside ? QStringList {u"needs-no-transaction"_s} : QStringList());
    QCOMPARE(problemIds(analyse(sql, false)), QStringList());
    QCOMPARE(!analyse(sql, false).statements.first().needsNoTransaction.isEmpty(), outside);
}

void TestAnalysis::syntaxErrorHasPosition()
{
    const QByteArray sql = "SELECT 1;\nCOMMENT ON TABLE a IS '\xe0\xb8\x81\xe0\xb8\xb2' CREATE;\n";
    const auto analysis = analyse(sql, true, 5);
    QVERIFY(analysis.parseError);
    QCOMPARE(analysis.parseError->detail.where.file, u"001_a.sql"_s);
    QCOMPARE(analysis.parseError->detail.where.line, 6);
    QCOMPARE(analysis.parseError->detail.where.column, 28);
    QCOMPARE(analysis.statements.size(), 1); // whole, for a server that may know better
    QCOMPARE(analysis.statements.first().sql, sql);
}

void TestAnalysis::fingerprintIsMeaning()
{
    const QString one = analyse("CREATE TABLE a (x int);").fingerprint;
    QVERIFY(!one.isEmpty());
    QCOMPARE(analyse("-- why\nCREATE   TABLE a\n(x int)").fingerprint, one);
    QCOMPARE(analyse("/* why */ create table A (X INT);;").fingerprint, one);
    QVERIFY(one.startsWith(u't')); // the kind: older ones are hexadecimal digits alone
    QStringList others;
    for (const char *sql : {"CREATE TABLE a (x bigint);",
                            "CREATE TABLE a (x int DEFAULT 0);",
                            "CREATE TABLE a (x int DEFAULT 99);",
                            "CREATE TABLE a (x varchar(100));",
                            "CREATE TABLE a (x varchar(120));",
                            "CREATE TABLE a (x text CHECK (x IN ('a', 'b')));",
                            "CREATE TABLE a (x text CHECK (x IN ('a', 'B')));",
                            "CREATE TABLE \"A\" (x int);",
                            "CREATE TABLE a (x int); SELECT 1;"})
        others << analyse(sql).fingerprint;
    QVERIFY(!others.contains(one) && !others.contains(QString()));
    QCOMPARE(others.removeDuplicates(), 0);
}

void TestAnalysis::enumsAndInserts()
{
    const auto analysis =
        analyse("CREATE TYPE s.color AS ENUM ('red');\n"
                "ALTER TYPE s.color ADD VALUE IF NOT EXISTS 'blue';\n"
                "ALTER TYPE s.color RENAME VALUE 'red' TO 'dark';\n"
                "INSERT INTO s.t (a) VALUES (1), (2), (3) ON CONFLICT DO NOTHING;\n"
                "INSERT INTO u SELECT 1;\n");
    QCOMPARE(analysis.createdEnums, QStringList {u"s.color"_s});
    QCOMPARE(analysis.addedLabels.size(), 1);
    QCOMPARE(analysis.addedLabels.first().type, u"s.color"_s);
    QCOMPARE(analysis.addedLabels.first().label, u"blue"_s);
    QCOMPARE(analysis.addedLabels.first().statement, 1);
    QCOMPARE(analysis.inserts.size(), 2);
    QCOMPARE(analysis.inserts.at(0).schema, u"s"_s);
    QCOMPARE(analysis.inserts.at(0).table, u"t"_s);
    QCOMPARE(analysis.inserts.at(0).offeredRows, 3);
    QCOMPARE(analysis.inserts.at(1).offeredRows, -1);
}

void TestAnalysis::sessionChanges()
{
    QVERIFY(analyse("SET search_path TO lab").changesSession);
    QVERIFY(analyse("RESET ALL").changesSession);
    QVERIFY(analyse("SET ROLE nobody").changesSession);
    QVERIFY(analyse("SELECT set_config('a.b', '1', false)").changesSession);
    QVERIFY(!analyse("CREATE TABLE a (x int)").changesSession);
}

QTEST_GUILESS_MAIN(TestAnalysis)
#include "tst_analysis.moc"
