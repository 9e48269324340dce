#include "core/lint/rules.h"
#include "core/lint/sarif.h"
#include "tests/support/lintfolder.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

class TestLintFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCleanModule();
    void namesAndNumbers();
    void numberRanges_data();
    void numberRanges();
    void unreadableFiles();
    void aBrokenFolder();
    void withoutTransaction();
    void requirementLines();
    void words_data();
    void words();
    void aFileForAFolder();
    void ignores();
    void ignoresInside_data();
    void ignoresInside();
    void badIgnores();
    void sarif();
    void theStandardsNameEveryRule();
};

namespace {

const QByteArray tableUp = "CREATE TABLE lab.%1 (id integer PRIMARY KEY);";
const QByteArray tableDown = "DROP TABLE lab.%1;";

QByteArray named(QByteArray text, const QByteArray &name)
{
    return text.replace("%1", name);
}

} // namespace

void TestLintFiles::aCleanModule()
{
    LintFolder folder;
    folder.addMigration(u"002_create_t"_s, named(tableUp, "t"), named(tableDown, "t"));
    folder.write(u"seeds/001_t.sql"_s,
                 "INSERT INTO lab.t (id) VALUES (1) ON CONFLICT (id) DO NOTHING;\n");
    const lint::LintReport report = folder.report();
    QCOMPARE(folder.all(), QStringList());
    QCOMPARE(report.files, 3);
    QCOMPARE(report.modules, QStringList {u"lab"_s});
}

void TestLintFiles::namesAndNumbers()
{
    LintFolder folder;
    folder.addMigration(u"002_create_a"_s, named(tableUp, "a"), named(tableDown, "a"));
    folder.addMigration(u"002_create_b"_s, named(tableUp, "b"), named(tableDown, "b"));
    folder.addMigration(u"003_create_a"_s, named(tableUp, "c"), named(tableDown, "c"));
    folder.addMigration(u"20251205000010_x"_s, named(tableUp, "d"), named(tableDown, "d"));
    folder.addMigration(u"004_CreateE"_s, named(tableUp, "e"), named(tableDown, "e"));
    folder.write(u"no_number.sql"_s, "-- migrate:up\nSELECT 1;\n");
    QCOMPARE(folder.all(),
             (QStringList {u" 1:1 file-name"_s,
                           u"002_create_b 1:1 duplicate-number"_s,
                           u"003_create_a 1:1 duplicate-description"_s,
                           u"004_CreateE 1:1 file-name"_s,
                           u"20251205000010_x 1:1 file-name"_s}));
}

void TestLintFiles::numberRanges_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("wrong");
    QTest::newRow("schema") << QByteArray("CREATE SCHEMA IF NOT EXISTS s;") << u"000009"_s
                            << u"000010"_s;
    QTest::newRow("enum") << QByteArray("CREATE TYPE lab.k AS ENUM ();") << u"000002"_s
                          << u"000300"_s;
    QTest::newRow("table") << QByteArray("CREATE TABLE lab.t (id integer);") << u"000199"_s
                           << u"000009"_s;
    QTest::newRow("view") << QByteArray("CREATE VIEW lab.v AS SELECT 1;") << u"000200"_s
                          << u"000199"_s;
    QTest::newRow("function") << QByteArray(
        "CREATE FUNCTION lab.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';")
                              << u"000399"_s << u"000400"_s;
    QTest::newRow("index") << QByteArray("CREATE INDEX i ON lab.old (id);") << u"000400"_s
                           << u"000010"_s;
    QTest::newRow("sequence") << QByteArray("CREATE SEQUENCE lab.n;") << u"000011"_s << u"000300"_s;
    QTest::newRow("sequence of a table's default")
        << QByteArray("CREATE SEQUENCE lab.n;") << u"000003"_s << u"000400"_s;
    QTest::newRow("change") << QByteArray("ALTER TABLE lab.old ADD COLUMN x integer;")
                            << u"000500"_s << u"000020"_s;
}

void TestLintFiles::numberRanges()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QString, right);
    QFETCH(const QString, wrong);
    LintFolder folder;
    const QString good = u"20251205"_s % right % u"_good"_s;
    const QString bad = u"20251206"_s % wrong % u"_bad"_s;
    folder.addMigration(good, up, "SELECT 1;");
    folder.addMigration(bad, up, "SELECT 1;");
    QCOMPARE(folder.found(u"number-range"_s), QStringList {bad % u" 1:1 warning"_s});
}

