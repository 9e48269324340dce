#include "tests/support/inventorysite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::InventorySite;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

QByteArray check(const QByteArray &amount, int budget = 1)
{
    return "SELECT * FROM inventory.check_budget_availability(" + QByteArray::number(budget) + ", "
        + amount + ')';
}

QByteArray reserve(int request, const QByteArray &amount, int budget = 1)
{
    return "SELECT * FROM inventory.reserve_budget(" + QByteArray::number(budget) + ", " + amount
        + ", 'PURCHASE_REQUEST', " + QByteArray::number(request) + ", 'why')";
}

QByteArray commitOf(int reservation)
{
    return "SELECT * FROM inventory.commit_budget(" + QByteArray::number(reservation) + ')';
}

QByteArray release(int reservation)
{
    return "SELECT * FROM inventory.release_budget(" + QByteArray::number(reservation) + ')';
}

constexpr auto allocation =
    "SELECT q1_spent, q2_spent, q3_spent, q4_spent, total_spent, remaining_budget FROM"
    " inventory.budget_allocations WHERE budget_id = 1 AND department_id = 1";

} // namespace

// The functions that reserve and spend money, with data and at once from several sessions.
class TestBudgetFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void budgetIsChecked();
    void wrongAmounts_data();
    void wrongAmounts();
    void fiscalYear_data();
    void fiscalYear();
    void reservedOnceSpentOnce();
    void releasedAndReservedAgain();
    void reservationsExpire();
    void refusedReservations_data();
    void refusedReservations();
    void otherYears();
    void cutBudgetIsNotOverspent();
    void twoReservationsAtOnce();
    void olderViewReservesNothing();
    void oneReservationCommittedTwiceAtOnce();
};

void TestBudgetFunctions::budgetIsChecked()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(check("1000")),
             u"t | 1000.00 | enough budget: 1000.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(check("1000.01")),
             u"f | 1000.00 | not enough budget: 1000.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(reserve(1, "400")), u"t | 1 | 400.00 baht reserved"_s);
    QCOMPARE(site.ask(check("601")),
             u"f | 600.00 | not enough budget: 600.00 baht are free in this quarter"_s);
    // The year is shorter than the quarter.
    site.sql("UPDATE inventory.budget_allocations SET q1_spent = 3300, total_spent = 3300,"
             " remaining_budget = 700");
    QCOMPARE(site.ask(check("300")),
             u"t | 300.00 | enough budget: 300.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(check("300.01")),
             u"f | 300.00 | not enough budget: 300.00 baht are free in this quarter"_s);
    // Another department, in a row that counts years in the common era.
    site.sql("INSERT INTO inventory.budget_allocations (fiscal_year, budget_id, department_id,"
             " total_budget, q2_budget, remaining_budget) VALUES (2026, 1, 2, 900, 900, 900)");
    QCOMPARE(site.ask(check("900")),
             u"t | 1200.00 | enough budget: 1200.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(check("1200")),
             u"f | 1200.00 | no single department has enough: the most is 900.00 baht"_s);
    QCOMPARE(site.ask(check("1", 2)), u"f | 0 | no such budget in fiscal year 2569"_s);
    site.sql("UPDATE inventory.budget_allocations SET is_active = false WHERE department_id = 2");
    QCOMPARE(site.ask(check("301")),
             u"f | 300.00 | not enough budget: 300.00 baht are free in this quarter"_s);
    site.sql("UPDATE inventory.budgets SET is_active = false");
    QCOMPARE(site.ask(check("1")), u"f | 0 | no such budget in fiscal year 2569"_s);
}

void TestBudgetFunctions::wrongAmounts_data()
{
    QTest::addColumn<QByteArray>("amount");
    for (const char *amount : {"0", "-1", "0.004", "NULL", "'NaN'", "'Infinity'", "1e13"})
        QTest::newRow(amount) << QByteArray(amount);
}

void TestBudgetFunctions::wrongAmounts()
{
    QFETCH(const QByteArray, amount);
    const InventorySite site(shipped);
    const QString words = u"the amount must be more than zero and within reason"_s;
    QCOMPARE(site.ask(check(amount)), u"f | 1000.00 | "_s % words);
    QCOMPARE(site.ask(reserve(1, amount)), u"f |  | "_s % words);
    QCOMPARE(site.ask("SELECT count(*) FROM inventory.budget_reservations"), u"0"_s);
}

