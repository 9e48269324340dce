#include "core/inspection/halfrun.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/objecttrail.h"
#include "core/modules/migrationanalysis.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::ObjectChange;
using modules::ObjectKind;
using modules::SectionAnalysis;
using modules::Statement;

namespace {

// What the catalog proves of a statement.
enum class Standing { Unproven, Missing, There, Unfinished, Repeatable };

using Objects = QList<const ObjectEvidence *>;

// They leave nothing, and what follows may depend on them.
bool isTimeSetting(const Statement &statement)
{
    static const QRegularExpression setting(
        u"^SET\\s+(SESSION\\s+)?(lock_timeout|statement_timeout|maintenance_work_mem"
        "|max_parallel_maintenance_workers)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    return setting.match(QString::fromUtf8(statement.sql)).hasMatch();
}

bool onlyMakes(const SectionAnalysis &analysis, const Statement &statement)
{
    return !analysis.parseError && !analysis.changesData && !analysis.opaque
        && !analysis.changesSession && analysis.losses.isEmpty() && !statement.mayCommit;
}

// Comments and rights are the same after a second time, and so is a constraint that is validated.
bool isRemark(const ObjectChange &change)
{
    return change.kind == ObjectKind::Comment || change.kind == ObjectKind::Grant
        || isValidation(change);
}

bool isKeptAsItIs(const ObjectChange &change)
{
    return change.tolerant && change.kind != ObjectKind::Function && change.kind != ObjectKind::View
        && change.kind != ObjectKind::Trigger;
}

Standing standingOf(const Statement &statement, const Objects &main)
{
    const auto all = [&main](auto &&test) {
        return std::all_of(
            main.begin(), main.end(), [&test](const ObjectEvidence *one) { return test(*one); });
    };
    if (!all([](const ObjectEvidence &one) {
            return one.change.change == ChangeKind::Create && one.supersededBy.isEmpty();
        }))
        return Standing::Unproven;
    if (all([](const ObjectEvidence &one) {
            return one.presence == ObjectPresence::Missing && !one.done;
        }))
        return Standing::Missing;
    const bool present =
        all([](const ObjectEvidence &one) { return one.presence == ObjectPresence::Present; });
    if (present && all([](const ObjectEvidence &one) { return one.telling; }))
        return Standing::There;
    if (main.size() == 1 && main.first()->unfinished && main.first()->telling
        && statement.needsNoTransaction == "CREATE INDEX CONCURRENTLY"_L1)
        return Standing::Unfinished;
    return present && all([](const ObjectEvidence &one) { return isKeptAsItIs(one.change); })
        ? Standing::Repeatable
        : Standing::Unproven;
}

Standing
standingOf(const Statement &statement, const SectionAnalysis &analysis, const Objects &objects)
{
    if (isTimeSetting(statement))
        return Standing::Repeatable;
    if (!onlyMakes(analysis, statement) || objects.isEmpty())
        return Standing::Unproven;
    Objects main = objects;
    main.removeIf([](const ObjectEvidence *one) { return isRemark(one->change); });
    return main.isEmpty() ? Standing::Repeatable : standingOf(statement, main);
}

Objects objectsOf(const MigrationEvidence &evidence, int statement)
{
    Objects objects;
    for (const ObjectEvidence &one : evidence.objects) {
        if (one.change.statement == statement)
            objects.append(&one);
    }
    return objects;
}

QList<Standing> standingsOf(const modules::ModuleFile &file,
                            const QList<Statement> &statements,
                            const MigrationEvidence &evidence)
{
    QList<Standing> standings;
    for (int i = 0; i < statements.size(); ++i) {
        const Statement &one = statements.at(i);
        const auto alone =
            modules::analyseSection({one.sql, one.line, false}, file.path, {}, file.stem);
        standings << standingOf(one, alone, objectsOf(evidence, i));
    }
    return standings;
}

// Up to where each statement has to be proven: up to there the file may have been run.
qsizetype lastInDoubt(const QList<Standing> &standings)
{
    const auto isOpen = [](Standing one) {
        return one == Standing::Missing || one == Standing::Unfinished;
    };
    const auto wasBegun = [](Standing one) {
        return one == Standing::There || one == Standing::Unfinished;
    };
    const auto open = std::find_if(standings.begin(), standings.end(), isOpen);
    const auto begun = std::find_if(standings.rbegin(), standings.rend(), wasBegun);
    if (open == standings.end() || begun == standings.rend())
        return -1;
    return std::max(open - standings.begin(), std::distance(begun, standings.rend()) - 1);
}

} // namespace

QList<int> HalfRun::sequence() const
{
    QList<int> sequence;
    for (int i = 0; i < statementCount; ++i) {
        if (leftOut.contains(i))
            continue;
        const bool drops = std::any_of(unfinished.begin(), unfinished.end(), [i](const Index &one) {
            return one.statement == i;
        });
        if (drops)
            sequence << -1;
        sequence << i;
    }
    return sequence;
}

bool HalfRun::minds(int statement) const
{
    return leftOut.contains(statement)
        || std::any_of(unfinished.begin(), unfinished.end(), [statement](const Index &one) {
               return one.statement == statement;
           });
}

QString HalfRun::describe() const
{
    QStringList sentences;
    if (!leftOut.isEmpty())
        sentences << Tr::tr("It goes on: %1 of %2 statements are in the database already and are "
                            "left out.")
                         .arg(leftOut.size())
                         .arg(statementCount);
    QStringList names;
    for (const Index &one : unfinished)
        names << one.schema % u'.' % one.name;
    if (!names.isEmpty())
        sentences << Tr::tr("An index that was not built to its end is dropped and built anew: %1")
                         .arg(names.join(u", "_s));
    return sentences.join(u' ');
}

std::optional<HalfRun> halfRunOf(const modules::ModuleFile &file, const MigrationEvidence &evidence)
{
    if (evidence.state != MigrationState::Pending || evidence.verdict != Verdict::HalfDone)
        return std::nullopt;
    const auto text = modules::readMigration(file.path);
    if (!text || text->up.transactional)
        return std::nullopt;
    const auto analysis = modules::analyseSection(text->up, file.path, {}, file.stem);
    if (analysis.parseError)
        return std::nullopt;
    const QList<Standing> standings = standingsOf(file, analysis.statements, evidence);
    const qsizetype last = lastInDoubt(standings);
    HalfRun half;
    half.statementCount = static_cast<int>(standings.size());
    for (int i = 0; i <= last; ++i) {
        if (standings.at(i) == Standing::Unproven)
            return std::nullopt;
        if (standings.at(i) == Standing::There)
            half.leftOut << i;
        for (const ObjectEvidence *one : objectsOf(evidence, i)) {
            if (standings.at(i) == Standing::Unfinished && one->unfinished)
                half.unfinished.append({i, one->change.schema, one->change.name});
        }
    }
    return last < 0 ? std::nullopt : std::optional(half);
}

} // namespace aegisx::inspection
