#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>

#include <type_traits>

namespace aegisx::ui {

// Does the work on a thread of the global pool and gives its answer to done on the GUI thread,
// unless context is gone by then. For what blocks and belongs to no site's lane: the keychain, the
// test of a connection. The work must own all that it uses.
template <typename Work, typename Done> void inBackground(QObject *context, Work work, Done done)
{
    using Answer = std::invoke_result_t<Work>;
    auto *watcher = new QFutureWatcher<Answer>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done] {
        watcher->deleteLater();
        done(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

} // namespace aegisx::ui
