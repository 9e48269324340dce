#include "core/reports/reportdocument.h"
#include "core/reports/reportjson.h"

#include <QJsonDocument>
#include <QTest>
#include <QXmlStreamReader>

using namespace aegisx;
using namespace aegisx::reports;
using namespace aegisx::runs;
using namespace Qt::StringLiterals;

namespace {

StepReport stepOf(const QString &name, StepState state, plans::StepKind kind)
{
    StepReport step;
    step.kind = kind;
    step.module = u"inventory"_s;
    step.name = name;
    step.state = state;
    step.microseconds = 1'250'000;
    return step;
}

RunReport runOf(plans::Operation operation, Outcome outcome, const QList<StepState> &states)
{
    RunReport run;
    run.operation = operation;
    run.outcome = outcome;
    run.runId = u"run-"_s % jsonKeyOf(operation);
    run.site = u"db.example:5432/aegisx as technician"_s;
    run.who = u"somchai@pharmacy-pc"_s;
    run.startedAt = QDateTime({2026, 11, 22}, {14, 5, 9});
    run.finishedAt = run.startedAt.addSecs(75);
    const auto kind =
        operation == plans::Operation::Seed ? plans::StepKind::Seed : plans::StepKind::Up;
    for (qsizetype i = 0; i < states.size(); ++i)
        run.steps.append(stepOf(u"step_%1"_s.arg(i + 1), states.at(i), kind));
    describeOutcome(run);
    return run;
}

SiteReport siteOf(const QList<RunReport> &runs)
{
    SiteReport report;
    report.hospital = u"Ban Rai Hospital"_s;
    report.code = u"10670"_s;
    report.environment = Environment::Test;
    report.connection = u"db.example:5432/aegisx as technician"_s;
    report.programVersion = u"0.1.0"_s;
    report.serverVersion = u"15.18"_s;
    report.runs = runs;
    return report;
}

Error serverError()
{
    Error error {ErrorKind::Database,
                 u"The migration inventory/step_2 failed: relation \"t\" exists"_s,
                 u"Consequence of it."_s,
                 u"Remedy for it."_s,
                 {}};
    error.detail.sqlState = u"42P07"_s;
    error.detail.serverMessage = u"relation \"t\" exists"_s;
    error.detail.statement = u"CREATE TABLE t (a int)"_s;
    error.detail.where = {u"step_2.sql"_s, 12, 3};
    return error;
}

// The document without tags, so that a test reads what a person reads. Fails on a document that is
// not well-formed: QTextDocument would guess, and a browser differently.
QString readable(const QString &html)
{
    QString xml = html;
    xml.replace(u"<meta charset=\"utf-8\">"_s, u"<meta charset=\"utf-8\"/>"_s)
        .replace(u"<br>"_s, u"<br/>"_s);
    QXmlStreamReader reader(xml);
    QString text;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isCharacters())
            text += reader.text() % u' ';
    }
    if (reader.hasError())
        qFatal("not well-formed: %s", qUtf8Printable(reader.errorString()));
    return text.simplified();
}

} // namespace

class TestReportDocument final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOutcomeIsTold_data();
    void everyOutcomeIsTold();
    void upgradeOfTwoRuns();
    void changesAndWhatDidNot();
    void everythingIsEscaped();
    void needsNoOtherFile();
    void noSecretLeaves_data();
    void noSecretLeaves();
    void supportText();
    void json();
    void datesFollowTheEra();
    void manyNotices();
    void withoutRuns();
    void fileNames_data();
    void fileNames();
};

