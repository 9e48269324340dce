#include "core/base/language.h"
#include "core/base/tr.h"
#include "tests/ui/support/flowtest.h"
#include "ui/pages/planpage.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/reportsteps.h"
#include "ui/pages/reportways.h"
#include "ui/pages/reportwords.h"
#include "ui/pages/runpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/foldout.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;
using ui::Banner;
using ui::Meaning;
using ui::ReportPage;
using ui::ReportSteps;
using ui::ReportWays;

class TestReportPage : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void upgradeDone();
    void nothingToDo();
    void failedInTheMiddle();
    void seedsFailAfterTheMigrations();
    void cancelledIsNoFailure();
    void undoIsOffered();
    void undoIsNotOfferedWithoutAWayBack();
    void undoGoesWithTheNextUpgrade();
    void savesTheThreeForms();
    void cannotBeSaved();
    void copiesForSupport();
    void showsReportsOfTheHistory();
    void keyboard();
    void followsTheLanguage();
    void accessibleAndUnclipped_data();
    void accessibleAndUnclipped();

private:
    void fillDemo();
    [[nodiscard]] Banner *banner() const;
    [[nodiscard]] QString heading() const;
    [[nodiscard]] QStringList shownSteps() const; // "group", "  step", "    table inserted/..."
    [[nodiscard]] bool offersUndo() const;
    [[nodiscard]] ui::ReportWays *ways() const
    {
        return child<ui::ReportWays>(m_window->reportPage(), "reportWays");
    }
    [[nodiscard]] QPushButton *button(const char *name) const;
};

void TestReportPage::fillDemo()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_drugs"_s,
                         "CREATE TABLE public.t_drugs (id int PRIMARY KEY, name text NOT NULL);",
                         "DROP TABLE public.t_drugs;");
    m_demo->addSeed(u"001_drugs"_s,
                    "INSERT INTO public.t_drugs VALUES (1, 'Paracetamol'), (2, 'Amoxicillin') ON "
                    "CONFLICT (id) DO NOTHING;");
}

Banner *TestReportPage::banner() const
{
    return child<Banner>(m_window->reportPage(), "reportBanner");
}

QString TestReportPage::heading() const
{
    return child<QLabel>(m_window->reportPage(), "reportHeadingLabel")->text();
}

QPushButton *TestReportPage::button(const char *name) const
{
    return child<QPushButton>(m_window->reportPage(), name);
}

bool TestReportPage::offersUndo() const
{
    return ways()->offers(ReportWays::Way::RollBack);
}

QStringList TestReportPage::shownSteps() const
{
    const auto *tree = child<ReportSteps>(m_window->reportPage(), "reportStepsTreeWidget");
    QStringList lines;
    for (int g = 0; g < tree->topLevelItemCount(); ++g) {
        const QTreeWidgetItem *group = tree->topLevelItem(g);
        lines << group->text(ReportSteps::Step);
        for (int s = 0; s < group->childCount(); ++s) {
            const QTreeWidgetItem *step = group->child(s);
            lines << u"  "_s % step->text(ReportSteps::Step);
            for (int t = 0; t < step->childCount(); ++t) {
                const QTreeWidgetItem *table = step->child(t);
                QStringList cells {table->text(ReportSteps::Step)};
                for (int column = ReportSteps::Inserted; column <= ReportSteps::Deleted; ++column)
                    cells << table->text(column);
                lines << u"    "_s % cells.join(u' ');
            }
        }
    }
    return lines;
}

void TestReportPage::upgradeDone()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    QCOMPARE(banner()->meaning(), Meaning::Success);
    QCOMPARE(banner()->sentence(), Tr::tr("Done: %n step(s) carried out.", nullptr, 3));
    QVERIFY(!banner()->detail().isEmpty()); // one next step
    QCOMPARE(shownSteps(),
             (QStringList {u"done: 3"_s,
                           u"  1_wards"_s,
                           u"  2_drugs"_s,
                           u"  001_drugs"_s,
                           u"    public.t_drugs 2 0 0 0 0"_s}));
    QVERIFY(child<ui::Card>(m_window->reportPage(), "failureCard")->isHidden());
    QVERIFY(child<QLabel>(m_window->reportPage(), "reportWhenLabel")
                ->text()
                .contains(m_window->report().runs.first().who));
    QVERIFY(button("showLogPushButton")->isVisible());
    QTest::mouseClick(button("showLogPushButton"), Qt::LeftButton);
    QCOMPARE(m_window->currentWidget(), static_cast<QWidget *>(m_window->runPage()));
}

