#include "tests/support/lintfolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::LintFolder;
using test::MarkedText;

// The rules about seeds: a text that breaks one, with the places marked by @, and one that does
// not.
class TestLintSeeds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seeds_data();
    void seeds();
    void csvSeeds_data();
    void csvSeeds();
};

namespace {

const QByteArray good = "INSERT INTO lab.old (id, name) VALUES (1, 'x')\n"
                        "ON CONFLICT (id) DO UPDATE SET name = excluded.name;";

void row(const char *name, const QString &rule, const QByteArray &broken, const QByteArray &right)
{
    QTest::newRow(name) << rule << broken << right;
}

void upsertRows()
{
    const QString upsert = u"seed-upsert"_s;
    row("no conflict", upsert, "@INSERT INTO lab.old (id) VALUES (1);", good);
    row("no key", upsert, "@INSERT INTO lab.old (id) VALUES (1) ON CONFLICT DO NOTHING;", good);
    row("no columns",
        upsert,
        good + "\n@INSERT INTO lab.old VALUES (1) ON CONFLICT (id) DO NOTHING;",
        "INSERT INTO lab.old (id) SELECT 1 ON CONFLICT ON CONSTRAINT old_pkey DO NOTHING;");
    row("delete", upsert, "@DELETE FROM lab.old;\n" + good, good);
    row("update", upsert, "@UPDATE lab.old SET name = 'x' WHERE id = 1;", good);
    row("truncate", upsert, "@TRUNCATE lab.old;", good);
    row("table", upsert, "@CREATE TABLE lab.t (id integer);", good);
    row("block", upsert, "@DO $$ BEGIN NULL; END $$;", good);
    row("delete inside",
        upsert,
        "@WITH gone AS (DELETE FROM lab.old RETURNING id)\n"
        "INSERT INTO lab.old (id) SELECT id FROM gone ON CONFLICT (id) DO NOTHING;",
        good);
}

// What DO UPDATE sets.
void overwritingRows()
{
    const QString upsert = u"seed-upsert"_s;
    const QByteArray insert = "@INSERT INTO lab.old (id, name) VALUES (1, 'x')\n";
    row("empties", upsert, insert + "ON CONFLICT (id) DO UPDATE SET name = NULL;", good);
    row("constant",
        upsert,
        insert + "ON CONFLICT (id) DO UPDATE SET name = 'x';",
        "INSERT INTO lab.old (id, name) VALUES (1, 'x')\n"
        "ON CONFLICT (id) DO UPDATE SET name = coalesce(old.name, EXCLUDED.name);");
    row("another column",
        upsert,
        insert + "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, note = NULL;",
        good);
    row("by its constraint",
        upsert,
        insert + "ON CONFLICT ON CONSTRAINT old_pkey DO UPDATE SET name = EXCLUDED.name;",
        good);
    row("where it differs",
        upsert,
        insert
            + "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name\n"
              "WHERE old.name IS DISTINCT FROM EXCLUDED.name;",
        "INSERT INTO lab.old (id, name) VALUES (1, 'x')\n"
        "ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name WHERE lab.old.name IS NULL;");
}

void secretRows()
{
    const QString password = u"seed-password"_s;
    row("value",
        password,
        "INSERT INTO public.users (id, password) VALUES (1, NULL), (2, @'secret')\n"
        "ON CONFLICT (id) DO NOTHING;",
        "INSERT INTO public.users (id, password) VALUES (1, NULL) ON CONFLICT (id) DO NOTHING;");
    row("selected",
        password,
        "INSERT INTO public.users (id, api_key)\nSELECT 1, upper(@'abc') ON CONFLICT (id) DO "
        "NOTHING;",
        good);
    row("hash",
        password,
        "INSERT INTO public.users (id, note) VALUES (1, @'$2b$10$abcdefghijklmnopqrstuv')\n"
        "ON CONFLICT (id) DO NOTHING;",
        good);
    row("setting by name",
        password,
        "INSERT INTO lab.settings (key, value) VALUES ('smtp.host', 'x'),\n"
        "  ('smtp.password', @'hunter2') ON CONFLICT (key) DO NOTHING;",
        "INSERT INTO lab.settings (key, value) VALUES ('smtp.password', ''), ('pin_length', '4')\n"
        "ON CONFLICT (key) DO NOTHING;");
    row("setting by several names",
        password,
        "INSERT INTO lab.settings (module_code, setting_key, setting_value)\n"
        "VALUES ('lab', 'smtp.password', @'hunter2') ON CONFLICT (module_code, setting_key) DO "
        "NOTHING;",
        "INSERT INTO lab.settings (module_code, setting_key, setting_value)\n"
        "VALUES ('lab', 'smtp.host', 'mail') ON CONFLICT (module_code, setting_key) DO NOTHING;");
}

} // namespace

