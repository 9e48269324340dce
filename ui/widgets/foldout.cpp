#include "ui/widgets/foldout.h"

#include "core/base/tr.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

Foldout::Foldout(QWidget *parent)
    : QWidget(parent)
    , m_button(new QToolButton(this))
    , m_content(new QWidget(this))
    , m_body(new QVBoxLayout(m_content))
{
    setObjectName(u"foldout"_s);
    m_button->setObjectName(u"foldoutToolButton"_s);
    m_button->setAutoRaise(true);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_body->setContentsMargins(0, spacing::Small, 0, 0);
    m_body->setSpacing(spacing::Small);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_content);
    connect(m_button, &QToolButton::clicked, this, [this] { setOpen(!isOpen()); });
    setOpen(false);
}

void Foldout::setTitle(const QString &title)
{
    m_button->setText(title);
    describe();
}

void Foldout::setOpen(bool open)
{
    const bool changes = open == m_content->isHidden();
    m_content->setVisible(open);
    m_button->setIcon(icon(open ? Icon::Collapse : Icon::Expand));
    describe();
    if (changes)
        Q_EMIT toggled(open);
}

// What the arrow shows, for a screen reader.
void Foldout::describe()
{
    m_button->setAccessibleDescription(isOpen() ? Tr::tr("unfolded") : Tr::tr("folded"));
}

} // namespace aegisx::ui
