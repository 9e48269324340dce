#include "core/inspection/evidence.h"

#include "core/base/tr.h"
#include "core/inspection/constraintmatch.h"
#include "core/inspection/examiner.h"
#include "core/inspection/searchpath.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

bool isRemark(const ObjectChange &change)
{
    return change.kind == ObjectKind::Comment || isUncheckable(change);
}

// Running it once more would leave what is there.
bool isHarmlessTwice(const ObjectChange &change)
{
    if (isValidation(change))
        return true;
    return change.change == ChangeKind::Create && change.tolerant
        && change.kind != ObjectKind::Function && change.kind != ObjectKind::View
        && change.kind != ObjectKind::Trigger;
}

using Objects = QList<const ObjectEvidence *>;

// Those that the verdict is made from: without comments, where there is anything else.
Objects mainObjects(const QList<ObjectEvidence> &all)
{
    Objects others;
    Objects remarks;
    for (const ObjectEvidence &one : all) {
        if (!isUncheckable(one.change))
            (isRemark(one.change) ? remarks : others).append(&one);
    }
    return others.isEmpty() ? remarks : others;
}

bool isGone(const ObjectEvidence &one)
{
    return one.change.change == ChangeKind::Drop || !one.supersededBy.isEmpty();
}

bool anyTelling(const Objects &objects)
{
    return std::any_of(
        objects.begin(), objects.end(), [](const ObjectEvidence *one) { return one->telling; });
}

// By something that stands there, not by something that is gone.
bool anyStanding(const Objects &objects)
{
    return std::any_of(objects.begin(), objects.end(), [](const ObjectEvidence *one) {
        return one->telling && !isGone(*one);
    });
}

// half: something that stands there is of this migration.
Verdict verdictOf(
    const MigrationEvidence &evidence, const Objects &main, bool parsed, bool opaque, bool half)
{
    const auto any = [&main](auto &&test) { return std::any_of(main.begin(), main.end(), test); };
    const bool elsewhere = any([](const ObjectEvidence *one) {
        return !one->done && one->presence == ObjectPresence::Elsewhere;
    });
    const bool missing = any([](const ObjectEvidence *one) {
        return !one->done && one->presence != ObjectPresence::Elsewhere;
    });
    const bool repeatable =
        !any([](const ObjectEvidence *one) { return !isHarmlessTwice(one->change); });
    if (parsed && missing && half)
        return Verdict::HalfDone;
    if (!parsed || opaque || (main.isEmpty() && !evidence.objects.isEmpty()))
        return Verdict::NotAnalysable;
    if (main.isEmpty())
        return Verdict::DataOnly;
    if (missing)
        return Verdict::NotDone;
    if (elsewhere)
        return Verdict::Elsewhere;
    return evidence.telling || repeatable ? Verdict::Done : Verdict::NotAnalysable;
}

} // namespace

// A DROP whose object is gone proves itself only where the object had been there.
ObjectEvidence
Examiner::weighDrop(ObjectEvidence evidence, const ObjectFinder &finder, int step) const
{
    const ObjectTrail trail = m_trails->follow(step);
    const ObjectIdentity identity = identityBefore(evidence.change);
    const bool there = evidence.change.kind == ObjectKind::Comment ? finder.hasComment(identity)
                                                                   : finder.exists(identity);
    evidence.presence = there ? ObjectPresence::Present : ObjectPresence::Missing;
    const bool replaced = trail.madeAgain && m_files.at(m_steps.at(step).migration).effective;
    if (there) {
        evidence.done = replaced;
        return evidence;
    }
    const int maker = m_firstMade.value(identity.key(), -1);
    const bool madeByUs = maker >= 0 && maker <= m_steps.at(step).migration;
    if (madeByUs)
        evidence.done = m_files.at(maker).effective || isDropProven(step);
    else
        evidence.done = !evidence.change.tolerant || isDropProven(step);
    return evidence;
}

