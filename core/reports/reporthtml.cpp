#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/reports/reportcleaning.h"
#include "core/reports/reportdocument.h"
#include "core/words/losswords.h"
#include "core/words/seedwords.h"
#include "core/words/words.h"

#include <QLocale>

#include <algorithm>
#include <functional>

namespace aegisx::reports {

using namespace Qt::StringLiterals;
using runs::Outcome;
using runs::RunReport;
using runs::StepReport;
using runs::StepState;
using runs::TableCounts;

namespace {

constexpr qsizetype shownNotices = 50;

// What QTextDocument reads of CSS: tables instead of boxes. No line height, so that Thai marks have
// the room that the font asks for.
const QString styleSheet = uR"(
@page { size: A4; margin: 16mm; }
body { font-family: "Noto Sans", "Noto Sans Thai", "Loma", sans-serif; font-size: 10pt;
  color: #1d2733; background-color: #ffffff; }
h1 { font-size: 17pt; font-weight: 600; margin-top: 0px; margin-bottom: 6px; }
h2 { font-size: 12pt; font-weight: 600; margin-top: 18px; margin-bottom: 5px; }
h3 { font-size: 10pt; font-weight: 600; margin-top: 10px; margin-bottom: 4px; }
p { margin-top: 3px; margin-bottom: 5px; }
table { border-collapse: collapse; }
table.facts { margin-top: 8px; }
th { text-align: left; font-weight: 600; color: #4a5868; }
th, td { padding: 3px 8px 3px 0px; vertical-align: top; }
table.rows { font-size: 9pt; margin-bottom: 8px; }
table.rows th { border-bottom: 1px solid #8795a6; }
table.rows td { border-bottom: 1px solid #dfe5ec; }
td.number, th.number { text-align: right; }
td.name, td.label { color: #4a5868; }
td.banner { padding: 10px 14px 10px 14px; }
td.good { background-color: #e4f3e8; color: #14532d; }
td.bad { background-color: #fbe6e4; color: #7f1d1d; }
td.plain { background-color: #eaeef3; color: #1d2733; }
span.headline { font-size: 13pt; font-weight: 600; }
span.production { color: #a61b1b; font-weight: 600; }
span.test { color: #8a5a00; font-weight: 600; }
span.practice { color: #14663a; font-weight: 600; }
td.code { font-family: "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans Thai", monospace;
  font-size: 9pt; white-space: pre-wrap; }
tr { page-break-inside: avoid; }
h2, h3 { page-break-after: avoid; }
)"_s;

QString escaped(QString text)
{
    // HTML has no way to write these.
    text.removeIf([](QChar c) { return c.unicode() < 0x20 && c != u'\n' && c != u'\t'; });
    return text.toHtmlEscaped().replace(u'\n', u"<br>"_s);
}

QString element(const QString &tag, const QString &html, const QString &cssClass = {})
{
    const QString attribute = cssClass.isEmpty() ? QString() : u" class=\""_s % cssClass % u'"';
    return u'<' % tag % attribute % u'>' % html % u"</"_s % tag % u">\n"_s;
}

QString heading(const QString &text, const QString &tag = u"h2"_s)
{
    return element(tag, escaped(text));
}

QString paragraph(const QString &text)
{
    return text.isEmpty() ? QString() : element(u"p"_s, escaped(text));
}

// One label and one value a line; lines without a value are left out.
class FactTable final
{
public:
    void add(const QString &label, const QString &value)
    {
        if (!value.isEmpty())
            addHtml(label, escaped(value));
    }
    void addHtml(const QString &label, const QString &html, const QString &cssClass = {})
    {
        m_rows += element(u"tr"_s,
                          u"<td class=\"label\" width=\"28%\">"_s % escaped(label) % u"</td>\n"_s
                              % element(u"td"_s, html, cssClass));
    }
    [[nodiscard]] QString html() const
    {
        return u"<table class=\"facts\" width=\"100%\" cellspacing=\"0\">\n"_s % m_rows
            % u"</table>\n"_s;
    }

private:
    QString m_rows;
};

struct Column {
    QString title;
    int percent = 0;
    bool number = false;
};

class RowTable final
{
public:
    explicit RowTable(QList<Column> columns) : m_columns(std::move(columns)) { }

    void add(const QStringList &cells)
    {
        QString html;
        for (qsizetype i = 0; i < m_columns.size(); ++i)
            html += element(
                u"td"_s, escaped(cells.at(i)), m_columns.at(i).number ? u"number"_s : QString());
        m_rows += element(u"tr"_s, html);
    }
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }
    [[nodiscard]] QString html() const
    {
        QString head;
        for (const Column &column : m_columns)
            head += u"<th width=\"%1%\"%2>%3</th>\n"_s.arg(
                QString::number(column.percent),
                column.number ? u" class=\"number\" align=\"right\""_s : u" align=\"left\""_s,
                escaped(column.title));
        return u"<table class=\"rows\" width=\"100%\" cellspacing=\"0\">\n<thead>"_s
            % element(u"tr"_s, head) % u"</thead>\n<tbody>\n"_s % m_rows % u"</tbody></table>\n"_s;
    }

private:
    QList<Column> m_columns;
    QString m_rows;
};

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    const auto number = [](qint64 value) { return QString::number(value); };
    if (seconds < 60)
        return Tr::tr("%1 s").arg(
            QString::number(static_cast<double>(milliseconds) / 1000.0, 'f', seconds < 1 ? 3 : 1));
    if (seconds < 3600)
        return Tr::tr("%1 min %2 s").arg(number(seconds / 60), number(seconds % 60));
    return Tr::tr("%1 h %2 min").arg(number(seconds / 3600), number(seconds / 60 % 60));
}

QString banner(const SiteReport &report)
{
    RunReport whole;
    whole.outcome = report.outcome();
    const QString tone = whole.outcome == Outcome::Done                                ? u"good"_s
        : whole.outcome == Outcome::NothingToDo || whole.outcome == Outcome::Cancelled ? u"plain"_s
                                                                                       : u"bad"_s;
    QString html = u"<span class=\"headline\">"_s % escaped(headlineFor(whole)) % u"</span>"_s;
    for (const RunReport &run : report.runs) {
        if (report.runs.size() > 1)
            html +=
                u"<br>"_s % escaped(Tr::tr("%1: %2").arg(wordFor(run.operation), headlineFor(run)));
    }
    return u"<table width=\"100%\" cellspacing=\"0\"><tr><td class=\"banner "_s % tone % u"\">"_s
        % html % u"</td></tr></table>\n"_s;
}

QString facts(const SiteReport &report)
{
    const auto date = [&report](const QDateTime &time) {
        return formatDateTime(time, report.language, report.era);
    };
    FactTable table;
    table.add(Tr::tr("Hospital"), report.hospital);
    table.add(Tr::tr("Hospital code"), report.code);
    table.addHtml(Tr::tr("Environment"),
                  u"<span class=\"%1\">%2</span>"_s.arg(jsonKeyOf(report.environment),
                                                        escaped(wordFor(report.environment))));
    table.add(Tr::tr("Connection"), report.connection);
    table.add(Tr::tr("Server"),
              report.serverVersion.isEmpty() ? QString() : u"PostgreSQL "_s % report.serverVersion);
    if (!report.runs.isEmpty()) {
        table.add(Tr::tr("Carried out by"), report.runs.first().who);
        table.add(Tr::tr("Started"), date(report.startedAt()));
        table.add(Tr::tr("Ended"), date(report.finishedAt()));
        table.add(
            Tr::tr("Duration"),
            durationText(std::max<qint64>(0, report.startedAt().msecsTo(report.finishedAt()))));
    }
    table.add(Tr::tr("Program version"), u"AegisX Site Manager "_s % report.programVersion);
    return table.html();
}

QString stepTable(const QList<StepReport> &steps, bool (*wanted)(StepState))
{
    RowTable table({{Tr::tr("No."), 6, false},
                    {Tr::tr("Module"), 14, false},
                    {Tr::tr("Step"), 54, false},
                    {Tr::tr("Result"), 14, false},
                    {Tr::tr("Time"), 12, true}});
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const StepReport &step = steps.at(i);
        if (!wanted(step.state))
            continue;
        table.add(
            {QString::number(i + 1),
             step.module,
             step.reason.isEmpty() ? step.name
                                   : QString(step.name % u'\n' % reasonText(step.reason)),
             wordFor(step.state),
             step.state == StepState::NotRun ? QString() : durationText(step.microseconds / 1000)});
    }
    return table.isEmpty() ? QString() : table.html();
}

RowTable lossTable(const SiteReport &report, bool undone)
{
    RowTable table({{Tr::tr("Table"), 40, false},
                    {Tr::tr("Rows before"), 14, true},
                    {Tr::tr("Rows after"), 14, true},
                    {Tr::tr("In the plan"), 12, false},
                    {Tr::tr("Step"), 20, false}});
    for (const RunReport &run : report.runs) {
        for (const RunReport::TableChange &loss : run.losses) {
            if (loss.undone != undone || !(undone || runs::isLost(loss)))
                continue;
            table.add({titleFor(loss),
                       rowsTextFor(loss.before, loss.exact),
                       rowsTextFor(loss.after, loss.exact),
                       inPlanTextFor(loss),
                       loss.step});
        }
    }
    return table;
}

QString losses(const SiteReport &report)
{
    QString html;
    for (const bool undone : {false, true}) {
        const RowTable table = lossTable(report, undone);
        if (!table.isEmpty())
            html += heading(lossHeading(undone)) % table.html();
    }
    return html;
}

QString seedCounts(const RunReport &run)
{
    const QLocale locale(QLocale::English);
    const auto number = [&locale](qint64 value) {
        return value < 0 ? Tr::tr("not known") : locale.toString(value);
    };
    RowTable table({{Tr::tr("Table"), 40, false},
                    {Tr::tr("Inserted"), 12, true},
                    {Tr::tr("Updated"), 12, true},
                    {Tr::tr("Unchanged"), 12, true},
                    {Tr::tr("Kept"), 12, true},
                    {Tr::tr("Deleted"), 12, true}});
    QString kept;
    for (const StepReport &step : run.steps) {
        if (step.state != StepState::Done)
            continue;
        for (const TableCounts &counts : step.tables) {
            table.add({counts.table,
                       number(counts.inserted),
                       number(counts.updated),
                       number(counts.unchanged),
                       number(counts.kept),
                       number(counts.deleted)});
            if (counts.kept > 0)
                kept +=
                    paragraph(keptTitleFor(counts)) % paragraph(keptLinesFor(counts).join(u"; "_s));
        }
    }
    return table.isEmpty() ? QString() : heading(Tr::tr("Rows"), u"h3"_s) % table.html() % kept;
}

// The tables of all runs, each below the name of its run where there are several.
QString perRun(const SiteReport &report, const std::function<QString(const RunReport &)> &tables)
{
    QString html;
    for (const RunReport &run : report.runs) {
        const QString part = tables(run);
        if (!part.isEmpty() && report.runs.size() > 1)
            html += heading(wordFor(run.operation), u"h3"_s);
        html += part;
    }
    return html;
}

QString changes(const SiteReport &report)
{
    const QString changed = perRun(report, [](const RunReport &run) -> QString {
        return stepTable(run.steps, [](StepState state) { return state == StepState::Done; })
            % seedCounts(run);
    });
    const QString unknown = perRun(report, [](const RunReport &run) -> QString {
        return stepTable(run.steps, [](StepState state) { return state == StepState::Unknown; });
    });
    const QString unchanged = perRun(report, [](const RunReport &run) -> QString {
        return stepTable(run.steps + run.following, [](StepState state) {
            return state != StepState::Done && state != StepState::Unknown;
        });
    });
    QString html = heading(Tr::tr("What changed"));
    html += changed.isEmpty() ? paragraph(Tr::tr("Nothing was changed.")) : changed;
    if (!unknown.isEmpty())
        html += heading(Tr::tr("What is not known yet")) % unknown;
    if (!unchanged.isEmpty())
        html += heading(Tr::tr("What did not change")) % unchanged;
    else if (!changed.isEmpty() && unknown.isEmpty())
        html += heading(Tr::tr("What did not change"))
            % paragraph(Tr::tr("Every step of the plan was carried out."));
    return html;
}

QString nextStep(const SiteReport &report)
{
    const RunReport &last = report.runs.last();
    QString html = heading(Tr::tr("State of the site now"));
    if (report.runs.size() > 1) {
        FactTable table;
        for (const RunReport &run : report.runs)
            table.add(wordFor(run.operation), run.stateNow);
        html += table.html();
    } else {
        html += paragraph(last.stateNow);
    }
    if (const QString next = report.nextStep(); !next.isEmpty())
        html += heading(Tr::tr("Next step")) % paragraph(next);
    return html;
}

QString findings(const SiteReport &report)
{
    if (report.findings.isEmpty())
        return {};
    RowTable table({{Tr::tr("What was found"), 55, false}, {Tr::tr("What to do"), 45, false}});
    for (const Finding &finding : report.findings)
        table.add({finding.message, finding.remedy});
    return heading(Tr::tr("Findings on the site now")) % table.html();
}

QString errorDetails(const Error &error)
{
    const ErrorDetail &detail = error.detail;
    FactTable table;
    table.add(Tr::tr("File"), detail.where.toString());
    if (!detail.statement.isEmpty())
        table.addHtml(Tr::tr("Statement"), escaped(detail.statement), u"code"_s);
    table.add(Tr::tr("Server message"), detail.serverMessage);
    table.add(u"SQLSTATE"_s, detail.sqlState);
    table.add(Tr::tr("Server detail"), detail.serverDetail);
    table.add(Tr::tr("Server hint"), detail.hint);
    table.add(Tr::tr("Context"), detail.context);
    return paragraph(error.message) % paragraph(error.consequence) % table.html();
}

QString notices(const RunReport &run)
{
    RowTable table({{Tr::tr("Step"), 40, false}, {Tr::tr("Server message"), 60, false}});
    qsizetype count = 0;
    for (const StepReport &step : run.steps) {
        for (const QString &notice : step.notices) {
            if (++count <= shownNotices)
                table.add({stepTitle(step.module, step.name), notice});
        }
    }
    if (table.isEmpty())
        return {};
    const int more = static_cast<int>(count - shownNotices);
    return heading(Tr::tr("What the server remarked"), u"h3"_s) % table.html()
        % (more > 0 ? paragraph(Tr::tr("and %n more", nullptr, more)) : QString());
}

QString details(const SiteReport &report)
{
    return heading(Tr::tr("Details")) % perRun(report, [](const RunReport &run) -> QString {
               QString html = run.error ? errorDetails(*run.error) : QString();
               FactTable table;
               table.add(Tr::tr("Run"), run.runId);
               for (auto it = run.batches.cbegin(); it != run.batches.cend(); ++it)
                   table.add(Tr::tr("Batch"), it.key() % u' ' % QString::number(it.value()));
               return html % table.html() % notices(run);
           });
}

} // namespace

QString toHtml(const SiteReport &original)
{
    const SiteReport report = withoutSecrets(original);
    const QString title = report.runs.isEmpty()
        ? Tr::tr("Report")
        : Tr::tr("Report: %1").arg(wordFor(report.runs.first().operation));
    const QString language = report.language == Language::Thai ? u"th"_s : u"en"_s;
    QString html = u"<!DOCTYPE html>\n<html lang=\""_s % language
        % u"\">\n<head>\n<meta charset=\"utf-8\">\n<title>"_s
        % escaped(title % u" - "_s % report.hospital) % u"</title>\n<style>"_s % styleSheet
        % u"</style>\n</head>\n<body>\n"_s;
    html += heading(title, u"h1"_s);
    if (!report.runs.isEmpty())
        html += banner(report);
    html += facts(report);
    if (!report.runs.isEmpty())
        html += nextStep(report) % losses(report) % changes(report);
    html += findings(report);
    if (!report.runs.isEmpty())
        html += details(report);
    return html % u"</body>\n</html>\n"_s;
}

} // namespace aegisx::reports