void TestBudgetFunctions::fiscalYear_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<int>("year");
    QTest::addColumn<int>("quarter");
    const auto row = [](const char *time, int year, int quarter) {
        QTest::newRow(time) << QByteArray(time) << year << quarter;
    };
    row("2025-09-30 23:59:59+07", 2568, 4);
    row("2025-10-01 00:00:00+07", 2569, 1);
    row("2025-09-30 17:00:00+00", 2569, 1); // a server that counts in UTC
    row("2025-11-30 12:00+07", 2569, 1);
    row("2025-12-31 23:59+07", 2569, 1);
    row("2026-01-01 00:00+07", 2569, 2);
    row("2028-02-29 12:00+07", 2571, 2);
    row("2026-03-31 23:59+07", 2569, 2);
    row("2026-04-01 00:00+07", 2569, 3);
    row("2026-07-01 00:00+07", 2569, 4);
    row("2026-09-30 23:59+07", 2569, 4);
}

// The money of each quarter tells which one was asked.
void TestBudgetFunctions::fiscalYear()
{
    QFETCH(const QByteArray, time);
    QFETCH(const int, year);
    QFETCH(const int, quarter);
    const InventorySite site(shipped);
    site.sql("INSERT INTO inventory.budget_allocations (fiscal_year, budget_id, department_id,"
             " q1_budget, q2_budget, q3_budget, q4_budget, total_budget, remaining_budget) SELECT"
             " y, 2, 1, 10 * y + 1, 10 * y + 2, 10 * y + 3, 10 * y + 4, 40 * y + 10, 40 * y + 10"
             " FROM generate_series(2566, 2572) AS y");
    site.setTime(time);
    QCOMPARE(site.ask("SELECT is_available, remaining_budget FROM"
                      " inventory.check_budget_availability(2, 1)"),
             u"t | %1%2.00"_s.arg(year).arg(quarter));
    site.sql("UPDATE inventory.purchase_requests SET budget_id = 2, fiscal_year = "
             + QByteArray::number(year));
    QCOMPARE(site.ask(reserve(1, "1", 2)), u"t | 1 | 1.00 baht reserved"_s);
    QCOMPARE(site.ask("SELECT a.fiscal_year, r.quarter FROM inventory.budget_reservations AS r"
                      " JOIN inventory.budget_allocations AS a ON a.id = r.allocation_id"),
             u"%1 | %2"_s.arg(year).arg(quarter));
}

void TestBudgetFunctions::reservedOnceSpentOnce()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(reserve(1, "400.005")), u"t | 1 | 400.01 baht reserved"_s);
    QCOMPARE(site.ask(reserve(1, "100")),
             u"f |  | the purchase request holds a reservation already"_s);
    QCOMPARE(site.ask(allocation), u"0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 4000.00"_s);
    site.setTime("2026-04-02 12:00+07"); // spent in the quarter for which it was reserved
    QCOMPARE(site.ask(commitOf(1)), u"t | 400.01 baht committed"_s);
    const QString spent = u"0.00 | 400.01 | 0.00 | 0.00 | 400.01 | 3599.99"_s;
    QCOMPARE(site.ask(allocation), spent);
    const QString settled = u"f | the reservation was committed or released already"_s;
    QCOMPARE(site.ask(commitOf(1)), settled);
    QCOMPARE(site.ask(release(1)), settled);
    QCOMPARE(site.ask(reserve(1, "100")), u"f |  | the purchase request has spent its budget"_s);
    QCOMPARE(site.ask(allocation), spent);
    QCOMPARE(site.ask(commitOf(9)), u"f | no such reservation"_s);
    QCOMPARE(site.ask(release(9)), u"f | no such reservation"_s);
}

