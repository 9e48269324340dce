#pragma once

#include <QString>

class QWidget;

namespace aegisx::test {

// Keys as a person presses them: to the window that has the focus, whichever widget takes them.
void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
void typeText(const QString &text); // over what stands in the field
// Tab until the widget of that name has the focus; ends the test program where it never gets it.
void tabTo(const char *objectName);
void tabToSoon(const char *objectName); // the same, once it is there and enabled

[[nodiscard]] QString focusName();
// Empty where the focus is on a visible, enabled widget of the page; else what is wrong.
[[nodiscard]] QString focusTrouble(const QWidget *page);
// Walks with Tab until it comes back, and back again with Shift+Tab: what is never reached on the
// page, where it is caught, where it jumps against the reading order, and where the way back is
// another, one a line. Leaves the focus where it was.
[[nodiscard]] QString tabTrouble(const QWidget *page);
// The shortcuts below a window that stand in no menu and in no tooltip, one a line.
[[nodiscard]] QString hiddenShortcuts(const QWidget *window);

} // namespace aegisx::test
