#include "tests/support/sitefixture.h"
#include "tests/support/testcluster.h"

#include "core/base/language.h"
#include "core/inspection/accounts.h"
#include "core/modules/accountfile.h"
#include "core/operations/operation.h"
#include "core/plans/passwordhash.h"
#include "core/plans/planaccount.h"
#include "core/reports/reportjson.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <crypt.h>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::SiteFixture;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};
const QString password = u"ยาเม็ด-กว่า 12 ตัว"_s;
const plans::AccountRequest somchai {
    {}, u"somchai.k"_s, u"somchai@hospital.go.th"_s, u"สมชาย"_s, u"ใจดี"_s, password};

constexpr auto accountSql = R"(
SELECT concat_ws('|', u.username, u.email, u.first_name, u.last_name, u.name, u.status,
                 r.name, h.is_active, a.action, a.performed_by)
FROM public.users AS u JOIN public.user_roles AS h ON h.user_id = u.id
JOIN public.roles AS r ON r.id = h.role_id
JOIN public.role_assignment_history AS a ON a.user_id = u.id AND a.role_id = r.id)";

Result<plans::Plan> planFor(const SiteFixture &site, const plans::AccountRequest &request)
{
    auto connection = site.connect();
    return plans::planAccount(connection, site.catalog(), site.inspect(), request);
}

void upgrade(SiteFixture &site)
{
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    QCOMPARE(site.run(site.seedPlan()).outcome, runs::Outcome::Done);
}

QStringList missing(const SiteFixture &site)
{
    auto connection = site.connect();
    QStringList modules;
    for (const Finding &finding :
         inspection::missingAccounts(connection, site.catalog(), site.inspect()))
        modules << finding.module;
    return modules;
}

} // namespace

class TestAccount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyIsSeeded();
    void createsTheAdministrator();
    void nothingSaysThePassword();
    void noTriggerSaysTheHash();
    void refusesWhatIsThere();
    void refusesWhatDiffersInCase();
    void refusesWithoutTheRole();
    void refusesBeforeTheTables();
    void refusesWhatCannotBe_data();
    void refusesWhatCannotBe();
    void aPlanWithoutPasswordDoesNotRun();
    void anUpgradeSaysThatNobodyCanSignIn();
    void aRoleWithoutRightsIsNotToldAnything();
    void readsTheFile_data();
    void readsTheFile();
};

void TestAccount::nobodyIsSeeded()
{
    SiteFixture site(shipped);
    upgrade(site);
    QCOMPARE(site.sql("SELECT count(*) FROM public.users"), u"0"_s);
    QCOMPARE(missing(site), QStringList {u"core"_s});
}

void TestAccount::createsTheAdministrator()
{
    SiteFixture site(shipped);
    upgrade(site);
    const auto plan = planFor(site, somchai);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
    QVERIFY(plan->findings.isEmpty());
    const auto report = site.run(*plan);
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QVERIFY(report.stateNow.contains(u"somchai.k"_s));
    QCOMPARE(site.sql(accountSql),
             u"somchai.k|somchai@hospital.go.th|สมชาย|ใจดี|สมชาย ใจดี|active|admin|t|assigned"_s);
    QCOMPARE(missing(site), QStringList());

    const QByteArray hash = site.sql("SELECT password FROM public.users").toUtf8();
    QVERIFY(hash.startsWith("$2b$12$"));
    crypt_data data {};
    QCOMPARE(QByteArray(crypt_r(password.toUtf8().constData(), hash.constData(), &data)), hash);
    QVERIFY(QByteArray(crypt_r("another password", hash.constData(), &data)) != hash);
    QCOMPARE(site.sql("SELECT direction || ' ' || module || ' ' || name FROM aegisx_site.run_step "
                      "ORDER BY step_id DESC LIMIT 1"),
             u"createaccount core somchai.k"_s);
    QCOMPARE(site.lockRows(), u"0"_s);

    // The next one is possible, and the plan says that there is one.
    auto second = somchai;
    second.userName = u"malee"_s;
    second.email = u"malee@hospital.go.th"_s;
    const auto again = planFor(site, second);
    QVERIFY(again);
    QCOMPARE(again->findings.size(), 1);
    QCOMPARE(again->findings.first().id, u"administrator-there"_s);
    QCOMPARE(site.run(*again).outcome, runs::Outcome::Done);
    QCOMPARE(site.sql("SELECT count(DISTINCT password) FROM public.users"), u"2"_s);
}

