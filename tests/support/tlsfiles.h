#pragma once

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

namespace aegisx::test {

// A certificate with its key, as files in PEM.
struct TlsPair {
    QString certificate;
    QString key;

    [[nodiscard]] QByteArray certificateText() const;
    [[nodiscard]] QByteArray keyText() const;
};

// Certificates made with openssl in a temporary folder, signed by an authority of their own.
class TlsFiles final
{
public:
    TlsFiles();

    [[nodiscard]] const TlsPair &authority() const { return m_authority; }
    [[nodiscard]] TlsPair makeAuthority(const QString &name);
    // For a host name (a server) or a user name (a client). days below 0: it has expired.
    [[nodiscard]] TlsPair makePair(const QString &name, int days = 2);
    // A file in the folder, readable for us alone.
    [[nodiscard]] QString putFile(const QString &name, const QByteArray &content);

private:
    [[nodiscard]] TlsPair paths(const QString &name);
    void openssl(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    int m_count = 0;
    TlsPair m_authority;
};

} // namespace aegisx::test
