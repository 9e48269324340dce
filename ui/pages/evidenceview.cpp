#include "ui/pages/evidenceview.h"

#include "core/base/tr.h"
#include "ui/models/evidencemodel.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeView>

#include <array>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using State = SiteEvidence::State;

EvidenceView::EvidenceView(QWidget *parent)
    : QWidget(parent)
    , m_stack(new PageStack(this))
    , m_empty(new EmptyState(m_stack))
    , m_content(new QWidget(m_stack))
    , m_sentence(new WrappedLabel(m_content))
    , m_table(new QTreeView(m_content))
    , m_model(new EvidenceModel(this))
{
    setObjectName(u"evidenceView"_s);
    m_empty->setObjectName(u"evidenceEmptyState"_s);
    m_sentence->setObjectName(u"evidenceSentenceLabel"_s);
    m_sentence->setSelectable(true);
    m_table->setObjectName(u"evidenceTreeView"_s);
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAlternatingRowColors(true);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setItemDelegateForColumn(EvidenceModel::Presence, new PillDelegate(m_table));
    m_table->header()->setObjectName(u"evidenceHeaderView"_s);
    m_table->header()->setSectionsMovable(false);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, spacing::Small, 0, 0);
    column->setSpacing(spacing::Small);
    column->addWidget(m_sentence);
    column->addWidget(m_table, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    connect(m_empty, &EmptyState::firstClicked, this, &EvidenceView::retryRequested);
    fitColumns();
    retranslate();
}

void EvidenceView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitColumns();
}

void EvidenceView::fitColumns()
{
    const std::array<int, EvidenceModel::ColumnCount> letters {30, 15, 21, 18, 40};
    const int letter = fontMetrics().averageCharWidth();
    for (int i = 0; i < EvidenceModel::ColumnCount; ++i)
        m_table->header()->resizeSection(i, letters.at(static_cast<size_t>(i)) * letter);
    m_table->setMinimumHeight(5 * fontMetrics().height());
}

void EvidenceView::showEvidence(const SiteEvidence::OfModule &module, const QString &stem)
{
    const auto *evidence = module.find(stem);
    m_state = module.state;
    m_error = module.error;
    m_evidence = evidence != nullptr ? std::optional(*evidence) : std::nullopt;
    m_model->setObjects(m_evidence ? m_evidence->objects : QList<inspection::ObjectEvidence> {});
    present();
}

void EvidenceView::present()
{
    m_stack->setCurrentWidget(m_evidence ? m_content : static_cast<QWidget *>(m_empty));
    if (m_evidence) {
        QString sentence = evidenceSentence(*m_evidence);
        if (m_evidence->changesData && m_evidence->verdict != inspection::Verdict::DataOnly)
            sentence += u' ' % Tr::tr("It changes rows as well; whether it did cannot be seen.");
        m_sentence->setText(sentence);
        m_table->setVisible(!m_evidence->objects.isEmpty());
    } else if (m_state == State::Failed && m_error) {
        m_empty->showError(Tr::tr("The evidence cannot be read"),
                           m_error->message % u'\n' % m_error->remedy);
        m_empty->setButtons(Tr::tr("Try again"));
    } else if (m_state == State::Reading) {
        m_empty->showLoading(Tr::tr("The evidence is being read..."));
    } else {
        m_empty->showEmpty(Icon::Info,
                           Tr::tr("No evidence"),
                           Tr::tr("Nothing is known of what this migration left in the database."));
    }
}

void EvidenceView::retranslate()
{
    m_table->setAccessibleName(Tr::tr("Objects of the migration"));
    m_table->header()->setAccessibleName(Tr::tr("Columns"));
    m_model->retranslate();
    present();
}

} // namespace aegisx::ui
