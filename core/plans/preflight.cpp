#include "core/plans/preflight.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/inspection/objectname.h"
#include "core/inspection/searchpath.h"
#include "core/inspection/serverfindings.h"
#include "core/plans/lockneeds.h"
#include "core/plans/preflightlines.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::CheckState;
using modules::ChangeKind;
using modules::ObjectKind;

namespace {

// A line that is what the findings with these ids say.
PreflightLine lineOf(const QString &id,
                     const QString &title,
                     const QString &goodDetail,
                     const Findings &findings,
                     const QStringList &ids)
{
    PreflightLine line = okLine(id, title, goodDetail);
    QStringList details;
    QStringList remedies;
    for (const Finding &finding : findings) {
        if (!ids.contains(finding.id))
            continue;
        const CheckState state = finding.severity == Severity::Error ? CheckState::Stop
            : finding.severity == Severity::Warning                  ? CheckState::Warning
                                                                     : CheckState::Ok;
        line.state = std::max(line.state, state);
        details << finding.message;
        if (!finding.remedy.isEmpty() && !remedies.contains(finding.remedy))
            remedies << finding.remedy;
    }
    if (!details.isEmpty())
        line.detail = details.join(u' ');
    line.remedy = remedies.join(u' ');
    return line;
}

const QStringList serverIds {u"transaction-pooler"_s,
                             u"session-pooler"_s,
                             u"standby"_s,
                             u"read-only"_s,
                             u"server-newer"_s,
                             u"no-schema"_s};
const QStringList clusterIds {u"other-cluster"_s, u"copied-database"_s};
const QStringList environmentIds {u"environment-mismatch"_s, u"environment-hidden"_s};
const QStringList lockIds {
    u"lock-running"_s, u"lock-prepared"_s, u"lock-stale"_s, u"lock-unknown"_s, u"lock-rows"_s};
const QStringList unknownIds {u"unknown-migrations"_s};
const QStringList duplicateIds {u"recorded-twice"_s, u"nameless-row"_s};
const QStringList elsewhereIds {u"encoding"_s, // lines of their own
                                u"missing-right"_s,
                                u"unreadable-lock"_s,
                                u"tracking-unreadable"_s};

// Everything else that was found is about modules and their files: nothing is left unsaid.
QStringList fileIds(const Findings &findings)
{
    const QStringList others = serverIds + clusterIds + environmentIds + lockIds + unknownIds
        + duplicateIds + elsewhereIds;
    QStringList ids;
    for (const Finding &finding : findings) {
        if (!others.contains(finding.id))
            ids << finding.id;
    }
    return ids;
}

// What the plans do to modules, by their ids.
struct Concerned {
    QSet<QString> all;
    QSet<QString> upgraded; // the vendor's text makes, alters or takes away objects
};

Concerned concernedBy(const QList<Plan> &plans)
{
    Concerned concerned;
    for (const Plan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            concerned.all.insert(step.module);
            if (step.kind == StepKind::Up || step.kind == StepKind::Down)
                concerned.upgraded.insert(step.module);
        }
    }
    return concerned;
}

// What is wrong with a module that the plans leave alone does not stop them, nor does a file: the
// planner read those of its steps, and refused what cannot be run. The right to make things is
// wanted only by an upgrade; what a seed wants, its own question asks.
void leaveOthersAside(Findings &findings, const QList<Plan> &plans)
{
    if (plans.isEmpty())
        return;
    const Concerned concerned = concernedBy(plans);
    findings.removeIf([&](const Finding &finding) {
        const bool unreadable =
            finding.id == "unreadable-lock"_L1 || finding.id == "tracking-unreadable"_L1;
        return (finding.id == "missing-right"_L1 && !concerned.upgraded.contains(finding.module))
            || (unreadable && !concerned.all.contains(finding.module));
    });
    for (Finding &finding : findings) {
        const bool other = !finding.module.isEmpty() && !concerned.all.contains(finding.module);
        const bool ofFile = finding.id == "unreadable-file"_L1 || finding.where.line > 0;
        if (other || ofFile)
            finding.severity = std::min(finding.severity, Severity::Warning);
    }
}

