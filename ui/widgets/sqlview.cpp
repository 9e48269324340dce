#include "ui/widgets/sqlview.h"

#include "core/base/tr.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/sqlhighlighter.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// The strip of line numbers at the left of the text.
class Gutter final : public QWidget
{
public:
    explicit Gutter(SqlView *view) : QWidget(view), m_view(view) { }

    [[nodiscard]] QSize sizeHint() const override { return {m_view->gutterWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintGutter(event); }

private:
    SqlView *m_view;
};

} // namespace

SqlView::SqlView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new SqlHighlighter(document()))
    , m_gutter(new Gutter(this))
{
    setObjectName(u"sqlView"_s);
    m_gutter->setObjectName(u"sqlViewGutter"_s);
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    document()->setDocumentMargin(spacing::Small);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &SqlView::layOutGutter);
    connect(this, &QPlainTextEdit::updateRequest, m_gutter, [this](const QRect &rect, int dy) {
        if (dy != 0)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(&Theme::instance(), &Theme::changed, this, &SqlView::takeLook);
    retranslate();
    takeLook();
}

void SqlView::setText(const QString &text, Kind kind, int firstLine)
{
    m_firstLine = firstLine;
    setExtraSelections({});
    m_highlighter->setDocument(kind == Kind::Sql ? document() : nullptr);
    setPlainText(text);
    layOutGutter();
}

void SqlView::showLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(line - m_firstLine);
    if (!block.isValid())
        return;
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(block);
    mark.format.setBackground(Theme::instance().tint(Meaning::Danger));
    mark.format.setProperty(QTextFormat::FullWidthSelection, true);
    setExtraSelections({mark});
    setTextCursor(mark.cursor);
    centerCursor();
}

void SqlView::paintGutter(QPaintEvent *event)
{
    QPainter painter(m_gutter);
    const Theme &theme = Theme::instance();
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    painter.fillRect(
        m_gutter->width() - 1, event->rect().top(), 1, event->rect().height(), theme.border());
    painter.setPen(theme.mutedText());
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    const int width = m_gutter->width() - spacing::Small;
    while (block.isValid() && top <= event->rect().bottom()) {
        const double height = blockBoundingRect(block).height();
        const QTextLayout &lines = *block.layout();
        // On the line's own base: a line with Thai letters is taller than its number.
        const double ascent = lines.lineCount() > 0 ? lines.lineAt(0).ascent() : 0;
        const double offset = std::max(0.0, ascent - fontMetrics().ascent());
        if (top + height >= event->rect().top())
            painter.drawText(QRectF(0, top + offset, width, height),
                             Qt::AlignRight | Qt::AlignTop,
                             QString::number(m_firstLine + block.blockNumber()));
        top += height;
        block = block.next();
    }
}

int SqlView::gutterWidth() const
{
    const auto digits = QString::number(m_firstLine + blockCount() - 1).size();
    return 2 * spacing::Small + 1
        + static_cast<int>(digits) * fontMetrics().horizontalAdvance(u'9');
}

void SqlView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    layOutGutter();
}

void SqlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::FontChange)
        layOutGutter();
    else if (event->type() == QEvent::PaletteChange)
        takeColours();
}

void SqlView::retranslate()
{
    setAccessibleName(Tr::tr("SQL text"));
}

void SqlView::takeLook()
{
    setFont(Theme::instance().fixedFont());
    setTabStopDistance(4.0 * fontMetrics().horizontalAdvance(u' '));
    takeColours();
}

void SqlView::takeColours()
{
    const QColor colour = Theme::instance().sql(SqlKind::Keyword);
    if (colour == m_keywordColour)
        return;
    m_keywordColour = colour;
    m_highlighter->takeColours();
    m_gutter->update();
}

void SqlView::layOutGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect inner = contentsRect();
    m_gutter->setGeometry(inner.left(), inner.top(), width, inner.height());
}

} // namespace aegisx::ui
