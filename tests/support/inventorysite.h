#pragma once

#include "tests/support/sitefixture.h"

#include <QList>
#include <QString>

namespace aegisx::test {

struct ReceiptLine {
    int generic = 1;
    QString unit;
    QString accepted; // a number
    QString price; // of one unit
    QString lot;
    QString expiry;
};

// A site of the shipped modules in March 2026 (fiscal year 2569, second quarter), with the little
// that the functions of the inventory module need:
//   budget 1 of department 1: 1000 baht a quarter; department 2 and budget 2 have nothing yet;
//   generics 1 to 3; drug 1 of generic 1 (sold by company 1 in a BOX of 100), drugs 2 and 3 of
//   generic 2, of which company 1 makes drug 2; generic 3 has no drug;
//   locations 1 and 2, no stock; purchase requests 1 to 6 of department 1 and budget 1.
// All of one test program are the same database, which each fills anew: one lives at a time.
// Whatever the test does not expect to fail ends the test program with the reason.
class InventorySite final
{
public:
    explicit InventorySite(const QStringList &moduleFolders);

    // The first row of the answer, its values parted by " | ". Of a text for a person only what
    // stands in brackets: the English.
    [[nodiscard]] QString ask(const QByteArray &sql) const;
    void sql(const QByteArray &statement) const { m_site.sql(statement); }
    [[nodiscard]] const SiteFixture &site() const { return m_site; }

    // The time it is for the module's functions.
    void setTime(const QByteArray &time) const;
    // Into location 1, received on 1 February 2026, unless more says otherwise ("column = value").
    void addLot(int drug,
                const QByteArray &lot,
                const QByteArray &expiry,
                const QByteArray &quantity,
                const QByteArray &more = {}) const;
    // An accepted receipt of company 1 at location 1, of 5 March 2026.
    void addReceipt(int id, const QList<ReceiptLine> &lines) const;

    // Asks both on sessions of their own, the second while the first has not committed; answers
    // what the second says. It must have waited for the first.
    [[nodiscard]] QString askWhile(const QByteArray &first, const QByteArray &second) const;
    // Asks all of them at once, each on a session of its own; the answers in the same order.
    [[nodiscard]] QStringList askAtOnce(const QList<QByteArray> &questions) const;

private:
    const SiteFixture &m_site;
};

} // namespace aegisx::test
