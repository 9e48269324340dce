#include "tests/support/modulefolder.h"
#include "tests/ui/support/siterun.h"
#include "tests/ui/support/uifixture.h"
#include "ui/pages/evidencefindings.h"
#include "ui/site/siteevidence.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::Contradiction;
using inspection::Verdict;
using ui::EvidenceFinding;
using ui::SiteEvidence;
using State = SiteEvidence::State;

namespace {

constexpr int patience = 60'000;

QByteArray manifest(const QByteArray &id)
{
    return "{\"id\": \"" + id + "\", \"version\": \"1.0.0\", \"title\": {\"en\": \"" + id
        + "\", \"th\": \"" + id + "\"}, \"schema\": \"" + id + "\", \"trackingTable\": \"knex_" + id
        + "\", \"recordedExtension\": \".ts\", \"requires\": []}";
}

} // namespace

// Evidence of an open site: read when wanted, one after the other, kept and forgotten in time.
class TestSiteEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_session.reset(); }
    void nothingIsReadUnasked();
    void oneModule();
    void everything();
    void unknownModule();
    void fileThatCannotBeRead();
    void keptThroughARefresh();
    void forgottenAfterARun();
    void theOtherLanguage();
    void connectionLost();
    void anOperationGoesFirst();
    void endsInTheMiddle();
    void findings();
    void findingsOfConflicts();

private:
    void open();
    [[nodiscard]] SiteEvidence &evidence() const { return m_session->evidence(); }
    [[nodiscard]] Contradiction contradiction(const QString &module, const QString &stem) const;
    QString sql(const QByteArray &statement) const
    {
        return test::UiFixture::sql(m_profile, statement);
    }

    test::UiFixture m_fixture;
    std::unique_ptr<test::ModuleFolder> m_core;
    std::unique_ptr<test::ModuleFolder> m_stock;
    sites::SiteProfile m_profile;
    std::unique_ptr<ui::SiteSession> m_session;
};

void TestSiteEvidence::init()
{
    setLanguage(Language::English);
    m_core = std::make_unique<test::ModuleFolder>(u"core"_s, manifest("core"));
    m_stock = std::make_unique<test::ModuleFolder>(u"stock"_s, manifest("stock"));
    m_core->addMigration(u"1_units"_s,
                         "CREATE SCHEMA IF NOT EXISTS core; CREATE TABLE core.units (id int);");
    m_core->addMigration(u"2_wards"_s, "CREATE TABLE core.wards (id int, name text);");
    m_stock->addMigration(u"3_lots"_s,
                          "CREATE SCHEMA IF NOT EXISTS stock; CREATE TABLE stock.lots (id int);");
    m_stock->addMigration(u"4_counts"_s,
                          "CREATE TABLE stock.counts (id int); CREATE TABLE stock.sums (id int);");
    m_fixture.useModules({m_core->path(), m_stock->path()});
}

void TestSiteEvidence::open()
{
    m_profile = m_fixture.addSite();
    m_session = m_fixture.openSession(m_profile);
}

Contradiction TestSiteEvidence::contradiction(const QString &module, const QString &stem) const
{
    const auto *one = evidence().of(module).find(stem);
    if (one == nullptr)
        qFatal("no evidence of %s", qPrintable(stem));
    return one->contradiction();
}

void TestSiteEvidence::nothingIsReadUnasked()
{
    open();
    test::readAgain(*m_session);
    QCOMPARE(evidence().of(u"core"_s).state, State::Unread);
    QCOMPARE(evidence().placement().state, State::Unread);
}

