#include "tests/support/sitefixture.h"

#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::SiteFixture;

namespace {

// Places, people and drugs that every test starts from. Drug 4, location 3 and the departments 3
// and 4 are no longer in use; drug 2 is being used up.
constexpr auto masterData = R"(
INSERT INTO public.users (id, email, username, password)
VALUES ('00000000-0000-0000-0000-000000000001', 'somchai@example.org', 'somchai', 'x');
INSERT INTO inventory.locations (id, location_code, location_name, location_type, is_active)
VALUES (1, 'MAIN', 'Main store', 'WAREHOUSE', true), (2, 'OPD', 'Pharmacy', 'PHARMACY', true),
       (3, 'OLD', 'Closed ward', 'WARD', false);
INSERT INTO inventory.departments (id, dept_code, dept_name, is_active)
VALUES (1, 'OPD', 'Outpatients', true), (2, 'ICU', 'Intensive care', true),
       (3, 'OLD', 'Closed', false), (4, 'GONE', 'Closed long ago', false);
INSERT INTO inventory.companies (id, company_code, company_name) VALUES (1, 'M1', 'Maker');
INSERT INTO inventory.dosage_forms (id, form_code, form_name) VALUES (1, 'TAB', 'Tablets');
INSERT INTO inventory.drug_units (id, unit_code, unit_name, unit_type)
VALUES (1, 'TAB', 'a tablet', 'QUANTITY'), (2, 'MG', 'milligram', 'WEIGHT'),
       (3, 'VIAL', 'a vial', 'QUANTITY');
INSERT INTO inventory.drug_generics (id, working_code, generic_name, dosage_form, dosage_form_id,
                                     strength_unit_id, strength_value)
VALUES (1, '1000001', 'Alphacillin', 'typed', 1, 2, 500),
       (2, '1000002', 'Betamol', 'Injection', NULL, NULL, NULL);
INSERT INTO inventory.drugs (id, drug_code, trade_name, generic_id, manufacturer_id, nlem_status,
                             drug_status, product_category, unit_price, package_size, package_unit,
                             is_active)
VALUES (1, rpad('A', 24, '1'), 'Alpha', 1, 1, 'E', 'STATUS_1', 'CATEGORY_1', 2, 100, 'BOX', true),
       (2, rpad('B', 24, '2'), 'Beta', 2, 1, 'E', 'STATUS_2', 'CATEGORY_2', 2, NULL, NULL, true),
       (3, rpad('C', 24, '3'), 'Gamma', 2, 1, 'N', 'STATUS_3', 'CATEGORY_3', 2, 1, 'Tube', true),
       (4, rpad('D', 24, '4'), 'Delta', 2, 1, 'N', 'STATUS_4', 'CATEGORY_4', 2, NULL, NULL, false),
       (5, rpad('E', 24, '5'), 'Epsilon', 2, 1, 'N', 'STATUS_1', 'CATEGORY_5', 2.5, NULL, NULL,
        true);
)";

constexpr auto stockData = R"(
INSERT INTO inventory.inventory (drug_id, location_id, quantity_on_hand, min_level, max_level,
                                 reorder_point, average_cost, last_cost)
VALUES (1, 1, 50, 10, 200, 40, 2.5, 3), (1, 2, 40, 10, 200, 40, NULL, 3),
       (1, 3, 3, NULL, NULL, 10, 2, NULL), (2, 1, 9.999, 10, 20, 15, 1.2346, NULL),
       (2, 2, 0, 10, 20, 15, NULL, NULL), (3, 1, 201, NULL, 200, NULL, NULL, NULL),
       (3, 2, 5, NULL, 5, 5, 1, NULL), (4, 1, 7, 10, 20, 15, 1, 1), (4, 2, 0, 10, 20, 15, 1, 1),
       (5, 1, 0, 10, NULL, 25, 4, NULL), (5, 2, 9, 10, NULL, NULL, NULL, NULL),
       (5, 3, 0, 10, 20, 15, 1, 1);
)";

constexpr auto lotData = R"(
INSERT INTO inventory.drug_lots (drug_id, location_id, lot_number, expiry_date, quantity_available,
                                 unit_cost, received_date, is_active)
