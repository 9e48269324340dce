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

// A site of the module stock, with the migrations 001_m, 002_m and so on.
class StockSite final
{
public:
    explicit StockSite(const Texts &ups) : m_site({prepare(m_module, ups)})
    {
        m_site.sql("CREATE SCHEMA inv; CREATE TABLE public.knex_migrations (id serial PRIMARY KEY,"
                   " name varchar(255), batch integer, migration_time timestamptz)");
    }

    void run(int count, const Texts &ups) const
    {
        for (int i = 0; i < count; ++i)
            m_site.sql(ups.at(i));
    }
    void record(int count) const
    {
        for (int i = 0; i < count; ++i)
            m_site.sql("INSERT INTO public.knex_migrations (name, batch, migration_time) VALUES"
                       " ('00"
                       + QByteArray::number(i + 1) + "_m.ts', 1, now())");
    }
    void sql(const QByteArray &statement) const { m_site.sql(statement); }
    [[nodiscard]] QList<MigrationEvidence> evidence() const
    {
        auto connection = m_site.connect();
        const auto evidence = examine(
            connection, *m_site.catalog().find(u"stock"_s), *m_site.inspect().find(u"stock"_s));
        if (!evidence)
            qFatal("%s", qUtf8Printable(evidence.error().toText()));
        return *evidence;
    }

private:
    static QString prepare(ModuleFolder &module, const Texts &ups)
    {
        for (qsizetype i = 0; i < ups.size(); ++i)
            module.addMigration(u"00%1_m"_s.arg(i + 1), ups.at(i));
        return module.path();
    }

    ModuleFolder m_module {u"stock"_s, manifest};
    SiteFixture m_site;
};

QString verdicts(const QList<MigrationEvidence> &all)
{
    QStringList words;
    for (const MigrationEvidence &one : all)
        words << jsonKeyOf(one.verdict);
    return words.join(u' ');
}

// What of them is not done, for a failure.
QString told(const QList<MigrationEvidence> &all)
{
    QStringList lines {verdicts(all)};
    for (const MigrationEvidence &one : all) {
        for (const ObjectEvidence &object : one.objects) {
            if (!object.done)
                lines << one.name % u' ' % keyOf(object.presence) % u' ' % object.describe() % u' '
                        % object.difference;
        }
    }
    return lines.join(u'\n');
}

} // namespace

// What a later migration puts in the place of what an earlier one made; and what is left when all
// of it is gone, or stands elsewhere by the name that a later one gave it.
class TestEvidenceReplaced : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replaced_data();
    void replaced();
    void keptAsideAndLost();
    void takesSomethingThatStands_data();
    void takesSomethingThatStands();
    void elsewhereByItsNewName();
    void elsewhereByItsOldName();
};

