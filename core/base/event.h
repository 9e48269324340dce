#pragma once

#include "core/base/enums.h"

#include <QDateTime>
#include <QString>

#include <functional>

namespace aegisx {
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
    QDateTime at = QDateTime::currentDateTimeUtc();
};

// Called on the thread that runs the operation, in order, never concurrently.
using EventSink = std::function<void(const Event &)>;

} // namespace aegisx
