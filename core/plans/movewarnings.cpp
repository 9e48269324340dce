#include "core/plans/movewarnings.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MoveAnalysis;
using inspection::PathEffect;
using inspection::Related;
using inspection::RelatedKind;

namespace {

// What is shown of a long list; the rest is counted.
constexpr qsizetype mostNamed = 8;

enum class Use { Write, Read, Call };

Use useBy(RelatedKind kind)
{
    switch (kind) {
    case RelatedKind::View:
    case RelatedKind::MaterializedView:
    case RelatedKind::Policy:
        return Use::Read;
    case RelatedKind::Function:
        return Use::Call;
    default:
        return Use::Write;
    }
}

QStringList usersOf(const QList<MoveAnalysis> &moves, Use use)
{
    QStringList names;
    for (const MoveAnalysis &move : moves) {
        for (const inspection::TextMention &mention : move.mentions) {
            for (const Related &user : mention.users) {
                if (useBy(user.kind) == use && !names.contains(user.identity))
                    names << user.identity;
            }
        }
    }
    names.sort();
    return names;
}

// What happens to a name alone, and to whom.
struct PathChange {
    QString before; // the schema; empty: not found
    QString after;
    bool hidden = false;
    QStringList names;
    QStringList whose;

    [[nodiscard]] bool isSame(const PathChange &other) const
    {
        return before == other.before && after == other.after && hidden == other.hidden;
    }
};

QString whoIs(const PathEffect &effect)
{
    return effect.role.isEmpty()
        ? Tr::tr("every user without a search_path of their own (%1)").arg(effect.searchPath)
        : Tr::tr("the user %1 (search_path %2)").arg(effect.role, effect.searchPath);
}

// First the names of each user, then the users of the same names.
QList<PathChange> gathered(const QList<MoveAnalysis> &moves)
{
    QList<PathChange> changes;
    for (const MoveAnalysis &move : moves) {
        for (const PathEffect &effect : move.pathEffects) {
            const bool hidden = effect.before == move.schema && effect.after.isEmpty();
            const PathChange one {hidden ? QString() : effect.before,
                                  effect.before.isEmpty() ? QString() : effect.after,
                                  hidden,
                                  {move.name},
                                  {whoIs(effect)}};
            const auto known =
                std::find_if(changes.begin(), changes.end(), [&one](const PathChange &other) {
                    return one.isSame(other) && one.whose == other.whose;
                });
            if (known == changes.end())
                changes.append(one);
            else if (!known->names.contains(move.name))
                known->names << move.name;
        }
    }
    QList<PathChange> all;
    for (const PathChange &one : std::as_const(changes)) {
        const auto known = std::find_if(all.begin(), all.end(), [&one](const PathChange &other) {
            return one.isSame(other) && one.names == other.names;
        });
        if (known == all.end())
            all.append(one);
        else
            known->whose << one.whose;
    }
    return all;
}

QString textOf(const PathChange &change)
{
    const QString names = listed(change.names);
    const QString whose = change.whose.join(u"; "_s);
    if (change.hidden)
        return Tr::tr("Without a schema no longer found after the move: %1. This concerns: %2")
            .arg(names, whose);
    if (change.before.isEmpty())
        return Tr::tr("Without a schema found after the move, and not now: %1. This concerns: %2")
            .arg(names, whose);
    return Tr::tr("Without a schema found in %2 now, and in %3 after the move: %1. This concerns: "
                  "%4")
        .arg(names, change.before, change.after, whose);
}

int rankOf(const Finding &finding)
{
    static const QStringList order {u"move-writing-fails"_s,
                                    u"move-named-in-function"_s,
                                    u"move-found-by-path"_s,
                                    u"move-named-in-default"_s,
                                    u"move-reading-fails"_s,
                                    u"move-calls-fail"_s,
                                    u"move-roles-shut-out"_s,
                                    u"move-search-path"_s};
    const qsizetype at = order.indexOf(finding.id);
    return static_cast<int>(at < 0 ? order.size() : at);
}

} // namespace

QString listed(const QStringList &names)
{
    if (names.size() <= mostNamed)
        return names.join(u", "_s);
    const int more = static_cast<int>(names.size() - mostNamed);
    return Tr::tr("%1 and %n more", nullptr, more).arg(names.first(mostNamed).join(u", "_s));
}

QSet<QString> brokenBy(const QList<MoveAnalysis> &moves)
{
    QSet<QString> broken;
    for (const MoveAnalysis &move : moves) {
        for (const inspection::TextMention &mention : move.mentions) {
            if (!mention.isDefault)
                broken.insert(mention.identity);
            for (const Related &user : mention.users)
                broken.insert(user.identity);
        }
    }
    return broken;
}

void addBrokenUses(const QList<MoveAnalysis> &moves, Findings &findings)
{
    const auto add = [&](Use use, const QString &id, const QString &text) {
        const QStringList names = usersOf(moves, use);
        if (!names.isEmpty())
            findings.append({Severity::Warning,
                             id,
                             {},
                             {},
                             text.arg(listed(names)),
                             Tr::tr("The vendor must change the functions at the same time."),
                             {}});
    };
    add(Use::Write,
        u"move-writing-fails"_s,
        Tr::tr("Writing into a table fails after the move where it calls a function that would "
               "fail: %1"));
    add(Use::Read,
        u"move-reading-fails"_s,
        Tr::tr("Reading fails after the move where it calls a function that would fail: %1"));
    add(Use::Call,
        u"move-calls-fail"_s,
        Tr::tr("These functions call one that would fail after the move, and fail with it: %1"));
}

void addPathEffects(const QList<MoveAnalysis> &moves, Findings &findings)
{
    const auto changes = gathered(moves);
    for (const PathChange &change : changes) {
        const bool shown = change.before.isEmpty() && !change.hidden;
        findings.append(
            {shown ? Severity::Info : Severity::Warning,
             u"move-search-path"_s,
             {},
             moves.size() == 1 ? moves.first().identity : QString(),
             textOf(change),
             shown ? QString()
                   : Tr::tr("Programs that name it without its schema need the schema %1 in their "
                            "search_path.")
                         .arg(moves.first().toSchema),
             {}});
    }
}

void sortByGravity(Findings &findings)
{
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding &left, const Finding &right) {
            return left.severity != right.severity ? left.severity > right.severity
                                                   : rankOf(left) < rankOf(right);
        });
}

} // namespace aegisx::plans
