#pragma once

#include <QSortFilterProxyModel>

namespace aegisx::ui {

// What ChoiceProxy asks a model, of column 0: a QStringList of the choices that show the row.
inline constexpr int ChoicesRole = Qt::UserRole + 100;

// Shows the rows that belong to what is chosen in a filter; keeps their order.
class ChoiceProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    [[nodiscard]] const QString &choice() const { return m_choice; }
    void setChoice(const QString &choice); // empty: every row
    [[nodiscard]] int countOf(const QString &choice) const; // of all rows

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    [[nodiscard]] bool belongs(int row, const QString &choice) const;

    QString m_choice;
};

} // namespace aegisx::ui
