#include "core/reports/reportcleaning.h"

#include "core/postgres/connectfailure.h"

#include <QRegularExpression>

namespace aegisx::reports {

using namespace Qt::StringLiterals;
using runs::RunReport;
using runs::StepReport;

namespace {

void clean(QString &text)
{
    text = withoutSecrets(text);
}

void clean(Error &error)
{
    ErrorDetail &detail = error.detail;
    for (QString *said : {&detail.serverMessage, &detail.serverDetail, &detail.context})
        *said = postgres::withoutValues(detail.sqlState, *said);
    for (QString *text : {&error.message,
                          &error.consequence,
                          &error.remedy,
                          &detail.serverMessage,
                          &detail.serverDetail,
                          &detail.hint,
                          &detail.context,
                          &detail.statement})
        clean(*text);
}

void clean(RunReport &run)
{
    for (QString *text : {&run.site, &run.who, &run.stateNow, &run.nextStep})
        clean(*text);
    for (StepReport &step : run.steps) {
        for (QString &notice : step.notices)
            clean(notice);
        clean(step.reason);
    }
    for (BlockingSession &blocker : run.blockers)
        clean(blocker.description);
    if (run.error)
        clean(*run.error);
}

} // namespace

QString withoutSecrets(QString text)
{
    static const QRegularExpression quoted(
        u"\\b(password\\s*=?\\s*)(?:E?'(?:[^'\\\\]|''|\\\\.)*'?|\\$\\$.*?(?:\\$\\$|$)|\"[^\"]*\"?)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression plain(u"\\b(password\\s*=\\s*)[^\\s'\"]+"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression url(u"(://[^\\s:/@]*):\\S*@"_s);
    text.replace(quoted, u"\\1'...'"_s);
    text.replace(plain, u"\\1..."_s);
    text.replace(url, u"\\1:...@"_s);
    return text;
}

SiteReport withoutSecrets(SiteReport report)
{
    for (QString *text : {&report.hospital, &report.code, &report.connection})
        clean(*text);
    for (RunReport &run : report.runs)
        clean(run);
    for (Finding &finding : report.findings) {
        clean(finding.message);
        clean(finding.remedy);
    }
    return report;
}

} // namespace aegisx::reports
