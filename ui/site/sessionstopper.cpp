#include "ui/site/sessionstopper.h"

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

// What is known of the session besides who it is, a sentence a line.
QString detailOf(const Preparation &preparation)
{
    QStringList lines;
    const Findings &findings = preparation.plans.first().findings;
    for (const Finding &finding : findings) {
        if (&finding != &findings.first())
            lines << finding.message;
        if (!finding.remedy.isEmpty())
            lines << finding.remedy;
    }
    return lines.join(u'\n');
}

Question questionFor(const Preparation &preparation, const sites::SiteProfile &profile)
{
    const plans::Plan &plan = preparation.plans.first();
    Question question;
    question.title = requestTitle(preparation.request);
    question.text = plan.findings.isEmpty() ? question.title : plan.findings.first().message;
    question.detail = detailOf(preparation);
    question.site = profile;
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
    m_asked.remove(pid);
    Q_EMIT busyChanged();
    Q_EMIT said(pid, meaning, sentence);
}

bool SessionStopper::isWanted(int pid, int number) const
{
    const auto asked = m_asked.constFind(pid);
    return asked != m_asked.constEnd() && asked->number == number;
}

void SessionStopper::withdraw(int pid)
{
    const auto asked = m_asked.constFind(pid);
    if (asked == m_asked.constEnd() || asked->underWay)
        return;
    const DialogService::Withdraw close = asked->close;
    m_asked.remove(pid);
    if (close)
        close();
    Q_EMIT busyChanged();
    Q_EMIT withdrawn(pid);
}

// The state as it was last read will do: a run may be under way and hold what a new look asks for.
void SessionStopper::stop(const SessionRequest &request)
{
    const auto snapshot = m_session.snapshot();
    if (!snapshot || isBusy(request.pid))
        return;
    const int number = ++m_number;
    m_asked.insert(request.pid, {number, false, {}});
    Q_EMIT busyChanged();
    m_session.readBeside<Preparation>(
        this,
        [snapshot, request](postgres::Connection &connection, std::stop_token) {
            return operations::prepareFrom(connection, snapshot->catalog, snapshot->state, request);
        },
        [this, request, number](const Result<Preparation> &made) {
            if (!isWanted(request.pid, number))
                return;
            if (made)
                ask(std::make_shared<const Preparation>(*made), request);
            else
                tell(request.pid, Meaning::Danger, sentenceOf(made.error()));
        });
}

void SessionStopper::ask(const Prepared &preparation, const SessionRequest &request)
{
    const QPointer<SessionStopper> guard(this);
    const int number = m_asked.value(request.pid).number;
    const DialogService::Withdraw close =
        m_session.context().dialogs.ask(m_window->window(),
                                        questionFor(*preparation, m_session.profile()),
                                        [guard, preparation, request, number](bool yes) {
                                            if (!guard || !guard->isWanted(request.pid, number))
                                                return;
                                            if (yes)
                                                guard->carryOut(preparation, request);
                                            else
                                                guard->tell(request.pid, Meaning::Neutral, {});
                                        });
    if (isWanted(request.pid, number)) // a question may be answered at once
        m_asked[request.pid].close = close;
}

void SessionStopper::carryOut(const Prepared &preparation, const SessionRequest &request)
{
    m_asked[request.pid].underWay = true;
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
