#include "cli/documents.h"

#include "cli/losslines.h"
#include "core/reports/reportjson.h"

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

QJsonObject sessionJson(const inspection::SessionInfo &session)
{
    return {{u"pid"_s, session.pid},
            {u"user"_s, session.user},
            {u"program"_s, session.program},
            {u"client"_s, session.client},
            {u"state"_s, session.state},
            {u"activity"_s, session.activity},
            {u"connectedSince"_s, timeJson(session.startedAt)},
            {u"transactionSince"_s, timeJson(session.transactionSince)},
            {u"statementSince"_s, timeJson(session.statementSince)}};
}

QJsonObject moduleJson(const inspection::ModuleState &state, const modules::Module &module)
{
    QJsonArray migrations;
    for (const inspection::MigrationInfo &migration : state.migrations) {
        const bool recorded = migration.state == inspection::MigrationState::Applied
            || migration.state == inspection::MigrationState::Unknown;
        migrations.append(QJsonObject {
            {u"name"_s, migration.name},
            {u"state"_s, jsonKeyOf(migration.state)},
            {u"batch"_s, optionalJson(migration.batch)},
            {u"appliedAt"_s, timeJson(migration.appliedAt)},
            {u"recordedAs"_s, recorded ? QJsonValue(migration.recordedAs) : QJsonValue()}});
    }
    QJsonArray seeds;
    for (const inspection::SeedInfo &seed : state.seeds) {
        const bool loaded = seed.loadedAt.isValid();
        seeds.append(
            QJsonObject {{u"name"_s, seed.name},
                         {u"state"_s, jsonKeyOf(seed.state)},
                         {u"loadedAt"_s, timeJson(seed.loadedAt)},
                         {u"loadedBy"_s, loaded ? QJsonValue(seed.loadedBy) : QJsonValue()},
                         {u"kept"_s, loaded ? QJsonValue(seed.kept) : QJsonValue()}});
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
            {u"applied"_s, state.readable ? QJsonValue(state.applied) : QJsonValue()},
            {u"pending"_s, state.readable ? QJsonValue(state.pending) : QJsonValue()},
            {u"unknown"_s, state.readable ? QJsonValue(state.unknown) : QJsonValue()},
            {u"batch"_s, optionalJson(state.batch)},
            {u"lock"_s, lockJson(state.lock)},
            {u"migrations"_s, migrations},
            {u"seeds"_s, seeds}};
}

} // namespace

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

QJsonObject locksDocument(const inspection::LockView &view,
                          const inspection::SiteState &state,
                          const QString &site)
{
    QJsonArray modules;
    for (const inspection::ModuleLock &module : view.modules) {
        modules.append(QJsonObject {
            {u"id"_s, module.module},
            {u"lock"_s, lockJson(module.lock)},
            {u"session"_s,
             module.lock.session ? QJsonValue(sessionJson(*module.lock.session)) : QJsonValue()},
            {u"message"_s, inspection::describeLock(module)}});
    }
    QJsonArray blocked;
    for (const inspection::BlockedSession &one : view.blocked) {
        QJsonArray blockers;
        for (const inspection::SessionInfo &blocker : one.blockers)
            blockers.append(sessionJson(blocker));
        blocked.append(
            QJsonObject {{u"session"_s, sessionJson(one.session)}, {u"blockers"_s, blockers}});
    }
    QJsonArray others;
    for (const inspection::SessionInfo &one : view.others.atWork)
        others.append(sessionJson(one));
    return {{u"document"_s, u"locks"_s},
            {u"site"_s, site},
            {u"connection"_s, state.site},
            {u"modules"_s, modules},
            {u"otherSessions"_s,
             QJsonObject {{u"atWork"_s, others}, {u"hidden"_s, view.others.hidden}}},
            {u"blocked"_s, blocked}};
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
            {u"findings"_s, reports::toJson(state.findings)},
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
        if (step.halfRun)
            object.insert(u"leftOut"_s, step.halfRun->leftOut.size());
        if (step.seed && step.seed->csv)
            object.insert(u"rows"_s, step.inserts.first().offeredRows);
        steps.append(object);
    }
    return {{u"document"_s, u"plan"_s},
            {u"site"_s, site},
            {u"operation"_s, jsonKeyOf(plan.operation)},
            {u"segments"_s, plan.segmentCount()},
            {u"steps"_s, steps},
            {u"losses"_s, lossesJson(plan)},
            {u"findings"_s, reports::toJson(plan.findings)}};
}

QJsonObject
runDocument(const runs::RunReport &report, const QString &site, const Findings &findings)
{
    QJsonObject object = reports::toJson(report);
    object.insert(u"site"_s, site); // as in the other documents
    object.insert(u"connection"_s, report.site);
    object.insert(u"document"_s, u"run"_s);
    object.insert(u"findings"_s, reports::toJson(findings));
    return object;
}

QJsonObject errorDocument(const Error &error)
{
    return {{u"document"_s, u"error"_s}, {u"error"_s, reports::toJson(error)}};
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
