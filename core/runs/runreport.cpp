#include "core/runs/runreport.h"

#include "core/base/environment.h"
#include "core/base/tr.h"

#include <QJsonArray>

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

QString iso(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonArray tablesJson(const QList<TableCounts> &tables)
{
    QJsonArray array;
    for (const TableCounts &counts : tables) {
        QJsonObject object {{u"table"_s, counts.table},
                            {u"inserted"_s, counts.inserted},
                            {u"updated"_s, counts.updated},
                            {u"deleted"_s, counts.deleted}};
        object.insert(u"unchanged"_s,
                      counts.unchanged < 0 ? QJsonValue() : QJsonValue(counts.unchanged));
        array.append(object);
    }
    return array;
}

QString nothingToDo(plans::Operation operation)
{
    switch (operation) {
    case plans::Operation::Migrate:
        return Tr::tr("Nothing to do: the site is up to date.");
    case plans::Operation::Rollback:
        return Tr::tr("Nothing to do: there is nothing to roll back.");
    case plans::Operation::Seed:
        return Tr::tr("Nothing to do: there is no seed to load.");
    case plans::Operation::Unlock:
        return Tr::tr("Nothing to do: the lock is free.");
    case plans::Operation::SetEnvironment:
        return Tr::tr("Nothing to do: the database says so already.");
    }
    return {};
}

void describeNewEnvironment(RunReport &report)
{
    report.stateNow = Tr::tr("Done: the site's database says from now on: %1")
                          .arg(wordFor(environmentOf(report.steps.first().name)));
    report.nextStep =
        Tr::tr("Every computer whose list of sites says otherwise cannot change the site until its "
               "list is corrected.");
}

} // namespace

int RunReport::count(StepState state) const
{
    return static_cast<int>(
        std::count_if(steps.begin(), steps.end(), [state](const StepReport &step) {
            return step.state == state;
        }));
}

void describeOutcome(RunReport &report)
{
    switch (report.outcome) {
    case Outcome::Done:
        if (report.operation == plans::Operation::SetEnvironment) {
            describeNewEnvironment(report);
            break;
        }
        report.stateNow =
            Tr::tr("Done: %n step(s) carried out.", nullptr, report.count(StepState::Done));
        report.nextStep = Tr::tr("Nothing else to do. The state of the site shows the result.");
        break;
    case Outcome::NothingToDo:
        report.stateNow = nothingToDo(report.operation);
        break;
    case Outcome::Failed:
    case Outcome::Refused:
    case Outcome::Locked:
    case Outcome::Cancelled:
        report.stateNow = Tr::tr("The site is exactly as it was before this run.");
        if (report.error && !report.error->remedy.isEmpty())
            report.nextStep = report.error->remedy;
        else
            report.nextStep =
                Tr::tr("Send this report to the vendor; the hospital can go on working.");
        break;
    case Outcome::FailedPartWay:
    case Outcome::CancelledPartWay:
        report.stateNow = Tr::tr("The run stopped part-way: %1 of %2 steps are in the database and "
                                 "recorded, the rest is not.")
                              .arg(QString::number(report.count(StepState::Done)),
                                   QString::number(report.steps.size()));
        report.nextStep = Tr::tr("Mend the cause, then start the same operation again: it goes on "
                                 "with the first step that is not recorded.");
        break;
    case Outcome::OutcomeUnknown:
        report.stateNow = report.count(StepState::Done) == 0
            ? Tr::tr("The connection was lost while the server was completing the run: it is "
                     "either wholly done or not at all.")
            : Tr::tr(
                  "The connection was lost while the server was completing a part of the run: %1 "
                  "of %2 steps are in the database and recorded, and %3 either all or not at all.")
                  .arg(QString::number(report.count(StepState::Done)),
                       QString::number(report.steps.size()),
                       QString::number(report.count(StepState::Unknown)));
        report.nextStep =
            Tr::tr("When the server can be reached again, the state of the site tells which.");
        break;
    }
}

QJsonObject toJson(const Error &error)
{
    QJsonObject object {{u"kind"_s, jsonKeyOf(error.kind)}, {u"message"_s, error.message}};
    const auto add = [&object](const QString &key, const QString &value) {
        if (!value.isEmpty())
            object.insert(key, value);
    };
    add(u"consequence"_s, error.consequence);
    add(u"remedy"_s, error.remedy);
    add(u"sqlState"_s, error.detail.sqlState);
    add(u"serverMessage"_s, error.detail.serverMessage);
    add(u"serverDetail"_s, error.detail.serverDetail);
    add(u"hint"_s, error.detail.hint);
    add(u"context"_s, error.detail.context);
    add(u"statement"_s, error.detail.statement);
    add(u"file"_s, error.detail.where.file);
    if (error.detail.where.line > 0)
        object.insert(u"line"_s, error.detail.where.line);
    if (error.detail.where.column > 0)
        object.insert(u"column"_s, error.detail.where.column);
    return object;
}

QJsonObject toJson(const RunReport &report)
{
    QJsonArray steps;
    for (const StepReport &step : report.steps) {
        steps.append(QJsonObject {{u"kind"_s, jsonKeyOf(step.kind)},
                                  {u"module"_s, step.module},
                                  {u"name"_s, step.name},
                                  {u"state"_s, jsonKeyOf(step.state)},
                                  {u"microseconds"_s, step.microseconds},
                                  {u"tables"_s, tablesJson(step.tables)},
                                  {u"notices"_s, QJsonArray::fromStringList(step.notices)}});
    }
    QJsonObject batches;
    for (auto it = report.batches.cbegin(); it != report.batches.cend(); ++it)
        batches.insert(it.key(), it.value());
    QJsonObject object {{u"operation"_s, jsonKeyOf(report.operation)},
                        {u"outcome"_s, jsonKeyOf(report.outcome)},
                        {u"runId"_s, report.runId},
                        {u"site"_s, report.site},
                        {u"who"_s, report.who},
                        {u"startedAt"_s, iso(report.startedAt)},
                        {u"finishedAt"_s, iso(report.finishedAt)},
                        {u"steps"_s, steps},
                        {u"batches"_s, batches},
                        {u"stateNow"_s, report.stateNow},
                        {u"nextStep"_s, report.nextStep}};
    object.insert(u"error"_s, report.error ? QJsonValue(toJson(*report.error)) : QJsonValue());
    return object;
}

} // namespace aegisx::runs
