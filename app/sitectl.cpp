#include "cli/commands.h"

#include <QCoreApplication>

#include <clocale>
#include <csignal>
#include <pthread.h>
#include <stop_token>
#include <thread>

int main(int argc, char *argv[])
{
    // Ctrl-C asks the running operation to stop; a thread of its own waits for it.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    QCoreApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("AegisX"));
    QCoreApplication::setApplicationName(QStringLiteral("aegisx-site-manager"));
    std::setlocale(LC_MESSAGES, "C"); // libpq's own messages are read by the program

    std::stop_source stop;
    std::thread([signals, stop]() mutable {
        int signal = 0;
        while (sigwait(&signals, &signal) == 0)
            stop.request_stop();
    }).detach();
    return aegisx::cli::runCommandLine(QCoreApplication::arguments().mid(1), stop.get_token());
}
