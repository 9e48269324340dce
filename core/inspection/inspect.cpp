#include "core/inspection/bookkeepingrelations.h"
#include "core/inspection/lockinspection.h"
#include "core/inspection/serverfindings.h"
#include "core/inspection/siteenvironment.h"
#include "core/inspection/sitestate.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"
#include "core/tracking/sitefacts.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <chrono>
#include <utility>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

constexpr std::chrono::seconds longestLockWait {10}; // for somebody who rebuilds a tracking table

Error describeReadError(Error error)
{
    if (error.detail.sqlState != "55P03"_L1)
        return error;
    error.message = Tr::tr("Another program holds a tracking table locked; it could not be read "
                           "within %1 seconds.")
                        .arg(longestLockWait.count());
    error.consequence = Tr::tr("Nothing was run; the site is unchanged.");
    error.remedy = Tr::tr("Try again when that program has ended (a backup that is being restored, "
                          "a table that is being rebuilt).");
    return error;
}

// What a query of readTables() asks for.
struct TableMeaning {
    int module = 0; // index
    bool lock = false; // else the tracking table
};

// The module's migration that a recorded name means, be it under its old name; else just the stem.
template <typename Stems> // a set of the stems, or a hash by them
QString stemIn(const modules::Module &module, const Stems &stems, const QString &recordedName)
{
    const QString stem = modules::stemOf(recordedName);
    return stems.contains(stem) ? stem : module.manifest.renamed.value(stem, stem);
}

QSet<QString> stemsOf(const modules::Module &module)
{
    QSet<QString> stems;
    for (const modules::ModuleFile &file : module.migrations)
        stems.insert(file.stem);
    return stems;
}

class Inspector
{
public:
    Inspector(postgres::Connection &connection,
              const modules::ModuleCatalog &catalog,
              const ExpectedSite &expected,
              std::stop_token stop)
        : m_connection(connection)
        , m_catalog(catalog)
        , m_expected(expected)
        , m_stop(std::move(stop))
    {
    }

    Result<SiteState> run();

private:
    [[nodiscard]] Result<void> readRelations();
    [[nodiscard]] Result<void> readTables();
    [[nodiscard]] const Relation *relation(const QString &schema, const QString &name) const;
    void locate(const modules::Module &module, ModuleState &state);
    void noteElsewhere(const QString &module, const QString &schema);
    void addModule(const modules::Module &module);
    void checkColumns(ModuleState &state, const Relation &tracking);
    void checkLockTable(ModuleState &state, const Relation &lock);
    void takeTable(const TableMeaning &meaning, const Rows &rows);
    void takeLocks(const Rows &holders, const Rows &sessions, const Rows &prepared);
    void finishModule(const modules::Module &module, ModuleState &state);
    void note(const QString &module,
              Severity severity,
              const QString &id,
              const QString &message,
              const QString &remedy);

    postgres::Connection &m_connection;
    const modules::ModuleCatalog &m_catalog;
    ExpectedSite m_expected;
    std::stop_token m_stop;
    QList<Relation> m_relations;
    QSet<QString> m_lockUnusable; // modules whose lock table cannot be read
    SiteState m_state;
};

void Inspector::note(const QString &module,
                     Severity severity,
                     const QString &id,
                     const QString &message,
                     const QString &remedy)
{
    m_state.findings.append({severity, id, module, {}, message, remedy, {}});
}

const Relation *Inspector::relation(const QString &schema, const QString &name) const
{
    const auto found =
        std::find_if(m_relations.begin(), m_relations.end(), [&](const Relation &one) {
            return one.schema == schema && one.name == name;
        });
    return found == m_relations.end() ? nullptr : &*found;
}

// knex's place first (schemaName, else the session's current schema); a site whose knexfile put
// the tables into the module's own schema is recognised as well.
void Inspector::locate(const modules::Module &module, ModuleState &state)
{
    const modules::Manifest &manifest = module.manifest;
    const QString first = manifest.trackingSchema.isEmpty() ? m_connection.facts().currentSchema
                                                            : manifest.trackingSchema;
    const QString name = manifest.trackingTable;
    state.table = {first, name};
    if (relation(first, name) || !manifest.trackingSchema.isEmpty())
        return;
    if (relation(manifest.schema, name)) {
        state.table.schema = manifest.schema;
        return;
    }
    for (const Relation &other : std::as_const(m_relations)) {
        if (other.name != name || !other.columns.contains(u"batch"_s))
            continue;
        state.readable = false; // another one than the connection would take
        noteElsewhere(manifest.id, other.schema);
        return;
    }
}

