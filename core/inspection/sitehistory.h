#pragma once

#include "core/base/result.h"
#include "core/postgres/connection.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <stop_token>

namespace aegisx::inspection {

// The site's own history, as every computer that changed it left it in aegisx_site. What a
// person reads is not translated here: operation and outcome are the keys of plans::Operation
// and runs::Outcome, "Migrate", "Done".

struct SiteRun {
    QString runId;
    QString operation;
    QString outcome; // empty: it is going on, or ended without saying how
    QString who; // user@computer
    QString program; // "AegisX Site Manager 0.1.0"
    QDateTime startedAt;
    QDateTime finishedAt; // invalid where outcome is empty
    QString detail; // of a failure: message, file and line
    int steps = 0; // those that are in the database
    int backendPid = 0; // of its session, while it is going on
};

struct SiteRunStep {
    QString module; // empty: the site as a whole
    QString name;
    QString direction; // up, down, seed, setenvironment, markcompleted ...
    qint64 microseconds = 0;
    QDateTime finishedAt;
    QString sha256;
    QString outcome = QStringLiteral("Done"); // Failed, Refused, Cancelled: it is not there
    QString detail; // of a failure
    QString reason; // that a person gave; of a lock or a session: what was known of it
};

// Who brought a migration into the database.
struct AppliedBy {
    QString who;
    qint64 microseconds = 0;
    QDateTime finishedAt;
    QString runId;
    QString sha256; // of the file then; empty: not known
    QString fingerprint; // of its meaning
};

// All three block and write nothing, and read the log of every version. Where the schema is not
// there, or may not be read, the answer is empty. Errors: a connection failure, Database,
// Cancelled.

// What to say where SiteState::historyHidden is set.
[[nodiscard]] Error hiddenHistoryError();

// Newest first.
[[nodiscard]] Result<QList<SiteRun>>
readSiteRuns(postgres::Connection &connection, int limit, std::stop_token stop = {});
// In the order they were carried out, and last the one that failed, which version 1 does not know;
// empty for an id that is none.
[[nodiscard]] Result<QList<SiteRunStep>>
readSiteRunSteps(postgres::Connection &connection, const QString &runId, std::stop_token stop = {});
// By "module/stem": the last step that applied it or marked it as completed, unless one that undid
// that came after.
// What knex applied since is not known here: compare finishedAt with the tracking table's time.
[[nodiscard]] Result<QHash<QString, AppliedBy>> readAppliedBy(postgres::Connection &connection,
                                                              std::stop_token stop = {});

} // namespace aegisx::inspection
