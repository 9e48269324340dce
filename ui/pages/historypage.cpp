#include "ui/pages/historypage.h"

#include "core/base/tr.h"
#include "ui/models/choiceproxy.h"
#include "ui/models/historymodel.h"
#include "ui/models/roles.h"
#include "ui/models/searchproxy.h"
#include "ui/pages/listpane.h"
#include "ui/report/historycsv.h"
#include "ui/site/runhistory.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTreeView>

#include <algorithm>
#include <optional>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::SiteRun;
using inspection::SiteRunStep;

namespace {

constexpr int mostRuns = 1000; // of each history

QString textOf(const QString &choice, int count)
{
    const QString number = QString::number(count);
    if (choice.isEmpty())
        return Tr::tr("All (%1)").arg(number);
    return choice == HistoryModel::successful() ? Tr::tr("Successful (%1)").arg(number)
                                                : Tr::tr("Not successful (%1)").arg(number);
}

} // namespace

struct HistoryPage::Parts {
    HistoryModel *model = nullptr;
    ChoiceProxy *filtered = nullptr;
    SearchProxy *found = nullptr;
    Banner *banner = nullptr;
    QComboBox *filter = nullptr;
    QLineEdit *search = nullptr;
    ListPane *pane = nullptr;
    WrappedLabel *said = nullptr;
    QPushButton *open = nullptr;
    QPushButton *save = nullptr;

    QList<sites::RunRecord> records; // of this computer
    QList<SiteRun> siteRuns; // of the site itself, as last read
    QHash<QString, QString> runIds; // record -> run
    std::optional<Error> error;
    bool reading = false;
    int request = 0;
    int opening = 0;
};

HistoryPage::HistoryPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>())
{
    setObjectName(u"historyPage"_s);
    buildUi();
    restoreState();
    connectUi();
    connectSession();
    retranslate();
}

HistoryPage::~HistoryPage() = default;

QString HistoryPage::title() const
{
    return Tr::tr("History");
}

Icon HistoryPage::pageIcon() const
{
    return Icon::History;
}

void HistoryPage::activate()
{
    m_parts->pane->view()->setFocus(Qt::OtherFocusReason);
    readRuns();
}

void HistoryPage::buildUi()
{
    Parts &parts = *m_parts;
    parts.model = new HistoryModel(context(), this);
    parts.filtered = new ChoiceProxy(this);
    parts.found = new SearchProxy(this);
    parts.filtered->setSourceModel(parts.model);
    parts.found->setSourceModel(parts.filtered);
    parts.banner = new Banner(this);
    parts.banner->setObjectName(u"historyBanner"_s);
    parts.filter = new QComboBox(this);
    parts.filter->setObjectName(u"historyFilterComboBox"_s);
    parts.filter->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const QString &choice :
         {QString(), HistoryModel::successful(), HistoryModel::notSuccessful()})
        parts.filter->addItem(QString(), choice);
    parts.search = new QLineEdit(this);
    parts.search->setObjectName(u"historySearchLineEdit"_s);
    parts.search->setClearButtonEnabled(true);
    parts.search->addAction(icon(Icon::Search), QLineEdit::LeadingPosition);
    parts.pane = new ListPane(u"history"_s, this);
    parts.pane->view()->setModel(parts.found);
    parts.pane->view()->setItemDelegateForColumn(HistoryModel::Result,
                                                 new PillDelegate(parts.pane->view()));
    parts.said = new WrappedLabel(this);
    parts.said->setObjectName(u"historySaidLabel"_s);
    parts.said->setMuted(true);
    parts.said->hide();
    parts.open = new QPushButton(icon(Icon::Open), {}, this);
    parts.open->setObjectName(u"openReportPushButton"_s);
    parts.open->setDefault(true);
    parts.save = new QPushButton(icon(Icon::Save), {}, this);
    parts.save->setObjectName(u"exportHistoryPushButton"_s);
    auto *top = new QHBoxLayout;
    top->setSpacing(spacing::Small);
    top->addWidget(parts.filter);
    top->addWidget(parts.search, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addWidget(parts.open);
    buttons->addWidget(parts.save);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    layout->setSpacing(spacing::Small);
    layout->addWidget(parts.banner);
    layout->addLayout(top);
    layout->addWidget(parts.pane, 1);
    layout->addWidget(parts.said);
    layout->addLayout(buttons);
}

