#pragma once

#include "ui/theme/enums.h"

#include <QWidget>

namespace aegisx::ui {

// What every page has in common: texts that follow the language at once, and a name and icon for
// where it is listed. A page builds its widgets in its constructor (buildUi, connectUi) and calls
// retranslate() at its end.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    [[nodiscard]] virtual QString title() const = 0;
    [[nodiscard]] virtual Icon pageIcon() const = 0;
    // The page comes to the front: read what is only read then, put the focus where work begins.
    virtual void activate() { }

protected:
    virtual void retranslate() = 0; // every text of its own; data with words in it as well
    void changeEvent(QEvent *event) override;
};

} // namespace aegisx::ui
