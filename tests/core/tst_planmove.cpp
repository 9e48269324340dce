#include "tests/support/clustertools.h"
#include "tests/support/movesite.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::test;
using namespace Qt::StringLiterals;
using runs::Outcome;
using runs::RunReport;

// What the plan of a move says, and what is never planned.
class TestPlanMove final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void planSaysWhatIsKnown();
    void whatBreaksIsNotSaidToWork();
    void gravestFirst();
    void nothingToDo();
    void tableInTheWay();
    void namesInTheWay();
    void withoutRights();
    void whatIsNeverMoved();
    void hiddenRowsAreNotCounted();
    void staleLockRefusesIt();

private:
    std::unique_ptr<MoveSite> m_site;
};

void TestPlanMove::init()
{
    m_site = std::make_unique<MoveSite>();
}

void TestPlanMove::cleanup()
{
    m_site.reset();
}

void TestPlanMove::planSaysWhatIsKnown()
{
    m_site->sql("CREATE FUNCTION named() RETURNS bigint LANGUAGE sql AS"
                " 'SELECT count(*) FROM public.drugs';"
                "CREATE FUNCTION bare() RETURNS bigint LANGUAGE plpgsql AS"
                " 'BEGIN RETURN (SELECT count(*) FROM drugs); END';"
                "CREATE TABLE texts (id int DEFAULT nextval('public.drugs_id_seq'::text));"
                "CREATE ROLE clerk LOGIN; GRANT SELECT ON drugs TO clerk");
    auto reader = m_site->connect();
    VERIFY_DONE(reader.query("BEGIN"));
    VERIFY_DONE(reader.query("SELECT * FROM drugs"));
    const plans::Plan made = m_site->plan({u"public.drugs"_s});
    QCOMPARE(made.operation, plans::Operation::Move);
    QCOMPARE(made.segmentCount(), 1);
    QVERIFY(!made.commitsLock);
    QCOMPARE(made.modules.size(), 1);
    QCOMPARE(made.modules.first().id, u"inventory"_s);
    QCOMPARE(made.steps.size(), 1);
    QCOMPARE(made.steps.first().module, u"inventory"_s);
    QCOMPARE(made.steps.first().name, u"public.drugs -> inventory.drugs"_s);
    QCOMPARE(sqlOf(made.steps.first()),
             (QStringList {u"LOCK TABLE ONLY public.drugs IN ACCESS EXCLUSIVE MODE"_s,
                           u"SELECT count(*) FROM ONLY public.drugs"_s,
                           u"ALTER TABLE public.drugs SET SCHEMA inventory"_s,
                           u"SELECT count(*) FROM ONLY inventory.drugs"_s}));
    QVERIFY(!hasErrors(made.findings));
    const auto says = [&made](const QString &id, Severity severity, const QString &text) {
        const Finding *finding = findingOf(made, id);
        return finding && finding->severity == severity && finding->message.contains(text);
    };
    QVERIFY(says(u"move-named-in-function"_s, Severity::Warning, u"public.named()"_s));
    QVERIFY(says(u"move-found-by-path"_s, Severity::Warning, u"public.bare()"_s));
    QVERIFY(says(u"move-named-in-default"_s, Severity::Warning, u"public.texts.id"_s));
    QVERIFY(says(u"move-roles-shut-out"_s, Severity::Warning, u"clerk"_s));
    QVERIFY(says(
        u"move-search-path"_s, Severity::Warning, u"no longer found after the move: drugs."_s));
    QVERIFY(says(u"move-in-use"_s, Severity::Warning, QString::number(reader.facts().backendPid)));
    QVERIFY(says(u"move-left-behind"_s, Severity::Info, u"public.shade"_s));
    QVERIFY(says(u"move-takes-along"_s, Severity::Info, u"drugs_id_seq"_s));
    QVERIFY(says(u"move-keeps-working"_s, Severity::Info, u"lots_drug_fkey on public.lots"_s));
    QVERIFY(says(u"move-rows"_s, Severity::Info, u"40 row"_s));
    QVERIFY(says(u"move-lock"_s, Severity::Info, u"public.drugs"_s));
    QVERIFY(says(u"move-unknown"_s, Severity::Info, u"public.drugs"_s));
    QVERIFY(made.findings.first().severity == Severity::Warning); // worst first
    m_site->sql("DROP OWNED BY clerk; DROP ROLE clerk");
}

