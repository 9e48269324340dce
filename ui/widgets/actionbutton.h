#pragma once

#include <QPushButton>

class QAction;

namespace aegisx::ui {

// A push button that is an action: its text, picture, tool tip, and whether it can be had.
class ActionButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit ActionButton(QAction *action, QWidget *parent = nullptr);

private:
    void follow();

    QAction *m_action;
};

} // namespace aegisx::ui
