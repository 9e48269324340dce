#include "core/runs/stepwords.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::runs {

using namespace Qt::StringLiterals;

namespace {

SourcePosition
positionIn(const plans::PlanStep &step, const modules::Statement &statement, int character)
{
    SourcePosition where {step.file, statement.line, statement.column};
    if (character <= 0)
        return where;
    const auto at = postgres::lineColumnAt(
        statement.sql, postgres::byteOffsetOfCharacter(statement.sql, character));
    where.line = statement.line + at.line - 1;
    where.column = at.line == 1 ? statement.column + at.column - 1 : at.column;
    return where;
}

// A table, another object, a column, a schema of that name: the server says so before it does
// anything.
bool wasThereAlready(const QString &sqlState)
{
    return sqlState == "42P07"_L1 || sqlState == "42710"_L1 || sqlState == "42701"_L1
        || sqlState == "42P06"_L1;
}

// IF NOT EXISTS and the like in all that it does; of what is no change of an object, nothing is
// known.
bool mayRunAgain(const plans::PlanStep &step, int statement)
{
    bool changes = false;
    for (const modules::ObjectChange &change : step.changes) {
        if (change.statement == statement && !change.tolerant)
            return false;
        changes = changes || change.statement == statement;
    }
    return changes;
}

// Up to this statement, counted as the file has them.
Remains statementsRun(const plans::PlanStep &step, int statement)
{
    Remains remains;
    remains.statementsDone = statement;
    remains.statementCount = static_cast<int>(step.statements.size());
    if (!step.halfRun)
        return remains;
    const QList<int> run = step.halfRun->sequence().first(statement);
    remains.statementsDone =
        static_cast<int>(step.halfRun->leftOut.size() + run.size() - run.count(-1));
    remains.statementCount = step.halfRun->statementCount;
    return remains;
}

QString remedyFor(const QString &sqlState)
{
    if (sqlState == "53200"_L1)
        return Tr::tr(
            "The server ran out of memory for locks. Run the upgrade step by step, or raise "
            "max_locks_per_transaction on the server.");
    if (sqlState == "55P03"_L1 || sqlState == "40P01"_L1)
        return Tr::tr("Other programs were using the tables. Close them, or choose a quieter time, "
                      "then try again.");
    if (sqlState == "55P04"_L1)
        return Tr::tr("A new enum label is used before it was committed. Run the upgrade step by "
                      "step.");
    if (sqlState == "42501"_L1)
        return Tr::tr(
            "The user lacks a right. Connect as the owner of the tables, or ask for the right.");
    if (sqlState == "53100"_L1)
        return Tr::tr("The server's disk is full. Make room on it, then try again.");
    if (sqlState == "2BP01"_L1)
        return Tr::tr("Something that is not part of this run depends on it (the server's words "
                      "name it): roll that back first, or remove it.");
    if (wasThereAlready(sqlState))
        return Tr::tr("What the migration would create is there already. Look at its evidence: if "
                      "all of it is there, mark it as completed; if only a part is, take that away "
                      "or make by hand what is missing.");
    return Tr::tr("Send this report to the vendor of the module.");
}

// What the server says beside its message may quote the row, and the password's hash with it.
Error describeAccountError(const plans::PlanStep &step, Error error)
{
    const QString sqlState = error.detail.sqlState;
    const QString message = withoutHash(step, error.detail.serverMessage);
    error.detail = {};
    error.detail.sqlState = sqlState;
    error.detail.serverMessage = message;
    error.message = Tr::tr("The account %1 could not be created: %2").arg(step.name, message);
    error.remedy = remedyFor(sqlState);
    if (sqlState == "23505"_L1) {
        error.message = Tr::tr("There is an account with the user name %1 or this e-mail address "
                               "already.")
                            .arg(step.name);
        error.remedy = Tr::tr("Choose another user name and address (capital and small letters "
                              "make no difference), or give that account the administrator's role "
                              "in the platform.");
    } else if (sqlState == "23502"_L1) {
        error.message = Tr::tr("The administrator's role is not there.");
        error.remedy = Tr::tr("Load the reference data of module %1 first.").arg(step.module);
    }
    return error;
}

} // namespace

QString withoutHash(const plans::PlanStep &step, QString text)
{
    if (!step.account || step.account->passwordHash.isEmpty())
        return text;
    return text.replace(QString::fromUtf8(step.account->passwordHash), u"..."_s);
}

Error describeStatementError(const plans::PlanStep &step, int statement, const Error &raw)
{
    if (raw.kind == ErrorKind::Cancelled)
        return {ErrorKind::Cancelled, Tr::tr("Cancelled during: %1").arg(step.name), {}, {}, {}};
    Error error = raw;
    const modules::Statement &source = step.statements.at(statement);
    // Of a CSV seed the names of its columns: its rows are nobody's statement.
    const bool csv = step.seed && step.seed->csv;
    const QString text =
        QString::fromUtf8(csv ? source.sql.left(source.sql.indexOf('\n')) : source.sql);
    error.detail.statement = text.left(2000);
    error.detail.where = positionIn(step, source, raw.detail.statementPosition);
    if (raw.kind != ErrorKind::Database) {
        error.message = Tr::tr("The connection to the server was lost during: %1").arg(step.name);
        return error;
    }
    const QString title = step.module % u'/' % step.name;
    switch (step.kind) {
    case plans::StepKind::CreateAccount:
        return describeAccountError(step, error);
    case plans::StepKind::Down:
        error.message = Tr::tr("Rolling back %1 failed: %2").arg(title, raw.detail.serverMessage);
        break;
    case plans::StepKind::Seed:
        error.message = Tr::tr("The seed %1 failed: %2").arg(title, raw.detail.serverMessage);
        break;
    case plans::StepKind::SetEnvironment:
        error.message =
            Tr::tr("The environment could not be stored: %1").arg(raw.detail.serverMessage);
        break;
    case plans::StepKind::Move:
        error.message = Tr::tr("Moving %1 failed: %2").arg(step.name, raw.detail.serverMessage);
        break;
    default:
        error.message = Tr::tr("The migration %1 failed: %2").arg(title, raw.detail.serverMessage);
        break;
    }
    error.remedy = remedyFor(raw.detail.sqlState);
    if (step.kind == plans::StepKind::Move && raw.detail.sqlState == "42P07"_L1)
        error.remedy = Tr::tr("Somebody made an object of that name since the plan was made. Make "
                              "a new plan: it shows both.");
    return error;
}