void Inspector::noteElsewhere(const QString &module, const QString &schema)
{
    const postgres::ServerFacts &facts = m_connection.facts();
    note(module,
         Severity::Error,
         u"tracking-elsewhere"_s,
         facts.currentSchema.isEmpty()
             ? Tr::tr("The tracking table of module %1 stands in schema %2, where this connection "
                      "does not look (of its search path no schema exists: %3).")
                   .arg(module, schema, facts.searchPath)
             : Tr::tr("The tracking table of module %1 stands in schema %2, where this connection "
                      "does not look (it looks in %3).")
                   .arg(module, schema, facts.currentSchema),
         Tr::tr("Correct search_path of the user or the database; running on would run every "
                "migration again."));
}

Result<void> Inspector::readRelations()
{
    const auto rows =
        m_connection.queryAll({{"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", {}},
                               {"SELECT set_config('lock_timeout', $1, true)",
                                {QByteArray::number(longestLockWait.count()) + "s"}},
                               selectBookkeepingRelations(m_catalog)},
                              m_stop);
    if (!rows)
        return fail(rows.error());
    m_relations = readBookkeepingRelations(rows->at(2));
    return {};
}

void Inspector::checkColumns(ModuleState &state, const Relation &tracking)
{
    const bool complete = tracking.columns.contains(u"id"_s) && tracking.columns.contains(u"name"_s)
        && tracking.columns.contains(u"batch"_s) && tracking.columns.contains(u"migration_time"_s);
    if (tracking.readable && complete)
        return;
    state.readable = false;
    if (!tracking.readable)
        note(state.id,
             Severity::Error,
             u"tracking-unreadable"_s,
             Tr::tr("The user may not read the tracking table of module %1.").arg(state.id),
             Tr::tr("Connect as the user who owns the module's tables, or ask for SELECT on %1.")
                 .arg(QString::fromUtf8(state.table.quoted())));
    else
        note(
            state.id,
            Severity::Error,
            u"tracking-columns"_s,
            Tr::tr(
                "The tracking table of module %1 lacks a column (id, name, batch, migration_time).")
                .arg(state.id),
            Tr::tr("It is not a table that knex made; ask the vendor."));
}

void Inspector::checkLockTable(ModuleState &state, const Relation &lock)
{
    if (lock.readable && lock.columns.contains(u"is_locked"_s))
        return;
    m_lockUnusable.insert(state.id);
    state.lock.readable = lock.readable;
    if (lock.readable) // else addLockFindings() says so
        note(state.id,
             Severity::Error,
             u"tracking-columns"_s,
             Tr::tr("The lock table of module %1 lacks a column (is_locked).").arg(state.id),
             Tr::tr("It is not a table that knex made; ask the vendor."));
}

void Inspector::addModule(const modules::Module &module)
{
    ModuleState state;
    state.id = module.manifest.id;
    locate(module, state);
    if (const Relation *tracking = relation(state.table.schema, state.table.name)) {
        state.tracked = true;
        state.denied = tracking->denied;
        checkColumns(state, *tracking);
    }
    if (const Relation *lock = relation(state.table.schema, state.table.lockName())) {
        state.lock.denied = lock->denied;
        checkLockTable(state, *lock);
    }
    m_state.modules.append(state);
}

Result<void> Inspector::readTables()
{
    std::vector<Command> commands;
    QList<qint64> lockOids;
    std::vector<TableMeaning> meaning;
    for (int i = 0; i < m_state.modules.size(); ++i) {
        const ModuleState &state = m_state.modules.at(i);
        if (state.tracked && state.readable) {
            commands.push_back(tracking::selectMigrations(state.table));
            meaning.push_back({i, false});
        }
        const Relation *lock = relation(state.table.schema, state.table.lockName());
        if (lock && !m_lockUnusable.contains(state.id)) {
            commands.push_back(lock->columns.contains(u"xmin"_s)
                                   ? tracking::selectLockAndWriter(state.table)
                                   : tracking::selectLock(state.table));
            meaning.push_back({i, true});
            lockOids << lock->oid;
        }
    }
    const auto ifReadable = [this](const QString &name, const Command &command) {
        const Relation *own = relation(tracking::siteSchema, name);
        return own && own->readable ? command : Command {"SELECT WHERE false", {}};
    };
    commands.push_back(ifReadable(u"lock_holder"_s, tracking::selectHolders()));
    commands.push_back(selectLockSessions(lockOids));
    commands.push_back(ifReadable(u"site"_s, tracking::selectSite()));
    commands.push_back(selectOtherSessions());
    commands.push_back(selectLockPrepared(lockOids));
    commands.push_back({"COMMIT", {}});

    std::vector<Rows> rest;
    const postgres::PipelineHooks hooks {[&](const postgres::Outcome &outcome) {
                                             if (outcome.index < meaning.size())
                                                 takeTable(meaning[outcome.index], outcome.rows);
                                             else
                                                 rest.push_back(outcome.rows);
                                         },
                                         {},
                                         false};
    if (const auto done = m_connection.pipeline(commands, hooks, m_stop); !done)
        return fail(describeReadError(done.error().error));
    m_state.others = readOtherSessions(rest.at(3));
    takeLocks(rest.at(0), rest.at(1), rest.at(4));
    const Relation *site = relation(tracking::siteSchema, u"site"_s);
    if (site != nullptr && !site->readable)
        noteHiddenEnvironment(m_state);
    takeEnvironment(rest.at(2), m_expected, m_state);
    return {};
}