void TestReportPage::nothingToDo()
{
    open();
    reports::SiteReport report;
    runs::RunReport run;
    run.outcome = runs::Outcome::NothingToDo;
    run.startedAt = run.finishedAt = QDateTime::currentDateTimeUtc();
    runs::describeOutcome(run);
    report.runs = {run};
    m_window->reportPage()->showReport(report);
    QCOMPARE(heading(), u"Upgrade: Nothing to do"_s);
    QCOMPARE(banner()->meaning(), Meaning::Info);
    QCOMPARE(banner()->sentence(), u"Nothing to do: the site is up to date."_s);
    QVERIFY(!offersUndo());
    m_window->reportPage()->showReport({}); // of a run that left nothing
    QCOMPARE(heading(), u"Report"_s);
    QVERIFY(banner()->isHidden());
}

void TestReportPage::failedInTheMiddle()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_broken"_s,
                         "CREATE TABLE public.t_x (id int);\nINSERT INTO public.t_x VALUES ('no "
                         "number');",
                         "SELECT 1;");
    m_demo->addTable(u"3_later"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Failed"_s);
    QCOMPARE(banner()->meaning(), Meaning::Danger);
    QCOMPARE(banner()->sentence(), u"The site is exactly as it was before this run."_s);
    QCOMPARE(shownSteps(),
             (QStringList {u"failed: 1"_s,
                           u"  2_broken"_s,
                           u"rolled back: 1"_s,
                           u"  1_wards"_s,
                           u"not run: 1"_s,
                           u"  3_later"_s}));
    QVERIFY(child<QLabel>(m_window->reportPage(), "failureMessageLabel")
                ->text()
                .startsWith(u"The migration demo/2_broken failed: "_s));
    auto *details = child<ui::Foldout>(m_window->reportPage(), "failureFoldout");
    auto *words = child<QPlainTextEdit>(m_window->reportPage(), "failureDetailsPlainTextEdit");
    QVERIFY(!details->isOpen());
    QVERIFY(!words->isVisible());
    QTest::mouseClick(details->button(), Qt::LeftButton);
    QVERIFY(words->isVisible());
    for (const QString &part : {u"SQLSTATE: 22P02"_s, u"2_broken.sql:3"_s, u"INSERT INTO"_s})
        QVERIFY2(words->toPlainText().contains(part), qUtf8Printable(words->toPlainText()));
    QVERIFY(!offersUndo());
    QCOMPARE(UiFixture::sql(m_profile, "SELECT to_regclass('\"t_1_wards\"') IS NULL"), u"t"_s);
}

void TestReportPage::seedsFailAfterTheMigrations()
{
    fillDemo();
    m_demo->addSeed(u"002_broken"_s, "SELECT 1/0;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Failed part-way"_s);
    QCOMPARE(banner()->meaning(), Meaning::Danger);
    QCOMPARE(
        banner()->sentence(),
        u"The migrations are done and stay. Of the reference data, 1 of 2 seeds are loaded."_s);
    QVERIFY(shownSteps().contains(u"  002_broken"_s));
    QTRY_VERIFY(offersUndo()); // the migrations can still be undone
}

void TestReportPage::cancelledIsNoFailure()
{
    m_demo->addMigration(u"1_slow"_s, "SELECT 1;\nSELECT pg_sleep(3600);", "SELECT 1;");
    open();
    m_window->plan(UpgradeRequest {});
    m_window->pressRun();
    QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>(m_window->runPage(), "currentStatementLabel")
                                 ->text()
                                 .startsWith(u"SELECT pg_sleep"_s),
                             120'000);
    child<QPushButton>(m_window->runPage(), "cancelPushButton")->click();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Upgrade: Cancelled"_s);
    QCOMPARE(banner()->meaning(), Meaning::Warning);
    QCOMPARE(shownSteps(), (QStringList {u"cancelled: 1"_s, u"  1_slow"_s}));
}

