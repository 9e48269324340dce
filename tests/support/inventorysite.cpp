#include "tests/support/inventorysite.h"

#include <QTest>

#include <memory>
#include <thread>
#include <vector>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto emptySql = R"(DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ')
    || ' RESTART IDENTITY CASCADE'
  FROM pg_tables WHERE (schemaname = 'inventory' AND tablename NOT LIKE 'knex%')
    OR (schemaname = 'public' AND tablename = 'users')); END $$)";

constexpr auto baseSql = R"(
INSERT INTO public.users (id, email, username, password)
  VALUES ('00000000-0000-0000-0000-00000000000a', 'a@b.c', 'a', '-');
INSERT INTO inventory.locations (id, location_code, location_name, location_type)
  VALUES (1, 'MAIN', 'a', 'WAREHOUSE'), (2, 'OPD', 'b', 'PHARMACY');
INSERT INTO inventory.departments (id, dept_code, dept_name) VALUES (1, 'A', 'a'), (2, 'B', 'b');
INSERT INTO inventory.budget_types (id, type_code, type_name, budget_class)
  VALUES (1, 'OPD', 'a', 'OPERATIONAL'), (2, 'UC', 'b', 'OPERATIONAL');
INSERT INTO inventory.budget_categories (id, category_code, category_name) VALUES (1, 'DRUG', 'a');
INSERT INTO inventory.budgets (id, budget_type_id, budget_category_id) VALUES (1, 1, 1), (2, 2, 1);
INSERT INTO inventory.budget_allocations (fiscal_year, budget_id, department_id, total_budget,
    q1_budget, q2_budget, q3_budget, q4_budget, remaining_budget)
  VALUES (2569, 1, 1, 4000, 1000, 1000, 1000, 1000, 4000);
INSERT INTO inventory.companies (id, company_code, company_name, is_manufacturer)
  VALUES (1, 'V', 'vendor', true), (2, 'M', 'maker', true);
INSERT INTO inventory.drug_generics (id, working_code, generic_name)
  VALUES (1, 'PARA500', 'a'), (2, 'AMOX500', 'b'), (3, 'IBUP400', 'c');
INSERT INTO inventory.drugs (id, drug_code, trade_name, generic_id, manufacturer_id, nlem_status,
    drug_status, product_category)
  SELECT i, lpad(i::text, 24, '0'), 'drug ' || i, g, m, 'E', 'STATUS_1', 'CATEGORY_1'
  FROM (VALUES (1, 1, 2), (2, 2, 1), (3, 2, 2)) AS d (i, g, m);
INSERT INTO inventory.drug_pack_ratios (drug_id, company_id, pack_size, pack_unit, unit_per_pack)
  VALUES (1, 1, 10, 'BOX', 100);
INSERT INTO inventory.purchase_requests (id, pr_number, department_id, budget_id, fiscal_year,
    request_date, required_date, requested_by, total_amount, status)
  SELECT i, 'PR' || i, 1, 1, 2569, '2026-03-01', '2026-04-01',
    '00000000-0000-0000-0000-00000000000a', 500, 'APPROVED' FROM generate_series(1, 6) AS i;
INSERT INTO inventory.purchase_orders (id, pr_id, po_number, vendor_id, po_date, delivery_date,
    total_amount, grand_total, created_by)
  VALUES (1, 1, 'PO1', 1, '2026-03-01', '2026-04-01', 500, 500,
    '00000000-0000-0000-0000-00000000000a');
)";

template <typename T> T orDie(Result<T> result)
{
    if (!result)
        qFatal("%s", qUtf8Printable(result.error().toText()));
    return std::move(*result);
}

QString englishOf(const QString &text)
{
    const qsizetype open = text.indexOf(u'(');
    return open < 0 ? text : text.mid(open + 1, text.lastIndexOf(u')') - open - 1);
}

QString rowOf(const postgres::Rows &rows)
{
    QStringList values;
    for (int column = 0; !rows.isEmpty() && column < rows.columns(); ++column)
        values << englishOf(rows.text(0, column));
    return values.join(u" | "_s);
}

const SiteFixture &migrated(const QStringList &moduleFolders)
{
    static const std::unique_ptr<SiteFixture> site = [&moduleFolders] {
        auto fresh = std::make_unique<SiteFixture>(moduleFolders);
        if (fresh->run(fresh->migratePlan()).outcome != runs::Outcome::Done)
            qFatal("the shipped modules do not migrate");
        return fresh;
    }();
    return *site;
}

} // namespace

InventorySite::InventorySite(const QStringList &moduleFolders) : m_site(migrated(moduleFolders))
{
    sql(emptySql);
    sql(baseSql);
    setTime("2026-03-10 12:00+07");
}

