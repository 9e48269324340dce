#pragma once

#include "core/base/event.h"
#include "core/base/result.h"

#include <QList>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

class QTemporaryFile;

namespace aegisx::ui {

// The whole log of a run in a temporary file, however long it gets, written on a thread of its
// own. No function blocks but the destructor, which waits for what is being written.
class RunLogFile final
{
public:
    RunLogFile();
    ~RunLogFile();

    void append(const QList<Event> &events);
    // Copies everything that was appended before to path, replacing a file that is there, and
    // answers on context's thread, unless context is gone by then. Errors: Io.
    void
    saveTo(const QString &path, QObject *context, std::function<void(const Result<void> &)> done);

private:
    struct Target; // the file; touched on m_thread only

    std::shared_ptr<Target> m_target;
    QThreadPool m_thread; // last: it is quiet before the rest goes
};

} // namespace aegisx::ui