void TestReportDocument::everyOutcomeIsTold_data()
{
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<QString>("headline");
    const QList<QPair<Outcome, QString>> rows {
        {Outcome::Done, u"Done"_s},
        {Outcome::NothingToDo, u"Nothing to do"_s},
        {Outcome::Failed, u"Failed"_s},
        {Outcome::FailedPartWay, u"Failed part-way"_s},
        {Outcome::Refused, u"Refused"_s},
        {Outcome::Locked, u"Locked by another run"_s},
        {Outcome::Cancelled, u"Cancelled"_s},
        {Outcome::CancelledPartWay, u"Cancelled part-way"_s},
        {Outcome::OutcomeUnknown, u"Outcome not known yet"_s},
    };
    QCOMPARE(rows.size(), QMetaEnum::fromType<Outcome>().keyCount());
    for (const auto &[outcome, headline] : rows)
        QTest::newRow(qUtf8Printable(keyOf(outcome))) << outcome << headline;
}

void TestReportDocument::everyOutcomeIsTold()
{
    QFETCH(const Outcome, outcome);
    QFETCH(const QString, headline);
    const SiteReport report =
        siteOf({runOf(plans::Operation::Rollback, outcome, {StepState::Done, StepState::NotRun})});
    const RunReport &run = report.runs.first();
    QVERIFY(!run.stateNow.isEmpty());
    const QString html = readable(toHtml(report));
    for (const QString &text : {u"Report: Roll back"_s, headline, run.stateNow, run.nextStep})
        QVERIFY2(html.contains(text), qUtf8Printable(text % u" not in "_s % html));
    QCOMPARE(toJson(report).value(u"outcome"_s).toString(), jsonKeyOf(outcome));
    const QString support = toSupportText(report);
    QVERIFY2(support.contains(u"Roll back: "_s % headline % u'\n'), qUtf8Printable(support));
    QVERIFY(support.contains(run.stateNow));
}

void TestReportDocument::upgradeOfTwoRuns()
{
    using plans::Operation;
    const RunReport up = runOf(Operation::Migrate, Outcome::Done, {StepState::Done});
    const RunReport none = runOf(Operation::Seed, Outcome::NothingToDo, {});
    RunReport failed = runOf(Operation::Seed, Outcome::Failed, {StepState::Failed});
    failed.finishedAt = up.finishedAt.addSecs(10);
    QCOMPARE(siteOf({up, none}).outcome(), Outcome::Done);
    QCOMPARE(siteOf({none, none}).outcome(), Outcome::NothingToDo);
    const SiteReport report = siteOf({up, failed});
    QCOMPARE(report.outcome(), Outcome::Failed);
    QCOMPARE(report.startedAt(), up.startedAt);
    QCOMPARE(report.finishedAt(), failed.finishedAt);
    const QString html = readable(toHtml(report));
    for (const QString &text : {u"Upgrade: Done"_s,
                                u"Load reference data: Failed"_s,
                                up.stateNow,
                                failed.stateNow,
                                u"1 min 25 s"_s})
        QVERIFY2(html.contains(text), qUtf8Printable(text % u" not in "_s % html));
    QCOMPARE(toJson(report).value(u"runs"_s).toArray().size(), 2);
}

void TestReportDocument::changesAndWhatDidNot()
{
    RunReport run = runOf(plans::Operation::Seed,
                          Outcome::FailedPartWay,
                          {StepState::Done, StepState::Unknown, StepState::NotRun});
    run.steps.first().tables = {
        {u"inventory.drugs"_s, 1234, 5, 0, -1, 22, {{u"PARA"_s, {u"name"_s}}, {u"IBU"_s, {}}}}};
    run.batches.insert(u"inventory"_s, 7);
    const QString html = readable(toHtml(siteOf({run})));
    const auto at = [&html](const QString &text) { return html.indexOf(text); };
    const qsizetype changed = at(u"What changed"_s);
    const qsizetype unknown = at(u"What is not known yet"_s);
    const qsizetype unchanged = at(u"What did not change"_s);
    QVERIFY(changed > 0 && changed < at(u"step_1"_s) && at(u"step_1"_s) < unknown);
    QVERIFY(unknown < at(u"step_2"_s) && at(u"step_2"_s) < unchanged);
    QVERIFY(unchanged < at(u"step_3"_s));
    QVERIFY2(html.contains(u"inventory.drugs 1,234 5 not known 22 0"_s), qUtf8Printable(html));
    QVERIFY(html.contains(u"inventory.drugs PARA: name; IBU: removed since; and 20 more"_s));
    QVERIFY(html.contains(u"inventory 7"_s));
    const QString nothing = readable(
        toHtml(siteOf({runOf(plans::Operation::Migrate, Outcome::Refused, {StepState::NotRun})})));
    QVERIFY(nothing.contains(u"Nothing was changed."_s));
    const QString all = readable(
        toHtml(siteOf({runOf(plans::Operation::Migrate, Outcome::Done, {StepState::Done})})));
    QVERIFY(all.contains(u"Every step of the plan was carried out."_s));
}

