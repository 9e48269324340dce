#pragma once

#include <QDate>
#include <QString>
#include <QStringList>

#include <optional>

namespace aegisx::modules {

// What a migration makes, as the standards tell files apart by their numbers (docs/standards.md,
// number-range).
enum class MigrationKind { Schema, Enum, Table, Transaction, View, Function, Index, Other };

// The number behind the date of a migration's name.
struct NumberRange {
    int first = 0;
    int last = 0;

    [[nodiscard]] bool contains(int number) const { return number >= first && number <= last; }
};
[[nodiscard]] NumberRange numberRangeOf(MigrationKind kind);

// The kinds as a person writes them, "schema" to "other", in the order of their ranges.
[[nodiscard]] QStringList migrationKindNames();
[[nodiscard]] std::optional<MigrationKind> migrationKindOf(const QString &name);

// A migration's stem taken apart: "20251205000003_create_locations" or "003_create_locations".
struct MigrationName {
    QString digits;
    QString description;

    [[nodiscard]] bool isDated() const; // eight digits that are a date, and a number of six
    [[nodiscard]] bool isCounted() const { return digits.size() == 3; }
    [[nodiscard]] QDate date() const; // invalid where isDated() is false
    [[nodiscard]] int number() const; // behind the date; of a counted name, all of it
};
[[nodiscard]] MigrationName migrationNameOf(const QString &stem);

} // namespace aegisx::modules
