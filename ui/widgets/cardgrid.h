#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace aegisx::ui {

// Widgets of one width side by side, as many as there is room for.
class CardGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit CardGrid(QWidget *parent = nullptr);

    void setCards(const QList<QWidget *> &cards); // takes them over; the old ones are deleted
    [[nodiscard]] int columnCount() const { return m_columns; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void place();
    [[nodiscard]] int wantedColumns() const;

    QGridLayout *m_grid;
    QList<QWidget *> m_cards;
    int m_columns = 0;
};

} // namespace aegisx::ui
