#pragma once

#include "core/base/result.h"
#include "core/reports/reportdocument.h"

#include <QByteArray>
#include <QString>

namespace aegisx::ui {

// The report on A4 pages, with the hospital above and the page number below each; fonts are
// embedded. Needs a QGuiApplication, but not its thread.
[[nodiscard]] QByteArray reportPdf(const reports::SiteReport &report);

// Writes the report in the form that the ending of path names: .pdf, .html or .json. A file that
// is there already is replaced once everything is written, and stays as it is on an error. Blocks;
// may be called on any thread. Errors: Usage (another ending), Io.
[[nodiscard]] Result<void> saveReport(const reports::SiteReport &report, const QString &path);

} // namespace aegisx::ui
