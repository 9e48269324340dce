#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/sitehistory.h"
#include "core/modules/fingerprint.h"
#include "core/modules/migrationfile.h"
#include "core/plans/preflightlines.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::Contradiction;
using inspection::HalfRun;
using inspection::MigrationEvidence;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using modules::ChangeKind;
using modules::ObjectKind;
using modules::SameMeaning;

namespace {

constexpr qsizetype mostNames = 5;

QString fewOf(QStringList names)
{
    names.sort();
    const qsizetype rest = names.size() - mostNames;
    if (rest <= 0)
        return names.join(u", "_s);
    return Tr::tr("%1 and %n more", nullptr, static_cast<int>(rest))
        .arg(QStringList(names.mid(0, mostNames)).join(u", "_s));
}

// What running the change once more would fail at, whatever else the file does: an object that is
// made without IF NOT EXISTS and is there, or one that is dropped or renamed and is there no more.
// Not an index or a constraint that may have got its name from PostgreSQL, which finds another one.
bool failsTwice(const ObjectEvidence &one)
{
    const modules::ObjectChange &change = one.change;
    if (change.tolerant || !one.telling || !one.supersededBy.isEmpty())
        return false;
    const bool named = change.kind != ObjectKind::Constraint
        && !(change.kind == ObjectKind::Index && change.name.startsWith(change.parent % u'_')
             && change.name.endsWith("_idx"_L1))
        && !(change.kind == ObjectKind::Sequence && !change.parent.isEmpty());
    switch (change.change) {
    case ChangeKind::Create:
        return named && change.kind != ObjectKind::Comment && change.kind != ObjectKind::Grant
            && (one.presence == ObjectPresence::Present
                || one.presence == ObjectPresence::Different);
    case ChangeKind::Drop:
        return named && change.kind != ObjectKind::Comment && one.done
            && one.presence == ObjectPresence::Missing;
    case ChangeKind::Rename:
    case ChangeKind::SetSchema:
        return named && one.done && one.presence == ObjectPresence::Present;
    case ChangeKind::Alter:
        return false;
    }
    return false;
}

QString keyOf(const QString &schema, const QString &name)
{
    return schema % u'.' % name;
}

// The object, and what it stands in: one of them made, renamed or dropped by the files around it
// means that nothing is certain.
QStringList keysOf(const modules::ObjectChange &change)
{
    QStringList keys {keyOf(change.schema, change.name)};
    if (!change.parent.isEmpty() && change.kind != ObjectKind::Index)
        keys = {keyOf(change.schema, change.parent % u'.' % change.name),
                keyOf(change.schema, change.parent)};
    return keys << keyOf(change.schema, {});
}

// Objects that do not keep their name: what is found may stand there under another one.
QSet<QString> renamedIn(const QList<MigrationEvidence> &evidence)
{
    QSet<QString> keys;
    for (const MigrationEvidence &migration : evidence) {
        for (const ObjectEvidence &one : migration.objects) {
            if (one.change.change == ChangeKind::Rename
                || one.change.change == ChangeKind::SetSchema)
                keys.insert(keysOf(one.change).first());
        }
    }
    return keys;
}

bool touches(const QSet<QString> &keys, const modules::ObjectChange &change)
{
    const QStringList own = keysOf(change);
    return std::any_of(
        own.begin(), own.end(), [&keys](const QString &key) { return keys.contains(key); });
}

// The migrations that are to run, and what of each goes on where it stopped.
using Planned = QHash<QString, std::optional<HalfRun>>;

// The migrations among the planned ones that cannot but fail, by what the catalog shows.
QStringList certainToFail(const QList<MigrationEvidence> &evidence, const Planned &planned)
{
    const QSet<QString> renamed = renamedIn(evidence);
    QSet<QString> before; // what planned changes made or dropped, up to the one that is looked at
    QStringList names;
    for (const MigrationEvidence &migration : evidence) {
        if (!planned.contains(migration.name))
            continue;
        bool fails = false;
        const auto half = planned.value(migration.name);
        for (const ObjectEvidence &one : migration.objects) {
            const ChangeKind kind = one.change.change;
            const bool sure = !touches(before, one.change)
                && (kind != ChangeKind::Create || !touches(renamed, one.change));
            const bool minded = half && half->minds(one.change.statement);
            fails = fails || (sure && !minded && failsTwice(one));
            const bool leaves = kind == ChangeKind::Drop || !one.done;
            if (kind != ChangeKind::Alter && leaves && one.change.kind != ObjectKind::Comment)
                before.insert(one.change.kind == ObjectKind::Schema ? keyOf(one.change.name, {})
                                                                    : keysOf(one.change).first());
        }
        if (fails)
            names << migration.name;
    }
    return names;
}

// Those that are still pending: what another upgrade did meanwhile, the run leaves out.
Planned plannedOf(const inspection::ModuleState &module,
                  const QList<MigrationEvidence> &evidence,
                  const QList<Plan> &plans)
{
    Planned all;
    for (const MigrationEvidence &one : evidence) {
        if (plans.isEmpty())
            all.insert(one.name, one.halfRun);
    }
    for (const Plan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            if (step.kind == StepKind::Up && step.module == module.id)
                all.insert(step.name, step.halfRun);
        }
    }
    Planned pending;
    for (const inspection::MigrationInfo &migration : module.migrations) {
        if (migration.state == inspection::MigrationState::Pending && all.contains(migration.name))
            pending.insert(migration.name, all.value(migration.name));
    }
    return pending;
}

