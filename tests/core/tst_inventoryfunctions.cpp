#include "tests/support/inventorysite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::InventorySite;

namespace {

const QStringList shipped {QStringLiteral(AEGISX_SOURCE_DIR "/migrations"),
                           QStringLiteral(AEGISX_SOURCE_DIR "/migrations-inventory")};

// "A 10 of 10, B 5 of 20".
QByteArray lots(const QByteArray &function, const QByteArray &quantity)
{
    return "SELECT string_agg(lot_number || ' ' || trim_scale(quantity_to_use) || ' of ' ||"
           " trim_scale(quantity_available), ', ' ORDER BY ordinality) FROM inventory."
        + function + "(1, 1, " + quantity + ") WITH ORDINALITY";
}

QByteArray deduct(const QByteArray &quantity, const QByteArray &fefo = "true")
{
    return "SELECT success, message, (SELECT string_agg(format('%s %s', l ->> 'lot_number',"
           " trim_scale((l ->> 'quantity')::numeric)), ', ' ORDER BY n) FROM"
           " jsonb_array_elements(lots_used) WITH ORDINALITY AS u (l, n)) FROM"
           " inventory.deduct_inventory(1, 1, "
        + quantity + ", 'DISTRIBUTION', 7, " + fefo + ", '00000000-0000-0000-0000-00000000000a')";
}

QByteArray post(int receipt)
{
    return "SELECT * FROM inventory.update_inventory_from_receipt(" + QByteArray::number(receipt)
        + ", '00000000-0000-0000-0000-00000000000a')";
}

// What all stock functions may change.
constexpr auto stock =
    "SELECT (SELECT string_agg(format('%s:%s', lot_number, trim_scale(quantity_available)), ' '"
    " ORDER BY id) FROM inventory.drug_lots), (SELECT string_agg(format('%s:%s', drug_id,"
    " trim_scale(quantity_on_hand)), ' ' ORDER BY drug_id) FROM inventory.inventory), (SELECT"
    " string_agg(format('%s%s', left(transaction_type::text, 1), trim_scale(quantity)), ' ' ORDER"
    " BY id) FROM inventory.inventory_transactions), (SELECT string_agg(status::text, ' ' ORDER BY"
    " id) FROM inventory.receipts)";

} // namespace

// The functions that move stock, with data and at once from several sessions.
class TestInventoryFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lotsLeaveInOrder();
    void stockIsDeducted();
    void shortStockChangesNothing_data();
    void shortStockChangesNothing();
    void lastStockGoesOnce();
    void receiptIsPosted();
    void refusedReceipts_data();
    void refusedReceipts();
    void receiptIsPostedOnce();
};

void TestInventoryFunctions::lotsLeaveInOrder()
{
    const InventorySite site(shipped);
    site.addLot(1, "LATE", "2027-06-30", "10", "received_date = '2026-01-01'");
    site.addLot(1, "SOON", "2026-04-30", "10", "received_date = '2026-01-20'");
    site.addLot(1, "TODAY", "2026-03-10", "1.5", "received_date = '2026-01-30'");
    site.addLot(1, "OVER", "2026-03-09", "10", "received_date = '2025-01-01'");
    site.addLot(1, "BLOCKED", "2026-04-01", "10", "is_active = false");
    site.addLot(1, "EMPTY", "2026-04-01", "0");
    site.addLot(1, "AWAY", "2026-04-01", "10", "location_id = 2");
    site.addLot(1, "OLDER", "2026-04-30", "10", "received_date = '2026-01-10'");
    site.addLot(1, "TIE", "2026-04-30", "10", "received_date = '2026-01-20'");
    site.addLot(2, "OTHER", "2026-04-01", "10");
    QCOMPARE(site.ask(lots("get_fefo_lots", "22.25")),
             u"TODAY 1.5 of 1.5, OLDER 10 of 10, SOON 10 of 10, TIE 0.75 of 10"_s);
    QCOMPARE(site.ask(lots("get_fefo_lots", "1.5")), u"TODAY 1.5 of 1.5"_s);
    QCOMPARE(site.ask(lots("get_fifo_lots", "25")),
             u"LATE 10 of 10, OLDER 10 of 10, SOON 5 of 10"_s);
    QCOMPARE(site.ask(lots("get_fefo_lots", "0")), QString());
    QCOMPARE(site.ask(lots("get_fefo_lots", "NULL")), QString());
    QCOMPARE(site.ask("SELECT sum(quantity_to_use) FROM inventory.get_fifo_lots(1, 1, 1000)"),
             u"41.500"_s); // all there is
    site.setTime("2026-03-10 23:59+07");
    QVERIFY(site.ask(lots("get_fefo_lots", "1")).startsWith("TODAY"_L1));
    site.setTime("2026-03-11 00:00+07");
    QVERIFY(site.ask(lots("get_fefo_lots", "1")).startsWith("OLDER"_L1));
    QVERIFY(!site.ask(lots("get_fifo_lots", "99")).contains("TODAY"_L1));
}