SELECT drug, 1, lot, expiry::date, quantity, cost, current_date - 400, active
FROM (VALUES
    (1, 'GONE', current_date - 1, 10, 2.5, true), (1, 'TODAY', current_date, 4, 1.2345, true),
    (1, 'DAY30', current_date + 30, 1, 1, true), (1, 'DAY31', current_date + 31, 1, 1, true),
    (1, 'DAY90', current_date + 90, 1, 1, true), (1, 'DAY91', current_date + 91, 1, 1, true),
    (1, 'LAST', (current_date + interval '6 months')::date - 1, 1, 1, true),
    (1, 'SIX', (current_date + interval '6 months')::date, 1, 1, true),
    (1, 'EMPTY', current_date + 1, 0, 1, true), (1, 'BLOCKED', current_date + 1, 5, 2, false),
    (4, 'OFFLIST', current_date + 1, 2, 3, true)
) AS v (drug, lot, expiry, quantity, cost, active);
)";

constexpr auto budgetData = R"(
INSERT INTO inventory.budget_types (id, type_code, type_name, budget_class)
VALUES (1, 'UC', 'Universal coverage', 'OPERATIONAL');
INSERT INTO inventory.budget_categories (id, category_code, category_name)
VALUES (1, 'DRUG', 'Drugs'), (2, 'LAB', 'Laboratory'), (3, 'XRAY', 'X-ray'), (4, 'DENTAL', 'Dental'),
       (5, 'CHEM', 'Chemicals');
INSERT INTO inventory.budgets (id, budget_type_id, budget_category_id, is_active, updated_at)
SELECT n, 1, n, n <> 3, '2026-01-01 12:00+07' FROM generate_series(1, 5) AS n;
INSERT INTO inventory.budget_allocations (fiscal_year, budget_id, department_id, total_budget,
    q1_budget, q2_budget, q3_budget, q4_budget, total_spent, remaining_budget, is_active, updated_at)
SELECT year, budget, department, q1 + q2 + q3 + q4, q1, q2, q3, q4, spent,
       q1 + q2 + q3 + q4 - spent, active, changed::timestamptz
FROM (VALUES
    (2569, 1, 1, 400, 300, 200, 100, 700, true, '2026-05-02 12:00+07'),
    (2569, 1, 2, 200, 100, 100, 100, 425, true, '2026-04-01 12:00+07'),
    (2569, 1, 3, 9999, 0, 0, 0, 0, false, '2026-09-09 12:00+07'),
    (2568, 1, 1, 100, 0, 0, 0, 100, true, '2025-01-01 12:00+07'),
    (2569, 3, 1, 300, 0, 0, 0, 100, true, '2026-01-01 12:00+07'),
    (2568, 4, 1, 0, 0, 0, 0, 5, true, '2026-01-01 12:00+07'),
    (2569, 4, 1, 0, 0, 0, 0, 0, true, '2026-01-01 12:00+07'),
    (2568, 5, 1, 100, 0, 0, 0, 120, true, '2026-01-01 12:00+07'),
    (2569, 5, 1, 1000, 0, 0, 0, 900, true, '2026-01-01 12:00+07')
) AS v (year, budget, department, q1, q2, q3, q4, spent, active, changed);
)";

constexpr auto purchaseData = R"(
INSERT INTO inventory.purchase_requests (id, pr_number, department_id, budget_id, fiscal_year,
    request_date, required_date, requested_by, total_amount, status, is_active)
SELECT id, number, department, 1, 2569, '2026-01-05', '2026-02-05',
       '00000000-0000-0000-0000-000000000001', 1000, status::inventory.pr_status, active
FROM (VALUES (1, 'PR-1', 1, 'CONVERTED', true), (2, 'PR-2', 2, 'CANCELLED', true),
             (3, 'PR-3', 1, 'DRAFT', false)) AS v (id, number, department, status, active);
INSERT INTO inventory.purchase_orders (id, po_number, pr_id, vendor_id, po_date, delivery_date,
    total_amount, vat_amount, grand_total, status, created_by, is_active)
SELECT id, number, 1, 1, '2026-01-10', '2026-02-05', 1000, 70, 1070, 'PARTIAL',
       '00000000-0000-0000-0000-000000000001', active
FROM (VALUES (1, 'PO-1', true), (2, 'PO-2', false)) AS v (id, number, active);
INSERT INTO inventory.purchase_order_items (id, po_id, generic_id, quantity, unit, unit_price,
                                            total_price)
VALUES (1, 1, 1, 100, 'BOX', 10, 1000);
INSERT INTO inventory.receipts (id, receipt_number, po_id, location_id, receipt_date, status,
                                total_amount, received_by, is_active)
