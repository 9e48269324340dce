#pragma once

#include <QString>

class QWidget;

namespace aegisx::test {

// Shows the widget in both languages, light and dark, at 100 and at 150 % text; answers which
// texts do not fit and which controls have no name, one a line. Saves a picture of each look, as
// savePicture() does. English, light and 100 % are set afterwards.
[[nodiscard]] QString troubleInEveryLook(QWidget *widget, const QString &name);

} // namespace aegisx::test
