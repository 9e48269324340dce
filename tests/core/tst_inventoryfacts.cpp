#include "tests/support/facts.h"
#include "tests/support/sitefixture.h"

#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::Fact;
using test::SiteFixture;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

constexpr auto columnsSql =
    "SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),"
    " CASE WHEN a.attnotnull THEN 'no' ELSE 'yes' END, pg_get_expr(d.adbin, d.adrelid)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'inventory'::regnamespace AND a.attnum > 0";
constexpr auto constraintsSql =
    "SELECT c.relname, CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'"
    " WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE k.contype::text END,"
    " pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
    " WHERE c.relnamespace = 'inventory'::regnamespace";
constexpr auto enumsSql =
    "SELECT t.typname, string_agg(e.enumlabel, ' | ' ORDER BY e.enumsortorder) FROM pg_enum e"
    " JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = 'inventory'::regnamespace"
    " GROUP BY t.typname";
constexpr auto indexesSql =
    "SELECT c.relname, x.relname, pg_get_indexdef(x.oid) FROM pg_index i"
    " JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid"
    " WHERE c.relnamespace = 'inventory'::regnamespace AND NOT i.indisprimary";
constexpr auto viewsSql =
    "SELECT c.relname, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod),"
    " ' | ' ORDER BY a.attnum) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'inventory'::regnamespace"
    " AND a.attnum > 0 GROUP BY c.relname";
constexpr auto functionsSql =
    "SELECT p.proname, pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid)"
    " FROM pg_proc p WHERE p.pronamespace = 'inventory'::regnamespace";
constexpr auto triggersSql =
    "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = 'inventory'::regnamespace";

QStringList expected(const QString &file, const QStringList &columns)
{
    QStringList lines;
    for (const Fact &fact : test::facts(file)) {
        QStringList values;
        for (const QString &column : columns)
            values << fact.value(column);
        lines << values.join(u" ; "_s);
    }
    lines.sort();
    return lines;
}

QStringList found(postgres::Connection &connection, const QByteArray &query)
{
    const auto rows = connection.query(query);
    if (!rows)
        qFatal("%s", qUtf8Printable(rows.error().toText()));
    QStringList lines;
    for (int row = 0; row < rows->count(); ++row) {
        QStringList values;
        for (int column = 0; column < rows->columns(); ++column)
            values << rows->text(row, column);
        lines << values.join(u" ; "_s);
    }
    lines.sort();
    return lines;
}

// Each difference on a line of its own; a line that is there twice counts twice.
QString differences(const QStringList &expected, const QStringList &found)
{
    QStringList lines;
    QStringList more = found;
    for (const QString &line : expected) {
        if (!more.removeOne(line))
            lines << u"the platform has, we do not: "_s % line;
    }
    for (const QString &line : more)
        lines << u"we have, the platform does not: "_s % line;
    return lines.join(u'\n');
}

} // namespace

// A site that we migrated holds what a site holds that the platform migrated.
class TestInventoryFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sameAsThePlatform_data();
    void sameAsThePlatform();
    void theFactsAreWhole();
    void cleanupTestCase() { m_site.reset(); }

private:
    std::unique_ptr<SiteFixture> m_site;
};

void TestInventoryFacts::initTestCase()
{
    m_site = std::make_unique<SiteFixture>(shipped);
    QCOMPARE(m_site->run(m_site->migratePlan()).outcome, runs::Outcome::Done);
}

void TestInventoryFacts::sameAsThePlatform_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("columns");
    QTest::addColumn<QByteArray>("query");
    const auto row = [](const char *name, const QStringList &columns, const char *query) {
        QTest::newRow(name) << u"inventory-"_s % QString::fromLatin1(name) << columns
                            << QByteArray(query);
    };
    row("columns",
        {u"table"_s, u"position"_s, u"column"_s, u"type"_s, u"nullable"_s, u"default"_s},
        columnsSql);
    row("constraints", {u"table"_s, u"kind"_s, u"definition"_s}, constraintsSql);
    row("enums", {u"enum"_s, u"labels"_s}, enumsSql);
    row("indexes", {u"table"_s, u"index"_s, u"definition"_s}, indexesSql);
    row("views", {u"view"_s, u"columns"_s}, viewsSql);
    row("functions", {u"function"_s, u"arguments"_s, u"returns"_s}, functionsSql);
    row("triggers", {u"table"_s, u"trigger"_s}, triggersSql);
}

void TestInventoryFacts::sameAsThePlatform()
{
    QFETCH(const QString, file);
    QFETCH(const QStringList, columns);
    QFETCH(const QByteArray, query);
    auto connection = m_site->connect();
    QVERIFY(connection.query("SELECT set_config('search_path', 'public', false)"));
    const QString all = differences(expected(file, columns), found(connection, query));
    QVERIFY2(all.isEmpty(), qUtf8Printable(all));
}

// So that a file that was cut short cannot make the comparison an easy one.
void TestInventoryFacts::theFactsAreWhole()
{
    QSet<QString> tables;
    for (const Fact &column : test::facts(u"inventory-columns"_s))
        tables.insert(column.value(u"table"_s));
    QCOMPARE(tables.size(), 55);
    QCOMPARE(test::facts(u"inventory-columns"_s).size(), 586);
    QCOMPARE(test::facts(u"inventory-constraints"_s).size(), 215);
    QCOMPARE(test::facts(u"inventory-enums"_s).size(), 31);
    QCOMPARE(test::facts(u"inventory-indexes"_s).size(), 187);
    QCOMPARE(test::facts(u"inventory-views"_s).size(), 12);
    QCOMPARE(test::facts(u"inventory-functions"_s).size(), 9);
    QCOMPARE(test::facts(u"inventory-triggers"_s).size(), 16);
}

QTEST_GUILESS_MAIN(TestInventoryFacts)
#include "tst_inventoryfacts.moc"
