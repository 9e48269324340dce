#include "core/base/environment.h"
#include "core/base/tr.h"
#include "tests/ui/support/siterun.h"
#include "tests/ui/support/uifixture.h"
#include "ui/pages/overviewpage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using test::ModuleFolder;
using ui::Meaning;
using ui::OverviewPage;

namespace {

QByteArray manifest(const QByteArray &id, const QByteArray &title, const QByteArray &thai)
{
    return "{\"id\": \"" + id + "\", \"version\": \"1.0.0\", \"title\": {\"en\": \"" + title
        + "\", \"th\": \"" + thai + "\"}, \"schema\": \"public\", \"trackingTable\": \"knex_" + id
        + "\", \"recordedExtension\": \".ts\", \"requires\": []}";
}

} // namespace

class TestOverviewPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void emptyDatabase();
    void pendingInOneModule();
    void upToDate();
    void unknownMigrations();
    void stuckLock();
    void environmentsDiffer();
    void evidenceAgainstTheSite();
    void connectionLost();
    void whileARunGoesOn();
    void noModules();
    void serverFacts();
    void followsLanguageAndEra();
    void focusStaysThroughARefresh();
    void accessible();
    void nothingIsClipped_data();
    void nothingIsClipped();

private:
    void open(Environment environment = Environment::Test);
    template <typename T> static T request(QSignalSpy &requests)
    {
        return std::get<T>(requests.takeFirst().first().value<operations::Request>());
    }
    [[nodiscard]] QPushButton *upgrade() const
    {
        return child<QPushButton>(m_page.get(), "upgradeSitePushButton");
    }
    [[nodiscard]] QString reason() const
    {
        return child<ui::WrappedLabel>(m_page.get(), "upgradeReasonLabel")->text();
    }
    [[nodiscard]] ui::Banner *banner() const
    {
        return child<ui::Banner>(m_page.get(), "stateBanner");
    }
    [[nodiscard]] QWidget *finding(const char *id) const
    {
        return m_page->findChild<QWidget *>(u"finding_"_s % QLatin1StringView(id));
    }

    test::UiFixture m_fixture;
    std::unique_ptr<ModuleFolder> m_core;
    std::unique_ptr<ModuleFolder> m_stock;
    sites::SiteProfile m_profile;
    std::unique_ptr<ui::SiteSession> m_session;
    std::unique_ptr<OverviewPage> m_page;
};

void TestOverviewPage::init()
{
    ui::Theme::instance(); // as the program does, before the first widget
    m_page.reset();
    m_session.reset();
    setLanguage(Language::English);
    m_fixture.settings().set(ui::Setting::Era, QString());
    m_core = std::make_unique<ModuleFolder>(
        u"core"_s,
        manifest(
            "core", "Core platform", "\\u0e23\\u0e30\\u0e1a\\u0e1a\\u0e2b\\u0e25\\u0e31\\u0e01"));
    m_stock = std::make_unique<ModuleFolder>(
        u"stock"_s, manifest("stock", "Drug stock", "\\u0e04\\u0e25\\u0e31\\u0e07\\u0e22\\u0e32"));
    m_core->addTable(u"1_a"_s);
    m_core->addTable(u"2_b"_s);
    m_stock->addTable(u"3_c"_s);
    m_fixture.useModules({m_core->path(), m_stock->path()});
}

