#pragma once

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

#include <optional>

namespace aegisx::modules {

// What libpg_query tells of a body in PL/pgSQL, in its order.
using PlpgsqlTree = nlohmann::ordered_json;

struct PlpgsqlFailure {
    QString message; // of the parser
    int line = 1; // of the body, near which it is
    // Whether PostgreSQL would say so too; else it may be that libpg_query does not know a type or
    // a variable that the server knows.
    bool isSyntax = false;
};

// text: a CREATE FUNCTION or DO whose language is PL/pgSQL and which has a body. Cursors, of which
// libpg_query knows no type, are left out but for their queries, which stand as statements.
// Empty where it cannot be read; then failure says why, where the caller asks for it.
[[nodiscard]] std::optional<PlpgsqlTree> parsePlpgsql(const QByteArray &text,
                                                      PlpgsqlFailure *failure = nullptr);

} // namespace aegisx::modules