void TestSiteEvidence::oneModule()
{
    open();
    const QSignalSpy changes(&evidence(), &SiteEvidence::changed);
    evidence().want(u"core"_s);
    QCOMPARE(evidence().of(u"core"_s).state, State::Reading);
    QCOMPARE(changes.size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    QCOMPARE(evidence().of(u"core"_s).migrations.size(), 2);
    QCOMPARE(evidence().of(u"core"_s).find(u"2_wards"_s)->verdict, Verdict::NotDone);
    QCOMPARE(evidence().of(u"stock"_s).state, State::Unread);
    const auto before = changes.size();
    evidence().want(u"core"_s); // which is known
    QCOMPARE(changes.size(), before);
}

void TestSiteEvidence::everything()
{
    open();
    sql("CREATE TABLE public.wards (id int, name text)");
    evidence().wantAll();
    QTRY_COMPARE_WITH_TIMEOUT(evidence().placement().state, State::Known, patience);
    QCOMPARE(evidence().of(u"core"_s).state, State::Known);
    QCOMPARE(evidence().of(u"stock"_s).state, State::Known);
    QCOMPARE(evidence().placement().objects.size(), 1);
    QCOMPARE(evidence().placement().objects.first().found, u"public.wards"_s);
    QCOMPARE(contradiction(u"core"_s, u"2_wards"_s), Contradiction::WrongSchema);
}

void TestSiteEvidence::unknownModule()
{
    open();
    evidence().want(u"nobody"_s);
    QCOMPARE(evidence().of(u"nobody"_s).state, State::Unread);
}

void TestSiteEvidence::fileThatCannotBeRead()
{
    open();
    m_core->write(u"2_wards.sql"_s, "SELECT 1;\n-- migrate:up\nSELECT 2;\n");
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Failed, patience);
    QVERIFY(evidence().of(u"core"_s).error.has_value());
    const auto findings = ui::evidenceFindings(*m_session->snapshot(), evidence());
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().finding.id, u"evidence-unread"_s);
    m_core->addMigration(u"2_wards"_s, "CREATE TABLE core.wards (id int, name text);");
    evidence().want(u"core"_s); // once more
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    QVERIFY(!evidence().of(u"core"_s).error);
}

void TestSiteEvidence::keptThroughARefresh()
{
    open();
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    test::readAgain(*m_session);
    QCOMPARE(evidence().of(u"core"_s).state, State::Unread);
    QCOMPARE(evidence().of(u"core"_s).migrations.size(), 2); // to be seen until it is read anew
    sql("CREATE SCHEMA core; CREATE TABLE core.wards (id int, name text)");
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    QCOMPARE(contradiction(u"core"_s, u"2_wards"_s), Contradiction::ThereNotRecorded);
    sql("CREATE TABLE knex_core (id serial PRIMARY KEY, name varchar(255), batch int,"
        " migration_time timestamptz);"
        " INSERT INTO knex_core (name, batch) VALUES ('2_wards.ts', 1)");
    test::readAgain(*m_session); // it is recorded now: what was known of it is not right any more
    QVERIFY(evidence().of(u"core"_s).migrations.isEmpty());
}

void TestSiteEvidence::forgottenAfterARun()
{
    open();
    evidence().want(u"stock"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"stock"_s).state, State::Known, patience);
    test::carryOut(*m_session, plans::MigrateRequest {{u"core"_s}, {}, false});
    QVERIFY(evidence().of(u"stock"_s).migrations.isEmpty());
}

void TestSiteEvidence::theOtherLanguage()
{
    open();
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    setLanguage(Language::Thai);
    test::readAgain(*m_session);
    QVERIFY(evidence().of(u"core"_s).migrations.isEmpty()); // its words were English
    setLanguage(Language::English);
}

void TestSiteEvidence::connectionLost()
{
    open();
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(evidence().of(u"core"_s).state, State::Known, patience);
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    evidence().want(u"stock"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->link(), ui::SiteSession::Link::Lost, patience);
    QCOMPARE(evidence().of(u"stock"_s).state, State::Unread);
    QCOMPARE(evidence().of(u"core"_s).migrations.size(), 2);
    evidence().wantAll(); // of a site that cannot be asked
    QCOMPARE(evidence().of(u"stock"_s).state, State::Unread);
    QSignalSpy read(m_session.get(), &ui::SiteSession::snapshotChanged);
    m_session->open();
    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 1, patience);
    evidence().wantAll();
    QTRY_COMPARE_WITH_TIMEOUT(evidence().placement().state, State::Known, patience);
}

