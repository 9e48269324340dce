#include "core/base/language.h"
#include "core/base/tr.h"
#include "tests/ui/support/flowtest.h"
#include "ui/models/logmodel.h"
#include "ui/models/roles.h"
#include "ui/models/runstepsmodel.h"
#include "ui/pages/planpage.h"
#include "ui/pages/runlogview.h"
#include "ui/pages/runpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;
using ui::LogModel;
using ui::RunStepsModel;

namespace {

constexpr int patience = 120'000;

Event eventOf(EventKind kind, const QString &name = {}, const QString &text = {})
{
    Event event;
    event.kind = kind;
    event.module = name.isEmpty() ? QString() : u"demo"_s;
    event.name = name;
    event.text = text;
    return event;
}

QString statesOf(const RunStepsModel &model)
{
    QStringList states;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!model.isPlanRow(row))
            states << keyOf(model.stateAt(row));
    }
    return states.join(u' ');
}

} // namespace

class TestRunPage : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void succeeds();
    void failsInTheMiddle();
    void isCancelledInASlowStatement();
    void waitsForABlocker();
    void blockerIsEnded();
    void blockerIsAskedToCancel();
    void whatIsNotDoneToABlocker();
    void searchAndFollow();
    void logIsSavedWhole();
    void logCannotBeSaved();
    void followsTheLanguage();
    void accessibleAndUnclipped_data();
    void accessibleAndUnclipped();

private:
    void start(const operations::Request &request = UpgradeRequest {});
    [[nodiscard]] RunStepsModel *steps() const;
    [[nodiscard]] LogModel *log() const;
    [[nodiscard]] QStringList logged() const; // "kind step", in English
    [[nodiscard]] QLabel *label(const char *name) const;
    // A session in whose transaction the table t_busy is locked.
    [[nodiscard]] postgres::Connection lockBusy();
    [[nodiscard]] QWidget *blocker(const postgres::Connection &other); // once it is named
};

void TestRunPage::start(const operations::Request &request)
{
    m_window->plan(request);
    m_window->pressRun();
}

RunStepsModel *TestRunPage::steps() const
{
    return qobject_cast<RunStepsModel *>(
        child<QTreeView>(m_window->runPage(), "runStepsTreeView")->model());
}

LogModel *TestRunPage::log() const
{
    return child<ui::RunLogView>(m_window->runPage(), "runLogView")->model();
}

QStringList TestRunPage::logged() const
{
    QStringList lines;
    for (int row = 0; row < log()->rowCount(); ++row)
        lines << QString(log()->index(row, LogModel::Kind).data().toString() % u' '
                         % log()->index(row, LogModel::Step).data().toString())
                     .trimmed();
    return lines;
}

QLabel *TestRunPage::label(const char *name) const
{
    return child<QLabel>(m_window->runPage(), name);
}

void TestRunPage::succeeds()
{
    m_demo->addTable(u"1_a"_s);
    m_demo->addMigration(u"2_b"_s, "CREATE TABLE public.t_b (); SELECT 1; SELECT 2;", "SELECT 1;");
    m_demo->addSeed(u"001_s"_s, "SELECT 3;");
    open();
    const QAbstractItemModelTester stepsTester(steps());
    const QAbstractItemModelTester logTester(log());
    start();
    m_window->waitForReport();
    QCOMPARE(statesOf(*steps()), u"Done Done Done"_s);
    auto *progress = child<QProgressBar>(m_window->runPage(), "stepsProgressBar");
    QCOMPARE(progress->format(), u"3 of 3"_s);
    QCOMPARE(progress->value(), progress->maximum());
    const QStringList lines = logged();
    QCOMPARE(lines.count(u"Run started"_s), 2); // the migrations, then the seeds
    QCOMPARE(lines.count(u"Statement done 2_b"_s), 3);
    QCOMPARE(lines.last(), u"Run finished"_s);
    QCOMPARE(log()->rowCount(), static_cast<int>(m_window->eventCount()));
    QVERIFY(!child<QPushButton>(m_window->runPage(), "cancelPushButton")
                 ->isVisibleTo(m_window->runPage()));
    QVERIFY(label("elapsedLabel")->text().startsWith(u"Elapsed: 0:"_s));
    // The log is there for reading, and the way back as well.
    m_window->setCurrentWidget(m_window->runPage());
    QTest::mouseClick(child<QPushButton>(m_window->runPage(), "showReportPushButton"),
                      Qt::LeftButton);
    QVERIFY(m_window->currentWidget() != m_window->runPage());
}

