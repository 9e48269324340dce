#include "core/modules/manifest.h"
#include "core/modules/migrationfile.h"
#include "core/modules/modulecatalog.h"
#include "tests/support/modulefolder.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::modules;

namespace {

constexpr auto goodManifest = R"({
    "id": "lab",
    "version": "2.1.0",
    "title": {"en": "Laboratory", "th": "Lab"},
    "schema": "lab",
    "trackingTable": "knex_migrations_lab",
    "recordedExtension": ".ts",
    "requires": ["core"],
    "renamed": {"001_old": "001_new"}
})";

QByteArray with(const QByteArray &from, const QByteArray &to)
{
    return QByteArray(goodManifest).replace(from, to);
}

} // namespace

class TestModules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoFile();
    void manifestIsRead();
    void badManifestNamesKeyAndLine_data();
    void badManifestNamesKeyAndLine();
    void migrationFile();
    void migrationFileWindowsEnds();
    void badMigrationNamesLine_data();
    void badMigrationNamesLine();
    void seedFile();
    void orderIsUtf16();
    void stems();
    void catalogFindsModules();
    void catalogFindings();
};

void TestModules::manifestIsRead()
{
    const auto manifest = parseManifest(goodManifest, u"module.json"_s);
    QVERIFY(manifest);
    QCOMPARE(manifest->id, u"lab"_s);
    QCOMPARE(manifest->version, u"2.1.0"_s);
    QCOMPARE(manifest->title(false), u"Laboratory"_s);
    QCOMPARE(manifest->schema, u"lab"_s);
    QCOMPARE(manifest->trackingTable, u"knex_migrations_lab"_s);
    QCOMPARE(manifest->trackingSchema, QString());
    QCOMPARE(manifest->recordedExtension, u".ts"_s);
    QCOMPARE(manifest->requiredModules, QStringList {u"core"_s});
    QCOMPARE(manifest->renamed.value(u"001_old"_s), u"001_new"_s);
}

void TestModules::badManifestNamesKeyAndLine_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    QTest::addColumn<int>("line");
    QTest::newRow("empty") << QByteArray() << u"valid JSON"_s << 1;
    QTest::newRow("no JSON") << with("\"schema\": \"lab\",", "\"schema\": lab,") << u"valid JSON"_s
                             << 5;
    QTest::newRow("cut off") << QByteArray(goodManifest).chopped(20) << u"valid JSON"_s << 9;
    QTest::newRow("a list") << QByteArray("[1]") << u"object"_s << 1;
    QTest::newRow("unknown key") << with("\"schema\"", "\"shema\"") << u"\"shema\""_s << 5;
    QTest::newRow("missing key") << with("\"version\": \"2.1.0\",", "") << u"\"version\""_s << 1;
    QTest::newRow("key twice") << with("\"version\": \"2.1.0\",",
                                       "\"version\": \"2.1.0\",\n\"id\": \"x\",")
                               << u"\"id\""_s << 4;
    QTest::newRow("wrong type") << with("\"2.1.0\"", "2") << u"\"version\""_s << 3;
    QTest::newRow("empty text") << with("\"2.1.0\"", "\" \"") << u"\"version\""_s << 3;
    QTest::newRow("title without Thai") << with(", \"th\": \"Lab\"", "") << u"title/th"_s << 4;
    QTest::newRow("title with more")
        << with("\"th\": \"Lab\"", "\"th\": \"Lab\", \"de\": \"L\"") << u"\"de\""_s << 4;
    QTest::newRow("title a text") << with("{\"en\": \"Laboratory\", \"th\": \"Lab\"}", "\"Lab\"")
                                  << u"title"_s << 4;
    QTest::newRow("requires a text") << with("[\"core\"]", "\"core\"") << u"requires"_s << 8;
    QTest::newRow("requires numbers") << with("[\"core\"]", "[1]") << u"requires"_s << 8;
    QTest::newRow("requires itself") << with("[\"core\"]", "[\"lab\"]") << u"itself"_s << 8;
    QTest::newRow("renamed a list")
        << with("{\"001_old\": \"001_new\"}", "[]") << u"renamed"_s << 9;
    QTest::newRow("renamed to a number") << with("\"001_new\"", "7") << u"renamed"_s << 9;
    QTest::newRow("id with blanks")
        << with("\"lab\",\n    \"version\"", "\"my lab\",\n    \"version\"") << u"\"id\""_s << 2;
    QTest::newRow("extension without dot")
        << with("\".ts\"", "\"ts\"") << u"recordedExtension"_s << 7;
    QTest::newRow("tracking table with a dot")
        << with("\"knex_migrations_lab\"", "\"a.b\"") << u"trackingTable"_s << 6;
    QTest::newRow("tracking table too long")
        << with("\"knex_migrations_lab\"", '"' + QByteArray(59, 'x') + '"') << u"trackingTable"_s
        << 6;
}

