#pragma once

#include <Qt>

namespace aegisx::ui {

// The roles that our models answer beyond Qt's own; delegates and proxies read these.
enum Role : int {
    SortRole = Qt::UserRole + 1, // what a proxy sorts by: number, QDateTime or QString
    FilterRole, // the text that a search looks through
    IdRole, // what the row stands for: profile id, module id, migration stem, run id
    StateRole, // the enum value of the row's state, as int
    MeaningRole, // Meaning, of the pill or text
    IconRole, // Icon, as int or Icon; of the pill
    PillTextRole, // the pill's word where it is not the display text
    DetailRole, // a second, muted line
};

} // namespace aegisx::ui