void TestInventoryFunctions::stockIsDeducted()
{
    const InventorySite site(shipped);
    site.addLot(1, "B", "2027-01-31", "10", "received_date = '2026-01-01', unit_cost = 3");
    site.addLot(1, "A", "2026-05-31", "4");
    QCOMPARE(site.ask(deduct("6.5")), u"t | 6.5 issued from 2 lots | A 4, B 2.5"_s);
    QCOMPARE(site.ask(stock), u"B:7.5 A:0 | 1:7.5 | I-4 I-2.5 | "_s);
    QCOMPARE(site.ask("SELECT min(unit_cost), max(unit_cost), min(reference_type),"
                      " min(reference_id), count(created_by), min(notes) LIKE '%A%2026-05-31%' FROM"
                      " inventory.inventory_transactions"),
             u"2.0000 | 3.0000 | DISTRIBUTION | 7 | 2 | t"_s);
    site.addLot(1, "C", "2026-06-30", "4");
    QCOMPARE(site.ask(deduct("8", "false")), u"t | 8 issued from 2 lots | B 7.5, C 0.5"_s);
    QCOMPARE(site.ask(deduct("3.5", "NULL")), u"t | 3.5 issued from 1 lots | C 3.5"_s);
    QCOMPARE(site.ask(stock), u"B:0 A:0 C:0 | 1:0 | I-4 I-2.5 I-7.5 I-0.5 I-3.5 | "_s);
}

void TestInventoryFunctions::shortStockChangesNothing_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("words");
    const auto row =
        [](const char *name, const char *change, const QByteArray &call, const char *words) {
            QTest::newRow(name) << QByteArray(change) << call << QString::fromLatin1(words);
        };
    const char *reason = "the quantity must be more than zero and within reason";
    row("zero", "", deduct("0"), reason);
    row("less", "", deduct("-1"), reason);
    row("none", "", deduct("NULL"), reason);
    row("no number", "", deduct("'NaN'"), reason);
    row("too fine", "", deduct("1.0001"), "the quantity has more than three decimal places");
    row("short", "", deduct("10.001"), "not enough stock: 10 can be issued");
    row("less in stock than in lots",
        "UPDATE inventory.inventory SET quantity_on_hand = 8",
        deduct("9"),
        "not enough stock: 8 can be issued");
    row("part has expired",
        "UPDATE inventory.drug_lots SET expiry_date = '2026-03-09' WHERE lot_number = 'A'",
        deduct("7"),
        "not enough stock: 6 can be issued");
    row("part is blocked",
        "UPDATE inventory.drug_lots SET is_active = false WHERE lot_number = 'A'",
        deduct("7", "false"),
        "not enough stock: 6 can be issued");
    row("no such stock",
        "UPDATE inventory.inventory SET location_id = 2",
        deduct("1"),
        "this location does not stock the drug");
    row("unknown user", "", deduct("1").replace("0000a'", "0000b'"), "no such user");
}

void TestInventoryFunctions::shortStockChangesNothing()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QByteArray, call);
    QFETCH(const QString, words);
    const InventorySite site(shipped);
    site.addLot(1, "A", "2026-05-31", "4");
    site.addLot(1, "B", "2027-01-31", "6");
    if (!change.isEmpty())
        site.sql(change);
    const QString before = site.ask(stock);
    QCOMPARE(site.ask(call), u"f | "_s % words % u" | "_s);
    QCOMPARE(site.ask(stock), before);
}