PreflightLine thereAlreadyLine(const QStringList &failing, const QStringList &goingOn)
{
    const QString id = u"there-already"_s;
    const QString title = Tr::tr("Pending migrations");
    if (failing.isEmpty() && !goingOn.isEmpty())
        return okLine(id,
                      title,
                      Tr::tr("Half there, as an earlier run left them; the upgrade goes on with "
                             "what is missing: %1")
                          .arg(fewOf(goingOn)));
    if (failing.isEmpty())
        return okLine(id, title, Tr::tr("What they make is not there yet, as far as it shows."));
    return stopLine(
        id,
        title,
        Tr::tr("They would fail, because what they do has been done before, all of it or a part: "
               "%1")
            .arg(fewOf(failing)),
        Tr::tr("Look at the evidence. Mark as completed what is done. Of what is half there, "
               "either take away what is there, then upgrade again; or make what is missing, then "
               "mark it as completed."));
}

QString problemOf(const QString &module, const MigrationEvidence &one)
{
    const Contradiction contradiction = one.contradiction();
    return Tr::tr("%1/%2 (%3)")
        .arg(module,
             one.name,
             contradiction == Contradiction::None ? inspection::wordFor(one.verdict)
                                                  : inspection::wordFor(contradiction));
}

// failing: some contradict it as well, and have a line of their own.
PreflightLine contradictionsLine(const QStringList &problems, bool failing)
{
    const QString id = u"drift"_s;
    const QString title = Tr::tr("Objects of the modules");
    if (problems.isEmpty())
        return okLine(
            id,
            title,
            failing ? Tr::tr("Besides these, what is recorded and what is there agree.")
                    : Tr::tr("What is recorded and what is there agree, as far as it shows."));
    return warningLine(
        id,
        title,
        Tr::tr("What is recorded and what is there contradict each other: %1").arg(fewOf(problems)),
        Tr::tr("Look at these migrations before anything is run: mark them, or "
               "move what stands in the wrong schema."));
}

// The files that are not as they were applied.
struct ChangedFiles {
    QStringList changed; // in their meaning
    QStringList cosmetic;
    QStringList unsure;
    int compared = 0;
};

SameMeaning sameAsApplied(const modules::ModuleCatalog &catalog,
                          const QString &key,
                          const inspection::FileFacts &now,
                          const QString &recorded)
{
    if (recorded.isEmpty())
        return SameMeaning::CannotBeTold;
    if (recorded == now.fingerprint)
        return SameMeaning::Yes;
    const modules::Module *module = catalog.find(key.section(u'/', 0, 0));
    const modules::ModuleFile *file = module ? module->find(key.section(u'/', 1)) : nullptr;
    const auto text =
        file ? modules::readMigration(file->path) : Result<modules::MigrationText>(fail(Error {}));
    return text ? modules::meansTheSame(text->up.sql, recorded) : SameMeaning::CannotBeTold;
}