void TestReportPage::undoIsOffered()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QTRY_VERIFY(offersUndo());
    QSignalSpy requests(m_window->reportPage(), &ReportPage::operationRequested);
    QTest::mouseClick(button("rollBackPushButton"), Qt::LeftButton);
    QCOMPARE(requests.size(), 1);
    const auto request =
        std::get<plans::RollbackRequest>(requests.first().first().value<operations::Request>());
    QCOMPARE(request.modules, QStringList {u"demo"_s});
    QCOMPARE(request.batches, 1);
    QTRY_COMPARE(child<QLabel>(m_window->planPage(), "planHeadingLabel")->text(),
                 Tr::tr("Roll back in module %1: %n migration(s)", nullptr, 2).arg(u"demo"_s));
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(heading(), u"Roll back: Done"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"0"_s);
    QTest::qWait(50);
    QVERIFY(!offersUndo());
}

void TestReportPage::undoIsNotOfferedWithoutAWayBack()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addMigration(u"2_once"_s, "CREATE TABLE public.t_once ();");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    const auto offer = ui::undoOf(m_window->report(), *m_window->session().snapshot());
    QVERIFY(offer);
    QCOMPARE(offer->files.size(), 2);
    QVERIFY(!ui::canAllBeUndone(offer->files));
    QVERIFY(ui::canAllBeUndone(offer->files.first(1)));
    QVERIFY(!ui::canAllBeUndone({u"/no/such/file.sql"_s}));
    QTest::qWait(100);
    QVERIFY(!offersUndo());
}

void TestReportPage::undoGoesWithTheNextUpgrade()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    const reports::SiteReport first = m_window->report();
    QTRY_VERIFY(offersUndo());
    m_demo->addTable(u"3_stock"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    QVERIFY(!ui::undoOf(first, *m_window->session().snapshot()));
    m_window->reportPage()->showReport(first);
    QVERIFY(!offersUndo());
}

void TestReportPage::savesTheThreeForms()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    auto *said = child<QLabel>(m_window->reportPage(), "reportSaidLabel");
    for (const QString &name : {u"report.pdf"_s, u"report.html"_s, u"report.json"_s, u"plain"_s}) {
        const QString path = m_fixture->filePath(name);
        m_fixture->dialogs().willChoosePath(path);
        QTest::mouseClick(button("saveReportPushButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(said->text().startsWith(u"The report is saved: "_s)
                                     && said->text().contains(name),
                                 60'000);
        QVERIFY(button("saveReportPushButton")->isEnabled());
    }
    QVERIFY(m_fixture->dialogs().suggestions().first().startsWith(u"aegisx-10670-upgrade-"_s));
    QVERIFY(m_fixture->dialogs().suggestions().first().endsWith(u".pdf"_s));
    QFile json(m_fixture->filePath(u"report.json"_s));
    QVERIFY(json.open(QIODevice::ReadOnly));
    QCOMPARE(QJsonDocument::fromJson(json.readAll()).object().value("outcome"_L1).toString(),
             u"done"_s);
    for (const QString &name : {u"report.pdf"_s, u"plain.pdf"_s}) {
        QFile pdf(m_fixture->filePath(name));
        QVERIFY(pdf.open(QIODevice::ReadOnly));
        QVERIFY(pdf.read(5) == "%PDF-");
    }
}

void TestReportPage::cannotBeSaved()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    auto *said = child<QLabel>(m_window->reportPage(), "reportSaidLabel");
    m_fixture->dialogs().willChoosePath(m_fixture->filePath(u"no/such/folder/report.json"_s));
    QTest::mouseClick(button("saveReportPushButton"), Qt::LeftButton);
    QTRY_VERIFY(button("saveReportPushButton")->isEnabled());
    QVERIFY(!said->text().isEmpty());
    QVERIFY(!said->text().startsWith(u"The report is saved"_s));
    const QString before = said->text();
    m_fixture->dialogs().willChoosePath({}); // cancelled: nothing happens
    QTest::mouseClick(button("saveReportPushButton"), Qt::LeftButton);
    QCOMPARE(said->text(), before);
}

