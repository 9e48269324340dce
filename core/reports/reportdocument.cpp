#include "core/reports/reportdocument.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/reports/reportcleaning.h"
#include "core/reports/reportjson.h"
#include "core/words/losswords.h"
#include "core/words/words.h"

#include <algorithm>

namespace aegisx::reports {

using namespace Qt::StringLiterals;
using runs::Outcome;
using runs::RunReport;
using runs::StepReport;
using runs::StepState;

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QString iso(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODate);
}

QString label(const QString &name, const QString &value)
{
    return name % u": "_s % value;
}

// A line each for what was rolled back and what did not run; the names of the first ones.
QStringList unchangedLines(const QList<StepReport> &steps)
{
    constexpr qsizetype mostNames = 20;
    QStringList lines;
    for (const StepState state : {StepState::RolledBack, StepState::NotRun}) {
        QStringList names;
        for (const StepReport &step : steps) {
            if (step.state == state)
                names << stepTitle(step.module, step.name);
        }
        const qsizetype more = names.size() - mostNames;
        if (more > 0)
            names = names.first(mostNames)
                << Tr::tr("and %n more", nullptr, static_cast<int>(more));
        if (!names.isEmpty())
            lines << label(wordFor(state), names.join(u", "_s));
    }
    return lines;
}

QStringList runLines(const RunReport &run)
{
    QStringList lines {{},
                       label(wordFor(run.operation), headlineFor(run)),
                       label(Tr::tr("Started"), iso(run.startedAt)),
                       label(Tr::tr("Ended"), iso(run.finishedAt)),
                       label(Tr::tr("Run"), run.runId)};
    for (const StepReport &step : run.steps) {
        if (step.state == StepState::Failed || step.state == StepState::Cancelled
            || step.state == StepState::Unknown)
            lines << label(wordFor(step.state), stepTitle(step.module, step.name));
        if (!step.reason.isEmpty())
            lines << label(stepTitle(step.module, step.name), reasonText(step.reason));
    }
    lines << unchangedLines(run.steps + run.following);
    for (const RunReport::TableChange &loss : run.losses)
        lines << (loss.undone ? Tr::tr("Rows of %1: %2 before, %3 after, but it was rolled back")
                              : Tr::tr("Rows of %1: %2 before, %3 after"))
                     .arg(titleFor(loss),
                          rowsTextFor(loss.before, loss.exact),
                          rowsTextFor(loss.after, loss.exact));
    if (run.error)
        lines << run.error->toText();
    lines << label(Tr::tr("State of the site now"), run.stateNow);
    return lines;
}

// Letters, digits and hyphens, as every file system, mail program and USB stick takes them.
QString plainName(const QString &text)
{
    QString name;
    for (const QChar c : text) {
        const bool plain = c.unicode() < 128 && c.isLetterOrNumber();
        if (plain)
            name += c;
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name += u'-';
    }
    while (name.endsWith(u'-'))
        name.chop(1);
    return name.left(40);
}

// The stable English words of file names.
QString fileWord(plans::Operation operation)
{
    switch (operation) {
    case plans::Operation::Migrate:
        return u"upgrade"_s;
    case plans::Operation::SetEnvironment:
        return u"environment"_s;
    case plans::Operation::CreateAccount:
        return u"administrator"_s;
    default:
        return jsonKeyOf(operation);
    }
}

} // namespace

Outcome SiteReport::outcome() const
{
    const auto last = std::find_if(runs.rbegin(), runs.rend(), [](const RunReport &run) {
        return run.outcome != Outcome::NothingToDo;
    });
    return last == runs.rend() ? Outcome::NothingToDo : last->outcome;
}

QDateTime SiteReport::startedAt() const
{
    return runs.isEmpty() ? QDateTime() : runs.first().startedAt;
}

QDateTime SiteReport::finishedAt() const
{
    return runs.isEmpty() ? QDateTime() : runs.last().finishedAt;
}

QList<RunReport::TableChange> SiteReport::losses() const
{
    QList<RunReport::TableChange> all;
    for (const RunReport &run : runs)
        all += run.losses;
    return all;
}

QString SiteReport::nextStep() const
{
    const auto last = std::find_if(runs.rbegin(), runs.rend(), [](const RunReport &run) {
        return run.outcome != Outcome::NothingToDo;
    });
    if (last == runs.rend())
        return runs.isEmpty() ? QString() : runs.last().nextStep;
    const RunReport &first = runs.first();
    if (&*last == &first || runs::lossSentence(first.losses).isEmpty())
        return last->nextStep;
    const bool saysMore = last->outcome != Outcome::Done || last->keptRows() > 0
        || (last->afterwards
            && !(last->afterwards->withoutSeeds + last->afterwards->withoutAdministrator)
                    .isEmpty());
    return saysMore ? QString(first.nextStep % u' ' % last->nextStep) : first.nextStep;
}

QJsonObject toJson(const SiteReport &original)
{
    const SiteReport report = withoutSecrets(original);
    QJsonArray runs;
    for (const RunReport &run : report.runs) {
        QJsonObject object = toJson(run);
        object.remove(u"site"_s); // said once, as the connection
        runs.append(object);
    }
    return {{u"document"_s, u"report"_s},
            {u"site"_s, report.hospital},
            {u"code"_s, report.code},
            {u"environment"_s, jsonKeyOf(report.environment)},
            {u"connection"_s, report.connection},
            {u"programVersion"_s, report.programVersion},
            {u"serverVersion"_s, orNull(report.serverVersion)},
            {u"outcome"_s, jsonKeyOf(report.outcome())},
            {u"runs"_s, runs},
            {u"findings"_s, toJson(report.findings)}};
}

QString toSupportText(const SiteReport &original)
{
    const SiteReport report = withoutSecrets(original);
    QStringList lines {u"AegisX Site Manager "_s % report.programVersion};
    lines << label(Tr::tr("Server"),
                   report.serverVersion.isEmpty() ? Tr::tr("not known")
                                                  : u"PostgreSQL "_s % report.serverVersion);
    lines << label(Tr::tr("Hospital"), report.hospital);
    lines << label(Tr::tr("Hospital code"), report.code);
    lines << label(Tr::tr("Environment"), wordFor(report.environment));
    lines << label(Tr::tr("Connection"), report.connection);
    for (const RunReport &run : report.runs)
        lines << runLines(run);
    for (const Finding &finding : report.findings) {
        if (finding.severity != Severity::Info)
            lines << label(finding.id, finding.message);
    }
    return lines.join(u'\n') % u'\n';
}

QString suggestedFileName(const SiteReport &report)
{
    QStringList parts {u"aegisx"_s};
    if (const QString code = plainName(report.code); !code.isEmpty())
        parts << code;
    if (!report.runs.isEmpty())
        parts << fileWord(report.runs.first().operation);
    if (report.startedAt().isValid())
        parts << report.startedAt().toLocalTime().toString(u"yyyy-MM-dd-HHmm"_s);
    return parts.join(u'-');
}

} // namespace aegisx::reports
