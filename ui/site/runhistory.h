#pragma once

#include "core/inspection/sitehistory.h"
#include "core/reports/reportdocument.h"
#include "core/sites/siteprofile.h"
#include "core/sites/sitestore.h"
#include "ui/models/historymodel.h"

#include <QHash>
#include <QList>

namespace aegisx::ui {

// Both histories as one, newest first; a run that is in both counts once, as this computer's.
// runIds keeps what was looked up in the store. Blocks briefly on the store.
[[nodiscard]] QList<HistoryRun> mergeRuns(sites::SiteStore &store,
                                          const QList<sites::RunRecord> &records,
                                          const QList<inspection::SiteRun> &siteRuns,
                                          QHash<QString, QString> &runIds);

// The report of a run of this computer, as it was kept. Errors: NotFound, Io, InvalidInput.
[[nodiscard]] Result<reports::SiteReport> keptReport(sites::SiteStore &store,
                                                     const sites::SiteProfile &profile,
                                                     Era era,
                                                     const HistoryRun &run);

// What can be told of a run of another computer, which must be one that canOpen().
[[nodiscard]] reports::SiteReport reportOf(const sites::SiteProfile &profile,
                                           Era era,
                                           const HistoryRun &run,
                                           const QList<inspection::SiteRunStep> &steps);

} // namespace aegisx::ui
