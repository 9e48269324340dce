#pragma once

#include <QColor>
#include <QPlainTextEdit>

namespace aegisx::ui {

class SqlHighlighter;

// SQL to read and copy, never to edit: line numbers as the file has them, PostgreSQL colours.
class SqlView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit SqlView(QWidget *parent = nullptr);

    // firstLine is the number that the first line has in its file.
    void setSql(const QString &sql, int firstLine = 1);
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
