#include "core/inspection/examiner.h"

#include "core/base/tr.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/migrationfile.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

constexpr auto validMark = "|valid"_L1;
constexpr auto natureMark = "|is|"_L1;

QString objectKey(const ObjectChange &change)
{
    return identityAfter(change).key() % (change.kind == ObjectKind::Comment ? u"#"_s : QString());
}

ObjectIdentity labelOf(const ObjectIdentity &type, const QString &label)
{
    return {ObjectFamily::Label, ObjectKind::EnumLabel, type.schema, label, type.name, {}, {}};
}

// What an object is beside its name, where it can be compared; else empty.
QString natureOf(const ObjectChange &change)
{
    if (change.change != ChangeKind::Create)
        return {};
    const QString own = change.definition % u'|' % change.columns.join(u',');
    if (change.kind == ObjectKind::Index)
        return change.definition.isEmpty() ? QString() : own % u'|' % change.labels.join(u',');
    if (change.kind == ObjectKind::View)
        return change.columns.isEmpty() ? QString() : own;
    const bool unsure =
        change.type == "exclusion"_L1 || (change.type == "check"_L1 && change.definition.isEmpty());
    if (change.kind != ObjectKind::Constraint || unsure)
        return {};
    QStringList columns = change.labels;
    columns.sort();
    return change.type % u'|' % own % u'|' % columns.join(u',');
}

// What a change leaves, as text: two changes with one key leave the same.
QStringList effectKeys(const ObjectChange &change)
{
    const QString object = objectKey(change);
    QStringList keys;
    if (const QString nature = natureOf(change); !nature.isEmpty())
        keys << object % natureMark % nature;
    if (change.change != ChangeKind::Alter)
        keys << (change.change == ChangeKind::Drop ? u'-' % object : object);
    const bool typed = change.kind != ObjectKind::Comment && change.kind != ObjectKind::Constraint;
    if (typed && !change.type.isEmpty())
        keys << object % u"|type|"_s % change.type;
    if (change.notNull)
        keys << object % (*change.notNull ? u"|notnull"_s : u"|null"_s);
    if (isValidation(change))
        keys << object % validMark;
    if (change.kind == ObjectKind::Type && change.change == ChangeKind::Create) {
        for (const QString &label : change.labels)
            keys << labelOf(identityAfter(change), label).key();
    }
    return keys;
}

} // namespace

bool isUncheckable(const ObjectChange &change)
{
    return change.kind == ObjectKind::Grant
        || (change.change == ChangeKind::Alter && change.type.isEmpty() && !change.notNull
            && !change.validated);
}

Result<void> Examiner::readFiles(const std::stop_token &stop)
{
    for (const modules::ModuleFile &file : m_module.migrations) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, Tr::tr("Cancelled."));
        const auto text = modules::readMigration(file.path);
        if (!text)
            return fail(text.error());
        const auto analysis =
            modules::analyseSection(text->up, file.path, m_module.manifest.id, file.stem);
        const int migration = static_cast<int>(m_files.size());
        File one;
        one.parsed = !analysis.parseError;
        one.opaque = analysis.opaque;
        one.changesData = analysis.changesData;
        one.firstStep = static_cast<int>(m_steps.size());
        for (const ObjectChange &change : analysis.changes)
            m_steps.append({migration, change});
        one.stepCount = static_cast<int>(m_steps.size()) - one.firstStep;
        one.effective = m_state.migrations.at(migration).state == MigrationState::Applied;
        m_files.append(one);
    }
    return {};
}

CatalogQuestion Examiner::question() const
{
    CatalogQuestion question;
    question.searchPath = m_searchPath;
    for (const QString &schema : m_searchPath)
        question.schemas.insert(schema);
    for (const TrailStep &step : m_steps) {
        const ObjectChange &change = step.change;
        for (const QString &name : {change.name, change.parent, change.newName}) {
            if (!name.isEmpty())
                question.names.insert(name);
        }
        for (const QString &schema : {change.schema, change.name, change.newName}) {
            if (!schema.isEmpty()
                && (change.kind == ObjectKind::Schema || change.kind == ObjectKind::Comment))
                question.schemas.insert(schema);
        }
        if (!change.type.isEmpty() && change.kind != ObjectKind::Comment
            && change.kind != ObjectKind::Constraint)
            question.types.insert(splitType(change.type).base);
        const QStringList arguments =
            change.arguments.isEmpty() ? QStringList() : change.arguments.split(u", "_s);
        for (const QString &argument : arguments)
            question.types.insert(argument);
    }
    return question;
}

