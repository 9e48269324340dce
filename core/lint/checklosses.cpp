#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/lint/places.h"
#include "core/modules/functionlosses.h"
#include "core/modules/narrowing.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::Loss;
using modules::LossKind;
using modules::ObjectChange;

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

// Whether every value of the column fits into its new type, as far as the files tell its old one.
bool fits(const Loss &loss, const ColumnTypes &types, const Places &places)
{
    const QString type = types.typeOf(nameOf(loss));
    return loss.kind == LossKind::NarrowType && !type.isEmpty() && !places.changesValues(loss)
        && !modules::mayHoldLess(type, loss.newType);
}

// What the files of a module destroy, file by file.
class LossCheck
{
public:
    LossCheck(const MadeObjects &beside, Findings &findings) : m_findings(findings)
    {
        m_earlier.add(beside);
    }

    void read(const LintFile &file);

private:
    void take(const Loss &loss, const SourcePosition &where, int depth = 0);
    [[nodiscard]] bool takeCall(const Loss &call, const SourcePosition &where, int depth);
    void add(const QString &rule, const SourcePosition &where, const QString &message, bool mild);

    MadeObjects m_earlier;
    ColumnTypes m_types; // as they are before the statement
    const LintFile *m_file = nullptr;
    OwnObjects *m_own = nullptr;
    Findings &m_findings;
};

void LossCheck::add(const QString &rule,
                    const SourcePosition &where,
                    const QString &message,
                    bool mild)
{
    Finding one = finding(*m_file, rule, where, message);
    if (mild)
        one.severity = Severity::Warning;
    m_findings.append(one);
}

// A function that the files make does what they say; false where they do not make it.
bool LossCheck::takeCall(const Loss &call, const SourcePosition &where, int depth)
{
    constexpr int deepestCall = 8;
    const QList<QByteArray> definitions = m_earlier.definitionsOf(call.schema, call.name);
    if (call.name.isEmpty() || definitions.isEmpty() || depth == deepestCall)
        return false;
    for (const QByteArray &definition : definitions) {
        const auto known = modules::functionLosses(definition);
        if (!known)
            return false; // made in a block
        for (Loss loss : known->losses) {
            loss.statement = call.statement;
            take(loss, where, depth + 1);
        }
    }
    return true;
}

void LossCheck::take(const Loss &loss, const SourcePosition &where, int depth)
{
    if (loss.kind == LossKind::ReplicationRole || m_own->owns(loss))
        return; // the former needs a superuser, which is a rule of its own
    if (loss.kind == LossKind::Unreadable) {
        if (!takeCall(loss, where, depth))
            add(u"unreadable-sql"_s,
                where,
                loss.name.isEmpty()
                    ? Tr::tr("SQL is put together at run time: what it does cannot be known.")
                    : Tr::tr("What a call of this function does cannot be known: %1")
                          .arg(nameOf(loss)),
                false);
        return;
    }
    const bool needsCascade =
        loss.kind == LossKind::DropType || loss.kind == LossKind::DropExtension;
    if (!needsCascade || loss.cascade) // else PostgreSQL refuses it where something is left
        add(u"data-loss"_s, where, messageOf(loss).arg(nameOf(loss)), isMild(loss));
}

void LossCheck::read(const LintFile &file)
{
    m_file = &file;
    const modules::SectionAnalysis &up = file.up->analysis;
    OwnObjects own(m_earlier, up.changes);
    m_own = &own;
    const Places places(file, *file.up);
    auto change = up.changes.begin();
    for (const Loss &loss : up.losses) {
        for (; change != up.changes.end() && change->statement < loss.statement; ++change)
            m_types.apply(*change);
        own.advanceTo(loss.statement);
        if (!fits(loss, m_types, places))
            take(loss, places.of(loss));
    }
    std::for_each(
        change, up.changes.end(), [this](const ObjectChange &one) { m_types.apply(one); });
    m_earlier.apply(up);
    m_own = nullptr;
}

} // namespace

void checkLosses(const LintModule &module, const LintFacts &facts, Findings &findings)
{
    LossCheck check(facts.madeBeside(module), findings);
    for (const auto &file : module.migrations) {
        if (file->up && !file->up->analysis.parseError)
            check.read(*file);
    }
}

} // namespace aegisx::lint
