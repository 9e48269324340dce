#pragma once

#include "core/inspection/evidence.h"
#include "core/plans/plan.h"

#include <QStringList>

#include <stop_token>

namespace aegisx::plans {

// Writes the tracking rows of migrations as knex would, or deletes them, and runs nothing of
// theirs. The findings say for each what the catalog proves, object by object; what it does not
// prove needs a reason, which goes to the audit trail with the evidence. What is recorded as asked
// already is left out. Reads the files and asks the database; blocks. Errors: NotFound (no such
// module or migration), Usage (neither names nor "provable"), InvalidInput (the batch), Refused
// (not proven and no reason given; the server), Locked, and those of inspection::examine().
[[nodiscard]] Result<Plan> planMark(postgres::Connection &connection,
                                    const modules::ModuleCatalog &catalog,
                                    const inspection::SiteState &state,
                                    const MarkRequest &request,
                                    std::stop_token stop = {});

// Of a MarkRequest for all that is provable whose plan is empty although migrations of the module
// are left that are recorded the other way: translated. Else empty.
[[nodiscard]] QString noneProven(const inspection::SiteState &state, const MarkRequest &request);

// For the audit trail, hence not translated but for what the person typed:
// "made by hand [evidence: notDone, 0/3]".
[[nodiscard]] QString reasonWith(const QString &typed,
                                 const inspection::MigrationEvidence &evidence);

// What of a migration speaks against the mark, a translated sentence for each object: what is
// missing or different, or, of one that is to be marked as pending, what is there. The columns of a
// table that is named are not.
[[nodiscard]] QStringList objectsAgainst(const inspection::MigrationEvidence &evidence,
                                         bool pending);

} // namespace aegisx::plans
