#pragma once

#include "core/inspection/lockview.h"
#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/plans/plan.h"
#include "core/postgres/connection.h"
#include "core/runs/runner.h"

#include <QString>
#include <QStringList>

namespace aegisx::test {

// A fresh database of the test cluster, with the ways a test walks through the program. Whatever
// the test does not expect to fail ends the test program with the reason.
class SiteFixture final
{
public:
    explicit SiteFixture(const QStringList &moduleFolders);

    [[nodiscard]] postgres::Connection connect() const;
    [[nodiscard]] inspection::SiteState inspect() const;
    [[nodiscard]] inspection::LockView locks() const;
    [[nodiscard]] plans::Plan migratePlan(const plans::MigrateRequest &request = {}) const;
    [[nodiscard]] plans::Plan rollbackPlan(const plans::RollbackRequest &request = {}) const;
    [[nodiscard]] plans::Plan seedPlan(const plans::SeedRequest &request = {}) const;

    // Runs on a connection of its own; the events come back as lines "Kind module/name text".
    runs::RunReport run(const plans::Plan &plan, const runs::RunOptions &options = {});
    [[nodiscard]] QStringList events() const { return m_events; }
    void reload(); // reads the module folders again

    // As the superuser: the first value of the last result.
    QString sql(const QByteArray &statement) const;
    // "name:batch, name:batch" by id.
    [[nodiscard]] QString recorded(const QString &table = QStringLiteral("knex_migrations")) const;
    [[nodiscard]] QString lockRows(const QString &table = QStringLiteral("knex_migrations")) const;
    // The test's tables (named t_...), by name.
    [[nodiscard]] QString tables() const;
    [[nodiscard]] const QString &database() const { return m_database; }
    [[nodiscard]] const modules::ModuleCatalog &catalog() const { return m_catalog; }

private:
    [[nodiscard]] plans::Plan withLosses(plans::Plan plan) const;

    QStringList m_folders;
    QString m_database;
    modules::ModuleCatalog m_catalog;
    QStringList m_events;
};

} // namespace aegisx::test
