#include "cli/arguments.h"
#include "cli/exitcode.h"
#include "cli/siteaccess.h"
#include "cli/terminal.h"
#include "core/base/dates.h"
#include "core/base/language.h"
#include "core/base/tr.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::cli;

namespace {

Arguments parsed(const QString &line)
{
    const auto result = parseArguments(line.split(u' ', Qt::SkipEmptyParts));
    if (const auto *answer = std::get_if<Answer>(&result))
        qFatal("%s: %s", qUtf8Printable(line), qUtf8Printable(answer->text));
    return std::get<Arguments>(result);
}

bool isRefused(const QString &line)
{
    const auto result = parseArguments(line.split(u' ', Qt::SkipEmptyParts));
    const auto *answer = std::get_if<Answer>(&result);
    return answer && answer->isError && !answer->text.isEmpty();
}

} // namespace

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verbs();
    void options();
    void siteIsNamedByItsCode();
    void wrongLines_data();
    void wrongLines();
    void wordsForMistakes_data();
    void wordsForMistakes();
    void exitCodes();
    void widths();
    void dates();
    void languages();
};

void TestArguments::verbs()
{
    QCOMPARE(parsed(u"status"_s).verb, Verb::Status);
    QCOMPARE(parsed(u"status core inventory"_s).modules, (QStringList {u"core"_s, u"inventory"_s}));
    QCOMPARE(parsed(u"check"_s).verb, Verb::Check);
    QCOMPARE(parsed(u"practice upgrade"_s).verb, Verb::PracticeUpgrade);
    QCOMPARE(parsed(u"practice reset"_s).verb, Verb::PracticeReset);
    QCOMPARE(parsed(u"sites list"_s).verb, Verb::SitesList);
    const Arguments lint = parsed(u"lint a b --format sarif --database host=x"_s);
    QCOMPARE(lint.verb, Verb::Lint);
    QCOMPARE(lint.folders, (QStringList {u"a"_s, u"b"_s}));
    QCOMPARE(lint.format, u"sarif"_s);
    QVERIFY(lint.json); // whatever goes wrong is told as JSON as well
    QCOMPARE(lint.database.value_or(QString()), u"host=x"_s);
    QVERIFY(!parsed(u"lint a"_s).database);
    QVERIFY(parsed(u"lint --practice"_s).practice && parsed(u"lint --rules"_s).listRules);
    QVERIFY(!parsed(u"lint"_s).json);
    const Arguments module = parsed(u"new module lab --title-en Lab --title-th X --in a"_s);
    QCOMPARE(module.verb, Verb::NewModule);
    QCOMPARE(module.modules, QStringList {u"lab"_s});
    QCOMPARE(module.titleEn % module.titleTh % module.inFolder, u"LabXa"_s);
    const Arguments migration = parsed(u"new migration lab create_x --kind table"_s);
    QCOMPARE(migration.verb, Verb::NewMigration);
    QCOMPARE(migration.name % u' ' % migration.kind, u"create_x table"_s);
    const Arguments add =
        parsed(u"sites add Hospital --code 10670 --environment test --keep-password"_s);
    QCOMPARE(add.verb, Verb::SitesAdd);
    QCOMPARE(add.name, u"Hospital"_s);
    QCOMPARE(add.code, u"10670"_s);
    QCOMPARE(add.environment, u"test"_s);
    QVERIFY(add.keepPassword);
    QCOMPARE(parsed(u"unlock core"_s).modules, QStringList {u"core"_s});
    QCOMPARE(parsed(u"locks"_s).verb, Verb::Locks);
    const Arguments stop = parsed(u"stop-session 4711 --end --yes"_s);
    QCOMPARE(stop.verb, Verb::StopSession);
    QCOMPARE(stop.pid, 4711);
    QVERIFY(stop.end && stop.yes && !parsed(u"stop-session 4711"_s).end);
    QCOMPARE(parsed(u"environment"_s).verb, Verb::EnvironmentShow);
    QCOMPARE(parsed(u"environment --json --site x"_s).verb, Verb::EnvironmentShow);
    const Arguments set = parsed(u"environment set practice --dry-run --yes"_s);
    QCOMPARE(set.verb, Verb::EnvironmentSet);
    QCOMPARE(set.environment, u"practice"_s);
    QVERIFY(set.dryRun && set.yes);
}

void TestArguments::siteIsNamedByItsCode()
{
    sites::SiteProfile profile;
    profile.name = u"โรงพยาบาลตัวอย่าง"_s;
    profile.nameEn = u"Example Hospital"_s;
    profile.code = u"44444"_s;
    const SiteAccess site = accessOf(profile);
    for (const QString &typed : {profile.name, profile.nameEn, profile.code})
        QVERIFY2(isNamed(site, typed), qUtf8Printable(typed));
    QVERIFY(!isNamed(site, u"55555"_s));
    QVERIFY(!isNamed(SiteAccess {}, QString()));
}

