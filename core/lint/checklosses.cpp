#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/narrowing.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::Loss;
using modules::LossKind;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

QString nameOf(const Loss &loss)
{
    if (loss.kind == LossKind::DropOwned && loss.name.isEmpty())
        return u"CURRENT_USER"_s;
    QStringList parts;
    for (const QString &part : {loss.schema, loss.name, loss.column}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(u'.');
}

QString messageOf(const Loss &loss)
{
    switch (loss.kind) {
    case LossKind::DropTable:
    case LossKind::DropView:
        return Tr::tr("The rows of this are lost: %1");
    case LossKind::DropColumn:
        return Tr::tr("The values of this column are lost: %1");
    case LossKind::DropSchema:
        return Tr::tr("Everything in this schema is lost: %1");
    case LossKind::DropType:
    case LossKind::DropFunction:
    case LossKind::DropExtension:
        return Tr::tr("With CASCADE the columns that use this are lost: %1");
    case LossKind::DropOwned:
        return Tr::tr("Everything that this user owns is lost: %1");
    case LossKind::Truncate:
    case LossKind::Delete:
        return Tr::tr("All rows of this table are lost: %1");
    case LossKind::DeleteSome:
        return Tr::tr("Rows of this table are lost: %1");
    case LossKind::Update:
        return Tr::tr("Every row gets a new value in this column: %1");
    case LossKind::NarrowType:
        return Tr::tr("The new type of this column may hold less than the old one: %1");
    case LossKind::DisableTrigger:
        return Tr::tr("Without its triggers nothing keeps this table right: %1");
    case LossKind::ReplicationRole:
    case LossKind::WriteOver:
    case LossKind::Unreadable:
        break;
    }
    return {};
}

bool isMild(const Loss &loss)
{
    switch (loss.kind) {
    case LossKind::DeleteSome:
    case LossKind::Update:
    case LossKind::NarrowType:
    case LossKind::DisableTrigger:
        return true;
    default:
        return false;
    }
}

// Whether the section itself made what is lost, so that no row of the site's is in it.
bool isOwn(const LintSection &up, const Loss &loss)
{
    return std::any_of(
        up.analysis.changes.begin(), up.analysis.changes.end(), [&loss](const ObjectChange &one) {
            if (one.change != ChangeKind::Create || one.statement > loss.statement)
                return false;
            const bool column = one.kind == ObjectKind::Column && one.name == loss.column
                && one.parent == loss.name && one.schema == loss.schema;
            return column
                || (one.kind != ObjectKind::Column && one.name == loss.name
                    && one.schema == loss.schema);
        });
}

// Whether every value of the column fits into its new type, as far as the files tell its old one.
bool fits(const Loss &loss, const ColumnTypes &types, const Places &places)
{
    const QString type = types.typeOf(nameOf(loss));
    return loss.kind == LossKind::NarrowType && !type.isEmpty() && !places.changesValues(loss)
        && !modules::mayHoldLess(type, loss.newType);
}

void take(const LintFile &file, const Loss &loss, const SourcePosition &where, Findings &findings)
{
    if (loss.kind == LossKind::ReplicationRole || isOwn(*file.up, loss))
        return; // the former needs a superuser, which is a rule of its own
    if (loss.kind == LossKind::Unreadable) {
        findings.append(
            finding(file,
                    u"unreadable-sql"_s,
                    where,
                    loss.name.isEmpty()
                        ? Tr::tr("SQL is put together at run time: what it does cannot be known.")
                        : Tr::tr("What a call of this function does cannot be known: %1")
                              .arg(nameOf(loss))));
        return;
    }
    const bool needsCascade =
        loss.kind == LossKind::DropType || loss.kind == LossKind::DropExtension;
    if (needsCascade && !loss.cascade)
        return; // PostgreSQL refuses it where something is left
    Finding one = finding(file, u"data-loss"_s, where, messageOf(loss).arg(nameOf(loss)));
    if (isMild(loss))
        one.severity = Severity::Warning;
    findings.append(one);
}

} // namespace

void checkLosses(const LintModule &module, Findings &findings)
{
    ColumnTypes types; // as they are before the statement
    for (const auto &file : module.migrations) {
        if (!file->up || file->up->analysis.parseError)
            continue;
        const Places places(*file, *file->up);
        auto change = file->up->analysis.changes.begin();
        const auto end = file->up->analysis.changes.end();
        for (const Loss &loss : file->up->analysis.losses) {
            for (; change != end && change->statement < loss.statement; ++change)
                types.apply(*change);
            if (!fits(loss, types, places))
                take(*file, loss, places.of(loss), findings);
        }
        std::for_each(change, end, [&types](const ObjectChange &one) { types.apply(one); });
    }
}

} // namespace aegisx::lint
