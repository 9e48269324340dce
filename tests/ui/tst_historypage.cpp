#include "core/base/tr.h"
#include "core/operations/operation.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/modulesscene.h"
#include "ui/models/historymodel.h"
#include "ui/pages/historypage.h"
#include "ui/site/runhistory.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;
using test::child;
using ui::HistoryModel;

namespace {

constexpr int patience = 60'000; // milliseconds, for a machine that is busy with other things

} // namespace

class TestHistoryPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingYet();
    void runsOfThisComputer();
    void runsOfAnotherComputer();
    void runThatDoesNotSayHowItEnded();
    void damagedReport();
    void filterAndSearch();
    void withoutAConnection();
    void exportsWhatIsShown();
    void exportFails();
    void followsTheLanguage();
    void remembersItsState();
    void keyboardAlone();
    void everyLook();

private:
    void open();
    void openPage();
    [[nodiscard]] RunReport runElsewhere(const operations::Request &request);
    void failOnce();
    [[nodiscard]] QTreeView *view() const
    {
        return child<QTreeView>(m_page.get(), "historyTreeView");
    }
    [[nodiscard]] int count() const { return view()->model()->rowCount(); }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return view()->model()->index(row, column).data().toString();
    }
    void choose(int row) { view()->setCurrentIndex(view()->model()->index(row, 0)); }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return child<QPushButton>(m_page.get(), name);
    }

    test::UiFixture m_fixture;
    std::unique_ptr<test::ModuleFolder> m_core;
    sites::SiteProfile m_profile;
    std::unique_ptr<ui::SiteSession> m_session;
    std::unique_ptr<ui::HistoryPage> m_page;
};

void TestHistoryPage::init()
{
    ui::Theme::instance(); // as the program does, before the first widget
    setLanguage(Language::English);
    for (const char *state : {"history/columns", "history/columnsSet", "history/filter"})
        m_fixture.settings().setState(QString::fromLatin1(state), {});
    m_core = std::make_unique<test::ModuleFolder>(
        u"core"_s, test::titledManifest("core", "Core platform", "core"));
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        m_core->addTable(stem);
    m_fixture.useModules({m_core->path()});
}

void TestHistoryPage::cleanup()
{
    m_page.reset();
    m_session.reset();
}

void TestHistoryPage::open()
{
    cleanup();
    m_profile = m_fixture.addSite();
    m_session = m_fixture.openSession(m_profile);
    openPage();
}

void TestHistoryPage::openPage()
{
    m_page = std::make_unique<ui::HistoryPage>(*m_session);
    m_page->resize(860, 640);
    m_page->show();
    if (!QTest::qWaitForWindowExposed(m_page.get()))
        qFatal("the page did not come up");
    m_page->activate();
}

// A real run that this computer's history knows nothing of, told by another one.
RunReport TestHistoryPage::runElsewhere(const operations::Request &request)
{
    auto connection = postgres::Connection::open(m_profile.connection);
    if (!connection)
        qFatal("%s", qUtf8Printable(connection.error().toText()));
    const modules::ModuleCatalog catalog = modules::loadCatalog({m_core->path()});
    const auto prepared = operations::prepare(*connection, catalog, {}, request);
    if (!prepared)
        qFatal("%s", qUtf8Printable(prepared.error().toText()));
    const auto reports = operations::carryOut(*connection, catalog, {}, *prepared);
    test::UiFixture::sql(
        m_profile,
        "SET session_replication_role = replica;" // else the audit trail refuses it
        " UPDATE aegisx_site.run SET os_user = 'somchai', host = 'pharmacy-pc',"
        " program = 'AegisX Site Manager 0.0.9' WHERE run_id = '"
            + reports.first().runId.toLatin1() + "'");
    return reports.first();
}

