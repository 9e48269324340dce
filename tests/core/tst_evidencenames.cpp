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

// Constraints that a site has under other names than the module's files give them.
class TestEvidenceNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherNames_data();
    void otherNames();
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
        " (c, a), CONSTRAINT t_1 CHECK (c >= a), CONSTRAINT t_2 EXCLUDE (c WITH =))",
        {});
    row("another kind",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk UNIQUE); CREATE TABLE inv.t (a int, b int"
        " CONSTRAINT t_b_foreign CHECK (b > 0), c int, CONSTRAINT t_1 CHECK (c >= a))",
        {u"p_pkey"_s, u"t_key"_s, u"t_excl"_s, u"t_b_fkey"_s});
    row("another table",
        all,
        "CREATE TABLE inv.p (id int CONSTRAINT pk PRIMARY KEY); CREATE TABLE inv.q (id int PRIMARY"
        " KEY); CREATE TABLE inv.t (a int, b int CONSTRAINT t_b_foreign REFERENCES inv.q (id), c"
        " int, CONSTRAINT t_u UNIQUE (a, c), CONSTRAINT t_1 CHECK (c >= a), CONSTRAINT t_2 EXCLUDE"
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

QTEST_GUILESS_MAIN(TestEvidenceNames)
#include "tst_evidencenames.moc"
