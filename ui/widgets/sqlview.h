#pragma once

#include <QColor>
#include <QPlainTextEdit>

namespace aegisx::ui {

class SqlHighlighter;

// SQL, or other text, to read and copy, never to edit: line numbers as the file has them; SQL in
// PostgreSQL colours.
class SqlView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit SqlView(QWidget *parent = nullptr);

    enum class Kind { Sql, Plain };

    // firstLine is the number that the first line has in its file.
    void setText(const QString &text, Kind kind, int firstLine = 1);
    void setSql(const QString &sql, int firstLine = 1) { setText(sql, Kind::Sql, firstLine); }
    [[nodiscard]] int firstLine() const { return m_firstLine; }
    // Puts the cursor on a line by its number in the file and shows it, marked.
    void showLine(int line);

    void paintGutter(QPaintEvent *event);
    [[nodiscard]] int gutterWidth() const;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void takeLook();
    void takeColours();
    void layOutGutter();

    SqlHighlighter *m_highlighter;
    QWidget *m_gutter;
    QColor m_keywordColour; // what the text is coloured with now
    int m_firstLine = 1;
};

} // namespace aegisx::ui
