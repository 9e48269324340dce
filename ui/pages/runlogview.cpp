#include "ui/pages/runlogview.h"

#include "core/base/tr.h"
#include "ui/dialogs/dialogservice.h"
#include "ui/models/logmodel.h"
#include "ui/report/runlogfile.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QCheckBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QShortcut>
#include <QToolButton>
#include <QTreeView>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

RunLogView::RunLogView(DialogService &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_dialogs(dialogs)
    , m_file(std::make_unique<RunLogFile>())
    , m_model(new LogModel(this))
    , m_search(new QLineEdit(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_onlyHits(new QCheckBox(this))
    , m_newest(new QPushButton(this))
    , m_save(new QPushButton(icon(Icon::Save), {}, this))
    , m_table(new QTreeView(this))
    , m_said(new WrappedLabel(this))
{
    setObjectName(u"runLogView"_s);
    m_search->setObjectName(u"searchLogLineEdit"_s);
    m_previous->setObjectName(u"previousHitToolButton"_s);
    m_next->setObjectName(u"nextHitToolButton"_s);
    m_onlyHits->setObjectName(u"onlyHitsCheckBox"_s);
    m_newest->setObjectName(u"newestPushButton"_s);
    m_save->setObjectName(u"saveLogPushButton"_s);
    m_table->setObjectName(u"logTreeView"_s);
    m_said->setObjectName(u"logSaidLabel"_s);
    buildUi();
    connectUi();
    retranslate();
}

RunLogView::~RunLogView() = default;

void RunLogView::buildUi()
{
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(Icon::Search), QLineEdit::LeadingPosition);
    m_previous->setArrowType(Qt::UpArrow);
    m_next->setArrowType(Qt::DownArrow);
    for (QToolButton *button : {m_previous, m_next})
        button->setFocusPolicy(Qt::StrongFocus);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setObjectName(u"logHeaderView"_s);
    m_said->setMuted(true);
    m_said->setSelectable(true);
    m_said->hide();
    m_newest->hide();

    auto *tools = new QHBoxLayout;
    tools->setSpacing(spacing::Small);
    tools->addWidget(m_search, 1);
    tools->addWidget(m_previous);
    tools->addWidget(m_next);
    tools->addWidget(m_onlyHits);
    tools->addWidget(m_newest);
    tools->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spacing::Small);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_said);
}

void RunLogView::connectUi()
{
    QScrollBar *bar = m_table->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, &RunLogView::followScrolling);
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar] {
        const QScopedValueRollback ours(m_moving, true);
        if (m_following)
            bar->setValue(bar->maximum());
    });
    connect(m_model, &LogModel::rowsRemoved, this, [this](const QModelIndex &, int from, int to) {
        m_removedRows += to - from + 1;
    });
    connect(m_newest, &QPushButton::clicked, bar, [bar] { bar->setValue(bar->maximum()); });
    connect(m_search, &QLineEdit::textChanged, this, &RunLogView::showFilter);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(true); });
    connect(m_onlyHits, &QCheckBox::toggled, this, &RunLogView::showFilter);
    connect(m_previous, &QToolButton::clicked, this, [this] { search(false); });
    connect(m_next, &QToolButton::clicked, this, [this] { search(true); });
    connect(m_save, &QPushButton::clicked, this, &RunLogView::save);
    const auto shortcut = [this](const QKeySequence &keys, auto &&work) {
        auto *one = new QShortcut(keys, this);
        one->setContext(Qt::WindowShortcut); // the focus may be on the steps or a button beside it
        connect(one, &QShortcut::activated, this, work);
    };
    shortcut(QKeySequence::Find, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
    shortcut(QKeySequence::FindNext, [this] { search(true); });
    shortcut(QKeySequence::FindPrevious, [this] { search(false); });
}

void RunLogView::start(const QString &suggestedName)
{
    m_file = std::make_unique<RunLogFile>();
    m_suggestedName = suggestedName;
    m_following = true;
    m_newest->hide();
    m_search->clear();
    m_onlyHits->setChecked(false);
    m_model->clear();
    say({});
}

void RunLogView::addEvents(const QList<Event> &events)
{
    QScrollBar *bar = m_table->verticalScrollBar();
    const QScopedValueRollback ours(m_moving, true);
    m_removedRows = 0;
    m_model->addEvents(events);
    m_file->append(events);
    if (m_removedRows > 0 && !m_following) // what is read stays where it is
        bar->setValue(bar->value() - m_removedRows);
}

void RunLogView::followScrolling(int value)
{
    if (m_moving)
        return;
    m_following = value >= m_table->verticalScrollBar()->maximum();
    m_newest->setVisible(!m_following);
}

void RunLogView::showFilter()
{
    const QScopedValueRollback ours(m_moving, true);
    m_model->setFilter(m_onlyHits->isChecked() ? m_search->text() : QString());
    say({});
}

void RunLogView::search(bool forward)
{
    const QString text = m_search->text();
    const int from = m_table->currentIndex().isValid() ? m_table->currentIndex().row()
        : forward                                      ? -1
                                                       : 0;
    const int row = m_model->findRow(text, from, forward);
    if (row < 0) {
        say(text.isEmpty() ? QString() : Tr::tr("The log does not hold: %1").arg(text));
        return;
    }
    say({});
    m_table->setCurrentIndex(m_model->index(row, 0));
}

void RunLogView::save()
{
    m_dialogs.saveFile(
        this,
        Tr::tr("Save the log"),
        m_suggestedName % u".log"_s,
        Tr::tr("Log files (*.log *.txt)"),
        [this](const QString &path) {
            if (path.isEmpty())
                return;
            m_save->setEnabled(false);
            m_file->saveTo(path, this, [this, path](const Result<void> &saved) {
                m_save->setEnabled(true);
                say(saved ? Tr::tr("The log is saved: %1").arg(QDir::toNativeSeparators(path))
                          : saved.error().message % u' ' % saved.error().remedy);
            });
        });
}

void RunLogView::say(const QString &sentence)
{
    m_said->setText(sentence);
    m_said->setVisible(!sentence.isEmpty());
}

void RunLogView::retranslate()
{
    m_search->setPlaceholderText(Tr::tr("Search the log"));
    m_search->setAccessibleName(Tr::tr("Search the log"));
    m_search->setToolTip(Tr::tr("%1 (%2)").arg(Tr::tr("Search the log"), u"Ctrl+F"_s));
    m_previous->setAccessibleName(Tr::tr("Previous hit"));
    m_previous->setToolTip(Tr::tr("Previous hit (Shift+F3)"));
    m_next->setAccessibleName(Tr::tr("Next hit"));
    m_next->setToolTip(Tr::tr("Next hit (F3)"));
    m_onlyHits->setText(Tr::tr("Only hits"));
    m_onlyHits->setToolTip(Tr::tr("Show only the lines that hold the text"));
    m_newest->setText(Tr::tr("Newest"));
    m_newest->setToolTip(Tr::tr("Go to the newest line and follow the log again"));
    m_save->setText(Tr::tr("Save log..."));
    m_table->setAccessibleName(Tr::tr("Log of the run"));
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    m_model->retranslate();
    const QFontMetrics metrics = fontMetrics();
    QHeaderView *header = m_table->header();
    header->setMinimumSectionSize(4 * metrics.averageCharWidth());
    header->resizeSection(LogModel::Time, metrics.horizontalAdvance(u"00:00:00"_s) + 20);
    header->resizeSection(LogModel::Kind, 20 * metrics.averageCharWidth());
    header->resizeSection(LogModel::Step, 15 * metrics.averageCharWidth());
}

} // namespace aegisx::ui
