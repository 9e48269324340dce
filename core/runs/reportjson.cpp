#include "core/runs/reportjson.h"

#include "core/base/tr.h"

#include <QJsonArray>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

// The value that jsonKeyOf() wrote; the first that does not exist makes the report unreadable.
class Reader final
{
public:
    template <typename E> E value(const QJsonObject &object, const QString &key)
    {
        QString name = object.value(key).toString();
        if (!name.isEmpty())
            name[0] = name.at(0).toUpper();
        bool known = false;
        const int found = QMetaEnum::fromType<E>().keyToValue(name.toLatin1().constData(), &known);
        if (!known && m_unknown.isEmpty())
            m_unknown = key;
        return known ? static_cast<E>(found) : E {};
    }

    [[nodiscard]] const QString &unknown() const { return m_unknown; }

private:
    QString m_unknown;
};

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QList<TableCounts> tablesOf(const QJsonArray &array)
{
    QList<TableCounts> tables;
    for (const auto value : array) {
        const QJsonObject object = value.toObject();
        tables.append({object.value(u"table"_s).toString(),
                       object.value(u"inserted"_s).toInteger(),
                       object.value(u"updated"_s).toInteger(),
                       object.value(u"deleted"_s).toInteger(),
                       object.value(u"unchanged"_s).toInteger(-1)});
    }
    return tables;
}

StepReport stepOf(const QJsonObject &object, Reader &reader)
{
    StepReport step;
    step.kind = reader.value<plans::StepKind>(object, u"kind"_s);
    step.module = object.value(u"module"_s).toString();
    step.name = object.value(u"name"_s).toString();
    step.state = reader.value<StepState>(object, u"state"_s);
    step.microseconds = object.value(u"microseconds"_s).toInteger();
    step.tables = tablesOf(object.value(u"tables"_s).toArray());
    for (const auto notice : object.value(u"notices"_s).toArray())
        step.notices.append(notice.toString());
    return step;
}

Error errorOf(const QJsonObject &object, Reader &reader)
{
    Error error;
    error.kind = reader.value<ErrorKind>(object, u"kind"_s);
    error.message = object.value(u"message"_s).toString();
    error.consequence = object.value(u"consequence"_s).toString();
    error.remedy = object.value(u"remedy"_s).toString();
    error.detail.sqlState = object.value(u"sqlState"_s).toString();
    error.detail.serverMessage = object.value(u"serverMessage"_s).toString();
    error.detail.serverDetail = object.value(u"serverDetail"_s).toString();
    error.detail.hint = object.value(u"hint"_s).toString();
    error.detail.context = object.value(u"context"_s).toString();
    error.detail.statement = object.value(u"statement"_s).toString();
    error.detail.where = {object.value(u"file"_s).toString(),
                          object.value(u"line"_s).toInt(),
                          object.value(u"column"_s).toInt()};
    return error;
}

} // namespace

Result<RunReport> reportFromJson(const QJsonObject &object)
{
    Reader reader;
    RunReport report;
    report.operation = reader.value<plans::Operation>(object, u"operation"_s);
    report.outcome = reader.value<Outcome>(object, u"outcome"_s);
    report.runId = object.value(u"runId"_s).toString();
    report.site = object.value(u"site"_s).toString();
    report.who = object.value(u"who"_s).toString();
    report.startedAt = timeOf(object.value(u"startedAt"_s));
    report.finishedAt = timeOf(object.value(u"finishedAt"_s));
    for (const auto step : object.value(u"steps"_s).toArray())
        report.steps.append(stepOf(step.toObject(), reader));
    const QJsonObject batches = object.value(u"batches"_s).toObject();
    for (auto it = batches.begin(); it != batches.end(); ++it)
        report.batches.insert(it.key(), it.value().toInt());
    if (const QJsonValue error = object.value(u"error"_s); error.isObject())
        report.error = errorOf(error.toObject(), reader);
    report.stateNow = object.value(u"stateNow"_s).toString();
    report.nextStep = object.value(u"nextStep"_s).toString();
    if (reader.unknown().isEmpty())
        return report;
    return fail(ErrorKind::InvalidInput,
                Tr::tr("The report of this run cannot be read; it has no known value for: %1")
                    .arg(reader.unknown()),
                Tr::tr("Install the newest version of this program, then open it again."));
}

} // namespace aegisx::runs
