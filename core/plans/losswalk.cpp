#include "core/plans/losswalk.h"

#include "core/modules/functionlosses.h"
#include "core/modules/narrowing.h"
#include "core/plans/losses.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::Loss;
using modules::LossKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

constexpr int deepestCall = 8;

// The schemas of a search path as makeStep() writes it: quoted names.
QStringList schemasOf(const QString &searchPath)
{
    QStringList schemas;
    for (QString schema : searchPath.split(u',', Qt::SkipEmptyParts)) {
        schema = schema.trimmed();
        if (schema.startsWith(u'"'))
            schema = schema.mid(1, schema.size() - 2).replace(u"\"\""_s, u"\""_s);
        schemas << schema;
    }
    return schemas;
}

bool isRelation(ObjectKind kind)
{
    return kind == ObjectKind::Table || kind == ObjectKind::MaterializedView
        || kind == ObjectKind::View;
}

} // namespace

LossWalk::LossWalk(const LossCatalog &catalog, const Plan &plan, const Reaches &reaches)
    : m_catalog(catalog), m_plan(plan), m_reaches(reaches)
{
    for (const CatalogTable &table : catalog.tables())
        m_names.insert(table.title(), table.oid);
}

void LossWalk::go()
{
    for (m_step = 0; m_step < m_plan.steps.size(); ++m_step)
        takeStep(m_plan.steps.at(m_step));
}

void LossWalk::takeStep(const PlanStep &step)
{
    m_path = schemasOf(step.searchPath);
    const auto count = std::max<qsizetype>(step.statements.size(), 1);
    for (m_statement = 0; m_statement < count; ++m_statement) {
        QList<Loss> later; // a block may rename a table and then drop it under the new name
        for (const Loss &loss : step.losses) {
            if (loss.statement == m_statement && !takeLoss(loss))
                later.append(loss);
        }
        for (const ObjectChange &change : step.changes) {
            if (change.statement == m_statement)
                takeChange(change, step);
        }
        for (const Loss &loss : std::as_const(later))
            [[maybe_unused]] const bool found = takeLoss(loss);
    }
}

std::optional<LossWalk::Named> LossWalk::find(const QString &schema, const QString &name) const
{
    const QStringList schemas = schema.isEmpty() ? m_path : QStringList {schema};
    for (const QString &one : schemas) {
        const auto found = m_names.constFind(one % u'.' % name);
        if (found != m_names.cend())
            return Named {*found, found.key()};
    }
    return {};
}

void LossWalk::takeChange(const ObjectChange &change, const PlanStep &step)
{
    if (change.change == ChangeKind::Create && change.kind == ObjectKind::Function)
        return takeFunction(change, step);
    if (change.change == ChangeKind::Rename || change.change == ChangeKind::SetSchema)
        return takeRename(change);
    if (!isRelation(change.kind))
        return;
    const auto found = find(change.schema, change.name);
    if (change.change == ChangeKind::Drop && found)
        m_names.remove(found->key);
    if (change.change == ChangeKind::Create && !(change.tolerant && found))
        m_names.insert(
            (change.schema.isEmpty() ? m_path.value(0) : change.schema) % u'.' % change.name, 0);
}

void LossWalk::takeRename(const ObjectChange &change)
{
    if (change.kind == ObjectKind::Column) {
        const auto table = find(change.schema, change.parent);
        if (table && table->oid != 0)
            m_renamedColumns[table->oid].insert(change.newName,
                                                originalColumn(table->oid, change.name));
        return;
    }
    if (change.kind == ObjectKind::Schema) {
        const QString before = change.name % u'.';
        const auto names = m_names.keys();
        for (const QString &name : names) {
            if (name.startsWith(before))
                m_names.insert(change.newName % u'.' % name.mid(before.size()), m_names.take(name));
        }
        return;
    }
    const auto table = isRelation(change.kind) ? find(change.schema, change.name) : std::nullopt;
    if (!table)
        return;
    m_names.remove(table->key);
    const QString schema = table->key.chopped(change.name.size() + 1);
    m_names.insert(change.change == ChangeKind::Rename ? schema % u'.' % change.newName
                                                       : change.newName % u'.' % change.name,
                   table->oid);
}

