#pragma once

#include "core/base/result.h"

#include <QString>

#include <chrono>
#include <optional>

namespace aegisx::sites {

// Where passwords are kept. All functions block, for at most the store's time limit, and need no
// event loop; any thread may call. Errors, each in its own words: NotFound (no keychain service),
// Refused (locked, or access denied), Failed (timed out, or any other failure).
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore();

    // nullopt: nothing is kept under the key.
    [[nodiscard]] virtual Result<std::optional<QString>> read(const QString &key) = 0;
    [[nodiscard]] virtual Result<void> write(const QString &key, const QString &secret) = 0;
    [[nodiscard]] virtual Result<void> remove(const QString &key) = 0; // fine where nothing is kept

    // Tries; the error says why passwords cannot be kept.
    [[nodiscard]] virtual Result<void> isAvailable() = 0;
};

// The keychain of the desktop (Secret Service, KWallet), through QtKeychain. A locked keychain may
// ask the user for its password, for ever, hence the time limit: after it the question may still
// stand on the screen, and further calls wait behind it, each for its own limit. A call that ran
// out of time while it waited is dropped; nothing is written behind the caller's back then.
class KeychainSecretStore final : public SecretStore
{
public:
    explicit KeychainSecretStore(std::chrono::milliseconds timeout = std::chrono::seconds(5));

    [[nodiscard]] Result<std::optional<QString>> read(const QString &key) override;
    [[nodiscard]] Result<void> write(const QString &key, const QString &secret) override;
    [[nodiscard]] Result<void> remove(const QString &key) override;
    [[nodiscard]] Result<void> isAvailable() override;

private:
    std::chrono::milliseconds m_timeout;
};

} // namespace aegisx::sites
