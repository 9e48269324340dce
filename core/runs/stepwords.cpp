#include "core/runs/stepwords.h"

#include "core/base/tr.h"
#include "core/postgres/sqltext.h"

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
    if (sqlState == "42P07"_L1 || sqlState == "42710"_L1 || sqlState == "42701"_L1
        || sqlState == "42P06"_L1)
        return Tr::tr("What the migration would create is there already. Compare it with the "
                      "module before going on; the vendor can help.");
    return Tr::tr("Send this report to the vendor of the module.");
}

} // namespace

Error describeStatementError(const plans::PlanStep &step, int statement, const Error &raw)
{
    if (raw.kind == ErrorKind::Cancelled)
        return {ErrorKind::Cancelled, Tr::tr("Cancelled during: %1").arg(step.name), {}, {}, {}};
    Error error = raw;
    const modules::Statement &source = step.statements.at(statement);
    error.detail.statement = QString::fromUtf8(source.sql).left(2000);
    error.detail.where = positionIn(step, source, raw.detail.statementPosition);
    if (raw.kind != ErrorKind::Database) {
        error.message = Tr::tr("The connection to the server was lost during: %1").arg(step.name);
        return error;
    }
    const QString title = step.module % u'/' % step.name;
    switch (step.kind) {
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

} // namespace aegisx::runs
