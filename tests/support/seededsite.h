#pragma once

#include "tests/support/modulefolder.h"
#include "tests/support/sitefixture.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

inline const QByteArray firmTable = "CREATE TABLE public.t_firm (id serial PRIMARY KEY,"
                                    " code text NOT NULL UNIQUE, name text, price numeric(10, 2),"
                                    " note text DEFAULT 'ours');";

inline QByteArray firms(const QByteArray &rows)
{
    return "INSERT INTO public.t_firm (code, name, price)\nVALUES\n    " + rows
        + "\nON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, price = EXCLUDED.price;";
}

inline const QByteArray threeFirms =
    firms("('A', 'Alpha', 1.50),\n    ('B', 'Beta', 2),\n    ('C', 'Gamma', NULL)");

// A site whose one seed is loaded again and again, each time with what the test wants of it.
class SeededSite final
{
public:
    explicit SeededSite(const QByteArray &table = firmTable, const QByteArray &seed = threeFirms)
    {
        m_demo.addMigration(u"1_a"_s, table, "DROP TABLE public.t_firm;");
        m_demo.addSeed(u"001_firms"_s, seed);
        site.reload();
        if (site.run(site.migratePlan()).outcome != runs::Outcome::Done)
            qFatal("the table was not made");
    }

    void ship(const QByteArray &seed)
    {
        m_demo.addSeed(u"001_firms"_s, seed);
        site.reload();
    }

    // "inserted updated unchanged kept" of the first table, or the error.
    QString load(const plans::SeedRequest &request = {})
    {
        report = site.run(site.seedPlan(request));
        return report.error ? report.error->toText() : counted();
    }

    [[nodiscard]] const runs::TableCounts &counts() const
    {
        return report.steps.first().tables.first();
    }

    [[nodiscard]] QString counted() const
    {
        return u"%1 %2 %3 %4"_s.arg(counts().inserted)
            .arg(counts().updated)
            .arg(counts().unchanged)
            .arg(counts().kept);
    }

    // "key: columns; key: removed"; "missing": nothing tells that the site removed it
    [[nodiscard]] QString kept() const
    {
        QStringList lines;
        for (const runs::KeptRow &row : counts().keptRows)
            lines << row.key % u": "_s
                    % (!row.columns.isEmpty()  ? row.columns.join(u' ')
                           : row.shippedBefore ? u"removed"_s
                                               : u"missing"_s);
        return lines.join(u"; "_s);
    }

    [[nodiscard]] QString rows() const
    {
        return site.sql("SELECT string_agg(concat_ws(' ', code, name, price, note), ', '"
                        " ORDER BY id) FROM t_firm");
    }

private:
    ModuleFolder m_demo;

public:
    SiteFixture site {{m_demo.path()}};
    runs::RunReport report;
};

} // namespace aegisx::test