void TestRunPage::failsInTheMiddle()
{
    m_demo->addTable(u"1_a"_s);
    m_demo->addMigration(u"2_b"_s, "CREATE TABLE public.t_b ();\nSELECT 1/0;", "SELECT 1;");
    m_demo->addTable(u"3_c"_s);
    open();
    start();
    m_window->waitForReport();
    QCOMPARE(statesOf(*steps()), u"RolledBack Failed NotRun"_s);
    QCOMPARE(child<QProgressBar>(m_window->runPage(), "stepsProgressBar")->format(), u"0 of 3"_s);
    const int row = static_cast<int>(logged().indexOf(u"Step failed 2_b"_s));
    QVERIFY(row > 0);
    QVERIFY(log()->index(row, LogModel::Text).data().toString().contains(u"division by zero"_s));
    QCOMPARE(log()->index(row, LogModel::Kind).data(ui::MeaningRole).toInt(),
             static_cast<int>(ui::Meaning::Danger));
}

void TestRunPage::isCancelledInASlowStatement()
{
    m_demo->addTable(u"1_a"_s);
    m_demo->addMigration(u"2_slow"_s, "SELECT 1;\n-- Long.\nSELECT pg_sleep(3600);", "SELECT 1;");
    open();
    start();
    // The answer to the first statement of the step shows that the second is under way.
    QTRY_COMPARE_WITH_TIMEOUT(
        label("currentStatementLabel")->text(), u"SELECT pg_sleep(3600)"_s, patience);
    QCOMPARE(label("currentStepLabel")->text(), u"demo/2_slow"_s);
    QCOMPARE(statesOf(*steps()), u"Done Running"_s);
    auto *cancel = child<QPushButton>(m_window->runPage(), "cancelPushButton");
    QVERIFY(cancel->isVisible());
    test::savePicture(m_window.get(), u"run-slow"_s);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(cancel->text(), u"Cancelling..."_s);
    QVERIFY(!cancel->isEnabled());
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Cancelled);
    QCOMPARE(statesOf(*steps()), u"RolledBack Cancelled"_s);
    QVERIFY(!logged().contains(u"Step failed 2_slow"_s));
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('\"t_1_a\"') IS NULL"), u"t"_s);
    // The next run can be cancelled again.
    m_demo->addTable(u"2_slow"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QVERIFY(cancel->isEnabled());
}

postgres::Connection TestRunPage::lockBusy()
{
    m_demo->addMigration(u"1_alter"_s, "ALTER TABLE public.t_busy ADD COLUMN b int;", "SELECT 1;");
    open();
    UiFixture::sql(m_profile, "CREATE TABLE public.t_busy (a int)");
    auto other = postgres::Connection::open(m_profile.connection);
    for (const char *statement :
         {"SET application_name = 'the ward program'", "BEGIN", "LOCK TABLE public.t_busy"}) {
        if (!other || !other->query(statement))
            qFatal("%s cannot be run", statement);
    }
    return std::move(*other);
}

QWidget *TestRunPage::blocker(const postgres::Connection &other)
{
    const QString name = u"blocker_%1"_s.arg(other.facts().backendPid);
    const auto isNamed = [&] {
        const auto *row = m_window->runPage()->findChild<QWidget *>(name);
        return row != nullptr && row->isVisible();
    };
    if (!QTest::qWaitFor(isNamed, patience))
        qFatal("the blocker is not named");
    return m_window->runPage()->findChild<QWidget *>(name);
}

void TestRunPage::waitsForABlocker()
{
    auto other = lockBusy();
    start();
    const QWidget *row = blocker(other);
    const QString who = child<QLabel>(row, "blockerDescriptionLabel")->text();
    QVERIFY2(who.contains(u"the ward program"_s)
                 && who.contains(QString::number(other.facts().backendPid)),
             qUtf8Printable(who));
    const auto *banner = child<ui::Banner>(m_window->runPage(), "blockerBanner");
    QVERIFY(banner->isVisible());
    QVERIFY2(banner->detail().contains(u" of 7"_s) && banner->detail().contains(u"3.0 s"_s),
             qUtf8Printable(banner->detail()));
    QVERIFY(child<QPushButton>(m_window->runPage(), "cancelPushButton")->isEnabled());
    QCOMPARE(test::controlsWithoutName(m_window->runPage()), QString());
    QCOMPARE(test::clippedTexts(m_window->runPage()), QString());
    test::savePicture(m_window.get(), u"run-blocked"_s);
    QVERIFY(other.query("ROLLBACK"));
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QVERIFY(banner->isHidden());
    QVERIFY(child<QWidget>(m_window->runPage(), "blockerList")->isHidden());
}

