#include "ui/models/migrationsproxy.h"

#include "core/base/language.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/roles.h"

#include <QDateTime>

#include <algorithm>

namespace aegisx::ui {

using inspection::MigrationState;

namespace {

// Negative, zero or positive, as QCollator answers.
template <typename T> int three(T left, T right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

} // namespace

MigrationsProxy::MigrationsProxy(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    retranslate();
}

void MigrationsProxy::setFilter(Filter filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidateRowsFilter();
}

void MigrationsProxy::setSearch(const QString &search)
{
    if (search == m_search)
        return;
    m_search = search;
    m_words = search.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
}

void MigrationsProxy::retranslate()
{
    m_collator.setLocale(
        QLocale(currentLanguage() == Language::Thai ? QLocale::Thai : QLocale::English));
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    invalidate();
}

int MigrationsProxy::countOf(Filter filter) const
{
    int count = 0;
    for (int row = 0; sourceModel() != nullptr && row < sourceModel()->rowCount(); ++row)
        count += passes(filter, row) ? 1 : 0;
    return count;
}

bool MigrationsProxy::passes(Filter filter, int sourceRow) const
{
    const auto *model = qobject_cast<const MigrationsModel *>(sourceModel());
    const MigrationsModel::Row &row = model->row(sourceRow);
    switch (filter) {
    case Filter::All:
        return true;
    case Filter::Pending:
        return row.info.state == MigrationState::Pending;
    case Filter::Applied:
        return row.info.state == MigrationState::Applied;
    case Filter::Attention:
        return row.needsAttention();
    }
    return true;
}

bool MigrationsProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (parent.isValid() || !passes(m_filter, row))
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = sourceModel()->index(row, 0).data(FilterRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

bool MigrationsProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int order = compare(left.data(SortRole), right.data(SortRole));
    return order != 0 ? order < 0 : left.row() < right.row(); // else in the order they run
}

int MigrationsProxy::compare(const QVariant &left, const QVariant &right) const
{
    if (left.typeId() == QMetaType::QString)
        return m_collator.compare(left.toString(), right.toString());
    if (left.typeId() != QMetaType::QDateTime)
        return three(left.toLongLong(), right.toLongLong());
    const QDateTime one = left.toDateTime();
    const QDateTime other = right.toDateTime();
    if (one.isValid() && other.isValid())
        return three(one.toMSecsSinceEpoch(), other.toMSecsSinceEpoch());
    return three(one.isValid(), other.isValid()); // those without a time first
}

} // namespace aegisx::ui