void TestLintSeeds::seeds_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QByteArray>("right");
    upsertRows();
    overwritingRows();
    secretRows();
    row("schema", u"schema-qualified"_s, "INSERT INTO @old (id) VALUES (1);", good);
    row("setting", u"session-leak"_s, "@SET work_mem = '1GB';", "SET LOCAL work_mem = '1MB';");
}

void TestLintSeeds::seeds()
{
    QFETCH(const QString, rule);
    QFETCH(const QByteArray, broken);
    QFETCH(const QByteArray, right);
    const MarkedText marked(broken);
    LintFolder folder;
    folder.write(u"seeds/001_rows.sql"_s, marked.text);
    QStringList expected;
    for (const QString &place : marked.places)
        expected << u"001_rows "_s % place % u" error"_s;
    QCOMPARE(folder.found(rule), expected);
    QVERIFY(!expected.isEmpty());
    folder.write(u"seeds/001_rows.sql"_s, right);
    QCOMPARE(folder.all(), QStringList());
}

void TestLintSeeds::csvSeeds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("found");
    const auto row =
        [](const char *title, const QString &name, const QByteArray &text, const char *found) {
            QTest::newRow(title) << name << text << QString::fromLatin1(found);
        };
    const QString own = u"002_lab.old"_s;
    row("no key", own, "id,name\n1,x\n", "1:1 csv-seed");
    row("no name", own, "id*,Full name\n1,x\n", "1:1 csv-seed");
    row("twice", own, "id*,name,name\n1,x,y\n", "1:1 csv-seed");
    row("short row", own, "id*,name\n1,x\n2\n", "3:1 csv-seed");
    row("TIS-620", own, "id*,name\n1,\xB7\xB4\n", "2:1 file-format");
    row("zero byte", own, QByteArray("id*,name\n1,x\n2,\0\n", 16), "3:1 file-format");
    row("key twice", own, "id*,name\n1,x\n2,x\n1,y\n", "4:1 csv-seed");
    row("secret", own, "id*,api_key\n1,x\n", "1:1 seed-password");
    row("secret setting",
        u"002_lab.settings"_s,
        "module_code*,setting_key*,setting_value\nlab,smtp.host,\"a\nb\"\n"
        "lab,smtp.user,\nlab,smtp.password,x\nlab,api_key,\n",
        "5:1 seed-password");
    row("another module", u"002_ward.beds"_s, "id*\n1\n", "1:1 undeclared-module");
}

void TestLintSeeds::csvSeeds()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, text);
    QFETCH(const QString, found);
    LintFolder folder;
    folder.write(u"seeds/"_s % name % u".csv"_s, text);
    QCOMPARE(folder.all(), QStringList {name % u' ' % found});
    folder.folder().remove(u"seeds/"_s % name % u".csv"_s);
    folder.write(u"seeds/002_lab.old.csv"_s, "id*,name\r\n1,x\r\n");
    QCOMPARE(folder.all(), QStringList());
}

QTEST_GUILESS_MAIN(TestLintSeeds)
#include "tst_lintseeds.moc"
