#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace aegisx::inspection {

// One part of a name as somebody wrote it. The server takes a name without quotation marks in
// small letters; a person means the name as it stands.
struct NamePart {
    QString text;
    bool quoted = false;

    [[nodiscard]] QString folded() const; // as the server reads it
};

// "public.drugs", "\"Ward 1\".\"Beds\"" or, of a function, "public.next_no(integer)".
struct WrittenName {
    NamePart schema;
    NamePart name;
    std::optional<QString> arguments;
};

// Never blocks. Errors: InvalidInput, where the schema is missing or a quotation mark stays open.
[[nodiscard]] Result<WrittenName> parseObjectName(const QString &text);
[[nodiscard]] Result<NamePart> parseSchemaName(const QString &text);

// The schemas of a search_path in order, as the server reads them: ["$user", "public"].
[[nodiscard]] QStringList parseSearchPath(const QString &path);

// Of A to Z alone, as the server does it in UTF-8.
[[nodiscard]] QString foldedCase(const QString &text);

} // namespace aegisx::inspection
