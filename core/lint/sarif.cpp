#include "core/lint/sarif.h"

#include "core/base/version.h"
#include "core/lint/rules.h"

#include <QDir>
#include <QJsonArray>
#include <QUrl>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

QString levelOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Info:
        break;
    }
    return u"note"_s;
}

QJsonObject text(const QString &words)
{
    return {{u"text"_s, words}};
}

QJsonObject ruleJson(const Rule &rule)
{
    return {{u"id"_s, rule.id},
            {u"shortDescription"_s, text(rule.title)},
            {u"help"_s, text(rule.remedy)},
            {u"defaultConfiguration"_s, QJsonObject {{u"level"_s, levelOf(rule.severity)}}}};
}

QJsonObject artifactJson(const QString &file, const QDir &root)
{
    const QString relative = root.relativeFilePath(file);
    if (QDir::isAbsolutePath(relative) || relative.startsWith("../"_L1))
        return {{u"uri"_s, QUrl::fromLocalFile(file).toString(QUrl::FullyEncoded)}};
    QUrl url;
    url.setPath(relative);
    return {{u"uri"_s, url.toString(QUrl::FullyEncoded)}, {u"uriBaseId"_s, u"ROOT"_s}};
}

QJsonObject resultJson(const Finding &finding, const QStringList &ids, const QDir &root)
{
    const QJsonObject region {{u"startLine"_s, std::max(finding.where.line, 1)},
                              {u"startColumn"_s, std::max(finding.where.column, 1)}};
    const QJsonObject place {{u"artifactLocation"_s, artifactJson(finding.where.file, root)},
                             {u"region"_s, region}};
    QJsonObject result {{u"ruleId"_s, finding.id},
                        {u"ruleIndex"_s, static_cast<int>(ids.indexOf(finding.id))},
                        {u"level"_s, levelOf(finding.severity)},
                        {u"message"_s, text(finding.message)}};
    if (!finding.where.file.isEmpty())
        result.insert(u"locations"_s, QJsonArray {QJsonObject {{u"physicalLocation"_s, place}}});
    return result;
}

} // namespace

QJsonObject toSarif(const LintReport &report, const QString &root)
{
    const QDir folder(root);
    QJsonArray ruleList;
    QStringList ids;
    for (const Rule &rule : rules()) {
        ruleList.append(ruleJson(rule));
        ids << rule.id;
    }
    QJsonArray results;
    for (const Finding &finding : report.findings)
        results.append(resultJson(finding, ids, folder));
    const QJsonObject driver {{u"name"_s, u"aegisx-sitectl lint"_s},
                              {u"version"_s, QString::fromLatin1(programVersion)},
                              {u"rules"_s, ruleList}};
    const QString base = QUrl::fromLocalFile(folder.absolutePath() % u'/').toString();
    const QJsonObject run {
        {u"tool"_s, QJsonObject {{u"driver"_s, driver}}},
        {u"columnKind"_s, u"unicodeCodePoints"_s},
        {u"originalUriBaseIds"_s, QJsonObject {{u"ROOT"_s, QJsonObject {{u"uri"_s, base}}}}},
        {u"results"_s, results}};
    return {{u"$schema"_s, u"https://json.schemastore.org/sarif-2.1.0.json"_s},
            {u"version"_s, u"2.1.0"_s},
            {u"runs"_s, QJsonArray {run}}};
}

} // namespace aegisx::lint