void TestLintFiles::unreadableFiles()
{
    LintFolder folder;
    folder.add(u"002_a"_s, "SELECT 1;\n-- migrate:up\n");
    folder.add(u"003_b"_s, "-- migrate:up\nCREATE TABLE\n  oops;\n-- migrate:down\nSELECT 1;\n");
    folder.add(u"004_c"_s, "-- migrate:up\nBEGIN;\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
    folder.add(u"005_d"_s, "-- migrate:up\n-- migrate:up\n");
    QCOMPARE(folder.found(u"file-format"_s),
             (QStringList {u"002_a 1:1 error"_s, u"005_d 2:1 error"_s}));
    QCOMPARE(folder.found(u"sql-syntax"_s), QStringList {u"003_b 3:7 error"_s});
    QCOMPARE(folder.found(u"forbidden-statement"_s), QStringList {u"004_c 2:1 error"_s});
    folder.add(u"004_c"_s, "-- migrate:up\nDISCARD ALL;\n-- migrate:down\nDISCARD TEMP;\n");
    folder.add(u"006_e"_s,
               "-- migrate:up\nDO $$ BEGIN\n  IF true THEN COMMIT; END IF;\nEND $$;\n"
               "-- migrate:down transaction:false\nDO $$ BEGIN COMMIT; END $$;\n");
    QCOMPARE(folder.found(u"forbidden-statement"_s),
             (QStringList {u"004_c 2:1 error"_s, u"006_e 2:1 error"_s}));
}

void TestLintFiles::aBrokenFolder()
{
    LintFolder folder;
    folder.write(u"module.json"_s, "{\n  \"colour\": 5\n}\n");
    const lint::LintReport report = folder.report();
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().id, u"module-folder"_s);
    QCOMPARE(report.findings.first().where.line, 2);
    QCOMPARE(report.count(Severity::Error), 1);
}

void TestLintFiles::withoutTransaction()
{
    LintFolder folder;
    folder.add(u"002_a"_s,
               "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON lab.old (id);\n"
               "CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON lab.old (id);\n"
               "-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY lab.i, lab.j;\n");
    QCOMPARE(folder.found(u"idempotent-create"_s), QStringList {u"002_a 2:1 error"_s});
    folder.add(u"002_a"_s,
               "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON lab.old (id);\n"
               "-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY lab.i;\n");
    QCOMPARE(folder.all(), QStringList());
}

void TestLintFiles::requirementLines()
{
    LintFolder folder;
    folder.add(u"002_a"_s,
               "-- requires: core/001_create_users\n-- requires: ward/001_create_ward\n"
               "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
    QCOMPARE(folder.all(), QStringList {u"002_a 2:1 undeclared-module"_s});
}

void TestLintFiles::words_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    const auto row =
        [](const char *name, const QString &file, const QByteArray &text, const QString &words) {
            QTest::newRow(name) << file << text << words;
        };
    const QString csv = u"seeds/002_lab.old.csv"_s;
    const QString sql = u"002_test.sql"_s;
    row("short row", csv, "id*,name\n1\n", u"a cell for each column"_s);
    row("empty", csv, "", u"The file is empty"_s);
    row("no name", csv, "id*,\n1,x\n", u"Column 2 has no name."_s);
    row("key twice", csv, "id*,name\n7,x\n7,y\n", u"The row has the key of line 2: 7"_s);
    row("no table", u"seeds/002_lab.1old.csv"_s, "id*\n", u"010_schema.table.csv"_s);
    row("encoding", csv, "id*\n\xB7\n", u"Save the file as plain text, encoded in UTF-8."_s);
    row("encoding of SQL", sql, "-- migrate:up\n-- \xB7\n", u"encoded in UTF-8."_s);
    row("second table",
        sql,
        "-- migrate:up\nCREATE TABLE lab.old (id integer);",
        u"Give it another name, or drop or alter the earlier one instead."_s);
    row("owned", sql, "-- migrate:up\nDROP OWNED BY CURRENT_USER;", u"is lost: CURRENT_USER"_s);
    row("replication",
        sql,
        "-- migrate:up\nCREATE ROLE r REPLICATION;",
        u"Only a superuser may do this: REPLICATION"_s);
}

