#include "ui/report/pagebreaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextLayout>
#include <QTextTable>

#include <algorithm>

namespace aegisx::ui {

namespace {

// A part of the document that is not cut.
struct Part {
    Strip strip;
    Strip heads; // of the table it is a row of, to be repeated
    bool keepWithNext = false;
};

class PartList final
{
public:
    PartList(const QTextDocument &document, double sheetHeight)
        : m_layout(*document.documentLayout()), m_tall(sheetHeight / 3)
    {
        const QTextFrame *root = document.rootFrame();
        for (auto it = root->begin(); !it.atEnd(); ++it) {
            if (auto *table = qobject_cast<QTextTable *>(it.currentFrame()))
                addTable(*table);
            else if (it.currentBlock().isValid())
                addBlock(it.currentBlock());
        }
    }

    [[nodiscard]] const QList<Part> &parts() const { return m_parts; }

private:
    void addBlock(const QTextBlock &block)
    {
        const QRectF rect = m_layout.blockBoundingRect(block);
        const bool heading = block.blockFormat().headingLevel() > 0;
        // The blocks between two tables are empty, and belong to the table above.
        if (block.text().isEmpty() && !m_parts.isEmpty())
            m_parts.last().strip.bottom = std::max(m_parts.last().strip.bottom, rect.bottom());
        else
            m_parts.append({{rect.top(), rect.bottom()}, {}, heading});
    }

    [[nodiscard]] Strip extentOf(const QTextTable &table, int row) const
    {
        Strip extent {1e9, 0};
        for (int column = 0; column < table.columns(); ++column) {
            const QTextTableCell cell = table.cellAt(row, column);
            for (auto it = cell.begin(); !it.atEnd(); ++it) {
                const QRectF rect = m_layout.blockBoundingRect(it.currentBlock());
                extent.top = std::min(extent.top, rect.top());
                extent.bottom = std::max(extent.bottom, rect.bottom());
            }
        }
        return extent;
    }

    void addTable(QTextTable &table)
    {
        const QRectF frame = m_layout.frameBoundingRect(&table);
        const int headRows = table.format().headerRowCount();
        Strip heads;
        double top = frame.top();
        for (int row = 0; row < table.rows(); ++row) {
            const double bottom = row + 1 == table.rows()
                ? frame.bottom()
                : (extentOf(table, row).bottom + extentOf(table, row + 1).top) / 2;
            const Strip strip {top, bottom};
            if (row < headRows)
                heads = {frame.top(), bottom};
            if (strip.height() > m_tall)
                addLines(table, row, strip, heads);
            else
                m_parts.append({strip, row < headRows ? Strip() : heads, row < headRows});
            top = bottom;
        }
    }

    void addLines(const QTextTable &table, int row, const Strip &strip, const Strip &heads)
    {
        QTextTableCell tallest = table.cellAt(row, 0);
        qsizetype most = 0;
        for (int column = 0; column < table.columns(); ++column) {
            const QTextTableCell cell = table.cellAt(row, column);
            const qsizetype length = cell.lastPosition() - cell.firstPosition();
            if (length > most)
                tallest = cell;
            most = std::max(most, length);
        }
        double top = strip.top;
        for (auto it = tallest.begin(); !it.atEnd(); ++it) {
            const QTextBlock block = it.currentBlock();
            const double blockTop = m_layout.blockBoundingRect(block).top();
            for (int line = 0; line < block.layout()->lineCount(); ++line) {
                const QRectF rect = block.layout()->lineAt(line).rect();
                m_parts.append({{top, blockTop + rect.bottom()}, heads, false});
                top = blockTop + rect.bottom();
            }
        }
        m_parts.last().strip.bottom = strip.bottom;
    }

    const QAbstractTextDocumentLayout &m_layout;
    double m_tall;
    QList<Part> m_parts;
};

} // namespace

QList<Sheet> sheetsOf(const QTextDocument &document, double height)
{
    const PartList list(document, height);
    const QList<Part> &parts = list.parts();
    QList<Sheet> sheets;
    for (qsizetype first = 0; first < parts.size();) {
        const Strip heads = sheets.isEmpty() ? Strip() : parts.at(first).heads;
        const double top = parts.at(first).strip.top;
        qsizetype end = first + 1; // one part at least, so that it comes to an end
        while (end < parts.size() && parts.at(end).strip.bottom - top + heads.height() <= height)
            ++end;
        qsizetype next = end;
        while (next < parts.size() && next > first + 1 && parts.at(next - 1).keepWithNext)
            --next;
        if (next == first + 1 && parts.at(first).keepWithNext)
            next = end; // nothing but headings: keep what fits
        sheets.append({heads, {top, parts.at(next - 1).strip.bottom}});
        first = next;
    }
    return sheets;
}

} // namespace aegisx::ui