void TestOverviewPage::open(Environment environment)
{
    m_profile = m_fixture.addSite(environment);
    m_session = m_fixture.openSession(m_profile);
    m_page = std::make_unique<OverviewPage>(*m_session);
    m_page->resize(860, 640);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestOverviewPage::emptyDatabase()
{
    open();
    QCOMPARE(banner()->meaning(), Meaning::Info);
    QCOMPARE(
        banner()->sentence(),
        Tr::tr("Nothing is installed in this database yet: %n migration(s) pending.", nullptr, 3));
    QVERIFY(
        banner()->detail().contains(m_fixture.context().formatTime(m_session->snapshot()->readAt)));
    QCOMPARE(upgrade()->text(), Tr::tr("Upgrade site: %n migration(s)...", nullptr, 3));
    QVERIFY(upgrade()->isEnabled());
    QVERIFY(upgrade()->isDefault());
    QVERIFY(!child<QWidget>(m_page.get(), "findingsCard")->isVisible());
    m_page->activate();
    QCOMPARE(m_page->focusWidget(), upgrade());

    QSignalSpy requests(m_page.get(), &OverviewPage::operationRequested);
    QTest::keyClick(upgrade(), Qt::Key_Space);
    QCOMPARE(requests.size(), 1);
    const auto asked = request<operations::UpgradeRequest>(requests);
    QVERIFY(asked.modules.isEmpty());
    QVERIFY(!asked.stepByStep);
}

void TestOverviewPage::pendingInOneModule()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{u"core"_s}, {}, false});
    QCOMPARE(banner()->sentence(), Tr::tr("%n migration(s) pending in one module.", nullptr, 1));
    const auto *core = child<QWidget>(m_page.get(), "moduleCard_core");
    const auto *stock = child<QWidget>(m_page.get(), "moduleCard_stock");
    QCOMPARE(child<ui::StatePill>(core, "moduleStatePill")->look().text, u"up to date"_s);
    QCOMPARE(child<ui::StatePill>(stock, "moduleStatePill")->look().text, u"not installed"_s);
    QCOMPARE(child<QLabel>(core, "appliedValueLabel")->text(), u"2 of 2"_s);
    QCOMPARE(child<QLabel>(stock, "appliedValueLabel")->text(), u"0 of 1"_s);
    QCOMPARE(child<QLabel>(stock, "pendingValueLabel")->text(), u"1"_s);
    const auto &state = *m_session->snapshot()->state.find(u"core"_s);
    QCOMPARE(child<QLabel>(core, "batchValueLabel")->text(),
             u"1, on "_s % m_fixture.context().formatTime(state.migrations.last().appliedAt));
    QCOMPARE(child<QLabel>(stock, "batchValueLabel")->text(), u"none yet"_s);
    QSignalSpy shown(m_page.get(), &OverviewPage::moduleRequested);
    QTest::mouseClick(child<QPushButton>(stock, "showModulePushButton"), Qt::LeftButton);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().first().toString(), u"stock"_s);
    test::UiFixture::sql(m_profile, "DELETE FROM knex_core WHERE name = '2_b.ts'");
    test::readAgain(*m_session);
    QCOMPARE(banner()->sentence(),
             Tr::tr("%n migration(s) pending in %1 modules.", nullptr, 2).arg(2));
    QCOMPARE(child<ui::StatePill>(core, "moduleStatePill")->look().text,
             Tr::tr("%n pending", nullptr, 1));
}

void TestOverviewPage::upToDate()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    QCOMPARE(banner()->meaning(), Meaning::Success);
    QCOMPARE(banner()->sentence(), u"The site is up to date."_s);
    QVERIFY(!upgrade()->isEnabled());
    QCOMPARE(reason(), u"Nothing is pending."_s);
    QCOMPARE(upgrade()->accessibleDescription(), reason());
    m_page->activate();
    QCOMPARE(m_page->focusWidget(), child<QPushButton>(m_page.get(), "refreshPushButton"));
}

void TestOverviewPage::unknownMigrations()
{
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{u"core"_s}, {}, false});
    test::UiFixture::sql(m_profile,
                         "INSERT INTO knex_core (name, batch, migration_time)"
                         " VALUES ('20991231_future.ts', 2, now())");
    test::readAgain(*m_session);
    const Finding &worst = m_session->snapshot()->state.findings.first();
    QCOMPARE(worst.id, u"unknown-migrations"_s);
    QCOMPARE(banner()->meaning(), Meaning::Danger);
    QVERIFY(banner()->sentence().contains(worst.message));
    QVERIFY(banner()->sentence().contains(u"20991231_future.ts"_s));
    QVERIFY(!upgrade()->isEnabled());
    QCOMPARE(reason(), u"What stops changes comes first; it is listed below."_s);
    QWidget *row = finding("unknown-migrations");
    QVERIFY(row && row->isVisible());
    QVERIFY(row->findChildren<QPushButton *>().isEmpty());
    QCOMPARE(child<QLabel>(row, "findingRemedyLabel")->text(), worst.remedy);
    const auto *core = child<QWidget>(m_page.get(), "moduleCard_core");
    QCOMPARE(child<QLabel>(core, "unknownValueLabel")->text(), u"1"_s);
    QCOMPARE(child<ui::StatePill>(core, "moduleStatePill")->look().meaning, Meaning::Danger);
}

