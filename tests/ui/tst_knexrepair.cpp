#include "tests/ui/support/mainwindowfixture.h"
#include "ui/dialogs/movedialog.h"
#include "ui/models/tablesmodel.h"
#include "ui/pages/sitepage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::test;
using ui::SiteView;
using ui::TablesModel;

namespace {

// The site that brokensite.mjs prepares with the real knex, and goes with the object.
class BrokenSite final
{
public:
    BrokenSite()
    {
        m_node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_node.start(QStringLiteral(AEGISX_NODE),
                     {QStringLiteral(AEGISX_SOURCE_DIR "/tests/interop/support/brokensite.mjs")});
        m_place = nextLine();
    }
    ~BrokenSite()
    {
        m_node.closeWriteChannel();
        m_node.waitForFinished(2 * patience);
    }
    BrokenSite(const BrokenSite &) = delete;
    BrokenSite &operator=(const BrokenSite &) = delete;

    [[nodiscard]] QString module() const { return m_place[u"modules"_s][0].toString(); }
    [[nodiscard]] postgres::ConnectionSettings settings() const
    {
        postgres::ConnectionSettings settings;
        settings.host = m_place[u"host"_s].toString();
        settings.port = m_place[u"port"_s].toString();
        settings.user = m_place[u"user"_s].toString();
        settings.database = m_place[u"database"_s].toString();
        return settings;
    }
    // What knex lists, and what its migrate:latest says.
    [[nodiscard]] QJsonObject askKnex()
    {
        m_node.write("knex\n");
        return nextLine();
    }

private:
    QJsonObject nextLine()
    {
        while (!m_node.canReadLine()) {
            if (!m_node.waitForReadyRead(4 * patience))
                qFatal("node: %s", qUtf8Printable(m_node.errorString()));
        }
        return QJsonDocument::fromJson(m_node.readLine()).object();
    }

    QProcess m_node;
    QJsonObject m_place;
};

} // namespace

// What real sites suffer from, all of it at once, repaired by clicks alone: a lock that a killed
// rollback left, tables in public instead of inventory, a migration without a transaction that was
// killed half way and another that failed there and cannot be run again. Afterwards the real knex
// has nothing to do.
class TestKnexRepair : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knexIsContentAfterwards();

private:
    static void releaseLock(SiteView *view);
    static void moveTables(SiteView *view);
    static void seeThatItGoesOn(SiteView *view);
    static void upgrade(SiteView *view);
    static void runPlan(SiteView *view);
};

void TestKnexRepair::runPlan(SiteView *view)
{
    MainWindowFixture::waitForPage(view, "planPage");
    auto *name = child<QLineEdit>(view->currentPage(), "confirmLineEdit");
    auto *run = child<QPushButton>(view->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible() && (run->isEnabled() || name->isVisible()), patience);
    if (name->isVisible()) // what cannot be proven is typed
        MainWindowFixture::type(view->currentPage(), "confirmLineEdit", u"Test hospital"_s);
    MainWindowFixture::click(view->currentPage(), "runPushButton");
    MainWindowFixture::waitForPage(view, "reportPage");
}

void TestKnexRepair::releaseLock(SiteView *view)
{
    view->showPage(0);
    const auto finding = [view] {
        return view->currentPage()->findChild<QWidget *>(u"finding_lock-unknown"_s);
    };
    QTRY_VERIFY_WITH_TIMEOUT(finding() != nullptr, patience);
    MainWindowFixture::click(finding(), "releaseLockPushButton");
    MainWindowFixture::waitForPage(view, "planPage");
    auto *force = child<QCheckBox>(view->currentPage(), "forceUnlockCheckBox");
    QTRY_VERIFY_WITH_TIMEOUT(force->isVisible(), patience);
    QTest::mouseClick(force, Qt::LeftButton, {}, QPoint(8, force->height() / 2));
    runPlan(view);
}

