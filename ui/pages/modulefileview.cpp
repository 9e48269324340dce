#include "ui/pages/modulefileview.h"

#include "core/base/tr.h"
#include "ui/pages/evidenceview.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/sqlview.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/tabs.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QtConcurrent>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

enum Tab { Up, Down, Evidence, File };
enum Fact { Path, Sum, Compared, Transaction, Further };

// A line that is too long to wrap, to be read to its end and copied with the keyboard as well.
QLineEdit *readOnlyLine(const QString &name, QWidget *parent)
{
    auto *line = new QLineEdit(parent);
    line->setObjectName(name);
    line->setReadOnly(true);
    return line;
}

struct Facts {
    QString sha256;
    bool transactional = true;
    QString further;
    bool isRows = false; // else SQL
};

Facts factsOf(const ModuleFileView::Content &content)
{
    if (const auto *migration = std::get_if<Result<modules::MigrationText>>(&content);
        migration != nullptr && *migration) {
        QStringList needed;
        for (const modules::Requirement &one : (*migration)->requirements)
            needed << one.module % u'/' % one.name;
        return {(*migration)->sha256, (*migration)->up.transactional, needed.join(u'\n')};
    }
    if (const auto *seed = std::get_if<Result<modules::SeedText>>(&content);
        seed != nullptr && *seed)
        return {(*seed)->sha256,
                (*seed)->section.transactional,
                (*seed)->firstInstallOnly ? Tr::tr("For a first installation only: it is left out "
                                                   "where the module has data.")
                                          : QString(),
                (*seed)->csv.has_value()};
    return {};
}

} // namespace

struct ModuleFileView::Parts {
    ElidedLabel *name;
    StatePill *changed;
    FlowLayout *header;
    QStackedWidget *stack;
    EmptyState *empty;
    QTabWidget *tabs;
    SqlView *up;
    QStackedWidget *downStack;
    SqlView *down;
    EmptyState *noDown;
    EvidenceView *evidence;
    QLineEdit *path;
    QLineEdit *sum;
    std::array<WrappedLabel *, 5> labels;
    WrappedLabel *compared;
    WrappedLabel *transaction;
    WrappedLabel *further;
    bool hasFile = false; // else a sentence stands in its place

    Parts(ModuleFileView *view, const QString &name);
    [[nodiscard]] QWidget *makeFacts();
};

ModuleFileView::Parts::Parts(ModuleFileView *view, const QString &objectName)
    : name(new ElidedLabel(view))
    , changed(new StatePill(view))
    , header(new FlowLayout)
    , stack(new PageStack(view))
    , empty(new EmptyState(stack))
    , tabs(new QTabWidget(stack))
    , up(new SqlView(tabs))
    , downStack(new PageStack(tabs))
    , down(new SqlView(downStack))
    , noDown(new EmptyState(downStack))
    , evidence(new EvidenceView(tabs))
{
    view->setObjectName(objectName);
    name->setObjectName(u"fileNameLabel"_s);
    changed->setObjectName(u"fileChangedPill"_s);
    tabs->setObjectName(u"fileTabWidget"_s);
    tabs->tabBar()->setObjectName(u"fileTabBar"_s);
    tabs->setDocumentMode(true);
    up->setObjectName(u"upSqlView"_s);
    down->setObjectName(u"downSqlView"_s);
    empty->setObjectName(u"fileEmptyState"_s);
    noDown->setObjectName(u"noDownEmptyState"_s);
    header->addWidget(name);
    header->addWidget(changed);
    downStack->addWidget(down);
    downStack->addWidget(noDown);
    tabs->addTab(up, {});
    tabs->addTab(downStack, {});
    tabs->addTab(evidence, {});
    tabs->addTab(makeFacts(), {});
    stack->addWidget(empty);
    stack->addWidget(tabs);
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, spacing::Small, 0, 0);
    layout->setSpacing(spacing::Small);
    layout->addLayout(header);
    layout->addWidget(stack, 1);
}