Error describeCopyError(const plans::PlanStep &step, const Error &raw)
{
    Error error = describeStatementError(step, 0, raw);
    static const QRegularExpression line(u"aegisx_seed[^0-9]+([0-9]+)"_s); // in any language
    if (const auto match = line.match(raw.detail.context); match.hasMatch())
        error.detail.where = {step.file, match.captured(1).toInt(), 1};
    return error;
}

Error describeDeferredError(const Error &raw)
{
    if (raw.kind != ErrorKind::Database)
        return raw;
    Error error = raw;
    error.message =
        Tr::tr("What the migrations put off to their end, a check or a trigger, failed: "
               "%1")
            .arg(raw.detail.serverMessage);
    error.remedy = remedyFor(raw.detail.sqlState);
    return error;
}

Error describeBookkeepingError(const plans::PlanStep &step, const Error &raw)
{
    if (raw.kind != ErrorKind::Database)
        return raw;
    Error error = raw;
    error.message = Tr::tr("The tracking table of module %1 could not be written: %2")
                        .arg(step.module, raw.detail.serverMessage);
    if (raw.detail.sqlState == "23505"_L1)
        error.remedy = Tr::tr("Rows were entered by hand and the table's id sequence is behind. "
                              "Ask the vendor to set the sequence right.");
    else if (raw.detail.sqlState == "23502"_L1)
        error.remedy = Tr::tr("Somebody added a column to the tracking table that must not be "
                              "empty. Ask the vendor.");
    else
        error.remedy = remedyFor(raw.detail.sqlState);
    return error;
}

Error describeEndedTransaction(const plans::PlanStep &step)
{
    Error error {ErrorKind::FailedPartWay,
                 Tr::tr("The file ended the transaction itself: %1").arg(step.name),
                 Tr::tr("What ran before it may be in the database."),
                 Tr::tr("Send this report to the vendor of the module."),
                 {}};
    error.detail.where.file = step.file;
    return error;
}

Error describeMissingPassword(const plans::PlanStep &step)
{
    return {ErrorKind::Refused,
            Tr::tr("The account %1 has no password.").arg(step.name),
            Tr::tr("Nothing was changed."),
            {},
            {}};
}

Error describeUnstorableEnvironment()
{
    return {ErrorKind::Refused,
            Tr::tr("The user may not write the schema aegisx_site, where the "
                   "database keeps what the site is for."),
            Tr::tr("Nothing was changed."),
            Tr::tr("Connect as the owner of the database, or ask for the right."),
            {}};
}

bool isLockWait(const Error &error)
{
    return error.kind == ErrorKind::Database
        && (error.detail.sqlState == "55P03"_L1 || error.detail.sqlState == "40P01"_L1);
}

void nameBlockers(RunReport &report)
{
    const bool waited =
        report.error && (isLockWait(*report.error) || report.error->kind == ErrorKind::Locked);
    if (!waited)
        report.blockers.clear();
    if (report.blockers.isEmpty())
        return;
    Error &error = *report.error;
    const QList<BlockingSession> &blockers = report.blockers;
    QStringList names;
    for (const BlockingSession &blocker : blockers)
        names << blocker.description;
    const QString all = names.join(u"; "_s);
    if (error.kind == ErrorKind::Locked) {
        error.remedy = Tr::tr("Wait until it has ended, then try again: %1").arg(all);
        return;
    }
    error.remedy = Tr::tr("The tables were in use. Close these programs, end their sessions, or "
                          "choose a quieter time, then try again: %1")
                       .arg(all);
    if (std::any_of(blockers.begin(), blockers.end(), [](const BlockingSession &blocker) {
            return blocker.pid == 0;
        }))
        error.remedy += u' '
            % Tr::tr("A prepared transaction ends only when its owner or the server's "
                     "administrator commits it or rolls it back.");
}

std::optional<Remains> remainsOf(const plans::PlanStep &step, int statement, const Error &error)
{
    Remains remains = statementsRun(step, statement);
    // A statement of several transactions, or one whose answer was lost, may leave something.
    const bool isStatement = statement < step.statements.size();
    const bool alone =
        isStatement && (step.whole || !step.statements.at(statement).needsNoTransaction.isEmpty());
    remains.ownCommits = isStatement && step.statements.at(statement).mayCommit;
    remains.unsure = error.kind == ErrorKind::ConnectionLost
        || (alone && !wasThereAlready(error.detail.sqlState)) || remains.ownCommits;
    if (statement == 0 && !remains.unsure)
        return std::nullopt;
    remains.repeatable = !remains.unsure;
    for (int i = 0; i < statement; ++i)
        remains.repeatable = remains.repeatable && mayRunAgain(step, i);
    return remains;
}

} // namespace aegisx::runs
