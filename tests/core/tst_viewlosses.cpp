// What a DELETE or UPDATE of a view loses.
#include "core/plans/losses.h"
#include "tests/support/losstext.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::ModuleFolder;
using test::SiteFixture;
using test::told;

namespace {

// A table with two rows, of which one has a value in every column.
constexpr auto drugs = "CREATE SCHEMA inventory; CREATE TABLE inventory.drugs (id int PRIMARY KEY,"
                       " name varchar(50), price numeric(10,2));"
                       "INSERT INTO inventory.drugs VALUES (1, 'a', 2.5), (2, NULL, NULL);";

} // namespace

class TestViewLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void throughViews_data();
    void throughViews();
};

void TestViewLosses::throughViews_data()
{
    QTest::addColumn<QByteArray>("view");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("losses");
    QTest::addColumn<QString>("left"); // rows of drugs behind the run
    const auto row = [](const char *name,
                        QByteArray view,
                        QByteArray sql,
                        const QString &losses,
                        const QString &left) {
        QTest::newRow(name) << view << sql << losses << left;
    };
    const QByteArray simple = "CREATE VIEW inventory.v AS SELECT id AS no, price AS cost FROM "
                              "inventory.drugs";
    row("simple",
        simple,
        "DELETE FROM inventory.v",
        u"Delete inventory.drugs 2 < inventory.v"_s,
        u"0"_s);
    row("with WHERE",
        simple + " WHERE id IN (SELECT 1 FROM inventory.other)",
        "DELETE FROM inventory.v",
        u"DeleteSome inventory.drugs 2 < inventory.v"_s,
        u"1"_s);
    row("of a view",
        simple + "; CREATE VIEW inventory.v2 AS SELECT no FROM inventory.v",
        "DELETE FROM inventory.v2 WHERE no = 1",
        u"DeleteSome inventory.drugs 2 < inventory.v"_s,
        u"1"_s);
    row("update",
        simple,
        "UPDATE inventory.v SET cost = 0",
        u"Update inventory.drugs.price 1 < inventory.v"_s,
        u"2"_s);
    row("rule",
        simple
            + "; CREATE RULE r AS ON DELETE TO inventory.v DO INSTEAD DELETE FROM inventory.drugs "
              "WHERE id = old.no",
        "DELETE FROM inventory.v",
        u"DeleteSome inventory.drugs 2 < inventory.v"_s,
        u"0"_s);
    const QByteArray joined = "CREATE VIEW inventory.v AS SELECT d.id FROM inventory.drugs d CROSS "
                              "JOIN inventory.other; CREATE FUNCTION inventory.f() RETURNS trigger "
                              "LANGUAGE plpgsql AS $$ BEGIN %1; RETURN old; END $$; CREATE TRIGGER "
                              "t INSTEAD OF DELETE ON inventory.v FOR EACH ROW EXECUTE FUNCTION "
                              "inventory.f()";
    row("trigger",
        QByteArray(joined).replace("%1", "DELETE FROM inventory.drugs WHERE id = old.id"),
        "DELETE FROM inventory.v",
        u"DeleteSome inventory.drugs 2\nDeleteSome inventory.drugs 2 < inventory.v\nDeleteSome "
        "inventory.other 1 < inventory.v"_s,
        u"0"_s);
    row("trigger that nobody can read",
        QByteArray(joined).replace("%1",
                                   "EXECUTE 'DELETE FROM inventory.drugs WHERE id = ' || old.id"),
        "DELETE FROM inventory.v",
        u"Unreadable inventory.f ?\nDeleteSome inventory.drugs 2 < inventory.v\nDeleteSome "
        "inventory.other 1 < inventory.v"_s,
        u"0"_s);
    row("update by a trigger",
        QByteArray(joined)
            .replace("%1", "UPDATE inventory.drugs SET name = NULL")
            .replace("INSTEAD OF DELETE", "INSTEAD OF UPDATE"),
        "UPDATE inventory.v SET id = 1",
        u"Unreadable inventory.v ?"_s,
        u"2"_s);
}

void TestViewLosses::throughViews()
{
    QFETCH(const QByteArray, view);
    QFETCH(const QByteArray, sql);
    QFETCH(const QString, losses);
    QFETCH(const QString, left);
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, sql + ';');
    SiteFixture site({demo.path()});
    site.sql(drugs + QByteArray("CREATE TABLE inventory.other AS SELECT 1 AS x;") + view);
    const plans::Plan plan = site.migratePlan();
    QCOMPARE(told(plan), losses);
    QVERIFY(plans::destroysRows(plan));
    const runs::RunReport report = site.run(plan); // which the guard does not refuse
    QVERIFY2(report.outcome == runs::Outcome::Done,
             report.error ? qUtf8Printable(report.error->toText()) : "");
    QCOMPARE(site.sql("SELECT count(*) FROM inventory.drugs"), left);
}

QTEST_GUILESS_MAIN(TestViewLosses)
#include "tst_viewlosses.moc"
