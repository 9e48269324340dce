#pragma once

#include <QStyledItemDelegate>

namespace aegisx::ui {

// Paints an item's text with its DetailRole as a smaller, muted line below; rows without a detail
// are as high.
class TwoLineDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TwoLineDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

} // namespace aegisx::ui