void TestReportDocument::everythingIsEscaped()
{
    const QString odd = u"<b>&\"'</td>\x01\x1b[31m \u0e01\u0e34"_s;
    SiteReport report = siteOf({runOf(plans::Operation::Seed,
                                      Outcome::Failed,
                                      {StepState::Done, StepState::Failed, StepState::NotRun})});
    RunReport &run = report.runs.first();
    report.hospital = report.code = report.connection = report.programVersion =
        report.serverVersion = odd;
    run.runId = run.who = run.stateNow = run.nextStep = odd;
    for (StepReport &step : run.steps) {
        step.module = step.name = odd;
        step.tables = {{odd, 1, 0, 0, 0}};
        step.notices = {odd};
    }
    run.batches.insert(odd, 1);
    run.error = Error {ErrorKind::Database, odd, odd, odd, {}};
    run.error->detail = {odd, odd, odd, odd, odd, odd, 1, {odd, 1, 1}};
    report.findings = {{Severity::Error, odd, odd, odd, odd, odd, {}}};
    const QString html = toHtml(report);
    QVERIFY(!html.contains(u"<b>"_s));
    QVERIFY(!html.contains(QChar(1)) && !html.contains(QChar(27)));
    const QString text = readable(html); // well-formed, whatever the texts are
    QCOMPARE(text.count(u"<b>&\"'</td>[31m \u0e01\u0e34"_s), html.count(u"&lt;b&gt;"_s));
    QVERIFY(text.count(u"<b>&"_s) > 20);
}

void TestReportDocument::needsNoOtherFile()
{
    const QString html =
        toHtml(siteOf({runOf(plans::Operation::Migrate, Outcome::Done, {StepState::Done})}));
    QVERIFY(html.startsWith(u"<!DOCTYPE html>"_s));
    QVERIFY(html.contains(u"<meta charset=\"utf-8\">"_s));
    const QStringList loads {u"<script"_s,
                             u"<link"_s,
                             u"<img"_s,
                             u"src="_s,
                             u"href="_s,
                             u"url("_s,
                             u"@import"_s,
                             u"http"_s,
                             u"flex"_s};
    for (const QString &part : loads)
        QVERIFY2(!html.contains(part), qUtf8Printable(part));
}

void TestReportDocument::noSecretLeaves_data()
{
    QTest::addColumn<QString>("said");
    QTest::newRow("literal") << u"CREATE ROLE a LOGIN PASSWORD 'S3cret''S3cret'"_s;
    QTest::newRow("escape string") << u"ALTER USER a PASSWORD E'S3cret\\'S3cret'"_s;
    QTest::newRow("dollars") << u"ALTER ROLE a password $$S3cret$$ VALID UNTIL 'x'"_s;
    QTest::newRow("conninfo") << u"CONNECTION 'host=b password=S3cret dbname=c'"_s;
    QTest::newRow("quoted in a conninfo") << u"host=b password='S3cret S3cret' user=c"_s;
    QTest::newRow("blanks") << u"password = S3cret"_s;
    QTest::newRow("cut in the middle") << u"ALTER ROLE a PASSWORD 'S3cret"_s;
    QTest::newRow("URL") << u"could not reach postgresql://me:S3cret@db.example/x"_s;
    QTest::newRow("URL with signs") << u"postgres://me:S3:/@cret@S3cret@db.example/x"_s;
    QTest::newRow("key") << u"Key (hn)=(S3cret) already exists."_s;
    QTest::newRow("row") << u"Failing row contains (1, S3cret)."_s;
}

