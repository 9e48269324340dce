#include "core/sites/keychainworker.h"

#include <QCoreApplication>

#include <qt6keychain/keychain.h>

#include <utility>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

const QString &serviceName()
{
    static const QString name = u"AegisX Site Manager"_s;
    return name;
}

} // namespace

KeychainWorker &KeychainWorker::instance()
{
    // Never deleted: a job that hangs may answer as late as during the end of the process.
    static auto *const worker = new KeychainWorker;
    return *worker;
}

KeychainWorker::KeychainWorker()
{
    moveToThread(&m_thread);
    connect(this, &KeychainWorker::asked, this, &KeychainWorker::startNext, Qt::QueuedConnection);
    m_thread.setObjectName(u"keychain"_s);
    m_thread.start();
    qAddPostRoutine([] { instance().stop(); });
}

void KeychainWorker::stop()
{
    m_thread.quit();
    m_thread.wait(2'000); // bounded: a keychain that hangs must not keep the program from ending
}

std::optional<KeychainRequest> KeychainWorker::ask(KeychainRequest request,
                                                   std::chrono::milliseconds timeout)
{
    const auto shared = std::make_shared<KeychainRequest>(std::move(request));
    std::unique_lock lock(m_mutex);
    m_waiting.push_back(shared);
    Q_EMIT asked();
    if (m_answered.wait_for(lock, timeout, [&shared] { return shared->done; }))
        return std::move(*shared);
    shared->abandoned = true;
    shared->secret.clear();
    return std::nullopt;
}

void KeychainWorker::startNext()
{
    const std::lock_guard lock(m_mutex);
    while (!m_current && !m_waiting.empty()) {
        if (!m_waiting.front()->abandoned)
            m_current = m_waiting.front();
        m_waiting.pop_front();
        if (!m_current)
            continue;
        QKeychain::Job *job = jobFor(*m_current);
        job->setAutoDelete(true);
        job->setInsecureFallback(false); // never a plain file
        job->setKey(m_current->key);
        connect(job, &QKeychain::Job::finished, this, &KeychainWorker::finish);
        job->start(); // answers from the event loop, never from within
    }
}

QKeychain::Job *KeychainWorker::jobFor(const KeychainRequest &request)
{
    if (request.kind == KeychainRequest::Kind::Read)
        return new QKeychain::ReadPasswordJob(serviceName());
    if (request.kind == KeychainRequest::Kind::Remove)
        return new QKeychain::DeletePasswordJob(serviceName());
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    job->setTextData(request.secret);
    return job;
}

void KeychainWorker::finish(QKeychain::Job *job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_current->error = job->error();
        m_current->errorText = job->errorString();
        m_current->secret.clear();
        const auto *reading = qobject_cast<QKeychain::ReadPasswordJob *>(job);
        if (reading != nullptr && !m_current->abandoned)
            m_current->secret = reading->textData();
        m_current->done = true;
        m_current.reset();
        m_answered.notify_all();
    }
    startNext();
}

} // namespace aegisx::sites
