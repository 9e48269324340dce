#include "core/authoring/newmigration.h"
#include "core/authoring/newmodule.h"
#include "core/lint/linter.h"
#include "core/modules/modulecatalog.h"
#include "tests/support/modulefolder.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using authoring::MigrationRequest;
using authoring::ModuleRequest;
using modules::MigrationKind;

namespace {

const QDate day(2026, 1, 15);
const QString thai = u"\u0e2b\u0e49\u0e2d\u0e07"_s;

// A folder to make modules in, beside a module "core" that makes public.users.
class Workshop
{
public:
    Workshop()
    {
        m_core.addMigration(u"001_create_users"_s,
                            "CREATE TABLE public.users (id uuid NOT NULL,"
                            " CONSTRAINT users_pkey PRIMARY KEY (id));",
                            "DROP TABLE public.users;");
    }

    [[nodiscard]] QString path() const { return m_folder.path(); }
    [[nodiscard]] modules::ModuleCatalog catalog() const
    {
        return modules::loadCatalog({m_folder.path(), m_core.path()});
    }
    [[nodiscard]] Result<authoring::MadeFiles> makeLab() const
    {
        return authoring::newModule({u"lab"_s, u"Laboratory"_s, thai, path(), day},
                                    modules::loadCatalog({m_core.path()}));
    }
    [[nodiscard]] Result<authoring::MadeFiles>
    add(const QString &description, MigrationKind kind, QDate date = day) const
    {
        return authoring::newMigration({u"lab"_s, description, kind, date}, catalog());
    }
    [[nodiscard]] QByteArray read(const QString &file) const
    {
        QFile opened(path() % u"/migrations-lab/"_s % file);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    // Every file below the folder with what it holds.
    [[nodiscard]] QMap<QString, QByteArray> everything() const
    {
        QMap<QString, QByteArray> files;
        QDirIterator it(path(),
                        QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            files.insert(file.fileName(),
                         file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
        }
        return files;
    }
    [[nodiscard]] QStringList findings() const
    {
        QStringList all;
        const lint::LintReport report = lint::lint(lint::lintScope({path()}, {m_core.path()}));
        for (const Finding &finding : report.findings)
            all << finding.name % u' ' % finding.id % u' ' % finding.message;
        return all;
    }

private:
    QTemporaryDir m_folder;
    test::ModuleFolder m_core {u"core"_s};
};

modules::Module moduleOf(const QStringList &stems)
{
    modules::Module module;
    for (const QString &stem : stems)
        module.migrations.append({stem, {}});
    return module;
}

} // namespace

class TestAuthoring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModule();
    void badIds_data();
    void badIds();
    void badTitles_data();
    void badTitles();
    void namesOfInstalledModules();
    void nothingIsWrittenOver();
    void numbers_data();
    void numbers();
    void theLastNumber();
    void everyKind();
    void badDescriptions_data();
    void badDescriptions();
    void whatIsThereAlready();
    void whatAMigrationRefersTo();
    void withoutCoreAndFunction();
    void beforeTheSchema();
};

void TestAuthoring::aModule()
{
    const Workshop workshop;
    const auto made = workshop.makeLab();
    QVERIFY(made);
    QCOMPARE(made->folder, workshop.path() % u"/migrations-lab"_s);
    QCOMPARE(made->files,
             (QStringList {u"module.json"_s,
                           u"20260115000001_create_lab_schema.sql"_s,
                           u"20260115000010_create_settings.sql"_s,
                           u"seeds/001_settings.sql"_s}));
    QCOMPARE(workshop.everything().size(), 6); // with the two folders; no draft is left
    const modules::ModuleCatalog catalog = workshop.catalog();
    QVERIFY(catalog.findings.isEmpty());
    const modules::Manifest &manifest = catalog.find(u"lab"_s)->manifest;
    QCOMPARE(manifest.titleTh, thai);
    QCOMPARE(manifest.trackingTable, u"knex_migrations_lab"_s);
    QCOMPARE(manifest.recordedExtension, u".ts"_s);
    QCOMPARE(manifest.requiredModules, QStringList {u"core"_s});
    QVERIFY(workshop.read(made->files.at(1)).contains("FUNCTION lab.update_updated_at()"));
    QVERIFY(workshop.read(made->files.at(1)).contains(thai.toUtf8()));
    QCOMPARE(workshop.findings(), QStringList());
}

void TestAuthoring::badIds_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"",
                           "l",
                           "Lab",
                           "1lab",
                           "lab room",
                           "lab_room",
                           "lab-",
                           "-lab",
                           "lab--x",
                           "lab\n",
                           "../lab",
                           "lab/x",
                           "user",
                           "select",
                           "public",
                           "pg-lab",
                           "seeds",
                           "information-schema",
                           "aegisx-site",
                           "knex",
                           "a234567890123456789012345678901"})
        QTest::newRow(id) << QString::fromLatin1(id);
    QTest::newRow("Thai") << thai;
}

