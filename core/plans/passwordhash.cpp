#include "core/plans/passwordhash.h"

#include "core/base/tr.h"

#include <algorithm>
#include <memory>

#include <crypt.h>

namespace aegisx::plans {

namespace {

constexpr int cost = 12; // 2 to its power rounds

} // namespace

QString passwordProblem(const QString &password, const QString &userName)
{
    if (password.size() < leastPasswordLength)
        return Tr::tr("The password must have at least %1 characters.").arg(leastPasswordLength);
    if (password.toUtf8().size() > mostPasswordBytes)
        return Tr::tr("The password is too long: it may take %1 bytes, which a Thai character "
                      "takes three of.")
            .arg(mostPasswordBytes);
    if (std::any_of(password.begin(), password.end(), [](QChar one) { return !one.isPrint(); }))
        return Tr::tr("The password has a character that cannot be typed.");
    if (std::count(password.begin(), password.end(), password.front()) == password.size())
        return Tr::tr("The password is one character again and again.");
    if (!userName.isEmpty() && password.contains(userName, Qt::CaseInsensitive))
        return Tr::tr("The password must not contain the user name.");
    return {};
}

Result<QByteArray> hashPassword(const QString &password, const QString &userName)
{
    if (const QString problem = passwordProblem(password, userName); !problem.isEmpty())
        return fail(ErrorKind::InvalidInput, problem);
    char salt[CRYPT_GENSALT_OUTPUT_SIZE] {};
    const auto data = std::make_unique<crypt_data>();
    QByteArray bytes = password.toUtf8();
    const char *hash = crypt_gensalt_rn("$2b$", cost, nullptr, 0, salt, sizeof salt)
        ? crypt_rn(bytes.constData(), salt, data.get(), sizeof(crypt_data))
        : nullptr;
    const Result<QByteArray> hashed = hash
        ? Result<QByteArray>(QByteArray(hash))
        : fail(ErrorKind::Io, Tr::tr("The password could not be hashed; nothing was changed."));
    explicit_bzero(bytes.data(), bytes.size());
    explicit_bzero(data.get(), sizeof(crypt_data));
    return hashed;
}

} // namespace aegisx::plans
