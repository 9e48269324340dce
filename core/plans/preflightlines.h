#pragma once

#include "core/plans/preflight.h"
#include "core/postgres/connection.h"

#include <QMap>
#include <QSet>

#include <vector>

namespace aegisx::plans {

// What the parts of preflight() share.

[[nodiscard]] PreflightLine okLine(const QString &id, const QString &title, const QString &detail);
[[nodiscard]] PreflightLine
warningLine(const QString &id, const QString &title, const QString &detail, const QString &remedy);
[[nodiscard]] PreflightLine
stopLine(const QString &id, const QString &title, const QString &detail, const QString &remedy);

// Modules of which it is not known what is recorded.
struct UnreadModules {
    QStringList denied; // the user may not read it
    QStringList elsewhere; // it stands where the connection does not look
};
[[nodiscard]] UnreadModules unreadRecords(const inspection::SiteState &state);
// Makes a warning of a good line: nothing found is not good where nothing could be read.
void admitUnread(PreflightLine &line, const UnreadModules &unread);

// On a table, which may not be there yet.
struct WantedRight {
    QStringList schemas; // the first in which it stands
    modules::TableNeed need;
};

// What a run would touch, as the files of its migrations say it.
struct TouchedObjects {
    QSet<QString> schemas; // in which something is made
    QSet<QString> createdSchemas; // by a CREATE SCHEMA, be they there already or not
    QSet<QString> guardedSchemas; // created only where they are not there
    QSet<QString> droppedSchemas; // or renamed
    QSet<QString> relations; // "schema.name", altered or dropped
    QMap<QString, QString> extensions; // created: the version that is asked for, or empty
    QList<WantedRight> seeded; // of seeds, with what they want of the bookkeeping
    bool temporary = false; // a seed makes temporary tables
    qint64 locks = 0; // at most, of all of it in one transaction
};
[[nodiscard]] TouchedObjects touchedBy(const inspection::SiteCheck &check,
                                       const modules::ModuleCatalog &catalog,
                                       const QList<Plan> &plans);

// The server, whatever is to be run (preflightserver.cpp): settings, encoding, sessions, indexes,
// prepared transactions, replication, size, disk, clock. None of the questions fails for a user
// with few rights. rows: the answers from that of the first question on.
[[nodiscard]] std::vector<postgres::Command> serverQuestions(const postgres::ServerFacts &server);
[[nodiscard]] QList<PreflightLine> serverLines(const postgres::Connection &connection,
                                               const TouchedObjects &touched,
                                               const std::vector<postgres::Rows> &rows,
                                               const QDateTime &answeredAt,
                                               const PreflightLimits &limits);

// What this run needs (preflightrights.cpp): rights on what it touches, extensions, the audit
// trail. rows: from that of the first question on.
[[nodiscard]] std::vector<postgres::Command> rightsQuestions(const TouchedObjects &touched);
[[nodiscard]] QList<PreflightLine> rightsLines(const inspection::SiteCheck &check,
                                               const TouchedObjects &touched,
                                               const postgres::Rows *rows);

// Files that are not as they were applied, and objects that are not as they should be
// (preflightdrift.cpp). Ask the database; the first reads the files that differ. Errors: those of a
// query.
[[nodiscard]] Result<PreflightLine> changedFilesLine(postgres::Connection &connection,
                                                     const modules::ModuleCatalog &catalog,
                                                     const inspection::SiteCheck &check,
                                                     std::stop_token stop);
// Two lines: what would certainly fail as its objects are there, and every other contradiction.
[[nodiscard]] Result<QList<PreflightLine>> driftLines(postgres::Connection &connection,
                                                      const modules::ModuleCatalog &catalog,
                                                      const inspection::SiteState &state,
                                                      const QList<Plan> &plans,
                                                      std::stop_token stop);

} // namespace aegisx::plans
