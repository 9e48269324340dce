// What is read of seeds before they run: upserts that can be merged, and CSV files.
#include "core/modules/modulecatalog.h"
#include "core/modules/seedupsert.h"
#include "tests/support/modulefolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using modules::Section;
using modules::Upsert;

class TestSeedFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void upsertIsRead();
    void sourceOfSeveral();
    void notMerged_data();
    void notMerged();
    void csvIsRead();
    void badCsv_data();
    void badCsv();
    void csvInACatalog();
};

void TestSeedFiles::upsertIsRead()
{
    const QByteArray sql = "INSERT INTO lab.\"T\" AS x (-- (not this)\n code, \"group\", at)\n"
                           "VALUES ('a', ')', now())\nON CONFLICT (code) DO UPDATE\n"
                           "SET \"group\" = EXCLUDED.\"group\", code = EXCLUDED.code;";
    const auto found = modules::upsertsIn({sql, 1, true});
    QCOMPARE(found.upserts.size(), 1);
    QVERIFY(found.overwriting.isEmpty());
    const Upsert &upsert = found.upserts.first();
    QCOMPARE(upsert.schema, u"lab"_s);
    QCOMPARE(upsert.table, u"T"_s);
    QCOMPARE(upsert.columns, (QStringList {u"code"_s, u"group"_s, u"at"_s}));
    QCOMPARE(upsert.key, QStringList {u"code"_s});
    QCOMPARE(upsert.updated, QStringList {u"group"_s});
    QCOMPARE(sql.sliced(upsert.tableAt, 7), QByteArray("lab.\"T\""));
    QCOMPARE(sql.sliced(upsert.columnsFrom, upsert.columnsTo - upsert.columnsFrom),
             QByteArray("(-- (not this)\n code, \"group\", at)"));
    QCOMPARE(sql.sliced(upsert.columnsTo, upsert.sourceTo - upsert.columnsTo).trimmed(),
             QByteArray("VALUES ('a', ')', now())"));
}

void TestSeedFiles::sourceOfSeveral()
{
    const QByteArray second = "INSERT INTO lab.t (a, b) SELECT 1, 2 ON CONFLICT (a, b) DO NOTHING";
    const auto found =
        modules::upsertsIn({"SELECT 1;\n-- \xE0\xB8\x81\n" + second + ";\nSELECT 2;", 1, true});
    QCOMPARE(found.upserts.size(), 1);
    const Upsert &upsert = found.upserts.first();
    QCOMPARE(upsert.statement, 1);
    QVERIFY(upsert.updated.isEmpty());
    QCOMPARE(second.sliced(upsert.columnsFrom, upsert.sourceTo - upsert.columnsFrom),
             QByteArray("(a, b) SELECT 1, 2 "));
    QVERIFY(modules::upsertsIn({"SELECT 'not closed", 1, true}).upserts.isEmpty());
}

void TestSeedFiles::notMerged_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("overwrites");
    const QByteArray insert = "INSERT INTO lab.t (a, b) VALUES (1, 2) ON CONFLICT ";
    const QByteArray update = " DO UPDATE SET b = EXCLUDED.b";
    QTest::newRow("no conflict clause") << QByteArray("INSERT INTO lab.t (a) VALUES (1)") << false;
    QTest::newRow("no schema") << QByteArray("INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a)")
            + update << true;
    QTest::newRow("no columns") << QByteArray("INSERT INTO lab.t VALUES (1, 2) ON CONFLICT (a)")
            + update << true;
    QTest::newRow("no key") << QByteArray(insert + "DO NOTHING") << false;
    QTest::newRow("a constraint") << QByteArray(insert + "ON CONSTRAINT k" + update) << true;
    QTest::newRow("an expression as key") << QByteArray(insert + "(lower(a))" + update) << true;
    QTest::newRow("a partial key") << QByteArray(insert + "(a) WHERE b > 1" + update) << true;
    QTest::newRow("a key that is not shipped") << QByteArray(insert + "(c)" + update) << true;
    QTest::newRow("a column that is not shipped")
        << QByteArray(insert + "(a) DO UPDATE SET c = EXCLUDED.c") << true;
    QTest::newRow("another column's value")
        << QByteArray(insert + "(a) DO UPDATE SET b = EXCLUDED.a") << true;
    QTest::newRow("a value of its own") << QByteArray(insert + "(a) DO UPDATE SET b = 3") << true;
    QTest::newRow("several at once")
        << QByteArray(insert + "(a) DO UPDATE SET (a, b) = (EXCLUDED.a, EXCLUDED.b)") << true;
    QTest::newRow("with a condition")
        << QByteArray(insert + "(a)" + update + " WHERE true") << true;
    QTest::newRow("returning") << QByteArray(insert + "(a)" + update + " RETURNING a") << true;
    QTest::newRow("a default") << QByteArray(
        "INSERT INTO lab.t (a, b) VALUES (1, 2), (DEFAULT, 2) ON CONFLICT (a)" + update)
                               << true;
    QTest::newRow("with a query in front")
        << QByteArray("WITH x AS (SELECT 1) " + insert + "(a)" + update) << true;
    QTest::newRow("overriding") << QByteArray(
        "INSERT INTO lab.t (a, b) OVERRIDING SYSTEM VALUE VALUES (1, 2) ON CONFLICT (a)" + update)
                                << true;
}

