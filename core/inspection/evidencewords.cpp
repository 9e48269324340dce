#include "core/base/tr.h"
#include "core/inspection/evidence.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ObjectKind;

QString ObjectEvidence::identity() const
{
    const ObjectKind kind = change.kind;
    QString name = change.name;
    if (!change.parent.isEmpty() && kind != ObjectKind::Index && kind != ObjectKind::Sequence)
        name.prepend(change.parent % u'.');
    if (!change.schema.isEmpty())
        name.prepend(change.schema % u'.');
    if (kind == ObjectKind::Function && change.arguments != "*"_L1)
        name += u'(' % change.arguments % u')';
    return name;
}

QString ObjectEvidence::describe() const
{
    return wordFor(change.kind) % u' ' % identity();
}

Contradiction MigrationEvidence::contradiction() const
{
    switch (verdict) {
    case Verdict::Elsewhere:
        return Contradiction::WrongSchema;
    case Verdict::HalfDone:
        return state == MigrationState::Unread ? Contradiction::None : Contradiction::HalfThere;
    case Verdict::NotDone:
        return state == MigrationState::Applied ? Contradiction::RecordedNotThere
                                                : Contradiction::None;
    case Verdict::Done:
        return state == MigrationState::Pending && telling ? Contradiction::ThereNotRecorded
                                                           : Contradiction::None;
    default:
        return Contradiction::None;
    }
}

const ObjectEvidence *MigrationEvidence::elsewhere() const
{
    const auto found = std::find_if(objects.begin(), objects.end(), [](const ObjectEvidence &one) {
        return one.presence == ObjectPresence::Elsewhere;
    });
    return found == objects.end() ? nullptr : &*found;
}

std::optional<Finding> contradictionFinding(const QString &moduleId,
                                            const QList<MigrationEvidence> &evidence)
{
    constexpr qsizetype mostNames = 6;
    QStringList names;
    bool goesOn = true;
    for (const MigrationEvidence &one : evidence) {
        if (one.contradiction() == Contradiction::None)
            continue;
        names << Tr::tr("%1 (%2)").arg(one.name, wordFor(one.contradiction()));
        goesOn = goesOn && one.halfRun;
    }
    if (names.isEmpty())
        return std::nullopt;
    const int count = static_cast<int>(names.size());
    if (names.size() > mostNames)
        names = names.first(mostNames) << u"..."_s;
    return Finding {Severity::Warning,
                    goesOn ? u"evidence-half-run"_s : u"evidence-contradicts"_s,
                    moduleId,
                    {},
                    Tr::tr("What is recorded and what the database holds contradict each other in "
                           "%n migration(s) of module %1: %2",
                           nullptr,
                           count)
                        .arg(moduleId, names.join(u", "_s)),
                    goesOn ? Tr::tr("Start the upgrade again: it goes on with what is missing.")
                           : Tr::tr("Look at the evidence of module %1 before anything is run: it "
                                    "names every object.")
                                 .arg(moduleId),
                    {}};
}

QString contradictionKey(Contradiction contradiction)
{
    switch (contradiction) {
    case Contradiction::None:
        return u"none"_s;
    case Contradiction::RecordedNotThere:
        return u"recordedNotThere"_s;
    case Contradiction::ThereNotRecorded:
        return u"thereNotRecorded"_s;
    case Contradiction::HalfThere:
        return u"halfThere"_s;
    case Contradiction::WrongSchema:
        return u"wrongSchema"_s;
    }
    return {};
}

QString wordFor(Contradiction contradiction)
{
    switch (contradiction) {
    case Contradiction::None:
        return {};
    case Contradiction::RecordedNotThere:
        return Tr::tr("recorded, but not there");
    case Contradiction::ThereNotRecorded:
        return Tr::tr("there, but not recorded");
    case Contradiction::HalfThere:
        return Tr::tr("half there");
    case Contradiction::WrongSchema:
        return Tr::tr("in the wrong schema");
    }
    return {};
}

QString wordFor(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Done:
        return Tr::tr("done");
    case Verdict::NotDone:
        return Tr::tr("not done");
    case Verdict::HalfDone:
        return Tr::tr("half done");
    case Verdict::Elsewhere:
        return Tr::tr("in another schema");
    case Verdict::DataOnly:
        return Tr::tr("data only");
    case Verdict::NotAnalysable:
        return Tr::tr("cannot be told");
    }
    return {};
}

QString wordFor(ObjectPresence presence)
{
    switch (presence) {
    case ObjectPresence::Present:
        return Tr::tr("there");
    case ObjectPresence::Different:
        return Tr::tr("there, but different");
    case ObjectPresence::Elsewhere:
        return Tr::tr("in another schema");
    case ObjectPresence::Missing:
        return Tr::tr("missing");
    case ObjectPresence::Unchecked:
        return Tr::tr("not checked");
    }
    return {};
}

QString wordFor(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
        return Tr::tr("schema");
    case ObjectKind::Table:
        return Tr::tr("table");
    case ObjectKind::Column:
        return Tr::tr("column");
    case ObjectKind::Type:
        return Tr::tr("type");
    case ObjectKind::EnumLabel:
        return Tr::tr("label");
    case ObjectKind::Domain:
        return Tr::tr("domain");
    case ObjectKind::Sequence:
        return Tr::tr("sequence");
    case ObjectKind::Index:
        return Tr::tr("index");
    case ObjectKind::Constraint:
        return Tr::tr("constraint");
    case ObjectKind::View:
        return Tr::tr("view");
    case ObjectKind::MaterializedView:
        return Tr::tr("materialized view");
    case ObjectKind::Function:
        return Tr::tr("function");
    case ObjectKind::Trigger:
        return Tr::tr("trigger");
    case ObjectKind::Extension:
        return Tr::tr("extension");
    case ObjectKind::Comment:
        return Tr::tr("comment on");
    case ObjectKind::Grant:
        return Tr::tr("rights on");
    }
    return {};
}

} // namespace aegisx::inspection