void TestHistoryPage::failOnce()
{
    m_core->addMigration(u"9_bad"_s, "SELECT 1/0;", "SELECT 1;");
    std::shared_ptr<const operations::Preparation> prepared;
    connect(m_session.get(), &ui::SiteSession::prepared, this, [&prepared](const auto &made) {
        prepared = made;
    });
    QSignalSpy ended(m_session.get(), &ui::SiteSession::runFinished);
    m_session->prepare(plans::MigrateRequest {});
    QTRY_VERIFY_WITH_TIMEOUT(prepared, patience);
    m_session->run(prepared);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    m_session->disconnect(this);
    m_core->remove(u"9_bad.sql"_s);
}

void TestHistoryPage::nothingYet()
{
    open();
    const auto *instead = child<ui::EmptyState>(m_page.get(), "historyEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->title(), u"No runs yet"_s, patience);
    QVERIFY(instead->isVisible());
    QVERIFY(!button("openReportPushButton")->isEnabled());
    QVERIFY(!button("exportHistoryPushButton")->isEnabled());
    QVERIFY(!child<QWidget>(m_page.get(), "historyBanner")->isVisible());
}

void TestHistoryPage::runsOfThisComputer()
{
    open();
    auto *found = qobject_cast<QAbstractProxyModel *>(view()->model());
    auto *filtered = qobject_cast<QAbstractProxyModel *>(found->sourceModel());
    const QAbstractItemModelTester foundTester(found);
    const QAbstractItemModelTester filteredTester(filtered);
    const QAbstractItemModelTester tester(filtered->sourceModel());
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"2_b"_s, false});
    failOnce();
    // Both histories know both; each counts once, and the page follows by itself.
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    QCOMPARE(test::UiFixture::sql(m_profile, "SELECT count(*) FROM aegisx_site.run"), u"2"_s);
    const auto *instead = child<ui::EmptyState>(m_page.get(), "historyEmptyState");
    QVERIFY(!instead->isVisible());
    QTest::qWait(0);
    m_page->activate();
    QTest::qWait(0);
    QCOMPARE(count(), 2);
    QCOMPARE(cell(0, HistoryModel::What), u"Upgrade"_s);
    QCOMPARE(cell(0, HistoryModel::Result), u"Failed"_s);
    QCOMPARE(cell(1, HistoryModel::Result), u"Done"_s);
    QVERIFY(cell(1, HistoryModel::Computer).endsWith(u"(this computer)"_s));
    QVERIFY(cell(1, HistoryModel::Duration).endsWith(u's'));
    QSignalSpy requested(m_page.get(), &ui::HistoryPage::reportRequested);
    choose(1);
    QTest::mouseClick(button("openReportPushButton"), Qt::LeftButton);
    QCOMPARE(requested.size(), 1);
    const auto report = requested.first().first().value<reports::SiteReport>();
    QCOMPARE(report.hospital, m_profile.name);
    QCOMPARE(report.runs.size(), 1);
    const RunReport &run = report.runs.first();
    QCOMPARE(run.outcome, Outcome::Done);
    QCOMPARE(run.count(runs::StepState::Done), 2);
    QCOMPARE(run.batches.value(u"core"_s), 1);
    QVERIFY(report.connection.contains(m_profile.connection.database));
    choose(0);
    QTest::keyClick(view(), Qt::Key_Return);
    QCOMPARE(requested.size(), 2);
    const auto failed = requested.last().first().value<reports::SiteReport>();
    QVERIFY(failed.runs.first().error);
    QCOMPARE(failed.runs.first().error->detail.sqlState, u"22012"_s);
}

