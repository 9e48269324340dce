#include "ui/theme/theme.h"
#include "ui/widgets/sqltokens.h"
#include "ui/widgets/sqlview.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace aegisx::ui {

namespace {

// The tokens of a text as "Keyword:select String:'a'", line by line.
QStringList told(const QString &text)
{
    SqlTokenizer tokenizer;
    QStringList lines;
    int state = -1;
    const QStringList source = text.split(u'\n');
    for (const QString &line : source) {
        QStringList words;
        const QList<SqlToken> tokens = tokenizer.tokenize(line, state);
        for (const SqlToken &token : tokens)
            words.append(QString::fromLatin1(QMetaEnum::fromType<SqlKind>().valueToKey(
                             static_cast<int>(token.kind)))
                         + u':' + line.mid(token.start, token.length));
        lines.append(words.join(u' '));
    }
    return lines;
}

// The colour of the character of a line of a view; invalid where it has the ordinary one.
QColor colourAt(const SqlView &view, int line, int column)
{
    const auto formats = view.document()->findBlockByNumber(line).layout()->formats();
    for (const QTextLayout::FormatRange &range : formats) {
        if (column >= range.start && column < range.start + range.length)
            return range.format.foreground().color();
    }
    return {};
}

} // namespace

class TestSqlView final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { Theme::instance().setMode(ThemeMode::Light); }
    void tokens_data();
    void tokens();
    void statesEndWhereTheyShould();
    void viewIsColouredAcrossLines();
    void coloursFollowTheTheme();
    void lineNumbersStartWhereAsked();
    void showsALine();
    void isReadOnlyAndCopies();
    void longTextIsCheap();
};

void TestSqlView::tokens_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("words") << u"Select name1 from t"_s
                           << QStringList {u"Keyword:Select Keyword:from"_s};
    QTest::newRow("numbers") << u"1 2.5e3 x1 .5"_s
                             << QStringList {u"Number:1 Number:2.5e3 Number:.5"_s};
    QTest::newRow("doubled quote") << u"'it''s' x"_s << QStringList {u"String:'it''s'"_s};
    QTest::newRow("backslash ends") << u"'a\\' x"_s << QStringList {u"String:'a\\'"_s};
    QTest::newRow("backslash escapes") << u"E'a\\'b' x"_s << QStringList {u"String:E'a\\'b'"_s};
    QTest::newRow("identifier") << u"\"a\"\"b\".c"_s << QStringList {u"Identifier:\"a\"\"b\""_s};
    QTest::newRow("line comment") << u"a -- select 'x'\nb"_s
                                  << QStringList {u"Comment:-- select 'x'"_s, QString()};
    QTest::newRow("nested comment")
        << u"/* a /* b\n*/ still */ null"_s
        << QStringList {u"Comment:/* a /* b"_s, u"Comment:*/ still */ Keyword:null"_s};
    QTest::newRow("string over lines")
        << u"'a\nb' null"_s << QStringList {u"String:'a"_s, u"String:b' Keyword:null"_s};
    QTest::newRow("escape over lines")
        << u"E'a\\'\nb\\'' null"_s
        << QStringList {u"String:E'a\\'"_s, u"String:b\\'' Keyword:null"_s};
    QTest::newRow("dollar") << u"$$ 'a\n$x$ -- b\n$$ null"_s
                            << QStringList {u"String:$$ 'a"_s,
                                            u"String:$x$ -- b"_s,
                                            u"String:$$ Keyword:null"_s};
    QTest::newRow("tagged dollar")
        << u"$f$ $$ a $$\n$f$; null"_s
        << QStringList {u"String:$f$ $$ a $$"_s, u"String:$f$ Keyword:null"_s};
    QTest::newRow("parameter") << u"$1 a$b$c $"_s << QStringList {u"Parameter:$1"_s};
    QTest::newRow("thai") << u"'\u0e22\u0e32' \u0e22\u0e32 null"_s
                          << QStringList {u"String:'\u0e22\u0e32' Keyword:null"_s};
    QTest::newRow("unended") << u"E'\\"_s << QStringList {u"String:E'\\"_s};
}

void TestSqlView::tokens()
{
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    QCOMPARE(told(text), expected);
}

void TestSqlView::statesEndWhereTheyShould()
{
    SqlTokenizer tokenizer;
    const auto stateAfter = [&tokenizer](const QString &line, int state = -1) {
        (void)tokenizer.tokenize(line, state);
        return state;
    };
    const int plain = stateAfter(u"a;"_s);
    QCOMPARE(stateAfter(u"'a' \"b\" /* c */ $$d$$ -- e"_s), plain);
    const int comment = stateAfter(u"/*"_s);
    const int deeper = stateAfter(u"/*"_s, comment);
    QVERIFY(comment != plain && deeper != comment);
    QCOMPARE(stateAfter(u"*/"_s, deeper), comment);
    QCOMPARE(stateAfter(u"*/"_s, comment), plain);
    const int first = stateAfter(u"$a$"_s);
    const int second = stateAfter(u"$b$"_s);
    QVERIFY(first != second);
    QCOMPARE(stateAfter(u"$a$"_s), first); // known again
    QCOMPARE(stateAfter(u"$b$"_s, first), first);
    QCOMPARE(stateAfter(u"$a$"_s, first), plain);
}