void HistoryPage::connectUi()
{
    Parts &parts = *m_parts;
    const auto shortcut = [this](const QKeySequence &keys, auto action) {
        auto *one = new QShortcut(keys, this);
        one->setContext(Qt::WidgetWithChildrenShortcut);
        connect(one, &QShortcut::activated, this, action);
    };
    shortcut(QKeySequence::Find, [this] {
        m_parts->search->setFocus(Qt::ShortcutFocusReason);
        m_parts->search->selectAll();
    });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_E), [this] { m_parts->save->click(); });
    connect(parts.pane->view(), &QTreeView::activated, this, &HistoryPage::open);
    connect(parts.pane->view()->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &HistoryPage::showButtons);
    connect(parts.open, &QPushButton::clicked, this, &HistoryPage::open);
    connect(parts.save, &QPushButton::clicked, this, &HistoryPage::exportRuns);
    connect(parts.filter, &QComboBox::currentIndexChanged, this, [this] {
        m_parts->filtered->setChoice(m_parts->filter->currentData().toString());
        rememberState();
        showRows();
    });
    connect(parts.search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_parts->found->setSearch(text);
        showRows();
    });
    connect(parts.pane->empty(), &EmptyState::firstClicked, this, [this] {
        m_parts->filter->setCurrentIndex(0);
        m_parts->search->clear();
    });
    connect(parts.banner, &Banner::buttonClicked, this, &HistoryPage::readRuns);
}

void HistoryPage::connectSession()
{
    for (const auto signal : {&SiteSession::linkChanged, &SiteSession::snapshotChanged})
        connect(&session(), signal, this, [this] {
            if (isVisible())
                readRuns();
        });
    connect(&context().settings, &Settings::changed, this, [this](Setting setting) {
        if (setting == Setting::Era)
            m_parts->model->retranslate();
    });
}

void HistoryPage::restoreState()
{
    Parts &parts = *m_parts;
    Settings &settings = context().settings;
    parts.pane->keepColumns(settings,
                            u"history/columns"_s,
                            {18, 22, 19, 13, 14, 22},
                            HistoryModel::When,
                            Qt::DescendingOrder);
    parts.filter->setCurrentIndex(
        std::max(0, parts.filter->findData(settings.state(u"history/filter"_s).toString())));
    parts.filtered->setChoice(parts.filter->currentData().toString());
}

void HistoryPage::rememberState()
{
    context().settings.setState(u"history/filter"_s, m_parts->filter->currentData().toString());
}

// This computer's at once, the site's own when they come.
void HistoryPage::readRuns()
{
    Parts &parts = *m_parts;
    const int request = ++parts.request;
    parts.error.reset();
    parts.reading = session().isConnected();
    if (auto records = context().store.runs(session().profile().id, mostRuns))
        parts.records = *records;
    else
        parts.error = records.error();
    merge();
    if (!parts.reading)
        return;
    session().read<QList<SiteRun>>(
        this,
        [](postgres::Connection &connection, std::stop_token stop) {
            return inspection::readSiteRuns(connection, mostRuns, std::move(stop));
        },
        [this, request](const Result<QList<SiteRun>> &runs) {
            if (request != m_parts->request)
                return;
            m_parts->reading = false;
            if (runs)
                m_parts->siteRuns = *runs;
            else
                m_parts->error = runs.error();
            const auto snapshot = session().snapshot();
            if (runs && snapshot && snapshot->state.historyHidden)
                m_parts->error = inspection::hiddenHistoryError();
            merge();
        });
}

void HistoryPage::merge()
{
    Parts &parts = *m_parts;
    const QString id = parts.pane->view()->currentIndex().data(IdRole).toString();
    parts.model->setRuns(mergeRuns(context().store, parts.records, parts.siteRuns, parts.runIds));
    showFilters();
    choose(id);
    showBanner();
}

void HistoryPage::choose(const QString &id)
{
    Parts &parts = *m_parts;
    const auto same = parts.found->match(parts.found->index(0, 0), IdRole, id, 1, Qt::MatchExactly);
    parts.pane->view()->setCurrentIndex(same.isEmpty() ? parts.found->index(0, 0) : same.first());
    showButtons();
}

const HistoryRun *HistoryPage::current() const
{
    const QModelIndex index = m_parts->filtered->mapToSource(
        m_parts->found->mapToSource(m_parts->pane->view()->currentIndex()));
    return index.isValid() ? &m_parts->model->run(index.row()) : nullptr;
}

void HistoryPage::open()
{
    const HistoryRun *run = current();
    if (run == nullptr || !run->canOpen())
        return;
    say({});
    ++m_parts->opening;
    if (!run->isLocal())
        return openOther(*run);
    const auto report = keptReport(context().store, session().profile(), context().era(), *run);
    if (report)
        Q_EMIT reportRequested(*report);
    else
        say(report.error().message % u' ' % report.error().remedy);
}

void HistoryPage::openOther(const HistoryRun &run)
{
    say(Tr::tr("The report is being read..."));
    session().read<QList<SiteRunStep>>(
        this,
        [id = run.runId](postgres::Connection &connection, std::stop_token stop) {
            return inspection::readSiteRunSteps(connection, id, std::move(stop));
        },
        [this, run, opening = m_parts->opening](const Result<QList<SiteRunStep>> &steps) {
            if (opening != m_parts->opening || !isVisible())
                return;
            say(steps ? QString() : steps.error().message % u' ' % steps.error().remedy);
            if (steps)
                Q_EMIT reportRequested(reportOf(session().profile(), context().era(), run, *steps));
        });
}

