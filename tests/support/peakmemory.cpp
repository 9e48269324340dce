// Runs a program to its end and prints its exit code, its wall time and the most memory it had at
// once, as one line of JSON; what the program itself prints goes to
// /dev/null. A program of its own, because a process is charged with what its parent had.

#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("usage: peakmemory PROGRAM [ARGUMENT]...\n", stderr);
        return 2;
    }
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        std::perror(argv[1]);
        _exit(127);
    }
    int status = 0;
    rusage usage {};
    while (wait4(child, &status, 0, &usage) < 0) {
        if (errno != EINTR)
            return 1;
    }
    const auto spent = std::chrono::steady_clock::now() - start;
    std::printf("{\"exitCode\": %d, \"milliseconds\": %lld, \"kilobytes\": %ld}\n",
                WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                static_cast<long long>(
                    std::chrono::duration_cast<std::chrono::milliseconds>(spent).count()),
                usage.ru_maxrss);
    return 0;
}
