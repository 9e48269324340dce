#include "core/inspection/evidence.h"
#include "tests/support/clustertools.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::inspection;
using test::ModuleFolder;
using test::SiteFixture;

namespace {

const QByteArray manifest =
    "{\"id\": \"stock\", \"version\": \"1\", \"title\": {\"en\": \"a\", \"th\": \"a\"},"
    " \"schema\": \"inv\", \"trackingTable\": \"knex_migrations\", \"recordedExtension\": \".ts\","
    " \"requires\": []}";

using Texts = QList<QByteArray>;

} // namespace

// Constraints that a site has under other names than the module's files give them, or not
// validated.
class TestEvidenceNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherNames_data();
    void otherNames();
    void validation_data();
    void validation();
    void validationOfADomain();
};

void TestEvidenceNames::otherNames_data()
{
    QTest::addColumn<Texts>("ups");
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<QStringList>("missing"); // of the constraints
    const auto row =
        [](const char *name, const Texts &ups, const char *site, const QStringList &missing) {
            QTest::newRow(name) << ups << QByteArray(site) << missing;
        };
    const Texts all {"CREATE TABLE inv.p (id int CONSTRAINT p_pkey PRIMARY KEY); CREATE TABLE"
                     " inv.t (a int, b int CONSTRAINT t_b_fkey REFERENCES inv.p (id), c int,"
                     " CONSTRAINT t_key UNIQUE (a, c), CONSTRAINT t_check CHECK (c > a),"
                     " CONSTRAINT t_excl EXCLUDE (c WITH =))"};
    row("all kinds",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk PRIMARY KEY); CREATE TABLE inv.t (a int, b int"
        " CONSTRAINT t_b_foreign REFERENCES inv.p (id), c int, CONSTRAINT t_a_c_unique UNIQUE"
        " (c, a), CONSTRAINT t_1 CHECK (c > a), CONSTRAINT t_2 EXCLUDE (c WITH =))",
        {});
    row("another condition",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk PRIMARY KEY); CREATE TABLE inv.t (a int, b int"
        " CONSTRAINT t_b_foreign REFERENCES inv.p (id), c int, CONSTRAINT t_a_c_unique UNIQUE"
        " (c, a), CONSTRAINT t_1 CHECK (c >= a), CONSTRAINT t_2 EXCLUDE (c WITH =))",
        {u"t_check"_s});
    row("another kind",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk UNIQUE); CREATE TABLE inv.t (a int, b int"
        " CONSTRAINT t_b_foreign CHECK (b > 0), c int, CONSTRAINT t_1 CHECK (c > a))",
        {u"p_pkey"_s, u"t_key"_s, u"t_excl"_s, u"t_b_fkey"_s});
    row("another table",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk PRIMARY KEY); CREATE TABLE inv.q (id int PRIMARY"
        " KEY); CREATE TABLE inv.t (a int, b int CONSTRAINT t_b_foreign REFERENCES inv.q (id), c"
        " int, CONSTRAINT t_u UNIQUE (a, c), CONSTRAINT t_1 CHECK (c > a), CONSTRAINT t_2 EXCLUDE"
        " (c WITH =))",
        {u"t_b_fkey"_s});
    row("other columns",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk PRIMARY KEY); CREATE TABLE inv.t (a int, b int,"
        " c int CONSTRAINT t_c_foreign REFERENCES inv.p (id), CONSTRAINT t_u UNIQUE (a, b),"
        " CONSTRAINT t_1 CHECK (c > 0), CONSTRAINT t_2 EXCLUDE (a WITH =))",
        {u"t_check"_s, u"t_key"_s, u"t_excl"_s, u"t_b_fkey"_s});
    row("without a schema",
        {"CREATE TABLE inv.p (id int PRIMARY KEY); CREATE TABLE inv.t (b int CONSTRAINT t_b_fkey"
         " REFERENCES p (id))"},
        "CREATE TABLE inv.p (id int PRIMARY KEY); CREATE TABLE inv.t (b int CONSTRAINT t_b_foreign"
        " REFERENCES inv.p (id))",
        {});
    row("one for two",
        {"CREATE TABLE inv.t (a int CONSTRAINT low CHECK (a > 0) CONSTRAINT high CHECK (a < 9))"},
        "CREATE TABLE inv.t (a int CONSTRAINT t_1 CHECK (a > 0))",
        {u"high"_s});
    row("one for two of the same",
        {"CREATE TABLE inv.t (a int CONSTRAINT low CHECK (a > 0) CONSTRAINT high CHECK (a > 0))"},
        "CREATE TABLE inv.t (a int CONSTRAINT t_1 CHECK (a > 0))",
        {u"low"_s});
    row("named by a later file",
        {"CREATE TABLE inv.t (a int CONSTRAINT low CHECK (a > 0))",
         "ALTER TABLE inv.t ADD CONSTRAINT high CHECK (a < 9)"},
        "CREATE TABLE inv.t (a int CONSTRAINT high CHECK (a < 9))",
        {u"low"_s});
    row("its column was renamed",
        {"CREATE TABLE inv.t (a int CONSTRAINT t_a_key UNIQUE)",
         "ALTER TABLE inv.t RENAME a TO b; ALTER TABLE inv.t RENAME TO u"},
        "CREATE TABLE inv.u (b int CONSTRAINT u_b_unique UNIQUE)",
        {});
    row("dropped by a later file",
        {"CREATE TABLE inv.t (a int CONSTRAINT t_a_key UNIQUE)",
         "ALTER TABLE inv.t DROP CONSTRAINT t_a_key"},
        "CREATE TABLE inv.t (a int CONSTRAINT t_a_unique UNIQUE)",
        {u"-t_a_key"_s});
}

