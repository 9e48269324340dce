#include "ui/widgets/actionbutton.h"

#include <QAction>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

ActionButton::ActionButton(QAction *action, QWidget *parent) : QPushButton(parent), m_action(action)
{
    setObjectName(action->objectName() % u"PushButton"_s);
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    follow();
}

void ActionButton::follow()
{
    setText(m_action->text());
    setIcon(m_action->icon());
    setEnabled(m_action->isEnabled());
    setVisible(m_action->isVisible());
    setToolTip(m_action->toolTip());
    setAccessibleDescription(m_action->isEnabled() ? QString() : m_action->toolTip());
}

} // namespace aegisx::ui
