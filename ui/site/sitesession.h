#pragma once

#include "core/base/event.h"
#include "core/operations/operation.h"
#include "core/reports/reportdocument.h"
#include "core/sites/siteprofile.h"
#include "ui/site/eventqueue.h"
#include "ui/site/lane.h"
#include "ui/site/sitesnapshot.h"
#include "ui/window/appcontext.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace aegisx::ui {

class SiteEvidence;

// One open site: its lane, what was last read of it, and the operation under way. Lives on the GUI
// thread; no function blocks. Every answer comes by a signal or a callback, later.
class SiteSession final : public QObject
{
    Q_OBJECT

public:
    enum class Link {
        Closed,
        Connecting,
        PasswordWanted, // error() says why
        Connected,
        Failed, // never got there; error() says why
        Lost, // was there; error() says what happened. snapshot() stays
    };
    Q_ENUM(Link)

    enum class Activity { Idle, Reading, Preparing, Running };
    Q_ENUM(Activity)

    SiteSession(sites::SiteProfile profile, AppContext &context, QObject *parent = nullptr);
    ~SiteSession() override; // asks the lane to stop and waits for it: see end()

    [[nodiscard]] const sites::SiteProfile &profile() const { return m_profile; }
    [[nodiscard]] AppContext &context() const { return m_context; }
    [[nodiscard]] Link link() const { return m_link; }
    [[nodiscard]] bool isConnected() const { return m_link == Link::Connected; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] Activity activity() const { return m_activity; }
    [[nodiscard]] bool isRunning() const { return m_activity == Activity::Running; }
    // nullptr until the site was read for the first time.
    [[nodiscard]] std::shared_ptr<const SiteSnapshot> snapshot() const { return m_snapshot; }
    [[nodiscard]] const QString &notice() const { return m_notice; } // e.g. of the keychain
    // What the catalog proves of the site; read when a page wants it.
    [[nodiscard]] SiteEvidence &evidence() const { return *m_evidence; }

    // Connects (starting the practice site where it is one) and reads the site.
    void open();
    void providePassword(const QString &password, bool keep);
    void refresh();
    void setProfile(const sites::SiteProfile &profile); // after it was edited; connects anew

    // Answers with prepared() or preparationFailed().
    void prepare(const operations::Request &request);
    // Runs what was prepared. Events come in handfuls; ends with runFinished().
    void run(std::shared_ptr<const operations::Preparation> preparation);
    void cancel(); // what is being opened, prepared or run
    // What is running will be cancelled; ended() follows when the lane is quiet.
    void end();

    // Reads on the lane and answers on the GUI thread, unless context is gone by then. The answer
    // to a stop request is ErrorKind::Cancelled.
    template <typename T>
    std::stop_source read(QObject *context,
                          std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
                          std::function<void(const Result<T> &)> done);
    // The same beside the lane, on a connection of its own that ends with the work: for what cannot
    // wait until a run has ended.
    template <typename T>
    std::stop_source
    readBeside(QObject *context,
               std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
               std::function<void(const Result<T> &)> done);
    // How long a sign of life may take before the connection counts as lost; for tests.
    void setLifeLimit(std::chrono::milliseconds limit) { m_lifeLimit = limit; }
    // What the profile takes the site for; a plan and its check compare the database with it.
    [[nodiscard]] inspection::ExpectedSite expected() const;
    // The settings to open a further connection with, including the password; for workers.
    [[nodiscard]] const postgres::ConnectionSettings &settings() const { return m_settings; }

Q_SIGNALS:
    void linkChanged();
    void activityChanged();
    void snapshotChanged();
    void profileChanged();
    void prepared(std::shared_ptr<const aegisx::operations::Preparation> preparation);
    void preparationFailed(const aegisx::Error &error);
    void eventsArrived(const QList<aegisx::Event> &events);
    void runFinished(const aegisx::reports::SiteReport &report);
    void ended();

private:
    using Reply = std::function<void()>; // runs on the GUI thread
    using Work = std::function<Reply(Result<postgres::Connection *>, std::stop_token)>;

    std::stop_source post(Work work);
    std::stop_source postBeside(Work work);
    std::stop_source postRaw(std::function<Reply(std::stop_token)> work);
    std::stop_source postTo(Lane &lane, std::function<Reply(std::stop_token)> work);
    template <typename T>
    static Work answering(QObject *context,
                          std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
                          std::function<void(const Result<T> &)> done);
    void noteLost(const Error &error);
    void setLink(Link link, const std::optional<Error> &error = {});
    void setActivity(Activity activity);
    void takeSnapshot(SiteSnapshot snapshot);
    void noteState();
    void takeOpened(const Result<SiteSnapshot> &opened, const QString &notice);
    void keepPassword();
    void finishRun(const QList<runs::RunReport> &reports,
                   const QList<sites::RunRecord> &records, // of those that did something
                   const Result<SiteSnapshot> &after);
    void keepInHistory(const sites::RunRecord &record);
    void deliverEvents(qsizetype most);
    void askForLife();
    void followApplication(Qt::ApplicationState state);

    AppContext &m_context;
    sites::SiteProfile m_profile;
    postgres::ConnectionSettings m_settings; // the profile's, with the password while it is known
    bool m_keepTypedPassword = false;
    Link m_link = Link::Closed;
    Activity m_activity = Activity::Idle;
    std::optional<Error> m_error;
    QString m_notice;
    std::shared_ptr<const SiteSnapshot> m_snapshot;
    SiteEvidence *m_evidence;
    QString m_notedState; // as the list of sites has it
    std::shared_ptr<EventQueue> m_events;
    QTimer m_eventTimer;
    QTimer m_lifeTimer;
    std::chrono::milliseconds m_lifeLimit = std::chrono::seconds(10);
    std::vector<std::stop_source> m_stops; // of the tasks under way
    std::stop_source m_operation;
    int m_tasks = 0;
    bool m_ending = false;
    Lane m_lane; // these last: they are quiet before the rest goes
    Lane m_besideLane; // its connection lasts for one task
};

template <typename T>
SiteSession::Work
SiteSession::answering(QObject *context,
                       std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
                       std::function<void(const Result<T> &)> done)
{
    return [work, done, guard = QPointer<QObject>(context)](
               const Result<postgres::Connection *> &link, std::stop_token stop) -> Reply {
        auto result = link ? work(**link, std::move(stop)) : Result<T>(fail(link.error()));
        return [result = std::move(result), done, guard] {
            if (guard)
                done(result);
        };
    };
}

template <typename T>
std::stop_source
SiteSession::read(QObject *context,
                  std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
                  std::function<void(const Result<T> &)> done)
{
    return post(answering<T>(context, std::move(work), std::move(done)));
}

template <typename T>
std::stop_source
SiteSession::readBeside(QObject *context,
                        std::function<Result<T>(postgres::Connection &, std::stop_token)> work,
                        std::function<void(const Result<T> &)> done)
{
    return postBeside(answering<T>(context, std::move(work), std::move(done)));
}

} // namespace aegisx::ui