// What is said of a move, proved by the move itself.
void TestPlanMove::whatBreaksIsNotSaidToWork()
{
    m_site->sql("CREATE FUNCTION count_lots() RETURNS bigint LANGUAGE sql STABLE AS"
                " 'SELECT count(*) FROM public.lots';"
                "ALTER TABLE lots ADD CONSTRAINT ck CHECK (count_lots() >= 0);"
                "CREATE VIEW counted AS SELECT count_lots() AS n;"
                "CREATE VIEW shown AS SELECT n FROM counted;"
                "CREATE DOMAIN small AS int CONSTRAINT sound CHECK (count_lots() < 1000);"
                "CREATE TABLE audit (n bigint DEFAULT count_lots());"
                "CREATE FUNCTION hosp_trg() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM 1 FROM public.drugs; RETURN new; END';"
                "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN RETURN new; END';"
                "CREATE TRIGGER hosp BEFORE INSERT ON drugs FOR EACH ROW EXECUTE FUNCTION"
                " hosp_trg();"
                "CREATE TRIGGER stamped BEFORE INSERT ON drugs FOR EACH ROW EXECUTE FUNCTION"
                " stamp()");
    const QStringList objects {
        u"public.drugs"_s, u"public.lots"_s, u"public.stock"_s, u"public.count_lots()"_s};
    const plans::Plan made = m_site->plan(objects);
    for (const Finding &finding : made.findings) {
        const bool good =
            finding.id == "move-keeps-working"_L1 || finding.id == "move-left-behind"_L1;
        for (const QString &broken : {u"ck on"_s, u"hosp"_s, u"counted"_s, u"shown"_s, u"audit"_s})
            QVERIFY2(!good || !finding.message.contains(broken), qUtf8Printable(finding.message));
    }
    QVERIFY(findingOf(made, u"move-left-behind"_s)->message.contains(u"public.stamp()"_s));
    const Finding *writing = findingOf(made, u"move-writing-fails"_s);
    QVERIFY(writing && writing->severity == Severity::Warning && !writing->remedy.isEmpty());
    QVERIFY2(writing->message.endsWith(u": ck on public.lots, hosp on public.drugs,"
                                       " public.audit.n, sound on public.small"_s),
             qUtf8Printable(writing->message));
    const Finding *reading = findingOf(made, u"move-reading-fails"_s);
    QVERIFY(reading && reading->message.endsWith(u": public.counted, public.shown"_s));
    QCOMPARE(m_site->move(objects).outcome, Outcome::Done);
    auto connection = m_site->connect();
    for (const char *statement : {"INSERT INTO inventory.lots (amount) VALUES (1)",
                                  "INSERT INTO inventory.drugs (code) VALUES ('x')",
                                  "INSERT INTO audit DEFAULT VALUES",
                                  "SELECT 1::small",
                                  "SELECT * FROM shown"}) {
        const auto answer = connection.query(statement);
        QVERIFY2(!answer && answer.error().detail.sqlState == "42P01"_L1, statement);
    }
}