// What is shown, in the order it is shown.
void HistoryPage::exportRuns()
{
    QList<HistoryRun> runs;
    for (int row = 0; row < m_parts->found->rowCount(); ++row)
        runs.append(m_parts->model->run(
            m_parts->filtered
                ->mapToSource(m_parts->found->mapToSource(m_parts->found->index(row, 0)))
                .row()));
    context().dialogs.saveFile(
        this,
        Tr::tr("Export the history"),
        QDateTime::currentDateTime().toString(u"'aegisx-history-'yyyy-MM-dd'.csv'"_s),
        Tr::tr("Table (*.csv)"),
        [this, text = historyCsv(runs)](const QString &chosen) {
            if (chosen.isEmpty())
                return;
            const QString path = QFileInfo(chosen).suffix().isEmpty() ? chosen % u".csv"_s : chosen;
            say(Tr::tr("Saving..."));
            inBackground(
                this,
                [text, path] { return saveCsv(text, path); },
                [this, path](const Result<void> &saved) {
                    say(saved
                            ? Tr::tr("The history is saved: %1").arg(QDir::toNativeSeparators(path))
                            : saved.error().message % u' ' % saved.error().remedy);
                });
        });
}

void HistoryPage::showFilters()
{
    Parts &parts = *m_parts;
    for (int i = 0; i < parts.filter->count(); ++i) {
        const QString choice = parts.filter->itemData(i).toString();
        parts.filter->setItemText(i, textOf(choice, parts.filtered->countOf(choice)));
    }
    showRows();
}

void HistoryPage::showRows()
{
    Parts &parts = *m_parts;
    showButtons();
    if (parts.found->rowCount() > 0)
        return parts.pane->showView();
    EmptyState *instead = parts.pane->showInstead();
    if (parts.model->rowCount() > 0) {
        instead->showEmpty(Icon::Filter,
                           Tr::tr("No run fits"),
                           Tr::tr("None of them fits the filter and the search."));
        instead->setButtons(Tr::tr("Show all"));
    } else if (parts.reading) {
        instead->showLoading(Tr::tr("The history is being read..."));
    } else if (parts.error) {
        instead->showError(parts.error->message, parts.error->remedy);
    } else {
        instead->showEmpty(Icon::History,
                           Tr::tr("No runs yet"),
                           Tr::tr("Every operation on this site will be listed here."));
    }
}

void HistoryPage::showBanner()
{
    Parts &parts = *m_parts;
    const bool linked = session().isConnected();
    parts.banner->setVisible(!linked || (parts.error && parts.model->rowCount() > 0));
    if (!linked) {
        parts.banner->setMessage(Meaning::Info,
                                 parts.siteRuns.isEmpty()
                                     ? Tr::tr("There is no connection: only the runs from this "
                                              "computer are shown.")
                                     : Tr::tr("There is no connection: the runs from other "
                                              "computers are those that were read before."));
        parts.banner->setButtonText({});
    } else if (parts.error) {
        parts.banner->setMessage(Meaning::Warning, parts.error->message, parts.error->remedy);
        parts.banner->setButtonText(Tr::tr("Try again"));
    }
}

void HistoryPage::showButtons()
{
    const HistoryRun *run = current();
    m_parts->open->setEnabled(run != nullptr && run->canOpen());
    m_parts->open->setToolTip(
        run == nullptr || (run->canOpen() && (run->isLocal() || run->outcome))
            ? Tr::tr("Open the report of this run (Enter)")
            : run->canOpen()
            ? Tr::tr("Open what is known of this run, which did not say how it ended (Enter)")
            : Tr::tr("The run is still going on, or it ended without saying how."));
    m_parts->save->setEnabled(m_parts->found->rowCount() > 0);
}

void HistoryPage::say(const QString &sentence)
{
    m_parts->said->setText(sentence);
    m_parts->said->setVisible(!sentence.isEmpty());
}

void HistoryPage::retranslate()
{
    Parts &parts = *m_parts;
    parts.pane->setLabel(Tr::tr("History"));
    parts.filter->setAccessibleName(Tr::tr("Filter"));
    parts.search->setAccessibleName(Tr::tr("Search the history"));
    parts.search->setPlaceholderText(Tr::tr("Search the history (Ctrl+F)"));
    parts.open->setText(Tr::tr("Open report"));
    parts.save->setText(Tr::tr("Export..."));
    parts.save->setToolTip(Tr::tr("Save what is shown as a table (Ctrl+E)"));
    parts.model->retranslate();
    parts.found->retranslate();
    say({});
    showFilters();
    showBanner();
}

} // namespace aegisx::ui
