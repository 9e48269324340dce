// The list of sites and the history of runs, as one copy of the program keeps them.
#include "tests/support/storesamples.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace aegisx;
using namespace aegisx::sites;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype pageSize = 4096;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeTo(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestSiteStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void freshFile();
    void defaultPathFollowsEnvironment();
    void profileRoundTrip();
    void passwordsNeverReachTheDisk();
    void findsByIdNameAndCode();
    void changesToMissingSites();
    void visits();
    void runHistory();
    void migratesVersionOne();
    void refusesNewerVersion();
    void refusesForeignFile();
    void setsDamagedFileAside_data();
    void setsDamagedFileAside();
    void folderThatCannotBeWritten();

private:
    [[nodiscard]] SiteStore opened() const;
    [[nodiscard]] QStringList damagedFiles() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSiteStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_path = m_folder->filePath(u"data/sites.sqlite"_s);
}

SiteStore TestSiteStore::opened() const
{
    auto store = SiteStore::open(m_path);
    if (!store)
        qFatal("%s", qUtf8Printable(store.error().toText()));
    return std::move(*store);
}

QStringList TestSiteStore::damagedFiles() const
{
    return QFileInfo(m_path).dir().entryList({u"sites.sqlite.damaged-*"_s}, QDir::Files);
}

void TestSiteStore::freshFile()
{
    SiteStore store = opened();
    QVERIFY(store.notice().isEmpty());
    QVERIFY(store.list()->isEmpty());
    QVERIFY(store.runs({})->isEmpty());
    QVERIFY(store.addRun({}).has_value());
    constexpr auto ours = QFile::ReadUser | QFile::WriteUser | QFile::ReadOwner | QFile::WriteOwner;
    const QFileInfoList files = QFileInfo(m_path).dir().entryInfoList({u"sites.sqlite*"_s});
    QVERIFY(files.size() >= 2); // with the log
    for (const QFileInfo &file : files) {
        if (!file.fileName().endsWith(u".lock"_s))
            QCOMPARE(file.permissions() & ~QFile::Permissions(ours), QFile::Permissions());
    }
}

void TestSiteStore::defaultPathFollowsEnvironment()
{
    qputenv("AEGISX_DATA_DIR", "/somewhere/else");
    QCOMPARE(SiteStore::defaultPath(), u"/somewhere/else/sites.sqlite"_s);
    qunsetenv("AEGISX_DATA_DIR");
    QVERIFY(SiteStore::defaultPath().endsWith(u"/sites.sqlite"_s));
    QVERIFY(!SiteStore::defaultPath().startsWith(u"/somewhere"_s));
}

void TestSiteStore::profileRoundTrip()
{
    const SiteProfile sample = sampleProfile();
    const auto added = opened().add(sample);
    QVERIFY(added.has_value());
    QCOMPARE(added->id.size(), 36);
    SiteStore store = opened();
    auto profiles = store.list();
    QCOMPARE(profiles->size(), 1);
    QVERIFY(profiles->first() == *added);

    SiteProfile changed = *added;
    changed.environment = Environment::Production;
    changed.nameEn.clear();
    changed.lastVisit = {};
    QVERIFY(store.update(changed).has_value());
    QVERIFY(*opened().find(changed.id) == changed);
    QVERIFY(store.remove(changed.id).has_value());
    QVERIFY(opened().list()->isEmpty());

    SiteProfile nameless;
    QCOMPARE(store.add(nameless).error().kind, ErrorKind::InvalidInput);
}

void TestSiteStore::passwordsNeverReachTheDisk()
{
    SiteProfile profile = sampleProfile();
    profile.connection.password = u"TopSecret1"_s;
    profile.connection.extra << qMakePair(u"sslpassword"_s, u"TopSecret2"_s)
                             << qMakePair(u"password"_s, u"TopSecret3"_s)
                             << qMakePair(u"scram_client_key"_s, u"TopSecret4"_s)
                             << qMakePair(u"SCRAM_SERVER_KEY"_s, u"TopSecret5"_s)
                             << qMakePair(u"oauth_client_secret"_s, u"TopSecret6"_s);
    SiteStore store = opened();
    const auto added = store.add(profile);
    QVERIFY(added.has_value());
    QVERIFY(store.update(*added).has_value());
    QCOMPARE(store.list()->first().connection.extra.size(), 1);
    const QFileInfoList files = QFileInfo(m_path).dir().entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &file : files)
        QVERIFY2(!contentOf(file.filePath()).contains("TopSecret"), qPrintable(file.fileName()));
}

