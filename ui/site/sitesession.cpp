#include "ui/site/sitesession.h"

#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/sites/practicesite.h"
#include "ui/site/siteevidence.h"
#include "ui/site/siteopening.h"

#include <QGuiApplication>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostEventsAtOnce = 1000; // what the window takes in without a stall

bool wantsPassword(const Error &error)
{
    return error.kind == ErrorKind::PasswordMissing || error.kind == ErrorKind::WrongPassword;
}

} // namespace

SiteSession::SiteSession(sites::SiteProfile profile, AppContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_profile(std::move(profile))
    , m_settings(m_profile.connection)
    , m_evidence(new SiteEvidence(*this))
    , m_events(std::make_shared<EventQueue>())
{
    m_eventTimer.setInterval(50ms);
    connect(&m_eventTimer, &QTimer::timeout, this, [this] { deliverEvents(mostEventsAtOnce); });
    connect(&m_lifeTimer, &QTimer::timeout, this, &SiteSession::askForLife);
    connect(m_evidence, &SiteEvidence::changed, this, &SiteSession::noteState);
    connect(
        qGuiApp, &QGuiApplication::applicationStateChanged, this, &SiteSession::followApplication);
}

SiteSession::~SiteSession()
{
    for (std::stop_source &stop : m_stops)
        stop.request_stop();
}

inspection::ExpectedSite SiteSession::expected() const
{
    return {m_profile.systemIdentifier, m_profile.environment};
}

std::stop_source SiteSession::postRaw(std::function<Reply(std::stop_token)> work)
{
    return postTo(m_lane, std::move(work));
}

std::stop_source SiteSession::postTo(Lane &lane, std::function<Reply(std::stop_token)> work)
{
    std::stop_source stop;
    m_stops.push_back(stop);
    ++m_tasks;
    lane.post([this, &lane, work = std::move(work), stop] {
        Reply reply = work(stop.get_token());
        if (stop.stop_requested())
            lane.drop();
        QMetaObject::invokeMethod(
            this,
            [this, reply = std::move(reply), stop] {
                std::erase(m_stops, stop);
                --m_tasks;
                if (reply)
                    reply();
                if (m_ending && m_tasks == 0)
                    Q_EMIT ended();
            },
            Qt::QueuedConnection);
    });
    return stop;
}

std::stop_source SiteSession::post(Work work)
{
    return postRaw([this, work = std::move(work)](std::stop_token stop) -> Reply {
        const auto link = m_lane.connection(stop);
        Reply reply = work(link, stop);
        const bool lost = m_lane.isLost() || (!link && isConnectionFailure(link.error().kind));
        const Error error = link ? Error {ErrorKind::ConnectionLost,
                                          Tr::tr("The connection to the server was lost."),
                                          {},
                                          Tr::tr("Check the server and the network, then connect "
                                                 "again."),
                                          {}}
                                 : link.error();
        return [this, reply = std::move(reply), lost, error] {
            if (lost)
                noteLost(error);
            if (reply)
                reply();
        };
    });
}

std::stop_source SiteSession::postBeside(Work work)
{
    return postTo(
        m_besideLane,
        [this, settings = m_settings, work = std::move(work)](std::stop_token stop) -> Reply {
            const auto opened = m_besideLane.open(settings, stop);
            Reply reply = work(opened ? m_besideLane.connection(stop)
                                      : Result<postgres::Connection *>(fail(opened.error())),
                               stop);
            m_besideLane.close();
            return reply;
        });
}

void SiteSession::noteLost(const Error &error)
{
    if (m_link != Link::Connected)
        return;
    m_lifeTimer.stop();
    setLink(Link::Lost, error);
}

void SiteSession::setLink(Link link, const std::optional<Error> &error)
{
    m_link = link;
    m_error = error;
    Q_EMIT linkChanged();
}

void SiteSession::setActivity(Activity activity)
{
    if (m_activity == activity)
        return;
    m_activity = activity;
    Q_EMIT activityChanged();
}

void SiteSession::open()
{
    if (m_link == Link::Connecting || m_activity != Activity::Idle)
        return;
    m_notice.clear();
    setLink(Link::Connecting);
    const SiteOpening opening {
        m_profile, m_settings, m_context.moduleFolders(), expected(), m_context.secrets};
    m_operation = postRaw([this, opening](std::stop_token stop) -> Reply {
        OpenedSite opened = openSite(m_lane, opening, std::move(stop));
        return [this, opened = std::move(opened)] {
            m_settings = opened.settings;
            takeOpened(opened.snapshot, opened.notice);
        };
    });
}

void SiteSession::takeOpened(const Result<SiteSnapshot> &opened, const QString &notice)
{
    m_notice = notice;
    if (!opened) {
        const Error &error = opened.error();
        if (m_snapshot && !wantsPassword(error))
            setLink(Link::Lost, error);
        else
            setLink(wantsPassword(error) ? Link::PasswordWanted : Link::Failed, error);
        if (m_link == Link::Failed && error.kind != ErrorKind::Cancelled)
            noteVisit(m_context.store, m_profile, u"notReachable"_s);
        return;
    }
    const QString identifier = opened->state.server.systemIdentifier;
    if (m_profile.systemIdentifier.isEmpty() && !identifier.isEmpty()) {
        m_profile.systemIdentifier = identifier;
        noteCluster(m_context.store, m_profile.id, identifier);
    }
    setLink(Link::Connected);
    takeSnapshot(*opened);
    const int seconds = m_context.settings.number(Setting::KeepAliveSeconds);
    if (seconds > 0)
        m_lifeTimer.start(std::chrono::seconds(seconds));
    if (m_keepTypedPassword)
        keepPassword();
}

void SiteSession::providePassword(const QString &password, bool keep)
{
    m_settings.password = password;
    m_keepTypedPassword = keep;
    open();
}

void SiteSession::keepPassword()
{
    m_keepTypedPassword = false;
    postRaw([this, secrets = m_context.secrets, id = m_profile.id, password = m_settings.password](
                std::stop_token) -> Reply {
        const auto written = secrets->write(id, password);
        return [this, written] {
            if (written) {
                m_profile.keepPassword = true;
                notePasswordKept(m_context.store, m_profile.id);
            } else {
                m_notice = written.error().message % u' ' % written.error().remedy;
            }
            Q_EMIT profileChanged();
        };
    });
}

void SiteSession::setProfile(const sites::SiteProfile &profile)
{
    const bool elsewhere = !(profile.connection == m_profile.connection);
    m_profile = profile;
    if (elsewhere || m_link != Link::Connected)
        m_settings = profile.connection; // a password that did not work is forgotten
    if (elsewhere)
        m_snapshot.reset();
    Q_EMIT profileChanged();
    open();
}

void SiteSession::refresh()
{
    if (m_activity != Activity::Idle || m_link != Link::Connected)
        return;
    setActivity(Activity::Reading);
    post([this, folders = m_context.moduleFolders(), expected = expected()](
             Result<postgres::Connection *> link, std::stop_token stop) -> Reply {
        if (link && ((*link)->facts().readOnly || (*link)->facts().inRecovery)) {
            m_lane.drop(); // a session stays what it was when it began
            link = m_lane.connection(stop);
        }
        const auto read = link ? readSite(**link, folders, expected, stop)
                               : Result<SiteSnapshot>(fail(link.error()));
        return [this, read] {
            setActivity(Activity::Idle);
            if (read)
                takeSnapshot(*read);
        };
    });
}

void SiteSession::takeSnapshot(SiteSnapshot snapshot)
{
    m_snapshot = std::make_shared<const SiteSnapshot>(std::move(snapshot));
    m_notedState.clear();
    Q_EMIT snapshotChanged();
    noteState();
}

// For the list of sites: what evidence shows counts as well, once it was read.
void SiteSession::noteState()
{
    if (!m_snapshot || m_link != Link::Connected)
        return;
    const QString word = m_evidence->contradictsAny()
        ? jsonKeyOf(inspection::ModuleStatus::NeedsAttention)
        : stateWord(*m_snapshot);
    if (word != m_notedState)
        noteVisit(m_context.store, m_profile, word);
    m_notedState = word;
}

void SiteSession::prepare(const operations::Request &request)
{
    if (m_activity == Activity::Running)
        return;
    m_operation.request_stop(); // an earlier one is no longer wanted
    setActivity(Activity::Preparing);
    m_operation = post([this, request, expected = expected(), folders = m_context.moduleFolders()](
                           const Result<postgres::Connection *> &link,
                           std::stop_token stop) -> Reply {
        const auto made = link
            ? operations::prepare(**link, modules::loadCatalog(folders), expected, request, stop)
            : Result<operations::Preparation>(fail(link.error()));
        if (stop.stop_requested())
            return {};
        return [this, made] {
            setActivity(Activity::Idle);
            if (made)
                Q_EMIT prepared(std::make_shared<const operations::Preparation>(*made));
            else
                Q_EMIT preparationFailed(made.error());
        };
    });
}

void SiteSession::run(std::shared_ptr<const operations::Preparation> preparation)
{
    if (m_activity != Activity::Idle || !isConnected())
        return;
    setActivity(Activity::Running);
    m_eventTimer.start();
    runs::RunOptions options;
    options.environment = m_profile.environment;
    options.names = {m_profile.name, m_profile.nameEn, m_profile.code};
    m_operation =
        post([this,
              preparation = std::move(preparation),
              options,
              profile = m_profile,
              queue = m_events,
              expected = expected(),
              folders = m_context.moduleFolders()](const Result<postgres::Connection *> &link,
                                                   std::stop_token stop) -> Reply {
            if (!link)
                return [this, error = link.error()] {
                    finishRun({}, {}, fail(error));
                    Q_EMIT preparationFailed(error);
                };
            const auto reports = operations::carryOut(
                **link,
                modules::loadCatalog(folders),
                expected,
                *preparation,
                options,
                [queue](const Event &event) { queue->push(event); },
                stop);
            // The state afterwards is read even after a cancel, on a fresh connection then.
            if (stop.stop_requested())
                m_lane.drop();
            const auto again = m_lane.connection({});
            const auto after = again ? readSite(**again, folders, expected, {})
                                     : Result<SiteSnapshot>(fail(again.error()));
            // Here, because the record of a large run takes its time.
            QList<sites::RunRecord> records;
            for (const runs::RunReport &report : reports) {
                if (report.outcome != runs::Outcome::NothingToDo)
                    records.append(recordOf(profile, report));
            }
            return [this, reports, records, after] { finishRun(reports, records, after); };
        });
}

void SiteSession::finishRun(const QList<runs::RunReport> &reports,
                            const QList<sites::RunRecord> &records,
                            const Result<SiteSnapshot> &after)
{
    m_eventTimer.stop();
    deliverEvents(std::numeric_limits<qsizetype>::max());
    setActivity(Activity::Idle);
    if (after)
        takeSnapshot(*after);
    if (reports.isEmpty())
        return;
    for (const sites::RunRecord &record : records)
        keepInHistory(record);
    reports::SiteReport report = describeSite(m_profile, m_context.era());
    report.connection = reports.last().site;
    report.runs = reports;
    if (after) {
        report.serverVersion = after->state.server.versionText;
        report.findings = after->state.findings;
    }
    Q_EMIT runFinished(report);
}

void SiteSession::keepInHistory(const sites::RunRecord &record)
{
    const auto added = m_context.store.addRun(record);
    if (!added)
        m_notice = Tr::tr("The report could not be kept in the local history: %1")
                       .arg(added.error().message);
}

void SiteSession::deliverEvents(qsizetype most)
{
    const QList<Event> events = m_events->take(most);
    if (!events.isEmpty())
        Q_EMIT eventsArrived(events);
}

void SiteSession::cancel()
{
    m_operation.request_stop();
    if (m_activity == Activity::Preparing)
        setActivity(Activity::Idle);
}

void SiteSession::end()
{
    m_ending = true;
    m_lifeTimer.stop();
    for (std::stop_source &stop : m_stops)
        stop.request_stop();
    if (m_tasks == 0)
        QMetaObject::invokeMethod(this, &SiteSession::ended, Qt::QueuedConnection);
}

// An idle connection does not tell by itself that the server or the network is gone.
void SiteSession::askForLife()
{
    if (m_tasks > 0 || m_link != Link::Connected)
        return;
    post([limit = m_lifeLimit](const Result<postgres::Connection *> &link,
                               std::stop_token stop) -> Reply {
        if (link) [[maybe_unused]]
            const auto alive = (*link)->ping(limit, std::move(stop));
        return {};
    });
}

// Somebody is back, perhaps after the computer slept: is the connection still there?
void SiteSession::followApplication(Qt::ApplicationState state)
{
    if (state == Qt::ApplicationActive)
        askForLife();
}

} // namespace aegisx::ui