QWidget *ModuleFileView::Parts::makeFacts()
{
    auto *scroll = new QScrollArea(tabs);
    auto *content = new QWidget(scroll);
    content->setObjectName(u"fileFacts"_s);
    path = readOnlyLine(u"filePathLineEdit"_s, content);
    sum = readOnlyLine(u"fileSumLineEdit"_s, content);
    compared = new WrappedLabel(content);
    transaction = new WrappedLabel(content);
    further = new WrappedLabel(content);
    compared->setObjectName(u"fileComparedLabel"_s);
    transaction->setObjectName(u"fileTransactionLabel"_s);
    further->setObjectName(u"fileFurtherLabel"_s);
    auto *form = new QFormLayout(content);
    form->setContentsMargins(0, spacing::Medium, 0, 0);
    form->setHorizontalSpacing(spacing::Large);
    const std::array<QWidget *, 5> values {path, sum, compared, transaction, further};
    for (size_t i = 0; i < values.size(); ++i) {
        labels.at(i) = new WrappedLabel(content);
        labels.at(i)->setMuted(true);
        labels.at(i)->setWordWrap(false);
        labels.at(i)->setBuddy(values.at(i));
        form->addRow(labels.at(i), values.at(i));
    }
    scroll->setObjectName(u"fileFactsScrollArea"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    return scroll;
}

ModuleFileView::ModuleFileView(const QString &name, QWidget *parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(this, name))
{
    connect(&m_reading, &QFutureWatcher<Content>::finished, this, [this] {
        if (!m_reading.future().isResultReadyAt(0))
            return; // nothing is being read any more
        const QString before = factsOf(m_content).sha256;
        m_content = m_reading.result();
        if (before.isEmpty() || before != factsOf(m_content).sha256)
            present();
    });
    connect(m_parts->tabs, &QTabWidget::currentChanged, this, [this](int tab) {
        if (tab == Evidence)
            Q_EMIT evidenceTabShown();
    });
    fitToFont();
    retranslate();
}

ModuleFileView::~ModuleFileView() = default;

void ModuleFileView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_parts)
        fitToFont();
}

void ModuleFileView::fitToFont()
{
    m_parts->name->setFont(Theme::instance().headingFont(1.0));
    m_parts->stack->setMinimumHeight(7 * fontMetrics().height()); // the tabs and three lines
}

EvidenceView *ModuleFileView::evidence() const
{
    return m_parts->evidence;
}

void ModuleFileView::showEvidenceTab()
{
    m_parts->tabs->setCurrentIndex(Evidence);
}

void ModuleFileView::addToHeader(QWidget *widget)
{
    m_parts->header->addWidget(widget);
}

void ModuleFileView::showFile(Kind kind, const QString &name, const QString &path)
{
    const bool again = m_parts->hasFile && kind == m_kind && path == m_path; // it may have changed
    m_kind = kind;
    m_path = path;
    m_appliedSum.reset();
    m_parts->name->setText(name);
    m_parts->hasFile = true;
    if (!again) {
        m_content = std::monostate();
        present();
    }
    // A file on a share that is gone would stop the window; setFuture() forgets the one before.
    m_reading.setFuture(QtConcurrent::run([kind, path]() -> Content {
        if (kind == Kind::Seed)
            return modules::readSeed(path);
        return modules::readMigration(path);
    }));
}

void ModuleFileView::showSentence(const QString &name,
                                  const QString &title,
                                  const QString &sentence)
{
    m_reading.setFuture({});
    m_path.clear();
    m_content = std::monostate();
    m_parts->name->setText(name);
    m_parts->hasFile = false;
    m_parts->empty->showEmpty(Icon::Info, title, sentence);
    present();
}

void ModuleFileView::setAppliedSum(const std::optional<QString> &sha256)
{
    m_appliedSum = sha256;
    presentFacts();
}

void ModuleFileView::present()
{
    m_parts->stack->setCurrentWidget(m_parts->hasFile ? static_cast<QWidget *>(m_parts->tabs)
                                                      : m_parts->empty);
    for (const int tab : {Down, Evidence})
        setTabShown(m_parts->tabs, m_parts->tabs->widget(tab), m_kind == Kind::Migration);
    if (const auto *migration = std::get_if<Result<modules::MigrationText>>(&m_content)) {
        *migration ? presentMigration(**migration) : presentError(migration->error());
    } else if (const auto *seed = std::get_if<Result<modules::SeedText>>(&m_content)) {
        if (*seed)
            m_parts->up->setText(QString::fromUtf8((*seed)->section.sql),
                                 (*seed)->csv ? SqlView::Kind::Plain : SqlView::Kind::Sql,
                                 (*seed)->section.firstLine);
        else
            presentError(seed->error());
    } else {
        m_parts->up->setSql({});
        m_parts->down->setSql({});
    }
    presentFacts();
}

