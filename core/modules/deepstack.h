#pragma once

#include <QtGlobal>

#include <functional>

namespace aegisx::modules {

// SQL of so many bytes cannot be nested deeply enough to fill any thread's stack.
constexpr qsizetype shortText = 500;

// Calls work on a thread of its own whose stack holds the parse tree of SQL that is nested tens of
// thousands of levels deep, and waits for it; where the caller runs on such a stack already, work
// is simply called. False: no such thread could be made, and nothing was called. What reads SQL
// walks its tree by calling itself, and the stack of an ordinary thread ends after some thousands.
[[nodiscard]] bool tryDeep(const std::function<void()> &work);

// The same for work that reads SQL of so many bytes; where no thread can be made, or the SQL is
// short, it is called where the caller is, and parseTree() refuses what is too deep for that.
void runDeep(qsizetype bytes, const std::function<void()> &work);

// Whether the caller runs on such a stack.
[[nodiscard]] bool isDeep();

} // namespace aegisx::modules