void TestReportDocument::noSecretLeaves()
{
    QFETCH(const QString, said);
    const bool values = said.contains(u"=("_s) || said.contains(u"row"_s);
    SiteReport report =
        siteOf({runOf(plans::Operation::Migrate, Outcome::Failed, {StepState::Failed})});
    RunReport &run = report.runs.first();
    run.error = serverError();
    run.error->detail.sqlState = u"23505"_s;
    run.error->detail.serverDetail = said;
    if (!values) {
        report.connection = run.site = run.stateNow = run.nextStep = said;
        run.error->message = run.error->consequence = run.error->remedy = said;
        run.error->detail.serverMessage = run.error->detail.statement = said;
        run.error->detail.hint = run.error->detail.context = said;
        run.steps.first().notices = {said};
        report.findings = {{Severity::Warning, u"id"_s, {}, {}, said, said, {}}};
    }
    const QString json =
        QString::fromUtf8(QJsonDocument(toJson(report)).toJson(QJsonDocument::Compact));
    for (const QString &document : {toHtml(report), json, toSupportText(report)}) {
        QVERIFY2(!document.contains(u"S3"_s), qUtf8Printable(document));
        QVERIFY2(!document.contains(u"cret"_s), qUtf8Printable(document));
        QVERIFY(document.contains(u"..."_s)); // something stood there
    }
}

void TestReportDocument::supportText()
{
    RunReport run = runOf(plans::Operation::Migrate,
                          Outcome::Failed,
                          {StepState::RolledBack, StepState::Failed, StepState::NotRun});
    run.error = serverError();
    run.steps.first().notices = {u"NOTICE: patient 4711"_s};
    SiteReport report = siteOf({run});
    report.findings = {{Severity::Warning, u"stale-lock"_s, {}, {}, u"A stuck lock."_s, {}, {}},
                       {Severity::Info, u"newer-server"_s, {}, {}, u"Only a remark."_s, {}, {}}};
    const QString text = toSupportText(report);
    const QStringList lines {u"AegisX Site Manager 0.1.0\n"_s,
                             u"Server: PostgreSQL 15.18\n"_s,
                             u"Environment: TEST\n"_s,
                             u"Upgrade: Failed\n"_s,
                             u"failed: inventory/step_2\n"_s,
                             run.error->message % u'\n',
                             u"  File: step_2.sql:12:3\n"_s,
                             u"  Statement: CREATE TABLE t (a int)\n"_s,
                             u"  Server message: relation \"t\" exists\n"_s,
                             u"  SQLSTATE: 42P07\n"_s,
                             u"stale-lock: A stuck lock.\n"_s};
    for (const QString &line : lines)
        QVERIFY2(text.contains(line), qUtf8Printable(line % u" not in "_s % text));
    QVERIFY(!text.contains(u"4711"_s));
    QVERIFY(!text.contains(u"Only a remark"_s));
    report.serverVersion.clear();
    QVERIFY(toSupportText(report).contains(u"Server: not known\n"_s));
}

void TestReportDocument::json()
{
    RunReport run = runOf(plans::Operation::Migrate, Outcome::Failed, {StepState::Failed});
    run.error = serverError();
    SiteReport report = siteOf({run});
    report.findings = {
        {Severity::Error, u"id"_s, u"core"_s, u"1_a"_s, u"m"_s, u"r"_s, {u"1_a.sql"_s, 3, 0}}};
    const QJsonObject object = toJson(report);
    QCOMPARE(object.keys(),
             (QStringList {u"code"_s,
                           u"connection"_s,
                           u"document"_s,
                           u"environment"_s,
                           u"findings"_s,
                           u"outcome"_s,
                           u"programVersion"_s,
                           u"runs"_s,
                           u"serverVersion"_s,
                           u"site"_s}));
    QCOMPARE(object.value(u"document"_s).toString(), u"report"_s);
    QCOMPARE(object.value(u"environment"_s).toString(), u"test"_s);
    const QJsonObject one = object.value(u"runs"_s).toArray().first().toObject();
    QJsonObject expected = toJson(run);
    expected.remove(u"site"_s);
    QCOMPARE(one, expected);
    QCOMPARE(one.value(u"error"_s).toObject().value(u"sqlState"_s).toString(), u"42P07"_s);
    const QJsonObject finding = object.value(u"findings"_s).toArray().first().toObject();
    QCOMPARE(finding.value(u"where"_s).toObject(),
             (QJsonObject {{u"file"_s, u"1_a.sql"_s}, {u"line"_s, 3}}));
    report.serverVersion.clear();
    QVERIFY(toJson(report).value(u"serverVersion"_s).isNull());
}

