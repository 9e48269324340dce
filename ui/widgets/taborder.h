#pragma once

class QWidget;

namespace aegisx::ui {

// Both go through a widget as its layouts place its parts: rows from the top, a row from its start,
// the parts of a splitter and the pages of a stack one after the other.

// For focusNextPrevChild() of a window: gives the focus to the next or the previous part, and to
// the first one after the last. It needs no order made beforehand. False: nothing takes the focus.
[[nodiscard]] bool focusNeighbour(QWidget *window, bool next);

// Mends Qt's own order, for a small dialog. What takes no focus at the time stays where it is. In a
// window with several pages setTabOrder() loses parts on the way: there, use the above.
void orderTabs(QWidget *widget);

} // namespace aegisx::ui
