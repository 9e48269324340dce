#pragma once

#include <QCoreApplication>

namespace aegisx {

// Translation context of the whole core; a room needs no context of its own.
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(aegisx)
};

} // namespace aegisx
