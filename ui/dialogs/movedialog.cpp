#include "ui/dialogs/movedialog.h"

#include "core/base/tr.h"
#include "core/plans/movefindings.h"
#include "ui/dialogs/formtools.h"
#include "ui/dialogs/movealong.h"
#include "ui/dialogs/movedetails.h"
#include "ui/models/movesmodel.h"
#include "ui/models/roles.h"
#include "ui/site/obstacle.h"
#include "ui/site/siteevidence.h"
#include "ui/site/siteheader.h"
#include "ui/site/sitesession.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <array>
#include <optional>
#include <stop_token>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using inspection::MoveAnalysis;
using Moves = QList<MoveAnalysis>;

struct MoveDialog::Parts {
    Parts(MoveDialog &itsDialog, SiteSession &itsSession, const plans::MoveRequest &wish);

    void buildUi();
    void buildContent();
    [[nodiscard]] QHBoxLayout *buildButtons();
    void fitTable();
    void connectUi();
    void retranslate();

    [[nodiscard]] plans::MoveRequest request() const;
    void followTarget();
    void read();
    void take(const Result<Moves> &result);
    void judge();
    void present();
    void presentButtons();
    void showChosen();
    [[nodiscard]] QString obstacle() const; // to the plan; empty: it can be shown

    MoveDialog &dialog;
    SiteSession &session;
    QStringList objects;
    SiteHeader *header;
    QFormLayout *form;
    QComboBox *target;
    QStackedWidget *stack;
    EmptyState *instead;
    QWidget *content;
    QTreeView *table;
    MovesModel *model;
    MoveAlong *along;
    MoveDetails *details;
    QScrollArea *scroll;
    WrappedLabel *hint;
    QPushButton *cancel;
    QPushButton *go;

    QTimer settle; // until somebody has typed a name to its end
    std::optional<Moves> moves; // as read last; stay to be seen while they are read again
    std::optional<Error> error;
    Findings findings;
    plans::MoveRequest asked; // that the moves are of
    std::stop_source stop;
    bool reading = false;
    int round = 0;
};

MoveDialog::Parts::Parts(MoveDialog &itsDialog,
                         SiteSession &itsSession,
                         const plans::MoveRequest &wish)
    : dialog(itsDialog)
    , session(itsSession)
    , objects(wish.objects)
    , header(new SiteHeader(&dialog))
    , form(makeForm())
    , target(new QComboBox(&dialog))
    , stack(new PageStack(&dialog))
    , instead(new EmptyState(stack))
    , content(new QWidget(stack))
    , table(new QTreeView(content))
    , model(new MovesModel(&dialog))
    , along(new MoveAlong(content))
    , details(new MoveDetails(content))
    , scroll(new QScrollArea(content))
    , hint(new WrappedLabel(&dialog))
    , cancel(new QPushButton(&dialog))
    , go(new QPushButton(&dialog))
{
    settle.setSingleShot(true);
    settle.setInterval(300ms);
}

void MoveDialog::Parts::buildUi()
{
    header->setProfile(session.profile());
    target->setObjectName(u"targetSchemaComboBox"_s);
    target->setEditable(true);
    target->setInsertPolicy(QComboBox::NoInsert);
    target->lineEdit()->setObjectName(u"targetSchemaLineEdit"_s);
    makeShrinkable(target);
    addField(form, target);
    instead->setObjectName(u"moveEmptyState"_s);
    buildContent();
    stack->addWidget(instead);
    stack->addWidget(content);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    column->setSpacing(spacing::Medium);
    column->addLayout(form);
    column->addWidget(stack, 1);
    column->addLayout(buildButtons());
    auto *all = new QVBoxLayout(&dialog);
    all->setContentsMargins({});
    all->setSpacing(0);
    all->addWidget(header);
    all->addLayout(column, 1);
    const int letter = dialog.fontMetrics().averageCharWidth();
    dialog.resize(105 * letter, 34 * dialog.fontMetrics().height());
}