void TestModules::badManifestNamesKeyAndLine()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, says);
    QFETCH(const int, line);
    const auto manifest = parseManifest(json, u"lab/module.json"_s);
    QVERIFY(!manifest);
    QCOMPARE(manifest.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(manifest.error().message.contains(says), qUtf8Printable(manifest.error().message));
    QCOMPARE(manifest.error().detail.where.file, u"lab/module.json"_s);
    QCOMPARE(manifest.error().detail.where.line, line);
}

void TestModules::migrationFile()
{
    const auto text = parseMigration(
        "-- Why.\n\n-- requires: core/002_create_users\n-- migrate:up transaction:false\n"
        "SELECT 1;\n-- a comment\nSELECT 2;\n-- migrate:down\nSELECT 3;\n",
        u"a.sql"_s);
    QVERIFY(text);
    QCOMPARE(text->up.sql, QByteArray("SELECT 1;\n-- a comment\nSELECT 2;\n"));
    QCOMPARE(text->up.firstLine, 5);
    QVERIFY(!text->up.transactional);
    QVERIFY(text->down);
    QVERIFY(text->down->transactional);
    QCOMPARE(text->down->sql, QByteArray("SELECT 3;\n"));
    QCOMPARE(text->down->firstLine, 9);
    QCOMPARE(text->requirements.size(), 1);
    QCOMPARE(text->requirements.first().module, u"core"_s);
    QCOMPARE(text->requirements.first().name, u"002_create_users"_s);
    QCOMPARE(text->requirements.first().line, 3);
    const auto upOnly = parseMigration("-- migrate:up\nSELECT 1", u"a.sql"_s);
    QVERIFY(upOnly);
    QVERIFY(!upOnly->down);
    QCOMPARE(upOnly->up.sql, QByteArray("SELECT 1"));
    const auto empty = parseMigration("-- migrate:up", u"a.sql"_s);
    QVERIFY(empty);
    QCOMPARE(empty->up.sql, QByteArray());
}

void TestModules::migrationFileWindowsEnds()
{
    const QByteArray unixText = "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n";
    const auto plain = parseMigration(unixText, u"a.sql"_s);
    const auto windows =
        parseMigration("\xEF\xBB\xBF" + QByteArray(unixText).replace("\n", "\r\n"), u"a.sql"_s);
    QVERIFY(plain && windows);
    QCOMPARE(windows->up.sql, plain->up.sql);
    QCOMPARE(windows->sha256, plain->sha256); // the same file, whatever the line ends
    QVERIFY(parseMigration(unixText + ' ', u"a.sql"_s)->sha256 != plain->sha256);
}

void TestModules::badMigrationNamesLine_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("empty") << QByteArray() << 1;
    QTest::newRow("no marker") << QByteArray("SELECT 1;\n") << 1;
    QTest::newRow("only comments") << QByteArray("-- nothing\n") << 1;
    QTest::newRow("SQL before up") << QByteArray("-- a\nSELECT 1;\n-- migrate:up\n") << 2;
    QTest::newRow("up twice") << QByteArray("-- migrate:up\nSELECT 1;\n-- migrate:up\n") << 3;
    QTest::newRow("down twice") << QByteArray("-- migrate:up\n-- migrate:down\n-- migrate:down\n")
                                << 3;
    QTest::newRow("down first") << QByteArray("-- migrate:down\n-- migrate:up\n") << 1;
    QTest::newRow("unknown marker") << QByteArray("-- migrate:up\n-- migrate:sideways\n") << 2;
    QTest::newRow("unknown option") << QByteArray("\n-- migrate:up transation:false\n") << 2;
    QTest::newRow("bad requires") << QByteArray("-- requires: users\n-- migrate:up\n") << 1;
    QTest::newRow("zero byte") << QByteArray("-- migrate:up\nSELECT\0 1;\n", 24) << 2;
    QTest::newRow("Thai in TIS-620")
        << QByteArray("-- migrate:up\nSELECT 1;\n-- \xa1\xd2\xc3\n") << 3;
}

