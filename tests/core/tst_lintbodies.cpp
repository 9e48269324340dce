#include "tests/support/lintfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// What the rules see in the bodies of functions and blocks, and in "requires" lines.
class TestLintBodies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faults_data();
    void faults();
    void goodBodies_data();
    void goodBodies();
    void blocksAreNotDynamic();
    void cursors_data();
    void cursors();
    void requirements();
};

namespace {

QByteArray function(const QByteArray &body, const QByteArray &language = "plpgsql")
{
    return "CREATE FUNCTION lab.f() RETURNS void LANGUAGE " + language + " AS $$" + body + "$$;";
}

} // namespace

void TestLintBodies::faults_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &up, const QString &says) {
        QTest::newRow(name) << up << says;
    };
    row("word", function("\nBEGIN\n  @SELEC 1;\nEND "), u"at or near \"SELEC\""_s);
    row("END IF",
        function(" BEGIN\n@  IF true THEN PERFORM 1;\nEND "),
        u"syntax error at end of input"_s);
    row("bracket", function("\nBEGIN\n@  PERFORM (1;\nEND "), u"mismatched parentheses"_s);
    row("THEN", "@" + function("\nBEGIN\n  IF true NULL; END IF;\nEND "), u"missing \"THEN\""_s);
    row("SQL", function("\n  SELECT 1;\n  @SELEC 1;\n", "sql"), u"at or near \"SELEC\""_s);
    row("SQL, quoted",
        "@CREATE FUNCTION lab.f() RETURNS text LANGUAGE sql AS 'SELEC ''a''';",
        u"at or near \"SELEC\""_s);
    row("block", "SELECT 1;\nDO $$ BEGIN\n  @SELEC 1;\nEND $$;", u"at or near \"SELEC\""_s);
    row("variable", "SELECT 1;\nDO $$ BEGIN @nothing := 1; END $$;", u"not a known variable"_s);
    row("procedure",
        "CREATE PROCEDURE lab.p() LANGUAGE plpgsql AS $$ BEGIN @SELEC 1; END $$;",
        u"at or near \"SELEC\""_s);
    row("beside a cursor",
        function(" DECLARE c refcursor; BEGIN OPEN c FOR SELECT 1; @SELEC 1; END "),
        u"at or near \"SELEC\""_s);
}

void TestLintBodies::faults()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QString, says);
    const MarkedText text("-- migrate:up\n" + up + "\n-- migrate:down\nSELECT 1;\n");
    LintFolder folder;
    folder.add(u"002_a"_s, text.text);
    const lint::LintReport report = folder.report();
    QStringList found;
    for (const Finding &one : report.findings) {
        if (one.id == "sql-syntax"_L1)
            found << u"%1:%2 %3"_s.arg(one.where.line).arg(one.where.column).arg(one.message);
    }
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.first().startsWith(text.places.first() % u' ') && found.first().contains(says),
             qUtf8Printable(found.first() % u" at "_s % text.places.first()));
    QVERIFY(report.count(Severity::Error) >= 1);
}

// What libpg_query does not know, and PostgreSQL does.
void TestLintBodies::goodBodies_data()
{
    QTest::addColumn<QByteArray>("up");
    const auto row = [](const char *name, const QByteArray &up) { QTest::newRow(name) << up; };
    const QByteArray cursor = " DECLARE c CURSOR (k integer) FOR SELECT o.id FROM lab.old o WHERE "
                              "o.id = k; d NO SCROLL CURSOR FOR SELECT 1 AS a; x integer; ";
    row("cursor",
        function(cursor + "BEGIN OPEN c(1); FETCH NEXT FROM c INTO x; MOVE c; CLOSE c; END "));
    row("loop over a cursor",
        function(cursor
                 + "BEGIN FOR r IN c(5) LOOP x := r.id; END LOOP; FOR r IN d LOOP NULL; END "
                   "LOOP; END "));
    row("loop over a cursor, quoted",
        "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql AS ' DECLARE c CURSOR FOR SELECT 1; "
        "BEGIN FOR r IN c LOOP NULL; END LOOP; END ';");
    row("cursor for dynamic SQL",
        function(" DECLARE c refcursor; BEGIN OPEN c NO SCROLL FOR EXECUTE 'SELECT $1' USING 1; "
                 "CLOSE c; END "));
    row("fields",
        "CREATE FUNCTION lab.g(a lab.old) RETURNS void LANGUAGE plpgsql AS $$ BEGIN a.id := 1; "
        "END $$;");
    row("cursor as an argument",
        "CREATE FUNCTION lab.g(c refcursor) RETURNS refcursor LANGUAGE plpgsql AS $$ BEGIN "
        "OPEN c FOR SELECT 1; RETURN c; END $$;");
    row("unknown variable",
        "CREATE FUNCTION lab.g(OUT a integer, b integer) LANGUAGE plpgsql AS $$ BEGIN a := b; END "
        "$$;");
    row("columns of a result",
        "CREATE FUNCTION lab.g() RETURNS TABLE (a integer) LANGUAGE plpgsql AS $$ BEGIN a := 1; "
        "RETURN NEXT; RETURN QUERY SELECT 1; END $$;");
    row("trigger",
        "CREATE FUNCTION lab.g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := 1; "
        "RETURN NEW; END $$;");
    row("types",
        function(" DECLARE a lab.old; b lab.old%ROWTYPE; c lab.old.id%TYPE; d record; e text[]; "
                 "BEGIN a.id := 1; b.name := 'x'; d := a; e[1] := 'x'; END "));
    row("other language", function("SELEC", "c"));
    row("parameters",
        "CREATE FUNCTION lab.g(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + 1';");
}

