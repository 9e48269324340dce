#pragma once

#include "core/plans/planmove.h"
#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace aegisx::test {

// The text of a module.json.
[[nodiscard]] QByteArray
manifestOf(const QByteArray &id, const QByteArray &schema, const QByteArray &table);

// nullptr: the plan has no finding of that id. Valid as long as the plan.
[[nodiscard]] const Finding *findingOf(const plans::Plan &plan, const QString &id);
[[nodiscard]] QStringList sqlOf(const plans::PlanStep &step); // a line each

// A site whose module "inventory" is recorded as applied, with all that it makes in the schema
// public instead of inventory, as knex leaves it where the search path is not set: the type shade,
// the tables drugs and lots with 40 rows each, the view stock. The schema inventory is there, and
// empty.
class MoveSite final
{
public:
    MoveSite();

    [[nodiscard]] SiteFixture &site() { return m_site; }
    QString sql(const QByteArray &statement) const { return m_site.sql(statement); }
    [[nodiscard]] postgres::Connection connect() const { return m_site.connect(); }
    [[nodiscard]] const QString &moduleFolder() const { return m_folder; }
    [[nodiscard]] Result<plans::Plan>
    planned(const QStringList &objects, const QString &schema = QStringLiteral("inventory")) const;
    // The same where it must not fail.
    [[nodiscard]] plans::Plan plan(const QStringList &objects,
                                   const QString &schema = QStringLiteral("inventory")) const;
    runs::RunReport move(const QStringList &objects,
                         const QString &schema = QStringLiteral("inventory"));
    // "inventory/2_drugs Applied Table public.drugs > inventory.drugs", with " conflict 40:0".
    [[nodiscard]] QStringList misplaced() const;
    // Of the relations of that name, by name.
    [[nodiscard]] QString schemaOf(const QString &relation) const;

private:
    ModuleFolder m_module;
    QString m_folder;
    SiteFixture m_site;
};

} // namespace aegisx::test