void TestPlanMove::gravestFirst()
{
    m_site->sql("CREATE FUNCTION named() RETURNS bigint LANGUAGE sql AS"
                " 'SELECT count(*) FROM public.drugs';"
                "CREATE TABLE audit (n bigint DEFAULT named());"
                "CREATE ROLE clerk LOGIN; GRANT SELECT ON drugs, lots TO clerk");
    const plans::Plan made = m_site->plan({u"public.drugs"_s, u"public.lots"_s});
    QStringList warnings;
    for (const Finding &finding : made.findings) {
        if (finding.severity == Severity::Warning)
            warnings << finding.id;
    }
    QCOMPARE(warnings,
             (QStringList {u"move-writing-fails"_s,
                           u"move-named-in-function"_s,
                           u"move-roles-shut-out"_s,
                           u"move-roles-shut-out"_s,
                           u"move-search-path"_s}));
    QVERIFY(findingOf(made, u"move-search-path"_s)->message.contains(u": drugs, lots."_s));
    m_site->sql("DROP OWNED BY clerk; DROP ROLE clerk");
}

void TestPlanMove::nothingToDo()
{
    const plans::Plan made =
        m_site->plan({u"public.drugs"_s, u"public.drugs_id_seq"_s}, u"public"_s);
    QVERIFY(made.isEmpty());
    const RunReport report = m_site->site().run(made);
    QCOMPARE(report.outcome, Outcome::NothingToDo);
    QVERIFY(report.stateNow.contains(u"stands in that schema"_s));
}

void TestPlanMove::tableInTheWay()
{
    m_site->sql("CREATE TABLE inventory.drugs (id bigint PRIMARY KEY, name text)");
    const auto refused = m_site->planned({u"public.lots"_s, u"public.drugs"_s});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    const QString &text = refused.error().message;
    for (const QString &part : {u"public.drugs: 40 row"_s,
                                u"inventory.drugs: 0 row"_s,
                                u"id integer, code text, shade shade"_s,
                                u"id bigint, name text"_s,
                                u"Only in public.drugs: code text, shade shade"_s,
                                u"Only in inventory.drugs: name text"_s,
                                u"id: integer, bigint"_s})
        QVERIFY2(text.contains(part), qUtf8Printable(text));
    QVERIFY(!refused.error().remedy.isEmpty());
    QCOMPARE(m_site->schemaOf(u"lots"_s), u"public"_s);
    m_site->sql("DROP TABLE inventory.drugs; CREATE TABLE inventory.drugs (LIKE public.drugs)");
    QVERIFY(m_site->planned({u"public.drugs"_s}).error().message.contains(u"the same columns"_s));
}

void TestPlanMove::namesInTheWay()
{
    m_site->sql("CREATE VIEW inventory.drugs_pkey AS SELECT 1; CREATE SCHEMA other;"
                "CREATE TABLE other.lots (id int)");
    const auto taken = m_site->planned({u"public.drugs"_s});
    QVERIFY(!taken);
    QVERIFY(taken.error().message.contains(u"inventory.drugs_pkey"_s));
    const auto clash = m_site->planned({u"public.lots"_s, u"other.lots"_s});
    QVERIFY(!clash);
    QCOMPARE(clash.error().kind, ErrorKind::Refused);
    QVERIFY(clash.error().message.contains(u"other.lots"_s));
    QVERIFY(clash.error().message.contains(u"public.lots"_s));
}

void TestPlanMove::withoutRights()
{
    m_site->sql("CREATE ROLE clerk LOGIN; CREATE TABLE mine (id int);"
                "ALTER TABLE mine OWNER TO clerk; GRANT SELECT ON knex_migrations,"
                " knex_migrations_lock TO clerk");
    auto connection = m_site->connect();
    VERIFY_DONE(connection.query("SET SESSION AUTHORIZATION clerk"));
    const auto state = inspection::inspect(connection, m_site->site().catalog());
    VERIFY_DONE(state);
    const auto refused = [&](const QString &object) {
        const auto made = plans::planMove(
            connection, m_site->site().catalog(), *state, {{object}, u"inventory"_s});
        return made ? Error {} : made.error();
    };
    const Error foreign = refused(u"public.drugs"_s);
    QCOMPARE(foreign.kind, ErrorKind::Refused);
    QVERIFY(foreign.message.contains(u"public.drugs"_s));
    QVERIFY(foreign.message.contains(u"its owner is"_s));
    const Error own = refused(u"public.mine"_s);
    QCOMPARE(own.kind, ErrorKind::Refused);
    QVERIFY(own.message.contains(u"inventory"_s));
    QVERIFY(own.remedy.contains(u"CREATE"_s));
    QCOMPARE(m_site->planned({u"public.drugs"_s}, u"nowhere"_s).error().kind, ErrorKind::Refused);
    VERIFY_DONE(connection.query("RESET SESSION AUTHORIZATION"));
    m_site->sql("DROP OWNED BY clerk; DROP ROLE clerk");
}