void TestSqlView::viewIsColouredAcrossLines()
{
    SqlView view;
    view.setSql(u"create table t (\n/* a\nb */ id int\n);"_s);
    const Theme &theme = Theme::instance();
    QTRY_COMPARE(colourAt(view, 0, 0), theme.sql(SqlKind::Keyword));
    QCOMPARE(colourAt(view, 1, 0), theme.sql(SqlKind::Comment));
    QCOMPARE(colourAt(view, 2, 0), theme.sql(SqlKind::Comment));
    QVERIFY(!colourAt(view, 2, 5).isValid());
    QCOMPARE(colourAt(view, 2, 8), theme.sql(SqlKind::Keyword));
}

void TestSqlView::coloursFollowTheTheme()
{
    SqlView view;
    view.setSql(u"select 1"_s);
    QTRY_COMPARE(colourAt(view, 0, 0), lightColours().sqlKind(SqlKind::Keyword));
    Theme::instance().setMode(ThemeMode::Dark);
    QTRY_COMPARE(colourAt(view, 0, 0), darkColours().sqlKind(SqlKind::Keyword));
    QCOMPARE(colourAt(view, 0, 7), darkColours().sqlKind(SqlKind::Number));
}

void TestSqlView::lineNumbersStartWhereAsked()
{
    SqlView view;
    view.setSql(u"a\nb"_s, 7);
    const int narrow = view.gutterWidth();
    QCOMPARE(view.firstLine(), 7);
    view.setSql(u"a\nb"_s, 998);
    QVERIFY(view.gutterWidth() > narrow);
    view.setSql(u"a\nb\nc"_s, 998); // to 1000
    const int wide = view.gutterWidth();
    view.setSql(u"a\nb\nc"_s, 100);
    QVERIFY(view.gutterWidth() < wide);

    view.resize(300, 200);
    auto *gutter = view.findChild<QWidget *>(u"sqlViewGutter"_s);
    QVERIFY(gutter);
    const QImage one = gutter->grab().toImage();
    view.setSql(u"a\nb\nc"_s, 200);
    QVERIFY(gutter->grab().toImage() != one); // other numbers
}

void TestSqlView::showsALine()
{
    SqlView view;
    view.resize(300, 200);
    view.setSql(u"select 1;\n"_s.repeated(500), 11);
    view.show();
    view.showLine(411);
    QCOMPARE(view.textCursor().blockNumber(), 400);
    QVERIFY(view.verticalScrollBar()->value() > 300);
    QCOMPARE(view.extraSelections().size(), 1);
    QCOMPARE(view.extraSelections().first().cursor.blockNumber(), 400);
    view.showLine(5); // not in this text: nothing happens
    QCOMPARE(view.textCursor().blockNumber(), 400);
    view.setSql(u"select 2;"_s);
    QVERIFY(view.extraSelections().isEmpty());
}

void TestSqlView::isReadOnlyAndCopies()
{
    SqlView view;
    view.setSql(u"select 1;"_s);
    view.show();
    QVERIFY(view.isReadOnly());
    QVERIFY(!view.accessibleName().isEmpty());
    QTest::keyClicks(&view, u"drop"_s);
    QCOMPARE(view.toPlainText(), u"select 1;"_s);
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"select 1;"_s);
}

// Says how long it took; a clock decides nothing here.
void TestSqlView::longTextIsCheap()
{
    const QString line = u"insert into inventory.drugs (id, name) values (1, 'x'); -- note\n"_s;
    SqlView view;
    view.resize(600, 400);
    view.show();
    qint64 best = std::numeric_limits<qint64>::max();
    for (int turn = 0; turn < 5; ++turn) {
        QElapsedTimer timer;
        timer.start();
        view.setSql(line.repeated(5000));
        QCoreApplication::processEvents(); // the colouring is queued
        best = std::min(best, timer.nsecsElapsed());
    }
    qInfo("5,000 lines: %.1f ms", static_cast<double>(best) / 1e6);
    QCOMPARE(view.blockCount(), 5001);
    QTRY_COMPARE(colourAt(view, 4999, 0), Theme::instance().sql(SqlKind::Keyword));
}

} // namespace aegisx::ui

QTEST_MAIN(aegisx::ui::TestSqlView)
#include "tst_sqlview.moc"
