// Seeds on a real cluster: what they say when they fail, and what they leave behind.
#include "tests/support/seededsite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using test::firms;
using test::firmTable;
using test::ModuleFolder;
using test::SeededSite;
using test::SiteFixture;

class TestSeedTraces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAndPlaceOfAnError_data();
    void wordsAndPlaceOfAnError();
    void traceInTheLog();
    void platformsOwnTable_data();
    void platformsOwnTable();
    void withoutTheRightToRemember();
    void logOfVersion2();
};

void TestSeedTraces::wordsAndPlaceOfAnError_data()
{
    QTest::addColumn<QByteArray>("seed");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    const QByteArray comment = "-- \xE0\xB8\x81\xE0\xB8\xB2\n";
    QTest::newRow("a value") << comment + firms("('\xE0\xB8\x81', 'x', 1),\n    ('B', 'y', 'no')")
                             << u"22P02"_s << 5 << 16;
    QTest::newRow("one expression too many")
        << comment + firms("('A', 'x', 1, 2)") << u"42601"_s << 4 << 19;
    QTest::newRow("one too few") << QByteArray(
        "INSERT INTO public.t_firm (code, name, price) VALUES ('A', 'x')"
        " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;")
                                 << u"42601"_s << 1 << 40;
    QTest::newRow("an unknown column")
        << QByteArray("\n  INSERT INTO public.t_firm\n (code,\n  nome) VALUES ('A', 'x')"
                      " ON CONFLICT (code) DO UPDATE SET nome = EXCLUDED.nome;")
        << u"42703"_s << 4 << 3;
    QTest::newRow("an unknown table")
        << QByteArray("\n  INSERT INTO public.t_none\n (code, name) VALUES ('A', 'x')"
                      " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;")
        << u"42P01"_s << 2 << 15;
    QTest::newRow("an unknown function")
        << QByteArray("INSERT INTO public.t_firm (code, name) SELECT 'A', nothing(1)"
                      " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;")
        << u"42883"_s << 1 << 52;
    QTest::newRow("a key that is none")
        << QByteArray("\nINSERT INTO public.t_firm (code, name) VALUES ('A', 'x')"
                      " ON CONFLICT (name) DO UPDATE SET code = EXCLUDED.code;")
        << u"42P10"_s << 2 << 1;
    QTest::newRow("not null") << QByteArray(
        "\nINSERT INTO public.t_firm (code, name) VALUES (NULL, 'x')"
        " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;")
                              << u"23502"_s << 2 << 1;
}

void TestSeedTraces::wordsAndPlaceOfAnError()
{
    QFETCH(const QByteArray, seed);
    SeededSite one(firmTable, seed);
    QVERIFY(one.load().contains(u"demo/001_firms"_s));
    QCOMPARE(one.report.outcome, Outcome::Failed);
    const ErrorDetail &detail = one.report.error->detail;
    QTEST(detail.sqlState, "state");
    QVERIFY(detail.where.file.endsWith(u"seeds/001_firms.sql"_s));
    QTEST(detail.where.line, "line");
    QTEST(detail.where.column, "column");
    QVERIFY2(detail.statement.startsWith(u"INSERT INTO public."_s),
             qUtf8Printable(detail.statement));
    QCOMPARE(one.site.sql("SELECT count(*) FROM t_firm"), u"0"_s);
    QCOMPARE(one.site.lockRows(), u"0"_s);
}

void TestSeedTraces::traceInTheLog()
{
    SeededSite one;
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    one.site.sql("UPDATE t_firm SET name = 'ours' WHERE code = 'A'");
    QCOMPARE(one.load(), u"0 0 2 1"_s);
    QCOMPARE(one.site.sql("SELECT string_agg(concat_ws(' ', module, seed, inserted, updated,"
                          " unchanged, kept, length(checksum), version <> '', run_id = (SELECT"
                          " run_id FROM aegisx_site.run_step s WHERE s.step_id = seed_id + 1)),"
                          " ', ' ORDER BY seed_id) FROM aegisx_site.seed_metadata"),
             u"demo 001_firms 3 0 0 0 64 t t, demo 001_firms 0 0 2 1 64 t t"_s);
    auto connection = one.site.connect();
    QVERIFY(!connection.query("UPDATE aegisx_site.seed_metadata SET kept = 0")); // append-only
    QVERIFY(one.site.run(one.site.seedPlan()).losses.isEmpty());
}

void TestSeedTraces::platformsOwnTable_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QString>("row");
    QTest::newRow("as the platform has it")
        << QByteArray() << u"001_firms 3 inserted 3, updated 0, kept 0 64"_s;
    QTest::newRow("a row of before")
        << QByteArray("INSERT INTO seed_metadata (seed_name, seed_category, seed_version)"
                      " VALUES ('001_firms', 'x', '0')")
        << u"001_firms 3 inserted 3, updated 0, kept 0 64"_s;
    QTest::newRow("another table of that name")
        << QByteArray("ALTER TABLE seed_metadata DROP COLUMN checksum CASCADE;"
                      "ALTER TABLE seed_metadata ADD COLUMN checksum_ text")
        << QString();
    QTest::newRow("one that takes nothing")
        << QByteArray("ALTER TABLE seed_metadata ADD CHECK (seed_name = 'none')") << QString();
}

