#include "tests/support/tlsfiles.h"

#include <QDir>
#include <QFile>
#include <QProcess>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("TlsFiles: %s: %s", qUtf8Printable(path), qUtf8Printable(file.errorString()));
    return file.readAll();
}

const QStringList newKey {
    u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s};

} // namespace

QByteArray TlsPair::certificateText() const
{
    return contentOf(certificate);
}

QByteArray TlsPair::keyText() const
{
    return contentOf(key);
}

TlsFiles::TlsFiles()
    : m_folder(QDir::tempPath() % u"/aegisx-tls-XXXXXX"_s)
    , m_authority(makeAuthority(u"AegisX test authority"_s))
{
}

void TlsFiles::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    const bool ended = process.waitForStarted() && process.waitForFinished(60'000);
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        qFatal("openssl: %s", process.readAll().constData());
}

TlsPair TlsFiles::paths(const QString &name)
{
    const QString path = m_folder.filePath(QString::number(++m_count) % u'-' % name);
    return {path % u".crt"_s, path % u".key"_s};
}

TlsPair TlsFiles::makeAuthority(const QString &name)
{
    const TlsPair pair = paths(u"authority"_s);
    openssl(QStringList {u"req"_s, u"-x509"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN="_s % name}
            + newKey + QStringList {u"-keyout"_s, pair.key, u"-out"_s, pair.certificate});
    return pair;
}

TlsPair TlsFiles::makePair(const QString &name, int days)
{
    const TlsPair pair = paths(name);
    const QString request = pair.certificate % u".request"_s;
    const QString extensions =
        putFile(name % u".extensions"_s, "subjectAltName=DNS:" + name.toUtf8() + '\n');
    openssl(QStringList {u"req"_s, u"-new"_s, u"-subj"_s, u"/CN="_s % name} + newKey
            + QStringList {u"-keyout"_s, pair.key, u"-out"_s, request});
    openssl({u"x509"_s,
             u"-req"_s,
             u"-in"_s,
             request,
             u"-CA"_s,
             m_authority.certificate,
             u"-CAkey"_s,
             m_authority.key,
             u"-CAcreateserial"_s,
             u"-days"_s,
             QString::number(days),
             u"-extfile"_s,
             extensions,
             u"-out"_s,
             pair.certificate});
    QFile::setPermissions(pair.key, QFile::ReadOwner | QFile::WriteOwner);
    return pair;
}

QString TlsFiles::putFile(const QString &name, const QByteArray &content)
{
    QFile file(m_folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()
        || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        qFatal("TlsFiles: %s", qUtf8Printable(file.errorString()));
    return file.fileName();
}

} // namespace aegisx::test