// Neither the password nor its hash: not in the report, the log, the events.
void TestAccount::nothingSaysThePassword()
{
    SiteFixture site(shipped);
    upgrade(site);
    const auto plan = planFor(site, somchai);
    QVERIFY(plan);
    const auto done = site.run(*plan);
    const auto refused = site.run(*planFor(site, somchai)); // the row that fails is quoted by none
    QCOMPARE(refused.outcome, runs::Outcome::Failed);
    const QString hash = site.sql("SELECT password FROM public.users");
    QString said = site.events().join(u'\n');
    for (const runs::RunReport &report : {done, refused})
        said += QString::fromUtf8(QJsonDocument(reports::toJson(report)).toJson());
    said += site.sql("SELECT string_agg(s::text, ' ') FROM aegisx_site.run_step AS s");
    said += site.sql("SELECT string_agg(r::text, ' ') FROM aegisx_site.run AS r");
    QVERIFY(said.contains(u"somchai.k"_s));
    for (const QString &secret : {password, hash, hash.mid(7, 22)})
        QVERIFY(!said.contains(secret));
}

// A trigger of the site's own may say the whole row.
void TestAccount::noTriggerSaysTheHash()
{
    SiteFixture site(shipped);
    upgrade(site);
    site.sql("CREATE FUNCTION public.says() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
             " RAISE NOTICE 'row %', NEW; RAISE EXCEPTION 'bad %', NEW; END $$;"
             "CREATE TRIGGER says BEFORE INSERT ON public.users FOR EACH ROW"
             " EXECUTE FUNCTION public.says()");
    const auto report = site.run(*planFor(site, somchai));
    QCOMPARE(report.outcome, runs::Outcome::Failed);
    QString said = site.events().join(u'\n');
    said += QString::fromUtf8(QJsonDocument(reports::toJson(report)).toJson());
    said += report.error->toText();
    said += site.sql("SELECT string_agg(s::text, ' ') FROM aegisx_site.run_step AS s");
    said += site.sql("SELECT string_agg(r::text, ' ') FROM aegisx_site.run AS r");
    QVERIFY(said.contains(u"row ("_s) && said.contains(u"bad"_s));
    QVERIFY(!said.contains(u"$2b$"_s));
}

void TestAccount::refusesWhatIsThere()
{
    SiteFixture site(shipped);
    upgrade(site);
    QCOMPARE(site.run(*planFor(site, somchai)).outcome, runs::Outcome::Done);
    auto sameAddress = somchai;
    sameAddress.userName = u"other"_s;
    for (const auto &request : {somchai, sameAddress}) {
        const auto report = site.run(*planFor(site, request));
        QCOMPARE(report.outcome, runs::Outcome::Failed);
        QVERIFY(report.error->message.contains(u"already"_s));
        QVERIFY(report.error->remedy.contains(u"another user name"_s));
        QVERIFY(report.stateNow.contains(u"exactly as it was"_s));
        QCOMPARE(site.sql("SELECT count(*) FROM public.users"), u"1"_s);
        QCOMPARE(site.lockRows(), u"0"_s);
    }
}