void LossWalk::takeFunction(const ObjectChange &change, const PlanStep &step)
{
    const auto body = change.statement < step.statements.size()
        ? modules::functionLosses(step.statements.at(change.statement).sql)
        : std::nullopt;
    m_functions[change.name].append(
        body ? body->losses
             : Body {{LossKind::Unreadable, {}, change.name, {}, {}, false, 0}}); // made in a block
}

QString LossWalk::originalColumn(qint64 table, const QString &column) const
{
    return m_renamedColumns.value(table).value(column, column);
}

bool LossWalk::takeLoss(const Loss &loss)
{
    switch (loss.kind) {
    case LossKind::DropTable:
    case LossKind::DropView:
    case LossKind::Truncate:
    case LossKind::Delete:
    case LossKind::DeleteSome:
    case LossKind::DisableTrigger:
        return takeTableLoss(loss);
    case LossKind::DropColumn:
    case LossKind::Update:
    case LossKind::NarrowType:
        return takeColumnLoss(loss);
    case LossKind::DropSchema:
    case LossKind::DropType:
    case LossKind::DropFunction:
    case LossKind::DropExtension:
    case LossKind::DropOwned:
        return takeDrop(loss, 0);
    case LossKind::ReplicationRole:
        addObject(loss, true);
        return true;
    case LossKind::WriteOver: // no statement says it
        return true;
    case LossKind::Unreadable:
        break;
    }
    return takeCall(loss);
}

bool LossWalk::takeTableLoss(const Loss &loss)
{
    const auto named = find(loss.schema, loss.name);
    if (!named)
        return false;
    if (named->oid == 0) { // made by the plan: nobody's rows
        if (loss.kind == LossKind::DropTable || loss.kind == LossKind::DropView)
            m_names.remove(named->key);
        return true;
    }
    if (loss.kind == LossKind::DropTable || loss.kind == LossKind::DropView)
        return takeDrop(loss, named->oid);
    takeRows(loss, named->oid);
    return true;
}

void LossWalk::takeRows(const Loss &loss, qint64 table, const QString &from)
{
    const bool deletes = loss.kind == LossKind::Delete || loss.kind == LossKind::DeleteSome;
    if (deletes && m_catalog.find(table)->kind == u'v')
        return takeView(loss, table);
    add(loss.kind, table, from);
    if (loss.kind != LossKind::DisableTrigger)
        takeReachOf(loss, table);
}

// What a DELETE or UPDATE of a view does to tables.
void LossWalk::takeView(const Loss &loss, qint64 view)
{
    const CatalogView one = m_catalog.views().find(view);
    const QString title = m_catalog.find(view)->title();
    const bool updates = loss.kind == LossKind::Update;
    if (one.source && m_catalog.find(one.base)) {
        Loss below = loss;
        below.only = one.source->only;
        below.column = one.source->columns.value(loss.column);
        if (updates && one.source->everyRow)
            takeColumn(below, one.base, title);
        if (updates)
            return;
        if (!one.source->everyRow)
            below.kind = LossKind::DeleteSome;
        return takeRows(below, one.base, title);
    }
    if (updates) // rules and triggers work row by row
        return addObject({LossKind::Unreadable,
                          m_catalog.find(view)->schema,
                          m_catalog.find(view)->name,
                          {},
                          {},
                          false,
                          m_statement},
                         false);
    takeViewTriggers(loss, one);
    const QList<qint64> tables = m_catalog.views().under(view);
    for (const qint64 table : tables) {
        const CatalogTable *known = m_catalog.find(table);
        if (known && known->kind != u'v')
            takeRows({LossKind::DeleteSome, known->schema, known->name, {}, {}}, table, title);
    }
}

void LossWalk::takeViewTriggers(const Loss &loss, const CatalogView &view)
{
    for (const CatalogView::Trigger &trigger : view.triggers) {
        if (!trigger.onDelete)
            continue;
        const Loss call {
            LossKind::Unreadable, trigger.schema, trigger.function, {}, {}, false, loss.statement};
        if (!trigger.losses)
            addObject(call, false);
        else if (m_depth < deepestCall) [[maybe_unused]]
            const bool readable = takeBodies(QList<Body> {*trigger.losses}, call);
    }
}