void TestInventoryFunctions::lastStockGoesOnce()
{
    const InventorySite site(shipped);
    site.addLot(1, "A", "2026-05-31", "4");
    site.addLot(1, "B", "2027-01-31", "6");
    QCOMPARE(site.askWhile(deduct("7"), deduct("7")),
             u"f | not enough stock: 3 can be issued | "_s);
    QCOMPARE(site.ask(stock), u"A:0 B:3 | 1:3 | I-4 I-3 | "_s);
    const QStringList answers =
        site.askAtOnce({deduct("1"), deduct("1"), deduct("1", "false"), deduct("1", "false")});
    QCOMPARE(answers.filter(u"t | "_s).size(), 3);
    QCOMPARE(site.ask(stock), u"A:0 B:0 | 1:0 | I-4 I-3 I-1 I-1 I-1 | "_s);
    site.addLot(1, "C", "2027-01-31", "10"); // the stock says less than the lots
    site.sql("UPDATE inventory.inventory SET quantity_on_hand = 8");
    QCOMPARE(site.askWhile(deduct("5"), deduct("5")),
             u"f | not enough stock: 3 can be issued | "_s);
}

void TestInventoryFunctions::receiptIsPosted()
{
    const InventorySite site(shipped);
    site.addLot(1, "OLD", "2026-12-31", "100");
    site.sql("UPDATE inventory.inventory SET average_cost = 2");
    site.addReceipt(1,
                    {{1, u"box"_s, u"3"_s, u"500"_s, u"NEW"_s, u"2028-01-31"_s},
                     {1, u"TAB"_s, u"100"_s, u"8"_s, u"OLD"_s, u"2026-12-31"_s},
                     {2, u"TAB"_s, u"20"_s, u"1.5"_s, u"NEW"_s, u"2027-01-31"_s},
                     {2, u"TAB"_s, u"0"_s, u"1.5"_s, u"NONE"_s, u"2027-01-31"_s}});
    QCOMPARE(site.ask(post(1)), u"t | the receipt is posted | 2 | 2"_s);
    // Three boxes are 300 tablets; of generic 2 the drug that the vendor makes.
    QCOMPARE(site.ask(stock), u"OLD:200 NEW:300 NEW:20 | 1:500 2:20 | R300 R100 R20 | POSTED"_s);
    QCOMPARE(site.ask("SELECT string_agg(format('%s:%s:%s', drug_id, average_cost, last_cost),"
                      " ' ' ORDER BY drug_id) FROM inventory.inventory"),
             u"1:5.0000:8.0000 2:1.5000:1.5000"_s); // (100 x 2 + 300 x 5 + 100 x 8) / 500
    QCOMPARE(site.ask("SELECT string_agg(format('%s:%s:%s:%s', lot_number, unit_cost,"
                      " received_date, receipt_id), ' ' ORDER BY id) FROM inventory.drug_lots"),
             u"OLD:5.0000:2026-02-01: NEW:5.0000:2026-03-05:1 NEW:1.5000:2026-03-05:1"_s);
    QCOMPARE(site.ask(post(1)), u"f | the receipt was posted already | 0 | 0"_s);
    QCOMPARE(site.ask(deduct("250")), u"t | 250 issued from 2 lots | OLD 200, NEW 50"_s);
}

