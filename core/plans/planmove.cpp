#include "core/plans/planmove.h"

#include "core/base/tr.h"
#include "core/inspection/expectedobjects.h"
#include "core/inspection/moveanalysis.h"
#include "core/inspection/objectname.h"
#include "core/plans/movefindings.h"
#include "core/plans/planning.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MoveAnalysis;
using modules::ObjectKind;

namespace {

constexpr QLatin1StringView arrow {" -> "};

// Functions first: their arguments are written with the types' old names.
int rankOf(const MoveAnalysis &move)
{
    switch (move.kind) {
    case ObjectKind::Function:
        return 0;
    case ObjectKind::Type:
    case ObjectKind::Domain:
        return 1;
    case ObjectKind::Sequence:
        return 2;
    case ObjectKind::Table:
        return 3;
    default:
        return 4;
    }
}

// The target's name as the new identity has it.
QString targetName(const MoveAnalysis &move)
{
    const bool bare = move.newIdentity.startsWith(move.toSchema % u'.');
    return bare ? move.toSchema : QString::fromUtf8(postgres::quoteIdentifier(move.toSchema));
}

// What says that nothing was lost, asked before and after; empty where there is nothing to ask.
// Counting a large table would hold it locked for minutes: that its file is the same says as much.
QString proofFor(const MoveAnalysis &move, const QString &identity)
{
    const bool counts = (move.kind == ObjectKind::Table && move.sqlKind == "TABLE"_L1)
        || move.kind == ObjectKind::MaterializedView;
    if (!counts)
        return {};
    if (move.count.rows && move.count.exact) {
        const bool whole = move.partitioned || move.kind == ObjectKind::MaterializedView;
        return (whole ? u"SELECT count(*) FROM "_s : u"SELECT count(*) FROM ONLY "_s) % identity;
    }
    return u"SELECT pg_relation_filenode("_s % QString::fromUtf8(postgres::quoteLiteral(identity))
        % u"::regclass)"_s;
}

QList<modules::Statement> statementsOf(const MoveAnalysis &move)
{
    QStringList lines;
    if (move.sqlKind == "TABLE"_L1)
        lines << (move.partitioned ? u"LOCK TABLE "_s : u"LOCK TABLE ONLY "_s) % move.identity
                % u" IN ACCESS EXCLUSIVE MODE"_s;
    const QString before = proofFor(move, move.identity);
    if (!before.isEmpty())
        lines << before;
    lines << u"ALTER "_s % move.sqlKind % u' ' % move.identity % u" SET SCHEMA "_s
            % targetName(move);
    if (!before.isEmpty())
        lines << proofFor(move, move.newIdentity);
    QList<modules::Statement> statements;
    for (const QString &line : std::as_const(lines))
        statements.append({line.toUtf8(), static_cast<int>(statements.size()) + 1, 1, {}});
    return statements;
}

// All that forbids it, not only the first.
Error refusalOf(const Findings &findings)
{
    Error error = refusal(findings);
    QStringList sentences;
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Error && !sentences.contains(finding.message))
            sentences << finding.message;
    }
    error.message = sentences.join(u'\n');
    return error;
}

class MovePlanner
{
public:
    MovePlanner(const modules::ModuleCatalog &catalog,
                const inspection::SiteState &state,
                QList<MoveAnalysis> moves)
        : m_catalog(catalog)
        , m_state(state)
        , m_moves(std::move(moves))
        , m_expected(inspection::expectedObjects(catalog))
    {
    }

    [[nodiscard]] Result<Plan> make();

private:
    void dropWhatNeedsNoStep();
    [[nodiscard]] QString moduleOf(const MoveAnalysis &move) const;
    [[nodiscard]] PlanStep stepFor(const MoveAnalysis &move) const;

    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
    QList<MoveAnalysis> m_moves;
    QList<inspection::ExpectedObject> m_expected;
};

// What is there already, what is asked for twice, sequences whose table takes them along.
void MovePlanner::dropWhatNeedsNoStep()
{
    QStringList seen;
    QStringList tables;
    for (const MoveAnalysis &move : std::as_const(m_moves))
        tables << move.identity;
    m_moves.removeIf([&](const MoveAnalysis &move) {
        const bool again = seen.contains(move.identity);
        seen << move.identity;
        return again || move.isThere() || tables.contains(move.ownerTable);
    });
    std::stable_sort(m_moves.begin(), m_moves.end(), [](const auto &left, const auto &right) {
        return rankOf(left) < rankOf(right);
    });
}