// Through foreign keys: TRUNCATE CASCADE takes every table that refers to one it takes, DELETE the
// rows of those whose key says so.
void LossWalk::takeReachOf(const Loss &loss, qint64 table)
{
    const bool truncates = loss.kind == LossKind::Truncate;
    const QString from = m_catalog.find(table)->title();
    QList<qint64> reached = loss.only ? QList<qint64> {} : m_catalog.children(table);
    for (const qint64 child : std::as_const(reached)) {
        const bool counted = !m_catalog.find(child) || m_catalog.find(child)->partition;
        if (!counted)
            add(loss.kind, child, from);
        else if (loss.kind != LossKind::DeleteSome)
            m_emptied.insert(child); // with its parent
    }
    if (truncates && !loss.cascade)
        return;
    QSet<qint64> seen {table};
    reached.prepend(table);
    for (qsizetype i = 0; i < reached.size(); ++i) {
        const auto referencing = m_catalog.referencing(reached.at(i), !truncates);
        for (const qint64 one : referencing) {
            const qint64 root = m_catalog.rootOf(one);
            if (seen.contains(root) || !m_catalog.find(root))
                continue;
            seen.insert(root);
            reached.append(root);
            add(truncates ? LossKind::Truncate : LossKind::DeleteSome, root, from);
        }
    }
}

bool LossWalk::takeColumnLoss(const Loss &loss)
{
    const auto table = find(loss.schema, loss.name);
    if (!table)
        return false;
    if (table->oid == 0) // made by the plan
        return true;
    takeColumn(loss, table->oid);
    return true;
}

void LossWalk::takeColumn(const Loss &loss, qint64 table, const QString &from)
{
    if (m_catalog.find(table)->kind == u'v')
        return loss.kind == LossKind::Update ? takeView(loss, table) : void();
    const QString column = originalColumn(table, loss.column);
    const auto type = m_catalog.columnType(table, column);
    if (!type || m_lostColumns.contains({table, column}))
        return; // made by the plan
    if (loss.kind == LossKind::DropColumn && loss.cascade) {
        Loss drop = loss;
        drop.column = column;
        [[maybe_unused]] const bool found = takeDrop(drop, table);
        return;
    }
    if (loss.kind == LossKind::NarrowType && !modules::mayHoldLess(*type, loss.newType))
        return;
    addColumn(loss.kind, table, column, from);
    if (loss.only || loss.kind == LossKind::DropColumn)
        return;
    const auto children = m_catalog.children(table);
    for (const qint64 child : children) {
        if (m_catalog.find(child) && !m_catalog.find(child)->partition) // else counted with it
            addColumn(loss.kind, child, column, m_catalog.find(table)->title());
    }
}

bool LossWalk::takeDrop(const Loss &loss, qint64 table)
{
    const bool inSchema = loss.kind == LossKind::DropType || loss.kind == LossKind::DropFunction;
    const LossCatalog::Drop drop {loss.kind,
                                  table,
                                  !inSchema                   ? u"any"_s
                                      : loss.schema.isEmpty() ? m_path.join(QChar(1))
                                                              : loss.schema,
                                  loss.name,
                                  loss.column,
                                  loss.cascade};
    const auto known = m_reaches.constFind(drop.key());
    if (known == m_reaches.cend()) {
        m_unknown.append(drop);
        return true;
    }
    if (!known->exists)
        return table != 0;
    const QString title = table != 0 ? m_catalog.find(table)->title()
        : loss.schema.isEmpty()      ? loss.name
                                     : loss.schema % u'.' % loss.name;
    if (table != 0 && !loss.column.isEmpty())
        addColumn(LossKind::DropColumn, table, loss.column);
    else if (table != 0)
        add(loss.kind, table);
    else
        addObject(loss, true);
    takeReached(known->reached, {table, loss.column}, title);
    return true;
}

