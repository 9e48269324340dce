// Which plans want the site's name typed, on the command line as in the window.
#include "core/operations/confirmation.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::operations;

namespace {

constexpr auto production = Environment::Production;
constexpr auto test = Environment::Test;

// A plan of one step for this request, on a database that says what it is for.
Preparation prepared(const Request &request,
                     std::optional<Environment> said,
                     std::optional<qint64> lostRows = 0)
{
    plans::Plan plan;
    plan.steps.append(plans::PlanStep {});
    plans::ExpectedLoss loss;
    loss.rows = lostRows;
    plan.losses.append(loss);
    Preparation preparation {request, {}, {plan}};
    preparation.state.environment = said;
    return preparation;
}

} // namespace

class TestConfirmation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void name_data();
    void name();
    void nothingToDo();
    void environment();
    void rowsOfEitherPlan();
    void typedName();
};

void TestConfirmation::name_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<std::optional<qint64>>("lostRows");
    QTest::addColumn<Destruction>("destruction");
    QTest::addColumn<bool>("onTest"); // the name is wanted there
    QTest::addColumn<bool>("onProduction");
    const auto row = [](const char *name,
                        const Request &request,
                        std::optional<qint64> lostRows,
                        Destruction destruction,
                        bool onTest,
                        bool onProduction) {
        QTest::newRow(name) << request << lostRows << destruction << onTest << onProduction;
    };
    row("no loss", UpgradeRequest {}, 0, Destruction::None, false, false);
    row("rows", UpgradeRequest {}, 1, Destruction::Rows, false, true);
    row("rows nobody can count", UpgradeRequest {}, {}, Destruction::Rows, false, true);
    row("seed", plans::SeedRequest {}, 1, Destruction::Rows, false, true);
    row("rollback", plans::RollbackRequest {}, 0, Destruction::RolledBack, false, true);
    row("unlock", UnlockRequest {u"demo"_s, false}, 0, Destruction::None, false, false);
    row("forced unlock", UnlockRequest {u"demo"_s, true}, 0, Destruction::UnprovenLock, true, true);
    row("session", plans::SessionRequest {1, true}, 0, Destruction::Session, false, true);
    row("mark", plans::MarkRequest {}, 0, Destruction::None, false, false);
}

void TestConfirmation::name()
{
    QFETCH(const Request, request);
    QFETCH(const std::optional<qint64>, lostRows);
    QFETCH(const Destruction, destruction);
    QFETCH(const bool, onTest);
    QFETCH(const bool, onProduction);
    const Preparation onTestSite = prepared(request, test, lostRows);
    const Preparation unsaid = prepared(request, std::nullopt, lostRows);
    const Preparation onProductionSite = prepared(request, production, lostRows);
    QCOMPARE(destructionOf(onTestSite), destruction);
    QCOMPARE(wantsSiteName(onTestSite, test), onTest);
    QCOMPARE(wantsSiteName(onTestSite, std::nullopt), onTest);
    // Either may be the one that is wrong.
    QCOMPARE(wantsSiteName(onTestSite, production), onProduction);
    QCOMPARE(wantsSiteName(onProductionSite, test), onProduction);
    QCOMPARE(wantsSiteName(unsaid, production), onProduction);
    const bool rows = lostRows != 0;
    QVERIFY(!destroysRowsOfProduction(onTestSite, test));
    // Nor may anybody rely on a profile where the database's own word may not be read.
    Preparation hidden = unsaid;
    hidden.state.environmentHidden = true;
    QCOMPARE(wantsSiteName(hidden, Environment::Practice), onProduction);
    QCOMPARE(destroysRowsOfProduction(hidden, Environment::Practice), rows);
    QCOMPARE(destroysRowsOfProduction(onTestSite, production), rows);
    QCOMPARE(destroysRowsOfProduction(onProductionSite, std::nullopt), rows);
}

void TestConfirmation::nothingToDo()
{
    const Preparation empty {plans::RollbackRequest {}, {}, {plans::Plan {}}};
    QCOMPARE(destructionOf(empty), Destruction::None);
    QVERIFY(!wantsSiteName(empty, production));
}

// Away from production, and the protection that this is.
void TestConfirmation::environment()
{
    QCOMPARE(destructionOf(prepared(EnvironmentRequest {test}, production)),
             Destruction::Protection);
    QVERIFY(wantsSiteName(prepared(EnvironmentRequest {test}, production), test));
    QCOMPARE(destructionOf(prepared(EnvironmentRequest {production}, test)), Destruction::None);
    QVERIFY(!wantsSiteName(prepared(EnvironmentRequest {production}, test), test));
}

// An upgrade's second plan loads the reference data.
void TestConfirmation::rowsOfEitherPlan()
{
    Preparation upgrade = prepared(UpgradeRequest {}, production);
    upgrade.plans.append(prepared(plans::SeedRequest {}, production, 3).plans.first());
    QCOMPARE(destructionOf(upgrade), Destruction::Rows);
    QVERIFY(destroysRowsOfProduction(upgrade, test));
}

void TestConfirmation::typedName()
{
    const QStringList names {u"โรงพยาบาลนำทาง"_s, u"Nam Thang Hospital"_s, u"44444"_s, QString()};
    for (const QString &typed : {u" nam  thang hospital "_s, u"44444"_s, names.first()})
        QVERIFY2(isSiteName(typed, names), qUtf8Printable(typed));
    for (const QString &typed : {QString(), u" "_s, u"4444"_s, u"Nam Thang"_s})
        QVERIFY2(!isSiteName(typed, names), qUtf8Printable(typed));
}

QTEST_GUILESS_MAIN(TestConfirmation)
#include "tst_confirmation.moc"