void TestKnexRepair::moveTables(SiteView *view)
{
    view->showPage(2);
    QWidget *page = view->currentPage();
    auto *tables = child<QTreeView>(page, "tablesTreeView");
    auto *filter = child<QComboBox>(page, "tableFilterComboBox");
    const auto misplaced = [filter] { return filter->findData(TablesModel::choiceOfMisplaced()); };
    QTRY_VERIFY_WITH_TIMEOUT(misplaced() > 0, patience);
    filter->setCurrentIndex(misplaced());
    Q_EMIT filter->activated(misplaced());
    QCOMPARE(tables->model()->rowCount(), 2);
    tables->setFocus();
    QTest::keyClick(tables, Qt::Key_A, Qt::ControlModifier);
    MainWindowFixture::click(page, "moveToSchemaPushButton");
    MainWindowFixture::click(child<ui::MoveDialog>(page, "moveDialog"), "showPlanPushButton");
    runPlan(view);
}

void TestKnexRepair::seeThatItGoesOn(SiteView *view)
{
    view->showPage(0);
    const auto finding = [view] {
        return view->currentPage()->findChild<QWidget *>(u"finding_evidence-half-run"_s);
    };
    QTRY_VERIFY_WITH_TIMEOUT(finding() != nullptr, patience);
    QCOMPARE(child<QLabel>(finding(), "findingRemedyLabel")->text(),
             u"Start the upgrade again: it goes on with what is missing."_s);
}

void TestKnexRepair::upgrade(SiteView *view)
{
    view->showPage(0);
    MainWindowFixture::click(view, "upgradeSitePushButton");
    runPlan(view);
}

void TestKnexRepair::knexIsContentAfterwards()
{
    BrokenSite broken;
    const QJsonObject before = broken.askKnex();
    QCOMPARE(before[u"code"_s].toInt(), 1);
    QVERIFY(before[u"text"_s].toString().contains(u"already locked"_s));
    QCOMPARE(before[u"tables"_s].toArray(), QJsonArray({u"public.t_a"_s, u"public.t_b"_s}));
    MainWindowFixture window;
    window.site().useModules({broken.module()});
    sites::SiteProfile profile;
    profile.name = u"Test hospital"_s;
    profile.environment = Environment::Test;
    profile.connection = broken.settings();
    const auto added = window.site().store().add(profile);
    QVERIFY(added);
    SiteView *view = window.open(*added);
    releaseLock(view);
    moveTables(view);
    seeThatItGoesOn(view);
    upgrade(view);
    const QJsonObject after = broken.askKnex();
    QCOMPARE(after[u"pending"_s].toArray(), QJsonArray());
    QCOMPARE(after[u"completed"_s].toArray().size(), 3);
    QVERIFY2(after[u"code"_s].toInt() == 0
                 && after[u"text"_s].toString().contains(u"Already up to date"_s),
             qPrintable(after[u"text"_s].toString()));
    QVERIFY(after[u"lock"_s].toString().endsWith(u":0"_s));
    QCOMPARE(after[u"rows"_s].toString(), u"(1,a,1) (2,b,2) (3,c,2)"_s);
    QCOMPARE(after[u"tables"_s].toArray(),
             QJsonArray({u"inventory.t_a"_s, u"inventory.t_b"_s, u"inventory.t_b_more"_s}));
    auto connection = postgres::Connection::open(broken.settings());
    QVERIFY(connection);
    const auto rows = connection->query("SELECT count(*) FROM inventory.t_a");
    QVERIFY(rows);
    QCOMPARE(rows->text(0, 0), u"50"_s);
    const auto indexes = connection->query(
        "SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON "
        "c.oid ="
        " i.indexrelid WHERE i.indrelid = 'inventory.t_a'::regclass AND i.indisvalid");
    QVERIFY(indexes);
    QCOMPARE(indexes->text(0, 0), u"t_a_one t_a_pkey t_a_two"_s);
}

QTEST_MAIN(TestKnexRepair)
#include "tst_knexrepair.moc"