// What a finding says and advises fits what is wrong.
void TestLintFiles::words()
{
    QFETCH(const QString, file);
    QFETCH(const QByteArray, text);
    QFETCH(const QString, words);
    LintFolder folder;
    folder.write(file, text);
    QStringList said;
    const lint::LintReport report = folder.report();
    for (const Finding &finding : report.findings)
        said << finding.message << finding.remedy;
    QVERIFY2(said.join(u'\n').contains(words), qUtf8Printable(said.join(u'\n')));
}

void TestLintFiles::aFileForAFolder()
{
    LintFolder folder;
    const QString file = folder.folder().path() % u"/001_create_lab.sql"_s;
    const lint::LintReport report = lint::lint(lint::lintScope({file}, {}));
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings.first().message, u"This is a file; a module is a folder: "_s % file);
    QVERIFY(report.findings.first().remedy.startsWith(u"Name the folder of a module"_s));
}

void TestLintFiles::ignoresInside_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QStringList>("left");
    QTest::newRow("command of an ALTER TABLE")
        << QByteArray("ALTER TABLE lab.old\n  -- lint:ignore data-loss: never filled\n"
                      "  DROP COLUMN note,\n  DROP COLUMN amount;")
        << QStringList {u"002_a 6:3 data-loss"_s};
    QTest::newRow("statement of a block")
        << QByteArray("DO $$\nBEGIN\n  -- lint:ignore data-loss: never filled\n"
                      "  TRUNCATE lab.old;\n  TRUNCATE public.users;\nEND $$;")
        << QStringList {u"002_a 7:3 data-loss"_s};
    QTest::newRow("list") << QByteArray("-- lint:ignore data-loss, lock-whole-table: at night\n"
                                        "ALTER TABLE lab.old DROP COLUMN note, SET UNLOGGED;")
                          << QStringList();
    QTest::newRow("list with an unknown one")
        << QByteArray("-- lint:ignore data-loss, data loss: x\nTRUNCATE lab.old;")
        << QStringList {u"002_a 3:1 ignore-unknown"_s};
}

void TestLintFiles::ignoresInside()
{
    QFETCH(const QByteArray, up);
    QFETCH(const QStringList, left);
    LintFolder folder;
    folder.add(u"002_a"_s,
               "-- lint:ignore-file down-mirror: it stays\n-- migrate:up\n" + up
                   + "\n-- migrate:down\nSELECT 1;\n");
    QStringList found = folder.all();
    found.removeAll(u"002_a 1:1 ignore-unused"_s);
    QCOMPARE(found, left);
}

void TestLintFiles::ignores()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s,
                        "-- lint:ignore data-loss: empty since 2024\n"
                        "-- a further remark\n"
                        "TRUNCATE lab.old;\n"
                        "TRUNCATE public.users;",
                        "SELECT 1;");
    QCOMPARE(folder.all(), QStringList {u"002_a 5:1 data-loss"_s});
    QCOMPARE(folder.report().silenced, 1);

    folder.add(u"002_a"_s,
               "-- What it does.\n-- lint:ignore-file data-loss: a new start\n-- migrate:up\n"
               "TRUNCATE lab.old;\nTRUNCATE public.users;\n-- migrate:down\nSELECT 1;\n");
    QCOMPARE(folder.all(), QStringList());
    QCOMPARE(folder.report().silenced, 2);

    folder.addMigration(u"002_a"_s,
                        "CREATE TABLE lab.t (\n  id integer PRIMARY KEY,\n"
                        "  -- lint:ignore foreign-key-index: never deleted\n"
                        "  a integer REFERENCES lab.old (id),\n"
                        "  b integer REFERENCES lab.old (id));",
                        "DROP TABLE lab.t;");
    QCOMPARE(folder.all(), QStringList {u"002_a 6:13 foreign-key-index"_s});

    folder.addMigration(u"002_a"_s,
                        "-- lint:ignore-file round-trip: only running it would tell\nSELECT 1;",
                        "SELECT 1;");
    QCOMPARE(folder.all(), QStringList());
}

