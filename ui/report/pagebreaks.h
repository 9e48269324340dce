#pragma once

#include <QList>

QT_BEGIN_NAMESPACE
class QTextDocument;
QT_END_NAMESPACE

namespace aegisx::ui {

// A strip of a document, from its top downwards.
struct Strip {
    double top = 0;
    double bottom = 0;

    [[nodiscard]] double height() const { return bottom - top; }
};

// What stands on one sheet: the heads of the table that goes on from the sheet before (of no
// height where none does), then the body.
struct Sheet {
    Strip heads;
    Strip body;
};

// Cuts a document that is laid out in one piece into sheets of a height. Qt's own pages cut through
// the rows of tables and leave headings alone at the bottom; here rows stay whole, a heading stays
// with what follows it, and only a row taller than a third of a sheet is cut, between its lines.
[[nodiscard]] QList<Sheet> sheetsOf(const QTextDocument &document, double height);

} // namespace aegisx::ui
