#pragma once

#include "core/base/finding.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/modulecatalog.h"
#include "core/modules/parsetree.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace aegisx::lint {

// Half of a migration, or a seed, as the rules look at it.
struct LintSection {
    modules::Section section;
    modules::SectionAnalysis analysis;
    modules::TreePtr tree; // empty: the parser rejects the text

    [[nodiscard]] qsizetype statementCount() const { return tree ? analysis.statements.size() : 0; }
    [[nodiscard]] const PgQuery__Node *node(qsizetype statement) const
    {
        return tree->stmts[statement]->stmt;
    }
};

enum class FileKind { Migration, Seed, CsvSeed };

// A file of a module with all that the rules want to know of it.
struct LintFile {
    QString module;
    QString stem;
    QString path;
    FileKind kind = FileKind::Migration;
    QByteArray text; // the whole file: LF line ends, no BOM
    QList<modules::Requirement> requirements;
    std::optional<LintSection> up; // of a seed: all of it
    std::optional<LintSection> down;

    [[nodiscard]] bool isMigration() const { return kind == FileKind::Migration; }
};

// Reads and parses a file; what cannot be read is told in the findings. Blocks on the disk.
[[nodiscard]] std::shared_ptr<LintFile> readLintFile(const QString &module,
                                                     const modules::ModuleFile &file,
                                                     FileKind kind,
                                                     Findings &findings);

// The finding about a file that cannot be read as a text with its markers.
[[nodiscard]] Finding formatFinding(const LintFile &file, const Error &failure);

// A finding of this rule, with its severity and remedy.
[[nodiscard]] Finding
finding(const LintFile &file, const QString &rule, const SourcePosition &where, QString message);

// Where a byte of the section, or a statement of it, stands in the file.
[[nodiscard]] SourcePosition
positionAt(const LintFile &file, const LintSection &section, qsizetype offset);
[[nodiscard]] SourcePosition
positionOf(const LintFile &file, const LintSection &section, qsizetype statement);
[[nodiscard]] SourcePosition startOf(const LintFile &file); // for what is wrong with all of it

// A statement of a section, or one that a DO block or a function in it runs.
struct LintNode {
    const PgQuery__Node *node = nullptr; // valid during the visit alone
    int statement = 0;
    bool inBody = false; // of a function: not run by the migration itself
    bool inBlock = false;
    qsizetype base = 0; // where the node's locations count from in the section; -1: not known
    qsizetype start = -1; // in a block: where its text starts; -1: not known
};
using LintVisitor = std::function<void(const LintNode &)>;

enum class Bodies { Skip, Visit };

// Visits all of a section in order; the bodies of the functions that it creates where asked.
void visitSection(const LintSection &section, Bodies bodies, const LintVisitor &visit);

// Where something stands in the file: by the parser's location of it, else its statement.
[[nodiscard]] SourcePosition
positionOf(const LintFile &file, const LintSection &section, const LintNode &node, int location);

// Where this name first stands as a word of its own in the node's statement.
[[nodiscard]] SourcePosition positionOfName(const LintFile &file,
                                            const LintSection &section,
                                            const LintNode &node,
                                            const QString &name);

} // namespace aegisx::lint
