#include "ui/widgets/banner.h"

#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/wrappedlabel.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

Icon usualIcon(Meaning meaning)
{
    switch (meaning) {
    case Meaning::Success:
        return Icon::StateOk;
    case Meaning::Warning:
        return Icon::Warning;
    case Meaning::Danger:
        return Icon::Error;
    case Meaning::Neutral:
    case Meaning::Info:
        break;
    }
    return Icon::Info;
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_picture(new QLabel(this))
    , m_sentence(new WrappedLabel(this))
    , m_detail(new WrappedLabel(this))
    , m_button(new QPushButton(this))
{
    setObjectName(u"banner"_s);
    m_picture->setObjectName(u"bannerPictureLabel"_s);
    m_sentence->setObjectName(u"bannerSentenceLabel"_s);
    m_detail->setObjectName(u"bannerDetailLabel"_s);
    m_button->setObjectName(u"bannerPushButton"_s);
    m_detail->setSelectable(true); // a remedy may hold a name that is to be copied

    auto *words = new QVBoxLayout;
    words->setSpacing(spacing::Tiny);
    words->addWidget(m_sentence);
    words->addWidget(m_detail);
    auto *told = new QHBoxLayout;
    told->setSpacing(spacing::Medium);
    told->addWidget(m_picture, 0, Qt::AlignTop);
    told->addLayout(words, 1);
    auto *message = new QVBoxLayout; // in the middle of a taller banner
    message->addStretch();
    message->addLayout(told);
    message->addStretch();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(spacing::Large, spacing::Medium, spacing::Large, spacing::Medium);
    layout->setSpacing(spacing::Medium);
    layout->addLayout(message, 1);
    layout->addWidget(m_button, 0, Qt::AlignVCenter);

    m_detail->hide();
    m_button->hide();
    connect(m_button, &QPushButton::clicked, this, &Banner::buttonClicked);
    connect(&Theme::instance(), &Theme::changed, this, &Banner::applyLook);
    applyLook();
}

void Banner::setMessage(Meaning meaning, const QString &sentence, const QString &detail)
{
    setMessage(meaning, usualIcon(meaning), sentence, detail);
}

void Banner::setMessage(Meaning meaning, Icon icon, const QString &sentence, const QString &detail)
{
    m_meaning = meaning;
    m_icon = icon;
    m_sentence->setText(sentence);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleName(sentence);
    setAccessibleDescription(detail);
    applyLook();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void Banner::setButtonText(const QString &text)
{
    m_button->setText(text);
    m_button->setVisible(!text.isEmpty());
}

QString Banner::sentence() const
{
    return m_sentence->text();
}

QString Banner::detail() const
{
    return m_detail->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::instance();
    paintRounded(&painter, rect(), theme.tint(m_meaning), theme.tintBorder(m_meaning), cardRadius);
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyLook();
}

void Banner::applyLook()
{
    const Theme &theme = Theme::instance();
    const int side = m_sentence->fontMetrics().height();
    m_picture->setPixmap(icon(m_icon, m_meaning).pixmap({side, side}, devicePixelRatioF()));
    QPalette colours;
    colours.setColor(QPalette::WindowText, theme.text(m_meaning));
    m_sentence->setPalette(colours);
    m_sentence->setFont(theme.headingFont(1.0));
    update();
}

} // namespace aegisx::ui
