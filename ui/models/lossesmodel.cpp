#include "ui/models/lossesmodel.h"

#include "core/base/tr.h"
#include "core/words/losswords.h"
#include "ui/models/roles.h"
#include "ui/theme/enums.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using plans::ExpectedLoss;

namespace {

QString headerText(int section)
{
    switch (section) {
    case LossesModel::Object:
        return Tr::tr("Table or object");
    case LossesModel::What:
        return Tr::tr("What happens");
    case LossesModel::Rows:
        return Tr::tr("Rows");
    case LossesModel::Step:
        return Tr::tr("By step");
    case LossesModel::ReachedFrom:
        return Tr::tr("Reached from");
    default:
        return {};
    }
}

// Only what hurts has a colour: rows that are there, and what nobody can know.
std::optional<Meaning> meaningOf(const ExpectedLoss &loss)
{
    if (!loss.rows)
        return Meaning::Warning;
    if (*loss.rows > 0)
        return Meaning::Danger;
    return std::nullopt;
}

} // namespace

LossesModel::LossesModel(QObject *parent) : QAbstractTableModel(parent) { }

void LossesModel::setPreparation(std::shared_ptr<const operations::Preparation> preparation)
{
    beginResetModel();
    m_preparation = std::move(preparation);
    m_rows.clear();
    if (m_preparation) {
        for (const plans::Plan &plan : m_preparation->plans) {
            for (const ExpectedLoss &loss : plan.losses)
                m_rows.append({&plan, &loss});
        }
    }
    endResetModel();
}

bool LossesModel::anyReached() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [](const Row &row) {
        return !row.loss->reachedFrom.isEmpty();
    });
}

void LossesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int LossesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LossesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LossesModel::text(const Row &row, int column)
{
    switch (column) {
    case Object:
        return titleFor(*row.loss);
    case What:
        return wordFor(row.loss->kind);
    case Rows:
        return rowsTextFor(*row.loss);
    case Step:
        return whereFor(*row.plan, *row.loss);
    case ReachedFrom:
        return row.loss->reachedFrom;
    default:
        return {};
    }
}

QVariant LossesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    const bool pill =
        index.column() == Rows && meaningOf(*row.loss).has_value() && !text(row, Rows).isEmpty();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, index.column());
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(*meaningOf(*row.loss))) : QVariant();
    case IconRole:
        return pill
            ? QVariant(static_cast<int>(row.loss->rows ? Icon::StateAttention : Icon::StateUnknown))
            : QVariant();
    default:
        return {};
    }
}

QVariant LossesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return headerText(section);
}

} // namespace aegisx::ui
