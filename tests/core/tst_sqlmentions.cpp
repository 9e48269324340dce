#include "core/inspection/objectname.h"
#include "core/inspection/sqlmentions.h"

#include <QTest>

using namespace aegisx;
using namespace aegisx::inspection;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(aegisx::inspection::Mention)
Q_DECLARE_METATYPE(aegisx::inspection::NamedAs)

// Names as people write them, and what a text of SQL names.
class TestSqlMentions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void searchPaths();
    void texts_data();
    void texts();
    void quotedNames();
    void expressions_data();
    void expressions();
};

void TestSqlMentions::names_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("read");
    QTest::newRow("plain") << u"public.drugs"_s << u"public|drugs|-"_s;
    QTest::newRow("capitals") << u"Public.Drugs"_s << u"public|drugs|-"_s;
    QTest::newRow("quoted") << u"\"Ward 1\".\"Be\"\"ds\""_s << u"Ward 1|Be\"ds|-"_s;
    QTest::newRow("thai") << u"public.\u0e22\u0e32"_s << u"public|\u0e22\u0e32|-"_s;
    QTest::newRow("blanks") << u" public . drugs "_s << u"public|drugs|-"_s;
    QTest::newRow("function") << u"public.next_no(integer, text)"_s
                              << u"public|next_no|integer, text"_s;
    QTest::newRow("no arguments") << u"public.next_no()"_s << u"public|next_no|"_s;
    QTest::newRow("dot inside") << u"\"a.b\".c"_s << u"a.b|c|-"_s;
    for (const QString &wrong : {u"drugs"_s,
                                 u""_s,
                                 u"."_s,
                                 u".drugs"_s,
                                 u"public."_s,
                                 u"public.\"drugs"_s,
                                 u"public.\"\""_s,
                                 u"a.b.c"_s,
                                 u"public.f(integer"_s,
                                 u"\"a\"b.c"_s})
        QTest::newRow(qUtf8Printable(u"wrong: "_s + wrong)) << wrong << QString();
}

void TestSqlMentions::names()
{
    QFETCH(const QString, text);
    QFETCH(const QString, read);
    const auto name = parseObjectName(text);
    QCOMPARE(name.has_value(), !read.isEmpty());
    if (!name) {
        QCOMPARE(name.error().kind, ErrorKind::InvalidInput);
        QVERIFY(!name.error().remedy.isEmpty());
        return;
    }
    QCOMPARE(name->schema.folded() % u'|' % name->name.folded() % u'|'
                 % name->arguments.value_or(u"-"_s),
             read);
}

void TestSqlMentions::searchPaths()
{
    QCOMPARE(parseSearchPath(u"\"$user\", public"_s), QStringList({u"$user"_s, u"public"_s}));
    QCOMPARE(parseSearchPath(u"\"A, b\",Inventory , c"_s),
             QStringList({u"A, b"_s, u"inventory"_s, u"c"_s}));
    QCOMPARE(parseSearchPath(u""_s), QStringList());
    QCOMPARE(parseSearchPath(u"\"\""_s), QStringList());
    QCOMPARE(parseSchemaName(u"Inventory"_s)->folded(), u"inventory"_s);
    QVERIFY(!parseSchemaName(u"a.b"_s));
    QVERIFY(!parseSchemaName(u" "_s));
}