void TestSiteStore::findsByIdNameAndCode()
{
    SiteStore store = opened();
    QCOMPARE(store.find(u"nothing"_s).error().kind, ErrorKind::NotFound);
    const auto first = store.add(sampleProfile());
    SiteProfile other = sampleProfile();
    other.name = u"Udon"_s;
    other.nameEn = u"Udon Thani Hospital"_s;
    other.code = u"10671"_s;
    const auto second = store.add(other);
    for (const QString &word : {first->id, thaiName, u"khon kaen hospital"_s, u" 10670 "_s})
        QCOMPARE(store.find(word)->id, first->id);
    QCOMPARE(store.find(u"UDON"_s)->id, second->id);
    const auto missing = store.find(u"1067"_s);
    QCOMPARE(missing.error().kind, ErrorKind::NotFound);
    QVERIFY(missing.error().toText().contains(u"10671"_s));
    QCOMPARE(store.find(u""_s).error().kind, ErrorKind::NotFound);

    const auto third = store.add(other);
    const auto several = store.find(u"10671"_s);
    QCOMPARE(several.error().kind, ErrorKind::Usage);
    QVERIFY(several.error().message.contains(third->id));
    QCOMPARE(store.find(third->id)->id, third->id);
}

void TestSiteStore::changesToMissingSites()
{
    SiteStore store = opened();
    SiteProfile gone = sampleProfile();
    gone.id = u"gone"_s;
    QCOMPARE(store.update(gone).error().kind, ErrorKind::NotFound);
    QCOMPARE(store.remove(gone.id).error().kind, ErrorKind::NotFound);
    QCOMPARE(store.recordVisit(gone.id, QDateTime::currentDateTimeUtc(), {}).error().kind,
             ErrorKind::NotFound);
    QCOMPARE(store.run(gone.id).error().kind, ErrorKind::NotFound);
    QVERIFY(store.add(sampleProfile()).has_value()); // no transaction was left open
}

void TestSiteStore::visits()
{
    SiteStore store = opened();
    SiteProfile profile = *store.add(sampleProfile());
    profile.lastVisit = profile.lastVisit.addDays(1);
    profile.lastState = u"3 pending"_s;
    QVERIFY(store.recordVisit(profile.id, profile.lastVisit, profile.lastState).has_value());
    QVERIFY(*store.find(profile.id) == profile);
}

void TestSiteStore::runHistory()
{
    SiteStore store = opened();
    const SiteProfile site = *store.add(sampleProfile());
    const auto oldest = store.addRun(sampleRun(site.id, u"2025-11-20T03:04:05.000Z"_s));
    const auto newest = store.addRun(sampleRun(site.id, u"2025-11-22T03:04:05.000Z"_s));
    const auto middle = store.addRun(sampleRun(site.id, u"2025-11-21T03:04:05.000Z"_s));
    const auto other = store.addRun(sampleRun(u"other"_s, u"2025-11-23T03:04:05.000Z"_s));
    const auto ids = [](const Result<QList<RunRecord>> &runs) {
        QStringList list;
        for (const RunRecord &run : *runs)
            list << run.id;
        return list;
    };
    QCOMPARE(ids(store.runs(site.id)), (QStringList {*newest, *middle, *oldest}));
    QCOMPARE(ids(store.runs(site.id, 2)), (QStringList {*newest, *middle}));
    QCOMPARE(ids(store.runs({})), (QStringList {*other, *newest, *middle, *oldest}));
    QVERIFY(store.runs(site.id)->first().reportJson.isEmpty());

    RunRecord expected = sampleRun(site.id, u"2025-11-20T03:04:05.000Z"_s);
    expected.id = *oldest;
    QVERIFY(*store.run(*oldest) == expected);
    QVERIFY(store.remove(site.id).has_value());
    QCOMPARE(store.runs(site.id)->size(), 3); // the history outlives the profile

    QVERIFY(!store.addRun(expected).has_value()); // an id is used once
}

