#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace aegisx::ui {

// Something for those who want to know more: a titled button that unfolds what is below it.
class Foldout final : public QWidget
{
    Q_OBJECT

public:
    explicit Foldout(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return !m_content->isHidden(); }
    [[nodiscard]] QToolButton *button() const { return m_button; }
    [[nodiscard]] QVBoxLayout *body() const { return m_body; } // where the content goes

Q_SIGNALS:
    void toggled(bool open);

private:
    void describe();

    QToolButton *m_button;
    QWidget *m_content;
    QVBoxLayout *m_body;
};

} // namespace aegisx::ui
