#include "core/reports/reportjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace aegisx;
using namespace aegisx::reports;
using namespace aegisx::runs;
using namespace Qt::StringLiterals;

namespace {

RunReport fullReport()
{
    RunReport report;
    report.operation = plans::Operation::Seed;
    report.outcome = Outcome::FailedPartWay;
    report.runId = u"c1646ce2-c7c4-4b54-a2c4-0c8e630d4164"_s;
    report.site = u"db.example:5432/aegisx as technician"_s;
    report.who = u"somchai@pharmacy-pc"_s;
    report.startedAt = QDateTime({2026, 11, 22}, {14, 5, 9, 123}, Qt::UTC);
    report.finishedAt = report.startedAt.addMSecs(75'001);
    report.batches = {{u"core"_s, 3}, {u"stock"_s, 1}};
    report.losses = {{u"stock.unit"_s, 40, 0, true, true, false, u"stock/001_units"_s},
                     {u"stock.odd"_s, {}, {}, false, false, true, {}}};
    report.stateNow = u"\u0e40\u0e2a\u0e23\u0e47\u0e08 \"1\""_s;
    report.nextStep = u"Mend the cause."_s;
    StepReport seed;
    seed.kind = plans::StepKind::Seed;
    seed.module = u"stock"_s;
    seed.name = u"001_units"_s;
    seed.state = StepState::Done;
    seed.microseconds = 9'007'199'254'740'993; // more than a double holds
    seed.tables = {{u"stock.unit"_s,
                    12,
                    3,
                    1,
                    40,
                    2,
                    {{u"A, 1"_s, {u"name"_s, u"price"_s}}, {u"B"_s, {}, false}}},
                   {u"stock.odd"_s, 1, 0, 0, -1}};
    seed.reason = u"process 4711"_s;
    seed.notices = {u"NOTICE: one"_s, u"two\nlines"_s};
    StepReport failed;
    failed.kind = plans::StepKind::Up;
    failed.name = u"2_b"_s;
    failed.state = StepState::Failed;
    report.steps = {seed, failed};
    Error error {ErrorKind::Database, u"message"_s, u"consequence"_s, u"remedy"_s, {}};
    error.detail = {u"22012"_s,
                    u"division by zero"_s,
                    u"detail"_s,
                    u"hint"_s,
                    u"context"_s,
                    u"SELECT 1/0"_s,
                    0,
                    {u"2_b.sql"_s, 12, 3}};
    report.error = error;
    report.steps.last().remains = runs::Remains {1, 3, true, false};
    report.following = {seed};
    report.following.first().state = StepState::NotRun;
    report.blockers = {{4711, u"process 4711"_s, false}, {0, u"prepared"_s, false}};
    report.losses.last().column = u"colour"_s;
    report.losses.first().undone = true;
    report.losses.first().planned = 3;
    report.losses.last().replaced = true;
    report.unlogged = report.toldBySite = true;
    report.afterwards = RunReport::Afterwards {2, 1, {u"core"_s}, {u"stock"_s}, {}};
    return report;
}

// As the history keeps it: through its text.
QJsonObject kept(const RunReport &report)
{
    const QByteArray text = QJsonDocument(toJson(report)).toJson(QJsonDocument::Compact);
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestReportJson final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyField();
    void everyValue();
    void nothingSaid();
    void notReadable_data();
    void notReadable();
};

void TestReportJson::everyField()
{
    const RunReport report = fullReport();
    const auto read = reportFromJson(kept(report));
    QVERIFY(read);
    QCOMPARE(toJson(*read), toJson(report));
    QCOMPARE(read->operation, report.operation);
    QCOMPARE(read->outcome, report.outcome);
    QCOMPARE(read->runId, report.runId);
    QCOMPARE(read->site, report.site);
    QCOMPARE(read->who, report.who);
    QCOMPARE(read->startedAt, report.startedAt);
    QCOMPARE(read->finishedAt, report.finishedAt);
    QCOMPARE(read->batches, report.batches);
    QCOMPARE(read->losses.size(), 2);
    QCOMPARE(read->losses.first().table, u"stock.unit"_s);
    QVERIFY(read->losses.first().before == 40 && read->losses.first().gone);
    QVERIFY(!read->losses.last().before && read->losses.last().announced);
    QCOMPARE(read->losses.last().column, u"colour"_s);
    QVERIFY(read->losses.first().undone && !read->losses.last().undone);
    QVERIFY(read->losses.first().planned == 3 && !read->losses.last().planned);
    QVERIFY(!read->losses.first().replaced && read->losses.last().replaced);
    QVERIFY(read->unlogged && read->toldBySite);
    QCOMPARE(read->steps.first().reason, u"process 4711"_s);
    QCOMPARE(read->stateNow, report.stateNow);
    QCOMPARE(read->nextStep, report.nextStep);
    QCOMPARE(read->steps.size(), 2);
    const StepReport &seed = read->steps.first();
    QCOMPARE(seed.microseconds, report.steps.first().microseconds);
    QCOMPARE(seed.notices, report.steps.first().notices);
    QCOMPARE(seed.tables.at(0).table, u"stock.unit"_s);
    QCOMPARE(seed.tables.at(0).inserted, 12);
    QCOMPARE(seed.tables.at(0).updated, 3);
    QCOMPARE(seed.tables.at(0).deleted, 1);
    QCOMPARE(seed.tables.at(0).unchanged, 40);
    QCOMPARE(seed.tables.at(0).kept, 2);
    QCOMPARE(seed.tables.at(0).keptRows.size(), 2);
    QCOMPARE(seed.tables.at(0).keptRows.at(0).key, u"A, 1"_s);
    QCOMPARE(seed.tables.at(0).keptRows.at(0).columns, (QStringList {u"name"_s, u"price"_s}));
    QVERIFY(seed.tables.at(0).keptRows.at(0).shippedBefore);
    QVERIFY(seed.tables.at(0).keptRows.at(1).columns.isEmpty());
    QVERIFY(!seed.tables.at(0).keptRows.at(1).shippedBefore);
    QCOMPARE(seed.tables.at(1).unchanged, -1);
    QVERIFY(read->error);
    QCOMPARE(read->error->kind, ErrorKind::Database);
    QCOMPARE(read->error->toText(), report.error->toText());
    QCOMPARE(read->error->detail.where, report.error->detail.where);
    QVERIFY(!seed.remains && read->halfRun() == &read->steps.last());
    QCOMPARE(read->halfRun()->remains->statementCount, 3);
    QVERIFY(read->halfRun()->remains->unsure);
    QCOMPARE(read->following.size(), 1);
    QCOMPARE(read->blockers.size(), 2);
    QCOMPARE(read->blockers.first().description, u"process 4711"_s);
    QCOMPARE(read->blockers.last().pid, 0);
    QVERIFY(read->afterwards && read->afterwards->contradictions == 1);
}

void TestReportJson::everyValue()
{
    const auto states = QMetaEnum::fromType<StepState>();
    const auto kinds = QMetaEnum::fromType<plans::StepKind>();
    const auto outcomes = QMetaEnum::fromType<Outcome>();
    const auto operations = QMetaEnum::fromType<plans::Operation>();
    const auto errors = QMetaEnum::fromType<ErrorKind>();
    const int most = std::max(errors.keyCount(), outcomes.keyCount());
    for (int i = 0; i < most; ++i) {
        RunReport report = fullReport();
        report.outcome = static_cast<Outcome>(outcomes.value(i % outcomes.keyCount()));
        report.operation =
            static_cast<plans::Operation>(operations.value(i % operations.keyCount()));
        report.error->kind = static_cast<ErrorKind>(errors.value(i % errors.keyCount()));
        report.steps.first().state = static_cast<StepState>(states.value(i % states.keyCount()));
        report.steps.first().kind = static_cast<plans::StepKind>(kinds.value(i % kinds.keyCount()));
        const auto read = reportFromJson(kept(report));
        QVERIFY(read);
        QCOMPARE(read->outcome, report.outcome);
        QCOMPARE(read->operation, report.operation);
        QCOMPARE(read->error->kind, report.error->kind);
        QCOMPARE(toJson(*read), toJson(report));
    }
}

void TestReportJson::nothingSaid()
{
    const auto read = reportFromJson(kept(RunReport {}));
    QVERIFY(read);
    QVERIFY(!read->startedAt.isValid());
    QVERIFY(!read->error);
    QVERIFY(read->steps.isEmpty());
    QJsonObject object = kept(fullReport());
    object.insert(u"ofAVersionToCome"_s, 7);
    QVERIFY(reportFromJson(object));
}

void TestReportJson::notReadable_data()
{
    QTest::addColumn<QJsonObject>("object");
    QTest::addColumn<QString>("key");
    const auto without = [](const QString &key, const QJsonValue &value) {
        QJsonObject object = kept(fullReport());
        object.insert(key, value);
        return object;
    };
    QJsonArray steps = kept(fullReport()).value(u"steps"_s).toArray();
    QJsonObject step = steps.first().toObject();
    step.insert(u"state"_s, u"flown"_s);
    steps.replace(0, step);
    QTest::newRow("empty") << QJsonObject() << u"operation"_s;
    QTest::newRow("operation") << without(u"operation"_s, u"frob"_s) << u"operation"_s;
    QTest::newRow("outcome") << without(u"outcome"_s, 3) << u"outcome"_s;
    QTest::newRow("step") << without(u"steps"_s, steps) << u"state"_s;
    QTest::newRow("error") << without(u"error"_s, QJsonObject {{u"kind"_s, u"odd"_s}}) << u"kind"_s;
}

void TestReportJson::notReadable()
{
    QFETCH(QJsonObject, object);
    QFETCH(QString, key);
    const auto read = reportFromJson(object);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
    QVERIFY(read.error().message.endsWith(key));
    QVERIFY(!read.error().remedy.isEmpty());
}

QTEST_GUILESS_MAIN(TestReportJson)
#include "tst_reportjson.moc"