void TestSqlMentions::texts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<NamedAs>("as");
    QTest::addColumn<Mention>("mention");
    const auto row = [](const char *text, NamedAs as, Mention mention) {
        QTest::newRow(text) << QString::fromUtf8(text) << as << mention;
    };
    const auto relation = NamedAs::Relation;
    row("SELECT * FROM public.drugs", relation, Mention::Qualified);
    row("SELECT * FROM PUBLIC . Drugs d", relation, Mention::Qualified);
    row("SELECT * FROM \"public\".\"drugs\"", relation, Mention::Qualified);
    row("SELECT * FROM site.public.drugs", relation, Mention::Qualified);
    row("SELECT * FROM other.drugs", relation, Mention::None);
    row("SELECT * FROM \"Drugs\"", relation, Mention::None);
    row("SELECT * FROM drugs", relation, Mention::Unqualified);
    row("SELECT 1 FROM a, drugs WHERE true", relation, Mention::Unqualified);
    row("SELECT * FROM a JOIN drugs USING (id)", relation, Mention::Unqualified);
    row("UPDATE drugs SET x = 1", relation, Mention::Unqualified);
    row("DELETE FROM ONLY drugs", relation, Mention::Unqualified);
    row("INSERT INTO drugs VALUES (1)", relation, Mention::Unqualified);
    row("DECLARE x drugs%ROWTYPE; BEGIN END", relation, Mention::Unqualified);
    row("DECLARE x drugs; BEGIN END", relation, Mention::Unqualified);
    row("RETURN x::drugs", relation, Mention::Unqualified);
    row("SELECT a, drugs FROM b", relation, Mention::None); // a column
    row("SELECT old_drugs, drugs_old FROM b", relation, Mention::None);
    row("SELECT b.drugs FROM b", relation, Mention::None);
    row("SELECT count(*) FROM drugs.items", relation, Mention::None); // a schema of that name
    row("INSERT INTO drugs.items SELECT 1", relation, Mention::None);
    row("DECLARE x drugs.items%ROWTYPE; BEGIN END", relation, Mention::None);
    row("DECLARE x drugs.code%TYPE; BEGIN END", relation, Mention::Unqualified);
    row("DECLARE x drugs.items.code%TYPE; BEGIN END", relation, Mention::None);
    row("SELECT 1 -- FROM public.drugs", relation, Mention::None);
    row("SELECT 1 /* FROM /* x */ public.drugs */", relation, Mention::None);
    row("SELECT 'the drugs of public'", relation, Mention::None);
    row("EXECUTE 'SELECT count(*) FROM public.drugs'", relation, Mention::Qualified);
    row("EXECUTE 'SELECT ''x'' FROM drugs'", relation, Mention::Unqualified);
    row("EXECUTE $q$ SELECT 'it''s' FROM public.drugs $q$", relation, Mention::Qualified);
    row("EXECUTE 'EXECUTE ''DELETE FROM public.drugs'''", relation, Mention::Qualified);
    row("SELECT E'it\\'s', 1 FROM public.drugs", relation, Mention::Qualified);
    row("SELECT to_regclass('drugs')", relation, Mention::Unqualified);
    row("SELECT 'drugs'::regclass", relation, Mention::Unqualified);
    row("SELECT nextval('public.drugs')", relation, Mention::Qualified);
    row("IF x = 'drugs' THEN", relation, Mention::None); // a text
    row("SELECT $1 FROM public.drugs WHERE id = $2", relation, Mention::Qualified);
    row("SELECT 'never ends FROM public.drugs", relation, Mention::Qualified);
    row("SELECT drugs(1)", NamedAs::Function, Mention::Unqualified);
    row("SELECT public.drugs(1)", NamedAs::Function, Mention::Qualified);
    row("SELECT drugs.count(1)", NamedAs::Function, Mention::None);
    row("DECLARE x drugs.kind; BEGIN", NamedAs::Type, Mention::None);
    row("SELECT drugs FROM x", NamedAs::Function, Mention::None);
    row("DECLARE x drugs; BEGIN", NamedAs::Type, Mention::Unqualified);
    row("SELECT 'a'::public.drugs", NamedAs::Type, Mention::Qualified);
    row("", relation, Mention::None);
}

void TestSqlMentions::texts()
{
    QFETCH(const QString, text);
    QFETCH(const NamedAs, as);
    QFETCH(const Mention, mention);
    QCOMPARE(mentionIn(text, u"public"_s, u"drugs"_s, as), mention);
}

void TestSqlMentions::quotedNames()
{
    const QString name = u"\u0e22\u0e32 \"1\""_s;
    const auto relation = NamedAs::Relation;
    QCOMPARE(mentionIn(u"SELECT 1 FROM \"W\".\"\u0e22\u0e32 \"\"1\"\"\""_s, u"W"_s, name, relation),
             Mention::Qualified);
    QCOMPARE(mentionIn(u"SELECT 1 FROM \"\u0e22\u0e32 \"\"1\"\"\" x"_s, u"W"_s, name, relation),
             Mention::Unqualified);
    QCOMPARE(mentionIn(u"SELECT 1 FROM w.\"\u0e22\u0e32 \"\"1\"\"\""_s, u"W"_s, name, relation),
             Mention::None);
    QCOMPARE(mentionIn(u"SELECT 1 FROM \u0e22\u0e32"_s, u"public"_s, u"\u0e22\u0e32"_s, relation),
             Mention::Unqualified);
}

void TestSqlMentions::expressions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Mention>("mention");
    const auto row = [](const char *text, Mention mention) {
        QTest::newRow(text) << QString::fromUtf8(text) << mention;
    };
    row("nextval('drugs_id_seq'::regclass)", Mention::None); // the sequence itself
    row("nextval('public.drugs_id_seq'::regclass)", Mention::None);
    row("nextval(('public.drugs_id_seq'::text)::regclass)", Mention::Qualified);
    row("nextval(('drugs_id_seq'::text)::regclass)", Mention::Unqualified);
    row("'about drugs_id_seq'::text", Mention::None);
    row("now()", Mention::None);
}

void TestSqlMentions::expressions()
{
    QFETCH(const QString, text);
    QFETCH(const Mention, mention);
    QCOMPARE(mentionInExpression(text, u"public"_s, u"drugs_id_seq"_s, NamedAs::Relation), mention);
}

QTEST_GUILESS_MAIN(TestSqlMentions)
#include "tst_sqlmentions.moc"
