#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace QKeychain {
class Job;
}

namespace aegisx::sites {

// One question to the keychain, shared by the caller and the worker.
struct KeychainRequest {
    enum class Kind { Read, Write, Remove };
    Kind kind = Kind::Read;
    QString key;
    QString secret; // to write, or what was read
    int error = 0; // QKeychain::Error
    QString errorText;
    bool done = false;
    bool abandoned = false; // the caller stopped waiting
};

// The one thread of the process on which QtKeychain works: its jobs need an event loop, its queue
// belongs to the thread that used it first, and it must outlive a job that never ends. It does
// one request at a time, and never starts one whose caller has gone.
class KeychainWorker final : public QObject
{
    Q_OBJECT

public:
    // Lives until the process ends; the thread ends with QCoreApplication.
    [[nodiscard]] static KeychainWorker &instance();

    // Blocks until answered; nullopt where the time ran out.
    [[nodiscard]] std::optional<KeychainRequest> ask(KeychainRequest request,
                                                     std::chrono::milliseconds timeout);

Q_SIGNALS:
    void asked();

private:
    KeychainWorker();
    void stop();
    void startNext();
    void finish(QKeychain::Job *job);
    [[nodiscard]] QKeychain::Job *jobFor(const KeychainRequest &request);

    QThread m_thread;
    std::mutex m_mutex; // of all below, and of the requests
    std::condition_variable m_answered;
    std::deque<std::shared_ptr<KeychainRequest>> m_waiting;
    std::shared_ptr<KeychainRequest> m_current;
};

} // namespace aegisx::sites
