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

// withoutDrops: by something that stands there, not by something that is gone.
bool anyTelling(const Objects &objects, bool withoutDrops)
{
    return std::any_of(objects.begin(), objects.end(), [withoutDrops](const ObjectEvidence *one) {
        const bool gone = one->change.change == ChangeKind::Drop || !one->supersededBy.isEmpty();
        return one->telling && !(gone && withoutDrops);
    });
}

Verdict verdictOf(const MigrationEvidence &evidence, const Objects &main, bool parsed, bool opaque)
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
    if (parsed && missing && evidence.telling)
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
    const auto has = [&](const QString &label) {
        return finder.exists(
            {ObjectFamily::Label, ObjectKind::EnumLabel, type.schema, label, type.name, {}, {}});
    };
    QStringList missing;
    for (const QString &label : evidence.change.labels) {
        const bool renamed = std::any_of(m_steps.begin(), m_steps.end(), [&](const TrailStep &one) {
            return one.change.kind == ObjectKind::EnumLabel
                && one.change.change == ChangeKind::Rename && one.change.name == label
                && one.change.parent == type.name && has(one.change.newName);
        });
        if (!has(label) && !renamed)
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
    const bool proves = change.change == ChangeKind::Create
        && (change.kind == ObjectKind::Table || change.kind == ObjectKind::Type);
    QStringList schemas;
    if (change.kind == ObjectKind::Comment) // it moved along with its object
        schemas = QStringList(m_landed.begin(), m_landed.end());
    else
        schemas =
            proves ? credibleSchemas(finder, step) : finder.otherSchemas(identityAfter(change));
    for (const QString &schema : std::as_const(schemas)) {
        ObjectIdentity there = identityAfter(change);
        there.schema = schema;
        if (!m_landed.contains(schema)
            || (change.kind == ObjectKind::Comment && !finder.hasComment(there)))
            continue;
        evidence.presence = ObjectPresence::Elsewhere;
        evidence.foundSchema = schema;
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

MigrationEvidence Examiner::judgeFile(const ObjectFinder &finder, int migration) const
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
    const QList<const ObjectEvidence *> main = mainObjects(evidence.objects);
    evidence.telling = anyTelling(main, false);
    evidence.verdict = verdictOf(evidence, main, file.parsed, file.opaque);
    return evidence;
}

QList<MigrationEvidence> Examiner::judge(const CatalogSnapshot &catalog)
{
    resolve(catalog);
    noteEffects();
    const ObjectFinder finder(catalog, constraintsByOtherNames(catalog, m_steps, *m_trails));
    noteLandings(finder);
    QList<MigrationEvidence> all(m_files.size());
    for (int i = static_cast<int>(m_files.size()) - 1; i >= 0; --i) {
        all[i] = judgeFile(finder, i);
        if (m_files.at(i).effective || !anyTelling(mainObjects(all.at(i).objects), true))
            continue;
        m_files[i].effective = true; // what of it is there lends weight to its own drops
        all[i] = judgeFile(finder, i);
    }
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
    return examiner.judge(*catalog);
}

} // namespace aegisx::inspection
