#pragma once

#include "ui/theme/enums.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace aegisx::ui {

class BusyIndicator;
class SectionHeading;
class WrappedLabel;

// What a list shows instead of rows: that there is nothing yet and what to do, that it is being
// read, or why it could not be read.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    enum class State { Empty, Loading, Error };
    Q_ENUM(State)

    explicit EmptyState(QWidget *parent = nullptr);

    // Each hides the buttons; setButtons() shows them again.
    void showEmpty(Icon icon, const QString &title, const QString &sentence);
    void showLoading(const QString &title, const QString &sentence = {});
    void showError(const QString &title, const QString &sentence);
    // An empty text hides that button. The first is the primary one.
    void setButtons(const QString &first, const QString &second = {});

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QPushButton *firstButton() const { return m_first; }
    [[nodiscard]] QPushButton *secondButton() const { return m_second; }

Q_SIGNALS:
    void firstClicked();
    void secondClicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildUi();
    void present(State state, Icon icon, const QString &title, const QString &sentence);
    void applyLook();
    void balanceLines();

    State m_state = State::Empty;
    Icon m_icon = Icon::Info;
    QWidget *m_column;
    QLabel *m_picture;
    BusyIndicator *m_busy;
    SectionHeading *m_title;
    WrappedLabel *m_sentence;
    QPushButton *m_first;
    QPushButton *m_second;
};

} // namespace aegisx::ui
