#include "cli/exitcode.h"

namespace aegisx::cli {

ExitCode exitCodeFor(const Error &error)
{
    if (isConnectionFailure(error.kind))
        return ExitCode::CannotConnect;
    switch (error.kind) {
    case ErrorKind::Usage:
    case ErrorKind::NotFound:
        return ExitCode::Usage;
    case ErrorKind::Refused:
        return ExitCode::Refused;
    case ErrorKind::Locked:
        return ExitCode::Locked;
    case ErrorKind::Cancelled:
        return ExitCode::Cancelled;
    case ErrorKind::FailedPartWay:
        return ExitCode::PartWay;
    case ErrorKind::OutcomeUnknown:
        return ExitCode::CannotConnect;
    default:
        return ExitCode::Failed;
    }
}

ExitCode exitCodeFor(const runs::RunReport &report)
{
    switch (report.outcome) {
    case runs::Outcome::Done:
    case runs::Outcome::NothingToDo:
        return ExitCode::Done;
    case runs::Outcome::Failed:
        return ExitCode::Failed;
    case runs::Outcome::Refused:
        return ExitCode::Refused;
    case runs::Outcome::Locked:
        return ExitCode::Locked;
    case runs::Outcome::Cancelled:
        return ExitCode::Cancelled;
    case runs::Outcome::FailedPartWay:
    case runs::Outcome::CancelledPartWay:
        return ExitCode::PartWay;
    case runs::Outcome::OutcomeUnknown:
        return ExitCode::CannotConnect;
    }
    return ExitCode::Failed;
}

} // namespace aegisx::cli