PreflightLine lineFor(const ChangedFiles &files)
{
    const QString id = u"changed-files"_s;
    const QString title = Tr::tr("Changed files");
    QStringList sentences;
    if (!files.changed.isEmpty())
        sentences << Tr::tr("Changed since they were applied here, and in their meaning: %1")
                         .arg(fewOf(files.changed));
    if (!files.unsure.isEmpty())
        sentences << Tr::tr("Changed since they were applied here; whether in their meaning cannot "
                            "be told, as the program that applied them noted too little: %1")
                         .arg(fewOf(files.unsure));
    if (!sentences.isEmpty())
        return warningLine(id,
                           title,
                           sentences.join(u'\n'),
                           Tr::tr("The site has what the older files said. Ask the vendor which "
                                  "of the two is right."));
    if (!files.cosmetic.isEmpty())
        return okLine(id,
                      title,
                      Tr::tr("Changed since they were applied here, but only in comments, layout "
                             "or the way back: %1")
                          .arg(fewOf(files.cosmetic)));
    return okLine(
        id,
        title,
        files.compared == 0
            ? Tr::tr("The audit trail knows of no file to compare with.")
            : Tr::tr("Unchanged since they were applied: %n file(s).", nullptr, files.compared));
}

// What is wrong in all modules, and the first migration of each kind.
struct Drift {
    QStringList failing; // planned, and certain to fail
    QStringList goingOn; // planned, half there, and no problem
    QStringList others;
    QString firstFailing;
    QString firstOther;

    void take(const QString &module, const MigrationEvidence &one, bool fails, bool goesOn);
};

void Drift::take(const QString &module, const MigrationEvidence &one, bool fails, bool goesOn)
{
    if (!fails && goesOn)
        goingOn << module % u'/' % one.name;
    if (!fails && (goesOn || one.contradiction() == Contradiction::None))
        return;
    (fails ? failing : others) << problemOf(module, one);
    QString &first = fails ? firstFailing : firstOther;
    if (first.isEmpty())
        first = module % u'/' % one.name;
}

} // namespace

Result<PreflightLine> changedFilesLine(postgres::Connection &connection,
                                       const modules::ModuleCatalog &catalog,
                                       const inspection::SiteCheck &check,
                                       std::stop_token stop)
{
    if (check.state.historyHidden) {
        const Error hidden = inspection::hiddenHistoryError();
        return warningLine(u"changed-files"_s,
                           Tr::tr("Changed files"),
                           Tr::tr("It cannot be known which files changed.") % u' '
                               % hidden.message,
                           hidden.remedy);
    }
    const auto applied = inspection::readAppliedBy(connection, std::move(stop));
    if (!applied)
        return fail(applied.error());
    ChangedFiles files;
    for (auto it = applied->cbegin(); it != applied->cend(); ++it) {
        const auto file = check.files.constFind(it.key());
        if (file == check.files.constEnd() || it->sha256.isEmpty())
            continue;
        ++files.compared;
        if (file->sha256 == it->sha256)
            continue;
        const SameMeaning same = sameAsApplied(catalog, it.key(), *file, it->fingerprint);
        (same == SameMeaning::Yes      ? files.cosmetic
             : same == SameMeaning::No ? files.changed
                                       : files.unsure)
            << it.key();
    }
    return lineFor(files);
}

Result<QList<PreflightLine>> driftLines(postgres::Connection &connection,
                                        const modules::ModuleCatalog &catalog,
                                        const inspection::SiteState &state,
                                        const QList<Plan> &plans,
                                        std::stop_token stop)
{
    Drift drift;
    for (qsizetype i = 0; i < catalog.modules.size(); ++i) {
        const modules::Module &module = catalog.modules.at(i);
        const auto evidence = inspection::examine(connection, module, state.modules.at(i), stop);
        if (!evidence) {
            const ErrorKind kind = evidence.error().kind;
            if (kind == ErrorKind::Io || kind == ErrorKind::InvalidInput)
                continue; // the line of the module files says so
            return fail(evidence.error());
        }
        Planned planned = plannedOf(state.modules.at(i), *evidence, plans);
        QStringList fails = certainToFail(*evidence, planned);
        if (!fails.isEmpty()) { // unless another upgrade was at it between the two looks
            const auto now = inspection::inspect(connection, catalog, {}, stop);
            if (!now)
                return fail(now.error());
            planned = plannedOf(now->modules.at(i), *evidence, plans);
            fails = certainToFail(*evidence, planned);
        }
        for (const MigrationEvidence &one : *evidence)
            drift.take(module.manifest.id,
                       one,
                       fails.contains(one.name),
                       planned.value(one.name).has_value());
    }
    QList<PreflightLine> lines {thereAlreadyLine(drift.failing, drift.goingOn),
                                contradictionsLine(drift.others, !drift.failing.isEmpty())};
    lines[0].migration = drift.firstFailing;
    lines[1].migration = drift.firstOther;
    if (plans.isEmpty()) { // else those of the plans could be read
        for (PreflightLine &line : lines)
            admitUnread(line, unreadRecords(state));
    }
    return lines;
}

} // namespace aegisx::plans
