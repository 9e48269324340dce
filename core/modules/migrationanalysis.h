#pragma once

#include "core/base/finding.h"
#include "core/modules/migrationfile.h"
#include "core/modules/objectchange.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace aegisx::modules {

struct Statement {
    QByteArray sql; // source text as the vendor wrote it, without the semicolon
    int line = 0; // in the file
    int column = 0;
    QString needsNoTransaction; // why PostgreSQL refuses it in a transaction ("VACUUM"), or empty
    bool mayCommit = false; // run outside a transaction, a part of it may stay when it fails
};

struct EnumLabel {
    QString type; // as written, schema and name
    QString label;
    int statement = 0; // index into statements
};

struct InsertTarget {
    QString schema;
    QString table;
    int offeredRows = -1; // rows of VALUES; -1: not known before it runs
};

// What is known of a section without running it. libpg_query makes it; nothing above modules/
// calls the parser.
struct SectionAnalysis {
    QList<Statement> statements; // one, the whole text, where the parser could not read it
    std::optional<Error> parseError; // set: statements holds the text whole
    QString fingerprint; // of the meaning: blind to comments and layout; empty if not parsed
    Findings problems; // what may not stand in a migration, with file and line
    bool changesSession = false; // SET, RESET, set_config: to be undone before the next migration
    QList<EnumLabel> addedLabels; // ALTER TYPE ... ADD VALUE
    QStringList createdEnums;
    QList<InsertTarget> inserts;
    QList<ObjectChange> changes; // in the order of the statements
    QList<Loss> losses;
    bool changesData = false; // INSERT, UPDATE, DELETE, COPY, or a call of a function
    bool opaque = false; // does something that cannot be read: dynamic SQL
};

// Never blocks. fileName, module and name are for the findings.
[[nodiscard]] SectionAnalysis analyseSection(const Section &section,
                                             const QString &fileName,
                                             const QString &module,
                                             const QString &name);

} // namespace aegisx::modules
