#include "ui/report/reportfiles.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "ui/report/pagebreaks.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFileInfo>
#include <QFontMetricsF>
#include <QJsonDocument>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int dotsPerInch = 600;
constexpr QMarginsF marginsInMillimetres {18, 14, 18, 14};
constexpr double gapInPoints = 10; // between the page's own lines and the report

QFont reportFont(double points)
{
    QFont font;
    font.setFamilies({u"Noto Sans"_s, u"Noto Sans Thai"_s, u"Loma"_s});
    font.setPointSizeF(points);
    return font;
}

// One sheet after the other, the same lines above and below on each.
class PageWriter final
{
public:
    PageWriter(QPdfWriter &writer, const reports::SiteReport &report)
        : m_font(reportFont(8)), m_metrics(m_font, &writer), m_painter(&writer)
    {
        const double gap = gapInPoints * dotsPerInch / 72.0;
        const double line = m_metrics.height();
        m_page = QRectF(0, 0, writer.width(), writer.height());
        m_body = m_page.adjusted(0, line + gap, 0, -(line + gap));
        m_left = report.code.isEmpty() ? report.hospital
                                       : report.hospital % u" ("_s % report.code % u')';
        m_right = wordFor(report.environment);
        m_below = report.connection;
    }

    [[nodiscard]] QSizeF bodySize() const { return m_body.size(); }

    void paint(QTextDocument &document, const Sheet &sheet, int page, int pages)
    {
        paintStrip(document, sheet.heads, m_body.top());
        paintStrip(document, sheet.body, m_body.top() + sheet.heads.height());
        paintLine(m_page.top(), m_left, m_right);
        paintLine(m_page.bottom() - m_metrics.height(),
                  m_below,
                  Tr::tr("Page %1 of %2").arg(QString::number(page), QString::number(pages)));
    }

private:
    void paintStrip(QTextDocument &document, const Strip &strip, double top)
    {
        if (strip.height() <= 0)
            return;
        m_painter.save();
        m_painter.translate(0, top - strip.top);
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, strip.top, m_body.width(), strip.height());
        context.palette.setColor(QPalette::Text, Qt::black); // paper, whatever the theme is
        m_painter.setClipRect(context.clip);
        document.documentLayout()->draw(&m_painter, context);
        m_painter.restore();
    }

    void paintLine(double top, const QString &left, const QString &right)
    {
        m_painter.setFont(m_font);
        m_painter.setPen(Qt::darkGray);
        const double rightWidth = m_metrics.horizontalAdvance(right) + m_metrics.averageCharWidth();
        const QRectF line(0, top, m_page.width(), m_metrics.height());
        m_painter.drawText(
            line.adjusted(0, 0, -rightWidth, 0),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            m_metrics.elidedText(left, Qt::ElideRight, line.width() - 2 * rightWidth));
        m_painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, right);
    }

    QFont m_font;
    QFontMetricsF m_metrics;
    QPainter m_painter;
    QRectF m_page;
    QRectF m_body;
    QString m_left;
    QString m_right;
    QString m_below;
};

void paintReport(QPdfWriter &writer, const reports::SiteReport &report)
{
    PageWriter pages(writer, report);
    QTextDocument document;
    document.documentLayout()->setPaintDevice(&writer);
    document.setDefaultFont(reportFont(10));
    document.setDocumentMargin(0);
    document.setHtml(reports::toHtml(report));
    document.setTextWidth(pages.bodySize().width());
    const QList<Sheet> sheets = sheetsOf(document, pages.bodySize().height());
    const int count = static_cast<int>(sheets.size());
    for (int page = 1; page <= count; ++page) {
        if (page > 1)
            writer.newPage();
        pages.paint(document, sheets.at(page - 1), page, count);
    }
}

Error cannotSave(const QString &path, const QString &reason)
{
    return {ErrorKind::Io,
            Tr::tr("The report could not be saved as %1: %2").arg(path, reason),
            Tr::tr("A file that was there before is unchanged."),
            Tr::tr("Check the rights of the folder and the free space of the disk."),
            {}};
}

} // namespace

QByteArray reportPdf(const reports::SiteReport &report)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(dotsPerInch);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(marginsInMillimetres, QPageLayout::Millimeter);
    writer.setTitle(reports::suggestedFileName(report));
    writer.setCreator(u"AegisX Site Manager "_s % report.programVersion);
    paintReport(writer, report); // the file is whole once its painter is gone
    return bytes;
}

Result<void> saveReport(const reports::SiteReport &report, const QString &path)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (ending == "pdf"_L1)
        bytes = reportPdf(report);
    else if (ending == "html"_L1 || ending == "htm"_L1)
        bytes = reports::toHtml(report).toUtf8();
    else if (ending == "json"_L1)
        bytes = QJsonDocument(reports::toJson(report)).toJson();
    else
        return fail(ErrorKind::Usage,
                    Tr::tr("A report cannot be saved under this name: %1").arg(path),
                    Tr::tr("Let the name end in .pdf, .html or .json."));
    QSaveFile file(path);
    // commit() would not notice that the last of it did not fit on the disk; flush() does.
    const bool saved = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()
        && file.flush() && file.commit();
    if (!saved)
        return fail(cannotSave(path, file.errorString()));
    return {};
}

} // namespace aegisx::ui
