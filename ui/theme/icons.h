#pragma once

#include "ui/theme/enums.h"

#include <QIcon>
#include <QString>

namespace aegisx::ui {

// One of our drawings in the palette's text colour at the moment of painting: crisp at any size
// and scale, follows the theme by itself, has a disabled and a selected look.
[[nodiscard]] QIcon icon(Icon icon);

// The same in the colour of a meaning.
[[nodiscard]] QIcon icon(Icon icon, Meaning meaning);

// The same in a colour of the caller's, which does not follow the theme.
[[nodiscard]] QIcon icon(Icon icon, const QColor &colour);

// The program's own icon, in its own colours.
[[nodiscard]] QIcon programIcon();

// Where the drawing lies among the resources: ":/icons/theme-light.svg".
[[nodiscard]] QString iconPath(Icon icon);

// Makes the resources of this library reachable; icon() does it by itself.
void initResources();

} // namespace aegisx::ui