void TestRunPage::blockerIsEnded()
{
    auto other = lockBusy();
    start();
    m_fixture->dialogs().willAnswer(true);
    QTest::mouseClick(child<QPushButton>(blocker(other), "endSessionPushButton"), Qt::LeftButton);
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QVERIFY(!other.query("SELECT 1"));
    const ui::Question question = m_fixture->dialogs().questions().last();
    const QString pid = QString::number(other.facts().backendPid);
    QCOMPARE(question.title, u"End the session of process %1"_s.arg(pid));
    QVERIFY2(question.text.contains(u"the ward program"_s), qUtf8Printable(question.text));
    QVERIFY2(question.detail.contains(u"transaction open since"_s)
                 && question.detail.contains(u"t_busy"_s),
             qUtf8Printable(question.detail));
    QCOMPARE(question.verb, u"End the session"_s);
    // Kept on this computer like any other run.
    const auto isKept = [this] {
        const auto kept = m_fixture->store().runs(m_profile.id);
        return kept && std::any_of(kept->begin(), kept->end(), [](const sites::RunRecord &record) {
                   return record.operation == "stopSession"_L1 && record.outcome == "done"_L1;
               });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isKept(), patience);
}

void TestRunPage::blockerIsAskedToCancel()
{
    auto other = lockBusy();
    const int pid = other.facts().backendPid;
    bool cancelled = false;
    std::jthread sleeper([&other, &cancelled] {
        const auto answer = other.query("SELECT pg_sleep(3600)");
        cancelled = !answer && answer.error().detail.sqlState == "57014"_L1;
    });
    const auto end = qScopeGuard([this, pid] { // else a failed test would wait for ever
        UiFixture::sql(m_profile, "SELECT pg_cancel_backend(" + QByteArray::number(pid) + ')');
    });
    start();
    m_fixture->dialogs().willAnswer(true);
    auto *row = blocker(other);
    QTest::mouseClick(child<QPushButton>(row, "cancelStatementPushButton"), Qt::LeftButton);
    m_window->waitForReport();
    sleeper.join();
    QVERIFY(cancelled);
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QCOMPARE(m_fixture->dialogs().questions().last().title,
             u"Cancel the statement of process %1"_s.arg(pid));
    QVERIFY(other.query("ROLLBACK")); // its session is still there
}

void TestRunPage::whatIsNotDoneToABlocker()
{
    auto other = lockBusy();
    start();
    QWidget *row = blocker(other);
    const auto *said = child<QLabel>(row, "blockerSaidLabel");
    m_fixture->dialogs().willAnswer(false);
    QTest::mouseClick(child<QPushButton>(row, "endSessionPushButton"), Qt::LeftButton);
    QVERIFY(said->isVisible()); // it is being looked at
    QTRY_VERIFY_WITH_TIMEOUT(!said->isVisible(), patience);
    QCOMPARE(m_fixture->dialogs().questions().size(), 1);
    QVERIFY(other.query("SELECT 1"));
    // The run can be abandoned all the while.
    QTest::mouseClick(child<QPushButton>(m_window->runPage(), "cancelPushButton"), Qt::LeftButton);
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Cancelled);
}