void TestReportDocument::datesFollowTheEra()
{
    SiteReport report =
        siteOf({runOf(plans::Operation::Migrate, Outcome::Done, {StepState::Done})});
    QVERIFY(toHtml(report).contains(u"22 Nov 2026 14:05"_s));
    report.language = Language::Thai;
    report.era = Era::Buddhist;
    const QString html = toHtml(report);
    QVERIFY(html.contains(u"<html lang=\"th\">"_s));
    QVERIFY(html.contains(u"22 \u0e1e.\u0e22. 2569 14:05"_s));
    QVERIFY(toSupportText(report).contains(u"2026-11-22T"_s)); // a log, whatever the setting
}

void TestReportDocument::manyNotices()
{
    RunReport run = runOf(plans::Operation::Migrate, Outcome::Done, {StepState::Done});
    for (int i = 0; i < 20'000; ++i)
        run.steps.first().notices << u"NOTICE: remark %1"_s.arg(i);
    const QString html = toHtml(siteOf({run}));
    QVERIFY(html.contains(u"NOTICE: remark 49"_s));
    QVERIFY(!html.contains(u"NOTICE: remark 50"_s));
    QVERIFY(html.contains(u"19950"_s));
}

void TestReportDocument::withoutRuns()
{
    const SiteReport report = siteOf({});
    QVERIFY(readable(toHtml(report)).contains(u"Ban Rai Hospital"_s));
    QCOMPARE(toJson(report).value(u"outcome"_s).toString(), u"nothingToDo"_s);
    QVERIFY(toSupportText(report).startsWith(u"AegisX Site Manager 0.1.0\n"_s));
    QCOMPARE(suggestedFileName(report), u"aegisx-10670"_s);
}

void TestReportDocument::fileNames_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("name");
    const QString tail = u"upgrade-2026-11-22-1405"_s;
    QTest::newRow("plain") << u"10670"_s << u"aegisx-10670-"_s % tail;
    QTest::newRow("none") << QString() << u"aegisx-"_s % tail;
    QTest::newRow("Thai") << u"\u0e23\u0e1e. 10670"_s << u"aegisx-10670-"_s % tail;
    QTest::newRow("only Thai") << u"\u0e23\u0e1e\u0e51"_s << u"aegisx-"_s % tail;
    QTest::newRow("a path") << u"../../etc/passwd\n"_s << u"aegisx-etc-passwd-"_s % tail;
    QTest::newRow("reserved signs") << u"a:b*c?\"<>|\\d"_s << u"aegisx-a-b-c-d-"_s % tail;
    QTest::newRow("long") << QString(400, u'9') << u"aegisx-"_s % QString(40, u'9') % u'-' % tail;
}

void TestReportDocument::fileNames()
{
    QFETCH(const QString, code);
    QFETCH(const QString, name);
    SiteReport report = siteOf({runOf(plans::Operation::Migrate, Outcome::Done, {})});
    report.code = code;
    report.language = Language::Thai; // years of file names stay those of the Common Era
    report.era = Era::Buddhist;
    QCOMPARE(suggestedFileName(report), name);
}

QTEST_GUILESS_MAIN(TestReportDocument)
#include "tst_reportdocument.moc"
