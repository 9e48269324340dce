#pragma once

#include <QCollator>
#include <QSortFilterProxyModel>
#include <QStringList>

namespace aegisx::ui {

// Sorts by SortRole, texts as a reader of the language expects them, and shows the rows whose
// FilterRole (of column 0) holds every word that is searched for.
class SearchProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SearchProxy(QObject *parent = nullptr);

    void setSearch(const QString &text);
    [[nodiscard]] bool isSearching() const { return !m_words.isEmpty(); }
    void retranslate(); // the order of texts follows the language

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    QCollator m_collator;
};

} // namespace aegisx::ui
