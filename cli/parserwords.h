#pragma once

#include <QString>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace aegisx::cli {

// CLI11's own words, in the language that is set: it speaks English only.

// Of the help texts; verbs take the formatter of their parent.
void translateLabels(CLI::App &app);

// What is wrong on the command line. The app is the one that failed to parse. What may hold a
// password is not repeated.
[[nodiscard]] QString usageText(const CLI::App &app, const CLI::ParseError &error);

// The sentence, and the command that shows the help of the verb that was given.
[[nodiscard]] QString withHelpHint(const CLI::App &app, const QString &sentence);

} // namespace aegisx::cli
