#pragma once

class QApplication;

namespace aegisx::ui {

// Runs the program: its options, one window for each store of sites, language and theme as they
// are set. Answers the exit code: 0, 1 where the store cannot be opened or the self test fails,
// 2 for an option that is none. The application's names must be set by then.
[[nodiscard]] int runApplication(QApplication &application);

} // namespace aegisx::ui
