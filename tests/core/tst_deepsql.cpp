#include "core/lint/linter.h"
#include "core/modules/deepstack.h"
#include "core/modules/fingerprint.h"
#include "core/modules/functionlosses.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/parsetree.h"
#include "core/modules/plpgsqltext.h"
#include "core/modules/seedupsert.h"
#include "tests/support/lintfolder.h"

#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace aegisx;

namespace {

QByteArray nested(const QByteArray &open, const QByteArray &inner, const QByteArray &close, int n)
{
    return open.repeated(n) + inner + close.repeated(n);
}

QByteArray deepBlock(int levels)
{
    return "DO $$ BEGIN " + nested("IF true THEN ", "PERFORM 1;", "END IF;", levels) + " END $$";
}

// On a stack of a quarter of what a thread of the window has.
void onSmallStack(const std::function<void()> &work)
{
    const std::unique_ptr<QThread> thread(QThread::create(work));
    thread->setStackSize(2U * 1024 * 1024);
    thread->start();
    thread->wait();
}

modules::SectionAnalysis analyse(const QByteArray &sql)
{
    modules::SectionAnalysis result;
    onSmallStack([&] {
        result = modules::analyseSection({"SELECT 1;\n" + sql, 3, true}, u"f.sql"_s, {}, {});
    });
    return result;
}

} // namespace

// What is nested thousands of levels deep is read or refused, and never ends the program.
class TestDeepSql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sections_data();
    void sections();
    void flatTexts();
    void ordinaryStacks();
    void blocks_data();
    void blocks();
    void lintOfAll();
};

void TestDeepSql::sections_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("read");
    for (const int levels : {1'000, 5'000, 20'000, 100'000, 1'000'000}) {
        const auto row = [levels](const char *what, const QByteArray &sql, bool read) {
            QTest::addRow("%d %s", levels, what) << sql << read;
        };
        const bool some = levels <= 20'000;
        row("operators", "SELECT 'a'" + QByteArray(" || 'a'").repeated(levels), some);
        row("unions", "SELECT 1, 2" + QByteArray(" UNION SELECT 1, 2").repeated(levels), some);
        row("casts", "SELECT 1" + QByteArray("::int").repeated(levels), some);
        row("tests", "SELECT 1" + QByteArray(" ISNULL").repeated(levels), some);
        // PostgreSQL's parser itself ends at some thousand brackets.
        row("queries", "SELECT " + nested("(SELECT ", "1", ")", levels), levels == 1'000);
        row("calls", "SELECT " + nested("abs(", "1", ")", levels), levels == 1'000);
        row("cases",
            "SELECT " + nested("CASE WHEN true THEN ", "1", " END", levels),
            levels == 1'000);
        row("brackets", "SELECT " + nested("(", "1", ")", levels), levels <= 5'000);
    }
    QTest::newRow("what PostgreSQL runs")
        << "SELECT " + nested("(SELECT ", "1", ")", 1'500) << true;
}

void TestDeepSql::sections()
{
    QFETCH(const QByteArray, sql);
    QFETCH(const bool, read);
    const modules::SectionAnalysis analysis = analyse(sql);
    QCOMPARE(!analysis.parseError, read);
    if (read) {
        QCOMPARE(analysis.statements.size(), 2);
        return;
    }
    QCOMPARE(analysis.parseError->kind, ErrorKind::InvalidInput);
    QVERIFY2(analysis.parseError->message.contains(u"nested too deeply"_s),
             qUtf8Printable(analysis.parseError->message));
    QCOMPARE(analysis.parseError->detail.where.file, u"f.sql"_s);
    QCOMPARE(analysis.parseError->detail.where.line, 4);
}

// What is long but not deep is read as before.
void TestDeepSql::flatTexts()
{
    QByteArray rows = "(1, 'a', now() - interval '1 day')";
    for (int row = 0; row < 30'000; ++row)
        rows += ",\n(1, 'a', abs(2) + (3 * (4 + 5)))";
    QVERIFY(!analyse("INSERT INTO a.b VALUES " + rows).parseError);
    QVERIFY(
        !analyse(QByteArray("UPDATE a.b SET c = 1 WHERE d = 2;\n").repeated(30'000)).parseError);
}

// Who reads a text where a program happens to be: too deep for that is refused.
void TestDeepSql::ordinaryStacks()
{
    const QByteArray deep = "SELECT 'a'" + QByteArray(" || 'a'").repeated(20'000);
    const QByteArray function =
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ " + deep + " $$";
    onSmallStack([&] {
        modules::ParseFailure failure;
        QVERIFY(!modules::parseTree(deep, &failure));
        QVERIFY(failure.message.contains(u"nested too deeply"_s));
        QVERIFY(modules::parseTree("SELECT 'a'" + QByteArray(" || 'a'").repeated(400)));
        QVERIFY(modules::functionLosses(function));
        QVERIFY(!modules::fingerprintOf(deep).isEmpty());
        QCOMPARE(modules::meansTheSame(deep, u"0123456789abcdef"_s), modules::SameMeaning::No);
        QVERIFY(modules::upsertsIn({deep, 1, true}).upserts.isEmpty());
        QVERIFY(!modules::isDeep());
    });
}

void TestDeepSql::blocks_data()
{
    QTest::addColumn<int>("levels");
    QTest::addColumn<bool>("deep"); // of the stack
    QTest::addColumn<bool>("read");
    QTest::newRow("some") << 50 << false << true;
    QTest::newRow("many") << 1'500 << false << false;
    QTest::newRow("many, deep stack") << 1'500 << true << true;
    QTest::newRow("too many") << 100'000 << true << false;
}

void TestDeepSql::blocks()
{
    QFETCH(const int, levels);
    QFETCH(const bool, deep);
    QFETCH(const bool, read);
    const auto parse = [levels, read] {
        QCOMPARE(modules::parsePlpgsql(deepBlock(levels)).has_value(), read);
    };
    onSmallStack([&] {
        if (deep)
            QVERIFY(modules::tryDeep(parse));
        else
            parse();
    });
    const modules::SectionAnalysis analysis = analyse(deepBlock(levels));
    QVERIFY(!analysis.parseError); // the statement itself is flat
    QCOMPARE(analysis.opaque, levels == 100'000);
}

void TestDeepSql::lintOfAll()
{
    test::LintFolder folder;
    folder.addMigration(
        u"002_a"_s, "SELECT " + nested("(SELECT ", "1", ")", 1'500) + ';', "SELECT 1;");
    folder.addMigration(
        u"003_b"_s, "SELECT 'a'" + QByteArray(" || 'a'").repeated(20'000) + ';', "SELECT 1;");
    folder.addMigration(
        u"004_c"_s, "SELECT 'a'" + QByteArray(" || 'a'").repeated(100'000) + ';', "SELECT 1;");
    folder.addMigration(u"005_d"_s, deepBlock(1'500) + ';', "SELECT 1;");
    QStringList found;
    onSmallStack([&] { found = folder.found(u"sql-syntax"_s); });
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().startsWith(u"004_c 2:"_s), qUtf8Printable(found.first()));
}

QTEST_GUILESS_MAIN(TestDeepSql)
#include "tst_deepsql.moc"