void TestAuthoring::badIds()
{
    QFETCH(QString, id);
    const Workshop workshop;
    const auto made = authoring::newModule({id, u"X"_s, thai, workshop.path(), day}, {});
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::Usage);
    QVERIFY(workshop.everything().isEmpty());
}

void TestAuthoring::badTitles_data()
{
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("thaiTitle");
    QTest::newRow("empty") << QString() << thai;
    QTest::newRow("blanks") << u"X"_s << u"  "_s;
    QTest::newRow("two lines") << u"a\nb"_s << thai;
    QTest::newRow("swapped") << thai << u"Laboratory"_s;
    QTest::newRow("no Thai") << u"X"_s << u"Laboratory"_s;
    QTest::newRow("long") << u"X"_s.repeated(101) << thai;
    QTest::newRow("not UTF-8") << u"X"_s << QString(thai % QChar::ReplacementCharacter);
    QTest::newRow("half a character") << u"X"_s << QString(thai % QChar(0xd800));
}

void TestAuthoring::badTitles()
{
    QFETCH(QString, english);
    QFETCH(QString, thaiTitle);
    const Workshop workshop;
    const auto made =
        authoring::newModule({u"lab"_s, english, thaiTitle, workshop.path(), day}, {});
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::Usage);
    QVERIFY(workshop.everything().isEmpty());
}

void TestAuthoring::namesOfInstalledModules()
{
    const Workshop workshop;
    const test::ModuleFolder other(
        u"ward"_s,
        R"({"id": "ward", "version": "1.0.0", "title": {"en": "Ward", "th": "Ward"}, "schema": "lab",)"
        R"( "trackingTable": "knex_migrations_blood", "recordedExtension": ".ts", "requires": []})");
    const modules::ModuleCatalog known = modules::loadCatalog({other.path()});
    QCOMPARE(known.modules.size(), 1);
    for (const QString &id : {u"ward"_s, u"lab"_s, u"blood"_s}) {
        const auto made = authoring::newModule({id, u"X"_s, thai, workshop.path(), day}, known);
        QVERIFY2(!made, qPrintable(id));
        QCOMPARE(made.error().kind, ErrorKind::Refused);
        QVERIFY(made.error().message.contains(u"ward"_s));
    }
    QVERIFY(workshop.everything().isEmpty());
    QVERIFY(authoring::newModule({u"ward-b"_s, u"X"_s, thai, workshop.path(), day}, known));
}

void TestAuthoring::nothingIsWrittenOver()
{
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    QVERIFY(workshop.add(u"create_specimens"_s, MigrationKind::Table));
    const auto before = workshop.everything();
    const auto again = workshop.makeLab(); // its catalog does not know the folder
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Refused);
    QVERIFY(again.error().message.contains(u"/migrations-lab"_s));
    const auto same = workshop.add(u"create_specimens"_s, MigrationKind::Table);
    QVERIFY(!same);
    QCOMPARE(same.error().kind, ErrorKind::Refused);
    QCOMPARE(workshop.everything(), before);

    const auto nowhere =
        authoring::newModule({u"ward"_s, u"X"_s, thai, workshop.path() % u"/nowhere"_s, day}, {});
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().kind, ErrorKind::NotFound);
    // A link that leads nowhere is there as well.
    QVERIFY(QFile::link(u"/nonexistent"_s, workshop.path() % u"/migrations-ward"_s));
    QVERIFY(!authoring::newModule({u"ward"_s, u"X"_s, thai, workshop.path(), day}, {}));
}