void TestRunPage::searchAndFollow()
{
    open();
    m_window->setCurrentWidget(m_window->runPage());
    auto *view = child<ui::RunLogView>(m_window->runPage(), "runLogView");
    auto *table = child<QTreeView>(view, "logTreeView");
    QScrollBar *bar = table->verticalScrollBar();
    QList<Event> events;
    for (int i = 0; i < 500; ++i)
        events.append(eventOf(EventKind::Notice, u"step"_s, u"line %1"_s.arg(i)));
    view->addEvents(events);
    QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
    auto *newest = child<QPushButton>(view, "newestPushButton");
    QVERIFY(!newest->isVisible());
    table->setFocus();
    bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    QVERIFY(!view->isFollowing());
    QVERIFY(newest->isVisible());
    const int where = bar->value();
    view->addEvents(events);
    QTest::qWait(20);
    QCOMPARE(bar->value(), where); // stays where a person reads
    QTest::mouseClick(newest, Qt::LeftButton);
    QVERIFY(view->isFollowing());
    view->addEvents(events);
    QTRY_COMPARE(bar->value(), bar->maximum());

    auto *search = child<QLineEdit>(view, "searchLogLineEdit");
    table->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClicks(search, u"line 42"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(table->currentIndex().row(), 42);
    QTest::mouseClick(child<QToolButton>(view, "nextHitToolButton"), Qt::LeftButton);
    QCOMPARE(table->currentIndex().row(), 420);
    QTest::mouseClick(child<QToolButton>(view, "previousHitToolButton"), Qt::LeftButton);
    QCOMPARE(table->currentIndex().row(), 42);
    auto *only = child<QCheckBox>(view, "onlyHitsCheckBox");
    only->setChecked(true);
    QCOMPARE(view->model()->rowCount(), 3 * 11); // 42 and 420 to 429, three times
    search->setText(u"nothing of that kind"_s);
    QCOMPARE(view->model()->rowCount(), 0);
    QTest::keyClick(search, Qt::Key_Return);
    auto *said = child<QLabel>(view, "logSaidLabel");
    QVERIFY(said->isVisible());
    QCOMPARE(said->text(), u"The log does not hold: nothing of that kind"_s);
    search->clear();
    QCOMPARE(view->model()->rowCount(), 1500);
}

void TestRunPage::logIsSavedWhole()
{
    m_demo->addMigration(u"1_talk"_s,
                         "DO $$ BEGIN FOR i IN 1..3 LOOP RAISE NOTICE 'line %', i; END LOOP; RAISE "
                         "NOTICE 'PASSWORD ''Geheim-4711'''; END $$;",
                         "SELECT 1;");
    open();
    start();
    m_window->waitForReport();
    const QString path = m_fixture->filePath(u"run.log"_s);
    m_fixture->dialogs().willChoosePath(path);
    m_window->setCurrentWidget(m_window->runPage());
    QTest::mouseClick(child<QPushButton>(m_window->runPage(), "saveLogPushButton"), Qt::LeftButton);
    auto *said = label("logSaidLabel");
    QTRY_VERIFY(said->text().startsWith(u"The log is saved: "_s));
    QVERIFY(m_fixture->dialogs().suggestions().last().startsWith(u"aegisx-migrate-"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QCOMPARE(text.count('\n'), m_window->eventCount());
    for (const char *part : {"RunStarted", "demo/1_talk", "Notice", "line 3", "RunFinished"})
        QVERIFY2(text.contains(part), text.constData());
    QVERIFY(!text.contains("Geheim-4711"));
    m_fixture->dialogs().willChoosePath({}); // cancelled: nothing happens
    QTest::mouseClick(child<QPushButton>(m_window->runPage(), "saveLogPushButton"), Qt::LeftButton);
    QVERIFY(said->text().contains(u"run.log"_s));
}

void TestRunPage::logCannotBeSaved()
{
    open();
    auto *view = child<ui::RunLogView>(m_window->runPage(), "runLogView");
    view->addEvents({eventOf(EventKind::RunStarted)});
    m_fixture->dialogs().willChoosePath(m_fixture->filePath(u"no/such/folder/run.log"_s));
    auto *save = child<QPushButton>(view, "saveLogPushButton");
    save->click();
    QTRY_VERIFY(
        child<QLabel>(view, "logSaidLabel")->text().startsWith(u"The log could not be saved: "_s));
    QVERIFY(save->isEnabled());
}

void TestRunPage::followsTheLanguage()
{
    m_demo->addTable(u"1_a"_s);
    open();
    start();
    m_window->waitForReport();
    const QString kind = log()->index(0, LogModel::Kind).data().toString();
    const QString state = steps()->index(0, RunStepsModel::State).data().toString();
    setLanguage(Language::Thai);
    QCOMPARE(steps()->index(0, RunStepsModel::State).data().toString(), Tr::tr("done"));
    QVERIFY(steps()->index(0, RunStepsModel::State).data().toString() != state);
    QTRY_COMPARE(log()->index(0, LogModel::Kind).data().toString(), Tr::tr("Run started"));
    setLanguage(Language::English);
    QTRY_COMPARE(log()->index(0, LogModel::Kind).data().toString(), kind);
}

void TestRunPage::accessibleAndUnclipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ui::ThemeMode>("mode");
    QTest::newRow("English") << Language::English << 100 << ui::ThemeMode::Light;
    QTest::newRow("Thai") << Language::Thai << 100 << ui::ThemeMode::Dark;
    QTest::newRow("English, large") << Language::English << 150 << ui::ThemeMode::Dark;
    QTest::newRow("Thai, large") << Language::Thai << 150 << ui::ThemeMode::Light;
}

void TestRunPage::accessibleAndUnclipped()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    QFETCH(const ui::ThemeMode, mode);
    setLanguage(language);
    ui::Theme::instance().setMode(mode);
    ui::Theme::instance().setTextPercent(percent);
    m_demo->addTable(u"20251205000001_create_departments"_s);
    m_demo->addMigration(u"20251205000002_create_drugs"_s,
                         "CREATE TABLE public.t_drugs (id int PRIMARY KEY);\nSELECT 1/0;",
                         "SELECT 1;");
    m_demo->addTable(u"20251205000003_create_stock"_s);
    m_demo->addSeed(u"001_reference_data"_s, "SELECT 1;");
    open();
    start();
    m_window->waitForReport();
    m_window->setCurrentWidget(m_window->runPage());
    QTest::qWait(50); // the layout is done by posted events
    QCOMPARE(test::controlsWithoutName(m_window->runPage()), QString());
    QCOMPARE(test::clippedTexts(m_window->runPage()), QString());
    test::savePicture(
        m_window.get(),
        u"run-%1-%2-%3"_s.arg(jsonKeyOf(mode), language == Language::Thai ? u"th"_s : u"en"_s)
            .arg(percent));
}

QTEST_MAIN(TestRunPage)
#include "tst_runpage.moc"