void TestEvidenceReplaced::replaced_data()
{
    QTest::addColumn<Texts>("ups");
    QTest::addColumn<int>("run"); // how many of them
    QTest::addColumn<int>("recorded");
    QTest::addColumn<QString>("expected");
    const auto row =
        [](const char *name, const Texts &ups, int run, int recorded, const QString &expected) {
            QTest::newRow(name) << ups << run << recorded << expected;
        };
    const QByteArray labels = "CREATE TYPE inv.e AS ENUM ('a', 'b')";
    const Texts type {labels,
                      "ALTER TYPE inv.e RENAME TO e_old; CREATE TYPE inv.e AS ENUM ('a', 'c');"
                      " DROP TYPE inv.e_old"};
    row("type", type, 2, 2, u"done done"_s);
    row("type, not recorded", type, 2, 0, u"done done"_s);
    row("type, not yet", type, 1, 1, u"done notDone"_s);
    row("type, none yet", type, 0, 0, u"notDone notDone"_s);
    const Texts types {labels,
                       "ALTER TYPE inv.e RENAME TO e_old",
                       "CREATE TYPE inv.e AS ENUM ('a', 'c')",
                       "DROP TYPE inv.e_old"};
    row("type, across files", types, 4, 4, u"done done done done"_s);
    row("type, not dropped yet", types, 3, 3, u"done done done notDone"_s);
    row("type, not made again yet", types, 2, 2, u"done done notDone notDone"_s);
    const QByteArray made = "CREATE TABLE inv.t (id serial PRIMARY KEY, a int UNIQUE, b text,"
                            " gone text); CREATE INDEX ON inv.t (b)";
    const QByteArray aside = "ALTER TABLE inv.t RENAME TO t_old";
    const QByteArray again = "CREATE TABLE inv.t (id bigserial PRIMARY KEY, a text UNIQUE, b text,"
                             " more int); CREATE INDEX ON inv.t (b)";
    const QByteArray drop = "DROP TABLE inv.t_old";
    const Texts table {made, aside + "; " + again + "; " + drop};
    row("table", table, 2, 2, u"done done"_s);
    row("table, not recorded", table, 2, 0, u"done done"_s);
    row("table, not yet", table, 1, 0, u"done notDone"_s);
    row("table, none yet", table, 0, 0, u"notDone notDone"_s);
    const Texts tables {made, aside, again, drop};
    row("table, across files", tables, 4, 4, u"done done done done"_s);
    row("table, not dropped yet", tables, 3, 3, u"done done done notDone"_s);
    row("table, not dropped nor recorded", tables, 3, 0, u"done done done notDone"_s);
    row("table, not made again yet", tables, 2, 2, u"done done notDone notDone"_s);
    const Texts swapped {made,
                         "CREATE TABLE inv.n (id bigint, a text, more int); " + aside
                             + "; ALTER TABLE inv.n RENAME TO t; " + drop};
    row("swapped", swapped, 2, 2, u"done done"_s);
    row("not swapped yet", swapped, 1, 1, u"done notDone"_s);
    const Texts column {made,
                        "ALTER TABLE inv.t RENAME b TO b_old; ALTER TABLE inv.t ADD b int; ALTER"
                        " TABLE inv.t DROP b_old"};
    row("column", column, 2, 2, u"done done"_s);
    row("column, not yet", column, 1, 1, u"done notDone"_s);
    const Texts back {made, aside, "ALTER TABLE inv.t_old RENAME TO t"};
    row("renamed and back", back, 3, 3, u"done notAnalysable notAnalysable"_s);
    const Texts label {labels,
                       "ALTER TYPE inv.e RENAME VALUE 'a' TO 'z'; ALTER TYPE inv.e RENAME TO f"};
    row("label, then its type, renamed", label, 2, 2, u"done done"_s);
}

void TestEvidenceReplaced::replaced()
{
    QFETCH(const Texts, ups);
    QFETCH(const int, run);
    QFETCH(const int, recorded);
    QFETCH(const QString, expected);
    const StockSite site(ups);
    site.run(run, ups);
    site.record(recorded);
    const auto evidence = site.evidence();
    QVERIFY2(verdicts(evidence) == expected, qUtf8Printable(told(evidence)));
}

// The one that has the name by now does not stand for it.
void TestEvidenceReplaced::keptAsideAndLost()
{
    const Texts ups {"CREATE TABLE inv.t (a int)",
                     "ALTER TABLE inv.t RENAME TO t_old; CREATE TABLE inv.t (a int, b int)"};
    const StockSite site(ups);
    site.run(2, ups);
    site.record(2);
    QCOMPARE(verdicts(site.evidence()), u"done done"_s);
    site.sql("DROP TABLE inv.t_old");
    const auto evidence = site.evidence();
    QVERIFY2(verdicts(evidence) == "notDone halfDone"_L1, qUtf8Printable(told(evidence)));
    QCOMPARE(evidence.first().contradiction(), Contradiction::RecordedNotThere);
}