// What goes with a dropped object, which is named itself already.
void LossWalk::takeReached(const QList<Reached> &reached, const Reached &self, const QString &title)
{
    QSet<qint64> whole;
    for (const Reached &one : reached) {
        if (one.column.isEmpty())
            whole.insert(one.oid);
    }
    for (const Reached &one : reached) {
        const CatalogTable *table = m_catalog.find(one.oid);
        const bool itself = one.oid == self.oid && one.column == self.column;
        if (!table || itself || (!one.column.isEmpty() && whole.contains(one.oid)))
            continue;
        if (!one.column.isEmpty())
            addColumn(LossKind::DropColumn, one.oid, one.column, title);
        else if (table->partition && whole.contains(m_catalog.rootOf(one.oid)))
            m_emptied.insert(one.oid); // counted with its parent
        else
            add(table->kind == u'm' || table->kind == u'v' ? LossKind::DropView
                                                           : LossKind::DropTable,
                one.oid,
                title);
    }
    for (auto it = m_names.begin(); it != m_names.end();)
        it = *it != 0 && whole.contains(*it) ? m_names.erase(it) : std::next(it);
}

bool LossWalk::takeCall(const Loss &loss)
{
    if (loss.name.isEmpty() || m_depth >= deepestCall) {
        addObject(loss, false);
        return true;
    }
    QList<Body> bodies = m_functions.value(loss.name);
    if (bodies.isEmpty()) {
        const auto functions = m_catalog.functions(loss.name);
        for (const CatalogFunction &function : functions) {
            if (!loss.schema.isEmpty() && function.schema != loss.schema)
                continue;
            const auto body =
                function.harmless ? std::nullopt : modules::functionLosses(function.definition);
            bodies.append(function.harmless ? Body {}
                              : body        ? body->losses
                                     : Body {{LossKind::Unreadable, {}, {}, {}, {}, false, 0}});
        }
    }
    if (bodies.isEmpty() || !takeBodies(bodies, loss))
        addObject(loss, false);
    return true;
}

// False where one of them does what cannot be read.
bool LossWalk::takeBodies(const QList<Body> &bodies, const Loss &call)
{
    bool readable = true;
    ++m_depth;
    for (const Body &body : bodies) {
        for (const Loss &loss : body) {
            const bool itself = loss.kind == LossKind::Unreadable
                && (loss.name.isEmpty() || loss.name == call.name);
            if (itself)
                readable = false;
            else [[maybe_unused]]
                const bool found = takeLoss(loss);
        }
    }
    --m_depth;
    return readable;
}

void LossWalk::add(LossKind kind, qint64 table, const QString &from)
{
    const bool rows = takesRows(kind);
    const bool empty = rows && m_emptied.contains(table);
    const bool drops = kind == LossKind::DropTable || kind == LossKind::DropView;
    if (empty && !drops)
        return; // told already
    const CatalogTable &one = *m_catalog.find(table);
    ExpectedLoss loss {kind, m_step, m_statement, one.schema, one.name, {}, from, {}, true};
    loss.plainView = one.kind == u'v';
    if (!rows || empty || loss.plainView)
        loss.rows = 0;
    if (rows && kind != LossKind::DeleteSome)
        m_emptied.insert(table);
    m_losses.append(loss);
}

void LossWalk::addColumn(LossKind kind, qint64 table, const QString &column, const QString &from)
{
    const CatalogTable &one = *m_catalog.find(table);
    ExpectedLoss loss {kind, m_step, m_statement, one.schema, one.name, column, from, {}, true};
    if (m_emptied.contains(table))
        loss.rows = 0;
    if (kind == LossKind::DropColumn)
        m_lostColumns.insert({table, column});
    const bool told = std::any_of(m_losses.begin(), m_losses.end(), [&](const auto &other) {
        return other.kind == kind && other.step == m_step && other.statement == m_statement
            && other.schema == one.schema && other.name == one.name && other.column == column;
    });
    if (!told)
        m_losses.append(loss);
}

// What is no table: known objects hold no rows of their own, of the others nothing is known.
void LossWalk::addObject(const Loss &loss, bool known)
{
    ExpectedLoss object {
        loss.kind, m_step, m_statement, loss.schema, loss.name, loss.column, {}, {}, true};
    if (known)
        object.rows = 0;
    for (const ExpectedLoss &other : std::as_const(m_losses)) {
        if (other.kind == object.kind && other.step == m_step && other.statement == m_statement
            && other.schema == object.schema && other.name == object.name)
            return;
    }
    m_losses.append(object);
}

} // namespace aegisx::plans
