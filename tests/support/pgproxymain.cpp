// The proxy as a program, for measurements: stands in front of HOST PORT, delays each direction by
// MILLISECONDS, prints its own port as one line of JSON, answers each line of its standard input
// with the counts since the line before, and ends when the input is closed.

#include "tests/support/pgproxy.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace {

void print(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    using namespace Qt::StringLiterals;

    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 4) {
        std::fputs("usage: pgproxy HOST PORT MILLISECONDS\n", stderr);
        return 2;
    }
    aegisx::postgres::ConnectionSettings server;
    server.host = arguments.at(1);
    server.port = arguments.at(2);
    aegisx::test::PgProxy proxy(server, std::chrono::milliseconds(arguments.at(3).toInt()));
    print({{u"host"_s, u"127.0.0.1"_s}, {u"port"_s, proxy.port()}});
    for (int character = std::getchar(); character != EOF; character = std::getchar()) {
        if (character != '\n')
            continue;
        print({{u"roundTrips"_s, proxy.roundTrips()}, {u"connections"_s, proxy.connections()}});
        proxy.resetCounts();
    }
    return 0;
}
