#pragma once

#include "core/modules/objectchange.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace aegisx::modules {

// What a call of a function or procedure may destroy.
struct FunctionLosses {
    QString schema; // empty: as the search path had it
    QString name;
    QList<Loss>
        losses; // of statement 0; a call of yet another function is Unreadable with its name
};

// From the CREATE FUNCTION or CREATE PROCEDURE that makes it, as a file has it or as
// pg_get_functiondef() writes it; nullopt where the text is none. Never blocks.
[[nodiscard]] std::optional<FunctionLosses> functionLosses(const QByteArray &definition);

} // namespace aegisx::modules
