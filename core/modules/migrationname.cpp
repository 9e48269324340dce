#include "core/modules/migrationname.h"

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr int dateLength = 8;
constexpr int datedLength = 14;
constexpr int highestNumber = 999'999;

} // namespace

NumberRange numberRangeOf(MigrationKind kind)
{
    switch (kind) {
    case MigrationKind::Schema:
    case MigrationKind::Enum:
        return {1, 9};
    case MigrationKind::Table:
        return {10, 99};
    case MigrationKind::Transaction:
        return {100, 199};
    case MigrationKind::View:
        return {200, 299};
    case MigrationKind::Function:
        return {300, 399};
    case MigrationKind::Index:
        return {400, 499};
    case MigrationKind::Other:
        break;
    }
    return {500, highestNumber};
}

QStringList migrationKindNames()
{
    return {u"schema"_s,
            u"enum"_s,
            u"table"_s,
            u"transaction"_s,
            u"view"_s,
            u"function"_s,
            u"index"_s,
            u"other"_s};
}

std::optional<MigrationKind> migrationKindOf(const QString &name)
{
    const qsizetype at = migrationKindNames().indexOf(name);
    return at < 0 ? std::nullopt : std::optional(static_cast<MigrationKind>(at));
}

bool MigrationName::isDated() const
{
    return date().isValid();
}

QDate MigrationName::date() const
{
    return digits.size() == datedLength ? QDate::fromString(digits.first(dateLength), u"yyyyMMdd"_s)
                                        : QDate();
}

int MigrationName::number() const
{
    return (digits.size() == datedLength ? digits.sliced(dateLength) : digits).toInt();
}

MigrationName migrationNameOf(const QString &stem)
{
    const qsizetype underscore = stem.indexOf(u'_');
    return underscore < 0 ? MigrationName {{}, stem}
                          : MigrationName {stem.first(underscore), stem.sliced(underscore + 1)};
}

} // namespace aegisx::modules
