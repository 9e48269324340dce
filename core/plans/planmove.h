#pragma once

#include "core/plans/plan.h"

#include <stop_token>

namespace aegisx::plans {

// ALTER ... SET SCHEMA for each object, all in one transaction, with the lock of the modules they
// belong to; a table's rows are counted before and after. Findings say what would break, what
// stays behind, who is waited for and what cannot be known. What stands in the schema already is
// left out; empty where all of it does. Asks the database, reads the migrations; blocks. Errors:
// those of analyseMoves(); Refused (a name that is taken, with both sides in the text; a missing
// right; no such schema; the bookkeeping; the server), Locked.
[[nodiscard]] Result<Plan> planMove(postgres::Connection &connection,
                                    const modules::ModuleCatalog &catalog,
                                    const inspection::SiteState &state,
                                    const MoveRequest &request,
                                    std::stop_token stop = {});

// From a step's name, "public.drugs -> inventory.drugs", to its two sides; nullopt: not of a move.
struct MoveStep {
    QString from;
    QString to;
};
[[nodiscard]] QString moveStepName(const MoveStep &step);
[[nodiscard]] std::optional<MoveStep> readMoveStep(const QString &stepName);

// The requests that undo the steps of these names, the last one first: one for each schema that
// something came from.
[[nodiscard]] QList<MoveRequest> moveBack(const QStringList &stepNames);

} // namespace aegisx::plans