void TestReportPage::copiesForSupport()
{
    m_demo->addMigration(u"1_broken"_s, "SELECT 1/0;", "SELECT 1;");
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    QGuiApplication::clipboard()->clear();
    QTest::mouseClick(button("copyForSupportPushButton"), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(u"22012"_s));
    QVERIFY(copied.contains(u"demo/1_broken"_s));
    QVERIFY(
        child<QLabel>(m_window->reportPage(), "reportSaidLabel")->text().startsWith(u"Copied."_s));
}

// A report that was kept: its log is gone, and what it says of undoing is of today.
void TestReportPage::showsReportsOfTheHistory()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    reports::SiteReport other = m_window->report();
    other.runs.first().runId = u"another"_s;
    m_window->reportPage()->showReport(other);
    QVERIFY(button("showLogPushButton")->isHidden());
    QCOMPARE(heading(), u"Upgrade: Done"_s);
    m_window->reportPage()->showReport(m_window->report());
    QVERIFY(!button("showLogPushButton")->isHidden());
}

void TestReportPage::keyboard()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    m_window->reportPage()->activate();
    QTRY_VERIFY(button("closeReportPushButton")->hasFocus());
    QSignalSpy closes(m_window->reportPage(), &ReportPage::closeRequested);
    QTest::keyClick(button("closeReportPushButton"), Qt::Key_Space);
    QCOMPARE(closes.size(), 1);
    auto *tree = child<ReportSteps>(m_window->reportPage(), "reportStepsTreeWidget");
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Escape);
    QCOMPARE(closes.size(), 2);
}

void TestReportPage::followsTheLanguage()
{
    fillDemo();
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    const QString english = banner()->sentence();
    const QString step = shownSteps().first();
    setLanguage(Language::Thai);
    QTRY_COMPARE(banner()->sentence(), Tr::tr("Done: %n step(s) carried out.", nullptr, 3));
    QVERIFY(banner()->sentence() != english);
    QVERIFY(shownSteps().first() != step);
    QCOMPARE(heading(), Tr::tr("%1: %2").arg(Tr::tr("Upgrade"), Tr::tr("Done")));
    setLanguage(Language::English);
    QTRY_COMPARE(banner()->sentence(), english);
}

void TestReportPage::accessibleAndUnclipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ui::ThemeMode>("mode");
    QTest::newRow("English") << Language::English << 100 << ui::ThemeMode::Light;
    QTest::newRow("Thai") << Language::Thai << 100 << ui::ThemeMode::Dark;
    QTest::newRow("English, large") << Language::English << 150 << ui::ThemeMode::Dark;
    QTest::newRow("Thai, large") << Language::Thai << 150 << ui::ThemeMode::Light;
}

void TestReportPage::accessibleAndUnclipped()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    QFETCH(const ui::ThemeMode, mode);
    setLanguage(language);
    ui::Theme::instance().setMode(mode);
    ui::Theme::instance().setTextPercent(percent);
    fillDemo();
    open();
    const QString look =
        u"%1-%2-%3"_s.arg(jsonKeyOf(mode), language == Language::Thai ? u"th"_s : u"en"_s)
            .arg(percent);
    const auto check = [this, &look](const QString &what) {
        QTest::qWait(100); // the layout is done by posted events
        QCOMPARE(test::controlsWithoutName(m_window->reportPage()), QString());
        QCOMPARE(test::clippedTexts(m_window->reportPage()), QString());
        test::savePicture(m_window.get(), u"report-"_s % what % u'-' % look);
    };
    m_window->runToTheEnd(UpgradeRequest {});
    QTRY_VERIFY(offersUndo());
    check(u"done"_s);
    m_demo->addMigration(u"3_broken"_s, "SELECT 1/0;", "SELECT 1;");
    m_demo->addTable(u"4_later"_s);
    m_window->runToTheEnd(UpgradeRequest {});
    check(u"failed"_s);
    child<ui::Foldout>(m_window->reportPage(), "failureFoldout")->setOpen(true);
    check(u"details"_s);
}

QTEST_MAIN(TestReportPage)
#include "tst_reportpage.moc"
