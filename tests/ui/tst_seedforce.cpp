#include "tests/ui/support/flowtest.h"
#include "ui/models/lossesmodel.h"
#include "ui/pages/planpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/nameconfirmation.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using test::UiFixture;

// Seeds that write over what the hospital changed: offered, told and confirmed.
class TestSeedForce : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void offeredWhereRowsAreKept();
    void writesOver();
    void productionWantsTheName();
    void looks_data();
    void looks();

private:
    void openSeeded(Environment environment = Environment::Test);
    void edit() const;
    void tickForce() const;
    [[nodiscard]] QCheckBox *force() const
    {
        return child<QCheckBox>(m_window->planPage(), "forceCheckBox");
    }
    [[nodiscard]] QPushButton *runButton() const
    {
        return child<QPushButton>(m_window->planPage(), "runPushButton");
    }
    [[nodiscard]] QString losses() const; // "table rows", one after the other
    [[nodiscard]] QString names() const
    {
        return UiFixture::sql(m_profile,
                              "SELECT string_agg(name, ', ' ORDER BY code) FROM inventory.firms");
    }
};

void TestSeedForce::openSeeded(Environment environment)
{
    m_demo->addMigration(
        u"20251205000001_firms"_s,
        "CREATE SCHEMA inventory;"
        "CREATE TABLE inventory.firms (code text PRIMARY KEY, name text NOT NULL);"
        "CREATE TABLE inventory.units (code text PRIMARY KEY, name text NOT NULL);",
        "DROP SCHEMA inventory CASCADE;");
    m_demo->addSeed(u"001_firms"_s,
                    "INSERT INTO inventory.firms (code, name) VALUES ('A', 'Alpha'), ('B', 'Beta'),"
                    " ('C', 'Gamma') ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    m_demo->addSeed(u"002_units"_s,
                    "INSERT INTO inventory.units (code, name) VALUES ('TAB', 'tablet')"
                    " ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name;");
    open(environment, u"\u0e23\u0e1e. \u0e19\u0e49\u0e33\u0e43\u0e2a"_s);
    m_window->runToTheEnd(operations::UpgradeRequest {});
}

void TestSeedForce::edit() const
{
    UiFixture::sql(m_profile,
                   "UPDATE inventory.firms SET name = 'Our Alpha' WHERE code = 'A';"
                   "DELETE FROM inventory.firms WHERE code = 'B';"
                   "UPDATE inventory.units SET name = 'our tablet'");
}

void TestSeedForce::tickForce() const
{
    QTest::mouseClick(force(), Qt::LeftButton, {}, QPoint(8, force()->height() / 2));
    QTRY_VERIFY(force()->isVisible() && force()->isChecked() && runButton()->isVisible());
}

QString TestSeedForce::losses() const
{
    const auto *card = child<QWidget>(m_window->planPage(), "lossesCard");
    if (!card->isVisible())
        return {};
    const auto *model = card->findChild<QTreeView *>()->model();
    QStringList lines;
    for (int row = 0; row < model->rowCount(); ++row)
        lines << model->index(row, ui::LossesModel::Object).data().toString() % u' '
                % model->index(row, ui::LossesModel::Rows).data().toString();
    return lines.join(u", "_s);
}

void TestSeedForce::offeredWhereRowsAreKept()
{
    openSeeded();
    m_window->plan(plans::SeedRequest {});
    QVERIFY(!force()->isVisible()); // there is nothing to write over
    edit();
    m_window->plan(plans::SeedRequest {});
    QVERIFY(force()->isVisible());
    QVERIFY(!force()->isChecked());
    const auto labels = force()->parentWidget()->findChildren<QLabel *>();
    QCOMPARE(labels.size(), 1);
    QCOMPARE(labels.first()->text(),
             u"Rows that are kept otherwise: inventory.firms (2), inventory.units (1)"_s);
    QCOMPARE(losses(), QString());
    QVERIFY(runButton()->isDefault());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(names(), u"Our Alpha, Gamma"_s);
}

void TestSeedForce::writesOver()
{
    openSeeded();
    edit();
    m_window->plan(plans::SeedRequest {});
    const QString title = force()->text();
    tickForce();
    QCOMPARE(force()->text(), title);
    QCOMPARE(losses(), u"inventory.firms 2, inventory.units 1"_s);
    QVERIFY(child<ui::Banner>(m_window->planPage(), "planBanner")->isVisible());
    QVERIFY(!runButton()->isDefault());
    QVERIFY(!child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation")->isVisible());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(m_window->report().outcome(), runs::Outcome::Done);
    QCOMPARE(names(), u"Alpha, Beta, Gamma"_s);
    QCOMPARE(UiFixture::sql(m_profile, "SELECT name FROM inventory.units"), u"tablet"_s);
}

void TestSeedForce::productionWantsTheName()
{
    openSeeded(Environment::Production);
    edit();
    m_window->plan(plans::SeedRequest {});
    auto *confirmation = child<ui::NameConfirmation>(m_window->planPage(), "nameConfirmation");
    QVERIFY(!confirmation->isVisible());
    QVERIFY(runButton()->isEnabled());
    tickForce();
    QVERIFY(confirmation->isVisible());
    QVERIFY(!runButton()->isEnabled());
    QInputMethodEvent letters; // QTest has keys for ASCII only
    letters.setCommitString(m_profile.name);
    QCoreApplication::sendEvent(child<QLineEdit>(confirmation, "confirmLineEdit"), &letters);
    QTRY_VERIFY(runButton()->isEnabled());
    m_window->pressRun();
    m_window->waitForReport();
    QCOMPARE(names(), u"Alpha, Beta, Gamma"_s);
}

void TestSeedForce::looks_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ui::ThemeMode>("mode");
    QTest::newRow("en") << Language::English << 100 << ui::ThemeMode::Light;
    QTest::newRow("th") << Language::Thai << 100 << ui::ThemeMode::Light;
    QTest::newRow("th-large") << Language::Thai << 150 << ui::ThemeMode::Dark;
}

void TestSeedForce::looks()
{
    QFETCH(const Language, language);
    QFETCH(const int, percent);
    QFETCH(const ui::ThemeMode, mode);
    setLanguage(language);
    ui::Theme::instance().setMode(mode);
    ui::Theme::instance().setTextPercent(percent);
    openSeeded(Environment::Production);
    edit();
    const auto check = [this](const QString &what) {
        QTest::qWait(50); // the layout is done by posted events
        QCOMPARE(test::controlsWithoutName(m_window->planPage()), QString());
        QCOMPARE(test::clippedTexts(m_window->planPage()), QString());
        test::savePicture(m_window->planPage(),
                          u"seed-%1-%2"_s.arg(what, QLatin1String(QTest::currentDataTag())));
    };
    m_window->plan(plans::SeedRequest {});
    check(u"kept"_s);
    tickForce();
    check(u"forced"_s);
}

QTEST_MAIN(TestSeedForce)
#include "tst_seedforce.moc"