void TestLintFiles::badIgnores()
{
    LintFolder folder;
    folder.addMigration(u"002_a"_s, "-- lint:ignore data-loss\nTRUNCATE lab.old;", "SELECT 1;");
    QCOMPARE(folder.all(), (QStringList {u"002_a 2:1 ignore-reason"_s, u"002_a 3:1 data-loss"_s}));
    folder.addMigration(u"002_a"_s, "-- lint:ignore no-such: x\nSELECT 1;", "SELECT 1;");
    QCOMPARE(folder.all(), QStringList {u"002_a 2:1 ignore-unknown"_s});
    folder.addMigration(u"002_a"_s, "-- lint:ignore sql-syntax: x\nSELECT 1;", "SELECT 1;");
    QCOMPARE(folder.all(), QStringList {u"002_a 2:1 ignore-unknown"_s});
    folder.addMigration(u"002_a"_s,
                        "SELECT 1;\n-- lint:ignore-file data-loss: too late\nTRUNCATE lab.old;",
                        "SELECT '\n-- lint:ignore data-loss\n';");
    QCOMPARE(folder.found(u"ignore-unused"_s), QStringList {u"002_a 3:1 warning"_s});
    QCOMPARE(folder.all(), (QStringList {u"002_a 3:1 ignore-unused"_s, u"002_a 4:1 data-loss"_s}));
}

void TestLintFiles::sarif()
{
    LintFolder folder;
    folder.addMigration(
        u"002_\u0e01"_s, "SELECT 1;\n  TRUNCATE lab.old;", "SELECT 1;"); // no good name
    folder.addMigration(u"003_b"_s, "SELECT 1;\n  TRUNCATE lab.old;", "SELECT 1;");
    const QJsonObject document = lint::toSarif(folder.report(), folder.folder().path());
    QCOMPARE(document.value(u"version"_s).toString(), u"2.1.0"_s);
    QVERIFY(document.value(u"$schema"_s).toString().contains(u"sarif-2.1.0"_s));
    const QJsonArray runs = document.value(u"runs"_s).toArray();
    QCOMPARE(runs.size(), 1);
    const QJsonObject run = runs.first().toObject();
    const QJsonObject driver = run.value(u"tool"_s).toObject().value(u"driver"_s).toObject();
    QVERIFY(!driver.value(u"name"_s).toString().isEmpty());
    const QJsonArray rules = driver.value(u"rules"_s).toArray();
    QCOMPARE(rules.size(), lint::rules().size());
    const QJsonArray results = run.value(u"results"_s).toArray();
    QCOMPARE(results.size(), 2);
    for (const QJsonValue &value : results) {
        const QJsonObject result = value.toObject();
        const QJsonObject rule = rules.at(result.value(u"ruleIndex"_s).toInt(-1)).toObject();
        QCOMPARE(rule.value(u"id"_s), result.value(u"ruleId"_s));
        QVERIFY(!result.value(u"message"_s).toObject().value(u"text"_s).toString().isEmpty());
        QVERIFY((QStringList {u"error"_s, u"warning"_s, u"note"_s})
                    .contains(result.value(u"level"_s).toString()));
    }
    const QJsonObject place = results.last()
                                  .toObject()
                                  .value(u"locations"_s)
                                  .toArray()
                                  .first()
                                  .toObject()
                                  .value(u"physicalLocation"_s)
                                  .toObject();
    const QJsonObject artifact = place.value(u"artifactLocation"_s).toObject();
    QCOMPARE(artifact.value(u"uri"_s).toString(), u"003_b.sql"_s);
    const QJsonObject bases = run.value(u"originalUriBaseIds"_s).toObject();
    const QString base = bases.value(artifact.value(u"uriBaseId"_s).toString())
                             .toObject()
                             .value(u"uri"_s)
                             .toString();
    QCOMPARE(QUrl(base).toLocalFile(), folder.folder().path() % u'/');
    QCOMPARE(place.value(u"region"_s).toObject().value(u"startLine"_s).toInt(), 3);
    QCOMPARE(place.value(u"region"_s).toObject().value(u"startColumn"_s).toInt(), 3);
}

void TestLintFiles::theStandardsNameEveryRule()
{
    QFile file(QStringLiteral(AEGISX_SOURCE_DIR "/docs/standards.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    static const QRegularExpression heading(u"^### `([a-z-]+)` \\((error|warning)"_s,
                                            QRegularExpression::MultilineOption);
    QStringList written;
    const QString text = QString::fromUtf8(file.readAll());
    for (auto matches = heading.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        written << match.captured(1) % u' ' % match.captured(2);
    }
    QStringList known;
    for (const lint::Rule &rule : lint::rules()) {
        known << rule.id % u' ' % jsonKeyOf(rule.severity);
        QVERIFY2(!rule.title.isEmpty() && !rule.remedy.isEmpty(), qUtf8Printable(rule.id));
    }
    QCOMPARE(written, known);
}

QTEST_GUILESS_MAIN(TestLintFiles)
#include "tst_lintfiles.moc"