void TestHistoryPage::runsOfAnotherComputer()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    const RunReport other = runElsewhere(plans::MigrateRequest {});
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    QCOMPARE(cell(0, HistoryModel::Who), u"somchai"_s);
    QCOMPARE(cell(0, HistoryModel::Computer), u"pharmacy-pc"_s);
    QCOMPARE(cell(0, HistoryModel::Result), u"Done"_s);
    QCOMPARE(view()->model()->index(0, HistoryModel::When).data().toString(),
             m_fixture.context().formatTime(other.startedAt));
    QSignalSpy requested(m_page.get(), &ui::HistoryPage::reportRequested);
    choose(0);
    QTest::mouseClick(button("openReportPushButton"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(requested.size(), 1, patience);
    const auto report = requested.first().first().value<reports::SiteReport>();
    const RunReport &run = report.runs.first();
    QCOMPARE(run.runId, other.runId);
    QCOMPARE(run.who, u"somchai@pharmacy-pc"_s);
    QCOMPARE(run.outcome, Outcome::Done);
    QCOMPARE(run.startedAt, other.startedAt);
    QCOMPARE(run.steps.size(), 2);
    QCOMPARE(run.steps.last().name, u"3_c"_s);
    QCOMPARE(run.steps.last().kind, plans::StepKind::Up);
    QVERIFY(!run.error);
    QVERIFY(!run.stateNow.isEmpty());
    QCOMPARE(report.programVersion, u"0.0.9"_s);

    m_core->addMigration(u"9_bad"_s, "SELECT 1/0;", "SELECT 1;");
    QCOMPARE(runElsewhere(plans::MigrateRequest {}).outcome, Outcome::Failed);
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 3, patience);
    QCOMPARE(cell(0, HistoryModel::Result), u"Failed"_s);
    choose(0);
    QTest::keyClick(view(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(requested.size(), 2, patience);
    const RunReport failed = requested.last().first().value<reports::SiteReport>().runs.first();
    QVERIFY(failed.error);
    QVERIFY(failed.error->message.contains(u"division by zero"_s));
    QCOMPARE(failed.steps.size(), 1); // the audit trail keeps the step that failed
    QCOMPARE(failed.steps.first().name, u"9_bad"_s);
    QCOMPARE(failed.steps.first().state, runs::StepState::Failed);
}

void TestHistoryPage::runThatDoesNotSayHowItEnded()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    const RunReport other = runElsewhere(plans::MigrateRequest {});
    test::UiFixture::sql(m_profile,
                         "SET session_replication_role = replica; UPDATE aegisx_site.run SET "
                         "outcome = NULL, finished_at = NULL"
                         " WHERE run_id = '"
                             + other.runId.toLatin1() + "'");
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    choose(0);
    QCOMPARE(cell(0, HistoryModel::Result), u"not known"_s);
    QCOMPARE(cell(0, HistoryModel::Duration), QString());
    // What is known of it is shown.
    QVERIFY(button("openReportPushButton")->isEnabled());
    QCOMPARE(button("openReportPushButton")->toolTip(),
             u"Open what is known of this run, which did not say how it ended (Enter)"_s);
    QSignalSpy requested(m_page.get(), &ui::HistoryPage::reportRequested);
    QTest::keyClick(view(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(requested.size(), 1, patience);
    const RunReport run = requested.last().first().value<reports::SiteReport>().runs.first();
    QCOMPARE(run.outcome, Outcome::OutcomeUnknown);
    QCOMPARE(run.count(runs::StepState::Done), 2);
    QVERIFY2(run.stateNow.startsWith(u"The run is still going on, or it ended without saying"_s)
                 && !run.stateNow.contains(u"connection"_s),
             qUtf8Printable(run.stateNow));
    // Of one that left no step there is nothing to show.
    test::UiFixture::sql(m_profile,
                         "SET session_replication_role = replica; DELETE FROM"
                         " aegisx_site.run_step WHERE run_id = '"
                             + other.runId.toLatin1() + "'");
    m_page->activate();
    QTRY_VERIFY_WITH_TIMEOUT(!button("openReportPushButton")->isEnabled(), patience);
    QCOMPARE(button("openReportPushButton")->toolTip(),
             u"The run is still going on, or it ended without saying how."_s);
    QTest::keyClick(view(), Qt::Key_Return);
    QCOMPARE(requested.size(), 1);
    choose(1);
    QVERIFY(button("openReportPushButton")->isEnabled());
}

void TestHistoryPage::damagedReport()
{
    open();
    sites::RunRecord record;
    record.siteId = m_profile.id;
    record.operation = u"migrate"_s;
    record.outcome = u"ofAVersionToCome"_s;
    record.startedAt = QDateTime::currentDateTimeUtc();
    record.reportJson = "{\"runId\": 7";
    QVERIFY(m_fixture.store().addRun(record));
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 1, patience);
    QCOMPARE(cell(0, HistoryModel::Result), u"not known"_s);
    QSignalSpy requested(m_page.get(), &ui::HistoryPage::reportRequested);
    QTest::mouseClick(button("openReportPushButton"), Qt::LeftButton);
    QCOMPARE(requested.size(), 0);
    const auto *said = child<QLabel>(m_page.get(), "historySaidLabel");
    QVERIFY(said->isVisible());
    QVERIFY(said->text().contains(u"cannot be read"_s));
}

void TestHistoryPage::filterAndSearch()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {});
    failOnce();
    test::carryOut(*m_session, plans::RollbackRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(count(), 3, patience);
    auto *filter = child<QComboBox>(m_page.get(), "historyFilterComboBox");
    QCOMPARE(filter->itemText(0), u"All (3)"_s);
    QCOMPARE(filter->itemText(1), u"Successful (2)"_s);
    QCOMPARE(filter->itemText(2), u"Not successful (1)"_s);
    filter->setCurrentIndex(2);
    QCOMPARE(count(), 1);
    QCOMPARE(cell(0, HistoryModel::Result), u"Failed"_s);
    QTest::keyClick(m_page.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = child<QLineEdit>(m_page.get(), "historySearchLineEdit");
    QTRY_COMPARE(m_page->focusWidget(), search);
    QTest::keyClicks(search, u"roll back"_s);
    const auto *none = child<ui::EmptyState>(m_page.get(), "historyEmptyState");
    QVERIFY(none->isVisible());
    QCOMPARE(none->title(), u"No run fits"_s);
    QVERIFY(!button("openReportPushButton")->isEnabled());
    filter->setCurrentIndex(0);
    QCOMPARE(count(), 1);
    QCOMPARE(cell(0, HistoryModel::What), u"Roll back"_s);
    QTest::keyClicks(search, u" nothing"_s);
    QTest::mouseClick(none->firstButton(), Qt::LeftButton);
    QCOMPARE(count(), 3);
    view()->sortByColumn(HistoryModel::When, Qt::AscendingOrder);
    QCOMPARE(cell(2, HistoryModel::What), u"Roll back"_s);
}

void TestHistoryPage::withoutAConnection()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    [[maybe_unused]] const RunReport other = runElsewhere(plans::MigrateRequest {});
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    m_page.reset();
    m_session = std::make_unique<ui::SiteSession>(m_profile, m_fixture.context()); // never opened
    openPage();
    QCOMPARE(count(), 1); // at once
    const auto *banner = child<ui::Banner>(m_page.get(), "historyBanner");
    QVERIFY(banner->isVisible());
    QVERIFY(banner->sentence().contains(u"only the runs from this computer"_s));
    QSignalSpy requested(m_page.get(), &ui::HistoryPage::reportRequested);
    QTest::mouseClick(button("openReportPushButton"), Qt::LeftButton);
    QCOMPARE(requested.size(), 1);
    m_session->open();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    QVERIFY(!banner->isVisible());
}

void TestHistoryPage::exportsWhatIsShown()
{
    open();
    m_profile.name = u"x"_s;
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    const RunReport other = runElsewhere(plans::MigrateRequest {});
    test::UiFixture::sql(m_profile,
                         "SET session_replication_role = replica; UPDATE aegisx_site.run SET "
                         "os_user = '=1+\"2\"' WHERE host = 'pharmacy-pc'");
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    QTRY_COMPARE_WITH_TIMEOUT(cell(0, HistoryModel::Who), u"=1+\"2\""_s, patience);
    const QString path = m_fixture.filePath(u"history"_s);
    m_fixture.dialogs().willChoosePath(path); // without an ending
    QTest::keyClick(m_page.get(), Qt::Key_E, Qt::ControlModifier);
    QFile file(path % u".csv"_s);
    const auto *said = child<QLabel>(m_page.get(), "historySaidLabel");
    QTRY_VERIFY_WITH_TIMEOUT(said->text().contains(u"history.csv"_s), patience);
    QVERIFY(m_fixture.dialogs().suggestions().last().endsWith(u".csv"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.startsWith("\xEF\xBB\xBF\"Started\","));
    const QList<QByteArray> lines = text.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.at(1).contains(other.runId.toUtf8()));
    QVERIFY(lines.at(1).contains("\"'=1+\"\"2\"\"\"")); // not a formula
    QVERIFY(lines.at(1).contains("\"Upgrade\",\"Done\""));
    const QByteArray started = lines.at(1).split(',').first();
    QCOMPARE(
        QDateTime::fromString(QString::fromLatin1(started.mid(1, started.size() - 2)), Qt::ISODate)
            .toSecsSinceEpoch(),
        other.startedAt.toSecsSinceEpoch());
    m_fixture.dialogs().willChoosePath({}); // cancelled
    QTest::mouseClick(button("exportHistoryPushButton"), Qt::LeftButton);
}

void TestHistoryPage::exportFails()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(count(), 1, patience);
    m_fixture.dialogs().willChoosePath(m_fixture.filePath(u"no such folder/x.csv"_s));
    QTest::mouseClick(button("exportHistoryPushButton"), Qt::LeftButton);
    const auto *said = child<QLabel>(m_page.get(), "historySaidLabel");
    QTRY_VERIFY_WITH_TIMEOUT(said->text().contains(u"could not be saved"_s), patience);
}

