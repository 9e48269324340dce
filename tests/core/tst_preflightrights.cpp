// What the check before a run says of the rights that the run needs.
#include "tests/support/modulefolder.h"
#include "tests/support/preflighttools.h"

#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace aegisx;
using plans::Preflight;
using runs::Outcome;
using test::lookOver;
using test::ModuleFolder;
using test::preflightOf;
using test::remedyOf;
using test::said;
using test::SiteFixture;

class TestPreflightRights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void missingRights();
    void schemaNeedsTheDatabase();
    void guardedSchemaThatIsThere_data();
    void guardedSchemaThatIsThere();
    void seedsWantTheirTables();
    void seedsWantSequencesOfDefaults();
    void seedsWantWhatTheyRead();
    void auditTrailOfAnother();
};

void TestPreflightRights::missingRights()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE TABLE other.t_a (id int); ALTER TABLE other.t_old ADD COLUMN x int;",
                      "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql("CREATE SCHEMA other; CREATE TABLE other.t_old (); CREATE ROLE weak LOGIN;"
             "GRANT CREATE ON SCHEMA public TO weak; GRANT USAGE ON SCHEMA other TO weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    Preflight result = lookOver(connection, site.catalog());
    const QString text = said(result, u"rights"_s);
    QVERIFY2(text.startsWith(u"stop: "_s), qUtf8Printable(text));
    QVERIFY(text.contains(u"may not make anything in: other"_s));
    QVERIFY(text.contains(u"does not own what the run changes: other.t_old"_s));
    QVERIFY(remedyOf(result, u"rights"_s).contains(u"owner of the tables"_s));
    QVERIFY(said(result, u"audit"_s).startsWith(u"warning: The user may not write"_s));
    QVERIFY(said(result, u"cluster"_s).startsWith(u"ok: "_s));
    site.sql("GRANT CREATE ON SCHEMA other TO weak; ALTER TABLE other.t_old OWNER TO weak");
    result = lookOver(connection, site.catalog());
    QVERIFY2(said(result, u"rights"_s).startsWith(u"ok: User "_s),
             qUtf8Printable(said(result, u"rights"_s)));
    site.sql("CREATE TABLE knex_migrations (id serial, name text, batch int, migration_time"
             " timestamptz); CREATE TABLE knex_migrations_lock (index serial, is_locked int);"
             "GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak");
    QCOMPARE(said(lookOver(connection, site.catalog()), u"rights"_s), // a line for the module
             u"stop: The user lacks rights that an upgrade of module demo needs: SELECT, INSERT ON "
             "\"public\".\"knex_migrations\"; UPDATE ON \"public\".\"knex_migrations_lock\""_s);
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

// PostgreSQL wants CREATE on the database before it looks whether the schema is there.
void TestPreflightRights::schemaNeedsTheDatabase()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "CREATE SCHEMA IF NOT EXISTS other;", "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql("CREATE SCHEMA other; CREATE ROLE weak LOGIN; GRANT ALL ON SCHEMA public, other TO"
             " weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const QString text = said(lookOver(connection, site.catalog()), u"rights"_s);
    QVERIFY2(text.startsWith(u"stop: The user lacks CREATE ON DATABASE"_s), qUtf8Printable(text));
    QVERIFY(!connection.query("CREATE SCHEMA IF NOT EXISTS other")); // so it is
    site.sql("GRANT CREATE ON DATABASE " + postgres::quoteIdentifier(site.database()) + " TO weak");
    QVERIFY(said(lookOver(connection, site.catalog()), u"rights"_s).startsWith(u"ok: "_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

void TestPreflightRights::guardedSchemaThatIsThere_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<bool>("runs"); // for a user without CREATE on the database
    const QByteArray guarded =
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'other') THEN"
        " CREATE SCHEMA other; END IF; END $$;";
    QTest::newRow("guarded") << guarded << true;
    QTest::newRow("dropped before")
        << QByteArray(guarded).replace("BEGIN IF", "BEGIN DROP SCHEMA other; IF") << false;
    QTest::newRow("missing") << QByteArray(guarded).replace("other", "absent") << false;
    QTest::newRow("beside a handler")
        << QByteArray("DO $$ BEGIN CREATE SCHEMA other; EXCEPTION WHEN duplicate_schema THEN NULL;"
                      " END $$;")
        << false;
}