void Examiner::checkLabels(ObjectEvidence &evidence,
                           const ObjectFinder &finder,
                           const ObjectIdentity &type) const
{
    QStringList missing;
    for (const QString &label : evidence.change.labels) {
        if (!hasLabel(finder, type, label))
            missing << label;
    }
    if (!missing.isEmpty()) {
        evidence.presence = ObjectPresence::Different;
        evidence.difference = Tr::tr("It lacks labels: %1").arg(missing.join(u", "_s));
        return;
    }
    const QStringList known = m_labels.value(evidence.change.schema % u'.' % evidence.change.name)
        + m_labels.value(type.schema % u'.' % type.name);
    QStringList more = finder.labelsOf(type);
    more.removeIf([&known](const QString &label) { return known.contains(label); });
    if (!more.isEmpty() && !evidence.change.labels.isEmpty())
        evidence.difference =
            Tr::tr("It has labels that no file of the module gives it: %1").arg(more.join(u", "_s));
}

// As it is after the latest change that shows; else as one before it.
void Examiner::weighForms(ObjectEvidence &evidence, const ObjectFinder &finder, int step) const
{
    const int migration = m_steps.at(step).migration;
    const ObjectTrail trail = m_trails->follow(step);
    const bool kept = isKept(step);
    for (qsizetype i = trail.forms.size() - 1; i >= 0; --i) {
        ObjectForm form = trail.forms.at(i);
        if (isTaken(form))
            continue;
        if (kept)
            form = {form.identity, {}, {}, form.validated};
        FoundObject found = evidence.change.kind == ObjectKind::Comment
            ? FoundObject {finder.hasComment(form.identity) ? ObjectPresence::Present
                                                            : ObjectPresence::Missing,
                           {}}
            : finder.find(form);
        if (found.presence == ObjectPresence::Missing)
            continue;
        if (evidence.presence == ObjectPresence::Missing
            || found.presence == ObjectPresence::Present) {
            evidence.presence = found.presence;
            evidence.difference = found.difference;
            evidence.unfinished = found.unfinished && i == 0;
            evidence.byName = found.byName && evidence.change.change == ChangeKind::Create
                && found.presence == ObjectPresence::Present;
            // By this name an earlier file may have made another object, to be replaced by it.
            evidence.telling =
                m_firstMade.value(form.identity.key(), migration) >= migration || i == 0;
            if (evidence.change.kind == ObjectKind::Type
                && evidence.change.change == ChangeKind::Create)
                checkLabels(evidence, finder, form.identity);
        }
        if (evidence.presence == ObjectPresence::Present)
            return;
    }
}

void Examiner::findElsewhere(ObjectEvidence &evidence, const ObjectFinder &finder, int step) const
{
    const ObjectChange &change = evidence.change;
    const bool comment = change.kind == ObjectKind::Comment; // it moved along with its object
    const bool proves = change.change == ChangeKind::Create
        && (change.kind == ObjectKind::Table || change.kind == ObjectKind::Type);
    QList<Landing> landings = proves ? credibleLandings(finder, step) : QList<Landing> {};
    const ObjectTrail trail = proves ? ObjectTrail {} : m_trails->follow(step);
    for (auto form = trail.forms.crbegin(); form != trail.forms.crend(); ++form) {
        const QStringList schemas =
            isTaken(*form) ? QStringList() : finder.otherSchemas(form->identity);
        for (const QString &schema : schemas) {
            ObjectIdentity there = form->identity;
            there.schema = schema;
            if (!comment || finder.hasComment(there))
                landings.append({schema, there.name});
        }
    }
    for (const Landing &landing : std::as_const(landings)) {
        if (!m_landed.contains(landing.schema))
            continue;
        evidence.presence = ObjectPresence::Elsewhere;
        evidence.foundSchema = landing.schema;
        evidence.foundName = landing.name;
        return;
    }
}

ObjectEvidence Examiner::weigh(const ObjectFinder &finder, int step) const
{
    ObjectEvidence evidence;
    evidence.change = m_steps.at(step).change;
    evidence.telling = true;
    if (isUncheckable(evidence.change)) {
        evidence.presence = ObjectPresence::Unchecked;
        return evidence;
    }
    if (evidence.change.change == ChangeKind::Drop)
        return weighDrop(std::move(evidence), finder, step);
    const ObjectTrail trail = m_trails->follow(step);
    weighForms(evidence, finder, step);
    const bool found = evidence.presence != ObjectPresence::Missing;
    evidence.done = evidence.presence == ObjectPresence::Present;
    if (trail.droppedAt >= 0) {
        const File &dropper = m_files.at(m_steps.at(trail.droppedAt).migration);
        if (found ? trail.madeAgain && dropper.effective : isDropProven(trail.droppedAt)) {
            evidence.done = true;
            evidence.difference.clear();
            evidence.byName = false;
            const int migration = m_steps.at(trail.droppedAt).migration;
            evidence.supersededBy = m_module.migrations.at(migration).stem;
            return evidence;
        }
    }
    if (!found)
        findElsewhere(evidence, finder, step);
    return evidence;
}

