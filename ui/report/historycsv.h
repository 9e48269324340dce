#pragma once

#include "core/base/result.h"
#include "ui/models/historymodel.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace aegisx::ui {

// The runs as a table that a spreadsheet opens: UTF-8 with its mark, times as ISO 8601 with their
// offset, words in the language that is set.
[[nodiscard]] QByteArray historyCsv(const QList<HistoryRun> &runs);

// Replaces a file that is there once everything is written. Blocks; on any thread. Errors: Io.
[[nodiscard]] Result<void> saveCsv(const QByteArray &text, const QString &path);

} // namespace aegisx::ui