// The check stops where the server would refuse, and nowhere else.
void TestPreflightRights::guardedSchemaThatIsThere()
{
    QFETCH(const QByteArray, up);
    QFETCH(const bool, runs);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, up, "SELECT 1;");
    SiteFixture site({demo.path()});
    site.sql("CREATE ROLE weak LOGIN; CREATE SCHEMA other; ALTER SCHEMA other OWNER TO weak;"
             " GRANT ALL ON SCHEMA public TO weak");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const QString text = said(lookOver(connection, site.catalog()), u"rights"_s);
    QCOMPARE(text.section(u':', 0, 0), runs ? u"ok"_s : u"stop"_s);
    QCOMPARE(connection.query(up).has_value(), runs);
    site.sql("DROP OWNED BY weak CASCADE; DROP ROLE weak");
}

// With nothing pending no right to make or alter anything is wanted.
void TestPreflightRights::seedsWantTheirTables()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s,
                      "CREATE SCHEMA lab; CREATE TABLE lab.units (id int PRIMARY KEY, name text);",
                      "DROP SCHEMA lab CASCADE;");
    demo.addSeed(u"001_units"_s,
                 "INSERT INTO lab.units (id, name) VALUES (1, 'g') ON CONFLICT (id) DO UPDATE SET"
                 " name = EXCLUDED.name;");
    SiteFixture site({demo.path()});
    QCOMPARE(site.run(site.migratePlan()).outcome, Outcome::Done);
    const QByteArray database = postgres::quoteIdentifier(site.database());
    site.sql(
        "CREATE ROLE weak LOGIN; GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak;"
        "GRANT UPDATE ON knex_migrations_lock TO weak; GRANT SELECT ON lab.units TO weak;"
        "REVOKE TEMPORARY ON DATABASE "
        + database + " FROM public");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    const auto rights = [&] {
        return said(lookOver(connection, site.catalog(), {}, {site.seedPlan()}), u"rights"_s);
    };
    QCOMPARE(rights(),
             u"stop: The user lacks rights that the seeds need: INSERT, UPDATE ON lab.units;"
             " TEMPORARY ON DATABASE %1; USAGE ON SCHEMA lab"_s.arg(site.database()));
    site.sql("GRANT TEMPORARY ON DATABASE " + database
             + " TO weak; GRANT USAGE ON SCHEMA lab TO weak;"
               "GRANT INSERT, UPDATE ON lab.units TO weak; REVOKE CREATE ON SCHEMA public FROM"
               " public");
    QVERIFY2(rights().startsWith(u"ok: "_s), qUtf8Printable(rights()));
    const auto report = runs::run(connection, site.seedPlan());
    QVERIFY2(report.outcome == Outcome::Done,
             qUtf8Printable(report.error ? report.error->toText() : QString()));
    QCOMPARE(site.sql("SELECT name FROM lab.units"), u"g"_s);
    site.sql("REVOKE UPDATE ON knex_migrations_lock FROM weak");
    QVERIFY2(rights().endsWith(u": UPDATE ON public.knex_migrations_lock"_s),
             qUtf8Printable(rights()));
    // An upgrade wants more.
    QVERIFY(said(lookOver(connection, site.catalog()), u"rights"_s)
                .contains(u"INSERT ON \"public\".\"knex_migrations\""_s));
    QVERIFY(connection.query("RESET SESSION AUTHORIZATION"));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

// The seed of a site whose user may do all but what the test takes away.
struct WeakSeed {
    explicit WeakSeed(const QByteArray &tables, const QByteArray &seed)
    {
        module.addMigration(u"1_a"_s, "CREATE SCHEMA lab;" + tables, "DROP SCHEMA lab CASCADE;");
        module.addSeed(u"001_x"_s, seed);
        site = std::make_unique<SiteFixture>(QStringList {module.path()});
        if (site->run(site->migratePlan()).outcome != Outcome::Done)
            qFatal("the migration failed");
        site->sql("CREATE ROLE weak LOGIN; GRANT USAGE ON SCHEMA lab TO weak;"
                  "GRANT SELECT ON knex_migrations, knex_migrations_lock TO weak;"
                  "GRANT UPDATE ON knex_migrations_lock TO weak;"
                  "GRANT INSERT ON ALL TABLES IN SCHEMA lab TO weak");
    }
    ~WeakSeed() { site->sql("DROP OWNED BY weak; DROP ROLE weak"); }

    [[nodiscard]] postgres::Connection connect() const
    {
        auto connection = site->connect();
        if (!connection.query("SET SESSION AUTHORIZATION weak"))
            qFatal("SET SESSION AUTHORIZATION");
        return connection;
    }
    [[nodiscard]] QString rights() const
    {
        auto connection = connect();
        return said(lookOver(connection, site->catalog(), {}, {site->seedPlan()}), u"rights"_s);
    }
    [[nodiscard]] Outcome run() const
    {
        auto connection = connect();
        return runs::run(connection, site->seedPlan()).outcome;
    }