void TestSeedFiles::notMerged()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const bool, overwrites);
    const auto found = modules::upsertsIn({sql, 1, true});
    QVERIFY(found.upserts.isEmpty());
    QCOMPARE(found.overwriting, overwrites ? QList<int> {0} : QList<int> {});
}

void TestSeedFiles::csvIsRead()
{
    const auto seed = modules::parseSeed("\xEF\xBB\xBF"
                                         "code*,name,kind*\r\n"
                                         "A,\"a \"\"quoted\"\", one\",x\r\n"
                                         "A,\"two\r\nlines\",y\r\n"
                                         "B,,x",
                                         u"/x/seeds/010_lab.tests.csv"_s);
    QVERIFY2(seed, seed ? "" : qUtf8Printable(seed.error().toText()));
    QVERIFY(seed->csv);
    QCOMPARE(seed->csv->schema, u"lab"_s);
    QCOMPARE(seed->csv->table, u"tests"_s);
    QCOMPARE(seed->csv->columns, (QStringList {u"code"_s, u"name"_s, u"kind"_s}));
    QCOMPARE(seed->csv->key, (QStringList {u"code"_s, u"kind"_s}));
    QCOMPARE(seed->csv->rows, 3);
    QVERIFY(seed->section.sql.startsWith("code*,"));
    QCOMPARE(modules::upsertOf(*seed->csv).updated, QStringList {u"name"_s});
}

void TestSeedFiles::badCsv_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    const QString name = u"1_lab.tests.csv"_s;
    QTest::newRow("name without a table") << u"1_tests.csv"_s << QByteArray("a*\n1\n") << 1;
    QTest::newRow("name with too many") << u"1_a.b.c.csv"_s << QByteArray("a*\n1\n") << 1;
    QTest::newRow("empty") << name << QByteArray() << 1;
    QTest::newRow("no key") << name << QByteArray("a,b\n1,2\n") << 1;
    QTest::newRow("a column twice") << name << QByteArray("a*,b,a\n1,2,3\n") << 1;
    QTest::newRow("a column without a name") << name << QByteArray("a*,\n1,2\n") << 1;
    QTest::newRow("no name of a column") << name << QByteArray("a*,b c\n1,2\n") << 1;
    QTest::newRow("too many cells") << name << QByteArray("a*,b\n1,2\n2,3,4\n") << 3;
    QTest::newRow("too few cells") << name << QByteArray("a*,b\n1,\"2\n2\"\n2\n") << 4;
    QTest::newRow("an empty line") << name << QByteArray("a*,b\n1,2\n\n") << 3;
    QTest::newRow("a quotation mark in a cell") << name << QByteArray("a*,b\n1,2\"\n") << 2;
    QTest::newRow("text behind the quotation mark") << name << QByteArray("a*,b\n1,\"2\"x\n") << 2;
    QTest::newRow("not closed") << name << QByteArray("a*,b\n1,2\n3,\"4\n5,6\n") << 3;
    QTest::newRow("a key twice") << name << QByteArray("a*,b\n1,2\n2,2\n1,3\n") << 4;
    QTest::newRow("the end of the data") << name << QByteArray("a*\n1\n\\.\n") << 3;
    QTest::newRow("not UTF-8") << name << QByteArray("a*\n1\n\xFF\n") << 3;
}

void TestSeedFiles::badCsv()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, text);
    const auto seed = modules::parseSeed(text, u"/x/"_s % name);
    QVERIFY(!seed);
    QCOMPARE(seed.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(seed.error().detail.where.file, QString(u"/x/"_s % name));
    QTEST(seed.error().detail.where.line, "line");
    QVERIFY(!seed.error().message.isEmpty());
}

void TestSeedFiles::csvInACatalog()
{
    test::ModuleFolder demo;
    demo.addSeed(u"003_last"_s, "SELECT 1;");
    demo.addSeed(u"001_first"_s, "SELECT 1;");
    demo.write(u"seeds/002_lab.tests.csv"_s, "a*\n1\n");
    demo.write(u"seeds/notes.txt"_s, "read by nobody");
    demo.write(u"004_lab.tests.csv"_s, "no migration");
    auto catalog = modules::loadCatalog({demo.path()});
    QVERIFY(catalog.findings.isEmpty());
    QStringList stems;
    for (const modules::ModuleFile &file : catalog.modules.first().seeds)
        stems << file.stem;
    QCOMPARE(stems, (QStringList {u"001_first"_s, u"002_lab.tests"_s, u"003_last"_s}));
    QVERIFY(catalog.modules.first().migrations.isEmpty());
    demo.write(u"seeds/005_tests.csv"_s, "a*\n1\n");
    catalog = modules::loadCatalog({demo.path()});
    QCOMPARE(catalog.findings.size(), 1);
    QCOMPARE(catalog.findings.first().id, u"bad-file-name"_s);
}

QTEST_GUILESS_MAIN(TestSeedFiles)
#include "tst_seedfiles.moc"
