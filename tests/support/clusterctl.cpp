// A private cluster for tests that are no C++ program: starts it, prints where it is as one line of
// JSON, and removes it as soon as its standard input is closed, however the caller ended.
// The folder it names is the caller's to use as well, and goes with the cluster.
// Arguments: lines for pg_hba.conf, before the cluster's own. CLUSTERCTL_CONFIGURATION: lines for
// postgresql.conf, between semicolons.

#include "tests/support/testcluster.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

int main(int argc, char **argv)
{
    using namespace Qt::StringLiterals;

    const QCoreApplication application(argc, argv);
    aegisx::test::TestClusterOptions options;
    options.accessRules = QCoreApplication::arguments().mid(1);
    options.configuration =
        qEnvironmentVariable("CLUSTERCTL_CONFIGURATION").split(u';', Qt::SkipEmptyParts);
    aegisx::test::TestCluster cluster(options);
    const aegisx::postgres::ConnectionSettings settings = cluster.settings();
    const QDir folder = QFileInfo(cluster.cluster().directory()).dir();
    const QJsonObject place {{u"folder"_s, folder.absolutePath()},
                             {u"host"_s, settings.host},
                             {u"port"_s, settings.port},
                             {u"user"_s, settings.user}};
    std::puts(QJsonDocument(place).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
    while (std::getchar() != EOF) { }
    return 0;
}