QString InventorySite::ask(const QByteArray &sql) const
{
    return rowOf(orDie(m_site.connect().query(sql)));
}

// The functions have no other clock than now(), of which each is made to say this.
void InventorySite::setTime(const QByteArray &time) const
{
    sql(R"(DO $do$
        DECLARE f record; n integer := 0;
          pattern text := 'now\(\)|''[^'']*''::timestamptz\(6\)';
        BEGIN
          FOR f IN SELECT p.oid FROM pg_proc AS p WHERE p.prosrc ~ pattern
            AND p.pronamespace = 'inventory'::regnamespace LOOP
            EXECUTE regexp_replace(pg_get_functiondef(f.oid), pattern,
              quote_literal(')"
        + time + R"(') || '::timestamptz(6)', 'g');
            n := n + 1;
          END LOOP;
          ASSERT n = 8;
        END $do$)");
}

void InventorySite::addLot(int drug,
                           const QByteArray &lot,
                           const QByteArray &expiry,
                           const QByteArray &quantity,
                           const QByteArray &more) const
{
    const QByteArray id = QByteArray::number(drug);
    sql("INSERT INTO inventory.inventory (drug_id, location_id) VALUES (" + id
        + ", 1) ON CONFLICT DO NOTHING; UPDATE inventory.inventory SET quantity_on_hand ="
          " quantity_on_hand + "
        + quantity + " WHERE drug_id = " + id
        + " AND location_id = 1; INSERT INTO inventory.drug_lots (drug_id, location_id, lot_number,"
          " expiry_date, quantity_available, unit_cost, received_date) VALUES ("
        + id + ", 1, '" + lot + "', '" + expiry + "', " + quantity + ", 2, '2026-02-01');");
    if (!more.isEmpty())
        sql("UPDATE inventory.drug_lots SET " + more + " WHERE lot_number = '" + lot + '\'');
}

void InventorySite::addReceipt(int id, const QList<ReceiptLine> &lines) const
{
    const QByteArray receipt = QByteArray::number(id);
    QByteArray all = "INSERT INTO inventory.receipts (id, receipt_number, po_id, location_id,"
                     " receipt_date, status, received_by) VALUES ("
        + receipt + ", 'R" + receipt
        + "', 1, 1, '2026-03-05', 'ACCEPTED', '00000000-0000-0000-0000-00000000000a');";
    for (const ReceiptLine &line : lines)
        all += u"WITH item AS (INSERT INTO inventory.purchase_order_items (po_id, generic_id,"
               " quantity, unit, unit_price, total_price) VALUES (1, %1, 1, '%2', %4, %4)"
               " RETURNING id) INSERT INTO inventory.receipt_items (receipt_id, po_item_id,"
               " generic_id, quantity_ordered, quantity_received, quantity_accepted,"
               " quantity_rejected, unit_price, total_price, lot_number, expiry_date) SELECT %7,"
               " item.id, %1, %3 + 1, %3 + 1, %3, 1, %4, %3 * %4, '%5', '%6' FROM item;"_s
                   .arg(line.generic)
                   .arg(line.unit, line.accepted, line.price, line.lot, line.expiry)
                   .arg(id)
                   .toUtf8();
    sql(all);
}

QString InventorySite::askWhile(const QByteArray &first, const QByteArray &second) const
{
    auto one = m_site.connect();
    auto other = m_site.connect();
    orDie(one.query("BEGIN"));
    orDie(one.query(first));
    QString answer;
    std::thread thread([&] { answer = rowOf(orDie(other.query(second))); });
    const QByteArray waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND pid = "
        + QByteArray::number(other.facts().backendPid);
    const bool waited = QTest::qWaitFor([&] { return m_site.sql(waiting) == "1"_L1; }, 60'000);
    orDie(one.query("COMMIT"));
    thread.join();
    if (!waited)
        qFatal("the second did not wait for the first");
    return answer;
}

QStringList InventorySite::askAtOnce(const QList<QByteArray> &questions) const
{
    std::vector<postgres::Connection> connections;
    std::vector<QString> answers(static_cast<size_t>(questions.size()));
    for (qsizetype i = 0; i < questions.size(); ++i)
        connections.push_back(m_site.connect());
    std::vector<std::thread> threads;
    for (size_t i = 0; i < connections.size(); ++i)
        threads.emplace_back([&, i] {
            const QByteArray &question = questions.at(static_cast<qsizetype>(i));
            answers[i] = rowOf(orDie(connections[i].query(question)));
        });
    for (std::thread &thread : threads)
        thread.join();
    return {answers.begin(), answers.end()};
}

} // namespace aegisx::test
