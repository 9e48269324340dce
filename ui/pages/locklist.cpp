#include "ui/pages/locklist.h"

#include "core/base/tr.h"
#include "core/inspection/lockinspection.h"
#include "core/words/words.h"
#include "ui/models/statelooks.h"
#include "ui/pages/blockerlist.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QPushButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::LockState;
using inspection::ModuleLock;

namespace {

// The column is_locked of each row: one row with 0 is a free lock.
QString rowsText(const ModuleLock &lock)
{
    QStringList values;
    for (const tracking::LockValue &value : lock.lock.rows)
        values << (value ? QString::number(*value) : u"NULL"_s);
    const QString table = lock.table.schema % u'.' % lock.table.lockName();
    return values.isEmpty()
        ? Tr::tr("Lock table: %1").arg(table)
        : Tr::tr("Lock table: %1; is_locked: %2").arg(table, values.join(u", "_s));
}

// The living holder, or those of whom one may be it.
QList<BlockingSession> holderOf(const ModuleLock &lock)
{
    QList<BlockingSession> maybe;
    for (const inspection::SessionInfo &one : lock.lock.others.atWork)
        maybe.append({one.pid, one.describe(), inspection::isIdle(one)});
    if (!maybe.isEmpty())
        return maybe;
    const auto &session = lock.lock.session;
    if (lock.lock.state != LockState::Running || !session || session->pid <= 0)
        return {};
    return {{session->pid,
             {},
             inspection::isIdle(*session)}}; // the sentence about the lock says who it is
}

} // namespace

LockList::LockList(SiteSession &session, QWidget *parent) : QWidget(parent), m_session(session)
{
    setObjectName(u"lockList"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Huge);
}

void LockList::setLocks(const QList<ModuleLock> &locks)
{
    const bool same = std::equal(locks.begin(),
                                 locks.end(),
                                 m_locks.begin(),
                                 m_locks.end(),
                                 [](const ModuleLock &left, const ModuleLock &right) {
                                     return left.module == right.module;
                                 });
    m_locks = locks;
    if (!same) {
        for (const Row &row : std::as_const(m_rows))
            delete row.widget;
        m_rows.clear();
        for (const ModuleLock &lock : locks)
            addRow(lock.module);
    }
    retranslate();
}

void LockList::addRow(const QString &module)
{
    auto *widget = new QWidget(this);
    widget->setObjectName(u"lock_"_s % module);
    const Row row {widget,
                   new SectionHeading(module, SectionHeading::Level::Card, widget),
                   new StatePill(widget),
                   new WrappedLabel(widget),
                   new WrappedLabel(widget),
                   new QPushButton(icon(Icon::Unlock), {}, widget),
                   new BlockerList(m_session, widget)};
    row.title->setObjectName(u"lockModuleLabel"_s);
    row.pill->setObjectName(u"lockPill"_s);
    row.description->setObjectName(u"lockDescriptionLabel"_s);
    row.description->setSelectable(true);
    row.rows->setObjectName(u"lockRowsLabel"_s);
    row.rows->setMuted(true);
    row.release->setObjectName(u"releaseLockPushButton"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Small);
    top->addWidget(row.title, 1);
    top->addWidget(row.pill);
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins({});
    column->setSpacing(spacing::Tiny);
    column->addLayout(top);
    column->addWidget(row.description);
    column->addWidget(row.rows);
    column->addWidget(row.release, 0, Qt::AlignLeft);
    column->addWidget(row.holder);
    const auto index = m_rows.size();
    connect(row.release, &QPushButton::clicked, this, [this, index] {
        Q_EMIT releaseRequested(QString(m_locks.at(index).module));
    });
    connect(row.holder, &BlockerList::stopped, this, &LockList::stopped);
    connect(row.holder, &BlockerList::focusLost, this, &LockList::focusLost);
    layout()->addWidget(widget);
    m_rows.append(row);
}

void LockList::showLock(const Row &row, const ModuleLock &lock)
{
    const LockState state = lock.lock.state;
    PillLook look = lookOf(state);
    look.text = wordFor(lock.lock);
    row.pill->setState(look);
    row.description->setText(inspection::describeLock(lock));
    row.rows->setText(rowsText(lock));
    row.rows->setVisible(state != LockState::Absent);
    row.release->setText(Tr::tr("Release lock..."));
    row.release->setAccessibleName(Tr::tr("Release the lock of module %1").arg(lock.module));
    row.release->setVisible(state == LockState::Stale
                            || (state == LockState::Unknown && !lock.lock.rows.isEmpty()));
    const auto holder = holderOf(lock);
    row.holder->setSessions(holder);
    row.holder->setVisible(!holder.isEmpty());
}

void LockList::setObstacle(const QString &obstacle)
{
    for (const Row &row : std::as_const(m_rows)) {
        row.release->setEnabled(obstacle.isEmpty());
        row.release->setToolTip(obstacle);
        row.release->setAccessibleDescription(obstacle);
    }
}

void LockList::retranslate()
{
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        showLock(m_rows.at(i), m_locks.at(i));
}

} // namespace aegisx::ui