// Two administrators that differ in capital letters only would be one for whoever looks.
void TestAccount::refusesWhatDiffersInCase()
{
    SiteFixture site(shipped);
    upgrade(site);
    QCOMPARE(site.run(*planFor(site, somchai)).outcome, runs::Outcome::Done);
    auto sameName = somchai;
    sameName.userName = u"Somchai.K"_s;
    sameName.email = u"other@hospital.go.th"_s;
    auto sameAddress = somchai;
    sameAddress.userName = u"other"_s;
    sameAddress.email = u"Somchai@Hospital.GO.TH"_s;
    for (const auto &request : {sameName, sameAddress}) {
        const auto report = site.run(*planFor(site, request));
        QCOMPARE(report.outcome, runs::Outcome::Failed);
        QVERIFY(report.error->message.contains(request.userName));
        QVERIFY(report.error->message.contains(u"already"_s));
        QVERIFY(report.error->remedy.contains(u"capital"_s));
        QCOMPARE(site.sql("SELECT count(*) FROM public.users"), u"1"_s);
    }
    auto another = somchai;
    another.userName = u"Malee.K"_s; // kept as it was typed
    another.email = u"Malee@hospital.go.th"_s;
    QCOMPARE(site.run(*planFor(site, another)).outcome, runs::Outcome::Done);
    QCOMPARE(site.sql("SELECT username || ' ' || email FROM public.users WHERE username ~ 'M'"),
             u"Malee.K Malee@hospital.go.th"_s);
}

void TestAccount::refusesWithoutTheRole()
{
    SiteFixture site(shipped);
    QCOMPARE(site.run(site.migratePlan()).outcome, runs::Outcome::Done);
    const auto report = site.run(*planFor(site, somchai));
    QCOMPARE(report.outcome, runs::Outcome::Failed);
    QVERIFY(report.error->message.contains(u"role"_s));
    QVERIFY(report.error->remedy.contains(u"reference data"_s));
    QCOMPARE(site.sql("SELECT count(*) FROM public.users"), u"0"_s);
}

void TestAccount::refusesBeforeTheTables()
{
    SiteFixture site(shipped);
    auto plan = planFor(site, somchai);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QCOMPARE(missing(site), QStringList());
    QCOMPARE(site.run(site.migratePlan({{u"core"_s}, u"core/010_create_user_settings"_s, false}))
                 .outcome,
             runs::Outcome::Done);
    plan = planFor(site, somchai);
    QVERIFY(!plan);
    QVERIFY(plan.error().remedy.contains(u"Upgrade"_s));
}

void TestAccount::refusesWhatCannotBe_data()
{
    QTest::addColumn<plans::AccountRequest>("request");
    QTest::addColumn<QString>("says");
    using Request = plans::AccountRequest;
    const auto with = [](const char *name, auto change, const QString &says) {
        Request request = somchai;
        change(request);
        QTest::newRow(name) << request << says;
    };
    with(
        "no name", [](Request &r) { r.userName.clear(); }, u"user name"_s);
    with(
        "Thai user name", [](Request &r) { r.userName = u"สมชาย"_s; }, u"user name"_s);
    with(
        "blank in the user name", [](Request &r) { r.userName = u"a b"_s; }, u"user name"_s);
    with(
        "long user name", [](Request &r) { r.userName = QString(101, u'a'); }, u"user name"_s);
    with(
        "no address", [](Request &r) { r.email = u"somchai"_s; }, u"somchai"_s);
    with(
        "half an address", [](Request &r) { r.email = u"somchai@"_s; }, u"somchai@"_s);
    with(
        "two signs", [](Request &r) { r.email = u"a@b@c"_s; }, u"a@b@c"_s);
    with(
        "no first name", [](Request &r) { r.firstName = u"  "_s; }, u"name"_s);
    with(
        "long last name", [](Request &r) { r.lastName = QString(101, u'ก'); }, u"name"_s);
    with(
        "short password", [](Request &r) { r.password = u"short"_s; }, u"12"_s);
    with(
        "long password", [](Request &r) { r.password = QString(25, u'ก') + u'ข'; }, u"72"_s);
    with(
        "tabulator", [](Request &r) { r.password = u"tabulator\tin it"_s; }, u"typed"_s);
    with(
        "one letter", [](Request &r) { r.password = QString(14, u'x'); }, u"again"_s);
    with(
        "the name", [](Request &r) { r.password = u"my SomChai.K 1"_s; }, u"user name"_s);
    with(
        "no module", [](Request &r) { r.module = u"nowhere"_s; }, u"nowhere"_s);
    with(
        "no offer", [](Request &r) { r.module = u"inventory"_s; }, u"inventory"_s);
}