QList<PreflightLine> firstLines(const inspection::SiteCheck &check)
{
    const postgres::ServerFacts &server = check.state.server;
    const QString primary =
        Tr::tr("PostgreSQL %1, a primary server that can be written to.").arg(server.versionText);
    const QString cluster = server.systemIdentifier.isEmpty()
        ? Tr::tr("The user may not ask which cluster it is.")
        : Tr::tr("The cluster is %1.").arg(server.systemIdentifier);
    return {lineOf(u"server"_s, Tr::tr("Server"), primary, check.findings, serverIds),
            lineOf(u"cluster"_s, Tr::tr("Right server"), cluster, check.findings, clusterIds),
            lineOf(u"environment"_s,
                   Tr::tr("Environment"),
                   Tr::tr("The database says: %1").arg(wordFor(check.state.environment)),
                   check.findings,
                   environmentIds)};
}

// The locks first, then the records.
QList<PreflightLine> linesOfRecord(const inspection::SiteCheck &check)
{
    return {lineOf(u"locks"_s,
                   Tr::tr("Migration locks"),
                   Tr::tr("No other run holds a migration lock."),
                   check.findings,
                   lockIds),
            lineOf(u"unknown"_s,
                   Tr::tr("Unknown migrations"),
                   Tr::tr("Every recorded migration is in the modules."),
                   check.findings,
                   unknownIds),
            lineOf(u"duplicates"_s,
                   Tr::tr("Duplicate records"),
                   Tr::tr("No migration is recorded twice."),
                   check.findings,
                   duplicateIds),
            lineOf(u"files"_s,
                   Tr::tr("Module files"),
                   Tr::tr("%n file(s) read; all of them can be run.", nullptr, check.filesRead),
                   check.findings,
                   fileIds(check.findings))};
}

QList<PreflightLine> siteLines(const inspection::SiteCheck &check)
{
    QList<PreflightLine> lines = linesOfRecord(check);
    UnreadModules locks = unreadRecords(check.state);
    locks.denied.clear();
    for (const inspection::ModuleState &module : check.state.modules) {
        if (!module.lock.readable)
            locks.denied << module.id;
    }
    admitUnread(lines[0], locks);
    admitUnread(lines[1], unreadRecords(check.state));
    admitUnread(lines[2], unreadRecords(check.state));
    return lines;
}

void touchSchema(TouchedObjects &touched, const modules::ObjectChange &change)
{
    if (change.change == ChangeKind::Drop || change.change == ChangeKind::Rename)
        touched.droppedSchemas.insert(change.name);
    if (change.change != ChangeKind::Create)
        return;
    if (change.guarded && !touched.droppedSchemas.contains(change.name))
        touched.guardedSchemas.insert(change.name);
    else
        touched.createdSchemas.insert(change.name);
}

void touch(TouchedObjects &touched, const modules::ObjectChange &change, const QString &usual)
{
    const QString schema = change.schema.isEmpty() ? usual : change.schema;
    if (change.kind == ObjectKind::Extension) {
        if (change.change == ChangeKind::Create)
            touched.extensions.insert(change.name, change.definition);
        return;
    }
    if (change.kind == ObjectKind::Schema)
        touchSchema(touched, change);
    const bool standsInSchema = change.kind == ObjectKind::Table || change.kind == ObjectKind::Type
        || change.kind == ObjectKind::Domain || change.kind == ObjectKind::Sequence
        || change.kind == ObjectKind::View || change.kind == ObjectKind::MaterializedView
        || change.kind == ObjectKind::Function;
    if (standsInSchema && change.change == ChangeKind::Create)
        touched.schemas.insert(schema);
    if (change.change == ChangeKind::SetSchema)
        touched.schemas.insert(change.newName);
    if (!change.parent.isEmpty() && change.kind != ObjectKind::EnumLabel)
        touched.relations.insert(schema % u'.' % change.parent);
    else if (standsInSchema && change.change != ChangeKind::Create)
        touched.relations.insert(schema % u'.' % change.name);
}