// An unqualified name is made in the first schema of the path, and found in the first that has it.
QString Examiner::schemaOf(const ObjectChange &change,
                           const ObjectFinder &finder,
                           const QSet<QString> &made) const
{
    ObjectIdentity identity = identityBefore(change);
    const bool whole = identity.family != ObjectFamily::Column
        && identity.family != ObjectFamily::Constraint && identity.family != ObjectFamily::Trigger
        && identity.family != ObjectFamily::Label;
    if (identity.family == ObjectFamily::Schema || identity.family == ObjectFamily::Extension)
        return {};
    if (change.change == ChangeKind::Create && whole && change.kind != ObjectKind::Comment
        && change.parent.isEmpty())
        return m_searchPath.first();
    if (!whole || !change.parent.isEmpty()) { // where its table or type stands
        identity.family =
            identity.family == ObjectFamily::Label ? ObjectFamily::Type : ObjectFamily::Relation;
        identity.kind = ObjectKind::Comment; // a relation of any kind
        identity.name = identity.parent;
    }
    for (const QString &schema : m_searchPath) {
        identity.schema = schema;
        if (made.contains(identity.key()))
            return schema;
    }
    for (const QString &schema : m_searchPath) {
        identity.schema = schema;
        if (finder.exists(identity))
            return schema;
    }
    return m_searchPath.first();
}

void Examiner::resolve(const CatalogSnapshot &catalog)
{
    const ObjectFinder finder(catalog);
    QSet<QString> made;
    bool ownSchema = catalog.hasSchema(m_module.manifest.schema);
    for (const TrailStep &step : std::as_const(m_steps))
        ownSchema = ownSchema
            || (step.change.kind == ObjectKind::Schema
                && identityAfter(step.change).name == m_module.manifest.schema);
    if (!ownSchema && m_searchPath.size() > 1)
        m_searchPath.removeFirst();
    for (TrailStep &step : m_steps) {
        if (step.change.schema.isEmpty())
            step.change.schema = schemaOf(step.change, finder, made);
        if (step.change.change != ChangeKind::Drop && step.change.change != ChangeKind::Alter)
            made.insert(identityAfter(step.change).key());
    }
    m_trails.emplace(m_steps);
}

void Examiner::noteEffects()
{
    for (const TrailStep &step : std::as_const(m_steps)) {
        const ObjectChange &change = step.change;
        QStringList keys = effectKeys(change);
        if (change.change == ChangeKind::Create && change.validated.value_or(false))
            keys << identityAfter(change).key() % validMark;
        for (const QString &key : std::as_const(keys)) {
            if (!m_firstLeft.contains(key))
                m_firstLeft.insert(key, step.migration);
        }
        const ObjectIdentity after = identityAfter(change);
        if (change.change != ChangeKind::Drop && change.change != ChangeKind::Alter
            && change.kind != ObjectKind::Comment && !m_firstMade.contains(after.key()))
            m_firstMade.insert(after.key(), step.migration);
        if (after.family == ObjectFamily::Label)
            m_labels[after.schema % u'.' % after.parent] << change.name << after.name;
        if (change.kind == ObjectKind::Type && change.change == ChangeKind::Create)
            m_labels[after.schema % u'.' % after.name] << change.labels;
    }
}

QList<int> Examiner::columnsMadeWith(int step) const
{
    QList<int> columns;
    const TrailStep &table = m_steps.at(step);
    const File &file = m_files.at(table.migration);
    for (int i = step; i < file.firstStep + file.stepCount; ++i) {
        const ObjectChange &change = m_steps.at(i).change;
        if (change.kind == ObjectKind::Column && change.change == ChangeKind::Create
            && change.parent == table.change.name && change.schema == table.change.schema
            && change.statement == table.change.statement)
            columns << i;
    }
    return columns;
}

// By the names that they have or had; one that a later file drops may be gone.
bool Examiner::hasColumns(const ObjectFinder &finder, int step, const ObjectIdentity &table) const
{
    bool any = false;
    const QList<int> columns = columnsMadeWith(step);
    for (const int column : columns) {
        const ObjectTrail trail = m_trails->follow(column);
        const bool there =
            std::any_of(trail.forms.begin(), trail.forms.end(), [&](const ObjectForm &form) {
                ObjectIdentity one = form.identity;
                const bool fits = one.parent == table.name && !isLeft(form);
                one.schema = table.schema;
                return fits && finder.exists(one);
            });
        if (!there && trail.droppedAt < 0)
            return false;
        any = any || there;
    }
    return any;
}