    ModuleFolder module;
    std::unique_ptr<SiteFixture> site;
};

// Of the columns that it does not fill itself; an identity column wants no right on its sequence.
void TestPreflightRights::seedsWantSequencesOfDefaults()
{
    const WeakSeed weak("CREATE SEQUENCE lab.free; CREATE TABLE lab.a (id serial, n int);"
                        "CREATE TABLE lab.b (id serial, n int, m int DEFAULT nextval('lab.free'));"
                        "CREATE TABLE lab.c (id int GENERATED ALWAYS AS IDENTITY, n int);"
                        "CREATE TABLE lab.d (id serial, n int); CREATE TABLE lab.e (id serial);",
                        "INSERT INTO lab.a (n) VALUES (1);"
                        "INSERT INTO lab.b VALUES (1, 2);"
                        "INSERT INTO lab.c (n) VALUES (1);"
                        "INSERT INTO lab.d (id, n) VALUES (1, 2);"
                        "INSERT INTO lab.d VALUES (3, 4);"
                        "INSERT INTO lab.e (id) VALUES (1), (DEFAULT);");
    QCOMPARE(weak.rights(),
             u"stop: The user lacks rights that the seeds need: USAGE ON SEQUENCE lab.a_id_seq;"
             " USAGE ON SEQUENCE lab.e_id_seq; USAGE ON SEQUENCE lab.free"_s);
    QVERIFY(weak.run() != Outcome::Done); // so it is
    weak.site->sql("GRANT USAGE ON SEQUENCE lab.a_id_seq, lab.e_id_seq TO weak;"
                   "GRANT UPDATE ON SEQUENCE lab.free TO weak");
    QVERIFY2(weak.rights().startsWith(u"ok: "_s), qUtf8Printable(weak.rights()));
    QCOMPARE(weak.run(), Outcome::Done);
}

// Also without a schema, and not what the seed itself makes or names in WITH.
void TestPreflightRights::seedsWantWhatTheyRead()
{
    const WeakSeed weak(
        "CREATE TABLE lab.a (n int); CREATE TABLE lab.b (n int); CREATE TABLE lab.c (n int);"
        "CREATE TABLE lab.d (n int); CREATE TABLE lab.e (n int); CREATE TABLE public.t_f (n int);",
        "CREATE TEMPORARY TABLE own (n int); INSERT INTO own VALUES (1);"
        "INSERT INTO lab.a SELECT n FROM own;"
        "WITH c AS (SELECT n FROM lab.b) INSERT INTO lab.a SELECT n FROM c WHERE n IN"
        " (SELECT n FROM t_f);"
        "UPDATE lab.d SET n = 2 WHERE n = 1; DELETE FROM lab.e;"
        "DO $$ BEGIN INSERT INTO lab.a SELECT count(*) FROM lab.c; END $$;");
    QCOMPARE(weak.rights(),
             u"stop: The user lacks rights that the seeds need: DELETE ON lab.e; SELECT ON lab.b;"
             " SELECT ON lab.c; SELECT ON public.t_f; SELECT, UPDATE ON lab.d"_s);
    weak.site->sql("GRANT SELECT ON lab.b, lab.c, t_f TO weak; GRANT SELECT, UPDATE ON lab.d TO"
                   " weak; GRANT DELETE ON lab.e TO weak");
    QVERIFY2(weak.rights().startsWith(u"ok: "_s), qUtf8Printable(weak.rights()));
    QCOMPARE(weak.run(), Outcome::Done);
}

void TestPreflightRights::auditTrailOfAnother()
{
    SiteFixture site(QStringList {});
    QCOMPARE(site.run(*plans::planSetEnvironment(site.inspect(), Environment::Test)).outcome,
             Outcome::Done);
    site.sql("CREATE ROLE weak LOGIN; GRANT ALL ON SCHEMA aegisx_site TO weak;"
             "GRANT ALL ON ALL TABLES IN SCHEMA aegisx_site TO weak;"
             "COMMENT ON TABLE aegisx_site.run IS 'version 1'");
    auto connection = site.connect();
    QVERIFY(connection.query("SET SESSION AUTHORIZATION weak"));
    QVERIFY(said(lookOver(connection, site.catalog()), u"audit"_s)
                .startsWith(u"warning: It is of an older version"_s));
    QVERIFY(said(preflightOf(site), u"audit"_s).contains(u"brings it to the current version"_s));
    site.sql("DROP OWNED BY weak; DROP ROLE weak");
}

QTEST_GUILESS_MAIN(TestPreflightRights)
#include "tst_preflightrights.moc"