// A seed reads and changes rows of its tables; its module's lock is held meanwhile.
void touchBySeed(TouchedObjects &touched, const PlanStep &step)
{
    const QStringList path = inspection::parseSearchPath(step.searchPath);
    const auto need = [&](const modules::TableNeed &one) {
        touched.seeded.append({one.schema.isEmpty() ? path : QStringList {one.schema}, one});
    };
    const auto add = [&](const QString &schema, const QString &table, const char *right) {
        need({schema, table, QString::fromLatin1(right)});
    };
    for (const modules::TableNeed &one : step.seed->needs)
        need(one);
    for (const modules::Upsert &upsert : step.seed->upserts) {
        add(upsert.schema, upsert.table, "SELECT");
        need({upsert.schema, upsert.table, u"INSERT"_s, upsert.columns});
        if (!upsert.updated.isEmpty())
            add(upsert.schema, upsert.table, "UPDATE");
        touched.temporary = true; // in which what it brings is compared
    }
    add(step.table.schema, step.table.name, "SELECT");
    add(step.table.schema, step.table.lockName(), "SELECT");
    add(step.table.schema, step.table.lockName(), "UPDATE");
}

// What the database's encoding cannot hold it cannot be asked for.
void leaveOutUnaskable(TouchedObjects &touched, const postgres::ServerFacts &facts)
{
    for (QSet<QString> *names :
         {&touched.schemas, &touched.createdSchemas, &touched.guardedSchemas, &touched.relations})
        *names = inspection::askable(facts, *names);
    touched.seeded.removeIf([&facts](const WantedRight &one) {
        return !inspection::canHold(facts, one.need.schema % one.need.table);
    });
}

// A migration that would run.
struct Running {
    QString key; // "module/stem"
    bool down = false;
    int transaction = 0; // those of one number share one
};

QList<Running> migrationsOf(const inspection::SiteState &state, const QList<Plan> &plans)
{
    QList<Running> running;
    int transaction = 0;
    for (const Plan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            if (step.kind == StepKind::Up || step.kind == StepKind::Down)
                running.append({step.module % u'/' % step.name,
                                step.kind == StepKind::Down,
                                transaction + step.segment});
        }
        transaction += plan.segmentCount();
    }
    if (!plans.isEmpty())
        return running;
    for (const inspection::ModuleState &module : state.modules) {
        for (const inspection::MigrationInfo &migration : module.migrations) {
            if (migration.state == inspection::MigrationState::Pending)
                running.append({module.id % u'/' % migration.name});
        }
    }
    return running;
}

} // namespace

PreflightLine okLine(const QString &id, const QString &title, const QString &detail)
{
    return {id, CheckState::Ok, title, detail, {}};
}

PreflightLine
warningLine(const QString &id, const QString &title, const QString &detail, const QString &remedy)
{
    return {id, CheckState::Warning, title, detail, remedy};
}

PreflightLine
stopLine(const QString &id, const QString &title, const QString &detail, const QString &remedy)
{
    return {id, CheckState::Stop, title, detail, remedy};
}

UnreadModules unreadRecords(const inspection::SiteState &state)
{
    UnreadModules unread;
    for (const inspection::ModuleState &module : state.modules) {
        if (!module.readable)
            (module.tracked ? unread.denied : unread.elsewhere) << module.id;
    }
    return unread;
}

