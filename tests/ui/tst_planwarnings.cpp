#include "core/base/language.h"
#include "core/base/tr.h"
#include "tests/ui/support/flowtest.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/pages/planpage.h"
#include "ui/site/siteview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/sqlview.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QTreeView>
#include <QWheelEvent>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UnlockRequest;
using operations::UpgradeRequest;
using test::child;
using test::MainWindowFixture;
using test::UiFixture;

// What a plan warns of, where a person sees it, and the ways out of its page.
class TestPlanWarnings : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void gravestFirst();
    void hiddenTabsStayHidden();
    void rowsAreNotSql();
    void releaseIsThePlanItself();
    void forceIsInSight_data();
    void forceIsInSight();
    void stopLeadsToTheEvidence();
    void backToTheReport();

private:
    [[nodiscard]] QTabWidget *details() const
    {
        return child<QTabWidget>(m_window->planPage(), "planDetailsTabWidget");
    }
    void planForcedRelease();
};

void TestPlanWarnings::gravestFirst()
{
    m_demo->addTable(u"1_items"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile,
                   "CREATE SCHEMA other; CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS"
                   " 'SELECT count(*) FROM public.t_1_items';"
                   "ALTER TABLE t_1_items ADD CONSTRAINT ck CHECK (counted() >= 0)");
    m_window->session().refresh();
    m_window->plan(plans::MoveRequest {{u"public.t_1_items"_s}, u"other"_s});
    const auto *banner = child<ui::Banner>(m_window->planPage(), "planBanner");
    QVERIFY2(banner->sentence().startsWith(u"Writing into a table fails after the move"_s),
             qPrintable(banner->sentence()));
    QVERIFY2(banner->detail().contains(
                 Tr::tr("There are %n warnings; the notes have them all.", nullptr, 3)),
             qPrintable(banner->detail()));
    QVERIFY(details()->tabText(0).startsWith(u"Notes ("_s));
    QCOMPARE(details()->currentIndex(), 0);
    QVERIFY(child<QWidget>(m_window->planPage(), "planFindingsScrollArea")->isVisible());
    const auto isLaidOut = [this] { // what the check warns of
        const auto labels = m_window->planPage()->findChildren<QLabel *>(u"preflightRemedyLabel"_s);
        return !labels.isEmpty() && labels.first()->isVisible();
    };
    QTRY_VERIFY(isLaidOut());
    QTRY_COMPARE(test::clippedTexts(m_window->planPage()), QString());
    test::savePicture(m_window.get(), u"plan-move-warnings-en"_s);
    setLanguage(Language::Thai);
    m_window->plan(plans::MoveRequest {{u"public.t_1_items"_s}, u"other"_s});
    QTRY_VERIFY(isLaidOut());
    QTRY_COMPARE(test::clippedTexts(m_window->planPage()), QString());
    test::savePicture(m_window.get(), u"plan-move-warnings-th"_s);
    setLanguage(Language::English);
}