void TestBudgetFunctions::releasedAndReservedAgain()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(reserve(1, "1000")), u"t | 1 | 1000.00 baht reserved"_s);
    QCOMPARE(site.ask(reserve(2, "1")),
             u"f |  | not enough budget: 0.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(release(1)), u"t | 1000.00 baht released"_s);
    const QString settled = u"f | the reservation was committed or released already"_s;
    QCOMPARE(site.ask(release(1)), settled);
    QCOMPARE(site.ask(commitOf(1)), settled);
    QCOMPARE(site.ask(reserve(1, "700")), u"t | 1 | 700.00 baht reserved"_s);
    QCOMPARE(site.ask(check("301")),
             u"f | 300.00 | not enough budget: 300.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(commitOf(1)), u"t | 700.00 baht committed"_s);
}

void TestBudgetFunctions::reservationsExpire()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(reserve(1, "1000")), u"t | 1 | 1000.00 baht reserved"_s);
    site.setTime("2026-03-31 12:00+07"); // 21 days later
    QCOMPARE(site.ask(check("1")), u"f | 0 | not enough budget: 0 baht are free in this quarter"_s);
    site.setTime("2026-04-09 12:00+07"); // 30 days later
    site.sql("UPDATE inventory.budget_reservations SET quarter = 3"); // of the quarter that runs
    QCOMPARE(site.ask(check("1000")),
             u"t | 1000.00 | enough budget: 1000.00 baht are free in this quarter"_s);
    QCOMPARE(site.ask(commitOf(1)), u"f | the reservation has expired: reserve again"_s);
    QCOMPARE(site.ask(allocation), u"0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 4000.00"_s);
    QCOMPARE(site.ask("SELECT success, reservation_id > 0 FROM inventory.reserve_budget(1, 900,"
                      " 'pr', 1, NULL)"),
             u"t | t"_s);
    QCOMPARE(site.ask("SELECT count(*), min(reserved_amount), min(quarter) FROM"
                      " inventory.budget_reservations"),
             u"1 | 900.00 | 3"_s);
    site.setTime("2026-09-20 12:00+07"); // no longer than the fiscal year
    QVERIFY(site.ask(reserve(2, "1")).startsWith("t | "_L1));
    QCOMPARE(site.ask("SELECT to_char(expires_date AT TIME ZONE 'Asia/Bangkok', 'YYYY-MM-DD HH24')"
                      " FROM inventory.budget_reservations WHERE pr_id = 2"),
             u"2026-10-01 00"_s);
}

void TestBudgetFunctions::refusedReservations_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("words");
    const auto row =
        [](const char *name, const char *change, const QByteArray &call, const char *words) {
            QTest::newRow(name) << QByteArray(change) << call << QString::fromLatin1(words);
        };
    const QByteArray plain = reserve(1, "1");
    row("unknown request", "", reserve(99, "1"), "no such purchase request");
    row("of another kind",
        "",
        "SELECT * FROM inventory.reserve_budget(1, 1, 'RECEIPT', 1, NULL)",
        "no such purchase request");
    row("rejected",
        "UPDATE inventory.purchase_requests SET status = 'REJECTED'",
        plain,
        "the purchase request is closed");
    row("inactive",
        "UPDATE inventory.purchase_requests SET is_active = false",
        plain,
        "the purchase request is closed");
    row("another budget", "", reserve(1, "1", 2), "the purchase request is of another budget");
    row("an old year",
        "UPDATE inventory.purchase_requests SET fiscal_year = 2568",
        plain,
        "fiscal year 2568 is over");
    row("another department",
        "UPDATE inventory.purchase_requests SET department_id = 2",
        plain,
        "the department has no such budget in fiscal year 2569");
    row("inactive budget",
        "UPDATE inventory.budgets SET is_active = false",
        plain,
        "the department has no such budget in fiscal year 2569");
    row("too much",
        "",
        reserve(1, "1000.01"),
        "not enough budget: 1000.00 baht are free in this quarter");
}

void TestBudgetFunctions::refusedReservations()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QByteArray, call);
    QFETCH(const QString, words);
    const InventorySite site(shipped);
    if (!change.isEmpty())
        site.sql(change);
    QCOMPARE(site.ask(call), u"f |  | "_s % words);
    QCOMPARE(site.ask("SELECT count(*) FROM inventory.budget_reservations"), u"0"_s);
}

