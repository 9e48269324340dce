#include "tests/support/clustertools.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>

#include <libpq-fe.h>

#include <sys/stat.h>
#include <unistd.h>

namespace aegisx::test {

namespace {

struct ConnectionDeleter {
    void operator()(PGconn *connection) const { PQfinish(connection); }
};

struct ResultDeleter {
    void operator()(PGresult *result) const { PQclear(result); }
};

} // namespace

bool isRoot()
{
    return geteuid() == 0;
}

tl::expected<QString, QString> query(const postgres::ConnectionSettings &settings,
                                     const QByteArray &sql)
{
    const std::unique_ptr<PGconn, ConnectionDeleter> connection(
        PQsetdbLogin(QFile::encodeName(settings.host).constData(),
                     settings.port.toUtf8().constData(),
                     nullptr,
                     nullptr,
                     settings.database.toUtf8().constData(),
                     settings.user.toUtf8().constData(),
                     nullptr));
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return tl::make_unexpected(QString::fromUtf8(PQerrorMessage(connection.get())));
    const std::unique_ptr<PGresult, ResultDeleter> result(
        PQexec(connection.get(), sql.constData()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        return tl::make_unexpected(QString::fromUtf8(PQerrorMessage(connection.get())));
    const bool hasValue = PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0;
    return hasValue ? QString::fromUtf8(PQgetvalue(result.get(), 0, 0)) : QString();
}

QString ask(const postgres::ConnectionSettings &settings, const QByteArray &sql)
{
    const auto answer = query(settings, sql);
    return answer ? *answer : answer.error();
}

void writeOwnedLike(const QString &like, const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content), content.size());
    struct stat owner = {};
    QCOMPARE(stat(QFile::encodeName(like).constData(), &owner), 0);
    QCOMPARE(fchown(file.handle(), owner.st_uid, owner.st_gid), 0);
    QCOMPARE(fchmod(file.handle(), 0600), 0);
}

std::unique_ptr<QProcess> startCopy(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedChannels);
    process->start(QCoreApplication::applicationFilePath(), arguments);
    return process;
}

} // namespace aegisx::test