// While the server is still busy with the next table.
void Inspector::takeTable(const TableMeaning &meaning, const Rows &rows)
{
    ModuleState &state = m_state.modules[meaning.module];
    if (meaning.lock) {
        state.lock.rows = tracking::readLock(rows);
        state.lock.writtenBy = tracking::readLockWriter(rows);
    } else {
        state.rows = tracking::readMigrations(rows);
        matchMigrations(m_catalog.modules.at(meaning.module), state);
    }
}

void Inspector::takeLocks(const Rows &holderRows, const Rows &sessionRows, const Rows &preparedRows)
{
    const auto holders = tracking::readHolders(holderRows);
    const auto sessions = readLockSessions(sessionRows);
    const auto prepared = readLockPrepared(preparedRows);
    for (ModuleState &state : m_state.modules) {
        const Relation *lock = relation(state.table.schema, state.table.lockName());
        if (!lock)
            continue;
        // A run notes itself in the transaction that takes the lock: what another one wrote since
        // is somebody else's lock.
        for (const tracking::LockHolder &holder : holders) {
            const QString &writer = state.lock.writtenBy;
            if (holder.table == state.table && (writer.isEmpty() || holder.writtenBy == writer))
                state.lock.holder = holder;
        }
        state.lock.prepared = prepared.value(lock->oid);
        bool proofOfLife = false;
        for (const LockSession &session : sessions) {
            if (session.lockTableOid != lock->oid)
                continue;
            if (!state.lock.session)
                state.lock.session = session.session;
            proofOfLife = proofOfLife || session.provesLife;
        }
        state.lock.state = decideLockState(state.lock, proofOfLife);
        if (m_lockUnusable.contains(state.id) && state.lock.state != LockState::Running)
            state.lock.state = LockState::Unknown;
        if (state.lock.state == LockState::Unknown)
            state.lock.others = m_state.others;
    }
}

void Inspector::finishModule(const modules::Module &module, ModuleState &state)
{
    if (state.migrations.isEmpty()) // else matched when its rows came
        matchMigrations(module, state);
    if (!m_lockUnusable.contains(state.id) || !state.lock.readable)
        addLockFindings(state, m_state.findings);
    QStringList unknown;
    QHash<QString, int> seen;
    bool nullName = false;
    for (const MigrationInfo &migration : std::as_const(state.migrations)) {
        if (migration.state == MigrationState::Unknown && !migration.recordedAs.isEmpty())
            unknown << migration.recordedAs;
    }
    if (state.rows.size() != state.applied) { // else each row is one migration of the module
        const QSet<QString> stems = stemsOf(module);
        for (const tracking::RecordedMigration &row : std::as_const(state.rows)) {
            nullName = nullName || !row.name;
            ++seen[stemIn(module, stems, row.name.value_or(QString()))];
        }
    }
    if (!unknown.isEmpty())
        note(
            state.id,
            Severity::Error,
            u"unknown-migrations"_s,
            Tr::tr(
                "Module %1 was upgraded with a newer or different module pack; not in this one: %2")
                .arg(state.id, unknown.join(u", "_s)),
            Tr::tr("Install that pack; until then you can look but not change."));
    if (nullName)
        note(state.id,
             Severity::Error,
             u"nameless-row"_s,
             Tr::tr("The tracking table of module %1 holds a row without a name.").arg(state.id),
             Tr::tr("Somebody wrote it by hand; ask the vendor before it is removed."));
    QStringList twice;
    for (auto it = seen.cbegin(); it != seen.cend(); ++it) {
        if (it.value() > 1 && !it.key().isEmpty())
            twice << it.key();
    }
    twice.sort();
    if (!twice.isEmpty())
        note(state.id,
             Severity::Warning,
             u"recorded-twice"_s,
             Tr::tr("Module %1 has migrations that are recorded more than once: %2")
                 .arg(state.id, twice.join(u", "_s)),
             Tr::tr("Two upgrades ran at the same time once; have the vendor check the tables."));
}

