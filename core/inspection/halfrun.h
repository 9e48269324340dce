#pragma once

#include "core/modules/modulecatalog.h"

#include <QList>
#include <QString>

#include <optional>

namespace aegisx::inspection {

struct MigrationEvidence;

// A file without a transaction that stopped half-way, where the catalog proves of its statements
// which of them were run: it can go on with the others.
struct HalfRun {
    // An index that CREATE INDEX CONCURRENTLY did not build to its end.
    struct Index {
        int statement = 0;
        QString schema;
        QString name;

        bool operator==(const Index &) const = default;
    };

    int statementCount = 0; // of the file
    QList<int> leftOut; // indexes into them: everything that they make is there
    QList<Index> unfinished; // in their order; dropped before their statements run

    bool operator==(const HalfRun &) const = default;
    // What is run, in order: indexes into the file's statements, and -1 for dropping an index of
    // the statement that follows.
    [[nodiscard]] QList<int> sequence() const;
    // Whether what is there of the statement is not in its way.
    [[nodiscard]] bool minds(int statement) const;
    [[nodiscard]] QString describe() const; // translated, whole sentences
};

// What is left to run of a pending file without a transaction. A statement is left out where each
// object that it makes is there, as far as it can be compared, and would not be there without it; a
// statement counts as missing where nothing of it is there. Comments, rights, settings of how long
// a statement may take, and what is made IF NOT EXISTS, run again. Empty where nothing was run, or
// where a statement is something else (it changes rows, drops, cannot be read) and stands before
// the first one that is missing or the last one that was run. Reads the file; never asks a server.
[[nodiscard]] std::optional<HalfRun> halfRunOf(const modules::ModuleFile &file,
                                               const MigrationEvidence &evidence);

} // namespace aegisx::inspection
