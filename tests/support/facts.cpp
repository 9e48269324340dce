#include "tests/support/facts.h"

#include <QFile>
#include <QStringList>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

// The records of a CSV text; a field in quotes may hold commas, line ends and doubled quotes.
QList<QStringList> recordsOf(const QString &text)
{
    QList<QStringList> records;
    QStringList record {QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar letter = text.at(i);
        const bool doubled = letter == u'"' && quoted && text.mid(i + 1, 1) == u"\""_s;
        if (doubled)
            ++i;
        if (letter == u'"' && !doubled) {
            quoted = !quoted;
        } else if (letter == u',' && !quoted) {
            record << QString();
        } else if (letter == u'\n' && !quoted) {
            records << record;
            record = QStringList {QString()};
        } else if (letter != u'\r' || quoted) {
            record.last() += letter;
        }
    }
    return records;
}

} // namespace

QList<Fact> facts(const QString &name)
{
    QFile file(QStringLiteral(AEGISX_TEST_SUPPORT_DIR "/../facts/") % name % u".csv"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qUtf8Printable(file.fileName()), qUtf8Printable(file.errorString()));
    QList<QStringList> records = recordsOf(QString::fromUtf8(file.readAll()));
    const QStringList header = records.takeFirst();
    QList<Fact> rows;
    for (const QStringList &record : records) {
        if (record.size() != header.size())
            qFatal("%s: %s", qUtf8Printable(file.fileName()), qUtf8Printable(record.join(u',')));
        Fact fact;
        for (qsizetype i = 0; i < header.size(); ++i)
            fact.insert(header.at(i), record.at(i));
        rows << fact;
    }
    return rows;
}

} // namespace aegisx::test
