#pragma once

#include <QMetaEnum>
#include <QObject>
#include <QString>

namespace aegisx {
Q_NAMESPACE // one header a namespace may say this, hence the enums of base/ together

    // What went wrong, as far as the program itself acts on it.
    enum class ErrorKind {
        Usage,
        InvalidInput, // a file, URL or setting cannot be read as what it should be
        NotFound,
        Refused, // the program declines, with findings that say why
        Locked, // another run holds the migration lock
        Cancelled,
        Failed,
        FailedPartWay, // a run cut into segments stopped between two of them
        OutcomeUnknown, // the connection was lost at COMMIT and the server could not be asked again
        Database, // the server answered a statement with an error
        Io,
        // The ways a connection fails; isConnectionFailure() covers exactly these.
        HostNotFound,
        ConnectionRefused,
        ConnectionTimedOut,
        ConnectionLost,
        WrongPassword,
        PasswordMissing,
        NoSuchDatabase,
        NoSuchRole,
        HbaRejects,
        TlsRequired,
        TlsNotOffered,
        CertificateWrong,
        TooManyConnections,
        ServerStarting,
        ServerStopping,
        ServerTooOld,
        NoSuitableServer, // target_session_attrs found no host that fits
        ConnectionFailed, // any other
    };
Q_ENUM_NS(ErrorKind)

enum class EventKind {
    RunStarted,
    LockTaken,
    SegmentStarted,
    StepStarted,
    StatementDone,
    Notice, // what the server said besides the answer (NOTICE, WARNING)
    StepDone,
    StepSkipped, // somebody else did it while we waited for the lock
    StepFailed,
    Waiting, // text names the sessions that block us
    Retrying, // the lock wait ran out; the segment is rolled back and tried again
    SegmentCommitted,
    RolledBack,
    LockReleased,
    Message,
    RunFinished,
};
Q_ENUM_NS(EventKind)

enum class Severity {
    Info,
    Warning,
    Error, // nothing that touches the module may run
};
Q_ENUM_NS(Severity)

enum class Environment { Production, Test, Practice };
Q_ENUM_NS(Environment)

// The name of an enum value, for JSON, logs and tests: stable, never translated.
template <typename E> [[nodiscard]] QString keyOf(E value)
{
    return QString::fromLatin1(QMetaEnum::fromType<E>().valueToKey(static_cast<int>(value)));
}

// The same with a small first letter, as JSON has it: "upToDate".
template <typename E> [[nodiscard]] QString jsonKeyOf(E value)
{
    QString key = keyOf(value);
    if (!key.isEmpty())
        key[0] = key.at(0).toLower();
    return key;
}

} // namespace aegisx
