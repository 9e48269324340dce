#include "core/modules/csvseed.h"

#include "core/base/tr.h"

#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestName = 63; // of a table or column

// Cuts the text into rows of cells; a quoted cell loses its quotation marks.
class CsvReader
{
public:
    explicit CsvReader(const QByteArray &text) : m_text(text) { }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] int line() const { return m_line; } // of the next row
    // False: a quotation mark is out of place, in the row that line() says.
    [[nodiscard]] bool readRow(QList<QByteArray> &cells);

private:
    [[nodiscard]] bool readCell(QByteArray &cell);
    [[nodiscard]] bool readQuoted(QByteArray &cell);
    [[nodiscard]] bool endsCell() const
    {
        return atEnd() || m_text.at(m_at) == ',' || m_text.at(m_at) == '\n';
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_breaks = 0; // within the cells of the row
};

bool CsvReader::readQuoted(QByteArray &cell)
{
    for (++m_at; !atEnd(); ++m_at) {
        const char one = m_text.at(m_at);
        if (one == '"' && m_text.mid(m_at + 1, 1) != "\"") {
            ++m_at;
            return endsCell();
        }
        if (one == '"')
            ++m_at;
        m_breaks += one == '\n' ? 1 : 0;
        cell += one;
    }
    return false;
}

bool CsvReader::readCell(QByteArray &cell)
{
    if (!atEnd() && m_text.at(m_at) == '"')
        return readQuoted(cell);
    const qsizetype start = m_at;
    while (!endsCell())
        ++m_at;
    cell = m_text.sliced(start, m_at - start);
    return !cell.contains('"');
}

bool CsvReader::readRow(QList<QByteArray> &cells)
{
    cells.clear();
    m_breaks = 0;
    for (;;) {
        QByteArray cell;
        if (!readCell(cell))
            return false;
        cells.append(cell);
        const bool more = !atEnd() && m_text.at(m_at) == ',';
        ++m_at;
        if (!more)
            break;
    }
    m_line += 1 + m_breaks;
    return true;
}

bool isName(const QString &name)
{
    static const QRegularExpression pattern(u"^[A-Za-z_][A-Za-z0-9_$]*$"_s);
    return name.size() <= longestName && pattern.match(name).hasMatch();
}

tl::unexpected<CsvProblem> problem(int line, const QString &message)
{
    return tl::make_unexpected(CsvProblem {line, message});
}

QString badQuote()
{
    return Tr::tr("A quotation mark is out of place, or not closed.");
}

tl::expected<CsvTable, CsvProblem> tableOf(const QString &fileName)
{
    static const QRegularExpression pattern(u"^[0-9]+_([^.]+)\\.([^.]+)\\.csv$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(QFileInfo(fileName).fileName());
    if (!match.hasMatch() || !isName(match.captured(1)) || !isName(match.captured(2)))
        return problem(1,
                       Tr::tr("The name of a CSV seed must say which table it fills: "
                              "number_schema.table.csv"));
    CsvTable table;
    table.schema = match.captured(1);
    table.table = match.captured(2);
    return table;
}

// The first row. An empty answer: all is well.
QString takeNames(const QList<QByteArray> &cells, CsvTable &table)
{
    for (const QByteArray &cell : cells) {
        QString name = QString::fromUtf8(cell);
        const bool key = name.endsWith(u'*');
        if (key)
            name.chop(1);
        if (name.isEmpty())
            return Tr::tr("Column %1 has no name.").arg(table.columns.size() + 1);
        if (!isName(name))
            return Tr::tr("This is no name of a column: %1").arg(QString::fromUtf8(cell));
        if (table.columns.contains(name))
            return Tr::tr("The column is there twice: %1").arg(name);
        table.columns << name;
        if (key)
            table.key << name;
    }
    return table.key.isEmpty()
        ? Tr::tr("No column is marked with * as the one that tells the rows apart.")
        : QString();
}

QByteArray keyOf(const QList<QByteArray> &cells, const CsvTable &table)
{
    QByteArray key;
    for (const QString &name : table.key) {
        const QByteArray &cell = cells.at(table.columns.indexOf(name));
        key += QByteArray::number(cell.size()) + ':' + cell;
    }
    return key;
}

QString shownKey(const QList<QByteArray> &cells, const CsvTable &table)
{
    QStringList parts;
    for (const QString &name : table.key)
        parts << QString::fromUtf8(cells.at(table.columns.indexOf(name)));
    return parts.join(u", "_s);
}

} // namespace

tl::expected<CsvTable, CsvProblem> readCsvTable(const QByteArray &text, const QString &fileName)
{
    auto table = tableOf(fileName);
    if (!table)
        return table;
    if (text.trimmed().isEmpty())
        return problem(1, Tr::tr("The file is empty; its first row has to name the columns."));
    CsvReader reader(text);
    QList<QByteArray> cells;
    if (!reader.readRow(cells))
        return problem(1, badQuote());
    if (const QString why = takeNames(cells, *table); !why.isEmpty())
        return problem(1, why);
    QHash<QByteArray, int> keys; // the line of each
    while (!reader.atEnd()) {
        const int line = reader.line();
        if (!reader.readRow(cells))
            return problem(line, badQuote());
        if (cells.size() != table->columns.size())
            return problem(
                line,
                Tr::tr("The row has %1 cells; the first row names %2 columns.")
                    .arg(QString::number(cells.size()), QString::number(table->columns.size())));
        if (cells == QList<QByteArray> {"\\."}) // COPY would take it for the end of the data
            return problem(line, Tr::tr("A row must not be \\. alone."));
        const QByteArray key = keyOf(cells, *table);
        if (const int first = keys.value(key); first > 0)
            return problem(line,
                           Tr::tr("The row has the key of line %1: %2")
                               .arg(QString::number(first), shownKey(cells, *table)));
        keys.insert(key, line);
        ++table->rows;
    }
    return table;
}

void eachCsvRow(const QByteArray &text,
                const std::function<void(int line, const QList<QByteArray> &cells)> &take)
{
    CsvReader reader(text);
    QList<QByteArray> cells;
    while (!reader.atEnd()) {
        const int line = reader.line();
        if (!reader.readRow(cells))
            return;
        take(line, cells);
    }
}

} // namespace aegisx::modules
