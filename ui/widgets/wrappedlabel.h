#pragma once

#include <QLabel>

namespace aegisx::ui {

// A label that breaks its lines and always gets the height they need, so that Thai is never cut.
class WrappedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WrappedLabel(QWidget *parent = nullptr);
    explicit WrappedLabel(const QString &text, QWidget *parent = nullptr);

    // Whether the text can be selected, with the mouse and with the keyboard.
    void setSelectable(bool selectable);
    // Written in the theme's muted colour.
    void setMuted(bool muted);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
};

} // namespace aegisx::ui
