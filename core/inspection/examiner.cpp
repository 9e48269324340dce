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

QList<ObjectChange> Examiner::columnsMadeWith(int step) const
{
    QList<ObjectChange> columns;
    const TrailStep &table = m_steps.at(step);
    const File &file = m_files.at(table.migration);
    for (int i = step; i < file.firstStep + file.stepCount; ++i) {
        const ObjectChange &change = m_steps.at(i).change;
        if (change.kind == ObjectKind::Column && change.change == ChangeKind::Create
            && change.parent == table.change.name && change.schema == table.change.schema
            && change.statement == table.change.statement)
            columns << change;
    }
    return columns;
}

// The other schemas that hold a table with all its columns, or a type with all its labels.
QStringList Examiner::credibleSchemas(const ObjectFinder &finder, int step) const
{
    const ObjectChange &change = m_steps.at(step).change;
    QStringList credible;
    for (const QString &schema : finder.otherSchemas(identityAfter(change))) {
        ObjectIdentity there = identityAfter(change);
        there.schema = schema;
        if (m_firstMade.contains(there.key()))
            continue; // the module has one there as well
        const auto has = [&](ObjectIdentity part) {
            part.schema = schema;
            return finder.exists(part);
        };
        const QList<ObjectChange> columns = columnsMadeWith(step);
        const bool fits =
            std::all_of(columns.begin(), columns.end(), [&has](const ObjectChange &column) {
                return has(identityAfter(column));
            });
        const bool labelled =
            std::all_of(change.labels.begin(), change.labels.end(), [&](const QString &label) {
                return has({ObjectFamily::Label,
                            ObjectKind::EnumLabel,
                            {},
                            label,
                            identityAfter(change).name,
                            {},
                            {}});
            });
        const bool proves =
            change.kind == ObjectKind::Table ? !columns.isEmpty() : !change.labels.isEmpty();
        if (fits && (change.kind == ObjectKind::Table || labelled) && proves)
            credible << schema;
    }
    return credible;
}

void Examiner::noteLandings(const ObjectFinder &finder)
{
    for (int i = 0; i < m_steps.size(); ++i) {
        const ObjectChange &change = m_steps.at(i).change;
        const bool proves = change.change == ChangeKind::Create
            && (change.kind == ObjectKind::Table || change.kind == ObjectKind::Type);
        if (!proves || finder.exists(identityAfter(change)))
            continue;
        for (const QString &schema : credibleSchemas(finder, i))
            m_landed.insert(schema);
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
    QStringList keys = effectKeys(change);
    if (!whole || isKept(step))
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
