#include "ui/models/searchproxy.h"

#include "core/base/language.h"
#include "ui/models/roles.h"

#include <QLocale>

#include <algorithm>

namespace aegisx::ui {

namespace {

QString comparable(const QString &text)
{
    return text.normalized(QString::NormalizationForm_C).toCaseFolded();
}

} // namespace

SearchProxy::SearchProxy(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    retranslate();
}

void SearchProxy::setSearch(const QString &text)
{
    m_words = comparable(text).simplified().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void SearchProxy::retranslate()
{
    const bool thai = currentLanguage() == Language::Thai;
    m_collator = QCollator(QLocale(thai ? QLocale::Thai : QLocale::English));
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    invalidate();
}

bool SearchProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QString text =
        comparable(sourceModel()->index(row, 0, parent).data(FilterRole).toString());
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString &word) {
        return text.contains(word);
    });
}

bool SearchProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant one = left.data(sortRole());
    const QVariant other = right.data(sortRole());
    if (one.typeId() == QMetaType::QString && other.typeId() == QMetaType::QString)
        return m_collator.compare(one.toString(), other.toString()) < 0;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace aegisx::ui
