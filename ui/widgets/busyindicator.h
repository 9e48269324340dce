#pragma once

#include <QTimer>
#include <QWidget>

namespace aegisx::ui {

// Turns while something goes on; stands still, as a clock, where the theme or the system wants no
// motion. Costs nothing while it is hidden.
class BusyIndicator final : public QWidget
{
    Q_OBJECT

public:
    explicit BusyIndicator(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool isMoving() const { return m_timer.isActive(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateMotion();

    QTimer m_timer;
    int m_angle = 0; // degrees
};

} // namespace aegisx::ui
