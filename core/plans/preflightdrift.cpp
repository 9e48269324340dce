#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/sitehistory.h"
#include "core/plans/preflightlines.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::Contradiction;
using inspection::MigrationEvidence;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using modules::ChangeKind;
using modules::ObjectKind;

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

// The migrations among the planned ones that cannot but fail, by what the catalog shows.
QStringList certainToFail(const QList<MigrationEvidence> &evidence, const QSet<QString> &planned)
{
    const QSet<QString> renamed = renamedIn(evidence);
    QSet<QString> before; // what planned changes made or dropped, up to the one that is looked at
    QStringList names;
    for (const MigrationEvidence &migration : evidence) {
        if (!planned.contains(migration.name))
            continue;
        bool fails = false;
        for (const ObjectEvidence &one : migration.objects) {
            const ChangeKind kind = one.change.change;
            const bool sure = !touches(before, one.change)
                && (kind != ChangeKind::Create || !touches(renamed, one.change));
            fails = fails || (sure && failsTwice(one));
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
QSet<QString> plannedNames(const inspection::ModuleState &module, const QList<Plan> &plans)
{
    QSet<QString> inPlans;
    for (const Plan &plan : plans) {
        for (const PlanStep &step : plan.steps) {
            if (step.kind == StepKind::Up && step.module == module.id)
                inPlans.insert(step.name);
        }
    }
    QSet<QString> names;
    for (const inspection::MigrationInfo &migration : module.migrations) {
        if (migration.state == inspection::MigrationState::Pending
            && (plans.isEmpty() || inPlans.contains(migration.name)))
            names.insert(migration.name);
    }
    return names;
}

// unread: modules of which it is not known what is pending.
PreflightLine thereAlreadyLine(const QStringList &failing, const QStringList &unread)
{
    const QString id = u"there-already"_s;
    const QString title = Tr::tr("Pending migrations");
    if (failing.isEmpty() && !unread.isEmpty())
        return warningLine(
            id,
            title,
            Tr::tr("It cannot be known, as the user may not read what is recorded. Modules: %1")
                .arg(unread.join(u", "_s)),
            Tr::tr("Connect as the owner of the tables, or ask for these rights."));
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

} // namespace

Result<PreflightLine> changedFilesLine(postgres::Connection &connection,
                                       const inspection::SiteCheck &check,
                                       std::stop_token stop)
{
    const QString id = u"changed-files"_s;
    const QString title = Tr::tr("Changed files");
    if (check.state.historyHidden) {
        const Error hidden = inspection::hiddenHistoryError();
        return warningLine(id,
                           title,
                           Tr::tr("It cannot be known which files changed.") % u' '
                               % hidden.message,
                           hidden.remedy);
    }
    const auto applied = inspection::readAppliedBy(connection, std::move(stop));
    if (!applied)
        return fail(applied.error());
    QStringList changed;
    QStringList cosmetic;
    int compared = 0;
    for (auto it = applied->cbegin(); it != applied->cend(); ++it) {
        const auto file = check.files.constFind(it.key());
        if (file == check.files.constEnd() || it->sha256.isEmpty())
            continue;
        ++compared;
        if (file->sha256 == it->sha256)
            continue;
        const bool same = !it->fingerprint.isEmpty() && it->fingerprint == file->fingerprint;
        (same ? cosmetic : changed) << it.key();
    }
    if (!changed.isEmpty())
        return warningLine(id,
                           title,
                           Tr::tr("Changed since they were applied here, and in their meaning: %1")
                               .arg(fewOf(changed)),
                           Tr::tr("The site has what the older files said. Ask the vendor which "
                                  "of the two is right."));
    if (!cosmetic.isEmpty())
        return okLine(id,
                      title,
                      Tr::tr("Changed since they were applied here, but only in comments or "
                             "layout: %1")
                          .arg(fewOf(cosmetic)));
    return okLine(
        id,
        title,
        compared == 0
            ? Tr::tr("The audit trail knows of no file to compare with.")
            : Tr::tr("Unchanged since they were applied: %n file(s).", nullptr, compared));
}

Result<QList<PreflightLine>> driftLines(postgres::Connection &connection,
                                        const modules::ModuleCatalog &catalog,
                                        const inspection::SiteState &state,
                                        const QList<Plan> &plans,
                                        std::stop_token stop)
{
    QStringList failing;
    QStringList others;
    QStringList unread;
    for (qsizetype i = 0; i < catalog.modules.size(); ++i) {
        const modules::Module &module = catalog.modules.at(i);
        if (!state.modules.at(i).readable && plans.isEmpty())
            unread << module.manifest.id;
        const auto evidence = inspection::examine(connection, module, state.modules.at(i), stop);
        if (!evidence) {
            const ErrorKind kind = evidence.error().kind;
            if (kind == ErrorKind::Io || kind == ErrorKind::InvalidInput)
                continue; // the line of the module files says so
            return fail(evidence.error());
        }
        QStringList fails = certainToFail(*evidence, plannedNames(state.modules.at(i), plans));
        if (!fails.isEmpty()) { // unless another upgrade was at it between the two looks
            const auto now = inspection::inspect(connection, catalog, {}, stop);
            if (!now)
                return fail(now.error());
            fails = certainToFail(*evidence, plannedNames(now->modules.at(i), plans));
        }
        for (const MigrationEvidence &one : *evidence) {
            const Contradiction contradiction = one.contradiction();
            const bool stops = fails.contains(one.name);
            if (!stops && contradiction == Contradiction::None)
                continue;
            const QString word = stops && contradiction == Contradiction::None
                ? inspection::wordFor(one.verdict)
                : inspection::wordFor(contradiction);
            (stops ? failing : others)
                << Tr::tr("%1/%2 (%3)").arg(module.manifest.id, one.name, word);
        }
    }
    return QList<PreflightLine> {thereAlreadyLine(failing, unread),
                                 contradictionsLine(others, !failing.isEmpty())};
}

} // namespace aegisx::plans