MigrationEvidence Examiner::weighFile(const ObjectFinder &finder, int migration) const
{
    const File &file = m_files.at(migration);
    const MigrationInfo &info = m_state.migrations.at(migration);
    MigrationEvidence evidence;
    evidence.name = info.name;
    evidence.state = info.state;
    evidence.changesData = file.changesData;
    for (int i = 0; i < file.stepCount; ++i) {
        ObjectEvidence one = weigh(finder, file.firstStep + i);
        const bool there = one.done || one.presence == ObjectPresence::Elsewhere
            || (one.presence == ObjectPresence::Different
                && one.change.change == ChangeKind::Create);
        const bool whole =
            one.change.change != ChangeKind::Create || one.presence == ObjectPresence::Present;
        one.telling = there && one.telling && isTelling(file.firstStep + i, whole);
        evidence.objects.append(one);
    }
    return evidence;
}

// What was dropped tells of a migration half done only where more of what was made with it stands:
// else all of it may be lost.
bool Examiner::isHalfThere(const MigrationEvidence &evidence) const
{
    const Objects main = mainObjects(evidence.objects);
    return anyStanding(main)
        || std::any_of(main.begin(), main.end(), [this](const ObjectEvidence *one) {
               const int maker = one->change.change == ChangeKind::Drop
                   ? m_firstMade.value(identityBefore(one->change).key(), -1)
                   : -1;
               return one->telling && maker >= 0 && m_files.at(maker).standing;
           });
}

void Examiner::settle(MigrationEvidence &evidence, int migration) const
{
    const File &file = m_files.at(migration);
    const Objects main = mainObjects(evidence.objects);
    evidence.telling = anyTelling(main);
    evidence.verdict = verdictOf(evidence, main, file.parsed, file.opaque, isHalfThere(evidence));
    if (evidence.verdict != Verdict::NotDone)
        return;
    evidence.telling = false;
    for (ObjectEvidence &one : evidence.objects)
        one.telling = false;
}

QList<MigrationEvidence> Examiner::judge(const CatalogSnapshot &catalog)
{
    resolve(catalog);
    noteEffects();
    const ObjectFinder finder(catalog, constraintsByOtherNames(catalog, m_steps, *m_trails));
    noteLandings(finder);
    QList<MigrationEvidence> all(m_files.size());
    for (int i = static_cast<int>(m_files.size()) - 1; i >= 0; --i) {
        all[i] = weighFile(finder, i);
        m_files[i].standing = anyStanding(mainObjects(all.at(i).objects));
        if (m_files.at(i).effective || !m_files.at(i).standing)
            continue;
        m_files[i].effective = true; // what of it is there lends weight to its own drops
        all[i] = weighFile(finder, i);
    }
    for (int i = 0; i < all.size(); ++i)
        settle(all[i], i);
    return all;
}

Result<QList<MigrationEvidence>> examine(postgres::Connection &connection,
                                         const modules::Module &module,
                                         const ModuleState &state,
                                         std::stop_token stop)
{
    Examiner examiner(module, state, searchPathOf(module.manifest, connection.facts()));
    if (const auto read = examiner.readFiles(stop); !read)
        return fail(read.error());
    const auto catalog = CatalogSnapshot::read(connection, examiner.question(), stop);
    if (!catalog)
        return fail(catalog.error());
    QList<MigrationEvidence> all = examiner.judge(*catalog);
    for (qsizetype i = 0; i < all.size(); ++i)
        all[i].halfRun = halfRunOf(module.migrations.at(i), all.at(i));
    return all;
}

} // namespace aegisx::inspection
