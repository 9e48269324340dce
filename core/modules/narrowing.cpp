#include "core/modules/narrowing.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

// "numeric(10,2)": the name without the modifiers, and these.
struct SqlType {
    QString name;
    QList<int> modifiers;
};

SqlType split(const QString &text)
{
    static const QRegularExpression inBrackets(u"\\((\\d+)(?:,(-?\\d+))?\\)"_s);
    const auto match = inBrackets.match(text);
    SqlType type {text, {}};
    if (!match.hasMatch())
        return type;
    type.name.remove(match.capturedStart(), match.capturedLength());
    type.modifiers.append(match.captured(1).toInt());
    if (match.hasCaptured(2))
        type.modifiers.append(match.captured(2).toInt());
    return type;
}

int wholeDigits(const SqlType &numeric)
{
    return numeric.modifiers.value(0) - numeric.modifiers.value(1);
}

// The digits that a value of an integer type may have; 0: none.
int digitsOf(const QString &name)
{
    static const QHash<QString, int> digits {
        {u"smallint"_s, 5}, {u"integer"_s, 10}, {u"bigint"_s, 19}};
    return digits.value(name);
}

bool fitsNumeric(const SqlType &from, const SqlType &to)
{
    if (to.modifiers.isEmpty())
        return from.name == "numeric"_L1 || digitsOf(from.name) > 0;
    if (from.name == "numeric"_L1)
        return !from.modifiers.isEmpty() && wholeDigits(to) >= wholeDigits(from)
            && to.modifiers.value(1) >= from.modifiers.value(1);
    return digitsOf(from.name) > 0 && wholeDigits(to) >= digitsOf(from.name);
}

bool isText(const QString &name)
{
    return name == "text"_L1 || name == "character varying"_L1 || name == "character"_L1;
}

// Of one name: no limit, or one that is not below the other's.
bool fitsModifiers(const SqlType &from, const SqlType &to)
{
    return to.modifiers.isEmpty()
        || (!from.modifiers.isEmpty() && to.modifiers.first() >= from.modifiers.first());
}

} // namespace

bool mayHoldLess(const QString &from, const QString &to)
{
    const SqlType before = split(from);
    const SqlType after = split(to);
    if (after.name == "numeric"_L1)
        return !fitsNumeric(before, after);
    if (isText(after.name) && after.modifiers.isEmpty() && after.name != "character"_L1)
        return false;
    if (before.name == after.name || (isText(before.name) && isText(after.name)))
        return !fitsModifiers(before, after);
    static const QHash<QString, QStringList> wider {
        {u"smallint"_s, {u"integer"_s, u"bigint"_s, u"real"_s, u"double precision"_s}},
        {u"integer"_s, {u"bigint"_s, u"double precision"_s}},
        {u"real"_s, {u"double precision"_s}},
        {u"date"_s, {u"timestamp without time zone"_s, u"timestamp with time zone"_s}},
        {u"timestamp without time zone"_s, {u"timestamp with time zone"_s}},
        {u"timestamp with time zone"_s, {u"timestamp without time zone"_s}},
        {u"cidr"_s, {u"inet"_s}},
        {u"json"_s, {u"jsonb"_s}},
        {u"jsonb"_s, {u"json"_s}}};
    return !wider.value(before.name).contains(after.name)
        || (!after.modifiers.isEmpty() && !fitsModifiers(before, after));
}

} // namespace aegisx::modules
