#include "ui/models/previewmodel.h"

#include "core/base/tr.h"
#include "ui/models/tablesmodel.h"
#include "ui/theme/theme.h"

#include <QFont>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using postgres::PreviewCell;

namespace {

const QString ellipsis = u"\u2026"_s;

// On one line, whatever the value holds.
QString shownText(const PreviewCell &cell)
{
    if (!cell.text)
        return u"NULL"_s;
    QString text = *cell.text;
    for (QChar &c : text) {
        if (c.unicode() < 0x20 || c == QChar(QChar::LineSeparator)
            || c == QChar(QChar::ParagraphSeparator))
            c = u' ';
    }
    return cell.cut ? text % ellipsis : text;
}

QString toolTipOf(const PreviewCell &cell)
{
    if (!cell.text)
        return Tr::tr("NULL: there is no value.");
    if (!cell.cut)
        return *cell.text;
    return cell.text->isEmpty()
        ? Tr::tr("The value is too large to be shown.")
        : *cell.text % ellipsis % u'\n' % u'\n' % Tr::tr("Only the start of the value is shown.");
}

} // namespace

void PreviewModel::setPreview(const postgres::TablePreview &preview)
{
    beginResetModel();
    m_preview = preview;
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_preview.rows.size());
}

int PreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_preview.columns.size());
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PreviewCell &cell = m_preview.rows.at(index.row()).at(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return shownText(cell);
    case Qt::ToolTipRole:
        return plainToolTip(toolTipOf(cell));
    case Qt::ForegroundRole:
        return cell.text ? QVariant() : QVariant(Theme::instance().mutedText());
    case Qt::FontRole: {
        QFont font = Theme::instance().baseFont();
        font.setItalic(true);
        return cell.text ? QVariant() : QVariant(font);
    }
    default:
        return {};
    }
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const postgres::PreviewColumn &column = m_preview.columns.at(section);
    switch (role) {
    case Qt::DisplayRole:
        return column.name;
    case Qt::ToolTipRole:
        return plainToolTip(column.name % u'\n' % column.type);
    case Qt::TextAlignmentRole:
        return (Qt::AlignLeft | Qt::AlignVCenter).toInt();
    default:
        return {};
    }
}

} // namespace aegisx::ui