void TestPlanMove::whatIsNeverMoved()
{
    QCOMPARE(m_site->move({u"public.shade"_s}).outcome, Outcome::Done); // makes aegisx_site
    for (const QString &object : {u"public.knex_migrations"_s,
                                  u"public.knex_migrations_lock"_s,
                                  u"aegisx_site.run"_s,
                                  u"pg_catalog.pg_class"_s,
                                  u"public.lots_id_seq"_s}) {
        const auto refused = m_site->planned({object});
        QVERIFY2(!refused, qUtf8Printable(object));
        QCOMPARE(refused.error().kind, ErrorKind::Refused);
        QVERIFY(!refused.error().remedy.isEmpty());
    }
    const auto trail = m_site->planned({u"aegisx_site.run"_s});
    QVERIFY2(trail.error().message.contains(u"the audit trail of this program"_s),
             qUtf8Printable(trail.error().message));
    QVERIFY(!trail.error().message.contains(u"the list of migrations"_s));
    for (const QString &schema : {u"pg_catalog"_s, u"aegisx_site"_s, u"information_schema"_s})
        QCOMPARE(m_site->planned({u"public.drugs"_s}, schema).error().kind, ErrorKind::Refused);
}

// Row security that binds the owner too: the file of the table is what is compared.
void TestPlanMove::hiddenRowsAreNotCounted()
{
    m_site->sql("CREATE ROLE clerk LOGIN; CREATE TABLE shy (a int);"
                "INSERT INTO shy SELECT generate_series(1, 10);"
                "ALTER TABLE shy ENABLE ROW LEVEL SECURITY;"
                "ALTER TABLE shy FORCE ROW LEVEL SECURITY;"
                "CREATE POLICY few ON shy USING (a < 4); ALTER TABLE shy OWNER TO clerk;"
                "GRANT ALL ON SCHEMA public, inventory TO clerk;"
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk");
    auto connection = m_site->connect();
    VERIFY_DONE(connection.query("SET SESSION AUTHORIZATION clerk"));
    auto state = inspection::inspect(connection, m_site->site().catalog());
    const auto made = plans::planMove(
        connection, m_site->site().catalog(), *state, {{u"public.shy"_s}, u"inventory"_s});
    QVERIFY2(made, qUtf8Printable(made ? QString() : made.error().toText()));
    QVERIFY(!sqlOf(made->steps.first()).join(u' ').contains(u"count(*)"_s));
    QVERIFY(sqlOf(made->steps.first()).join(u' ').contains(u"pg_relation_filenode"_s));
    const Finding *rows = findingOf(*made, u"move-rows"_s);
    QVERIFY(rows);
    QVERIFY2(rows->message.startsWith(u"How many rows public.shy holds cannot be known"_s),
             qUtf8Printable(rows->message));
    VERIFY_DONE(connection.query("RESET SESSION AUTHORIZATION"));
    m_site->sql("DROP OWNED BY clerk; DROP ROLE clerk");
}

void TestPlanMove::staleLockRefusesIt()
{
    m_site->sql("UPDATE knex_migrations_lock SET is_locked = 1");
    const auto refused = m_site->planned({u"public.drugs"_s});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Locked);
}

QTEST_GUILESS_MAIN(TestPlanMove)
#include "tst_planmove.moc"
