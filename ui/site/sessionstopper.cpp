#include "ui/site/sessionstopper.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "ui/models/planwords.h"
#include "ui/site/siteopening.h"
#include "ui/site/sitesession.h"

#include <QWidget>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using operations::Preparation;
using plans::SessionRequest;

namespace {

// What is known of the session, a sentence a line, then where this is.
QString detailOf(const Preparation &preparation, const sites::SiteProfile &profile)
{
    QStringList lines;
    const Findings &findings = preparation.plans.first().findings;
    for (const Finding &finding : findings) {
        if (&finding != &findings.first())
            lines << finding.message;
        if (!finding.remedy.isEmpty())
            lines << finding.remedy;
    }
    lines << destructionSentence(preparation)
          << Tr::tr("Site: %1, %2").arg(profile.name, wordFor(profile.environment));
    return lines.join(u'\n');
}

Question questionFor(const Preparation &preparation, const sites::SiteProfile &profile)
{
    const plans::Plan &plan = preparation.plans.first();
    Question question;
    question.title = requestTitle(preparation.request);
    question.text = plan.findings.isEmpty() ? question.title : plan.findings.first().message;
    question.detail = detailOf(preparation, profile);
    question.verb = stepKindWord(plan.steps.first().kind);
    question.meaning =
        plan.steps.first().kind == plans::StepKind::EndSession ? Meaning::Danger : Meaning::Warning;
    return question;
}

QString sentenceOf(const Error &error)
{
    return error.remedy.isEmpty() ? error.message : error.message % u' ' % error.remedy;
}

} // namespace

SessionStopper::SessionStopper(SiteSession &session, QWidget *parent)
    : QObject(parent), m_session(session), m_window(parent)
{
}

void SessionStopper::tell(int pid, Meaning meaning, const QString &sentence)
{
    m_busy.remove(pid);
    Q_EMIT busyChanged();
    Q_EMIT said(pid, meaning, sentence);
}

// The state as it was last read will do: a run may be under way and hold what a new look asks for.
void SessionStopper::stop(const SessionRequest &request)
{
    const auto snapshot = m_session.snapshot();
    if (!snapshot || m_busy.contains(request.pid))
        return;
    m_busy.insert(request.pid);
    Q_EMIT busyChanged();
    m_session.readBeside<Preparation>(
        this,
        [snapshot, request](postgres::Connection &connection, std::stop_token) {
            return operations::prepareFrom(connection, snapshot->catalog, snapshot->state, request);
        },
        [this, request](const Result<Preparation> &made) {
            if (made)
                ask(std::make_shared<const Preparation>(*made), request);
            else
                tell(request.pid, Meaning::Danger, sentenceOf(made.error()));
        });
}

void SessionStopper::ask(const Prepared &preparation, const SessionRequest &request)
{
    const QPointer<SessionStopper> guard(this);
    m_session.context().dialogs.ask(m_window->window(),
                                    questionFor(*preparation, m_session.profile()),
                                    [guard, preparation, request](bool yes) {
                                        if (!guard)
                                            return;
                                        if (yes)
                                            guard->carryOut(preparation, request);
                                        else
                                            guard->tell(request.pid, Meaning::Neutral, {});
                                    });
}

void SessionStopper::carryOut(const Prepared &preparation, const SessionRequest &request)
{
    m_session.readBeside<runs::RunReport>(
        this,
        [snapshot = m_session.snapshot(), expected = m_session.expected(), preparation](
            postgres::Connection &connection, std::stop_token stop) -> Result<runs::RunReport> {
            return operations::carryOut(
                       connection, snapshot->catalog, expected, *preparation, {}, {}, stop)
                .first();
        },
        [this, request](const Result<runs::RunReport> &report) {
            if (report)
                tellReport(request.pid, *report);
            else
                tell(request.pid, Meaning::Danger, sentenceOf(report.error()));
        });
}

void SessionStopper::tellReport(int pid, const runs::RunReport &report)
{
    const bool well =
        report.outcome == runs::Outcome::Done || report.outcome == runs::Outcome::NothingToDo;
    QString sentence = report.error ? sentenceOf(*report.error) : report.stateNow;
    const auto kept = m_session.context().store.addRun(recordOf(m_session.profile(), report));
    if (!kept)
        sentence += u' '
            % Tr::tr("The report could not be kept in the local history: %1")
                  .arg(kept.error().message);
    tell(pid, well ? Meaning::Success : Meaning::Danger, sentence);
}

} // namespace aegisx::ui
