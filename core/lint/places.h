#pragma once

#include "core/lint/lintfile.h"

#include <QList>

namespace aegisx::lint {

// Where a command of an ALTER TABLE begins: "DROP COLUMN a" in "ALTER TABLE t ADD b int, DROP ...".
[[nodiscard]] SourcePosition positionOfCommand(const LintFile &file,
                                               const LintSection &section,
                                               const LintNode &node,
                                               const PgQuery__AlterTableStmt &alter,
                                               size_t command);

// Finds the lines of a section where its changes and losses are written: the command of an ALTER
// TABLE, the statement of a DO block. What cannot be found stands where its statement does. The
// file and the section have to live longer.
class Places final
{
public:
    Places(const LintFile &file, const LintSection &section);

    [[nodiscard]] SourcePosition of(const modules::ObjectChange &change) const;
    [[nodiscard]] SourcePosition of(const modules::Loss &loss) const;
    // Whether USING gives the column values of its own with its new type.
    [[nodiscard]] bool changesValues(const modules::Loss &loss) const;

private:
    template <typename What> struct Placed {
        What what;
        SourcePosition where;
        bool changesValues = false;
    };

    void take(const LintNode &node);
    void takeAlone(const PgQuery__Node &node,
                   int statement,
                   const SourcePosition &where,
                   bool changesValues);
    [[nodiscard]] const Placed<modules::Loss> *find(const modules::Loss &loss) const;

    const LintFile &m_file;
    const LintSection &m_section;
    QList<Placed<modules::ObjectChange>> m_changes;
    QList<Placed<modules::Loss>> m_losses;
};

} // namespace aegisx::lint
