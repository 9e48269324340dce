#pragma once

#include "core/modules/seedupsert.h"
#include "core/postgres/connection.h"
#include "core/runs/runreport.h"

#include <vector>

namespace aegisx::runs {

// The commands that carry out one upsert of a seed so that what the site changed stays: what is
// shipped now goes to a temporary table, is compared row by row with what stands in the database
// and with what was shipped last (aegisx_site.seed_row), and what was decided is done. All of it
// runs in one transaction.
class SeedMerge final
{
public:
    // statement: the source that the upsert was read from. remembers: seed_row can be written;
    // without it nothing is known of what was shipped before.
    SeedMerge(const modules::Upsert &upsert,
              const QByteArray &statement,
              const QString &module,
              bool force,
              bool remembers);

    [[nodiscard]] postgres::Command makeTable() const; // as the columns of the table are
    [[nodiscard]] postgres::Command numberRows() const;
    [[nodiscard]] postgres::Command fill() const; // with the statement's own VALUES or SELECT
    [[nodiscard]] QByteArray copy() const; // the same for a CSV seed
    // What the table wants filled must be filled in the rows of a CSV seed: COPY names the line.
    [[nodiscard]] postgres::Command wantFilled() const;
    [[nodiscard]] std::vector<postgres::Command> decide() const;
    [[nodiscard]] std::vector<postgres::Command> judge() const; // the same, and locks no row
    [[nodiscard]] std::vector<postgres::Command> carryOut() const;
    [[nodiscard]] postgres::Command count() const;
    [[nodiscard]] postgres::Command dropTables() const;

    // Characters in the statement, from 1, where the server names one of makeTable() or fill();
    // 0: none.
    [[nodiscard]] int positionOfMakeTable(int character) const;
    [[nodiscard]] int positionOfFill(int character) const;

    // Whether there is anything that the site may have changed or removed.
    [[nodiscard]] postgres::Command holdsAny() const;

    [[nodiscard]] static TableCounts readCounts(const modules::Upsert &upsert,
                                                const postgres::Rows &rows);
    // Rows that the statement lists and did not bring, since what they refer to is not there.
    [[nodiscard]] static qint64 readLeftOut(const modules::Upsert &upsert,
                                            const postgres::Rows &rows);

private:
    [[nodiscard]] QByteArray columnText() const; // between the brackets, as written
    [[nodiscard]] int positionAt(int byteOffset) const;
    [[nodiscard]] QByteArray base() const;
    [[nodiscard]] QByteArray offered() const;
    [[nodiscard]] bool isLinkTable() const;
    [[nodiscard]] QByteArray strangers() const;
    [[nodiscard]] QByteArray edited() const;
    [[nodiscard]] postgres::Command takeOutRepeated() const;
    [[nodiscard]] postgres::Command noteDefaults() const;
    [[nodiscard]] postgres::Command rememberShipped() const;
    [[nodiscard]] postgres::Command nameKept() const;
    [[nodiscard]] postgres::Command choose() const;
    [[nodiscard]] QByteArray tableOid() const;

    const modules::Upsert &m_upsert;
    const QByteArray &m_statement;
    QByteArray m_module; // these as SQL
    QByteArray m_table;
    QByteArray m_title;
    bool m_force = false;
    bool m_remembers = false;
};

} // namespace aegisx::runs