// By the names that a later file gave it, or its type.
bool Examiner::hasLabel(const ObjectFinder &finder,
                        const ObjectIdentity &type,
                        const QString &label) const
{
    if (finder.exists(labelOf(type, label)))
        return true;
    for (int i = 0; i < m_steps.size(); ++i) {
        const ObjectChange &change = m_steps.at(i).change;
        if (change.kind != ObjectKind::EnumLabel || change.change != ChangeKind::Rename
            || change.name != label)
            continue;
        const ObjectTrail trail = m_trails->follow(i);
        const auto fits = [&](const ObjectForm &form) {
            return form.identity.parent == type.name
                && finder.exists(labelOf(type, form.identity.name));
        };
        if (std::any_of(trail.forms.begin(), trail.forms.end(), fits))
            return true;
    }
    return false;
}

bool Examiner::isTaken(const ObjectForm &form) const
{
    return form.takenAt >= 0 && m_files.at(m_steps.at(form.takenAt).migration).effective;
}

bool Examiner::isLeft(const ObjectForm &form) const
{
    return form.leftAt >= 0 && m_files.at(m_steps.at(form.leftAt).migration).effective;
}

// In other schemas: a table with all its columns, or a type with all its labels.
QList<Examiner::Landing> Examiner::credibleLandings(const ObjectFinder &finder, int step) const
{
    const ObjectChange &change = m_steps.at(step).change;
    const ObjectTrail trail = m_trails->follow(step);
    const auto fits = [&](const ObjectIdentity &there) {
        if (change.kind == ObjectKind::Table)
            return hasColumns(finder, step, there);
        return !change.labels.isEmpty()
            && std::all_of(change.labels.begin(), change.labels.end(), [&](const QString &label) {
                   return hasLabel(finder, there, label);
               });
    };
    QList<Landing> credible;
    for (auto form = trail.forms.crbegin(); form != trail.forms.crend(); ++form) {
        const QStringList schemas =
            isLeft(*form) ? QStringList() : finder.otherSchemas(form->identity);
        for (const QString &schema : schemas) {
            ObjectIdentity there = form->identity;
            there.schema = schema;
            if (!m_firstMade.contains(there.key()) && fits(there)) // else the module's own
                credible.append({schema, there.name});
        }
        if (!credible.isEmpty())
            break;
    }
    return credible;
}

void Examiner::noteLandings(const ObjectFinder &finder)
{
    for (int i = 0; i < m_steps.size(); ++i) {
        const ObjectChange &change = m_steps.at(i).change;
        const bool proves = change.change == ChangeKind::Create
            && (change.kind == ObjectKind::Table || change.kind == ObjectKind::Type);
        const ObjectTrail trail = proves ? m_trails->follow(i) : ObjectTrail {};
        const bool inPlace =
            std::any_of(trail.forms.begin(), trail.forms.end(), [&](const ObjectForm &form) {
                return !isTaken(form) && finder.exists(form.identity);
            });
        if (!proves || inPlace)
            continue;
        for (const Landing &landing : credibleLandings(finder, i))
            m_landed.insert(landing.schema);
    }
}

// Made again with IF NOT EXISTS: what an earlier file made stays as it is.
bool Examiner::isKept(int step) const
{
    const ObjectChange &change = m_steps.at(step).change;
    const int migration = m_steps.at(step).migration;
    return change.change == ChangeKind::Create && change.tolerant
        && (change.kind == ObjectKind::Index || change.kind == ObjectKind::Constraint)
        && m_firstMade.value(identityAfter(change).key(), migration) < migration;
}

bool Examiner::isTelling(int step, bool whole) const
{
    const ObjectChange &change = m_steps.at(step).change;
    const bool common = change.tolerant
        && (change.kind == ObjectKind::Schema || change.kind == ObjectKind::Extension);
    if (isUncheckable(change) || common)
        return false;
    QStringList keys = whole ? effectKeys(change) : QStringList {objectKey(change)};
    if (isKept(step))
        keys.removeIf([](const QString &key) { return key.contains(natureMark); });
    return std::any_of(keys.begin(), keys.end(), [&](const QString &key) {
        return m_firstLeft.value(key) == m_steps.at(step).migration;
    });
}

bool Examiner::isDropProven(int dropStep) const
{
    for (qsizetype i = m_steps.at(dropStep).migration; i < m_files.size(); ++i) {
        if (m_files.at(i).effective)
            return true;
    }
    return false;
}

} // namespace aegisx::inspection