void TestArguments::options()
{
    const Arguments migrate = parsed(
        u"--url postgresql://h/d --modules a --modules b migrate core --to 001_x --step-by-step --dry-run --json --yes"_s);
    QCOMPARE(migrate.verb, Verb::Migrate);
    QCOMPARE(migrate.url, u"postgresql://h/d"_s);
    QCOMPARE(migrate.moduleFolders, (QStringList {u"a"_s, u"b"_s}));
    QCOMPARE(migrate.modules, QStringList {u"core"_s});
    QCOMPARE(migrate.to, u"001_x"_s);
    QVERIFY(migrate.stepByStep && migrate.dryRun && migrate.json && migrate.yes);
    const Arguments move =
        parsed(u"move-table public.drugs public.next_no(integer) --to inventory --dry-run --sql"_s);
    QCOMPARE(move.verb, Verb::MoveTable);
    QCOMPARE(move.objects, (QStringList {u"public.drugs"_s, u"public.next_no(integer)"_s}));
    QCOMPARE(move.to, u"inventory"_s);
    QVERIFY(move.dryRun && move.showSql && !move.yes);
    QCOMPARE(parsed(u"misplaced --json"_s).verb, Verb::Misplaced);
    const Arguments mark =
        parsed(u"mark-completed core 001_a 002_b.ts --batch 4 --reason why --dry-run --yes"_s);
    QCOMPARE(mark.verb, Verb::MarkCompleted);
    QCOMPARE(mark.modules, QStringList {u"core"_s});
    QCOMPARE(mark.names, (QStringList {u"001_a"_s, u"002_b.ts"_s}));
    QCOMPARE(mark.batch, 4);
    QCOMPARE(mark.reason, u"why"_s);
    QVERIFY(mark.dryRun && mark.yes && !mark.provable);
    const Arguments forget = parsed(u"mark-pending core --provable"_s);
    QCOMPARE(forget.verb, Verb::MarkPending);
    QVERIFY(forget.provable && forget.names.isEmpty() && !forget.batch);
    const Arguments evidence = parsed(u"evidence core --all --json"_s);
    QCOMPARE(evidence.verb, Verb::Evidence);
    QCOMPARE(evidence.modules, QStringList {u"core"_s});
    QVERIFY(evidence.all);
    const Arguments rollback = parsed(u"rollback core --batches 3"_s);
    QCOMPARE(rollback.batches, 3);
    QVERIFY(!rollback.all);
    QVERIFY(parsed(u"rollback --all-modules --all"_s).all);
    QCOMPARE(parsed(u"migrate --modules dir core"_s).modules,
             QStringList {u"core"_s}); // the option takes one
}

void TestArguments::wrongLines_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"",
                             "frob",
                             "rollback",
                             "rollback a b",
                             "rollback a --all-modules",
                             "rollback a --batches 0",
                             "rollback a --batches 1 --all",
                             "rollback a --to x --all",
                             "unlock",
                             "move-table",
                             "move-table a.b",
                             "move-table --to x",
                             "misplaced x",
                             "unlock a b",
                             "mark-completed",
                             "mark-completed a",
                             "mark-completed a b --provable",
                             "mark-completed a b --batch 0",
                             "mark-pending a b --batch 1",
                             "mark-pending a",
                             "new",
                             "new module lab --title-en X",
                             "new migration lab create_x",
                             "new migration lab create_x --kind tables",
                             "practice",
                             "practice frob",
                             "sites",
                             "sites add",
                             "--site a --url b status",
                             "--url a --env b status",
                             "status --lang de",
                             "status --frob",
                             "sites add x --environment moon",
                             "environment set",
                             "environment set moon",
                             "environment set test practice",
                             "environment frob"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestArguments::wrongLines()
{
    QFETCH(const QString, line);
    QVERIFY(isRefused(line));
}

void TestArguments::wordsForMistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("said"); // and where the help is
    QTest::addColumn<QString>("help");
    const auto row = [](const char *line, const char *said, const char *help) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(said)
                            << QString::fromLatin1(help);
    };
    row("", "The command is missing.", "");
    row("frob", "There is no command called: frob", "");
    row("practice", "The command is missing.", " practice");
    row("practice frob", "There is no command called: frob", " practice");
    row("status --frob=x", "There is no option called: --frob", " status");
    row("locks one two", "This was not expected: one two", " locks");
    row("--urll postgresql://a:secret@b/c status", "There is no option called: --urll", " status");
    row("locks postgresql://a:secret@b/c", "This was not expected: ...", " locks");
    row("unlock", "This is missing: MODULE", " unlock");
    row("move-table a.b", "This is missing: --to", " move-table");
    row("unlock a b", "Too many values, at most 1 instead of 2: MODULE", " unlock");
    row("migrate --to", "A value is missing after: --to", " migrate");
    row("environment set moon",
        "ENVIRONMENT must be one of these: production, test, practice. Not: moon",
        " environment set");
    row("status --lang de", "--lang must be one of these: th, en. Not: de", " status");
    row("rollback a --batches two",
        "--batches: must be a whole number from 1 on, not: two",
        " rollback");
    row("status --json=perhaps", "--json cannot be: perhaps", " status");
    row("rollback a --batches 1 --all",
        "These two do not go together: --batches, --all",
        " rollback");
    row("rollback", "rollback needs one MODULE, or --all-modules.", " rollback");
}