void TestAccount::refusesWhatCannotBe()
{
    QFETCH(plans::AccountRequest, request);
    QFETCH(QString, says);
    static SiteFixture site = [] {
        SiteFixture made(shipped);
        upgrade(made);
        return made;
    }();
    const auto plan = planFor(site, request);
    QVERIFY(!plan);
    QVERIFY2(plan.error().message.contains(says), qPrintable(plan.error().message));
    QVERIFY(!plan.error().message.contains(password));
}

void TestAccount::aPlanWithoutPasswordDoesNotRun()
{
    SiteFixture site(shipped);
    upgrade(site);
    auto request = somchai;
    request.password.clear();
    const auto plan = planFor(site, request);
    QVERIFY(plan);
    QCOMPARE(site.run(*plan).outcome, runs::Outcome::Refused);
    QCOMPARE(site.sql("SELECT count(*) FROM public.users"), u"0"_s);
}

void TestAccount::anUpgradeSaysThatNobodyCanSignIn()
{
    SiteFixture site(shipped);
    auto connection = site.connect();
    const auto upgradeSite = [&](const operations::Request &request) {
        const auto prepared = operations::prepare(connection, site.catalog(), {}, request);
        return operations::carryOut(connection, site.catalog(), {}, *prepared).last();
    };
    const auto report = upgradeSite(operations::UpgradeRequest {});
    QCOMPARE(report.outcome, runs::Outcome::Done);
    QVERIFY(report.nextStep.contains(u"administrator"_s));
    const auto read = reports::reportFromJson(reports::toJson(report));
    QVERIFY(read);
    QCOMPARE(read->afterwards->withoutAdministrator, QStringList {u"core"_s});
    QCOMPARE(upgradeSite(somchai).outcome, runs::Outcome::Done);
    QVERIFY(!upgradeSite(plans::SeedRequest {}).nextStep.contains(u"administrator"_s));
}

// Who may not read the accounts is not told that there are none.
void TestAccount::aRoleWithoutRightsIsNotToldAnything()
{
    SiteFixture site(shipped);
    upgrade(site);
    auto connection = site.connect();
    const auto state = site.inspect();
    const QByteArray role = "account_reader_" + site.database().toUtf8();
    site.sql("CREATE ROLE " + role + "; GRANT USAGE ON SCHEMA public TO " + role);
    QVERIFY(connection.query("SET ROLE " + role));
    QVERIFY(inspection::missingAccounts(connection, site.catalog(), state).isEmpty());
    QVERIFY(!connection.inTransaction());
    QVERIFY(connection.query("RESET ROLE"));
    QCOMPARE(inspection::missingAccounts(connection, site.catalog(), state).size(), 1);
    site.sql("REVOKE ALL ON SCHEMA public FROM " + role + "; DROP ROLE " + role);
}

void TestAccount::readsTheFile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line"); // of the error; -1: there is none
    const QByteArray present = "-- account:present\nSELECT 1;\n";
    const QByteArray create = "-- account:create\nSELECT $1::text;\n";
    QTest::newRow("good") << "-- what it is\n" + present + create << -1;
    QTest::newRow("Windows line ends")
        << QByteArray("\xEF\xBB\xBF" + present + create).replace("\n", "\r\n") << -1;
    QTest::newRow("one section") << present << 1;
    QTest::newRow("twice") << present + create + present << 1;
    QTest::newRow("two statements") << present + create + "SELECT 2;\n" << 4;
    QTest::newRow("no statement") << "-- account:present\n" + create << 2;
    QTest::newRow("no SQL") << present + "-- account:create\nINSERT NOTHING;\n" << 4;
}

void TestAccount::readsTheFile()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const auto read = modules::parseAccount(text, u"administrator.sql"_s);
    QCOMPARE(bool(read), line < 0);
    if (line < 0) {
        QCOMPARE(read->present.sql, QByteArray("SELECT 1"));
        return;
    }
    QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(read.error().detail.where.file, u"administrator.sql"_s);
    QCOMPARE(read.error().detail.where.line, line);
}

QTEST_GUILESS_MAIN(TestAccount)
#include "tst_account.moc"