void TestOverviewPage::stuckLock()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    test::UiFixture::sql(m_profile, "UPDATE knex_stock_lock SET is_locked = 1");
    test::readAgain(*m_session);
    QSignalSpy requests(m_page.get(), &OverviewPage::operationRequested);
    auto *unknown = child<QPushButton>(finding("lock-unknown"), "releaseLockPushButton");
    QTest::mouseClick(unknown, Qt::LeftButton);
    auto asked = request<operations::UnlockRequest>(requests);
    QCOMPARE(asked.module, u"stock"_s);
    QVERIFY(!asked.force); // the person says so, on the page of the plan

    test::UiFixture::sql(m_profile,
                         "UPDATE knex_stock_lock SET is_locked = 1;"
                         "INSERT INTO aegisx_site.lock_holder (tracking_schema, tracking_table,"
                         " run_id, operation, host, os_user, program, backend_pid)"
                         " VALUES ('public', 'knex_stock', gen_random_uuid(), 'Migrate', 'pc-7',"
                         " 'somchai', 'AegisX Site Manager', 1)");
    test::readAgain(*m_session);
    QVERIFY(!finding("lock-unknown"));
    QVERIFY(banner()->sentence().contains(u"somchai"_s));
    auto *stale = child<QPushButton>(finding("lock-stale"), "releaseLockPushButton");
    stale->setFocus();
    QTest::keyClick(stale, Qt::Key_Space);
    asked = request<operations::UnlockRequest>(requests);
    QCOMPARE(asked.module, u"stock"_s);
    QVERIFY(!asked.force);
    test::carryOut(*m_session, asked);
    QVERIFY(!finding("lock-stale"));
    QCOMPARE(banner()->meaning(), Meaning::Success);
}

void TestOverviewPage::environmentsDiffer()
{
    open(Environment::Test);
    test::carryOut(*m_session, plans::MigrateRequest {{u"core"_s}, {}, false});
    m_profile.environment = Environment::Production;
    QSignalSpy read(m_session.get(), &ui::SiteSession::snapshotChanged);
    m_session->setProfile(m_profile);
    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 1, 60'000);
    QWidget *row = finding("environment-mismatch");
    QVERIFY(row);
    QVERIFY(!upgrade()->isEnabled());
    QSignalSpy edits(m_page.get(), &OverviewPage::editRequested);
    QSignalSpy requests(m_page.get(), &OverviewPage::operationRequested);
    QTest::mouseClick(child<QPushButton>(row, "editProfilePushButton"), Qt::LeftButton);
    QCOMPARE(edits.size(), 1);
    QCOMPARE(requests.size(), 0);
    QTest::mouseClick(child<QPushButton>(row, "setEnvironmentPushButton"), Qt::LeftButton);
    QCOMPARE(edits.size(), 1);
    const auto asked = request<operations::EnvironmentRequest>(requests);
    QCOMPARE(asked.environment, Environment::Production);
    test::carryOut(*m_session, asked);
    QVERIFY(!finding("environment-mismatch"));
    QVERIFY(upgrade()->isEnabled());
}

// Told after the state, without waiting for it; with one button each, and the evidence.
void TestOverviewPage::evidenceAgainstTheSite()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    test::UiFixture::sql(m_profile,
                         "DROP TABLE t_1_a; DELETE FROM knex_core WHERE name = '2_b.ts';"
                         " CREATE SCHEMA other; ALTER TABLE t_3_c SET SCHEMA other");
    test::readAgain(*m_session);
    QCOMPARE(banner()->meaning(), Meaning::Info); // at once: one is pending
    QTRY_VERIFY_WITH_TIMEOUT(finding("evidence-misplaced"), 60'000);
    QVERIFY(finding("evidence-not-there"));
    QCOMPARE(banner()->meaning(), Meaning::Warning);
    QVERIFY(banner()->sentence().contains(u"1 migration pending"_s));
    for (const char *name : {"moduleCard_core", "moduleCard_stock"})
        QCOMPARE(child<ui::StatePill>(child<QWidget>(m_page.get(), name), "moduleStatePill")
                     ->look()
                     .text,
                 u"needs attention"_s);
    QCOMPARE(m_fixture.store().find(m_profile.id)->lastState, u"needsAttention"_s);
    QSignalSpy requests(m_page.get(), &OverviewPage::operationRequested);
    const auto click = [this](const char *row, const char *button) {
        QTest::mouseClick(child<QPushButton>(finding(row), button), Qt::LeftButton);
    };
    click("evidence-not-recorded", "markCompletedPushButton");
    auto mark = request<plans::MarkRequest>(requests);
    QCOMPARE(mark.module, u"core"_s);
    QCOMPARE(mark.names, QStringList {u"2_b"_s});
    QVERIFY(!mark.pending);
    click("evidence-not-there", "markPendingPushButton");
    mark = request<plans::MarkRequest>(requests);
    QCOMPARE(mark.names, QStringList {u"1_a"_s});
    QVERIFY(mark.pending);
    click("evidence-misplaced", "moveObjectsPushButton");
    const auto move = request<plans::MoveRequest>(requests);
    QCOMPARE(move.objects, QStringList {u"other.t_3_c"_s});
    QCOMPARE(move.toSchema, u"public"_s);
    QSignalSpy shown(m_page.get(), &OverviewPage::evidenceRequested);
    click("evidence-misplaced", "seeEvidencePushButton");
    QCOMPARE(shown.first(), (QVariantList {u"stock"_s, u"3_c"_s}));
    QCOMPARE(test::controlsWithoutName(m_page.get()), QString());
    QWidget *row = finding("evidence-not-there");
    test::readAgain(*m_session); // rows stay where nothing is new, and the focus with them
    QCOMPARE(finding("evidence-not-there"), row);
    test::UiFixture::sql(m_profile, "UPDATE knex_core_lock SET is_locked = 1");
    test::readAgain(*m_session);
    QVERIFY(
        !child<QPushButton>(finding("evidence-not-there"), "markPendingPushButton")->isEnabled());
    QVERIFY(
        child<QPushButton>(finding("evidence-not-there"), "seeEvidencePushButton")->isEnabled());
    QVERIFY(child<QPushButton>(finding("evidence-misplaced"), "moveObjectsPushButton")
                ->isEnabled()); // of another module
}

