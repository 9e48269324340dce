#include "ui/models/seedsmodel.h"

#include "core/base/tr.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/window/appcontext.h"

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::SeedInfo;
using inspection::SeedState;

SeedsModel::SeedsModel(const AppContext &context, QObject *parent)
    : RowsModel(ColumnCount, parent), m_context(context)
{
}

QVariant SeedsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SeedInfo &seed = row(index.row());
    const bool pill = index.column() == State;
    switch (role) {
    case Qt::DisplayRole:
        return text(seed, index.column());
    case Qt::ToolTipRole:
        return toolTip(seed, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Kept ? (Qt::AlignRight | Qt::AlignVCenter).toInt() : QVariant();
    case IdRole:
        return seed.name;
    case StateRole:
        return static_cast<int>(seed.state);
    case MeaningRole:
        return pill ? QVariant(static_cast<int>(lookOf(seed.state).meaning)) : QVariant();
    case IconRole:
        return pill ? QVariant(static_cast<int>(lookOf(seed.state).icon)) : QVariant();
    default:
        return {};
    }
}

QString SeedsModel::text(const SeedInfo &row, int column) const
{
    const bool loaded = row.loadedAt.isValid();
    switch (column) {
    case State:
        return lookOf(row.state).text;
    case Name:
        return row.name;
    case Kept:
        return loaded ? QString::number(row.kept) : QString();
    case When:
        return loaded ? m_context.formatTime(row.loadedAt) : QString();
    case Who:
        return row.loadedBy;
    default:
        return {};
    }
}

QString SeedsModel::toolTip(const SeedInfo &row, int column) const
{
    if (column == Kept && row.loadedAt.isValid())
        return Tr::tr(
            "Rows that were left as the hospital has them, at the last run of this seed.");
    if (column != State)
        return text(row, column);
    switch (row.state) {
    case SeedState::Loaded:
        return Tr::tr("It was loaded as it stands in this release.");
    case SeedState::Changed:
        return Tr::tr("Its file has changed since it was loaded: load the seeds again.");
    case SeedState::RolledBack:
        return Tr::tr("A migration of the module was rolled back after it was loaded: load the "
                      "seeds again.");
    case SeedState::NotLoaded:
        return Tr::tr("This program has not loaded it.");
    case SeedState::NewSitesOnly:
        return Tr::tr("It is for the first installation, and the site has its data already.");
    case SeedState::FileUnread:
        return Tr::tr("Its file cannot be read; the tab below says why.");
    case SeedState::Unread:
        return Tr::tr("The site keeps no record of seeds that this user may read.");
    }
    return {};
}

QVariant SeedsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return ((section == Kept ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return Tr::tr("State");
    case Name:
        return Tr::tr("Seed");
    case Kept:
        return Tr::tr("Kept");
    case When:
        return Tr::tr("Loaded at");
    case Who:
        return Tr::tr("Loaded by");
    default:
        return {};
    }
}

} // namespace aegisx::ui