void TestEvidenceReplaced::takesSomethingThatStands_data()
{
    QTest::addColumn<Texts>("ups"); // all are run and recorded
    QTest::addColumn<QByteArray>("lost");
    QTest::addColumn<QString>("expected");
    const auto row =
        [](const char *name, const Texts &ups, const char *lost, const QString &expected) {
            QTest::newRow(name) << ups << QByteArray(lost) << expected;
        };
    const Texts all {"CREATE SCHEMA IF NOT EXISTS inv; CREATE TABLE inv.plain (a int); CREATE TABLE"
                     " inv.t (a int, b text); CREATE TABLE inv.tmp (a int)",
                     "ALTER TABLE inv.t RENAME b TO c; DROP TABLE inv.tmp"};
    row("nothing lost", all, "SELECT", u"done done"_s);
    row("the schema", all, "DROP SCHEMA inv CASCADE", u"notDone notDone"_s);
    row("every table", all, "DROP TABLE inv.plain, inv.t", u"notDone notDone"_s);
    row("one table", all, "DROP TABLE inv.t", u"halfDone halfDone"_s); // tmp is gone, plain stands
    const Texts drops {"CREATE TABLE inv.tmp (a int)",
                       "DROP TABLE inv.tmp; CREATE TABLE inv.z (a int)"};
    row("beside a DROP", drops, "DROP TABLE inv.z", u"done notDone"_s);
    const Texts foreign {"DROP TABLE IF EXISTS public.legacy; CREATE TABLE inv.z (a int)"};
    row("beside a DROP of another's", foreign, "DROP TABLE inv.z", u"notDone"_s);
    const Texts column {"CREATE TABLE inv.t (a int, b int)",
                        "ALTER TABLE inv.t DROP b; ALTER TABLE inv.t ADD c int"};
    row("a column was dropped", column, "ALTER TABLE inv.t DROP c", u"done halfDone"_s);
}

void TestEvidenceReplaced::takesSomethingThatStands()
{
    QFETCH(const Texts, ups);
    QFETCH(const QByteArray, lost);
    QFETCH(const QString, expected);
    const StockSite site(ups);
    site.run(static_cast<int>(ups.size()), ups);
    site.record(static_cast<int>(ups.size()));
    site.sql(lost);
    const auto evidence = site.evidence();
    QVERIFY2(verdicts(evidence) == expected, qUtf8Printable(told(evidence)));
    for (const MigrationEvidence &one : evidence) {
        if (one.verdict != Verdict::NotDone)
            continue;
        QCOMPARE(one.contradiction(), Contradiction::RecordedNotThere);
        QVERIFY(!one.telling);
    }
}

void TestEvidenceReplaced::elsewhereByItsNewName()
{
    const Texts ups {"CREATE TABLE inv.t (a int, b text); CREATE TABLE inv.u (a int, b text);"
                     " CREATE TYPE inv.k AS ENUM ('a', 'b'); COMMENT ON TABLE inv.u IS 'x'",
                     "ALTER TABLE inv.t RENAME b TO c; ALTER TABLE inv.u RENAME TO v; ALTER TABLE"
                     " inv.v DROP b, ADD c int; ALTER TYPE inv.k RENAME VALUE 'a' TO 'z';"
                     " ALTER TYPE inv.k RENAME TO l"};
    const StockSite site(ups);
    site.run(2, ups);
    site.record(2);
    site.sql("ALTER TABLE inv.t SET SCHEMA public; ALTER TABLE inv.v SET SCHEMA public; ALTER TYPE"
             " inv.l SET SCHEMA public");
    const auto evidence = site.evidence();
    QVERIFY2(verdicts(evidence) == "elsewhere elsewhere"_L1, qUtf8Printable(told(evidence)));
    QStringList found;
    for (const ObjectEvidence &object : evidence.first().objects)
        found << object.identity() % u'=' % object.foundSchema % u'.' % object.foundName;
    QCOMPARE(found,
             (QStringList {u"inv.t=public.t"_s,
                           u"inv.t.a=public.a"_s,
                           u"inv.t.b=public.c"_s,
                           u"inv.u=public.v"_s,
                           u"inv.u.a=public.a"_s,
                           u"inv.u.b=."_s, // dropped by the second
                           u"inv.k=public.l"_s,
                           u"inv.u=public.v"_s}));
}

// The file that renames it is pending.
void TestEvidenceReplaced::elsewhereByItsOldName()
{
    const Texts ups {"CREATE TABLE inv.t (a int, b text)",
                     "ALTER TABLE inv.t RENAME TO u; ALTER TABLE inv.u RENAME b TO c"};
    const StockSite site(ups);
    site.run(1, ups);
    site.record(1);
    site.sql("ALTER TABLE inv.t SET SCHEMA public");
    const auto evidence = site.evidence();
    QVERIFY2(verdicts(evidence) == "elsewhere notDone"_L1, qUtf8Printable(told(evidence)));
    QCOMPARE(evidence.first().elsewhere()->foundName, u"t"_s);
}

QTEST_GUILESS_MAIN(TestEvidenceReplaced)
#include "tst_evidencereplaced.moc"