SELECT id, number, 1, 1, '2026-01-20', 'ACCEPTED', amount,
       '00000000-0000-0000-0000-000000000001', active
FROM (VALUES (1, 'R-1', NULL, true), (2, 'R-2', 25, true), (3, 'R-3', NULL, true),
             (4, 'R-4', 7, false)) AS v (id, number, amount, active);
INSERT INTO inventory.receipt_items (receipt_id, po_item_id, generic_id, quantity_ordered,
    quantity_received, quantity_accepted, unit_price, total_price, lot_number, expiry_date)
VALUES (1, 1, 1, 100, 30, 30, 10, 300, 'L1', '2027-01-01'),
       (1, 1, 1, 100, 15, 15, 10, 150, 'L2', '2027-01-01'),
       (2, 1, 1, 100, 1, 1, 10, 10, 'L3', '2027-01-01');
)";

constexpr auto distributionData = R"(
INSERT INTO inventory.drug_distributions (id, distribution_number, distribution_date,
    from_location_id, requesting_dept_id, status, total_items, total_amount)
VALUES (1, 'D-1', '2026-01-10', 1, 1, 'DISPENSED', 9, 999),
       (2, 'D-2', '2026-02-01', 1, 1, 'COMPLETED', 2, 50),
       (3, 'D-3', '2026-03-01', 1, 1, 'PENDING', 1, 10),
       (4, 'D-4', '2026-03-02', 1, 1, 'CANCELLED', 1, 10),
       (5, 'D-5', '2026-03-03', 1, 1, 'APPROVED', 1, 10),
       (6, 'D-6', '2025-12-01', 1, 3, 'COMPLETED', 1, 5);
INSERT INTO inventory.drug_distribution_items (distribution_id, item_number, drug_id, lot_number,
                                               quantity_dispensed, unit_cost, expiry_date)
VALUES (1, 1, 1, 'L1', 10, 2.5, '2027-01-01'), (1, 2, 1, 'L2', 3, 1.1111, '2027-02-01'),
       (3, 1, 1, 'L1', 10, 2.5, '2027-01-01');
)";

// The numbers are invented. Drug 6 is not matched at all, 7 with a number that TMT data lack, 8
// twice. The matches that are not verified were so once, after the others.
constexpr auto tmtData = R"(
INSERT INTO inventory.drugs (id, drug_code, trade_name, generic_id, manufacturer_id, nlem_status,
                             drug_status, product_category)
SELECT id, rpad(name, 24, '9'), name, 2, 1, 'N', 'STATUS_1', 'CATEGORY_1'
FROM (VALUES (6, 'Zeta'), (7, 'Eta'), (8, 'Theta')) AS v (id, name);
INSERT INTO inventory.tmt_concepts (id, tmt_id, concept_code, level, fsn, preferred_term, is_active)
VALUES (1, 9000001, 'C1', 'TPU', 'Alpha (TPU)', 'Alpha tablet', true),
       (2, 9000002, NULL, 'TPU', 'Beta (TPU)', NULL, false),
       (3, 9000003, NULL, 'TPU', 'Gamma (TPU)', NULL, true);
UPDATE inventory.drugs SET tmt_tpu_id = id WHERE id <= 3;
INSERT INTO inventory.tmt_mappings (drug_id, drug_code, tmt_level, tmt_concept_id, tmt_id,
                                    is_verified, verified_by, verified_at)
SELECT drug, code, 'TPU', concept, tmt, verified,
       '00000000-0000-0000-0000-000000000001'::uuid,
       timestamptz '2026-02-01 12:00+07' - CASE WHEN verified THEN interval '31 days' ELSE '0' END
FROM (VALUES (1, NULL, 1, 9000001, true), (3, NULL, 1, 9000001, true),
             (NULL, rpad('E', 24, '5'), NULL, 9000003, false), (7, NULL, NULL, 9000099, true),
             (8, NULL, 3, NULL, true), (8, NULL, 1, 9000001, false))
    AS v (drug, code, concept, tmt, verified);
INSERT INTO inventory.drug_pack_ratios (drug_id, pack_size, pack_unit, unit_per_pack)
VALUES (2, 10, 'BOX', 10), (2, 1, 'vial', 1);
)";

} // namespace

