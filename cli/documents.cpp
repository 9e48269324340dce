#include "cli/documents.h"

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonValue timeJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

template <typename T> QJsonValue optionalJson(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

// The site log keeps enum names as they are in the source, "Migrate".
QString jsonName(QString name)
{
    if (!name.isEmpty())
        name[0] = name.at(0).toLower();
    return name;
}

QJsonObject lockJson(const inspection::LockInfo &lock)
{
    QJsonArray rows;
    for (const tracking::LockValue &value : lock.rows)
        rows.append(optionalJson(value));
    QJsonObject object {{u"state"_s, jsonKeyOf(lock.state)}, {u"rows"_s, rows}};
    object.insert(u"holder"_s, QJsonValue());
    if (lock.holder)
        object.insert(u"holder"_s,
                      QJsonObject {{u"operation"_s, jsonName(lock.holder->run.operation)},
                                   {u"host"_s, lock.holder->run.host},
                                   {u"user"_s, lock.holder->run.osUser},
                                   {u"program"_s, lock.holder->run.program},
                                   {u"backendPid"_s, lock.holder->run.backendPid},
                                   {u"since"_s, timeJson(lock.holder->since)}});
    return object;
}

QJsonObject moduleJson(const inspection::ModuleState &state, const modules::Module &module)
{
    QJsonArray migrations;
    for (const inspection::MigrationInfo &migration : state.migrations) {
        const bool recorded = migration.state != inspection::MigrationState::Pending;
        migrations.append(QJsonObject {
            {u"name"_s, migration.name},
            {u"state"_s, jsonKeyOf(migration.state)},
            {u"batch"_s, optionalJson(migration.batch)},
            {u"appliedAt"_s, timeJson(migration.appliedAt)},
            {u"recordedAs"_s, recorded ? QJsonValue(migration.recordedAs) : QJsonValue()}});
    }
    return {{u"id"_s, state.id},
            {u"version"_s, module.manifest.version},
            {u"title"_s,
             QJsonObject {{u"en"_s, module.manifest.titleEn}, {u"th"_s, module.manifest.titleTh}}},
            {u"schema"_s, module.manifest.schema},
            {u"trackingTable"_s,
             QJsonObject {{u"schema"_s, state.table.schema},
                          {u"name"_s, state.table.name},
                          {u"exists"_s, state.tracked}}},
            {u"state"_s, jsonKeyOf(state.status)},
            {u"applied"_s, state.applied},
            {u"pending"_s, state.pending},
            {u"unknown"_s, state.unknown},
            {u"batch"_s, optionalJson(state.batch)},
            {u"lock"_s, lockJson(state.lock)},
            {u"migrations"_s, migrations}};
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

} // namespace

QJsonArray findingsJson(const Findings &findings)
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

QJsonValue environmentJson(std::optional<Environment> environment)
{
    return environment ? QJsonValue(jsonKeyOf(*environment)) : QJsonValue();
}

QJsonObject environmentDocument(const inspection::SiteState &state,
                                const QString &site,
                                std::optional<Environment> expected)
{
    return {{u"document"_s, u"environment"_s},
            {u"site"_s, site},
            {u"connection"_s, state.site},
            {u"environment"_s, environmentJson(state.environment)},
            {u"setAt"_s, timeJson(state.environmentSetAt)},
            {u"setBy"_s, state.environment ? QJsonValue(state.environmentSetBy) : QJsonValue()},
            {u"listed"_s, environmentJson(expected)}};
}

QJsonObject serverJson(const postgres::ServerFacts &server)
{
    return {{u"version"_s, server.versionText},
            {u"versionNumber"_s, server.versionNumber},
            {u"database"_s, server.database},
            {u"user"_s, server.currentUser},
            {u"superuser"_s, server.superuser},
            {u"currentSchema"_s, server.currentSchema},
            {u"encoding"_s, server.encoding},
            {u"tls"_s, server.tls},
            {u"tlsVersion"_s, server.tlsVersion},
            {u"standby"_s, server.inRecovery},
            {u"readOnly"_s, server.readOnly},
            {u"systemIdentifier"_s, server.systemIdentifier},
            {u"roundTripMicroseconds"_s, server.roundTripMicroseconds}};
}

QJsonObject statusDocument(const inspection::SiteState &state,
                           const modules::ModuleCatalog &catalog,
                           const QString &site,
                           const QStringList &onlyModules)
{
    QJsonArray modules;
    for (qsizetype i = 0; i < state.modules.size(); ++i) {
        if (onlyModules.isEmpty() || onlyModules.contains(state.modules.at(i).id))
            modules.append(moduleJson(state.modules.at(i), catalog.modules.at(i)));
    }
    return {{u"document"_s, u"status"_s},
            {u"site"_s, site},
            {u"connection"_s, state.site},
            {u"server"_s, serverJson(state.server)},
            {u"environment"_s, environmentJson(state.environment)},
            {u"modules"_s, modules},
            {u"findings"_s, findingsJson(state.findings)},
            {u"roundTrips"_s, state.roundTrips}};
}

QJsonObject planDocument(const plans::Plan &plan, const QString &site, bool withSql)
{
    QJsonArray steps;
    for (const plans::PlanStep &step : plan.steps) {
        QJsonObject object {{u"kind"_s, jsonKeyOf(step.kind)},
                            {u"module"_s, step.module},
                            {u"name"_s, step.name},
                            {u"file"_s, step.file},
                            {u"statements"_s, step.statements.size()},
                            {u"transactional"_s, step.transactional},
                            {u"undoable"_s, step.undoable},
                            {u"analysed"_s, !step.whole},
                            {u"segment"_s, step.segment + 1}};
        QJsonArray sql;
        for (const modules::Statement &statement : step.statements)
            sql.append(QJsonObject {{u"line"_s, statement.line},
                                    {u"sql"_s, QString::fromUtf8(statement.sql)}});
        if (withSql)
            object.insert(u"sql"_s, sql);
        steps.append(object);
    }
    return {{u"document"_s, u"plan"_s},
            {u"site"_s, site},
            {u"operation"_s, jsonKeyOf(plan.operation)},
            {u"segments"_s, plan.segmentCount()},
            {u"steps"_s, steps},
            {u"findings"_s, findingsJson(plan.findings)}};
}

QJsonObject
runDocument(const runs::RunReport &report, const QString &site, const Findings &findings)
{
    QJsonObject object = runs::toJson(report);
    object.insert(u"site"_s, site); // as in the other documents
    object.insert(u"connection"_s, report.site);
    object.insert(u"document"_s, u"run"_s);
    object.insert(u"findings"_s, findingsJson(findings));
    return object;
}

QJsonObject errorDocument(const Error &error)
{
    return {{u"document"_s, u"error"_s}, {u"error"_s, runs::toJson(error)}};
}

QJsonObject profileJson(const sites::SiteProfile &profile)
{
    return {{u"id"_s, profile.id},
            {u"name"_s, profile.name},
            {u"nameEn"_s, profile.nameEn},
            {u"code"_s, profile.code},
            {u"environment"_s, jsonKeyOf(profile.environment)},
            {u"connection"_s, profile.connection.describe()},
            {u"keepPassword"_s, profile.keepPassword},
            {u"lastVisit"_s, timeJson(profile.lastVisit)},
            {u"lastState"_s, profile.lastState}};
}

} // namespace aegisx::cli