// In words of our own, which are translated: CLI11 has English ones only.
void TestArguments::wordsForMistakes()
{
    QFETCH(const QString, line);
    QFETCH(const QString, said);
    QFETCH(const QString, help);
    const auto answerTo = [](const QString &mistake) {
        const auto result = parseArguments(mistake.split(u' ', Qt::SkipEmptyParts));
        const auto *answer = std::get_if<Answer>(&result);
        return answer && answer->isError ? answer->text : QString();
    };
    QCOMPARE(answerTo(line),
             said % u"\nThe help shows what there is: aegisx-sitectl"_s % help % u" --help"_s);
    setLanguage(Language::Thai);
    const QStringList thai = answerTo(line).split(u'\n');
    setLanguage(Language::English);
    static const QRegularExpression thaiLetter(u"[\u0e01-\u0e4f]"_s);
    QCOMPARE(thai.size(), 2);
    for (const QString &sentence : thai)
        QVERIFY2(sentence.contains(thaiLetter), qUtf8Printable(sentence));
}

void TestArguments::exitCodes()
{
    const auto of = [](ErrorKind kind) { return exitCodeFor(Error {kind, {}, {}, {}, {}}); };
    QCOMPARE(of(ErrorKind::Usage), ExitCode::Usage);
    QCOMPARE(of(ErrorKind::NotFound), ExitCode::Usage);
    QCOMPARE(of(ErrorKind::Refused), ExitCode::Refused);
    QCOMPARE(of(ErrorKind::Locked), ExitCode::Locked);
    QCOMPARE(of(ErrorKind::Cancelled), ExitCode::Cancelled);
    QCOMPARE(of(ErrorKind::Database), ExitCode::Failed);
    for (const ErrorKind kind : {ErrorKind::HostNotFound,
                                 ErrorKind::WrongPassword,
                                 ErrorKind::ServerTooOld,
                                 ErrorKind::ConnectionFailed})
        QCOMPARE(of(kind), ExitCode::CannotConnect);
    const auto ofOutcome = [](runs::Outcome outcome) {
        runs::RunReport report;
        report.outcome = outcome;
        return static_cast<int>(exitCodeFor(report));
    };
    QCOMPARE(ofOutcome(runs::Outcome::Done), 0);
    QCOMPARE(ofOutcome(runs::Outcome::NothingToDo), 0);
    QCOMPARE(ofOutcome(runs::Outcome::Failed), 1);
    QCOMPARE(ofOutcome(runs::Outcome::OutcomeUnknown), 3);
    QCOMPARE(ofOutcome(runs::Outcome::Refused), 4);
    QCOMPARE(ofOutcome(runs::Outcome::Locked), 5);
    QCOMPARE(ofOutcome(runs::Outcome::Cancelled), 6);
    QCOMPARE(ofOutcome(runs::Outcome::FailedPartWay), 7);
    QCOMPARE(ofOutcome(runs::Outcome::CancelledPartWay), 7);
}

void TestArguments::widths()
{
    QCOMPARE(displayWidth(u"abc"_s), 3);
    QCOMPARE(displayWidth(u"\u0e17\u0e35\u0e48"_s), 1); // one letter with two marks above it
    QCOMPARE(displayWidth(u"\u0e01\u0e33\u0e25\u0e31\u0e07"_s), 4);
}

void TestArguments::dates()
{
    const QDateTime time(QDate(2024, 2, 29), QTime(14, 5)); // no leap year in the Buddhist count
    QCOMPARE(formatDateTime(time, Language::English, Era::Common), u"29 Feb 2024 14:05"_s);
    QCOMPARE(formatDateTime(time, Language::English, Era::Buddhist), u"29 Feb 2567 14:05"_s);
    QCOMPARE(formatDateTime(time, Language::Thai, usualEra(Language::Thai)),
             u"29 \u0e01.\u0e1e. 2567 14:05"_s);
    QCOMPARE(formatDateTime({}, Language::Thai, Era::Buddhist), QString());
}

void TestArguments::languages()
{
    setLanguage(Language::Thai);
    const QString thai = Tr::tr("Nothing to do: the site is up to date.");
    QVERIFY2(!thai.startsWith(u"Nothing"_s), qUtf8Printable(thai));
    setLanguage(Language::English);
    QCOMPARE(Tr::tr("Nothing to do: the site is up to date."),
             u"Nothing to do: the site is up to date."_s);
    QCOMPARE(Tr::tr("Upgrade: %n migration(s)", nullptr, 1), u"Upgrade: 1 migration"_s);
    QCOMPARE(Tr::tr("Upgrade: %n migration(s)", nullptr, 3), u"Upgrade: 3 migrations"_s);
}

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
