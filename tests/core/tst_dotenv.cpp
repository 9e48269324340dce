#include "core/postgres/dotenv.h"

#include <QTest>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

using Variables = QHash<QString, QString>;

// The table of what is meant; tests/interop compares many more texts with dotenv itself.
class TestDotenv final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void readsHugeTextsInTime_data();
    void readsHugeTextsInTime();
};

void TestDotenv::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Variables>("expected");

    const auto row = [](const char *name, const QByteArray &text, const Variables &expected) {
        QTest::newRow(name) << text << expected;
    };
    const Variables ab {{u"A"_s, u"1"_s}, {u"B"_s, u"2"_s}};
    row("empty", "", {});
    row("comments and blank lines", "# A=1\n\n  #B=2\n", {});
    row("lines", "A=1\nB=2\n", ab);
    row("no newline at the end", "A=1\nB=2", ab);
    row("CRLF", "A=1\r\nB=2\r\n", ab);
    row("lone CR", "A=1\rB=2\r", ab);
    row("byte order mark",
        "\xEF\xBB\xBF"
        "A=1\nB=2\n",
        ab);
    row("export", "export A=1\n export\tB=2\n", ab);
    row("blanks around", "  A = 1  \n\tB\t=\t2\t\n", ab);
    row("colon", "A: 1\nB:\t2\nC:3\nD : 4\n", ab);
    row("the last one wins", "A=0\nA=1\nB=2\n", ab);
    row("other lines", "=3\nhello\n@C=4\n[section]\nA=1\n{\"C\": 5}\nB=2", ab);
    row("export alone", "export\nA=1\nexport\nB=2\n", ab);
    row("a variable named export", "export=1\n", {{u"export"_s, u"1"_s}});
    row("a name JavaScript keeps for itself", "__proto__=x\nA=1\nB=2\n", ab);
    row("names",
        "a.b=1\na-b=2\n_=3\n9=4\n",
        {{u"a.b"_s, u"1"_s}, {u"a-b"_s, u"2"_s}, {u"_"_s, u"3"_s}, {u"9"_s, u"4"_s}});
    row("no value",
        "A=\nB= \nC=\"\"\nD=''\n",
        {{u"A"_s, {}}, {u"B"_s, {}}, {u"C"_s, {}}, {u"D"_s, {}}});
    row("inline comments", "A=1 # one\nB=2#two\n", ab);
    row("= in a value", "A=a=b==\n", {{u"A"_s, u"a=b=="_s}});
    row("blanks in quotes",
        "A=' a '\nB=\" b \"\nC=` c `\n",
        {{u"A"_s, u" a "_s}, {u"B"_s, u" b "_s}, {u"C"_s, u" c "_s}});
    row("# in quotes",
        "A='a#b' # c\nB=\"#\"# c\nC=`# `\n",
        {{u"A"_s, u"a#b"_s}, {u"B"_s, u"#"_s}, {u"C"_s, u"# "_s}});
    row("# without quotes cuts a password", "A=se#cret\n", {{u"A"_s, u"se"_s}});
    row("quotes in quotes",
        "A='\"'\nB=\"'\"\nC=`'\"`\n",
        {{u"A"_s, u"\""_s}, {u"B"_s, u"'"_s}, {u"C"_s, u"'\""_s}});
    row("quotes inside",
        "A=it's\nB=a\"b\"c\nC='x' y'\n",
        {{u"A"_s, u"it's"_s}, {u"B"_s, u"a\"b\"c"_s}, {u"C"_s, u"x' y"_s}});
    row("escaped quotes keep the backslash",
        "A=\"a\\\"b\"\nB='a\\'b'\n",
        {{u"A"_s, u"a\\\"b"_s}, {u"B"_s, u"a\\'b"_s}});
    row("a backslash before the last quote",
        "A='C:\\'\nB=2\n",
        {{u"A"_s, u"C:\\"_s}, {u"B"_s, u"2"_s}});
    row("line escapes in double quotes only",
        "A=\"a\\nb\\rc\\td\"\nB='a\\nb'\nC=a\\nb\nD=`a\\nb`\n",
        {{u"A"_s, u"a\nb\rc\\td"_s},
         {u"B"_s, u"a\\nb"_s},
         {u"C"_s, u"a\\nb"_s},
         {u"D"_s, u"a\\nb"_s}});
    row("several lines",
        "A=\"1\n# 2\r\n3\"\nB='\nC=4\n'\n",
        {{u"A"_s, u"1\n# 2\n3"_s}, {u"B"_s, u"\nC=4\n"_s}});
    row("not closed",
        "A=\"x\nB='y\nC=`z\n",
        {{u"A"_s, u"\"x"_s}, {u"B"_s, u"'y"_s}, {u"C"_s, u"`z"_s}});
    row("text behind the quotes",
        "A=\"x\" y\nB='x'y\n",
        {{u"A"_s, u"\"x\" y"_s}, {u"B"_s, u"'x'y"_s}});
    row("a quoted value on the next line", "A=\n\"x\"\nB=\ny\n", {{u"A"_s, u"x"_s}, {u"B"_s, {}}});
    row("nothing is expanded",
        "A=$B\nB=\"${A}\"\nC=$(date)\nD='$1$&'\n",
        {{u"A"_s, u"$B"_s}, {u"B"_s, u"${A}"_s}, {u"C"_s, u"$(date)"_s}, {u"D"_s, u"$1$&"_s}});
    const QString thai = u"\u0e23\u0e2b\u0e31\u0e2a \u0e1c\u0e48\u0e32\u0e19"_s;
    row("Thai",
        QString(u"A="_s % thai % u"\nB='"_s % thai % u"' # "_s % thai).toUtf8(),
        {{u"A"_s, thai}, {u"B"_s, thai}});
    row("blanks of JavaScript",
        "A=\xC2\xA0x\xE3\x80\x80\nB=\xC2\x85x\n",
        {{u"A"_s, u"x"_s}, {u"B"_s, u"\u0085x"_s}});
    row("line separator",
        "A=x\xE2\x80\xA8"
        "B=y\nC=z\xE2\x80\xA8'q'\n",
        {{u"A"_s, u"x\u2028B=y"_s}, {u"C"_s, u"z\u2028q"_s}});
    row("no UTF-8",
        "A=\xE0\xB8 \xFF\nB=\xED\xA0\x80\n",
        {{u"A"_s, u"\ufffd \ufffd"_s}, {u"B"_s, u"\ufffd\ufffd\ufffd"_s}});
    row("a NUL", QByteArray("A=x\0y\n", 6), {{u"A"_s, u"x"_s % QChar(0) % u'y'}});
}

