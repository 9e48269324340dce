#include "ui/widgets/emptystate.h"

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/busyindicator.h"
#include "ui/widgets/sectionheading.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestLine = 64; // letters; more would be tiring to read

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_column(new QWidget(this))
    , m_picture(new QLabel(this))
    , m_busy(new BusyIndicator(this))
    , m_title(new SectionHeading(SectionHeading::Level::Section, this))
    , m_sentence(new WrappedLabel(this))
    , m_first(new QPushButton(this))
    , m_second(new QPushButton(this))
{
    setObjectName(u"emptyState"_s);
    m_picture->setObjectName(u"emptyPictureLabel"_s);
    m_title->setObjectName(u"emptyTitleLabel"_s);
    m_sentence->setObjectName(u"emptySentenceLabel"_s);
    m_first->setObjectName(u"emptyFirstPushButton"_s);
    m_second->setObjectName(u"emptySecondPushButton"_s);
    buildUi();
    connect(m_first, &QPushButton::clicked, this, &EmptyState::firstClicked);
    connect(m_second, &QPushButton::clicked, this, &EmptyState::secondClicked);
    connect(&Theme::instance(), &Theme::changed, this, &EmptyState::applyLook);
    present(State::Empty, Icon::Info, {}, {});
}

void EmptyState::buildUi()
{
    m_first->setDefault(true);
    m_sentence->setMuted(true);
    for (QLabel *label : std::initializer_list<QLabel *> {m_picture, m_title, m_sentence})
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addStretch();
    buttons->addWidget(m_first);
    buttons->addWidget(m_second);
    buttons->addStretch();

    auto *middle = new QHBoxLayout; // the sentence may be narrower than there is room
    middle->addStretch(1);
    middle->addWidget(m_sentence, 1000);
    middle->addStretch(1);

    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins({});
    column->setSpacing(spacing::Small);
    column->addStretch(2);
    column->addWidget(m_picture);
    column->addWidget(m_busy, 0, Qt::AlignHCenter);
    column->addSpacing(spacing::Small);
    column->addWidget(m_title);
    column->addLayout(middle);
    column->addSpacing(spacing::Medium);
    column->addLayout(buttons);
    column->addStretch(3);

    auto *layout = new QHBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(m_column, 100);
    layout->addStretch(1);
}

void EmptyState::showEmpty(Icon icon, const QString &title, const QString &sentence)
{
    present(State::Empty, icon, title, sentence);
}

void EmptyState::showLoading(const QString &title, const QString &sentence)
{
    present(State::Loading, Icon::Clock, title, sentence);
}

void EmptyState::showError(const QString &title, const QString &sentence)
{
    present(State::Error, Icon::Error, title, sentence);
}

void EmptyState::setButtons(const QString &first, const QString &second)
{
    m_first->setText(first);
    m_first->setVisible(!first.isEmpty());
    m_second->setText(second);
    m_second->setVisible(!second.isEmpty());
}

QString EmptyState::title() const
{
    return m_title->text();
}

QString EmptyState::sentence() const
{
    return m_sentence->text();
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyLook();
}

void EmptyState::present(State state, Icon icon, const QString &title, const QString &sentence)
{
    m_state = state;
    m_icon = icon;
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_sentence->setSelectable(state == State::Error); // to be sent to the vendor
    m_busy->setVisible(state == State::Loading);
    m_picture->setVisible(state != State::Loading);
    setButtons({}, {});
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    applyLook();
    QAccessibleEvent changed(this,
                             state == State::Error ? QAccessible::Alert : QAccessible::NameChanged);
    QAccessible::updateAccessibility(&changed);
}

// As narrow as it can be on no more lines: none of them is left with a single word.
void EmptyState::balanceLines()
{
    if (m_sentence->text().isEmpty())
        return;
    int wide = m_column->maximumWidth();
    int narrow = std::min(wide, m_sentence->QLabel::minimumSizeHint().width()); // the longest word
    const int height = m_sentence->heightForWidth(wide);
    while (narrow < wide) {
        const int middle = (narrow + wide) / 2;
        if (m_sentence->heightForWidth(middle) <= height)
            wide = middle;
        else
            narrow = middle + 1;
    }
    m_sentence->setMaximumWidth(wide);
    m_sentence->resize(wide, height); // else its least height would be that of the width before
}

void EmptyState::applyLook()
{
    m_column->setMaximumWidth(fontMetrics().averageCharWidth() * longestLine);
    balanceLines();
    const int side = fontMetrics().height() * 5 / 2;
    const QIcon picture = m_state == State::Error ? icon(m_icon, Meaning::Danger)
                                                  : icon(m_icon, Theme::instance().mutedText());
    m_picture->setPixmap(picture.pixmap({side, side}, devicePixelRatioF()));
}

} // namespace aegisx::ui
