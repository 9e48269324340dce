#include "core/authoring/templates.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace aegisx::authoring {

using namespace Qt::StringLiterals;

namespace {

QString withValues(const QString &line, const TemplateValues &values)
{
    static const QRegularExpression place(u"\\{\\{(\\w+)\\}\\}"_s);
    QString filled;
    qsizetype at = 0;
    for (auto match = place.globalMatch(line); match.hasNext();) {
        const QRegularExpressionMatch one = match.next();
        Q_ASSERT(values.contains(one.captured(1)));
        filled += line.sliced(at, one.capturedStart() - at) % values.value(one.captured(1));
        at = one.capturedEnd();
    }
    return filled % line.sliced(at);
}

} // namespace

QByteArray fillTemplate(const QString &name, const TemplateValues &values)
{
    QFile file(u":/authoring/"_s % name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no such template: %s", qPrintable(name));
    QStringList lines;
    bool shown = true;
    const QStringList all = QString::fromUtf8(file.readAll()).split(u'\n');
    for (const QString &line : all) {
        if (line.startsWith("{{?"_L1))
            shown = !values.value(line.sliced(3).chopped(2)).isEmpty();
        else if (line == "{{/}}"_L1)
            shown = true;
        else if (shown)
            lines << withValues(line, values);
    }
    return lines.join(u'\n').toUtf8();
}

QString insideSqlText(const QString &text)
{
    return QString(text).replace(u'\'', u"''"_s);
}

QString jsonText(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray {text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1).chopped(1));
}

} // namespace aegisx::authoring
