#include "ui/settings/settings.h"
#include "ui/window/singleinstance.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace aegisx::ui;
using namespace Qt::StringLiterals;

class TestSingleInstance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secondStartTellsTheFirst();
    void anotherStoreIsAnotherProgram();
    void settingsKeepAndOverride();
};

void TestSingleInstance::secondStartTellsTheFirst()
{
    const QTemporaryDir folder;
    const QString store = folder.filePath(u"sites.sqlite"_s);
    SingleInstance first(store);
    QVERIFY(first.acquire({}));
    QSignalSpy asked(&first, &SingleInstance::asked);
    for (const QString &site :
         {u"10670"_s, u"\u0e23\u0e1e. \u0e19\u0e48\u0e32\u0e19"_s, QString()}) {
        QProcess second;
        second.start(QCoreApplication::applicationFilePath(), {u"--second"_s, store, site});
        QTRY_COMPARE_WITH_TIMEOUT(second.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(second.exitCode(), 7); // it was told: there is one already
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(asked.takeFirst().first().toString(), site);
    }
}

void TestSingleInstance::anotherStoreIsAnotherProgram()
{
    const QTemporaryDir folder;
    SingleInstance first(folder.filePath(u"one.sqlite"_s));
    SingleInstance second(folder.filePath(u"two.sqlite"_s));
    QVERIFY(first.acquire({}));
    QVERIFY(second.acquire({}));
}

void TestSingleInstance::settingsKeepAndOverride()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"settings.ini"_s);
    {
        Settings settings(std::make_unique<QSettings>(path, QSettings::IniFormat));
        QCOMPARE(settings.number(Setting::TextPercent), 100);
        QSignalSpy changed(&settings, &Settings::changed);
        settings.set(Setting::TextPercent, 125);
        settings.set(Setting::TextPercent, 125);
        QCOMPARE(changed.count(), 1);
        settings.overrideForNow(Setting::ModuleFolders, QStringList {u"/a"_s});
        QCOMPARE(settings.list(Setting::ModuleFolders), QStringList {u"/a"_s});
        settings.setState(u"table"_s, QByteArray("\0\1", 2));
    }
    Settings settings(std::make_unique<QSettings>(path, QSettings::IniFormat));
    QCOMPARE(settings.number(Setting::TextPercent), 125);
    QVERIFY(settings.list(Setting::ModuleFolders).isEmpty());
    QCOMPARE(settings.state(u"table"_s).toByteArray(), QByteArray("\0\1", 2));
    QSettings(path, QSettings::IniFormat).setValue(u"textPercent"_s, u"many"_s);
    Settings odd(std::make_unique<QSettings>(path, QSettings::IniFormat));
    QCOMPARE(odd.number(Setting::TextPercent), 100); // what nobody can read counts as not set

    // Another window shares the file; what it sets is taken up at the next start.
    Settings theirs(std::make_unique<QSettings>(path, QSettings::IniFormat));
    theirs.set(Setting::Language, u"en"_s);
    QSettings(path, QSettings::IniFormat).sync();
    QSignalSpy changed(&odd, &Settings::changed);
    odd.set(Setting::Language, u"en"_s);
    QCOMPARE(changed.count(), 1);
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--second"_L1)
        return SingleInstance(arguments.value(2)).acquire(arguments.value(3)) ? 0 : 7;
    TestSingleInstance test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_singleinstance.moc"
