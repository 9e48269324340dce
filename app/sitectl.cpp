#include "cli/commands.h"

#include <QCoreApplication>

#include <clocale>
#include <csignal>
#include <pthread.h>
#include <stop_token>
#include <thread>

namespace {

// As nohup wants it: sigwait() would take the signal all the same.
bool ignoresHangup()
{
    struct sigaction current {
    };
    return sigaction(SIGHUP, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

} // namespace

int main(int argc, char *argv[])
{
    // Ctrl-C, or a terminal that is closed, asks the running operation to stop; a thread of its own
    // waits for it.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (!ignoresHangup())
        sigaddset(&signals, SIGHUP);
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