void TestHistoryPage::followsTheLanguage()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(count(), 1, patience);
    const QString english = cell(0, HistoryModel::What);
    const QString when = cell(0, HistoryModel::When);
    setLanguage(Language::Thai);
    QTRY_VERIFY(cell(0, HistoryModel::What) != english);
    QVERIFY(cell(0, HistoryModel::When) != when); // the Buddhist year
    QCOMPARE(view()->currentIndex().row(), 0);
}

void TestHistoryPage::remembersItsState()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(count(), 1, patience);
    child<QComboBox>(m_page.get(), "historyFilterComboBox")->setCurrentIndex(2);
    view()->header()->resizeSection(HistoryModel::Who, 177);
    view()->sortByColumn(HistoryModel::Duration, Qt::AscendingOrder);
    m_page.reset();
    openPage();
    QCOMPARE(child<QComboBox>(m_page.get(), "historyFilterComboBox")->currentIndex(), 2);
    QCOMPARE(view()->columnWidth(HistoryModel::Who), 177);
    QCOMPARE(view()->header()->sortIndicatorSection(), int(HistoryModel::Duration));
    QCOMPARE(count(), 0);
}

void TestHistoryPage::keyboardAlone()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    test::carryOut(*m_session, plans::MigrateRequest {});
    QTRY_COMPARE_WITH_TIMEOUT(count(), 2, patience);
    QTRY_COMPARE(m_page->focusWidget(), view());
    choose(0);
    QTest::keyClick(view(), Qt::Key_Down);
    QCOMPARE(view()->currentIndex().row(), 1);
    QSet<QWidget *> reached;
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(m_page->focusWidget(), Qt::Key_Tab);
        reached.insert(m_page->focusWidget());
    }
    for (const char *name : {"historyFilterComboBox",
                             "historySearchLineEdit",
                             "historyTreeView",
                             "openReportPushButton",
                             "exportHistoryPushButton"})
        QVERIFY2(reached.contains(child<QWidget>(m_page.get(), name)), name);
}

void TestHistoryPage::everyLook()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{}, u"1_a"_s, false});
    failOnce();
    [[maybe_unused]] const RunReport other = runElsewhere(plans::MigrateRequest {});
    m_page->activate();
    QTRY_COMPARE_WITH_TIMEOUT(count(), 3, patience);
    QCOMPARE(test::troubleInEveryLook(m_page.get(), u"history"_s), QString());
    QVERIFY(m_page->width() <= 860);
}

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