void TestSeedTraces::platformsOwnTable()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QString, row);
    SeededSite one;
    one.site.sql("CREATE TABLE seed_metadata (id serial PRIMARY KEY,"
                 " seed_name varchar(100) NOT NULL UNIQUE, seed_category varchar(50) NOT NULL,"
                 " seed_version varchar(20) NOT NULL, description text,"
                 " records_affected integer DEFAULT 0, applied_at timestamptz DEFAULT now(),"
                 " applied_by varchar(100) DEFAULT 'system', checksum varchar(64),"
                 " is_reversible boolean DEFAULT false);"
                 + change);
    QCOMPARE(one.load(), u"3 0 0 0"_s);
    if (row.isEmpty()) {
        QCOMPARE(one.site.sql("SELECT count(*) FROM seed_metadata"), u"0"_s);
        return;
    }
    const QByteArray all = "SELECT string_agg(concat_ws(' ', seed_name, records_affected,"
                           " description, length(checksum)), ', ') FROM seed_metadata";
    QCOMPARE(one.site.sql(all), row);
    QCOMPARE(one.load(), u"0 0 3 0"_s);
    QCOMPARE(one.site.sql(all), u"001_firms 0 inserted 0, updated 0, kept 0 64"_s);
}

void TestSeedTraces::withoutTheRightToRemember()
{
    SeededSite one;
    const QByteArray role = "seeder_" + one.site.database().toLatin1();
    one.site.sql("CREATE ROLE " + role + " LOGIN; GRANT SELECT, INSERT, UPDATE ON t_firm TO " + role
                 + "; GRANT USAGE ON SEQUENCE t_firm_id_seq TO " + role
                 + "; GRANT SELECT, INSERT, UPDATE, DELETE ON knex_migrations,"
                   " knex_migrations_lock TO "
                 + role);
    auto connection = one.site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION " + role));
    one.report = runs::run(connection, one.site.seedPlan());
    QCOMPARE(one.report.error ? one.report.error->toText() : QString(), QString());
    QCOMPARE(one.counted(), u"3 0 0 0"_s);
    QCOMPARE(one.site.sql("SELECT count(*) FROM aegisx_site.seed_row"), u"0"_s);
    QVERIFY(one.report.steps.first().notices.isEmpty());
    one.ship(firms("('A', 'Alpha Ltd', 1.5), ('B', 'Beta', 2)"));
    one.report = runs::run(connection, one.site.seedPlan());
    QCOMPARE(one.counted(), u"0 0 1 1"_s);
    QCOMPARE(one.kept(), u"A: name"_s);
    QCOMPARE(one.report.steps.first().notices.size(), 1);
    QVERIFY(one.report.steps.first().notices.first().contains(u"aegisx_site"_s));
    QVERIFY(one.report.steps.first().notices.first().contains(u"public.t_firm"_s));
    one.site.sql("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

void TestSeedTraces::logOfVersion2()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addSeed(u"001_x"_s, "SELECT 1;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    site.sql("DROP TABLE aegisx_site.seed_row, aegisx_site.seed_metadata;"
             "COMMENT ON TABLE aegisx_site.run IS 'the audit trail, version 2';"
             "CREATE ROLE reader2 LOGIN; CREATE ROLE writer2 LOGIN;"
             "GRANT SELECT ON aegisx_site.run_step TO reader2;"
             "GRANT SELECT, INSERT ON aegisx_site.run_step TO writer2");
    QCOMPARE(site.run(site.seedPlan()).outcome, Outcome::Done);
    QVERIFY(
        site.sql("SELECT obj_description('aegisx_site.run'::regclass)").endsWith(u"version 3"_s));
    QCOMPARE(site.sql("SELECT count(*) FROM aegisx_site.seed_metadata"),
             u"1"_s); // and used at once
    const auto may = [&site](const QByteArray &role) {
        return site.sql("SELECT string_agg(has_table_privilege('" + role
                        + "', 'aegisx_site.' || t, p)::text, ' ' ORDER BY t, p) FROM"
                          " unnest('{migration,seed_metadata,seed_row}'::text[]) AS t,"
                          " unnest('{INSERT,SELECT,UPDATE}'::text[]) AS p");
    };
    QCOMPARE(may("reader2"), // no more than before on what was there
             u"false false false false true false false false false"_s);
    QCOMPARE(may("writer2"), u"false false false true true false true true true"_s);
    site.sql("DROP OWNED BY reader2, writer2; DROP ROLE reader2, writer2");
}

QTEST_GUILESS_MAIN(TestSeedTraces)
#include "tst_seedtraces.moc"
