#include "core/postgres/connectfailure.h"

#include <QTest>

using namespace aegisx::postgres;
using namespace Qt::StringLiterals;

namespace {

struct Text {
    const char *name;
    QString sqlState;
    QString said;
    QString kept;
};

const QList<Text> texts {
    {"key",
     u"23505"_s,
     u"Key (code)=(A1) already exists."_s,
     u"Key (code)=(...) already exists."_s},
    {"key of two columns",
     u"23505"_s,
     u"Key (a, lower(b))=(1, x) already exists."_s,
     u"Key (a, lower(b))=(...) already exists."_s},
    {"key on two lines",
     u"23505"_s,
     u"Key (a)=(x\ny) already exists."_s,
     u"Key (a)=(...) already exists."_s},
    {"key with brackets",
     u"23505"_s,
     u"Key (a)=(x) (y)) already exists."_s,
     u"Key (a)=(...) already exists."_s},
    {"key in German",
     u"23505"_s,
     u"Schl\u00fcssel \u00bb(a)=(x)\u00ab existiert bereits."_s,
     u"Schl\u00fcssel \u00bb(a)=(...)\u00ab existiert bereits."_s},
    {"key in another class", u"P0001"_s, u"Key (a)=(x) is odd."_s, u"Key (a)=(...) is odd."_s},
    {"row", u"23502"_s, u"Failing row contains (1, null, x)."_s, u"Failing row contains (...)."_s},
    {"row on two lines",
     u"23514"_s,
     u"Failing row contains (1,\nx (y))."_s,
     u"Failing row contains (...)."_s},
    {"row in Japanese", // the row in the middle, and no blank before it
     u"23502"_s,
     u"\u5931\u6557\u3057\u305f\u884c\u306f(1, x)\u3092\u542b\u307f\u307e\u3059"_s,
     u"\u5931\u6557\u3057\u305f\u884c\u306f(...)\u3092\u542b\u307f\u307e\u3059"_s},
    {"row behind a view",
     u"44000"_s,
     u"Failing row contains (1, x)."_s,
     u"Failing row contains (...)."_s},
    {"message",
     u"23505"_s,
     u"duplicate key value violates unique constraint \"t_pkey\""_s,
     u"duplicate key value violates unique constraint \"t_pkey\""_s},
    {"value",
     u"22P02"_s,
     u"invalid input syntax for type integer: \"x\""_s,
     u"invalid input syntax for type integer: \"...\""_s},
    {"value with quotes",
     u"22P02"_s,
     u"invalid input syntax for type integer: \"x\": \"y\nz\""_s,
     u"invalid input syntax for type integer: \"...\""_s},
    {"value in German",
     u"22P02"_s,
     u"ung\u00fcltige Eingabesyntax f\u00fcr Typ integer: \u00bbx\u00ab"_s,
     u"ung\u00fcltige Eingabesyntax f\u00fcr Typ integer: \"...\""_s},
    {"value in French",
     u"22P02"_s,
     u"syntaxe en entr\u00e9e invalide : \u00ab x \u00bb"_s,
     u"syntaxe en entr\u00e9e invalide : \"...\""_s},
    {"JSON", u"22P02"_s, u"JSON data, line 1: [1, x y"_s, u"JSON data, line 1: ..."_s},
    {"JSON with quotes",
     u"22P02"_s,
     u"JSON data, line 1: {\"a\": x\nPL/pgSQL function f() line 3"_s,
     u"JSON data, line 1: ...\nPL/pgSQL function f() line 3"_s},
    {"name and version",
     u"22023"_s,
     u"extension \"pg_trgm\" has no installation script nor update path for version \"99\""_s,
     u"extension \"pg_trgm\" has no installation script nor update path for version \"99\""_s},
    {"two encodings",
     u"22P05"_s,
     u"character with byte sequence 0xe0 0xb8 0x81 in encoding \"UTF8\" has no equivalent in"
     " encoding \"LATIN1\""_s,
     u"character with byte sequence 0xe0 0xb8 0x81 in encoding \"UTF8\" has no equivalent in"
     " encoding \"LATIN1\""_s},
    {"value behind a name",
     u"22023"_s,
     u"invalid value for parameter \"lock_timeout\": \"secret\""_s,
     u"invalid value for parameter \"lock_timeout\": \"...\""_s},
    {"value that says a name",
     u"22P02"_s,
     u"invalid input syntax for type integer: \"x\", column \"secret\" and table \"secret\""_s,
     u"invalid input syntax for type integer: \"...\""_s},
    {"value behind a name that says one",
     u"22023"_s,
     u"invalid value for parameter \"x\": \"y\" for role \"secret\""_s,
     u"invalid value for parameter \"x\": \"...\""_s},
    {"value in the place of a name",
     u"22023"_s,
     u"no such version \"Somchai Jaidee, born 1960\""_s,
     u"no such version \"...\""_s},
    {"JSON that says a name",
     u"22P02"_s,
     u"JSON data, line 1: {\"table \"secret\""_s,
     u"JSON data, line 1: ..."_s},
    {"no value", u"22012"_s, u"division by zero"_s, u"division by zero"_s},
    {"a name is no value",
     u"42P01"_s,
     u"relation \"public.drugs\" does not exist"_s,
     u"relation \"public.drugs\" does not exist"_s},
    {"a call is no row",
     u"42883"_s,
     u"function f(integer) does not exist"_s,
     u"function f(integer) does not exist"_s},
    {"nothing", u"23505"_s, {}, {}}};

} // namespace

// What is kept of the server's words: no values of rows, in whatever language it speaks.
class TestServerText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutValues_data();
    void withoutValues();
};

void TestServerText::withoutValues_data()
{
    QTest::addColumn<QString>("sqlState");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    for (const Text &text : texts)
        QTest::newRow(text.name) << text.sqlState << text.said << text.kept;
}

void TestServerText::withoutValues()
{
    QFETCH(const QString, sqlState);
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QCOMPARE(aegisx::postgres::withoutValues(sqlState, text), expected);
    QCOMPARE(aegisx::postgres::withoutValues(sqlState, expected),
             expected); // nothing is left to take out
}

QTEST_GUILESS_MAIN(TestServerText)
#include "tst_servertext.moc"