void ModuleFileView::presentMigration(const modules::MigrationText &text)
{
    m_parts->up->setSql(QString::fromUtf8(text.up.sql), text.up.firstLine);
    if (text.down)
        m_parts->down->setSql(QString::fromUtf8(text.down->sql), text.down->firstLine);
    m_parts->downStack->setCurrentWidget(text.down ? static_cast<QWidget *>(m_parts->down)
                                                   : m_parts->noDown);
}

// All the words; SQL and its place stay as they are.
void ModuleFileView::presentFacts()
{
    const Facts facts = factsOf(m_content);
    Parts &parts = *m_parts;
    parts.tabs->setTabText(Up,
                           m_kind == Kind::Migration ? Tr::tr("Up")
                               : facts.isRows        ? Tr::tr("Rows")
                                                     : Tr::tr("SQL"));
    parts.path->setText(m_path);
    parts.sum->setText(facts.sha256);
    for (QLineEdit *line : {parts.path, parts.sum})
        line->setCursorPosition(0);
    parts.transaction->setText(
        facts.transactional
            ? Tr::tr("It runs in a transaction: if it fails, nothing of it stays.")
            : Tr::tr("It runs without a transaction: what it did stays if it fails."));
    parts.labels.at(Further)->setText(m_kind == Kind::Migration ? Tr::tr("Needs") : Tr::tr("Note"));
    parts.further->setText(facts.further);
    parts.further->setVisible(!facts.further.isEmpty());
    parts.labels.at(Further)->setVisible(!facts.further.isEmpty());
    presentSum(facts.sha256);
}

void ModuleFileView::presentSum(const QString &sha256)
{
    const bool told = m_appliedSum.has_value() && !sha256.isEmpty();
    const bool differs = told && !m_appliedSum->isEmpty() && *m_appliedSum != sha256;
    m_parts->compared->setVisible(told);
    m_parts->labels.at(Compared)->setVisible(told);
    m_parts->changed->setVisible(differs);
    m_parts->changed->setState(
        Meaning::Warning, Icon::StateAttention, Tr::tr("changed since it was applied"));
    if (!told)
        return;
    if (m_appliedSum->isEmpty())
        m_parts->compared->setText(Tr::tr("The database does not say which file was applied."));
    else if (differs)
        m_parts->compared->setText(Tr::tr("Another file of this name was applied."));
    else
        m_parts->compared->setText(Tr::tr("It is the file that was applied."));
}

void ModuleFileView::presentError(const Error &error)
{
    const QStringList sentences {error.message, error.detail.where.toString(), error.remedy};
    QStringList lines;
    for (const QString &sentence : sentences) {
        if (!sentence.isEmpty())
            lines << sentence;
    }
    m_parts->empty->showError(Tr::tr("This file cannot be read"), lines.join(u'\n'));
    m_parts->stack->setCurrentWidget(m_parts->empty);
}

void ModuleFileView::retranslate()
{
    Parts &parts = *m_parts;
    parts.tabs->setTabText(Down, Tr::tr("Down"));
    parts.tabs->setTabText(Evidence, Tr::tr("Evidence"));
    parts.tabs->setTabText(File, Tr::tr("File"));
    parts.evidence->retranslate();
    parts.tabs->tabBar()->setAccessibleName(Tr::tr("Parts of the file"));
    parts.noDown->showEmpty(Icon::Info,
                            Tr::tr("It cannot be rolled back"),
                            Tr::tr("Its file has no \"migrate:down\" section."));
    parts.labels.at(Path)->setText(Tr::tr("File"));
    parts.labels.at(Sum)->setText(Tr::tr("Checksum (SHA-256)"));
    parts.labels.at(Compared)->setText(Tr::tr("Compared"));
    parts.labels.at(Transaction)->setText(Tr::tr("Transaction"));
    parts.path->setAccessibleName(Tr::tr("File"));
    parts.sum->setAccessibleName(Tr::tr("Checksum (SHA-256)"));
    presentFacts();
}

} // namespace aegisx::ui