// What is wanted while a plan is made or run is read afterwards.
void TestSiteEvidence::anOperationGoesFirst()
{
    open();
    QStringList order;
    connect(m_session.get(), &ui::SiteSession::prepared, this, [&order] { order << u"plan"_s; });
    connect(&evidence(), &SiteEvidence::changed, this, [this, &order] {
        if (evidence().of(u"core"_s).state == State::Known && !order.contains(u"evidence"_s))
            order << u"evidence"_s;
    });
    m_session->prepare(operations::UpgradeRequest {});
    evidence().want(u"core"_s);
    QTRY_COMPARE_WITH_TIMEOUT(order, (QStringList {u"plan"_s, u"evidence"_s}), patience);
}

void TestSiteEvidence::endsInTheMiddle()
{
    open();
    QSignalSpy ended(m_session.get(), &ui::SiteSession::ended);
    evidence().wantAll();
    m_session->end();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    open();
    evidence().wantAll();
    m_session.reset(); // while it is being read
    QVERIFY(!m_session);
}

void TestSiteEvidence::findings()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    evidence().wantAll();
    QTRY_COMPARE_WITH_TIMEOUT(evidence().placement().state, State::Known, patience);
    QVERIFY(ui::evidenceFindings(*m_session->snapshot(), evidence()).isEmpty());
    sql("DROP TABLE core.units; ALTER TABLE core.wards SET SCHEMA public;"
        " DELETE FROM knex_stock WHERE name = '3_lots.ts'; DROP TABLE stock.sums");
    test::readAgain(*m_session);
    evidence().wantAll();
    QTRY_COMPARE_WITH_TIMEOUT(evidence().placement().state, State::Known, patience);
    const auto found = ui::evidenceFindings(*m_session->snapshot(), evidence());
    QStringList lines;
    for (const EvidenceFinding &one : found)
        lines << one.finding.module % u' ' % one.finding.id % u' ' % one.stem;
    QCOMPARE(lines,
             (QStringList {u"core evidence-not-there 1_units"_s,
                           u"core evidence-misplaced 2_wards"_s,
                           u"stock evidence-half-there 4_counts"_s,
                           u"stock evidence-not-recorded 3_lots"_s}));
    for (const EvidenceFinding &one : found) {
        QCOMPARE(one.finding.severity, Severity::Warning);
        QVERIFY(!one.finding.remedy.isEmpty());
    }
    const auto pending = std::get<plans::MarkRequest>(*found.at(0).request);
    QCOMPARE(pending.names, QStringList {u"1_units"_s});
    QVERIFY(pending.pending);
    const auto move = std::get<plans::MoveRequest>(*found.at(1).request);
    QCOMPARE(move.objects, QStringList {u"public.wards"_s});
    QCOMPARE(move.toSchema, u"core"_s);
    QVERIFY(!found.at(2).request);
    const auto completed = std::get<plans::MarkRequest>(*found.at(3).request);
    QCOMPARE(completed.module, u"stock"_s);
    QCOMPARE(completed.names, QStringList {u"3_lots"_s});
    QVERIFY(!completed.pending);
    QVERIFY(completed.reason.isEmpty());
    QVERIFY(found.at(3).finding.message.contains(u"3_lots"_s));
}

// An empty table in the right place, and the hospital's rows in the wrong one: nothing is moved.
void TestSiteEvidence::findingsOfConflicts()
{
    open();
    test::carryOut(*m_session, operations::UpgradeRequest {});
    sql("CREATE TABLE public.wards (id int, name text); INSERT INTO public.wards VALUES (1, 'a')");
    evidence().wantAll();
    QTRY_COMPARE_WITH_TIMEOUT(evidence().placement().state, State::Known, patience);
    const auto found = ui::evidenceFindings(*m_session->snapshot(), evidence());
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().finding.id, u"evidence-conflict"_s);
    QVERIFY(!found.first().request);
    QVERIFY(found.first().finding.message.endsWith(
        u"(rows in public.wards: 1; rows in core.wards: 0)"_s));
    QVERIFY(found.first().finding.remedy.contains(u"Tables page"_s));
}

QTEST_MAIN(TestSiteEvidence)
#include "tst_siteevidence.moc"