void TestLintBodies::goodBodies()
{
    QFETCH(const QByteArray, up);
    LintFolder folder;
    folder.addMigration(u"002_a"_s, up, "DROP FUNCTION lab.f();");
    QCOMPARE(folder.found(u"sql-syntax"_s), QStringList());
}

// "SQL is put together at run time" is said of dynamic SQL alone.
void TestLintBodies::blocksAreNotDynamic()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "DO $$ BEGIN\n  SELEC 1;\nEND $$;\n"
                        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_user; END $$;",
                        "SELECT 1;");
    QCOMPARE(folder.found(u"sql-syntax"_s), QStringList {u"002_a 3:3 error"_s});
    QCOMPARE(folder.found(u"unreadable-sql"_s).size(), 1);
    QVERIFY(folder.found(u"unreadable-sql"_s).first().startsWith(u"002_a 5:"_s));
}

void TestLintBodies::cursors_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QString>("rule");
    QTest::newRow("OPEN FOR") << function(" DECLARE c refcursor; BEGIN\n OPEN c FOR SELECT id FROM "
                                          "@ward.beds; CLOSE c; END ")
                              << u"undeclared-module"_s;
    QTest::newRow("OPEN SCROLL FOR")
        << function(" DECLARE c refcursor; BEGIN\n OPEN c SCROLL FOR SELECT id FROM @beds; END ")
        << u"schema-qualified"_s;
    QTest::newRow("declared") << function(" DECLARE c CURSOR FOR SELECT id FROM @ward.beds; x "
                                          "integer; BEGIN OPEN c; FETCH c INTO x; END ")
                              << u"undeclared-module"_s;
    QTest::newRow("loop") << function(" DECLARE c CURSOR FOR SELECT id FROM lab.old; BEGIN FOR r "
                                      "IN c LOOP PERFORM 1 FROM @ward.beds; END LOOP; END ")
                          << u"undeclared-module"_s;
    const QByteArray wipe = "CREATE FUNCTION lab.wipe() RETURNS integer LANGUAGE plpgsql AS $$ "
                            "BEGIN DELETE FROM lab.old; RETURN 1; END $$;\n";
    QTest::newRow("losses") << wipe
            + "@DO $$ DECLARE c refcursor; x integer; BEGIN OPEN c FOR SELECT lab.wipe(); FETCH c "
              "INTO x; END $$;"
                            << u"data-loss"_s;
    QTest::newRow("losses of a loop") << wipe
            + "@DO $$ DECLARE c CURSOR FOR SELECT lab.wipe() AS a; BEGIN FOR r IN c LOOP NULL; END "
              "LOOP; END $$;" << u"data-loss"_s;
}

void TestLintBodies::cursors()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QString, rule);
    const MarkedText text("-- migrate:up\n" + up + "\n-- migrate:down\nSELECT 1;\n");
    LintFolder folder;
    folder.add(u"002_a"_s, text.text);
    const QStringList found = folder.found(rule);
    QVERIFY2(found.size() == 1
                 && found.first().startsWith(u"002_a "_s % text.places.first() % u' '),
             qUtf8Printable(found.join(u'\n') % u" at "_s % text.places.first()));
    QCOMPARE(folder.found(u"unreadable-sql"_s), QStringList());
}

void TestLintBodies::requirements()
{
    LintFolder folder;
    folder.add(u"002_a"_s,
               "-- migrate:up\n-- requires: core/001_create_users\n"
               "-- requires: core/009_nothing\n-- requires: lab/001_create_lab.sql\nSELECT 1;\n"
               "-- migrate:down\nSELECT 1;\n");
    QCOMPARE(folder.all(), QStringList {u"002_a 3:1 undeclared-module"_s});
    QVERIFY(folder.report().findings.first().message.contains(u"009_nothing"_s));
}

QTEST_GUILESS_MAIN(TestLintBodies)
#include "tst_lintbodies.moc"
