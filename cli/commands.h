#pragma once

#include "cli/arguments.h"
#include "cli/exitcode.h"
#include "cli/terminal.h"

#include <stop_token>

namespace aegisx::cli {

// What every command gets.
struct Context {
    const Arguments &arguments;
    Terminal &terminal;
    std::stop_token stop;
};

[[nodiscard]] ExitCode showStatus(const Context &context);
[[nodiscard]] ExitCode check(const Context &context);
[[nodiscard]] ExitCode
changeSite(const Context &context); // migrate and the other verbs with a plan
[[nodiscard]] ExitCode showEnvironment(const Context &context);
[[nodiscard]] ExitCode showLocks(const Context &context);
[[nodiscard]] ExitCode showEvidence(const Context &context);
[[nodiscard]] ExitCode showMisplaced(const Context &context);
[[nodiscard]] ExitCode lintModules(const Context &context);
[[nodiscard]] ExitCode makeFiles(const Context &context); // new module, new migration
[[nodiscard]] ExitCode practice(const Context &context);
[[nodiscard]] ExitCode sitesCommand(const Context &context);

// Prints an error in the right form, with the commands that help, and answers its exit code.
[[nodiscard]] ExitCode
giveUp(const Context &context, const Error &error, const QStringList &commands = {});

// The whole program behind main(): parses, runs the verb, answers the exit code. stop is
// requested by a signal. Arguments exclude the program's name.
[[nodiscard]] int runCommandLine(const QStringList &arguments, std::stop_token stop);

} // namespace aegisx::cli