void TestOverviewPage::connectionLost()
{
    open();
    test::UiFixture::sql(m_profile,
                         "CREATE TABLE knex_core_lock (index serial, is_locked int);"
                         "INSERT INTO knex_core_lock (is_locked) VALUES (1)");
    test::readAgain(*m_session);
    QVERIFY(child<QPushButton>(finding("lock-unknown"), "releaseLockPushButton")->isEnabled());
    test::UiFixture::sql(m_profile,
                         "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                         " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    m_session->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->link(), ui::SiteSession::Link::Lost, 60'000);
    QVERIFY(!upgrade()->isEnabled());
    QCOMPARE(reason(), u"There is no connection to the server; connect again first."_s);
    auto *release = child<QPushButton>(finding("lock-unknown"), "releaseLockPushButton");
    QVERIFY(!release->isEnabled());
    QCOMPARE(release->toolTip(), reason());
    QVERIFY(!child<QPushButton>(m_page.get(), "refreshPushButton")->isEnabled());
    m_session->open();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->isConnected(), 60'000);
    QTRY_VERIFY(release->isEnabled());
}

void TestOverviewPage::whileARunGoesOn()
{
    m_core->addMigration(u"9_slow"_s, "SELECT pg_sleep(600);", "SELECT 1;");
    open();
    std::shared_ptr<const operations::Preparation> prepared;
    connect(m_session.get(), &ui::SiteSession::prepared, this, [&](const auto &made) {
        prepared = made;
    });
    m_session->prepare(operations::UpgradeRequest {});
    QTRY_VERIFY_WITH_TIMEOUT(prepared, 60'000);
    QSignalSpy ended(m_session.get(), &ui::SiteSession::runFinished);
    m_session->run(prepared);
    QVERIFY(m_session->isRunning());
    QVERIFY(!upgrade()->isEnabled());
    QCOMPARE(reason(), u"A run is going on; wait until it has ended."_s);
    QVERIFY(!child<QPushButton>(m_page.get(), "refreshPushButton")->isEnabled());
    m_session->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
    QVERIFY(upgrade()->isEnabled());
}

void TestOverviewPage::noModules()
{
    m_fixture.useModules({m_fixture.filePath(u"nothing-here"_s)});
    open();
    QVERIFY(!child<QWidget>(m_page.get(), "modulesTitleLabel")->isVisible());
    QCOMPARE(banner()->meaning(), Meaning::Danger);
    QVERIFY(finding("no-such-folder"));
    QVERIFY(!upgrade()->isEnabled());
}

void TestOverviewPage::serverFacts()
{
    open();
    const auto fact = [this](const char *name) {
        return child<QLabel>(child<QWidget>(m_page.get(), "serverCard"), name)->text();
    };
    const auto &server = m_session->snapshot()->state.server;
    QCOMPARE(fact("versionValueLabel"), u"PostgreSQL "_s % server.versionText);
    QCOMPARE(fact("encryptionValueLabel"), u"The connection is not encrypted."_s);
    QVERIFY(fact("roundTripValueLabel").endsWith(u" ms"_s));
    QCOMPARE(fact("roleValueLabel"), server.currentUser % u" (superuser)"_s);
    QCOMPARE(fact("databaseValueLabel"), m_profile.connection.database);
    QCOMPARE(fact("encodingValueLabel"), u"UTF8"_s);
    QVERIFY(fact("storedEnvironmentValueLabel").contains(u"no environment"_s));
    test::carryOut(*m_session, operations::UpgradeRequest {});
    QVERIFY(fact("storedEnvironmentValueLabel").startsWith(wordFor(Environment::Test)));
    QVERIFY(fact("storedEnvironmentValueLabel")
                .contains(m_session->snapshot()->state.environmentSetBy));
}

void TestOverviewPage::followsLanguageAndEra()
{
    open();
    const auto *stock = child<QWidget>(m_page.get(), "moduleCard_stock");
    const auto *title = child<QLabel>(stock, "cardTitleLabel");
    const auto *pill = child<ui::StatePill>(stock, "moduleStatePill");
    QCOMPARE(title->text(), u"Drug stock (stock)"_s);
    const QString english = pill->look().text;
    QVERIFY(banner()->detail().contains(u"20"_s));
    const QDateTime before = m_session->snapshot()->readAt;
    setLanguage(Language::Thai);
    QTRY_COMPARE(title->text(), u"\u0e04\u0e25\u0e31\u0e07\u0e22\u0e32 (stock)"_s);
    QVERIFY(pill->look().text != english);
    // The findings are read again, as they are words of the moment they were read in.
    QTRY_VERIFY_WITH_TIMEOUT(m_session->snapshot()->readAt > before, 60'000);
    const int year = m_session->snapshot()->readAt.toLocalTime().date().year();
    QTRY_VERIFY(banner()->detail().contains(QString::number(year + 543)));
    m_fixture.settings().set(ui::Setting::Era, u"common"_s);
    QVERIFY(banner()->detail().contains(QString::number(year)));
    QVERIFY(!banner()->detail().contains(QString::number(year + 543)));
}

void TestOverviewPage::focusStaysThroughARefresh()
{
    open();
    auto *show = child<QPushButton>(child<QWidget>(m_page.get(), "moduleCard_stock"),
                                    "showModulePushButton");
    show->setFocus();
    test::readAgain(*m_session);
    QCOMPARE(m_page->focusWidget(), show);
    auto *refresh = child<QPushButton>(m_page.get(), "refreshPushButton");
    const QSignalSpy read(m_session.get(), &ui::SiteSession::snapshotChanged);
    refresh->setFocus();
    QTest::keyClick(refresh, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 1, 60'000);
    QCOMPARE(m_page->focusWidget(), refresh);
}

void TestOverviewPage::accessible()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    test::UiFixture::sql(m_profile, "UPDATE knex_stock_lock SET is_locked = 1");
    test::readAgain(*m_session);
    QCOMPARE(test::controlsWithoutName(m_page.get()), QString());
}

void TestOverviewPage::nothingIsClipped_data()
{
    QTest::addColumn<Language>("language");
    QTest::addColumn<int>("percent");
    QTest::newRow("English") << Language::English << 100;
    QTest::newRow("English, large") << Language::English << 150;
    QTest::newRow("Thai") << Language::Thai << 100;
    QTest::newRow("Thai, large") << Language::Thai << 150;
}

void TestOverviewPage::nothingIsClipped()
{
    QFETCH(Language, language);
    QFETCH(int, percent);
    setLanguage(language);
    ui::Theme::instance().setTextPercent(percent);
    open();
    test::carryOut(*m_session, plans::MigrateRequest {{u"core"_s}, {}, false});
    test::UiFixture::sql(m_profile, "UPDATE knex_core_lock SET is_locked = 1");
    test::readAgain(*m_session);
    m_page->resize(820, 620);
    QTRY_COMPARE(test::clippedTexts(m_page.get()), QString());
    for (const ui::ThemeMode mode : {ui::ThemeMode::Dark, ui::ThemeMode::Light}) {
        ui::Theme::instance().setMode(mode);
        test::savePicture(m_page.get(),
                          u"overview-"_s % QString::fromLatin1(QTest::currentDataTag()) % u'-'
                              % keyOf(mode));
    }
    ui::Theme::instance().setTextPercent(100);
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
