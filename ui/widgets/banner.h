#pragma once

#include "ui/theme/enums.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace aegisx::ui {

class WrappedLabel;

// One thing a person should know, on the tint of its meaning: icon, sentence, detail and at most
// one button. Screen readers are told when it appears or changes.
class Banner final : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);

    void setMessage(Meaning meaning, const QString &sentence, const QString &detail = {});
    void
    setMessage(Meaning meaning, Icon icon, const QString &sentence, const QString &detail = {});
    void setButtonText(const QString &text); // empty: no button

    [[nodiscard]] Meaning meaning() const { return m_meaning; }
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString detail() const;
    [[nodiscard]] QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void buttonClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyLook();

    Meaning m_meaning = Meaning::Info;
    Icon m_icon = Icon::Info;
    QLabel *m_picture;
    WrappedLabel *m_sentence;
    WrappedLabel *m_detail;
    QPushButton *m_button;
};

} // namespace aegisx::ui
