#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace aegisx::ui {

// Takes a password as dots, with a button that shows it. What was typed is kept exactly.
class PasswordField final : public QWidget
{
    Q_OBJECT

public:
    explicit PasswordField(QWidget *parent = nullptr);

    [[nodiscard]] QString password() const;
    void setPassword(const QString &password);
    void setPlaceholder(const QString &text);
    void setLabel(const QString &label); // what a screen reader calls it
    void hidePassword(); // as dots again
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QLineEdit *m_edit;
    QToolButton *m_show;
};

} // namespace aegisx::ui