// The module whose migrations make it; else the one whose schema it goes to or comes from.
QString MovePlanner::moduleOf(const MoveAnalysis &move) const
{
    for (const QString &schema : {move.toSchema, move.schema}) {
        for (const inspection::ExpectedObject &object : m_expected) {
            if (object.schema == schema && object.name == move.name
                && inspection::shareNames(object.kind, move.kind))
                return object.module;
        }
    }
    for (const QString &schema : {move.toSchema, move.schema}) {
        for (const modules::Module &module : m_catalog.modules) {
            if (module.manifest.schema == schema)
                return module.manifest.id;
        }
    }
    return {};
}

PlanStep MovePlanner::stepFor(const MoveAnalysis &move) const
{
    PlanStep step;
    step.kind = StepKind::Move;
    step.module = moduleOf(move);
    step.name = moveStepName({move.identity, move.newIdentity});
    if (const inspection::ModuleState *module = m_state.find(step.module))
        step.table = module->table;
    step.statements = statementsOf(move);
    step.searchPath = m_state.server.searchPath; // as the names were read with it
    return step;
}

Result<Plan> MovePlanner::make()
{
    if (const auto possible = checkSiteMayChange(m_state); !possible)
        return fail(possible.error());
    dropWhatNeedsNoStep();
    Plan plan;
    plan.operation = Operation::Move;
    plan.findings = gatheredMoveFindings(m_moves, m_state);
    if (hasErrors(plan.findings))
        return fail(refusalOf(plan.findings));
    QStringList ids;
    for (const MoveAnalysis &move : std::as_const(m_moves)) {
        plan.steps.append(stepFor(move));
        ids << plan.steps.last().module;
    }
    QList<const modules::Module *> chosen;
    for (const modules::Module &module : m_catalog.modules) {
        const inspection::ModuleState *state = m_state.find(module.manifest.id);
        if (!ids.contains(module.manifest.id) || !state)
            continue;
        chosen.append(&module);
        if (state->tracked) // else nobody could hold its lock
            plan.modules.append(plannedModule(module, *state));
    }
    if (const auto possible = checkMayChange(m_state, chosen); !possible)
        return fail(possible.error());
    return plan;
}

// The schema's name as a MoveRequest takes it.
QString schemaOf(const QString &identity)
{
    const auto name = inspection::parseObjectName(identity);
    if (!name)
        return {};
    return name->schema.quoted ? QString::fromUtf8(postgres::quoteIdentifier(name->schema.text))
                               : name->schema.text;
}

} // namespace

Result<Plan> planMove(postgres::Connection &connection,
                      const modules::ModuleCatalog &catalog,
                      const inspection::SiteState &state,
                      const MoveRequest &request,
                      std::stop_token stop)
{
    auto moves =
        inspection::analyseMoves(connection, request.objects, request.toSchema, std::move(stop));
    if (!moves)
        return fail(moves.error());
    return MovePlanner(catalog, state, std::move(*moves)).make();
}

QString moveStepName(const MoveStep &step)
{
    return step.from % arrow % step.to;
}

std::optional<MoveStep> readMoveStep(const QString &stepName)
{
    for (auto at = stepName.indexOf(arrow); at >= 0; at = stepName.indexOf(arrow, at + 1)) {
        const MoveStep step {stepName.left(at), stepName.mid(at + arrow.size())};
        if (inspection::parseObjectName(step.from) && inspection::parseObjectName(step.to))
            return step; // an arrow inside a quoted name leaves a mark open on both sides
    }
    return std::nullopt;
}

QList<MoveRequest> moveBack(const QStringList &stepNames)
{
    QList<MoveRequest> requests;
    for (auto name = stepNames.crbegin(); name != stepNames.crend(); ++name) {
        const auto step = readMoveStep(*name);
        if (!step)
            continue;
        const QString schema = schemaOf(step->from);
        auto request = std::find_if(requests.begin(), requests.end(), [&schema](const auto &one) {
            return one.toSchema == schema;
        });
        if (request == requests.end())
            request = requests.insert(requests.end(), {{}, schema});
        request->objects << step->to;
    }
    return requests;
}

} // namespace aegisx::plans