void TestDotenv::reads()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Variables, expected);

    QCOMPARE(parseDotenv(text), expected);
}

void TestDotenv::readsHugeTextsInTime_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("escaped quotes") << QByteArray("A='" + QByteArray("\\'#").repeated(300000));
    QTest::newRow("open quotes") << QByteArray("A='x\nB=\"y\nC=`z\n").repeated(60000);
    QTest::newRow("blank lines") << QByteArray("A\n\n").repeated(300000);
    QTest::newRow("only quotes") << QByteArray("A=" + QByteArray("'").repeated(1000000));
    QTest::newRow("quotes and blanks") << QByteArray("A=" + QByteArray("' ").repeated(500000));
    QTest::newRow("separators") << QByteArray("A=\""
                                              + QByteArray("\xE2\x80\xA8\"x'y").repeated(150000));
    QTest::newRow("exports") << QByteArray("export ").repeated(150000);
}

// Each of these takes hours where a quote or a blank is looked at once for every other one.
void TestDotenv::readsHugeTextsInTime()
{
    QFETCH(const QByteArray, text);

    QVERIFY(parseDotenv(text).size() <= 3);
}

} // namespace aegisx::postgres

QTEST_GUILESS_MAIN(aegisx::postgres::TestDotenv)
#include "tst_dotenv.moc"
