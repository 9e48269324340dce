#pragma once

#include "core/base/result.h"
#include "core/modules/csvseed.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace aegisx::modules {

// One half of a migration file: the SQL, and where it starts, so that positions map back.
struct Section {
    QByteArray sql; // canonical: LF line ends, no BOM
    int firstLine = 1; // the file's line on which sql starts
    bool transactional = true; // false: "transaction:false" on the marker line
};

struct Requirement {
    QString module;
    QString name; // the migration's stem
    int line = 0;
};

// The content of a migration file.
struct MigrationText {
    Section up;
    std::optional<Section> down;
    QList<Requirement> requirements;
    QString sha256; // hexadecimal, over the whole file in canonical form
};

// The content of a seed file: SQL, or where its name ends in .csv the rows of one table.
struct SeedText {
    Section section; // of a CSV seed its text
    std::optional<CsvTable> csv;
    bool firstInstallOnly = false; // "-- seed: first-install"
    QString sha256;
};

// Reads the dbmate format, or for a seed whose name ends in .csv its rows. Errors: InvalidInput
// with file and line. Never blocks.
[[nodiscard]] Result<MigrationText> parseMigration(const QByteArray &bytes,
                                                   const QString &fileName);
[[nodiscard]] Result<SeedText> parseSeed(const QByteArray &bytes, const QString &fileName);

// The same from disk; blocks on it. Errors: Io and those above.
[[nodiscard]] Result<MigrationText> readMigration(const QString &path);
[[nodiscard]] Result<SeedText> readSeed(const QString &path);

} // namespace aegisx::modules
