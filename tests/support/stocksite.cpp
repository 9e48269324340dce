#include "tests/support/stocksite.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

QStringList stockTables()
{
    return {u"tmt_concepts"_s,
            u"drug_generics"_s,
            u"drugs"_s,
            u"lots"_s,
            u"stock"_s,
            u"stock_moves"_s,
            u"receipts"_s,
            u"receipt_items"_s,
            u"requisitions"_s,
            u"issue_items"_s,
            u"returns"_s,
            u"disposals"_s,
            u"price_history"_s,
            u"budget_items"_s,
            u"purchase_orders"_s};
}

// Each refers to the one before it, the last three to drugs.
void makeStock(const SiteFixture &site)
{
    QByteArray sql = "CREATE SCHEMA inventory;";
    const QStringList tables = stockTables();
    for (qsizetype i = 0; i < tables.size(); ++i) {
        const QString &parent = i + 3 >= tables.size() ? tables.at(2) : tables.value(i - 1);
        const QString reference =
            i == 0 ? QString() : u", parent_id int REFERENCES inventory.%1 (id)"_s.arg(parent);
        sql += u"CREATE TABLE inventory.%1 (id int PRIMARY KEY%2);"_s.arg(tables.at(i), reference)
                   .toUtf8();
        const QString values = i == 0 ? u"n"_s : u"n, 1"_s;
        sql += u"INSERT INTO inventory.%1 SELECT %2 FROM generate_series(1, %3) n;"_s
                   .arg(tables.at(i), values)
                   .arg(10 * (i + 1))
                   .toUtf8();
    }
    site.sql(sql);
}

QString stockCounts(const SiteFixture &site)
{
    QStringList counts;
    for (const QString &table : stockTables())
        counts << table % u':'
                % site.sql("SELECT count(*) FROM inventory." + postgres::quoteIdentifier(table));
    return counts.join(u' ');
}

} // namespace aegisx::test
