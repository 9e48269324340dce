#include "ui/site/siteevidence.h"

#include "ui/site/sitesession.h"

#include <algorithm>

namespace aegisx::ui {

using inspection::MigrationEvidence;
using inspection::Misplaced;

namespace {

// Whether the same migrations are there, and recorded as they were.
bool isAlike(const inspection::ModuleState &left, const inspection::ModuleState *right)
{
    return right != nullptr
        && std::equal(left.migrations.begin(),
                      left.migrations.end(),
                      right->migrations.begin(),
                      right->migrations.end(),
                      [](const auto &one, const auto &other) {
                          return one.name == other.name && one.state == other.state;
                      });
}

bool isAlike(const SiteSnapshot &left, const SiteSnapshot &right)
{
    const auto &modules = left.state.modules;
    return modules.size() == right.state.modules.size()
        && std::all_of(modules.begin(), modules.end(), [&right](const auto &module) {
               return isAlike(module, right.state.find(module.id));
           });
}

// The site is read again anyway once it is connected.
bool passes(const Error &error)
{
    return error.kind == ErrorKind::Cancelled || isConnectionFailure(error.kind);
}

} // namespace

const MigrationEvidence *SiteEvidence::OfModule::find(const QString &stem) const
{
    const auto found =
        std::find_if(migrations.begin(), migrations.end(), [&stem](const MigrationEvidence &one) {
            return one.name == stem;
        });
    return found == migrations.end() ? nullptr : &*found;
}

SiteEvidence::SiteEvidence(SiteSession &session)
    : QObject(&session), m_session(session), m_language(currentLanguage())
{
    connect(&session, &SiteSession::snapshotChanged, this, &SiteEvidence::followSnapshot);
    connect(&session, &SiteSession::linkChanged, this, &SiteEvidence::followLink);
    connect(&session, &SiteSession::activityChanged, this, [this] {
        m_ran = m_ran || m_session.isRunning();
        next();
    });
}

const SiteEvidence::OfModule &SiteEvidence::of(const QString &moduleId) const
{
    static const OfModule nothing;
    const auto found = m_modules.constFind(moduleId);
    return found == m_modules.constEnd() ? nothing : *found;
}

bool SiteEvidence::contradicts(const QString &moduleId) const
{
    const QList<MigrationEvidence> &migrations = of(moduleId).migrations;
    return std::any_of(migrations.begin(),
                       migrations.end(),
                       [](const MigrationEvidence &one) {
                           return one.contradiction() != inspection::Contradiction::None;
                       })
        || std::any_of(m_placement.objects.begin(),
                       m_placement.objects.end(),
                       [&moduleId](const Misplaced &one) { return one.module == moduleId; });
}

bool SiteEvidence::contradictsAny() const
{
    const QStringList ids = m_modules.keys();
    return !m_placement.objects.isEmpty()
        || std::any_of(
            ids.begin(), ids.end(), [this](const QString &id) { return contradicts(id); });
}

void SiteEvidence::forget()
{
    m_modules.clear();
    m_placement = {};
}

// What was known stays to be seen until it is read anew, but for where it must have changed.
void SiteEvidence::followSnapshot()
{
    const auto before = std::exchange(m_snapshot, m_session.snapshot());
    const bool same = m_snapshot && before && !m_ran && m_language == currentLanguage()
        && isAlike(*m_snapshot, *before);
    m_ran = false;
    m_language = currentLanguage();
    if (!same)
        forget();
    stop();
    for (OfModule &module : m_modules)
        module.state = State::Unread;
    m_placement.state = State::Unread;
    Q_EMIT changed();
}

// A connection that is made again brings another look at the site.
void SiteEvidence::followLink()
{
    if (m_session.isConnected())
        return;
    stop();
    Q_EMIT changed();
}

// Nothing is waited for any more.
void SiteEvidence::stop()
{
    ++m_round;
    m_busy = false;
    m_wanted.clear();
    for (OfModule &module : m_modules) {
        if (module.state == State::Reading)
            module.state = State::Unread;
    }
    if (m_placement.state == State::Reading)
        m_placement.state = State::Unread;
}

void SiteEvidence::want(const QString &moduleId)
{
    if (!m_session.isConnected() || !m_snapshot || m_snapshot->catalog.find(moduleId) == nullptr)
        return;
    OfModule &module = m_modules[moduleId];
    if (module.state == State::Reading || module.state == State::Known)
        return;
    module.state = State::Reading;
    m_wanted.append(moduleId);
    Q_EMIT changed();
    next();
}

void SiteEvidence::wantAll()
{
    if (!m_session.isConnected() || !m_snapshot)
        return;
    for (const modules::Module &module : m_snapshot->catalog.modules)
        want(module.manifest.id);
    wantPlacement();
}

void SiteEvidence::wantPlacement()
{
    if (!m_session.isConnected() || !m_snapshot)
        return;
    if (m_placement.state == State::Reading || m_placement.state == State::Known)
        return;
    m_placement.state = State::Reading;
    m_wanted.append(QString());
    Q_EMIT changed();
    next();
}

// One at a time, and none while an operation waits for the lane.
void SiteEvidence::next()
{
    const auto activity = m_session.activity();
    const bool free = activity == SiteSession::Activity::Idle && m_session.isConnected();
    if (m_busy || m_wanted.isEmpty() || !free)
        return;
    m_busy = true;
    const QString wanted = m_wanted.takeFirst();
    if (wanted.isEmpty())
        readPlacement();
    else
        readModule(wanted);
}

template <typename T>
void SiteEvidence::take(const Result<T> &result, State &state, T &value, auto &error)
{
    m_busy = false;
    error.reset();
    if (result) {
        state = State::Known;
        value = *result;
    } else if (passes(result.error())) {
        state = State::Unread;
    } else {
        state = State::Failed;
        value = {};
        error = result.error();
    }
    Q_EMIT changed();
    next();
}

void SiteEvidence::readModule(const QString &moduleId)
{
    using Read = QList<MigrationEvidence>;
    m_session.read<Read>(
        this,
        [snapshot = m_snapshot, moduleId](postgres::Connection &connection, std::stop_token stop) {
            return inspection::examine(connection,
                                       *snapshot->catalog.find(moduleId),
                                       *snapshot->state.find(moduleId),
                                       std::move(stop));
        },
        [this, moduleId, round = m_round](const Result<Read> &result) {
            if (round != m_round)
                return;
            OfModule &module = m_modules[moduleId];
            take(result, module.state, module.migrations, module.error);
        });
}

void SiteEvidence::readPlacement()
{
    using Read = QList<Misplaced>;
    m_session.read<Read>(
        this,
        [snapshot = m_snapshot](postgres::Connection &connection, std::stop_token stop) {
            return inspection::findMisplaced(
                connection, snapshot->catalog, snapshot->state, std::move(stop));
        },
        [this, round = m_round](const Result<Read> &result) {
            if (round == m_round)
                take(result, m_placement.state, m_placement.objects, m_placement.error);
        });
}

} // namespace aegisx::ui
