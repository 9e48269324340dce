#include "ui/models/choiceproxy.h"

namespace aegisx::ui {

void ChoiceProxy::setChoice(const QString &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    invalidateRowsFilter();
}

int ChoiceProxy::countOf(const QString &choice) const
{
    int count = 0;
    for (int row = 0; sourceModel() != nullptr && row < sourceModel()->rowCount(); ++row)
        count += belongs(row, choice) ? 1 : 0;
    return count;
}

bool ChoiceProxy::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return !parent.isValid() && belongs(row, m_choice);
}

bool ChoiceProxy::belongs(int row, const QString &choice) const
{
    return choice.isEmpty()
        || sourceModel()->index(row, 0).data(ChoicesRole).toStringList().contains(choice);
}

} // namespace aegisx::ui