void TestModules::badMigrationNamesLine()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, line);
    const auto parsed = parseMigration(text, u"dir/001_a.sql"_s);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(parsed.error().detail.where.file, u"dir/001_a.sql"_s);
    QCOMPARE(parsed.error().detail.where.line, line);
    QVERIFY(!parsed.error().message.isEmpty() && !parsed.error().remedy.isEmpty());
}

void TestModules::seedFile()
{
    const auto plain = parseSeed("INSERT INTO a VALUES (1);\n", u"s.sql"_s);
    QVERIFY(plain);
    QVERIFY(!plain->firstInstallOnly);
    const auto first =
        parseSeed("-- seed: first-install\r\nINSERT INTO a VALUES (1);\r\n", u"s.sql"_s);
    QVERIFY(first);
    QVERIFY(first->firstInstallOnly);
    const auto bad = parseSeed("-- why\n-- seed: first\n", u"s.sql"_s);
    QVERIFY(!bad);
    QCOMPARE(bad.error().detail.where.line, 2);
}

void TestModules::orderIsUtf16()
{
    // The observed order of knex-semantics.md section 7.
    const QStringList knexOrder {u" s"_s,
                                 u"-d"_s,
                                 u"10_x"_s,
                                 u"20240101000000-a"_s,
                                 u"20240101000000_A"_s,
                                 u"20240101000000_B"_s,
                                 u"20240101000000_a.cjs"_s,
                                 u"20240101000000_a.js"_s,
                                 u"20240101000000_a2.js"_s,
                                 u"20240101_1"_s,
                                 u"2_x"_s,
                                 u"9_x"_s,
                                 u"A"_s,
                                 u"B"_s,
                                 u"Z"_s,
                                 u"_u"_s,
                                 u"a"_s,
                                 u"b"_s,
                                 u"z"_s,
                                 u"~"_s,
                                 u"\u00e4"_s,
                                 u"\u00e9"_s,
                                 QString::fromUcs4(U"\U0001F600"),
                                 u"\uE000"_s,
                                 u"\uFF41"_s};
    QStringList sorted = knexOrder;
    std::reverse(sorted.begin(), sorted.end());
    std::sort(sorted.begin(), sorted.end(), knexLess);
    QCOMPARE(sorted, knexOrder);
}

void TestModules::stems()
{
    QCOMPARE(stemOf(u"001_a.ts"_s), u"001_a"_s);
    QCOMPARE(stemOf(u"001_a.cjs"_s), u"001_a"_s);
    QCOMPARE(stemOf(u"001_a.sql"_s), u"001_a"_s);
    QCOMPARE(stemOf(u"001_a.py"_s), u"001_a.py"_s);
    QCOMPARE(stemOf(u".js"_s), u".js"_s);
    QCOMPARE(stemOf(u"./001_a.js"_s), u"./001_a"_s); // not ours: knex does not take it either
}

void TestModules::catalogFindsModules()
{
    test::ModuleFolder lab(u"lab"_s, with("[\"core\"]", "[\"demo\"]"));
    test::ModuleFolder demo;
    demo.addTable(u"10_b"_s);
    demo.addTable(u"2_a"_s);
    demo.addSeed(u"001_x"_s, "SELECT 1;");
    demo.write(u"README.md"_s, "not a migration");
    const ModuleCatalog catalog = loadCatalog({lab.path(), demo.path(), demo.path()});
    QVERIFY2(catalog.findings.isEmpty(),
             catalog.findings.isEmpty() ? "" : qUtf8Printable(catalog.findings.first().message));
    QCOMPARE(catalog.modules.size(), 2);
    QCOMPARE(catalog.modules.first().manifest.id,
             u"demo"_s); // required before the one that needs it
    QCOMPARE(catalog.modules.first().migrations.size(), 2);
    QCOMPARE(catalog.modules.first().migrations.first().stem, u"10_b"_s); // no numeric order
    QCOMPARE(catalog.modules.first().seeds.size(), 1);
    QCOMPARE(catalog.modules.first().recordedName(u"2_a"_s), u"2_a.js"_s);
    // A folder that holds module folders.
    const ModuleCatalog parent = loadCatalog({QFileInfo(demo.path()).path()});
    QCOMPARE(parent.modules.size(), 1);
}

