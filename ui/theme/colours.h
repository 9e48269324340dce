#pragma once

#include "core/base/enums.h"
#include "ui/theme/enums.h"

#include <QColor>
#include <QPalette>

#include <array>

namespace aegisx::ui {

struct StripColours {
    QColor background;
    QColor text;
};

// Every colour of one look. Nothing outside ui/theme knows a colour by its number.
struct Colours {
    QColor window; // behind the cards
    QColor card; // cards, lists, fields
    QColor alternate; // every other row
    QColor raised; // buttons
    QColor border; // around cards, between rows
    QColor fieldBorder; // around what can be typed into or pressed
    QColor text;
    QColor muted; // secondary text
    QColor disabled;
    QColor accent; // the primary button, links, progress
    QColor accentText;
    QColor selection; // selected rows and text
    QColor selectionText;
    QColor focus; // the focus ring
    QColor visited;
    std::array<QColor, 5> meanings; // by Meaning: text and icons on its tint
    std::array<QColor, 6> sql; // by SqlKind
    double tint; // how much of the meaning's colour its tint has

    [[nodiscard]] QColor meaning(Meaning meaning) const;
    [[nodiscard]] QColor tintOf(Meaning meaning) const;
    [[nodiscard]] QColor sqlKind(SqlKind kind) const;
    [[nodiscard]] QPalette palette() const;
};

[[nodiscard]] const Colours &lightColours();
[[nodiscard]] const Colours &darkColours();

// The header strip of a site: the same in both looks, so that production is always this red.
[[nodiscard]] StripColours stripColours(Environment environment);

// part of top laid over base: 0 is base, 1 is top.
[[nodiscard]] QColor mixed(const QColor &base, const QColor &top, double part);

// The contrast ratio of WCAG 2, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &one, const QColor &other);

} // namespace aegisx::ui