void TestAuthoring::numbers_data()
{
    QTest::addColumn<QStringList>("stems");
    QTest::addColumn<MigrationKind>("kind");
    QTest::addColumn<QString>("digits");
    const QStringList lab {u"20260114000001_a"_s, u"20260114000011_b"_s, u"20260114000200_c"_s};
    QTest::newRow("first") << QStringList() << MigrationKind::Table << u"20260115000010"_s;
    QTest::newRow("enum") << lab << MigrationKind::Enum << u"20260115000002"_s;
    QTest::newRow("next") << lab << MigrationKind::Table << u"20260115000012"_s;
    QTest::newRow("transaction") << lab << MigrationKind::Transaction << u"20260115000100"_s;
    QTest::newRow("view") << lab << MigrationKind::View << u"20260115000201"_s;
    QTest::newRow("function") << lab << MigrationKind::Function << u"20260115000300"_s;
    QTest::newRow("index") << lab << MigrationKind::Index << u"20260115000400"_s;
    QTest::newRow("other") << lab << MigrationKind::Other << u"20260115000500"_s;
    QTest::newRow("a later date") << QStringList {u"20270101000010_a"_s} << MigrationKind::Table
                                  << u"20270101000011"_s;
    QTest::newRow("used up") << QStringList {u"20260114000009_a"_s} << MigrationKind::Enum
                             << u"20260115000001"_s;
    QTest::newRow("used up today")
        << QStringList {u"20260115000009_a"_s} << MigrationKind::Enum << QString();
    QTest::newRow("counted") << QStringList {u"001_a"_s, u"007_b"_s} << MigrationKind::View
                             << u"008"_s;
    QTest::newRow("counted to the end")
        << QStringList {u"999_a"_s} << MigrationKind::View << QString();
}

void TestAuthoring::numbers()
{
    QFETCH(QStringList, stems);
    QFETCH(MigrationKind, kind);
    QTEST(authoring::nextDigits(moduleOf(stems), kind, day), "digits");
}

void TestAuthoring::theLastNumber()
{
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    QDir folder(workshop.path() % u"/migrations-lab"_s);
    const QStringList files = folder.entryList({u"2*.sql"_s});
    for (const QString &file : files)
        QVERIFY(folder.remove(file));
    QFile last(folder.filePath(u"999_last.sql"_s));
    QVERIFY(last.open(QIODevice::WriteOnly));
    QVERIFY(last.write("-- migrate:up\nCREATE SCHEMA lab;\n") > 0);
    last.close();
    const auto made = workshop.add(u"create_views"_s, MigrationKind::Enum);
    QVERIFY(!made);
    QVERIFY2(made.error().remedy.contains(u"next free number"_s),
             qUtf8Printable(made.error().remedy));
    QVERIFY(made.error().message.contains(u"999"_s));
}

void TestAuthoring::everyKind()
{
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    const QStringList kinds = modules::migrationKindNames();
    QCOMPARE(kinds.size(), 8);
    for (const QString &kind : kinds) {
        const auto made = workshop.add(u"create_a_"_s % kind, *modules::migrationKindOf(kind));
        QCOMPARE(made.has_value(), kind != "schema"_L1); // it has one
        if (made)
            QCOMPARE(made->files.size(), 1);
    }
    QVERIFY(!modules::migrationKindOf(u"tables"_s));
    QCOMPARE(workshop.findings(), QStringList());
}

void TestAuthoring::badDescriptions_data()
{
    QTest::addColumn<QString>("description");
    for (const char *description : {"",
                                    "Create_x",
                                    "create x",
                                    "create-x",
                                    "1x",
                                    "create_1x",
                                    "create__x",
                                    "create_x_",
                                    "../x",
                                    "create_user",
                                    "table",
                                    "create_x\n",
                                    "a2345678901234567890123456789012345678901"})
        QTest::newRow(description) << QString::fromLatin1(description);
}

void TestAuthoring::badDescriptions()
{
    QFETCH(QString, description);
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    const auto before = workshop.everything();
    const auto made = workshop.add(description, MigrationKind::Table);
    QVERIFY(!made);
    QCOMPARE(made.error().kind, ErrorKind::Usage);
    QCOMPARE(made.error().message.contains(u"reserved"_s),
             description == "create_user"_L1 || description == "table"_L1);
    QCOMPARE(workshop.everything(), before);
}

