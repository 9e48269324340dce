#include "ui/models/tablepartsmodel.h"

#include "core/base/tr.h"
#include "ui/models/roles.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/theme.h"

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::ColumnInfo;
using inspection::ColumnOrigin;
using inspection::ConstraintInfo;
using inspection::ConstraintKind;
using inspection::IndexInfo;
using inspection::TriggerInfo;

namespace {

QString defaultOf(const ColumnInfo &column)
{
    switch (column.origin) {
    case ColumnOrigin::Plain:
        return column.expression;
    case ColumnOrigin::IdentityAlways:
        return Tr::tr("identity, always");
    case ColumnOrigin::IdentityByDefault:
        return Tr::tr("identity, by default");
    case ColumnOrigin::Generated:
        return Tr::tr("generated: %1").arg(column.expression);
    }
    return {};
}

QString textOf(const ColumnInfo &info, int column)
{
    switch (column) {
    case TablePartsModel::Name:
        return info.name;
    case TablePartsModel::Type:
        return info.type;
    case TablePartsModel::Null:
        return info.nullable ? Tr::tr("may be NULL") : Tr::tr("never NULL");
    case TablePartsModel::Default:
        return defaultOf(info);
    default:
        return info.comment;
    }
}

QString wordOf(const IndexInfo &index)
{
    if (!index.valid)
        return Tr::tr("not usable");
    if (index.primary)
        return Tr::tr("primary key");
    return index.unique ? Tr::tr("unique") : Tr::tr("index");
}

QString wordOf(ConstraintKind kind)
{
    switch (kind) {
    case ConstraintKind::PrimaryKey:
        return Tr::tr("primary key");
    case ConstraintKind::Unique:
        return Tr::tr("unique");
    case ConstraintKind::ForeignKey:
        return Tr::tr("foreign key");
    case ConstraintKind::Check:
        return Tr::tr("check");
    case ConstraintKind::Exclusion:
        return Tr::tr("exclusion");
    case ConstraintKind::NotNull:
        return Tr::tr("not null");
    }
    return {};
}

QString pick(int column, const QString &name, const QString &kind, const QString &definition)
{
    if (column == TablePartsModel::Name)
        return name;
    return column == TablePartsModel::Kind ? kind : definition;
}

} // namespace

TablePartsModel::TablePartsModel(Part part, QObject *parent)
    : QAbstractTableModel(parent), m_part(part)
{
}

void TablePartsModel::setDetails(const inspection::TableDetails &details)
{
    beginResetModel();
    m_details = details;
    endResetModel();
}

void TablePartsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int TablePartsModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    switch (m_part) {
    case Part::Columns:
        return static_cast<int>(m_details.columns.size());
    case Part::Indexes:
        return static_cast<int>(m_details.indexes.size());
    case Part::Constraints:
        return static_cast<int>(m_details.constraints.size());
    case Part::Triggers:
        return static_cast<int>(m_details.triggers.size());
    }
    return 0;
}

int TablePartsModel::columnCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_part == Part::Columns ? Comment + 1 : Definition + 1;
}

QVariant TablePartsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column()).simplified();
    case Qt::ToolTipRole:
        return plainToolTip(text(index.row(), index.column()));
    case Qt::ForegroundRole:
        return isMuted(index.row(), index.column()) ? QVariant(Theme::instance().mutedText())
                                                    : QVariant();
    case IdRole:
        return text(index.row(), Name);
    default:
        return {};
    }
}

QString TablePartsModel::text(int row, int column) const
{
    switch (m_part) {
    case Part::Columns:
        return textOf(m_details.columns.at(row), column);
    case Part::Indexes: {
        const IndexInfo &info = m_details.indexes.at(row);
        return pick(column, info.name, wordOf(info), info.definition);
    }
    case Part::Constraints: {
        const ConstraintInfo &info = m_details.constraints.at(row);
        return pick(column, info.name, wordOf(info.kind), info.definition);
    }
    case Part::Triggers: {
        const TriggerInfo &info = m_details.triggers.at(row);
        return pick(column,
                    info.name,
                    info.enabled ? Tr::tr("switched on") : Tr::tr("switched off"),
                    info.definition);
    }
    }
    return {};
}

bool TablePartsModel::isMuted(int row, int column) const
{
    return m_part == Part::Columns && column == Null && m_details.columns.at(row).nullable;
}

QVariant TablePartsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return (Qt::AlignLeft | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    if (section == Name)
        return Tr::tr("Name");
    if (m_part == Part::Columns) {
        switch (section) {
        case Type:
            return Tr::tr("Type");
        case Null:
            return u"NULL"_s;
        case Default:
            return Tr::tr("Default");
        default:
            return Tr::tr("Comment");
        }
    }
    if (section == Definition)
        return Tr::tr("Definition");
    return m_part == Part::Triggers ? Tr::tr("State") : Tr::tr("Kind");
}

} // namespace aegisx::ui
