#pragma once

#include "core/base/finding.h"
#include "core/inspection/evidence.h"
#include "core/inspection/lockview.h"
#include "core/inspection/sitestate.h"
#include "core/modules/modulecatalog.h"
#include "core/plans/plan.h"
#include "core/runs/runreport.h"
#include "core/sites/siteprofile.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace aegisx::cli {

// The JSON documents of --json. Stable: described in docs/cli.md and docs/cli.schema.json, and
// checked against that schema by a test.
[[nodiscard]] QJsonObject statusDocument(const inspection::SiteState &state,
                                         const modules::ModuleCatalog &catalog,
                                         const QString &site,
                                         const QStringList &onlyModules);
[[nodiscard]] QJsonObject planDocument(const plans::Plan &plan, const QString &site, bool withSql);
[[nodiscard]] QJsonObject
runDocument(const runs::RunReport &report, const QString &site, const Findings &findings);
[[nodiscard]] QJsonObject errorDocument(const Error &error);
[[nodiscard]] QJsonObject profileJson(const sites::SiteProfile &profile); // without any password
[[nodiscard]] QJsonValue environmentJson(std::optional<Environment> environment);
[[nodiscard]] QJsonObject environmentDocument(const inspection::SiteState &state,
                                              const QString &site,
                                              std::optional<Environment> expected);
[[nodiscard]] QJsonObject locksDocument(const inspection::LockView &view,
                                        const inspection::SiteState &state,
                                        const QString &site);
// One module of the document "evidence"; the objects only where they are asked for.
[[nodiscard]] QJsonObject evidenceJson(const QString &module,
                                       const QList<inspection::MigrationEvidence> &evidence,
                                       bool withObjects);
[[nodiscard]] QJsonObject serverJson(const postgres::ServerFacts &server);

} // namespace aegisx::cli