// A year that has not begun is reserved from its first quarter; the common era names it as well.
void TestBudgetFunctions::otherYears()
{
    const InventorySite site(shipped);
    site.sql("UPDATE inventory.purchase_requests SET fiscal_year = 2027;"
             " INSERT INTO inventory.budget_allocations (fiscal_year, budget_id, department_id,"
             " total_budget, q1_budget, remaining_budget) VALUES (2570, 1, 1, 50, 50, 50)");
    QCOMPARE(site.ask(reserve(1, "50")), u"t | 1 | 50.00 baht reserved"_s);
    QCOMPARE(site.ask("SELECT quarter FROM inventory.budget_reservations"), u"1"_s);
    QCOMPARE(site.ask(reserve(2, "1")),
             u"f |  | not enough budget: 0.00 baht are free in this quarter"_s);
}

void TestBudgetFunctions::cutBudgetIsNotOverspent()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(reserve(1, "800")), u"t | 1 | 800.00 baht reserved"_s);
    site.sql("UPDATE inventory.budget_allocations SET q2_budget = 500, q3_budget = 1500");
    QCOMPARE(site.ask(commitOf(1)), u"f | not enough budget: 500.00 baht are left"_s);
    QCOMPARE(site.ask(allocation), u"0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 4000.00"_s);
    QCOMPARE(site.ask(release(1)), u"t | 800.00 baht released"_s);
}

void TestBudgetFunctions::twoReservationsAtOnce()
{
    const InventorySite site(shipped);
    QCOMPARE(site.askWhile(reserve(1, "600"), reserve(2, "600")),
             u"f |  | not enough budget: 400.00 baht are free in this quarter"_s);
    QCOMPARE(site.askWhile(commitOf(1), reserve(2, "600")), // spent is not free either
             u"f |  | not enough budget: 400.00 baht are free in this quarter"_s);
    const QStringList answers = site.askAtOnce(
        {reserve(3, "150"), reserve(4, "150"), reserve(5, "150"), reserve(6, "150")});
    QCOMPARE(answers.filter(u"t | "_s).size(), 2); // two fit into the 400 that are left
    QCOMPARE(site.ask("SELECT sum(reserved_amount) FROM inventory.budget_reservations"),
             u"900.00"_s);
}

// With a snapshot from before, the reservation of another would not be seen.
void TestBudgetFunctions::olderViewReservesNothing()
{
    const InventorySite site(shipped);
    auto connection = site.site().connect();
    QVERIFY(connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ"));
    QVERIFY(connection.query("SELECT count(*) FROM inventory.budget_reservations"));
    QCOMPARE(site.ask(reserve(1, "600")), u"t | 1 | 600.00 baht reserved"_s);
    const auto answer = connection.query(reserve(2, "600"));
    QVERIFY(!answer);
    QVERIFY2(answer.error().toText().contains(u"40001"_s)
                 || answer.error().toText().contains(u"could not serialize"_s),
             qUtf8Printable(answer.error().toText()));
    QVERIFY(connection.query("ROLLBACK"));
    QCOMPARE(site.ask("SELECT sum(reserved_amount) FROM inventory.budget_reservations"),
             u"600.00"_s);
}

void TestBudgetFunctions::oneReservationCommittedTwiceAtOnce()
{
    const InventorySite site(shipped);
    QCOMPARE(site.ask(reserve(1, "600")), u"t | 1 | 600.00 baht reserved"_s);
    QCOMPARE(site.askWhile(commitOf(1), commitOf(1)),
             u"f | the reservation was committed or released already"_s);
    QCOMPARE(site.ask(allocation), u"0.00 | 600.00 | 0.00 | 0.00 | 600.00 | 3400.00"_s);
    QVERIFY(site.ask(reserve(2, "300")).startsWith("t | 2 "_L1));
    QCOMPARE(site.askWhile(release(2), commitOf(2)),
             u"f | the reservation was committed or released already"_s);
    QCOMPARE(site.ask(allocation), u"0.00 | 600.00 | 0.00 | 0.00 | 600.00 | 3400.00"_s);
}

QTEST_GUILESS_MAIN(TestBudgetFunctions)
#include "tst_budgetfunctions.moc"
