#include "tests/ui/support/flowtest.h"
#include "ui/models/lossesmodel.h"
#include "ui/models/planmodel.h"
#include "ui/pages/planpage.h"
#include "ui/widgets/nameconfirmation.h"
#include "ui/widgets/sqlview.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using plans::PlanStep;
using plans::StepKind;
using test::child;
using test::UiFixture;
using ui::LossesModel;
using ui::PlanModel;

// What a person sees of a plan at first, without scrolling or opening anything.
class TestPlanLook : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void opensAtTheTop();
    void marksShowTheirEvidence();
    void marksShowWhatIsWritten();
    void unlockShowsWhatIsWritten();
    void sqlHasRoom();
    void whatHappensIsNeverCut();
    void whatCanBeUndone_data();
    void whatCanBeUndone();

private:
    void openDestroying();
    [[nodiscard]] QTabWidget *details() const
    {
        return child<QTabWidget>(m_window->planPage(), "planDetailsTabWidget");
    }
    [[nodiscard]] QString shownSql() const
    {
        return child<ui::SqlView>(m_window->planPage(), "planSqlView")->toPlainText();
    }
    [[nodiscard]] QScrollBar *bar() const
    {
        return child<QScrollArea>(m_window->planPage(), "planScrollArea")->verticalScrollBar();
    }
};

// Rows are lost, and of a part nobody knows what it does.
void TestPlanLook::openDestroying()
{
    m_demo->addMigration(u"1_truncate"_s,
                         "TRUNCATE public.t_drugs;\n"
                         "DO $$ BEGIN EXECUTE 'SELECT ' || 1; END $$;",
                         "SELECT 1;");
    open(Environment::Production);
    UiFixture::sql(m_profile,
                   "CREATE TABLE t_drugs (id int); INSERT INTO t_drugs SELECT "
                   "generate_series(1, 12)");
}

void TestPlanLook::opensAtTheTop()
{
    openDestroying();
    m_window->plan(UpgradeRequest {});
    QTRY_VERIFY(bar()->maximum() > 0);
    bar()->setValue(bar()->maximum());
    m_window->plan(UpgradeRequest {{}, true});
    QCOMPARE(bar()->value(), 0);
    QTRY_VERIFY(bar()->maximum() > 0);
    QCOMPARE(bar()->value(), 0);
}

void TestPlanLook::marksShowTheirEvidence()
{
    m_demo->addTable(u"1_wards"_s);
    open();
    UiFixture::sql(m_profile, "CREATE TABLE \"t_1_wards\" (id int PRIMARY KEY)");
    plans::MarkRequest request;
    request.module = u"demo"_s;
    request.names = QStringList {u"1_wards"_s};
    m_window->plan(request);
    QVERIFY(details()->tabText(0).startsWith(u"Evidence ("_s));
    QCOMPARE(details()->currentIndex(), 0);
    QVERIFY(child<QWidget>(m_window->planPage(), "planFindingsScrollArea")->isVisible());
    QCOMPARE(details()->tabText(1), u"SQL"_s);
    m_window->plan(UpgradeRequest {}); // another kind of plan has its SQL first again
    QCOMPARE(details()->tabText(0), u"SQL"_s);
    QCOMPARE(details()->currentIndex(), 0);
}

