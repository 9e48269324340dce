#pragma once

#include "core/base/dates.h"
#include "core/base/enums.h"
#include "core/base/finding.h"
#include "core/base/language.h"
#include "core/runs/runreport.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace aegisx::reports {

// The report that a technician keeps of one operation on one site. An upgrade is two runs: the
// migrations, then the seeds. All functions here are pure; the texts are those of the language
// that is set, language and era are for the dates. No document holds a password, a connection
// string or the values of rows.
struct SiteReport {
    QString hospital;
    QString code;
    Environment environment = Environment::Production;
    QString connection; // "host:port/database as user"
    Language language = Language::English;
    Era era = Era::Common;
    QString programVersion;
    QString serverVersion; // "15.18"; empty: not known
    QList<runs::RunReport> runs; // in the order they ran
    Findings findings; // of the site as it is now

    // Of the operation as a whole: that of the last run that had something to do.
    [[nodiscard]] runs::Outcome outcome() const;
    [[nodiscard]] QDateTime startedAt() const; // invalid without a run
    [[nodiscard]] QDateTime finishedAt() const;
    [[nodiscard]] QList<runs::RunReport::TableChange> losses() const; // of all runs
    // That of the last run; after what the migrations of an upgrade lost, also theirs.
    [[nodiscard]] QString nextStep() const;
};

// One page that needs no other file: a browser shows and prints it, and it stays within the
// subset that QTextDocument reads.
[[nodiscard]] QString toHtml(const SiteReport &report);

// Stable keys, ISO times, nothing translated but what a person reads; documented in docs/report.md.
[[nodiscard]] QJsonObject toJson(const SiteReport &report);

// "Copy for support": plain text with the versions, what failed, and the server's own words.
[[nodiscard]] QString toSupportText(const SiteReport &report);

// Without an ending: "aegisx-10670-upgrade-2026-11-22-1405", ASCII whatever the site is called.
[[nodiscard]] QString suggestedFileName(const SiteReport &report);

} // namespace aegisx::reports