void admitUnread(PreflightLine &line, const UnreadModules &unread)
{
    if (line.state != CheckState::Ok)
        return;
    QStringList details;
    QStringList remedies;
    if (!unread.denied.isEmpty()) {
        details << Tr::tr("It cannot be known, as the user may not read what is recorded. Modules: "
                          "%1")
                       .arg(unread.denied.join(u", "_s));
        remedies << Tr::tr("Connect as the owner of the tables, or ask for these rights.");
    }
    if (!unread.elsewhere.isEmpty()) {
        details << Tr::tr("It cannot be known, as the record stands in a schema where the "
                          "connection does not look. Modules: %1")
                       .arg(unread.elsewhere.join(u", "_s));
        remedies << Tr::tr("Correct search_path of the user or the database.");
    }
    if (details.isEmpty())
        return;
    line.state = CheckState::Warning;
    line.detail = details.join(u'\n');
    line.remedy = remedies.join(u' ');
}

TouchedObjects touchedBy(const inspection::SiteCheck &check,
                         const modules::ModuleCatalog &catalog,
                         const QList<Plan> &plans)
{
    TouchedObjects touched;
    QHash<int, LockNeeds> locks;
    const QList<Running> migrations = migrationsOf(check.state, plans);
    for (const Running &running : migrations) {
        const modules::Module *module = catalog.find(running.key.section(u'/', 0, 0));
        const auto file = check.files.constFind(running.key);
        if (module == nullptr || file == check.files.constEnd())
            continue;
        const QString usual =
            inspection::searchPathOf(module->manifest, check.state.server).value(0);
        for (const modules::ObjectChange &change : file->changes)
            touch(touched, change, usual);
        LockNeeds &needs = locks[running.transaction];
        if (running.down)
            needs.addDown(file->changes);
        else
            needs.addUp(file->changes, usual);
        touched.locks = std::max(touched.locks, needs.count());
    }
    for (const Plan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            if (step.kind == StepKind::Seed)
                touchBySeed(touched, step);
        }
    }
    return touched;
}

CheckState Preflight::worst() const
{
    CheckState worst = CheckState::Ok;
    for (const PreflightLine &line : lines)
        worst = std::max(worst, line.state);
    return worst;
}

const PreflightLine *Preflight::find(const QString &id) const
{
    const auto found = std::find_if(
        lines.begin(), lines.end(), [&id](const PreflightLine &line) { return line.id == id; });
    return found == lines.end() ? nullptr : &*found;
}

Result<Preflight> preflight(postgres::Connection &connection,
                            const modules::ModuleCatalog &catalog,
                            inspection::SiteState state,
                            const QList<Plan> &plans,
                            std::stop_token stop,
                            const PreflightLimits &limits)
{
    const int before = connection.roundTrips();
    auto check = inspection::checkSite(connection, catalog, std::move(state), stop);
    if (!check)
        return fail(check.error());
    leaveOthersAside(check->findings, plans);
    TouchedObjects touched = touchedBy(*check, catalog, plans);
    leaveOutUnaskable(touched, connection.facts());
    std::vector<postgres::Command> questions = serverQuestions(connection.facts());
    const size_t ofServer = questions.size();
    for (postgres::Command &question : rightsQuestions(touched))
        questions.push_back(std::move(question));
    const auto rows = connection.queryAll(questions, stop);
    if (!rows)
        return fail(rows.error());
    const QDateTime answeredAt = QDateTime::currentDateTimeUtc();
    const auto changed = changedFilesLine(connection, catalog, *check, stop);
    if (!changed)
        return fail(changed.error());
    const auto drift = driftLines(connection, catalog, check->state, plans, stop);
    if (!drift)
        return fail(drift.error());
    Preflight result;
    result.lines = firstLines(*check) + rightsLines(*check, touched, rows->data() + ofServer)
        + serverLines(connection, touched, *rows, answeredAt, limits) + siteLines(*check);
    result.lines << *changed << *drift;
    result.check = std::move(*check);
    result.roundTrips = connection.roundTrips() - before;
    return result;
}

} // namespace aegisx::plans