void MoveDialog::Parts::buildContent()
{
    table->setObjectName(u"movesTreeView"_s);
    table->setModel(model);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    table->setAlternatingRowColors(true);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setItemDelegateForColumn(MovesModel::State, new PillDelegate(table));
    table->header()->setObjectName(u"movesHeaderView"_s);
    table->header()->setSectionsMovable(false);
    auto *more = new QWidget(scroll);
    more->setObjectName(u"moveScrollContent"_s);
    auto *inner = new QVBoxLayout(more);
    inner->setContentsMargins({});
    inner->setSpacing(spacing::Medium);
    inner->addWidget(details); // what is in the way comes first
    inner->addWidget(along);
    inner->addStretch(1);
    scroll->setObjectName(u"moveScrollArea"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(more);
    scroll->viewport()->setAutoFillBackground(false);
    more->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(spacing::Medium);
    column->addWidget(table);
    column->addWidget(scroll, 1);
}

QHBoxLayout *MoveDialog::Parts::buildButtons()
{
    hint->setObjectName(u"moveHintLabel"_s);
    hint->setMuted(true);
    cancel->setObjectName(u"cancelPushButton"_s);
    cancel->setAutoDefault(false);
    go->setObjectName(u"showPlanPushButton"_s);
    go->setDefault(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(spacing::Small);
    row->addWidget(hint, 1);
    row->addWidget(cancel);
    row->addWidget(go);
    return row;
}

void MoveDialog::Parts::fitTable()
{
    constexpr std::array<int, MovesModel::ColumnCount> letters {26, 12, 12, 26, 20};
    constexpr int mostLines = 5; // the rest scrolls
    const int letter = dialog.fontMetrics().averageCharWidth();
    for (int i = 0; i < MovesModel::ColumnCount; ++i)
        table->header()->resizeSection(i, letters.at(static_cast<size_t>(i)) * letter);
    const int lines = std::clamp(model->rowCount(), 1, mostLines);
    const int line = model->rowCount() > 0 ? table->sizeHintForRow(0) : 0;
    table->setFixedHeight(table->header()->sizeHint().height() + lines * line
                          + 2 * table->frameWidth() + spacing::Small);
}

void MoveDialog::Parts::connectUi()
{
    connect(&settle, &QTimer::timeout, &dialog, [this] { read(); });
    connect(target, &QComboBox::currentTextChanged, &dialog, [this] { followTarget(); });
    connect(instead, &EmptyState::firstClicked, &dialog, [this] { read(); });
    connect(along, &MoveAlong::changed, &dialog, [this] { read(); });
    connect(table->selectionModel(), &QItemSelectionModel::currentChanged, &dialog, [this] {
        showChosen();
    });
    connect(&session, &SiteSession::activityChanged, &dialog, [this] { presentButtons(); });
    connect(&session, &SiteSession::linkChanged, &dialog, [this] { presentButtons(); });
    connect(cancel, &QPushButton::clicked, &dialog, &QDialog::reject);
    connect(go, &QPushButton::clicked, &dialog, [this] {
        Q_EMIT dialog.planRequested(asked);
        dialog.accept();
    });
}

plans::MoveRequest MoveDialog::Parts::request() const
{
    return {objects + along->ticked(), target->currentText().trimmed()};
}

// What is shown is of another schema: none of it holds.
void MoveDialog::Parts::followTarget()
{
    along->forget();
    moves.reset();
    error.reset();
    stop.request_stop();
    ++round;
    reading = !request().toSchema.isEmpty();
    if (reading)
        settle.start();
    else
        settle.stop();
    present();
}

void MoveDialog::Parts::read()
{
    settle.stop();
    stop.request_stop();
    asked = request();
    reading = true;
    error.reset();
    stop = session.read<Moves>(
        &dialog,
        [wish = asked](postgres::Connection &connection, std::stop_token token) {
            return inspection::analyseMoves(
                connection, wish.objects, wish.toSchema, std::move(token));
        },
        [this, now = ++round](const Result<Moves> &result) {
            if (now == round)
                take(result);
        });
    present();
}

void MoveDialog::Parts::take(const Result<Moves> &result)
{
    reading = false;
    moves.reset();
    if (result) {
        moves = *result;
        along->offer(*moves, objects, session.evidence().placement().objects);
        if (request().objects != asked.objects)
            return read(); // something that stands in the wrong schema as well
    } else {
        error = result.error();
    }
    present();
}

// In the language that is set.
void MoveDialog::Parts::judge()
{
    const auto snapshot = session.snapshot();
    findings = moves && snapshot ? plans::moveFindings(*moves, snapshot->state) : Findings {};
    model->setMoves(moves.value_or(Moves {}), findings);
    if (!table->currentIndex().isValid() && model->rowCount() > 0)
        table->setCurrentIndex(model->index(0, 0));
    fitTable();
    showChosen();
}

void MoveDialog::Parts::present()
{
    judge();
    if (error) {
        instead->showError(error->message, error->remedy);
        instead->setButtons(Tr::tr("Try again"));
    } else if (reading && !moves) {
        instead->showLoading(Tr::tr("What the move would do is being read..."),
                             Tr::tr("Nothing is changed."));
    } else if (!moves) {
        instead->showEmpty(Icon::Database,
                           Tr::tr("No schema is chosen"),
                           Tr::tr("Choose the schema that the objects are to move to."));
    }
    stack->setCurrentWidget(moves ? content : static_cast<QWidget *>(instead));
    presentButtons();
}

QString MoveDialog::Parts::obstacle() const
{
    if (const QString why = obstacleTo(session); !why.isEmpty())
        return why;
    if (reading)
        return Tr::tr("What the move would do is being read...");
    if (!moves)
        return error ? error->message
                     : Tr::tr("Choose the schema that the objects are to move to.");
    if (hasErrors(findings))
        return Tr::tr("Something stands in the way; it is named above. Nothing is overwritten.");
    const bool moving = std::any_of(
        moves->begin(), moves->end(), [](const MoveAnalysis &move) { return !move.isThere(); });
    return moving ? QString() : Tr::tr("Everything stands in that schema already.");
}

void MoveDialog::Parts::presentButtons()
{
    const QString why = obstacle();
    go->setEnabled(why.isEmpty());
    go->setToolTip(why);
    go->setAccessibleDescription(why);
    hint->setText(why.isEmpty() ? Tr::tr("Nothing is changed before you have seen the plan.")
                                : why);
}

void MoveDialog::Parts::showChosen()
{
    const int row = table->currentIndex().row();
    const bool valid = row >= 0 && row < model->rowCount();
    details->setMove(valid ? std::optional(model->row(row).move) : std::nullopt, findings);
}

void MoveDialog::Parts::retranslate()
{
    dialog.setWindowTitle(Tr::tr("Move to another schema"));
    setFieldLabel(form, target, Tr::tr("Target schema"));
    target->lineEdit()->setAccessibleName(Tr::tr("Target schema"));
    target->lineEdit()->setPlaceholderText(Tr::tr("Choose a schema or type its name"));
    table->setAccessibleName(Tr::tr("Objects to move"));
    table->header()->setAccessibleName(Tr::tr("Columns"));
    cancel->setText(Tr::tr("Cancel"));
    go->setText(Tr::tr("Show the plan"));
    model->retranslate();
    along->retranslate();
    details->retranslate();
    present();
}

MoveDialog::MoveDialog(SiteSession &session,
                       const plans::MoveRequest &request,
                       const QStringList &schemas,
                       QWidget *parent)
    : QDialog(parent), m_parts(std::make_unique<Parts>(*this, session, request))
{
    setObjectName(u"moveDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_parts->buildUi();
    m_parts->target->addItems(schemas);
    m_parts->target->setCurrentIndex(-1);
    m_parts->target->setEditText(request.toSchema);
    m_parts->connectUi();
    m_parts->retranslate();
    if (request.toSchema.isEmpty())
        m_parts->target->setFocus();
    else
        m_parts->read();
}

MoveDialog::~MoveDialog()
{
    m_parts->stop.request_stop();
    m_parts->table->selectionModel()->disconnect(this); // the parts go before the widgets
}

// Check boxes and findings come and go.
bool MoveDialog::focusNextPrevChild(bool next)
{
    return focusNeighbour(this, next);
}

void MoveDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        m_parts->retranslate();
    else if (event->type() == QEvent::FontChange)
        m_parts->fitTable();
    QDialog::changeEvent(event);
}

} // namespace aegisx::ui
