#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace aegisx::ui {

class SectionHeading;

// A titled frame: the title with room for a pill or a button at its right, the content below.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);
    explicit Card(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const;
    void setTitle(const QString &title); // empty: no header
    // Takes the widget over and shows it at the right of the title.
    void addToHeader(QWidget *widget);
    // Where the content goes.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    SectionHeading *m_title;
    QHBoxLayout *m_header;
    QVBoxLayout *m_body;
};

} // namespace aegisx::ui
