// Several copies of the program at one list of sites: processes, threads, one that is killed, one
// whose disk is full.
#include "tests/support/clustertools.h"
#include "tests/support/storesamples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <csignal>
#include <thread>

#include <sys/resource.h>

using namespace aegisx;
using namespace aegisx::sites;
using namespace aegisx::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype runsPerWriter = 25;

// The program's other copy: adds runs and a profile, whatever the others do meanwhile.
int writeAsAnotherCopy(const QString &path)
{
    auto store = SiteStore::open(path);
    if (!store) {
        QTextStream(stderr) << store.error().toText();
        return 1;
    }
    if (!store->add(sampleProfile()))
        return 2;
    for (int number = 0; number < runsPerWriter; ++number) {
        if (!store->addRun(sampleRun(u"site"_s, u"2025-11-22T03:04:05.000Z"_s)))
            return 3;
    }
    return 0;
}

// A copy that is not allowed to let a file grow: to SQLite the same as a full disk.
int writeUntilFull(const QString &path)
{
    std::signal(SIGXFSZ, SIG_IGN);
    auto store = SiteStore::open(path);
    const rlimit limit {200'000, 200'000};
    if (!store || setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    RunRecord large = sampleRun(u"full"_s, u"2025-11-22T03:04:05.000Z"_s);
    large.reportJson = QByteArray(50'000, 'x');
    for (int number = 0; number < 100; ++number) {
        if (const auto added = store->addRun(large); !added)
            return added.error().kind == ErrorKind::Io && !added.error().remedy.isEmpty() ? 0 : 2;
    }
    return 3;
}

} // namespace

class TestSiteStoreWriters final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void setsAsideOnceForAllCopies();
    void manyProcessesWrite();
    void manyThreadsWrite();
    void survivesKilledWriter();
    void survivesFullDisk();

private:
    [[nodiscard]] SiteStore opened() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestSiteStoreWriters::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_path = m_folder->filePath(u"data/sites.sqlite"_s);
}

SiteStore TestSiteStoreWriters::opened() const
{
    auto store = SiteStore::open(m_path);
    if (!store)
        qFatal("%s", qUtf8Printable(store.error().toText()));
    return std::move(*store);
}

void TestSiteStoreWriters::setsAsideOnceForAllCopies()
{
    QVERIFY(QDir().mkpath(QFileInfo(m_path).path()));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(QByteArray(10'000, 'z')), 10'000);
    file.close();
    std::array<std::unique_ptr<QProcess>, 4> copies;
    for (auto &copy : copies)
        copy = startCopy({u"--write"_s, m_path});
    for (const auto &copy : copies)
        QVERIFY(copy->waitForFinished(60'000) && copy->exitCode() == 0);
    const QDir folder = QFileInfo(m_path).dir();
    QCOMPARE(folder.entryList({u"sites.sqlite.damaged-*"_s}, QDir::Files).size(), 1);
    QCOMPARE(opened().list()->size(), 4);
}

void TestSiteStoreWriters::manyProcessesWrite()
{
    std::array<std::unique_ptr<QProcess>, 4> copies;
    for (auto &copy : copies)
        copy = startCopy({u"--write"_s, m_path});
    for (const auto &copy : copies)
        QVERIFY(copy->waitForFinished(60'000) && copy->exitCode() == 0);
    SiteStore store = opened();
    QVERIFY(store.notice().isEmpty());
    QCOMPARE(store.list()->size(), 4);
    QCOMPARE(store.runs({})->size(), 4 * runsPerWriter);
}

void TestSiteStoreWriters::manyThreadsWrite()
{
    std::array<int, 4> results {};
    {
        std::array<std::jthread, 4> threads;
        for (size_t number = 0; number < threads.size(); ++number)
            threads.at(number) = std::jthread(
                [this, &results, number] { results.at(number) = writeAsAnotherCopy(m_path); });
    }
    QCOMPARE(results, (std::array<int, 4> {}));
    QCOMPARE(opened().runs({})->size(), 4 * runsPerWriter);
}

void TestSiteStoreWriters::survivesKilledWriter()
{
    SiteStore store = opened();
    for (int round = 0; round < 3; ++round) {
        const auto before = store.runs({})->size();
        const auto copy = startCopy({u"--write"_s, m_path});
        QTRY_VERIFY(store.runs({})->size() > before);
        copy->kill();
        QTRY_COMPARE(copy->state(), QProcess::NotRunning);
    }
    QVERIFY(store.add(sampleProfile()).has_value());
    QVERIFY(opened().notice().isEmpty());
}

void TestSiteStoreWriters::survivesFullDisk()
{
    SiteStore store = opened();
    QVERIFY(store.add(sampleProfile()).has_value());
    QCOMPARE(QProcess::execute(QCoreApplication::applicationFilePath(), {u"--fill"_s, m_path}), 0);
    QCOMPARE(store.list()->size(), 1);
    QVERIFY(store.addRun(sampleRun(u"full"_s, u"2025-11-22T03:04:05.000Z"_s)).has_value());
    QVERIFY(opened().notice().isEmpty());
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--write")
        return writeAsAnotherCopy(arguments.value(2));
    if (arguments.value(1) == u"--fill")
        return writeUntilFull(arguments.value(2));
    TestSiteStoreWriters test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sitestorewriters.moc"