void TestInventoryFunctions::refusedReceipts_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("words");
    const auto row =
        [](const char *name, const char *change, const QByteArray &call, const char *words) {
            QTest::newRow(name) << QByteArray(change) << call << QString::fromLatin1(words);
        };
    const QByteArray plain = post(1);
    row("unknown", "", post(9), "no such receipt");
    row("not inspected",
        "UPDATE inventory.receipts SET status = 'INSPECTING'",
        plain,
        "the receipt is not accepted");
    row("inactive",
        "UPDATE inventory.receipts SET is_active = false",
        plain,
        "the receipt is not accepted");
    row("unknown user", "", post(1).replace("0000a'", "0000b'"), "no such user");
    row("nothing in it",
        "DELETE FROM inventory.receipt_items",
        plain,
        "nothing of the receipt was accepted");
    // The line of generic 2 comes second: what the first did is undone.
    row("no drug",
        "UPDATE inventory.drugs SET is_active = false WHERE generic_id = 2",
        plain,
        "the trade drug cannot be told: 0 are possible");
    row("two drugs",
        "UPDATE inventory.drugs SET manufacturer_id = 2",
        plain,
        "the trade drug cannot be told: 2 are possible");
    row("two sizes of one pack",
        "INSERT INTO inventory.drug_pack_ratios (drug_id, company_id, pack_size, pack_unit,"
        " unit_per_pack) VALUES (2, 1, 1, 'TAB', 5), (2, 1, 1, 'tab', 6)",
        plain,
        "the size of the pack cannot be told: make one the default");
    row("expired",
        "UPDATE inventory.receipt_items SET expiry_date = '2026-03-05' WHERE generic_id = 2",
        plain,
        "the lot had expired when it came");
    row("another expiry date",
        "UPDATE inventory.receipt_items SET lot_number = 'OLD' WHERE generic_id = 2",
        plain,
        "the lot is there with another expiry date");
    row("blocked lot",
        "UPDATE inventory.receipt_items SET lot_number = 'OLD', expiry_date = '2026-12-31' WHERE"
        " generic_id = 2; UPDATE inventory.drug_lots SET is_active = false",
        plain,
        "the lot is blocked");
}

void TestInventoryFunctions::refusedReceipts()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QByteArray, call);
    QFETCH(const QString, words);
    const InventorySite site(shipped);
    site.addLot(2, "OLD", "2026-12-31", "100");
    site.addReceipt(1,
                    {{1, u"TAB"_s, u"3"_s, u"500"_s, u"NEW"_s, u"2028-01-31"_s},
                     {2, u"TAB"_s, u"20"_s, u"1.5"_s, u"NEW"_s, u"2027-01-31"_s}});
    if (!change.isEmpty())
        site.sql(change);
    const QString before = site.ask(stock);
    QCOMPARE(site.ask(call), u"f | "_s % words % u" | 0 | 0"_s);
    QCOMPARE(site.ask(stock), before);
}

void TestInventoryFunctions::receiptIsPostedOnce()
{
    const InventorySite site(shipped);
    const test::ReceiptLine line {1, u"TAB"_s, u"10"_s, u"1"_s, u"NEW"_s, u"2028-01-31"_s};
    site.addReceipt(1, {line});
    QCOMPARE(site.askWhile(post(1), post(1)), u"f | the receipt was posted already | 0 | 0"_s);
    QCOMPARE(site.ask(stock), u"NEW:10 | 1:10 | R10 | POSTED"_s);
    // Two receipts that bring the same new lot, and one that takes from it.
    site.sql("DELETE FROM inventory.inventory_transactions; DELETE FROM inventory.inventory;"
             " DELETE FROM inventory.drug_lots");
    site.addReceipt(2, {line});
    site.addReceipt(3, {line});
    QCOMPARE(site.askWhile(post(2), post(3)), u"t | the receipt is posted | 0 | 1"_s);
    QCOMPARE(site.ask(stock), u"NEW:20 | 1:20 | R10 R10 | POSTED POSTED POSTED"_s);
    site.addReceipt(4, {line});
    const QStringList answers = site.askAtOnce({post(4), deduct("15"), deduct("15"), post(4)});
    QCOMPARE(answers.filter(u"the receipt is posted"_s).size(), 1);
    const int taken = static_cast<int>(answers.filter(u"15 issued"_s).size());
    QVERIFY(taken >= 1);
    QCOMPARE(site.ask("SELECT trim_scale(quantity_on_hand), (SELECT"
                      " trim_scale(sum(quantity_available)) FROM inventory.drug_lots), (SELECT"
                      " trim_scale(sum(quantity)) FROM inventory.inventory_transactions) FROM"
                      " inventory.inventory"),
             u"%1 | %1 | %1"_s.arg(30 - 15 * taken));
}

QTEST_GUILESS_MAIN(TestInventoryFunctions)
#include "tst_inventoryfunctions.moc"
