#include "ui/widgets/hintedcheckbox.h"

#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QEvent>
#include <QStyle>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

HintedCheckBox::HintedCheckBox(const QString &name, QWidget *parent)
    : QWidget(parent), m_box(new QCheckBox(this)), m_hint(new WrappedLabel(this))
{
    setObjectName(u"hinted_"_s % name);
    m_box->setObjectName(name);
    m_hint->setObjectName(name % u"HintLabel"_s);
    m_hint->setMuted(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_box, 0, Qt::AlignLeft);
    layout->addWidget(m_hint);
    connect(m_box, &QCheckBox::clicked, this, &HintedCheckBox::clicked);
    indent();
}

void HintedCheckBox::setTexts(const QString &text, const QString &hint)
{
    m_box->setText(text);
    m_box->setAccessibleDescription(hint);
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void HintedCheckBox::setChecked(bool checked)
{
    m_box->setChecked(checked);
}

void HintedCheckBox::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        indent();
}

// The hint begins where the words of the box begin.
void HintedCheckBox::indent()
{
    const int words = style()->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, m_box)
        + style()->pixelMetric(QStyle::PM_CheckBoxLabelSpacing, nullptr, m_box);
    m_hint->setContentsMargins(words, 0, 0, 0);
}

} // namespace aegisx::ui
