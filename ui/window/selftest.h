#pragma once

namespace aegisx::ui {

// Opens every page and dialog in both languages and both themes, with settings and a store of its
// own in a temporary folder, and without any server. Answers 0, or 1 where Qt warned of something,
// a page stayed empty or a control has no name; what it was is printed.
[[nodiscard]] int runSelfTest();

} // namespace aegisx::ui