void TestSiteStore::migratesVersionOne()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    {
        auto file = SqliteFile::open(m_path);
        const QStringList statements {
            u"CREATE TABLE sites (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, "
            "code TEXT NOT NULL, environment TEXT NOT NULL, connection TEXT NOT NULL, "
            "keep_password INTEGER NOT NULL, system_identifier TEXT NOT NULL, "
            "last_visit TEXT NOT NULL, last_state TEXT NOT NULL)"_s,
            u"INSERT INTO sites VALUES ('a', 'Old', '', '10670', 'Practice', "
            "'{\"host\":\"old-host\",\"tlsMode\":\"NotKnown\"}', 1, '', '', '')"_s,
            u"PRAGMA application_id = 1095194707"_s,
            u"PRAGMA user_version = 1"_s};
        for (const QString &statement : statements)
            QVERIFY(file->run(statement).has_value());
    }
    SiteStore store = opened();
    QVERIFY(store.notice().isEmpty());
    const auto site = store.find(u"10670"_s);
    QVERIFY(site.has_value());
    QCOMPARE(site->environment, Environment::Practice);
    QCOMPARE(site->connection.host, u"old-host"_s);
    QCOMPARE(site->connection.tlsMode, postgres::TlsMode::Prefer);
    QVERIFY(store.addRun(sampleRun(u"a"_s, u"2025-11-22T03:04:05.000Z"_s)).has_value());
    QCOMPARE(opened().runs(u"a"_s)->size(), 1);
}

void TestSiteStore::refusesNewerVersion()
{
    QVERIFY(opened().add(sampleProfile()).has_value());
    QVERIFY(SqliteFile::open(m_path)->run(u"PRAGMA user_version = 99"_s).has_value());
    const QByteArray before = contentOf(m_path);
    const auto refused = SiteStore::open(m_path);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(refused.error().message.contains(m_path));
    QCOMPARE(contentOf(m_path), before);
    QVERIFY(damagedFiles().isEmpty());
}

void TestSiteStore::refusesForeignFile()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    QVERIFY(SqliteFile::open(m_path)->run(u"CREATE TABLE theirs (a)"_s).has_value());
    const QByteArray before = contentOf(m_path);
    QCOMPARE(SiteStore::open(m_path).error().kind, ErrorKind::Refused);
    QVERIFY(SqliteFile::open(m_path)->run(u"PRAGMA application_id = 77"_s).has_value());
    QCOMPARE(SiteStore::open(m_path).error().kind, ErrorKind::Refused);
    QCOMPARE(contentOf(m_path).size(), before.size());
    QVERIFY(damagedFiles().isEmpty());
}

void TestSiteStore::setsDamagedFileAside_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"text", "one byte", "header", "truncated", "page", "random"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestSiteStore::setsDamagedFileAside()
{
    QFETCH(const QString, kind);
    {
        SiteStore store = opened();
        for (int number = 0; number < 50; ++number)
            QVERIFY(store.add(sampleProfile()).has_value());
    }
    QByteArray damaged = contentOf(m_path);
    QVERIFY(damaged.size() > 3 * pageSize);
    if (kind == u"text")
        damaged = "this is not a database, but a note of somebody's\n";
    else if (kind == u"one byte")
        damaged = "x";
    else if (kind == u"header")
        damaged.replace(0, 16, QByteArray(16, '\0'));
    else if (kind == u"truncated")
        damaged.truncate(damaged.size() - 5000);
    else if (kind == u"page")
        damaged.replace(2 * pageSize, pageSize, QByteArray(pageSize, '\x5a'));
    else
        damaged = QByteArray(20'000, '\x17');
    writeTo(m_path, damaged);

    {
        SiteStore store = opened();
        QCOMPARE(damagedFiles().size(), 1);
        const QString aside = damagedFiles().constFirst();
        QVERIFY(QRegularExpression(u"^sites\\.sqlite\\.damaged-\\d{8}T\\d{6}Z$"_s)
                    .match(aside)
                    .hasMatch());
        QVERIFY2(store.notice().contains(aside), qUtf8Printable(store.notice()));
        QCOMPARE(contentOf(QFileInfo(m_path).dir().filePath(aside)), damaged);
        QVERIFY(store.list()->isEmpty());
        QVERIFY(store.add(sampleProfile()).has_value());
        QVERIFY(opened().notice().isEmpty()); // told once
    }

    writeTo(m_path, "damaged again"); // maybe within the same second: a name of its own
    QVERIFY(!opened().notice().isEmpty());
    QCOMPARE(damagedFiles().size(), 2);
}

void TestSiteStore::folderThatCannotBeWritten()
{
    const QString file = m_folder->filePath(u"file"_s);
    writeTo(file, "x");
    const auto store = SiteStore::open(file % u"/sites.sqlite"_s);
    QCOMPARE(store.error().kind, ErrorKind::Io);
    QVERIFY(!store.error().remedy.isEmpty());
    QVERIFY(QDir().mkpath(m_path)); // a folder where the file should be
    QCOMPARE(SiteStore::open(m_path).error().kind, ErrorKind::Io);
}

QTEST_GUILESS_MAIN(TestSiteStore)
#include "tst_sitestore.moc"
