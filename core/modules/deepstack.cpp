#include "core/modules/deepstack.h"

#include <QThread>

#include <memory>

namespace aegisx::modules {

namespace {

constexpr uint stackSize = 512U * 1024 * 1024; // taken from the system as it is used

thread_local bool deep = false;

} // namespace

bool tryDeep(const std::function<void()> &work)
{
    if (deep) {
        work();
        return true;
    }
    bool done = false;
    const std::unique_ptr<QThread> thread(QThread::create([&work, &done] {
        deep = true;
        work();
        done = true;
    }));
    thread->setStackSize(stackSize);
    thread->start();
    thread->wait();
    return done;
}

void runDeep(qsizetype bytes, const std::function<void()> &work)
{
    if (bytes <= shortText || !tryDeep(work))
        work();
}

bool isDeep()
{
    return deep;
}

} // namespace aegisx::modules
