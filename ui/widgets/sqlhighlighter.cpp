#include "ui/widgets/sqlhighlighter.h"

#include "ui/theme/theme.h"

namespace aegisx::ui {

SqlHighlighter::SqlHighlighter(QTextDocument *document) : QSyntaxHighlighter(document)
{
    setFormats();
}

void SqlHighlighter::takeColours()
{
    setFormats();
    rehighlight();
}

void SqlHighlighter::setFormats()
{
    const Theme &theme = Theme::instance();
    for (size_t kind = 0; kind < m_formats.size(); ++kind)
        m_formats.at(kind).setForeground(theme.sql(static_cast<SqlKind>(kind)));
}

void SqlHighlighter::highlightBlock(const QString &text)
{
    int state = previousBlockState();
    const QList<SqlToken> tokens = m_tokenizer.tokenize(text, state);
    for (const SqlToken &token : tokens)
        setFormat(token.start, token.length, m_formats.at(static_cast<size_t>(token.kind)));
    setCurrentBlockState(state);
}

} // namespace aegisx::ui
