#include "ui/dialogs/profilesaver.h"

#include "core/base/tr.h"
#include "ui/dialogs/advancedform.h"
#include "ui/window/background.h"

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using sites::SiteProfile;

namespace {

QString wordsOf(const Error &error)
{
    return error.message % u' ' % error.remedy;
}

} // namespace

ProfileSaver::ProfileSaver(AppContext &context, QObject *parent)
    : QObject(parent), m_context(context)
{
}

Result<void> ProfileSaver::save(SiteProfile profile, const QString &password, bool keeps)
{
    const bool writes = keeps && !password.isEmpty();
    const bool drops = profile.keepPassword && !keeps;
    profile.connection.password.clear();
    erase_if(profile.connection.extra,
             [](const auto &parameter) { return isSecretKeyword(parameter.first); });
    profile.keepPassword = profile.keepPassword && keeps && !writes; // the rest once it is done
    const auto done = store(profile);
    if (!done)
        return fail(done.error());
    if (writes)
        keep(*done, password);
    else if (drops)
        drop(*done);
    else
        Q_EMIT stored(*done, {}, {});
    return {};
}

// What another window, or another copy of the program, noted meanwhile stays.
Result<SiteProfile> ProfileSaver::store(SiteProfile profile)
{
    if (profile.id.isEmpty())
        return m_context.store.add(std::move(profile));
    const auto now = m_context.store.find(profile.id);
    if (!now)
        return fail(now.error());
    profile.lastVisit = now->lastVisit;
    profile.lastState = now->lastState;
    profile.systemIdentifier = now->systemIdentifier;
    if (const auto updated = m_context.store.update(profile); !updated)
        return fail(updated.error());
    return profile;
}

void ProfileSaver::keep(const SiteProfile &profile, const QString &password)
{
    setBusy(true);
    inBackground(
        this,
        [secrets = m_context.secrets, id = profile.id, password] {
            return secrets->write(id, password);
        },
        [this, profile](const Result<void> &done) { noteKept(profile, done); });
}

void ProfileSaver::noteKept(SiteProfile profile, const Result<void> &done)
{
    setBusy(false);
    const QString trouble = Tr::tr("The site was saved, but its password could not be kept; it is "
                                   "asked for each time.");
    if (!done)
        return Q_EMIT stored(profile, trouble, wordsOf(done.error()));
    profile.keepPassword = true;
    if (const auto noted = store(profile); !noted) {
        profile.keepPassword = false;
        return Q_EMIT stored(profile, trouble, wordsOf(noted.error()));
    }
    Q_EMIT stored(profile, {}, {});
}

void ProfileSaver::drop(const SiteProfile &profile)
{
    setBusy(true);
    inBackground(
        this,
        [secrets = m_context.secrets, id = profile.id] { return secrets->remove(id); },
        [this, profile](const Result<void> &done) {
            setBusy(false);
            if (done)
                return Q_EMIT stored(profile, {}, {});
            Q_EMIT stored(profile,
                          Tr::tr("The site was saved, but its password could not be removed from "
                                 "the keychain."),
                          wordsOf(done.error()));
        });
}

void ProfileSaver::setBusy(bool busy)
{
    m_busy = busy;
    Q_EMIT busyChanged();
}

} // namespace aegisx::ui
