#pragma once

#include "ui/widgets/sqltokens.h"

#include <QSyntaxHighlighter>
#include <QTextCharFormat>

#include <array>

namespace aegisx::ui {

// Colours PostgreSQL text with the theme's colours; takes new ones when the theme changes.
class SqlHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit SqlHighlighter(QTextDocument *document);

    void takeColours(); // from the theme, and colours the text anew

protected:
    void highlightBlock(const QString &text) override;

private:
    void setFormats();

    SqlTokenizer m_tokenizer;
    std::array<QTextCharFormat, 6> m_formats;
};

} // namespace aegisx::ui
