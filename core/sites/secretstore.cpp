#include "core/sites/secretstore.h"

#include "core/base/tr.h"
#include "core/sites/keychainworker.h"

#include <qt6keychain/keychain.h>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

Error timedOut()
{
    return {ErrorKind::Failed,
            Tr::tr("The keychain did not answer in time; it may be waiting for its own password."),
            Tr::tr("Until then the password is asked each time."),
            Tr::tr("Unlock the keychain of your desktop, then try again."),
            {}};
}

Error keychainError(const KeychainRequest &answer)
{
    Error error {
        ErrorKind::Failed, {}, Tr::tr("Until then the password is asked each time."), {}, {}};
    error.detail.serverMessage = answer.errorText;
    switch (answer.error) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        error.kind = ErrorKind::Refused;
        error.message = Tr::tr("The keychain is locked, or it refused this program.");
        error.remedy =
            Tr::tr("Unlock the keychain of your desktop and allow this program to use it.");
        break;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: // what it answers where there is no session bus
        error.kind = ErrorKind::NotFound;
        error.message =
            Tr::tr("There is no keychain service that passwords could be kept in, or it does not "
                   "work.");
        error.remedy =
            Tr::tr("On a desktop, install and unlock gnome-keyring or KWallet; without a "
                   "desktop, use ~/.pgpass.");
        break;
    default:
        error.message = Tr::tr("The keychain could not do what it was asked to.");
        error.remedy = Tr::tr("Look at the entry in the keychain program of your desktop.");
    }
    return error;
}

Result<KeychainRequest> ask(KeychainRequest request, std::chrono::milliseconds timeout)
{
    auto answer = KeychainWorker::instance().ask(std::move(request), timeout);
    if (!answer)
        return fail(timedOut());
    if (answer->error != QKeychain::NoError && answer->error != QKeychain::EntryNotFound)
        return fail(keychainError(*answer));
    return std::move(*answer);
}

} // namespace

SecretStore::~SecretStore() = default;

KeychainSecretStore::KeychainSecretStore(std::chrono::milliseconds timeout) : m_timeout(timeout) { }

Result<std::optional<QString>> KeychainSecretStore::read(const QString &key)
{
    auto answer = ask({KeychainRequest::Kind::Read, key, {}, 0, {}, false, false}, m_timeout);
    if (!answer)
        return fail(answer.error());
    if (answer->error == QKeychain::EntryNotFound)
        return std::optional<QString>();
    return std::optional<QString>(std::move(answer->secret));
}

Result<void> KeychainSecretStore::write(const QString &key, const QString &secret)
{
    const auto answer =
        ask({KeychainRequest::Kind::Write, key, secret, 0, {}, false, false}, m_timeout);
    return answer ? Result<void>() : fail(answer.error());
}

Result<void> KeychainSecretStore::remove(const QString &key)
{
    const auto answer =
        ask({KeychainRequest::Kind::Remove, key, {}, 0, {}, false, false}, m_timeout);
    return answer ? Result<void>() : fail(answer.error());
}

Result<void> KeychainSecretStore::isAvailable()
{
    const auto answer = read(u"availability probe"_s);
    return answer ? Result<void>() : fail(answer.error());
}

} // namespace aegisx::sites