void TestEvidenceNames::otherNames()
{
    QFETCH(const Texts, ups);
    QFETCH(const QByteArray, site);
    QFETCH(const QStringList, missing);
    ModuleFolder module(u"stock"_s, manifest);
    for (qsizetype i = 0; i < ups.size(); ++i)
        module.addMigration(u"00%1_m"_s.arg(i + 1), ups.at(i));
    const SiteFixture fixture({module.path()});
    fixture.sql("CREATE SCHEMA inv; " + site);
    auto connection = fixture.connect();
    const auto evidence = examine(
        connection, *fixture.catalog().find(u"stock"_s), *fixture.inspect().find(u"stock"_s));
    VERIFY_DONE(evidence);
    QStringList found;
    for (const MigrationEvidence &one : *evidence) {
        for (const ObjectEvidence &object : one.objects) {
            if (object.change.kind == modules::ObjectKind::Constraint && !object.done)
                found << (object.change.change == modules::ChangeKind::Drop ? u"-"_s : QString())
                        % object.change.name;
        }
        const bool half = !found.isEmpty() && &one == &evidence->first();
        if (&one == &evidence->first() && !missing.value(0).startsWith(u'-'))
            QCOMPARE(one.verdict, half ? Verdict::HalfDone : Verdict::Done);
    }
    QCOMPARE(found, missing);
}

void TestEvidenceNames::validation_data()
{
    QTest::addColumn<QByteArray>("first"); // the file before the one that validates
    QTest::addColumn<QByteArray>("site");
    QTest::addColumn<ObjectPresence>("presence");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<Contradiction>("contradiction"); // of a file that is not recorded
    const QByteArray table = "CREATE TABLE inv.t (a int); ";
    const QByteArray check = "ALTER TABLE inv.t ADD CONSTRAINT low CHECK (a > 0)";
    const auto row = [](const char *name,
                        const QByteArray &first,
                        const QByteArray &site,
                        ObjectPresence presence,
                        Verdict verdict,
                        Contradiction contradiction = Contradiction::None) {
        QTest::newRow(name) << first << site << presence << verdict << contradiction;
    };
    row("validated",
        table + check + " NOT VALID",
        table + check,
        ObjectPresence::Present,
        Verdict::Done,
        Contradiction::ThereNotRecorded);
    row("not validated",
        table + check + " NOT VALID",
        table + check + " NOT VALID",
        ObjectPresence::Different,
        Verdict::NotDone);
    row("no constraint",
        table + check + " NOT VALID",
        table,
        ObjectPresence::Missing,
        Verdict::NotDone);
    row("under another name",
        table + check + " NOT VALID",
        table + "ALTER TABLE inv.t ADD CONSTRAINT t_1 CHECK (a > 0) NOT VALID",
        ObjectPresence::Different,
        Verdict::NotDone);
    row("made validated", table + check, table + check, ObjectPresence::Present, Verdict::Done);
}

// A file that only validates a constraint: pg_constraint tells.
void TestEvidenceNames::validation()
{
    QFETCH(const QByteArray, first);
    QFETCH(const QByteArray, site);
    QFETCH(const ObjectPresence, presence);
    QFETCH(const Verdict, verdict);
    QFETCH(const Contradiction, contradiction);
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_m"_s, first);
    module.addMigration(u"002_m"_s, "ALTER TABLE inv.t VALIDATE CONSTRAINT low");
    const SiteFixture fixture({module.path()});
    fixture.sql("CREATE SCHEMA inv; " + site);
    auto connection = fixture.connect();
    const auto evidence = examine(
        connection, *fixture.catalog().find(u"stock"_s), *fixture.inspect().find(u"stock"_s));
    VERIFY_DONE(evidence);
    const MigrationEvidence &validating = evidence->last();
    QCOMPARE(validating.objects.size(), 1);
    const ObjectEvidence &object = validating.objects.first();
    QCOMPARE(object.identity(), u"inv.t.low"_s);
    QCOMPARE(object.presence, presence);
    QCOMPARE(object.difference.contains(u"NOT VALID"_s), presence == ObjectPresence::Different);
    QCOMPARE(validating.verdict, verdict);
    QCOMPARE(validating.contradiction(), contradiction);
}

void TestEvidenceNames::validationOfADomain()
{
    ModuleFolder module(u"stock"_s, manifest);
    module.addMigration(u"001_m"_s,
                        "CREATE DOMAIN inv.d AS int;"
                        " ALTER DOMAIN inv.d ADD CONSTRAINT low CHECK (value > 0) NOT VALID");
    module.addMigration(u"002_m"_s, "ALTER DOMAIN inv.d VALIDATE CONSTRAINT low");
    const SiteFixture fixture({module.path()});
    fixture.sql("CREATE SCHEMA inv; CREATE DOMAIN inv.d AS int;"
                " ALTER DOMAIN inv.d ADD CONSTRAINT low CHECK (value > 0) NOT VALID");
    auto connection = fixture.connect();
    const auto verdict = [&] {
        const auto evidence = examine(
            connection, *fixture.catalog().find(u"stock"_s), *fixture.inspect().find(u"stock"_s));
        return evidence ? jsonKeyOf(evidence->last().verdict) : evidence.error().toText();
    };
    QCOMPARE(verdict(), u"notDone"_s);
    fixture.sql("ALTER DOMAIN inv.d VALIDATE CONSTRAINT low");
    QCOMPARE(verdict(), u"done"_s);
}

QTEST_GUILESS_MAIN(TestEvidenceNames)
#include "tst_evidencenames.moc"
