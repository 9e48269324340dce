#include "ui/models/tablesmodel.h"

#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/inspection/objectname.h"
#include "core/postgres/connection.h"
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

QString keyOf(const QString &schema, const QString &name)
{
    return schema % QChar(0) % name;
}

bool isListed(modules::ObjectKind kind)
{
    using modules::ObjectKind;
    return kind == ObjectKind::Table || kind == ObjectKind::View
        || kind == ObjectKind::MaterializedView;
}

QLocale localeNow()
{
    return QLocale(currentLanguage() == Language::Thai ? QLocale::Thai : QLocale::English);
}

QString spoken(const TablesModel::Row &row)
{
    const QString name = row.info.name % u", "_s % wordFor(row);
    return row.misplaced ? name % u", "_s % placementSentence(*row.misplaced) : name;
}

QStringList choices(const TablesModel::Row &row)
{
    QStringList all {TablesModel::choiceOfSchema(row.info.schema),
                     TablesModel::choiceOfModule(row.info.module)};
    if (row.misplaced)
        all << TablesModel::choiceOfMisplaced();
    return all;
}

// Of the pill that says where it belongs.
QVariant look(const TablesModel::Row &row, int role)
{
    if (role == IconRole)
        return static_cast<int>(Icon::StateAttention);
    return static_cast<int>(row.misplaced->conflict ? Meaning::Danger : Meaning::Warning);
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

QString placementSentence(const inspection::Misplaced &object)
{
    return Tr::tr("It belongs to the schema: %1").arg(object.toSchema);
}

QString placementReason(const inspection::Misplaced &object)
{
    const QString says = Tr::tr("So says the migration: %1").arg(object.migration);
    return object.conflict ? says % u'\n'
            % Tr::tr("There stands a table of its name, and this one holds rows. A person has to "
                     "decide which one is right (%1).")
                  .arg(inspection::rowsOfBoth(object))
                           : says;
}

QString TableRow::objectName() const
{
    return QString::fromUtf8(postgres::quoteIdentifier(info.schema) + '.'
                             + postgres::quoteIdentifier(info.name));
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

TablesModel::TablesModel(QObject *parent) : RowsModel(ColumnCount, parent) { }

void TablesModel::setTables(const QList<TableInfo> &tables,
                            std::shared_ptr<const SiteSnapshot> snapshot)
{
    QList<Row> rows;
    rows.reserve(tables.size());
    for (const TableInfo &info : tables)
        rows.append({info, isTracking(snapshot.get(), info), {}});
    for (Row &row : rows)
        mark(row);
    m_snapshot = std::move(snapshot);
    setRows(std::move(rows));
}

QString TablesModel::idOf(const Row &row) const
{
    return keyOf(row.info.schema, row.info.name);
}

void TablesModel::mark(Row &row) const
{
    const auto found = m_placement.constFind(idOf(row));
    row.misplaced = found == m_placement.constEnd() ? std::nullopt : std::optional(*found);
}

void TablesModel::setPlacement(const QList<inspection::Misplaced> &objects)
{
    m_placement.clear();
    for (const inspection::Misplaced &object : objects) {
        const auto name = inspection::parseObjectName(object.found);
        if (name && isListed(object.kind))
            m_placement.insert(keyOf(name->schema.folded(), name->name.folded()), object);
    }
    QList<Row> rows;
    for (int i = 0; i < rowCount(); ++i) {
        rows.append(row(i));
        mark(rows.last());
    }
    setRows(std::move(rows));
}

bool TablesModel::hasMisplaced() const
{
    for (int i = 0; i < rowCount(); ++i) {
        if (row(i).misplaced)
            return true;
    }
    return false;
}

QString TablesModel::moduleTitle(const QString &moduleId) const
{
    const modules::Module *module =
        m_snapshot && !moduleId.isEmpty() ? m_snapshot->catalog.find(moduleId) : nullptr;
    return module != nullptr ? module->manifest.title(currentLanguage() == Language::Thai)
                             : moduleId;
}

QString TablesModel::choiceOfMisplaced()
{
    return u"misplaced:"_s;
}

QString TablesModel::choiceOfModule(const QString &moduleId)
{
    return u"module:"_s % moduleId;
}

QString TablesModel::choiceOfSchema(const QString &schema)
{
    return u"schema:"_s % schema;
}

QVariant TablesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = RowsModel::row(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(row, column));
    case Qt::DecorationRole:
        return picture(row, column);
    case Qt::AccessibleTextRole:
        return column == Name ? QVariant(spoken(row)) : QVariant();
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant((Qt::AlignRight | Qt::AlignVCenter).toInt())
                                : QVariant();
    case Qt::ForegroundRole:
        return row.isOurs() ? QVariant(Theme::instance().mutedText()) : QVariant();
    case SortRole:
        return sortValue(row, column);
    case FilterRole:
        return QString(row.info.schema % u'.' % row.info.name % u' ' % text(row, BelongsTo) % u' '
                       % text(row, Module) % u' ' % text(row, Kind) % u' ' % row.info.comment);
    case IdRole:
        return idOf(row);
    case ChoicesRole:
        return choices(row);
    case MeaningRole:
    case IconRole:
        return column == BelongsTo && row.misplaced ? look(row, role) : QVariant();
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
    case BelongsTo:
        return row.misplaced ? row.misplaced->toSchema : QString();
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
    case BelongsTo:
        return row.misplaced
            ? placementSentence(*row.misplaced) % u'\n' % placementReason(*row.misplaced)
            : QString();
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
    if (row.isOurs())
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
    case BelongsTo:
        return Tr::tr("Belongs to");
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