void TestModules::catalogFindings()
{
    const auto idsOf = [](const ModuleCatalog &catalog) {
        QStringList ids;
        for (const Finding &finding : catalog.findings)
            ids << finding.id;
        ids.sort();
        return ids;
    };
    test::ModuleFolder broken(u"broken"_s, "{}");
    test::ModuleFolder needy(u"lab"_s, goodManifest); // core is not there
    test::ModuleFolder demo;
    demo.write(u"create table.sql"_s, "-- migrate:up\n");
    demo.write(u"001_a.SQL"_s, "-- migrate:up\n");
    test::ModuleFolder again;
    QCOMPARE(idsOf(loadCatalog({broken.path()})), QStringList {u"bad-manifest"_s});
    QCOMPARE(idsOf(loadCatalog({needy.path()})), QStringList {u"module-missing"_s});
    QCOMPARE(idsOf(loadCatalog({demo.path()})),
             (QStringList {u"bad-file-name"_s, u"bad-file-name"_s}));
    QCOMPARE(idsOf(loadCatalog({again.path(), demo.path()})), QStringList {u"duplicate-module"_s});
    QCOMPARE(idsOf(loadCatalog({u"no/such/folder"_s})), QStringList {u"no-such-folder"_s});
    const QTemporaryDir empty;
    QCOMPARE(idsOf(loadCatalog({empty.path()})), QStringList {u"no-module"_s});
    test::ModuleFolder first(u"lab"_s, with("[\"core\"]", "[\"other\"]"));
    test::ModuleFolder second(
        u"other"_s,
        with("\"id\": \"lab\"", "\"id\": \"other\"").replace("[\"core\"]", "[\"lab\"]"));
    QCOMPARE(idsOf(loadCatalog({first.path(), second.path()})),
             (QStringList {u"module-circle"_s, u"shared-tracking-table"_s}));
}

// A link that leads nowhere, or a pipe that nobody writes to, is told, and not waited for.
void TestModules::whatIsNoFile()
{
    test::ModuleFolder folder(u"demo"_s);
    folder.addTable(u"001_a"_s);
    folder.addSeed(u"001_s"_s, "SELECT 1;");
    const auto at = [&folder](const char *name) {
        return QByteArray(QFile::encodeName(folder.path()) + name);
    };
    QCOMPARE(symlink("nowhere.sql", at("/002_b.sql").constData()), 0);
    QCOMPARE(mkfifo(at("/003_c.sql").constData(), 0600), 0);
    QCOMPARE(mkdir(at("/004_d.sql").constData(), 0700), 0);
    QCOMPARE(mkfifo(at("/notes.txt").constData(), 0600), 0);
    QCOMPARE(symlink("nowhere", at("/seeds/002_lab.t.csv").constData()), 0);
    const ModuleCatalog catalog = loadCatalog({folder.path()});
    QStringList found;
    for (const Finding &finding : catalog.findings)
        found << finding.id % u' ' % finding.module % u' '
                % finding.where.file.sliced(folder.path().size());
    found.sort();
    QCOMPARE(found,
             (QStringList {u"no-file demo /002_b.sql"_s,
                           u"no-file demo /003_c.sql"_s,
                           u"no-file demo /004_d.sql"_s,
                           u"no-file demo /seeds/002_lab.t.csv"_s}));
    QCOMPARE(catalog.modules.first().migrations.size(), 1);
    const auto pipe = readMigration(QFile::decodeName(at("/003_c.sql")));
    QVERIFY(!pipe);
    QCOMPARE(pipe.error().kind, ErrorKind::Io);
    QCOMPARE(unlink(at("/module.json").constData()), 0);
    QCOMPARE(mkfifo(at("/module.json").constData(), 0600), 0);
    QCOMPARE(loadCatalog({folder.path()}).findings.first().id, u"module-unreadable"_s);
}

QTEST_GUILESS_MAIN(TestModules)
#include "tst_modules.moc"