// Loads data and looks at it through the views in one transaction that is never committed: no test
// sees the rows of another, and the day cannot change in between.
class TestInventoryViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_site.reset(); }
    void everyViewIsDescribed();
    void nothingInNothingOut();
    void currentStock();
    void expiredStockIsNone();
    void lowStock();
    void lowStockWithoutLevels();
    void lotDetails();
    void expiringDrugs();
    void movements();
    void budgets();
    void procurement();
    void distributions();
    void tmtMapping();
    void ministryDrugs();
    void ministryStock();
    void hospitalProducts();

private:
    // A row as PostgreSQL writes it, "(Alpha,MAIN,,2.50)".
    QStringList rows(const QByteArray &data, const QByteArray &select) const
    {
        return m_site
            ->sql("BEGIN; SET LOCAL TIME ZONE 'Asia/Bangkok'; " + QByteArray(masterData) + data
                  + "SELECT coalesce(string_agg(r::text, E'\\n'), '') FROM (" + select + ") AS r")
            .split(u'\n', Qt::SkipEmptyParts);
    }

    std::unique_ptr<SiteFixture> m_site;
};

void TestInventoryViews::initTestCase()
{
    m_site = std::make_unique<SiteFixture>(
        QStringList {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                     QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")});
    QCOMPARE(m_site->run(m_site->migratePlan()).outcome, runs::Outcome::Done);
}

void TestInventoryViews::everyViewIsDescribed()
{
    QCOMPARE(m_site->sql("SELECT count(*) FILTER (WHERE obj_description(oid, 'pg_class') ~ ' \\| ')"
                         " || ' of ' || count(*) FROM pg_class WHERE relkind = 'v'"
                         " AND relnamespace = 'inventory'::regnamespace"),
             u"12 of 12"_s);
}

void TestInventoryViews::nothingInNothingOut()
{
    QCOMPARE(m_site->sql("SELECT (xpath('sum(//count)', query_to_xml(string_agg("
                         "format('SELECT count(*) FROM %s', oid::regclass), ' UNION ALL '), true, "
                         "false, '')))[1] FROM pg_class WHERE relkind = 'v'"
                         " AND relnamespace = 'inventory'::regnamespace"),
             u"0"_s);
}

void TestInventoryViews::currentStock()
{
    QCOMPARE(rows(stockData,
                  "SELECT trade_name, location_code, quantity_on_hand, stock_status, stock_value"
                  " FROM inventory.v_current_stock_summary ORDER BY drug_id, location_id"),
             QStringList({u"(Alpha,MAIN,50.000,NORMAL,125.00)"_s,
                          u"(Alpha,OPD,40.000,LOW_STOCK,120.00)"_s, // at the last cost
                          u"(Alpha,OLD,3.000,LOW_STOCK,6.00)"_s, // place closed, stock left
                          u"(Beta,MAIN,9.999,CRITICAL,12.34)"_s,
                          u"(Beta,OPD,0.000,OUT_OF_STOCK,0.00)"_s,
                          u"(Gamma,MAIN,201.000,OVERSTOCK,)"_s, // worth nobody knows what
                          u"(Gamma,OPD,5.000,LOW_STOCK,5.00)"_s,
                          u"(Delta,MAIN,7.000,CRITICAL,7.00)"_s, // drug not in use, stock left
                          u"(Epsilon,MAIN,0.000,OUT_OF_STOCK,0.00)"_s,
                          u"(Epsilon,OPD,9.000,CRITICAL,)"_s}));
    QCOMPARE(
        rows(stockData,
             "SELECT drug_code, generic_name, generic_code, location_name, min_level, max_level,"
             " reorder_point, average_cost, last_cost FROM inventory.v_current_stock_summary"
             " WHERE drug_id = 1 AND location_id = 1"),
        QStringList(u"(A11111111111111111111111,Alphacillin,1000001,\"Main store\","
                    "10.000,200.000,40.000,2.5000,3.0000)"_s));
}

// What lies on the shelf and cannot be issued is not there for who orders.
void TestInventoryViews::expiredStockIsNone()
{
    const QByteArray lots = QByteArray(stockData)
        + "INSERT INTO inventory.drug_lots (drug_id, location_id, lot_number, expiry_date,"
          " quantity_available, unit_cost, received_date, is_active) SELECT 1, 1, 'OLD', day - 1,"
          " 30, 1, day - 99, true FROM (SELECT (now() AT TIME ZONE 'Asia/Bangkok')::date AS day) d"
          " UNION ALL SELECT 1, 1, 'SHUT', day + 99, 15, 1, day - 99, false FROM (SELECT (now() AT"
          " TIME ZONE 'Asia/Bangkok')::date AS day) d"
          " UNION ALL SELECT 1, 1, 'LAST DAY', day, 5, 1, day - 99, true FROM (SELECT (now() AT"
          " TIME ZONE 'Asia/Bangkok')::date AS day) d;";
    QCOMPARE(rows(lots.constData(),
                  "SELECT quantity_on_hand, stock_status, stock_value FROM"
                  " inventory.v_current_stock_summary WHERE drug_id = 1 AND location_id = 1"),
             QStringList(u"(50.000,CRITICAL,125.00)"_s));
    QCOMPARE(rows(lots.constData(),
                  "SELECT quantity_on_hand, quantity_needed, alert_level FROM"
                  " inventory.v_low_stock_items WHERE drug_id = 1 AND location_id = 1"),
             QStringList(u"(50.000,195.000,CRITICAL)"_s));
}

void TestInventoryViews::lowStock()
{
    // Neither what is taken off the list or being used up, nor a closed place.
    QCOMPARE(rows(stockData,
                  "SELECT trade_name, location_code, quantity_needed, estimated_cost, alert_level"
                  " FROM inventory.v_low_stock_items ORDER BY drug_id, location_id"),
             QStringList({u"(Alpha,OPD,160.000,480.00,LOW_STOCK)"_s,
                          u"(Gamma,OPD,0.000,0.00,LOW_STOCK)"_s,
                          u"(Epsilon,MAIN,25.000,100.00,OUT_OF_STOCK)"_s,
                          u"(Epsilon,OPD,1.000,2.50,CRITICAL)"_s})); // at the list price
}

// Nobody has to set a level for a drug to be out of stock; how much is needed, nobody knows then.
void TestInventoryViews::lowStockWithoutLevels()
{
    QCOMPARE(rows("INSERT INTO inventory.inventory (drug_id, location_id, quantity_on_hand,"
                  " average_cost) VALUES (1, 1, 0, 2.5), (1, 2, 1, 2.5), (2, 1, 0, 1);",
                  "SELECT trade_name, location_code, quantity_needed, estimated_cost, alert_level"
                  " FROM inventory.v_low_stock_items"),
             QStringList(u"(Alpha,MAIN,,,OUT_OF_STOCK)"_s)); // Beta is being used up
}

void TestInventoryViews::lotDetails()
{
    QCOMPARE(rows(lotData,
                  "SELECT trade_name, lot_number, days_to_expiry, days_in_stock, is_expired,"
                  " is_active, lot_value FROM inventory.v_drug_lot_details"
                  " WHERE days_to_expiry <= 30 ORDER BY days_to_expiry, lot_number"),
             QStringList({u"(Alpha,GONE,-1,400,t,t,25.00)"_s,
                          u"(Alpha,TODAY,0,400,f,t,4.94)"_s, // still good on that day
                          u"(Alpha,BLOCKED,1,400,f,f,10.00)"_s,
                          u"(Alpha,EMPTY,1,400,f,t,0.00)"_s,
                          u"(Delta,OFFLIST,1,400,f,t,6.00)"_s,
                          u"(Alpha,DAY30,30,400,f,t,1.00)"_s}));
    QCOMPARE(rows(lotData, "SELECT count(*) FROM inventory.v_drug_lot_details"),
             QStringList(u"(11)"_s));
}

void TestInventoryViews::expiringDrugs()
{
    QCOMPARE(rows(lotData,
                  "SELECT trade_name, location_code, lot_number, expiry_status, lot_value"
                  " FROM inventory.v_expiring_drugs ORDER BY days_to_expiry, lot_number"),
             QStringList({u"(Alpha,MAIN,GONE,EXPIRED,25.00)"_s,
                          u"(Alpha,MAIN,TODAY,CRITICAL,4.94)"_s,
                          u"(Delta,MAIN,OFFLIST,CRITICAL,6.00)"_s,
                          u"(Alpha,MAIN,DAY30,CRITICAL,1.00)"_s,
                          u"(Alpha,MAIN,DAY31,WARNING,1.00)"_s,
                          u"(Alpha,MAIN,DAY90,WARNING,1.00)"_s,
                          u"(Alpha,MAIN,DAY91,NOTICE,1.00)"_s,
                          u"(Alpha,MAIN,LAST,NOTICE,1.00)"_s})); // six months ahead is far enough
}

void TestInventoryViews::movements()
{
    QCOMPARE(
        rows("INSERT INTO inventory.inventory (id, drug_id, location_id) VALUES (7, 1, 2);"
             "INSERT INTO inventory.inventory_transactions (inventory_id, transaction_type,"
             " quantity, unit_cost, reference_type, reference_id, created_by) VALUES"
             " (7, 'RECEIVE', 100, 2.5, 'RECEIPT', 12, '00000000-0000-0000-0000-000000000001'),"
             " (7, 'ISSUE', -30.5, 2.5, 'DISTRIBUTION', 13, NULL),"
             " (7, 'ADJUST', 5, NULL, NULL, NULL, NULL);",
             "SELECT inventory_id, trade_name, location_code, transaction_type, quantity,"
             " transaction_value, reference_type, reference_id, created_by_username"
             " FROM inventory.v_drug_movement ORDER BY transaction_id"),
        QStringList({u"(7,Alpha,OPD,RECEIVE,100.000,250.00,RECEIPT,12,somchai)"_s,
                     u"(7,Alpha,OPD,ISSUE,-30.500,-76.25,DISTRIBUTION,13,)"_s,
                     u"(7,Alpha,OPD,ADJUST,5.000,,,,)"_s}));
}

void TestInventoryViews::budgets()
{
    QCOMPARE(rows(budgetData,
                  "SELECT budget_category_code, fiscal_year, total_budget, total_spent,"
                  " remaining_budget, utilization_percentage, budget_status, is_active"
                  " FROM inventory.v_budget_summary ORDER BY budget_id, fiscal_year"),
             QStringList({u"(DRUG,2568,100.00,100.00,0.00,100.00,EXHAUSTED,t)"_s,
                          u"(DRUG,2569,1500.00,1125.00,375.00,75.00,WARNING,t)"_s,
                          u"(LAB,,0.00,0.00,0.00,0.00,NOT_ALLOCATED,t)"_s,
                          u"(XRAY,2569,300.00,100.00,200.00,33.33,AVAILABLE,f)"_s,
                          u"(DENTAL,2568,0.00,5.00,-5.00,,OVERSPENT,t)"_s,
                          u"(DENTAL,2569,0.00,0.00,0.00,0.00,NOT_ALLOCATED,t)"_s,
                          u"(CHEM,2568,100.00,120.00,-20.00,120.00,OVERSPENT,t)"_s,
                          u"(CHEM,2569,1000.00,900.00,100.00,90.00,CRITICAL,t)"_s}));
    QCOMPARE(rows(budgetData,
                  "SELECT budget_type_code, budget_type_name, budget_category_name, q1_budget,"
                  " q2_budget, q3_budget, q4_budget, (updated_at AT TIME ZONE 'Asia/Bangkok')::date"
                  " FROM inventory.v_budget_summary WHERE budget_id = 1 AND fiscal_year = 2569"),
             QStringList(u"(UC,\"Universal coverage\",Drugs,600.00,400.00,300.00,200.00,"
                         "2026-05-02)"_s));
}

void TestInventoryViews::procurement()
{
    QCOMPARE(
        rows(QByteArray(budgetData) + purchaseData,
             "SELECT doc_type, doc_number, doc_date, status, dept_code, dept_name, "
             "total_amount FROM inventory.v_procurement_summary ORDER BY doc_date, doc_number"),
        QStringList({u"(PR,PR-1,2026-01-05,CONVERTED,OPD,Outpatients,1000.00)"_s,
                     u"(PR,PR-2,2026-01-05,CANCELLED,ICU,\"Intensive care\",1000.00)"_s,
                     u"(PO,PO-1,2026-01-10,PARTIAL,OPD,Outpatients,1070.00)"_s,
                     u"(RECEIPT,R-1,2026-01-20,ACCEPTED,OPD,Outpatients,450.00)"_s,
                     u"(RECEIPT,R-2,2026-01-20,ACCEPTED,OPD,Outpatients,25.00)"_s,
                     u"(RECEIPT,R-3,2026-01-20,ACCEPTED,OPD,Outpatients,0.00)"_s}));
}

void TestInventoryViews::distributions()
{
    QCOMPARE(rows(distributionData,
                  "SELECT dept_code, total_distributions, total_items_distributed, total_amount,"
                  " last_distribution_date FROM inventory.v_distribution_by_department"
                  " ORDER BY department_id"),
             QStringList({u"(OPD,2,4,78.33,2026-02-01)"_s, // 25.00 + 3.33, and 50 by its head
                          u"(ICU,0,0,0.00,)"_s,
                          u"(OLD,1,1,5.00,2025-12-01)"_s})); // closed, but it was handed something
}

void TestInventoryViews::tmtMapping()
{
    QCOMPARE(
        rows(tmtData,
             "SELECT trade_name, tmt_id, tmt_level, tmt_code, tmt_preferred_term, is_verified,"
             " verified_by_username, (verified_at AT TIME ZONE 'Asia/Bangkok')::date,"
             " mapping_status FROM inventory.v_tmt_mapping_status ORDER BY drug_id"),
        QStringList({u"(Alpha,9000001,TPU,C1,\"Alpha tablet\",t,somchai,2026-01-01,VERIFIED)"_s,
                     u"(Beta,9000002,TPU,,,f,,,RETIRED)"_s,
                     u"(Gamma,9000003,TPU,,,f,,,MAPPED)"_s, // checked was another number
                     u"(Epsilon,9000003,TPU,,,f,,,PENDING)"_s,
                     u"(Zeta,,,,,f,,,UNMAPPED)"_s,
                     u"(Eta,9000099,TPU,,,t,somchai,2026-01-01,PENDING)"_s,
                     u"(Theta,9000003,TPU,,,t,somchai,2026-01-01,VERIFIED)"_s}));
}

void TestInventoryViews::ministryDrugs()
{
    QCOMPARE(
        rows(tmtData,
             "SELECT trade_name, working_code, form, strength, unit, left(nlem, 1),"
             " left(status, 1), left(category, 1), tmt_code, tmt_name"
             " FROM inventory.v_ministry_drug_export AS v (drug_code, trade_name, generic_name,"
             " working_code, form, strength, unit, nlem, status, category, tmt_code, tmt_name)"
             " ORDER BY drug_code"),
        QStringList({u"(Alpha,1000001,Tablets,500.00,\"a tablet\",E,1,1,9000001,"
                     "\"Alpha tablet\")"_s,
                     u"(Beta,1000002,Injection,,\"a vial\",E,2,2,9000002,\"Beta (TPU)\")"_s,
                     u"(Gamma,1000002,Injection,,Tube,N,3,3,9000003,\"Gamma (TPU)\")"_s,
                     u"(Delta,1000002,Injection,,,N,4,4,,)"_s,
                     u"(Epsilon,1000002,Injection,,,N,1,5,,)"_s, // a match not yet checked
                     u"(Eta,1000002,Injection,,,N,1,1,9000099,)"_s,
                     u"(Theta,1000002,Injection,,,N,1,1,9000003,\"Gamma (TPU)\")"_s,
                     u"(Zeta,1000002,Injection,,,N,1,1,,)"_s}));
    const QStringList words =
        rows({},
             "SELECT nlem, status, category, state FROM"
             " inventory.v_ministry_drug_export AS v (drug_code, trade_name,"
             " generic_name, working_code, form, strength, unit, nlem, status,"
             " category, tmt_code, tmt_name, state) ORDER BY drug_code");
    QCOMPARE(words.size(), 5);
    QCOMPARE(words.first(),
             u"(\"E \u0e22\u0e32\u0e43\u0e19\u0e1a\u0e31\u0e0d\u0e0a\u0e35\u0e22\u0e32"
             "\u0e2b\u0e25\u0e31\u0e01\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15\u0e34"
             "\",\"1 \u0e43\u0e0a\u0e49\u0e2d\u0e22\u0e39\u0e48\",\"1 \u0e22\u0e32"
             "\u0e41\u0e1c\u0e19\u0e1b\u0e31\u0e08\u0e08\u0e38\u0e1a\u0e31\u0e19\u0e02"
             "\u0e36\u0e49\u0e19\u0e17\u0e30\u0e40\u0e1a\u0e35\u0e22\u0e19 \u0e2d"
             "\u0e22.\",\u0e43\u0e0a\u0e49\u0e07\u0e32\u0e19)"_s);
    QCOMPARE(words.at(3),
             u"(\"N \u0e22\u0e32\u0e19\u0e2d\u0e01\u0e1a\u0e31\u0e0d\u0e0a\u0e35\u0e22"
             "\u0e32\u0e2b\u0e25\u0e31\u0e01\u0e41\u0e2b\u0e48\u0e07\u0e0a\u0e32\u0e15"
             "\u0e34\",\"4 \u0e15\u0e31\u0e14\u0e2d\u0e2d\u0e01\u0e41\u0e25\u0e30"
             "\u0e2b\u0e21\u0e14\u0e41\u0e25\u0e49\u0e27\",\"4 \u0e22\u0e32\u0e2a"
             "\u0e21\u0e38\u0e19\u0e44\u0e1e\u0e23\u0e17\u0e35\u0e48\u0e42\u0e23\u0e07"
             "\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25\u0e1c\u0e25\u0e34\u0e15\",\u0e44"
             "\u0e21\u0e48\u0e43\u0e0a\u0e49\u0e07\u0e32\u0e19)"_s);
}

void TestInventoryViews::ministryStock()
{
    const QByteArray data = R"(
INSERT INTO inventory.inventory (drug_id, location_id, quantity_on_hand, average_cost, last_cost)
VALUES (1, 1, 100, 2.5, 9), (2, 1, 30, NULL, 9), (3, 2, 5, NULL, 3), (4, 3, 1.5, NULL, NULL),
       (5, 1, 0, 1, 1);
INSERT INTO inventory.drug_lots (drug_id, location_id, lot_number, expiry_date, quantity_available,
                                 unit_cost, received_date)
VALUES (1, 1, 'GONE', current_date - 1, 10, 2, current_date - 9),
       (1, 1, 'NEXT', current_date + 30, 90, 3, current_date - 9),
       (1, 1, 'USED', current_date - 5, 0, 1, current_date - 9),
       (2, 1, 'L1', current_date + 9, 10, 1, current_date),
       (2, 1, 'L2', current_date + 8, 20, 2.5, current_date),
       (2, 2, 'L3', current_date + 1, 20, 2.5, current_date);
)";
    QCOMPARE(rows(tmtData + data,
                  "SELECT location_code, trade_name, quantity, unit, price, value,"
                  " expiry - current_date, tmt_code FROM inventory.v_ministry_stock_export AS v"
                  " (location_code, location_name, drug_code, trade_name, generic_name, quantity,"
                  " unit, price, value, expiry, tmt_code) ORDER BY drug_code"),
             QStringList({u"(MAIN,Alpha,100.000,\"a tablet\",2.5000,250.00,-1,9000001)"_s,
                          u"(MAIN,Beta,30.000,\"a vial\",2.0000,60.00,8,9000002)"_s, // by its lots
                          u"(OPD,Gamma,5.000,Tube,3.0000,15.00,,9000003)"_s, // without lots
                          u"(OLD,Delta,1.500,,,,,)"_s})); // not in use, and at no known cost
}

void TestInventoryViews::hospitalProducts()
{
    const QByteArray data = R"(
INSERT INTO inventory.hospital_pharmaceutical_products (id, hpp_code, hpp_type, product_name,
    generic_id, drug_id, base_product_id, tmt_code, is_outsourced, is_active)
VALUES (1, 'H1', 'R', 'Repacked', NULL, 1, NULL, '9000001', false, true),
       (2, 'H2', 'M', 'Modified', NULL, NULL, 1, NULL, true, true),
       (3, 'H3', 'X', 'Mixed', 2, NULL, NULL, NULL, false, false);
INSERT INTO inventory.hpp_formulations (hpp_id, component_type, component_name)
VALUES (2, 'ACTIVE', 'Alpha'), (2, 'EXCIPIENT', 'Water');
)";
    QCOMPARE(rows(data,
                  "SELECT hpp_code, hpp_type, product_name, generic_code, generic_name,"
                  " left(base_drug_code, 2), base_drug_name, tmt_code, is_outsourced, is_active,"
                  " formulation_count FROM inventory.v_hpp_summary ORDER BY hpp_id"),
             QStringList({u"(H1,R,Repacked,1000001,Alphacillin,A1,Alpha,9000001,f,t,0)"_s,
                          u"(H2,M,Modified,1000001,Alphacillin,A1,Alpha,,t,t,2)"_s,
                          u"(H3,X,Mixed,1000002,Betamol,,,,f,f,0)"_s}));
}

QTEST_GUILESS_MAIN(TestInventoryViews)
#include "tst_inventoryviews.moc"
