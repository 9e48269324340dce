#include "core/reports/reportjson.h"

#include "core/base/tr.h"

namespace aegisx::reports {

using namespace Qt::StringLiterals;
using runs::KeptRow;
using runs::RunReport;
using runs::StepReport;
using runs::TableCounts;

namespace {

QString iso(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonArray tablesJson(const QList<TableCounts> &tables)
{
    QJsonArray array;
    for (const TableCounts &counts : tables) {
        QJsonObject object {{u"table"_s, counts.table},
                            {u"inserted"_s, counts.inserted},
                            {u"updated"_s, counts.updated},
                            {u"deleted"_s, counts.deleted}};
        object.insert(u"unchanged"_s,
                      counts.unchanged < 0 ? QJsonValue() : QJsonValue(counts.unchanged));
        object.insert(u"kept"_s, counts.kept);
        QJsonArray rows;
        for (const KeptRow &row : counts.keptRows)
            rows.append(QJsonObject {{u"key"_s, row.key},
                                     {u"columns"_s, QJsonArray::fromStringList(row.columns)},
                                     {u"shippedBefore"_s, row.shippedBefore}});
        object.insert(u"keptRows"_s, rows);
        array.append(object);
    }
    return array;
}

QJsonObject whereJson(const SourcePosition &where)
{
    QJsonObject object {{u"file"_s, where.file}};
    if (where.line > 0)
        object.insert(u"line"_s, where.line);
    if (where.column > 0)
        object.insert(u"column"_s, where.column);
    return object;
}

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

QStringList stringsOf(const QJsonArray &array)
{
    QStringList strings;
    for (const auto value : array)
        strings << value.toString();
    return strings;
}

QList<TableCounts> tablesOf(const QJsonArray &array)
{
    QList<TableCounts> tables;
    for (const auto value : array) {
        const QJsonObject object = value.toObject();
        QList<KeptRow> kept; // none in reports of older programs
        for (const auto row : object.value(u"keptRows"_s).toArray())
            kept.append({row.toObject().value(u"key"_s).toString(),
                         stringsOf(row.toObject().value(u"columns"_s).toArray()),
                         row.toObject().value(u"shippedBefore"_s).toBool(true)});
        tables.append({object.value(u"table"_s).toString(),
                       object.value(u"inserted"_s).toInteger(),
                       object.value(u"updated"_s).toInteger(),
                       object.value(u"deleted"_s).toInteger(),
                       object.value(u"unchanged"_s).toInteger(-1),
                       object.value(u"kept"_s).toInteger(),
                       kept});
    }
    return tables;
}

QJsonObject remainsJson(const runs::Remains &remains)
{
    return {{u"statementsDone"_s, remains.statementsDone},
            {u"statementCount"_s, remains.statementCount},
            {u"unsure"_s, remains.unsure},
            {u"ownCommits"_s, remains.ownCommits},
            {u"repeatable"_s, remains.repeatable}};
}

QJsonArray stepsJson(const QList<StepReport> &steps)
{
    QJsonArray array;
    for (const StepReport &step : steps) {
        QJsonObject object {{u"kind"_s, jsonKeyOf(step.kind)},
                            {u"module"_s, step.module},
                            {u"name"_s, step.name},
                            {u"state"_s, jsonKeyOf(step.state)},
                            {u"microseconds"_s, step.microseconds},
                            {u"tables"_s, tablesJson(step.tables)},
                            {u"notices"_s, QJsonArray::fromStringList(step.notices)}};
        if (step.remains)
            object.insert(u"remains"_s, remainsJson(*step.remains));
        if (!step.reason.isEmpty())
            object.insert(u"reason"_s, step.reason);
        array.append(object);
    }
    return array;
}

QJsonArray blockersJson(const QList<BlockingSession> &blockers)
{
    QJsonArray array;
    for (const BlockingSession &blocker : blockers)
        array.append(
            QJsonObject {{u"pid"_s, blocker.pid > 0 ? QJsonValue(blocker.pid) : QJsonValue()},
                         {u"description"_s, blocker.description}});
    return array;
}

StepReport stepOf(const QJsonObject &object, Reader &reader)
{
    StepReport step;
    step.kind = reader.value<plans::StepKind>(object, u"kind"_s);
    step.module = object.value(u"module"_s).toString();
    step.name = object.value(u"name"_s).toString();
    step.state = reader.value<runs::StepState>(object, u"state"_s);
    step.microseconds = object.value(u"microseconds"_s).toInteger();
    step.tables = tablesOf(object.value(u"tables"_s).toArray());
    for (const auto notice : object.value(u"notices"_s).toArray())
        step.notices.append(notice.toString());
    step.reason = object.value(u"reason"_s).toString();
    if (const QJsonObject remains = object.value(u"remains"_s).toObject(); !remains.isEmpty())
        step.remains = runs::Remains {remains.value(u"statementsDone"_s).toInt(),
                                      remains.value(u"statementCount"_s).toInt(),
                                      remains.value(u"unsure"_s).toBool(),
                                      remains.value(u"ownCommits"_s).toBool(),
                                      remains.value(u"repeatable"_s).toBool()};
    return step;
}

QList<BlockingSession> blockersOf(const QJsonArray &array)
{
    QList<BlockingSession> blockers;
    for (const auto value : array) {
        BlockingSession blocker;
        blocker.pid = value.toObject().value(u"pid"_s).toInt();
        blocker.description = value.toObject().value(u"description"_s).toString();
        blockers.append(blocker);
    }
    return blockers;
}

QJsonObject afterwardsJson(const RunReport::Afterwards &left)
{
    return {{u"pending"_s, left.pending},
            {u"contradictions"_s, left.contradictions},
            {u"modules"_s, QJsonArray::fromStringList(left.modules)},
            {u"withoutSeeds"_s, QJsonArray::fromStringList(left.withoutSeeds)},
            {u"withoutAdministrator"_s, QJsonArray::fromStringList(left.withoutAdministrator)}};
}

std::optional<RunReport::Afterwards> afterwardsOf(const QJsonObject &object)
{
    if (object.isEmpty())
        return std::nullopt;
    RunReport::Afterwards left {
        object.value(u"pending"_s).toInt(), object.value(u"contradictions"_s).toInt(), {}, {}, {}};
    for (const auto module : object.value(u"modules"_s).toArray())
        left.modules << module.toString();
    for (const auto module : object.value(u"withoutSeeds"_s).toArray())
        left.withoutSeeds << module.toString();
    for (const auto module : object.value(u"withoutAdministrator"_s).toArray())
        left.withoutAdministrator << module.toString();
    return left;
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

QJsonValue numberOrNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonArray lossesJson(const QList<RunReport::TableChange> &losses)
{
    QJsonArray array;
    for (const RunReport::TableChange &loss : losses) {
        QJsonObject object {{u"table"_s, loss.table},
                            {u"before"_s, numberOrNull(loss.before)},
                            {u"after"_s, numberOrNull(loss.after)},
                            {u"exact"_s, loss.exact},
                            {u"gone"_s, loss.gone},
                            {u"announced"_s, loss.announced},
                            {u"step"_s, loss.step}};
        if (!loss.column.isEmpty())
            object.insert(u"column"_s, loss.column);
        if (loss.undone)
            object.insert(u"undone"_s, true);
        if (loss.planned)
            object.insert(u"planned"_s, *loss.planned);
        if (loss.replaced)
            object.insert(u"replaced"_s, true);
        array.append(object);
    }
    return array;
}

RunReport::TableChange lossOf(const QJsonObject &object)
{
    const auto number = [&object](const QString &key) {
        const QJsonValue value = object.value(key);
        return value.isDouble() ? std::optional<qint64>(value.toInteger()) : std::nullopt;
    };
    return {object.value(u"table"_s).toString(),
            number(u"before"_s),
            number(u"after"_s),
            object.value(u"exact"_s).toBool(),
            object.value(u"gone"_s).toBool(),
            object.value(u"announced"_s).toBool(),
            object.value(u"step"_s).toString(),
            object.value(u"column"_s).toString(),
            object.value(u"undone"_s).toBool(),
            number(u"planned"_s),
            object.value(u"replaced"_s).toBool()};
}

} // namespace

QJsonObject toJson(const Error &error)
{
    QJsonObject object {{u"kind"_s, jsonKeyOf(error.kind)}, {u"message"_s, error.message}};
    const auto add = [&object](const QString &key, const QString &value) {
        if (!value.isEmpty())
            object.insert(key, value);
    };
    add(u"consequence"_s, error.consequence);
    add(u"remedy"_s, error.remedy);
    add(u"sqlState"_s, error.detail.sqlState);
    add(u"serverMessage"_s, error.detail.serverMessage);
    add(u"serverDetail"_s, error.detail.serverDetail);
    add(u"hint"_s, error.detail.hint);
    add(u"context"_s, error.detail.context);
    add(u"statement"_s, error.detail.statement);
    add(u"file"_s, error.detail.where.file);
    if (error.detail.where.line > 0)
        object.insert(u"line"_s, error.detail.where.line);
    if (error.detail.where.column > 0)
        object.insert(u"column"_s, error.detail.where.column);
    return object;
}

QJsonObject toJson(const RunReport &report)
{
    QJsonObject batches;
    for (auto it = report.batches.cbegin(); it != report.batches.cend(); ++it)
        batches.insert(it.key(), it.value());
    QJsonObject object {{u"operation"_s, jsonKeyOf(report.operation)},
                        {u"outcome"_s, jsonKeyOf(report.outcome)},
                        {u"runId"_s, report.runId},
                        {u"site"_s, report.site},
                        {u"who"_s, report.who},
                        {u"startedAt"_s, iso(report.startedAt)},
                        {u"finishedAt"_s, iso(report.finishedAt)},
                        {u"steps"_s, stepsJson(report.steps)},
                        {u"batches"_s, batches},
                        {u"losses"_s, lossesJson(report.losses)},
                        {u"stateNow"_s, report.stateNow},
                        {u"nextStep"_s, report.nextStep}};
    object.insert(u"error"_s, report.error ? QJsonValue(toJson(*report.error)) : QJsonValue());
    if (!report.following.isEmpty())
        object.insert(u"following"_s, stepsJson(report.following));
    if (!report.blockers.isEmpty())
        object.insert(u"blockers"_s, blockersJson(report.blockers));
    if (report.afterwards)
        object.insert(u"afterwards"_s, afterwardsJson(*report.afterwards));
    if (report.unlogged)
        object.insert(u"unlogged"_s, true);
    if (report.toldBySite)
        object.insert(u"toldBySite"_s, true);
    return object;
}

QJsonArray toJson(const Findings &findings)
{
    QJsonArray array;
    for (const Finding &finding : findings) {
        QJsonObject object {{u"severity"_s, jsonKeyOf(finding.severity)},
                            {u"id"_s, finding.id},
                            {u"module"_s, finding.module},
                            {u"name"_s, finding.name},
                            {u"message"_s, finding.message},
                            {u"remedy"_s, finding.remedy}};
        object.insert(u"where"_s,
                      finding.where.file.isEmpty() ? QJsonValue()
                                                   : QJsonValue(whereJson(finding.where)));
        array.append(object);
    }
    return array;
}

Result<RunReport> reportFromJson(const QJsonObject &object)
{
    Reader reader;
    RunReport report;
    report.operation = reader.value<plans::Operation>(object, u"operation"_s);
    report.outcome = reader.value<runs::Outcome>(object, u"outcome"_s);
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
    for (const auto loss : object.value(u"losses"_s).toArray()) // none in reports of older programs
        report.losses.append(lossOf(loss.toObject()));
    if (const QJsonValue error = object.value(u"error"_s); error.isObject())
        report.error = errorOf(error.toObject(), reader);
    for (const auto step : object.value(u"following"_s).toArray())
        report.following.append(stepOf(step.toObject(), reader));
    report.blockers = blockersOf(object.value(u"blockers"_s).toArray());
    report.afterwards = afterwardsOf(object.value(u"afterwards"_s).toObject());
    report.unlogged = object.value(u"unlogged"_s).toBool();
    report.toldBySite = object.value(u"toldBySite"_s).toBool();
    report.stateNow = object.value(u"stateNow"_s).toString();
    report.nextStep = object.value(u"nextStep"_s).toString();
    if (reader.unknown().isEmpty())
        return report;
    return fail(ErrorKind::InvalidInput,
                Tr::tr("The report of this run cannot be read; it has no known value for: %1")
                    .arg(reader.unknown()),
                Tr::tr("Install the newest version of this program, then open it again."));
}

} // namespace aegisx::reports
