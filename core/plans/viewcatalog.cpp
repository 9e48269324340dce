#include "core/plans/viewcatalog.h"

#include "core/modules/functionlosses.h"

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using postgres::Command;
using postgres::Rows;

namespace {

constexpr auto userViews =
    "c.relkind = 'v' AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'";

// 4 and 16: the server takes an UPDATE and a DELETE of it to its one relation. It says so of a view
// with INSTEAD rules as well.
constexpr auto viewsSql = R"(
SELECT c.oid::int8, pg_get_viewdef(c.oid)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE pg_relation_is_updatable(c.oid, false) & 20 = 20
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite w
                    WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
                    WHERE t.tgrelid = c.oid AND t.tgtype & 64 <> 0)
   AND )";

constexpr auto usesSql = R"(
SELECT DISTINCT c.oid::int8, b.oid::int8, b.relname, bn.nspname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> c.oid
  JOIN pg_catalog.pg_class b ON b.oid = d.refobjid AND b.relkind IN ('r', 'p', 'v')
  JOIN pg_catalog.pg_namespace bn ON bn.oid = b.relnamespace
 WHERE )";

// 64: INSTEAD OF, 8: DELETE.
constexpr auto triggersSql = R"(
SELECT c.oid::int8, t.tgtype & 8 <> 0, pn.nspname, p.proname,
       CASE WHEN l.lanname = 'plpgsql' THEN pg_get_functiondef(p.oid) END
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND t.tgtype & 64 <> 0
  JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE )";

// What it loses, where all of it can be read.
std::optional<QList<modules::Loss>> lossesOf(const QByteArray &definition)
{
    const auto found = modules::functionLosses(definition);
    if (!found)
        return {};
    for (const modules::Loss &loss : found->losses) {
        if (loss.kind == modules::LossKind::Unreadable)
            return {};
    }
    return found->losses;
}

} // namespace

std::vector<Command> ViewCatalog::commands()
{
    return {{QByteArray(viewsSql) + userViews, {}},
            {QByteArray(usesSql) + userViews, {}},
            {QByteArray(triggersSql) + userViews, {}}};
}

void ViewCatalog::take(const Rows &views, const Rows &uses, const Rows &triggers)
{
    for (int row = 0; row < views.count(); ++row)
        m_views[views.number(row, 0)].source = modules::viewSource(views.text(row, 1).toUtf8());
    for (int row = 0; row < uses.count(); ++row) {
        CatalogView &view = m_views[uses.number(row, 0)];
        view.uses.append(uses.number(row, 1));
        const bool named = view.source && view.source->name == uses.text(row, 2)
            && (view.source->schema.isEmpty() || view.source->schema == uses.text(row, 3));
        if (!named)
            continue;
        if (view.base != 0) // another one of that name: which, the text does not say
            view.source.reset();
        view.base = uses.number(row, 1);
    }
    for (int row = 0; row < triggers.count(); ++row)
        m_views[triggers.number(row, 0)].triggers.append(
            {triggers.boolean(row, 1),
             triggers.text(row, 2),
             triggers.text(row, 3),
             lossesOf(triggers.text(row, 4).toUtf8())});
}

QList<qint64> ViewCatalog::under(qint64 oid) const
{
    QList<qint64> tables;
    QList<qint64> seen {oid};
    for (qsizetype i = 0; i < seen.size(); ++i) {
        const auto view = m_views.constFind(seen.at(i));
        const QList<qint64> uses = view == m_views.cend() ? QList<qint64> {} : view->uses;
        if (uses.isEmpty() && i > 0)
            tables.append(seen.at(i));
        for (const qint64 one : uses) {
            if (!seen.contains(one))
                seen.append(one);
        }
    }
    return tables;
}

} // namespace aegisx::plans