// And it is what the run writes.
void TestPlanLook::marksShowWhatIsWritten()
{
    m_demo->addTable(u"1_wards"_s);
    m_demo->addTable(u"2_drugs"_s);
    open();
    m_window->runToTheEnd(plans::MigrateRequest {{u"demo"_s}, u"1_wards"_s, false});
    UiFixture::sql(m_profile, "CREATE TABLE \"t_2_drugs\" (id int PRIMARY KEY)");
    plans::MarkRequest request;
    request.module = u"demo"_s;
    request.names = QStringList {u"2_drugs"_s};
    m_window->plan(request);
    const QByteArray insert = shownSql().toUtf8();
    QVERIFY2(insert.startsWith("insert into \"public\".\"knex_migrations\""), insert.constData());
    QVERIFY(child<QLabel>(m_window->planPage(), "sqlFileLabel")
                ->text()
                .contains(u"nothing of the file is run"_s));
    const QByteArray row = "SELECT string_agg(concat_ws(' ', name, batch), ',') FROM"
                           " knex_migrations WHERE name LIKE '2%'";
    UiFixture::sql(m_profile, insert);
    const QString asShown = UiFixture::sql(m_profile, row);
    UiFixture::sql(m_profile, "DELETE FROM knex_migrations WHERE name LIKE '2%'");
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(UiFixture::sql(m_profile, row), asShown);
    request.pending = true;
    request.reason = u"It is to run again"_s;
    m_window->plan(request);
    QVERIFY2(shownSql().startsWith(u"delete from \"public\".\"knex_migrations\""_s),
             qUtf8Printable(shownSql()));
    UiFixture::sql(m_profile, shownSql().toUtf8());
    QCOMPARE(UiFixture::sql(m_profile, "SELECT count(*) FROM knex_migrations"), u"1"_s);
}

void TestPlanLook::unlockShowsWhatIsWritten()
{
    m_demo->addTable(u"1_wards"_s);
    open();
    m_window->runToTheEnd(UpgradeRequest {});
    UiFixture::sql(m_profile, "UPDATE knex_migrations_lock SET is_locked = 1");
    m_window->plan(operations::UnlockRequest {u"demo"_s, true});
    QVERIFY(details()->tabText(0).startsWith(u"Evidence ("_s));
    UiFixture::sql(m_profile, shownSql().toUtf8());
    QCOMPARE(UiFixture::sql(m_profile,
                            "SELECT string_agg(is_locked::text, ',') FROM knex_migrations_lock"),
             u"0"_s);
}

void TestPlanLook::sqlHasRoom()
{
    openDestroying();
    m_window->plan(UpgradeRequest {});
    QVERIFY(child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation")->isVisible());
    const auto *sql = child<ui::SqlView>(m_window->planPage(), "planSqlView");
    QTRY_VERIFY2(sql->height() >= 7 * sql->fontMetrics().lineSpacing(),
                 qPrintable(QString::number(sql->height())));
}

void TestPlanLook::whatHappensIsNeverCut()
{
    openDestroying();
    m_window->plan(UpgradeRequest {});
    const auto *table = child<QTreeView>(m_window->planPage(), "lossesTreeView");
    const auto *view = static_cast<const QAbstractItemView *>(table);
    QCOMPARE(table->model()->rowCount(), 2);
    for (const int column : {LossesModel::What, LossesModel::Rows})
        QTRY_VERIFY(table->header()->sectionSize(column) >= view->sizeHintForColumn(column));
    QTRY_VERIFY(table->header()->length() <= table->viewport()->width());
}

void TestPlanLook::whatCanBeUndone_data()
{
    QTest::addColumn<StepKind>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("move") << StepKind::Move << u"yes"_s;
    QTest::newRow("mark as completed") << StepKind::MarkCompleted << u"yes"_s;
    QTest::newRow("mark as pending") << StepKind::MarkPending << u"yes"_s;
    QTest::newRow("environment") << StepKind::SetEnvironment << u"yes"_s;
    QTest::newRow("roll back") << StepKind::Down << u"no"_s;
    QTest::newRow("seed") << StepKind::Seed << u"no"_s;
    QTest::newRow("release") << StepKind::Unlock << u"no"_s;
    QTest::newRow("end") << StepKind::EndSession << u"no"_s;
}

void TestPlanLook::whatCanBeUndone()
{
    QFETCH(const StepKind, kind);
    auto preparation = std::make_shared<operations::Preparation>();
    PlanStep step;
    step.kind = kind;
    preparation->plans.append(plans::Plan {});
    preparation->plans.first().steps.append(step);
    PlanModel model;
    model.setPreparation(preparation);
    QTEST(model.index(0, PlanModel::Undo).data().toString(), "word");
}

QTEST_MAIN(TestPlanLook)
#include "tst_planlook.moc"