// Neither the wheel, as the page is scrolled under the mouse, nor the arrow keys open one.
void TestPlanWarnings::hiddenTabsStayHidden()
{
    m_demo->addTable(u"1_items"_s);
    open();
    m_window->plan(UpgradeRequest {});
    QTabBar *bar = details()->tabBar();
    QVERIFY(bar->isTabVisible(0) && !bar->isTabVisible(1));
    const QPointF at = bar->tabRect(0).center();
    QWheelEvent wheel(at,
                      bar->mapToGlobal(at),
                      {},
                      {0, -120},
                      Qt::NoButton,
                      Qt::NoModifier,
                      Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(bar, &wheel);
    QCOMPARE(bar->currentIndex(), 0);
    QVERIFY(!wheel.isAccepted()); // it is for the page
    bar->setFocus();
    for (const auto key : {Qt::Key_Right, Qt::Key_Left}) {
        QTest::keyClick(bar, key);
        QCOMPARE(bar->currentIndex(), 0);
    }
    QVERIFY(child<QWidget>(m_window->planPage(), "planSqlView")->isVisible());
}

void TestPlanWarnings::rowsAreNotSql()
{
    m_demo->addMigration(u"1_rows"_s, "CREATE TABLE t_rows (id int PRIMARY KEY, name text);");
    m_demo->write(u"seeds/1_public.t_rows.csv"_s, "id*,name\n1,select null\n");
    m_demo->addSeed(u"2_more"_s, "INSERT INTO t_rows VALUES (2, 'B') ON CONFLICT DO NOTHING;");
    open();
    m_window->runToTheEnd(plans::MigrateRequest {});
    m_window->plan(plans::SeedRequest {});
    const auto *sql = child<ui::SqlView>(m_window->planPage(), "planSqlView");
    const auto coloured = [sql] {
        for (QTextBlock line = sql->document()->begin(); line.isValid(); line = line.next()) {
            if (!line.layout()->formats().isEmpty())
                return true;
        }
        return false;
    };
    auto *steps = child<QTreeView>(m_window->planPage(), "planStepsTreeView");
    QVERIFY(sql->toPlainText().contains(u"1,select null"_s));
    QCOMPARE(details()->tabText(details()->currentIndex()), u"Rows"_s);
    QTest::qWait(0); // colours come after the text
    QVERIFY(!coloured());
    steps->setCurrentIndex(steps->model()->index(1, 0));
    QVERIFY(sql->toPlainText().contains(u"INSERT INTO"_s));
    QCOMPARE(details()->tabText(details()->currentIndex()), u"SQL"_s);
    QTRY_VERIFY(coloured());
    steps->setCurrentIndex(steps->model()->index(0, 0));
    QTRY_VERIFY(!coloured());
}

void TestPlanWarnings::planForcedRelease()
{
    m_demo->addTable(u"1_items"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    m_window->plan(UnlockRequest {u"demo"_s, true});
}

void TestPlanWarnings::releaseIsThePlanItself()
{
    planForcedRelease();
    QVERIFY(details()->tabText(0).startsWith(u"Evidence ("_s));
    QVERIFY(child<QWidget>(m_window->planPage(), "finding_lock-unknown")->isVisible());
    const auto buttons = details()->findChildren<QPushButton *>();
    QVERIFY(buttons.isEmpty());
}

void TestPlanWarnings::forceIsInSight_data()
{
    QTest::addColumn<Language>("language");
    QTest::newRow("en") << Language::English;
    QTest::newRow("th") << Language::Thai;
}

// What a window of 1280x800 leaves for a page.
void TestPlanWarnings::forceIsInSight()
{
    QFETCH(const Language, language);
    setLanguage(language);
    planForcedRelease();
    m_window->resize(1110, 690);
    const auto *area = child<QScrollArea>(m_window->planPage(), "planScrollArea");
    const auto *force = child<QWidget>(m_window->planPage(), "hinted_forceCheckBox");
    const auto isWhole = [area, force] {
        const QRect place(force->mapTo(area->viewport(), QPoint()), force->size());
        return area->viewport()->rect().contains(place);
    };
    const bool whole = QTest::qWaitFor(isWhole, 3000);
    test::savePicture(m_window.get(),
                      u"plan-release-"_s % QString::fromLatin1(QTest::currentDataTag()));
    setLanguage(Language::English);
    QVERIFY(whole);
}

void TestPlanWarnings::stopLeadsToTheEvidence()
{
    m_demo->addTable(u"1_items"_s);
    open();
    UiFixture::sql(m_profile, "CREATE TABLE t_1_items (id int PRIMARY KEY)");
    m_window->plan(UpgradeRequest {});
    auto *line = child<QWidget>(m_window->planPage(), "preflight_there-already");
    QTRY_VERIFY(line->isVisible());
    QTRY_COMPARE(test::clippedTexts(m_window->planPage()), QString());
    test::savePicture(m_window.get(), u"plan-stop-evidence"_s);
    const QSignalSpy wanted(m_window->planPage(), &ui::PlanPage::evidenceRequested);
    MainWindowFixture::click(line, "seeEvidencePushButton");
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first(), (QVariantList {u"demo"_s, u"1_items"_s}));
    QCOMPARE(test::controlsWithoutName(m_window->planPage()), QString());
}

void TestPlanWarnings::backToTheReport()
{
    m_demo->addMigration(u"1_broken"_s, "SELECT 1/0;", "SELECT 1;");
    MainWindowFixture window;
    window.site().useModules({m_demo->path()});
    ui::SiteView *view = window.open(window.site().addSite());
    MainWindowFixture::startUpgrade(view);
    MainWindowFixture::waitForPage(view, "reportPage");
    MainWindowFixture::click(view->currentPage(), "tryAgainPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    MainWindowFixture::click(view->currentPage(), "backPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
    view->showPage(0);
    MainWindowFixture::planUpgrade(view);
    MainWindowFixture::click(view->currentPage(), "backPushButton");
    MainWindowFixture::waitForPage(view, "overviewPage");
}

QTEST_MAIN(TestPlanWarnings)
#include "tst_planwarnings.moc"
