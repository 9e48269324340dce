#pragma once

#include "core/base/result.h"
#include "core/sites/siteprofile.h"
#include "core/sites/sqlitefile.h"

#include <QList>
#include <QString>

namespace aegisx::sites {

// Site profiles and the history of runs in a local SQLite file. Passwords are never stored here.
// Several copies of the program may use one file at once. All functions block briefly and are to
// be called on the thread that opened the store; a further thread opens its own.
class SiteStore final
{
public:
    // "sites.sqlite" in AEGISX_DATA_DIR, else in the user's data folder (which QCoreApplication's
    // organisation and application name).
    [[nodiscard]] static QString defaultPath();

    // Opens or makes the file and brings it to the newest format. A damaged file is set aside,
    // never overwritten; notice() then says so. Errors: Io; Refused (of a newer version of this
    // program, or another program's; the file stays as it is).
    [[nodiscard]] static Result<SiteStore> open(const QString &path = defaultPath());

    [[nodiscard]] QString notice() const { return m_notice; } // empty: nothing to tell

    [[nodiscard]] Result<QList<SiteProfile>> list();

    // By id, else by name, English name or code, whatever the case. Errors: NotFound (with the
    // known sites in the message), Usage (several fit).
    [[nodiscard]] Result<SiteProfile> find(const QString &idOrNameOrCode);

    // Answers the profile with its new id. Errors: InvalidInput (no name), Io.
    [[nodiscard]] Result<SiteProfile> add(SiteProfile profile);
    [[nodiscard]] Result<void> update(const SiteProfile &profile); // NotFound where it is gone
    [[nodiscard]] Result<void> remove(const QString &id); // its runs stay in the history

    // Notes a visit without touching what another copy may be editing.
    [[nodiscard]] Result<void>
    recordVisit(const QString &id, const QDateTime &at, const QString &state);

    // Answers the record's id.
    [[nodiscard]] Result<QString> addRun(const RunRecord &record);

    // Newest first, without reportJson; siteId empty: of all sites; limit 0: all.
    [[nodiscard]] Result<QList<RunRecord>> runs(const QString &siteId, int limit = 0);
    [[nodiscard]] Result<RunRecord> run(const QString &id);

private:
    SiteStore(SqliteFile file, QString notice);
    [[nodiscard]] Result<void>
    change(const QString &id, const QString &sql, const QVariantList &values);

    SqliteFile m_file;
    QString m_notice;
};

} // namespace aegisx::sites
