#pragma once

#include <QCollator>
#include <QSortFilterProxyModel>

namespace aegisx::ui {

// Filters, searches and sorts a MigrationsModel; unsorted, it keeps the order they run in.
class MigrationsProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Filter { All, Pending, Applied, Attention };
    Q_ENUM(Filter)

    explicit MigrationsProxy(QObject *parent = nullptr);

    [[nodiscard]] Filter filter() const { return m_filter; }
    void setFilter(Filter filter);
    [[nodiscard]] const QString &search() const { return m_search; }
    void setSearch(const QString &search); // every word must be there, in whatever case
    void retranslate(); // sorts as the language does
    [[nodiscard]] int countOf(Filter filter) const; // of all rows, whatever is searched for

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    [[nodiscard]] int compare(const QVariant &left, const QVariant &right) const;
    [[nodiscard]] bool passes(Filter filter, int sourceRow) const;

    Filter m_filter = Filter::All;
    QString m_search;
    QStringList m_words;
    QCollator m_collator;
};

} // namespace aegisx::ui
