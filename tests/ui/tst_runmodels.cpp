#include "core/base/language.h"
#include "ui/models/logmodel.h"
#include "ui/models/roles.h"
#include "ui/models/runstepsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using ui::LogModel;
using ui::RunStepsModel;

namespace {

Event eventOf(EventKind kind, const QString &name = {}, const QString &text = {})
{
    Event event;
    event.kind = kind;
    event.module = name.isEmpty() ? QString() : u"demo"_s;
    event.name = name;
    event.text = text;
    return event;
}

plans::Plan planOf(plans::Operation operation, const QStringList &names)
{
    plans::Plan plan;
    plan.operation = operation;
    for (const QString &name : names) {
        plans::PlanStep step;
        step.module = u"demo"_s;
        step.name = name;
        plan.steps.append(step);
    }
    return plan;
}

QString statesOf(const RunStepsModel &model)
{
    QStringList states;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!model.isPlanRow(row))
            states << keyOf(model.stateAt(row));
    }
    return states.join(u' ');
}

} // namespace

class TestRunModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsFollowTheEvents();
    void stepsStartAgain();
    void logIsBounded();
    void logFilters();
};

void TestRunModels::stepsFollowTheEvents()
{
    RunStepsModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPlans({planOf(plans::Operation::Migrate, {u"1"_s, u"2"_s, u"3"_s}),
                    planOf(plans::Operation::Seed, {u"1"_s, u"x"_s})});
    QCOMPARE(model.rowCount(), 7); // and a row for each plan
    QCOMPARE(model.stepCount(), 5);
    QCOMPARE(model.index(0, 0).data().toString(), u"Migrations"_s);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.addEvents({eventOf(EventKind::RunStarted),
                     eventOf(EventKind::StepSkipped, u"1"_s),
                     eventOf(EventKind::SegmentStarted),
                     eventOf(EventKind::StepStarted, u"2"_s),
                     eventOf(EventKind::StepDone, u"2"_s),
                     eventOf(EventKind::StepStarted, u"3"_s)});
    QCOMPARE(changes.size(), 1); // one for all
    QCOMPARE(statesOf(model), u"Skipped Done Running Waiting Waiting"_s);
    QCOMPARE(model.doneCount(), 2);
    model.addEvents({eventOf(EventKind::StepDone, u"3"_s),
                     eventOf(EventKind::SegmentCommitted),
                     eventOf(EventKind::RunFinished),
                     eventOf(EventKind::RunStarted),
                     eventOf(EventKind::SegmentStarted),
                     eventOf(EventKind::StepStarted, u"1"_s),
                     eventOf(EventKind::StepFailed, u"1"_s),
                     eventOf(EventKind::RolledBack),
                     eventOf(EventKind::RunFinished)});
    model.finish();
    QCOMPARE(statesOf(model), u"Skipped Done Done Failed NotRun"_s);
    QCOMPARE(model.index(5, RunStepsModel::State).data(ui::MeaningRole).toInt(),
             static_cast<int>(ui::Meaning::Danger));
    model.addEvents({eventOf(EventKind::StepStarted, u"not in the plan"_s)});
    QCOMPARE(statesOf(model), u"Skipped Done Done Failed NotRun"_s);
}

void TestRunModels::stepsStartAgain()
{
    RunStepsModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPlans({planOf(plans::Operation::Migrate, {u"1"_s, u"2"_s, u"3"_s})});
    model.addEvents({eventOf(EventKind::RunStarted),
                     eventOf(EventKind::SegmentStarted),
                     eventOf(EventKind::StepStarted, u"1"_s),
                     eventOf(EventKind::StepDone, u"1"_s),
                     eventOf(EventKind::StepStarted, u"2"_s),
                     eventOf(EventKind::StepFailed, u"2"_s),
                     eventOf(EventKind::RolledBack)});
    QCOMPARE(statesOf(model), u"RolledBack Failed Waiting"_s);
    QCOMPARE(model.doneCount(), 0);
    model.addEvents({eventOf(EventKind::Retrying)});
    QCOMPARE(statesOf(model), u"Waiting Waiting Waiting"_s);
    // What an earlier transaction committed is not rolled back with a later one.
    model.addEvents({eventOf(EventKind::SegmentStarted),
                     eventOf(EventKind::StepStarted, u"1"_s),
                     eventOf(EventKind::StepDone, u"1"_s),
                     eventOf(EventKind::SegmentCommitted),
                     eventOf(EventKind::SegmentStarted),
                     eventOf(EventKind::StepStarted, u"2"_s),
                     eventOf(EventKind::RolledBack),
                     eventOf(EventKind::RunFinished)});
    model.finish();
    QCOMPARE(statesOf(model), u"Done Cancelled NotRun"_s);
}

void TestRunModels::logIsBounded()
{
    LogModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (int batch = 0; batch < 110; ++batch) {
        QList<Event> events;
        for (int i = 0; i < 500; ++i)
            events.append(eventOf(EventKind::Notice, u"step"_s, QString::number(500 * batch + i)));
        model.addEvents(events);
    }
    QCOMPARE(model.rowCount(), LogModel::mostEntries);
    QCOMPARE(model.droppedCount(), 55'000 - LogModel::mostEntries);
    QCOMPARE(model.index(0, LogModel::Text).data().toString(), u"5000"_s);
    QCOMPARE(model.index(LogModel::mostEntries - 1, LogModel::Text).data().toString(), u"54999"_s);
    model.addEvents(QList<Event>(60'000, eventOf(EventKind::Message, {}, u"at once"_s)));
    QCOMPARE(model.rowCount(), LogModel::mostEntries);
    QCOMPARE(model.index(0, LogModel::Text).data().toString(), u"at once"_s);
    model.addEvents({eventOf(EventKind::Notice, u"step"_s, QString(100'000, u'x'))});
    QCOMPARE(model.index(LogModel::mostEntries - 1, LogModel::Text).data().toString().size(), 2000);
}

void TestRunModels::logFilters()
{
    LogModel model;
    const QAbstractItemModelTester tester(&model);
    QList<Event> events;
    for (int i = 0; i < LogModel::mostEntries; ++i)
        events.append(eventOf(EventKind::Notice,
                              u"step"_s,
                              i % 10 == 0 ? u"Apple %1"_s.arg(i) : u"pear %1"_s.arg(i)));
    model.addEvents(events);
    model.setFilter(u"apple"_s);
    QCOMPARE(model.rowCount(), LogModel::mostEntries / 10);
    QCOMPARE(model.index(1, LogModel::Text).data().toString(), u"Apple 10"_s);
    model.addEvents({eventOf(EventKind::Notice, u"step"_s, u"no fruit"_s),
                     eventOf(EventKind::Notice, u"step"_s, u"an APPLE"_s)});
    QCOMPARE(model.rowCount(), LogModel::mostEntries / 10); // one came, the oldest went
    QCOMPARE(model.index(0, LogModel::Text).data().toString(), u"Apple 10"_s);
    QCOMPARE(model.index(model.rowCount() - 1, LogModel::Text).data().toString(), u"an APPLE"_s);
    QCOMPARE(model.findRow(u"apple 20"_s, -1, true), 1);
    QCOMPARE(model.findRow(u"an apple"_s, 0, false), model.rowCount() - 1);
    QCOMPARE(model.findRow(u"pear"_s, 0, true), -1); // filtered out
    model.setFilter({});
    QCOMPARE(model.rowCount(), LogModel::mostEntries);
    QCOMPARE(model.findRow(u"server notice"_s, 4, true), 5); // the words of the kind, too
}

QTEST_MAIN(TestRunModels)
#include "tst_runmodels.moc"
