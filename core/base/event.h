#pragma once

#include "core/base/enums.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <functional>

namespace aegisx {
// A session of the server that a run waits for.
struct BlockingSession {
    int pid = 0;
    QString description; // translated: user, program, client, since when, what it runs
    bool idle = false; // it runs no statement now that could be cancelled
};

// One entry of the ordered stream a run tells its story with. text is translated, except
// what the server said. step and statement count from 1, 0 where they do not apply.
struct Event {
    EventKind kind = EventKind::Message;
    QString module;
    QString name; // the step's name: a migration's stem, a seed's file name
    int step = 0;
    int stepCount = 0;
    int statement = 0;
    int statementCount = 0;
    qint64 microseconds = 0;
    QString text;
    QList<BlockingSession> blockers; // Waiting: the sessions that the text names
    int attempt = 0; // of a transaction that waits for tables, from 1; 0: it does not apply
    int attempts = 0; // the most there will be
    qint64 waitLimitMilliseconds =
        0; // Waiting: after which the transaction is rolled back; 0: none
    QDateTime at = QDateTime::currentDateTimeUtc();
};

// Called on the thread that runs the operation, in order, never concurrently.
using EventSink = std::function<void(const Event &)>;

} // namespace aegisx
