#pragma once

class QWidget;

namespace aegisx::ui {

// For focusNextPrevChild() of a window: gives the focus to the next or the previous part, and to
// the first one after the last, as its layouts place them: rows from the top, a row from its start,
// the parts of a splitter and the pages of a stack one after the other. Qt's own order, made by
// setTabOrder(), loses parts in a window with several pages. False: nothing takes the focus.
[[nodiscard]] bool focusNeighbour(QWidget *window, bool next);

} // namespace aegisx::ui