void TestAuthoring::whatIsThereAlready()
{
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    QVERIFY(workshop.add(u"create_specimens"_s, MigrationKind::Table));
    QVERIFY(workshop.add(u"add_remark"_s, MigrationKind::Other));
    const auto before = workshop.everything();
    const auto refused = [&workshop](const QString &description, MigrationKind kind) {
        const auto made = workshop.add(description, kind);
        return !made && made.error().kind == ErrorKind::Refused;
    };
    QVERIFY(refused(u"specimens"_s, MigrationKind::Table));
    QVERIFY(refused(u"specimens"_s, MigrationKind::View));
    QVERIFY(refused(u"specimens_pkey"_s, MigrationKind::Index)); // the key made that index
    QVERIFY(refused(u"create_update_updated_at"_s, MigrationKind::Function));
    QVERIFY(refused(u"remark"_s, MigrationKind::Other)); // the table has the column
    QVERIFY(refused(u"more"_s, MigrationKind::Schema));
    QVERIFY(!authoring::newMigration({u"ward"_s, u"x"_s, MigrationKind::Table, day},
                                     workshop.catalog()));
    QCOMPARE(workshop.everything(), before);
}

void TestAuthoring::whatAMigrationRefersTo()
{
    const Workshop workshop;
    QVERIFY(workshop.makeLab());
    const auto specimens = workshop.add(u"create_specimens"_s, MigrationKind::Table);
    QVERIFY(specimens);
    const QByteArray table = workshop.read(specimens->files.first());
    QVERIFY(table.contains("-- requires: core/001_create_users\n"));
    QVERIFY(table.contains("    created_by uuid,\n"));
    QVERIFY(!table.contains("{{"));
    // The last table, unless the description names another.
    const auto list = workshop.add(u"create_list"_s, MigrationKind::View);
    QVERIFY(list);
    QVERIFY(workshop.read(list->files.first()).contains("FROM lab.specimens AS t;"));
    const auto named = workshop.add(u"index_settings_value"_s, MigrationKind::Index);
    QVERIFY(named);
    QVERIFY(workshop.read(named->files.first()).contains("ON lab.settings (created_at);"));
}

void TestAuthoring::withoutCoreAndFunction()
{
    const test::ModuleFolder folder(u"demo"_s);
    const auto catalog = [&folder] { return modules::loadCatalog({folder.path()}); };
    const auto noTable =
        authoring::newMigration({u"demo"_s, u"create_v"_s, MigrationKind::View, day}, catalog());
    QVERIFY(!noTable);
    QCOMPARE(noTable.error().kind, ErrorKind::Refused);
    for (const MigrationKind kind : {MigrationKind::Table, MigrationKind::Transaction}) {
        const QString name = kind == MigrationKind::Table ? u"create_a"_s : u"create_b"_s;
        QVERIFY(authoring::newMigration({u"demo"_s, name, kind, day}, catalog()));
    }
    const auto report = lint::lint(lint::lintScope({folder.path()}, {}));
    QVERIFY2(report.findings.isEmpty(),
             qPrintable(report.findings.isEmpty() ? QString() : report.findings.first().message));
    QFile first(folder.path() % u"/20260115000010_create_a.sql"_s);
    QVERIFY(first.open(QIODevice::ReadOnly));
    const QByteArray text = first.readAll();
    QVERIFY(text.contains("CREATE OR REPLACE FUNCTION public.update_updated_at()"));
    QVERIFY(!text.contains("created_by") && !text.contains("requires:"));
}

// What is made in it would come before it.
void TestAuthoring::beforeTheSchema()
{
    const test::ModuleFolder folder(
        u"ward"_s,
        R"({"id": "ward", "version": "1", "title": {"en": "w", "th": "w"}, "schema": "ward",
        "trackingTable": "knex_ward", "recordedExtension": ".ts", "requires": []})");
    const auto add = [&folder](const QString &name, MigrationKind kind) {
        return authoring::newMigration({u"ward"_s, name, kind, day},
                                       modules::loadCatalog({folder.path()}));
    };
    for (const MigrationKind kind :
         {MigrationKind::Enum, MigrationKind::Table, MigrationKind::Function}) {
        const auto made = add(u"create_a"_s, kind);
        QVERIFY(!made);
        QCOMPARE(made.error().kind, ErrorKind::Refused);
        QVERIFY2(made.error().remedy.contains(u"--kind schema"_s),
                 qUtf8Printable(made.error().remedy));
    }
    QVERIFY(add(u"create_ward_schema"_s, MigrationKind::Schema));
    const auto made = add(u"create_a"_s, MigrationKind::Enum);
    QVERIFY(made);
    QCOMPARE(made->files, QStringList {u"20260115000002_create_a.sql"_s});
}

QTEST_GUILESS_MAIN(TestAuthoring)
#include "tst_authoring.moc"
