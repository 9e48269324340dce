#include "ui/models/tablesmodel.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "ui/models/choiceproxy.h"
#include "ui/models/roles.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QLocale>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::TableInfo;
using inspection::TableKind;

namespace {

QString idOf(const TableInfo &info)
{
    return info.schema % QChar(0) % info.name;
}

bool isTracking(const SiteSnapshot *snapshot, const TableInfo &info)
{
    if (snapshot == nullptr)
        return false;
    const QList<inspection::ModuleState> &modules = snapshot->state.modules;
    return std::any_of(modules.begin(), modules.end(), [&info](const auto &module) {
        return module.tracked && module.table.schema == info.schema
            && (module.table.name == info.name || module.table.lockName() == info.name);
    });
}

bool isOurs(const TablesModel::Row &row)
{
    return row.tracking || row.info.ownedByProgram;
}

QLocale localeNow()
{
    return QLocale(currentLanguage() == Language::Thai ? QLocale::Thai : QLocale::English);
}

bool isNumber(int column)
{
    return column == TablesModel::Rows || column == TablesModel::Size;
}

} // namespace

QString wordFor(const TablesModel::Row &row)
{
    if (row.info.ownedByProgram)
        return Tr::tr("program's own");
    if (row.tracking)
        return Tr::tr("tracking table");
    if (row.info.partition)
        return Tr::tr("partition");
    switch (row.info.kind) {
    case TableKind::Table:
        return Tr::tr("table");
    case TableKind::PartitionedTable:
        return Tr::tr("partitioned table");
    case TableKind::View:
        return Tr::tr("view");
    case TableKind::MaterializedView:
        return Tr::tr("materialized view");
    case TableKind::ForeignTable:
        return Tr::tr("foreign table");
    }
    return {};
}

QString formatCount(qint64 count)
{
    return localeNow().toString(count);
}

QString formatSize(qint64 bytes)
{
    return localeNow().formattedDataSize(
        bytes, bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return u"<p style=\"white-space:pre-wrap\">"_s % text.toHtmlEscaped() % u"</p>"_s;
}

TablesModel::TablesModel(QObject *parent) : QAbstractTableModel(parent) { }

void TablesModel::setTables(const QList<TableInfo> &tables,
                            std::shared_ptr<const SiteSnapshot> snapshot)
{
    QList<Row> rows;
    rows.reserve(tables.size());
    for (const TableInfo &info : tables)
        rows.append({info, isTracking(snapshot.get(), info)});
    m_snapshot = std::move(snapshot);
    const bool same = std::equal(
        rows.begin(),
        rows.end(),
        m_rows.begin(),
        m_rows.end(),
        [](const Row &left, const Row &right) { return idOf(left.info) == idOf(right.info); });
    if (same) { // the selection stays
        m_rows = std::move(rows);
        retranslate();
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void TablesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int TablesModel::rowOf(const QString &id) const
{
    const auto found = std::find_if(
        m_rows.begin(), m_rows.end(), [&id](const Row &row) { return idOf(row.info) == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QString TablesModel::moduleTitle(const QString &moduleId) const
{
    const modules::Module *module =
        m_snapshot && !moduleId.isEmpty() ? m_snapshot->catalog.find(moduleId) : nullptr;
    return module != nullptr ? module->manifest.title(currentLanguage() == Language::Thai)
                             : moduleId;
}

QString TablesModel::choiceOfModule(const QString &moduleId)
{
    return u"module:"_s % moduleId;
}

QString TablesModel::choiceOfSchema(const QString &schema)
{
    return u"schema:"_s % schema;
}

int TablesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TablesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TablesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(row, column));
    case Qt::DecorationRole:
        return picture(row, column);
    case Qt::AccessibleTextRole:
        return column == Name ? QVariant(QString(row.info.name % u", "_s % wordFor(row)))
                              : QVariant();
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant((Qt::AlignRight | Qt::AlignVCenter).toInt())
                                : QVariant();
    case Qt::ForegroundRole:
        return isOurs(row) ? QVariant(Theme::instance().mutedText()) : QVariant();
    case SortRole:
        return sortValue(row, column);
    case FilterRole:
        return QString(row.info.schema % u'.' % row.info.name % u' ' % text(row, Module) % u' '
                       % text(row, Kind) % u' ' % row.info.comment);
    case IdRole:
        return idOf(row.info);
    case ChoicesRole:
        return QStringList {choiceOfSchema(row.info.schema), choiceOfModule(row.info.module)};
    default:
        return {};
    }
}

QString TablesModel::text(const Row &row, int column) const
{
    switch (column) {
    case Name:
        return row.info.name;
    case Schema:
        return row.info.schema;
    case Rows:
        return row.info.rows ? formatCount(*row.info.rows) : QString();
    case Size:
        return row.info.bytes ? formatSize(*row.info.bytes) : QString();
    case Module:
        return moduleTitle(row.info.module);
    case Kind:
        return wordFor(row);
    default:
        return {};
    }
}

QString TablesModel::toolTip(const Row &row, int column) const
{
    switch (column) {
    case Name:
        if (row.info.ownedByProgram)
            return Tr::tr("This program keeps its own records of the site here.");
        if (row.tracking)
            return Tr::tr("Here the database records which migrations are applied.");
        return row.info.comment.isEmpty() ? row.info.name
                                          : row.info.name % u'\n' % row.info.comment;
    case Rows:
        return row.info.rows ? Tr::tr("Estimated by the server.")
                             : Tr::tr("The server has no estimate.");
    case Size:
        if (!row.info.bytes)
            return Tr::tr("It keeps no data of its own, or its size is not known.");
        return row.info.bytesEstimated
            ? Tr::tr("Estimated: somebody holds a table locked at the moment.")
            : Tr::tr("With its indexes and long values.");
    default:
        return text(row, column);
    }
}

QVariant TablesModel::sortValue(const Row &row, int column) const
{
    if (column == Rows)
        return row.info.rows.value_or(-1);
    if (column == Size)
        return row.info.bytes.value_or(-1);
    return text(row, column);
}

QVariant TablesModel::picture(const Row &row, int column) const
{
    if (column != Name)
        return {};
    if (isOurs(row))
        return icon(Icon::Shield, Meaning::Neutral);
    const bool view =
        row.info.kind == TableKind::View || row.info.kind == TableKind::MaterializedView;
    return icon(view ? Icon::View : Icon::Table);
}

QVariant TablesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return ((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter).toInt();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return Tr::tr("Table");
    case Schema:
        return Tr::tr("Schema");
    case Rows:
        return Tr::tr("Rows");
    case Size:
        return Tr::tr("Size");
    case Module:
        return Tr::tr("Module");
    case Kind:
        return Tr::tr("Kind");
    default:
        return {};
    }
}

} // namespace aegisx::ui
