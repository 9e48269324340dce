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
}

void BlockerList::setSessions(const QList<BlockingSession> &sessions)
{
    m_rows.removeIf([&sessions](const Row &row) {
        const bool gone = std::none_of(sessions.begin(), sessions.end(), [&row](const auto &one) {
            return one.pid == row.pid;
        });
        if (gone)
            delete row.widget;
        return gone;
    });
    for (const BlockingSession &session : sessions) {
        auto row = std::find_if(m_rows.begin(), m_rows.end(), [&session](const Row &one) {
            return one.pid == session.pid;
        });
        if (row == m_rows.end())
            addRow(session);
        else
            row->description->setText(session.description);
    }
    retranslate();
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
                   new WrappedLabel(widget)};
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
    layout()->addWidget(widget);
    m_rows.append(row);
}

void BlockerList::showBusy()
{
    for (const Row &row : std::as_const(m_rows)) {
        row.cancel->setEnabled(!m_stopper->isBusy(row.pid));
        row.end->setEnabled(!m_stopper->isBusy(row.pid));
    }
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
        row.cancel->setToolTip(Tr::tr("Its statement ends; its session stays"));
        row.end->setToolTip(Tr::tr("Its connection is closed; what it has open is rolled back"));
    }
    showBusy();
}

} // namespace aegisx::ui
