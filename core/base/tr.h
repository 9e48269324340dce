#pragma once

#include <QCoreApplication>

namespace aegisx {

// The one translation context of core and cli, by the name that lupdate finds for it.
struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Tr)
};

} // namespace aegisx
