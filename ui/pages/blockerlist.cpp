#include "ui/pages/blockerlist.h"

#include "core/base/tr.h"
#include "ui/site/sessionstopper.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

BlockerList::BlockerList(SiteSession &session, QWidget *parent)
    : QWidget(parent), m_stopper(new SessionStopper(session, this))
{
    setObjectName(u"blockerList"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Medium);
    connect(m_stopper, &SessionStopper::busyChanged, this, &BlockerList::showBusy);
    connect(m_stopper, &SessionStopper::said, this, &BlockerList::showSaid);
    connect(m_stopper, &SessionStopper::withdrawn, this, &BlockerList::withdrawn);
}

void BlockerList::setSessions(const QList<BlockingSession> &sessions)
{
    removeRows(sessions);
    for (const BlockingSession &session : sessions) {
        auto row = std::find_if(m_rows.begin(), m_rows.end(), [&session](const Row &one) {
            return one.pid == session.pid;
        });
        if (row == m_rows.end()) {
            addRow(session);
            continue;
        }
        row->description->setText(session.description);
        row->idle = session.idle;
    }
    retranslate();
}

// The focus stays in the list as long as there is one.
void BlockerList::removeRows(const QList<BlockingSession> &staying)
{
    const QWidget *focused = window()->focusWidget();
    bool lost = false;
    QList<int> gone;
    m_rows.removeIf([&](const Row &row) {
        if (std::any_of(staying.begin(), staying.end(), [&row](const auto &one) {
                return one.pid == row.pid;
            }))
            return false;
        lost = lost || (focused != nullptr && row.widget->isAncestorOf(focused));
        gone << row.pid;
        delete row.widget;
        return true;
    });
    for (const int pid : std::as_const(gone))
        m_stopper->withdraw(pid);
    if (lost && !m_rows.isEmpty())
        m_rows.first().end->setFocus(Qt::OtherFocusReason);
    else if (lost)
        Q_EMIT focusLost();
}

QList<BlockingSession> BlockerList::choose(QList<BlockingSession> sessions, qsizetype most) const
{
    const auto isShown = [this](const BlockingSession &session) {
        return std::any_of(m_rows.begin(), m_rows.end(), [&session](const Row &row) {
            return row.pid == session.pid;
        });
    };
    std::stable_partition(sessions.begin(), sessions.end(), isShown);
    return sessions.first(qMin(sessions.size(), most));
}

void BlockerList::addRow(const BlockingSession &session)
{
    const int pid = session.pid;
    auto *widget = new QWidget(this);
    widget->setObjectName(u"blocker_%1"_s.arg(pid));
    const Row row {pid,
                   widget,
                   new WrappedLabel(session.description, widget),
                   new QPushButton(icon(Icon::Cancel), {}, widget),
                   new QPushButton(icon(Icon::Close), {}, widget),
                   new WrappedLabel(widget),
                   session.idle};
    row.description->setObjectName(u"blockerDescriptionLabel"_s);
    row.description->setSelectable(true);
    row.cancel->setObjectName(u"cancelStatementPushButton"_s);
    row.end->setObjectName(u"endSessionPushButton"_s);
    row.said->setObjectName(u"blockerSaidLabel"_s);
    row.said->setSelectable(true);
    row.said->hide();
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins({});
    column->setSpacing(spacing::Tiny);
    column->addWidget(row.description);
    auto *buttons = new FlowLayout;
    buttons->addWidget(row.cancel);
    buttons->addWidget(row.end);
    column->addLayout(buttons);
    column->addWidget(row.said);
    connect(row.cancel, &QPushButton::clicked, this, [this, pid] {
        m_stopper->stop({pid, false});
    });
    connect(row.end, &QPushButton::clicked, this, [this, pid] { m_stopper->stop({pid, true}); });
    for (QPushButton *button : {row.cancel, row.end})
        button->setVisible(pid > 0); // a prepared transaction has no session
    layout()->addWidget(widget);
    m_rows.append(row);
}

// A button that is pressed stays as it is: the focus would jump away from one that is disabled.
void BlockerList::showBusy()
{
    for (const Row &row : std::as_const(m_rows)) {
        if (!m_stopper->isBusy(row.pid))
            continue;
        row.said->setText(Tr::tr("Looking at what it does..."));
        row.said->setMuted(true);
        row.said->show();
    }
}

void BlockerList::showCancel(const Row &row)
{
    if (row.idle && row.cancel->hasFocus())
        row.end->setFocus(Qt::OtherFocusReason);
    row.cancel->setEnabled(!row.idle);
    row.cancel->setToolTip(row.idle
                               ? Tr::tr("It runs no statement now: there is nothing to cancel. "
                                        "What it has open ends only with its session.")
                               : Tr::tr("Its statement ends; its session stays"));
    row.cancel->setAccessibleDescription(row.cancel->toolTip());
}

void BlockerList::showSaid(int pid, Meaning meaning, const QString &sentence)
{
    for (const Row &row : std::as_const(m_rows)) {
        if (row.pid != pid)
            continue;
        row.said->setText(sentence);
        row.said->setMuted(meaning != Meaning::Danger);
        row.said->setVisible(!sentence.isEmpty());
    }
    Q_EMIT stopped(pid);
}

void BlockerList::retranslate()
{
    for (const Row &row : std::as_const(m_rows)) {
        row.description->setVisible(!row.description->text().isEmpty());
        const QString process = Tr::tr("Process %1").arg(row.pid);
        row.cancel->setText(Tr::tr("Ask it to cancel..."));
        row.end->setText(Tr::tr("End its session..."));
        for (QPushButton *button : {row.cancel, row.end}) {
            button->setAccessibleName(process % u": "_s % button->text());
            setMeaning(button, button == row.end ? Meaning::Danger : Meaning::Neutral);
        }
        showCancel(row);
        row.end->setToolTip(Tr::tr("Its connection is closed; what it has open is rolled back"));
    }
}

} // namespace aegisx::ui
