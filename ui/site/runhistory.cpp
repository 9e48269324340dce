#include "ui/site/runhistory.h"

#include "core/base/tr.h"
#include "core/reports/reportjson.h"
#include "ui/site/siteopening.h"

#include <QJsonDocument>
#include <QMetaEnum>

#include <algorithm>
#include <cstdlib>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::SiteRun;
using inspection::SiteRunStep;

namespace {

// Both note the same moment; how exactly they keep it is theirs.
constexpr qint64 sameMoment = 1000; // milliseconds

QString runIdIn(sites::SiteStore &store, const QString &recordId, QHash<QString, QString> &known)
{
    if (const auto found = known.constFind(recordId); found != known.constEnd())
        return *found;
    const auto record = store.run(recordId);
    const QString id = record
        ? QJsonDocument::fromJson(record->reportJson).object().value(u"runId"_s).toString()
        : QString();
    known.insert(recordId, id);
    return id;
}

// The place of the site's own note of a local run; -1: there is none.
qsizetype findNote(sites::SiteStore &store,
                   const sites::RunRecord &record,
                   const QList<SiteRun> &notes,
                   QHash<QString, QString> &runIds)
{
    for (qsizetype i = 0; i < notes.size(); ++i) {
        const bool near = std::abs(notes.at(i).startedAt.msecsTo(record.startedAt)) <= sameMoment;
        if (near && notes.at(i).runId == runIdIn(store, record.id, runIds))
            return i;
    }
    return -1;
}

plans::StepKind kindOf(const QString &direction)
{
    const auto kinds = QMetaEnum::fromType<plans::StepKind>();
    for (int i = 0; i < kinds.keyCount(); ++i) {
        if (direction == QString::fromLatin1(kinds.key(i)).toLower())
            return static_cast<plans::StepKind>(kinds.value(i));
    }
    return plans::StepKind::Up;
}

runs::StepState stateOf(const QString &outcome)
{
    if (outcome == keyOf(runs::Outcome::Done))
        return runs::StepState::Done;
    return outcome == keyOf(runs::Outcome::Cancelled) ? runs::StepState::Cancelled
                                                      : runs::StepState::Failed;
}

// "AegisX Site Manager 0.1.0" says which version ran it.
void takeProgram(reports::SiteReport &report, const HistoryRun &run)
{
    if (!run.program.isEmpty())
        report.programVersion = run.program.section(u' ', -1);
}

} // namespace

QList<HistoryRun> mergeRuns(sites::SiteStore &store,
                            const QList<sites::RunRecord> &records,
                            const QList<SiteRun> &siteRuns,
                            QHash<QString, QString> &runIds)
{
    QList<SiteRun> notes = siteRuns;
    QList<HistoryRun> all;
    all.reserve(records.size() + notes.size());
    for (const sites::RunRecord &record : records) {
        const qsizetype note = findNote(store, record, notes, runIds);
        HistoryRun run = runOf(record, note < 0 ? QString() : notes.at(note).runId);
        if (note >= 0) {
            run.program = notes.at(note).program;
            run.steps = notes.at(note).steps;
            notes.removeAt(note);
        }
        all.append(run);
    }
    for (const SiteRun &note : std::as_const(notes))
        all.append(runOf(note));
    std::stable_sort(all.begin(), all.end(), [](const HistoryRun &left, const HistoryRun &right) {
        return left.startedAt > right.startedAt;
    });
    return all;
}

Result<reports::SiteReport> keptReport(sites::SiteStore &store,
                                       const sites::SiteProfile &profile,
                                       Era era,
                                       const HistoryRun &run)
{
    const auto record = store.run(run.recordId);
    if (!record)
        return fail(record.error());
    const auto read = reports::reportFromJson(QJsonDocument::fromJson(record->reportJson).object());
    if (!read)
        return fail(read.error());
    reports::SiteReport report = describeSite(profile, era);
    report.connection = read->site;
    report.runs = {*read};
    takeProgram(report, run);
    return report;
}

reports::SiteReport reportOf(const sites::SiteProfile &profile,
                             Era era,
                             const HistoryRun &run,
                             const QList<SiteRunStep> &steps)
{
    runs::RunReport told;
    told.operation = run.operation.value_or(plans::Operation::Migrate);
    told.outcome = run.outcome.value_or(runs::Outcome::OutcomeUnknown);
    told.runId = run.runId;
    told.who = run.who;
    told.toldBySite = true;
    told.startedAt = run.startedAt;
    told.finishedAt = run.finishedAt;
    for (const SiteRunStep &step : steps) {
        runs::StepReport done;
        done.kind = kindOf(step.direction);
        done.module = step.module;
        done.name = step.name;
        done.state = stateOf(step.outcome);
        done.microseconds = step.microseconds;
        done.reason = step.reason;
        told.steps.append(done);
    }
    if (!run.detail.isEmpty())
        told.error = Error {ErrorKind::Failed, run.detail, {}, {}, {}};
    reports::SiteReport report = describeSite(profile, era);
    report.connection = profile.connection.describe();
    told.site = report.connection;
    // Without steps there is nothing to say of a new environment, which is one.
    if (!told.steps.isEmpty() || told.outcome != runs::Outcome::Done)
        runs::describeOutcome(told);
    report.runs = {told};
    takeProgram(report, run);
    return report;
}

} // namespace aegisx::ui