Result<SiteState> Inspector::run()
{
    const int before = m_connection.roundTrips();
    m_state.server = m_connection.facts();
    m_state.site = m_connection.settings().describe();
    m_state.findings =
        m_catalog.findings + serverFindings(m_connection.facts(), m_expected.systemIdentifier);
    if (auto done = readRelations(); !done)
        return fail(done.error());
    m_state.historyHidden = isHistoryHidden(m_relations);
    for (const modules::Module &module : m_catalog.modules)
        addModule(module);
    if (auto done = readTables(); !done)
        return fail(done.error());
    for (int i = 0; i < m_state.modules.size(); ++i)
        finishModule(m_catalog.modules.at(i), m_state.modules[i]);
    for (ModuleState &state : m_state.modules) {
        const bool attention = std::any_of(
            m_state.findings.begin(), m_state.findings.end(), [&state](const Finding &finding) {
                return finding.module == state.id && finding.severity == Severity::Error;
            });
        if (attention)
            state.status = ModuleStatus::NeedsAttention;
    }
    std::stable_sort(
        m_state.findings.begin(),
        m_state.findings.end(),
        [](const Finding &left, const Finding &right) { return left.severity > right.severity; });
    m_state.roundTrips = m_connection.roundTrips() - before;
    return m_state;
}

// The row as a migration of the module, or an unknown one; otherNames of those that are recorded
// more than once.
MigrationInfo infoOf(const QString &stem,
                     MigrationState migrationState,
                     const tracking::RecordedMigration &row,
                     const QHash<QString, QStringList> &otherNames)
{
    const QString recordedAs = row.name.value_or(QString());
    QStringList others;
    if (!otherNames.isEmpty())
        others = otherNames.value(stem);
    others.removeDuplicates();
    others.removeAll(recordedAs);
    return {stem, migrationState, row.batch, row.time, recordedAs, row.id, others};
}

ModuleStatus statusOf(const ModuleState &state)
{
    if (!state.readable)
        return ModuleStatus::NeedsAttention;
    if (state.pending == 0)
        return ModuleStatus::UpToDate;
    return state.applied + state.unknown == 0 ? ModuleStatus::NotInstalled : ModuleStatus::Pending;
}

} // namespace

Result<SiteState> inspect(postgres::Connection &connection,
                          const modules::ModuleCatalog &catalog,
                          const ExpectedSite &expected,
                          std::stop_token stop)
{
    return Inspector(connection, catalog, expected, std::move(stop)).run();
}

void matchMigrations(const modules::Module &module, ModuleState &state)
{
    QHash<QString, const tracking::RecordedMigration *> byStem;
    byStem.reserve(module.migrations.size());
    for (const modules::ModuleFile &file : module.migrations)
        byStem.insert(file.stem, nullptr);
    QHash<QString, QStringList> otherNames; // of those that are recorded more than once
    QList<const tracking::RecordedMigration *> unknown;
    for (const tracking::RecordedMigration &row : std::as_const(state.rows)) {
        const QString stem = row.name ? stemIn(module, byStem, *row.name) : QString();
        if (const auto found = byStem.find(stem); row.name && found != byStem.end()) {
            const auto *older = std::exchange(found.value(), &row); // the newest row counts
            if (older)
                otherNames[stem].append(*older->name);
        } else {
            unknown.append(&row);
        }
        if (row.batch)
            state.batch = std::max(state.batch.value_or(*row.batch), *row.batch);
    }
    const auto unrecorded = state.readable ? MigrationState::Pending : MigrationState::Unread;
    state.applied = 0;
    state.migrations.clear();
    state.migrations.reserve(module.migrations.size() + unknown.size());
    for (const modules::ModuleFile &file : module.migrations) {
        const auto *row = byStem.value(file.stem);
        state.applied += row ? 1 : 0;
        if (row)
            state.migrations.append(infoOf(file.stem, MigrationState::Applied, *row, otherNames));
        else
            state.migrations.append({file.stem, unrecorded, {}, {}, {}, 0, {}});
    }
    for (const auto *row : unknown)
        state.migrations.append(infoOf(modules::stemOf(row->name.value_or(QString())),
                                       MigrationState::Unknown,
                                       *row,
                                       otherNames));
    state.unknown = static_cast<int>(unknown.size());
    state.pending = state.readable ? static_cast<int>(module.migrations.size()) - state.applied : 0;
    state.status = statusOf(state);
}

const ModuleState *SiteState::find(const QString &moduleId) const
{
    const auto found =
        std::find_if(modules.begin(), modules.end(), [&moduleId](const ModuleState &module) {
            return module.id == moduleId;
        });
    return found == modules.end() ? nullptr : &*found;
}

} // namespace aegisx::inspection
