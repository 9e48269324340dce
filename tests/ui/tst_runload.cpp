#include "core/base/language.h"
#include "tests/ui/support/flowwindow.h"
#include "tests/ui/support/stallmeter.h"
#include "ui/models/logmodel.h"
#include "ui/models/runstepsmodel.h"
#include "ui/pages/planpage.h"
#include "ui/pages/runlogview.h"
#include "ui/pages/runpage.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using test::StallMeter;
using ui::LogModel;
using ui::RunStepsModel;

namespace {

constexpr int migrationCount = 1000;
constexpr int noticesEach = 16;

// Of this process, in MB: "VmRSS" now, "VmHWM" the most so far.
double memory(const QByteArray &name)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith(name) && line.at(name.size()) == ':')
            return line.mid(name.size() + 1).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

QString stemOf(int number)
{
    return u"%1_step"_s.arg(number, 6, 10, QChar(u'0'));
}

} // namespace

// A large run, as it goes through the window: how long the event loop stalls, and how much memory
// the log takes.
class TestRunLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thousandMigrations();
    void fullLog();
};

void TestRunLoad::thousandMigrations()
{
    setLanguage(Language::English);
    test::ModuleFolder demo(u"demo"_s);
    for (int i = 0; i < migrationCount; ++i)
        demo.addMigration(
            stemOf(i),
            "SELECT " + QByteArray::number(i) + ";\nDO $$ BEGIN FOR i IN 1.."
                + QByteArray::number(noticesEach)
                + " LOOP RAISE NOTICE 'row % of the migration', i; END LOOP; END $$;\n"
                  "SELECT 2;",
            "SELECT 1;");
    test::UiFixture fixture;
    fixture.useModules({demo.path()});
    const sites::SiteProfile profile = fixture.addSite();
    test::FlowWindow window(fixture, profile);

    StallMeter planMeter;
    window.plan(operations::UpgradeRequest {});
    qInfo("plan of %d migrations: longest stall %.1f ms",
          migrationCount,
          planMeter.longestMilliseconds());

    const double before = memory("VmRSS");
    StallMeter meter;
    QElapsedTimer clock;
    clock.start();
    window.pressRun();
    window.waitForReport();
    qInfo("run of %d migrations, %lld events in %.1f s: longest stall %.1f ms, %d over 100 ms, "
          "memory %.0f MB before, %.0f MB at most",
          migrationCount,
          static_cast<long long>(window.eventCount()),
          static_cast<double>(clock.elapsed()) / 1000,
          meter.longestMilliseconds(),
          meter.over100(),
          before,
          memory("VmHWM"));

    QCOMPARE(window.report().outcome(), runs::Outcome::Done);
    QVERIFY(window.eventCount() >= 20'000);
    auto *steps = qobject_cast<RunStepsModel *>(
        child<QTreeView>(window.runPage(), "runStepsTreeView")->model());
    QCOMPARE(steps->rowCount(), migrationCount);
    QCOMPARE(steps->doneCount(), migrationCount);
    LogModel *log = child<ui::RunLogView>(window.runPage(), "runLogView")->model();
    QCOMPARE(log->rowCount(), static_cast<int>(window.eventCount()));
    int row = 0; // every step is in the log, in order
    for (int i = 0; i < migrationCount; ++i) {
        while (row < log->rowCount()
               && log->index(row, LogModel::Step).data().toString() != stemOf(i))
            ++row;
    }
    QVERIFY(row < log->rowCount());
    QCOMPARE(log->index(log->rowCount() - 1, LogModel::Kind).data().toString(), u"Run finished"_s);
}

// Twice as much as the window keeps, and a search through it.
void TestRunLoad::fullLog()
{
    test::ModuleFolder demo(u"demo"_s);
    test::UiFixture fixture;
    fixture.useModules({demo.path()});
    test::FlowWindow window(fixture, fixture.addSite());
    window.setCurrentWidget(window.runPage());
    auto *view = child<ui::RunLogView>(window.runPage(), "runLogView");
    const double before = memory("VmRSS");
    StallMeter meter;
    for (int batch = 0; batch < 100; ++batch) {
        QList<Event> events;
        for (int i = 0; i < 1000; ++i) {
            Event event;
            event.kind = EventKind::Notice;
            event.name = stemOf(batch);
            event.text = u"line %1 of the log"_s.arg(1000 * batch + i);
            events.append(event);
        }
        window.runPage()->addEvents(events);
        QTest::qWait(1);
    }
    qInfo("100,000 lines: longest stall %.1f ms, memory %.0f MB before, %.0f MB after",
          meter.longestMilliseconds(),
          before,
          memory("VmRSS"));
    QCOMPARE(view->model()->rowCount(), LogModel::mostEntries);
    QCOMPARE(view->model()->index(0, LogModel::Text).data().toString(), u"line 50000 of the log"_s);

    StallMeter searchMeter;
    view->model()->setFilter(u"77 of"_s);
    QTest::qWait(20);
    QCOMPARE(view->model()->rowCount(), LogModel::mostEntries / 100);
    QCOMPARE(view->model()->findRow(u"not there"_s, 0, true), -1);
    view->model()->setFilter({});
    QTest::qWait(20);
    qInfo("search in %d lines: longest stall %.1f ms",
          LogModel::mostEntries,
          searchMeter.longestMilliseconds());

    // The saved log has everything.
    const QString path = fixture.filePath(u"whole.log"_s);
    fixture.dialogs().willChoosePath(path);
    StallMeter saveMeter;
    child<QPushButton>(view, "saveLogPushButton")->click();
    QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(view, "saveLogPushButton")->isEnabled(), 60'000);
    qInfo("saving 100,000 lines: longest stall %.1f ms", saveMeter.longestMilliseconds());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(text.count('\n'), 100'000);
    QVERIFY(text.contains("line 0 of the log") && text.contains("line 99999 of the log"));
}

QTEST_MAIN(TestRunLoad)
#include "tst_runload.moc"
