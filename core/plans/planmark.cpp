#include "core/plans/planmark.h"

#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/searchpath.h"
#include "core/plans/planning.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::MigrationEvidence;
using inspection::MigrationState;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using inspection::Verdict;

namespace {

// What a person need not be told of one by one: the columns of a table that is missing itself.
bool isCovered(const ObjectEvidence &one, const QList<ObjectEvidence> &objects)
{
    return !one.change.parent.isEmpty()
        && std::any_of(objects.begin(), objects.end(), [&one](const ObjectEvidence &other) {
               return other.change.kind == modules::ObjectKind::Table
                   && other.change.name == one.change.parent
                   && other.change.schema == one.change.schema && other.presence == one.presence
                   && other.done == one.done;
           });
}

QString objectSentence(const ObjectEvidence &one)
{
    const QString what = one.describe();
    if (!one.supersededBy.isEmpty())
        return Tr::tr("A later migration drops it again (%1): %2").arg(one.supersededBy, what);
    if (one.change.change == modules::ChangeKind::Drop)
        return one.presence == ObjectPresence::Present ? Tr::tr("Still there: %1").arg(what)
                                                       : Tr::tr("Gone: %1").arg(what);
    switch (one.presence) {
    case ObjectPresence::Present:
        return (one.byName ? Tr::tr("There, by its name: %1") : Tr::tr("There: %1")).arg(what)
            % (one.difference.isEmpty() ? u""_s : u". "_s) % one.difference;
    case ObjectPresence::Different:
        return Tr::tr("There, but different: %1. %2").arg(what, one.difference);
    case ObjectPresence::Elsewhere:
        return Tr::tr("In schema %1 instead: %2").arg(one.foundSchema, what);
    case ObjectPresence::Missing:
        return Tr::tr("Missing: %1").arg(what);
    case ObjectPresence::Unchecked:
        return Tr::tr("Not checked: %1").arg(what);
    }
    return {};
}

// The objects of which more could not be compared; empty: there are none.
QString comparedByName(const MigrationEvidence &evidence)
{
    constexpr qsizetype mostNames = 6;
    QStringList names;
    for (const ObjectEvidence &one : evidence.objects) {
        if (one.byName)
            names << one.describe();
    }
    if (names.size() > mostNames)
        names = names.first(mostNames) << u"..."_s;
    return names.join(u", "_s);
}

// What counts for or against a mark; a comment never does.
bool speaks(const ObjectEvidence &one, bool pending)
{
    if (one.change.kind == modules::ObjectKind::Comment
        || one.presence == ObjectPresence::Unchecked)
        return false;
    if (!pending)
        return !one.done;
    return one.presence == ObjectPresence::Elsewhere
        || (one.done && one.telling && one.supersededBy.isEmpty());
}

class MarkPlanner
{
public:
    MarkPlanner(const modules::ModuleCatalog &catalog,
                const inspection::SiteState &state,
                const MarkRequest &request)
        : m_catalog(catalog), m_state(state), m_request(request)
    {
    }

    [[nodiscard]] Result<Plan> make(postgres::Connection &connection, const std::stop_token &stop);

private:
    [[nodiscard]] Result<void> check();
    [[nodiscard]] Result<void> checkRights() const;
    [[nodiscard]] Result<QList<int>> chosen() const;
    [[nodiscard]] bool isProven(const MigrationEvidence &evidence) const;
    [[nodiscard]] Result<void> addStep(int migration);
    void noteRows(const inspection::MigrationInfo &info, const PlanStep &step);
    void addFindings(const MigrationEvidence &evidence);
    [[nodiscard]] Finding verdictFinding(const MigrationEvidence &evidence) const;
    [[nodiscard]] QString wrongObjects() const;
    void note(Severity severity, const QString &id, const QString &name, const QString &message);

    const modules::ModuleCatalog &m_catalog;
    const inspection::SiteState &m_state;
    const MarkRequest &m_request;
    const modules::Module *m_module = nullptr;
    const inspection::ModuleState *m_moduleState = nullptr;
    QList<MigrationEvidence> m_evidence;
    Plan m_plan;
};

Result<void> MarkPlanner::check()
{
    const auto modules = chooseModules(m_catalog, {m_request.module});
    if (!modules)
        return fail(modules.error());
    m_module = modules->first();
    m_moduleState = m_state.find(m_request.module);
    if (m_request.names.isEmpty() && !m_request.provable)
        return fail(ErrorKind::Usage,
                    Tr::tr("No migration of module %1 is named.").arg(m_request.module),
                    Tr::tr("Name them, or ask for all that the database proves."));
    if (m_request.batch && *m_request.batch < 1)
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("A batch is a number from 1 on, not %1.").arg(*m_request.batch),
                    Tr::tr("Leave it out for the next batch."));
    if (auto possible = checkMayChange(m_state, *modules); !possible)
        return possible;
    return checkRights();
}

// A row that is written takes its number from the table's sequence.
Result<void> MarkPlanner::checkRights() const
{
    const tracking::TrackingTable &table = m_moduleState->table;
    const QStringList ofRecord =
        m_request.pending ? QStringList {u"DELETE"_s} : QStringList {u"INSERT"_s, u"USAGE"_s};
    if (auto may = checkTableRights(m_state, table.quoted(), m_moduleState->denied, ofRecord); !may)
        return may;
    return checkTableRights(m_state, table.quotedLock(), m_moduleState->lock.denied, {u"UPDATE"_s});
}

// In the order of the files, each once.
Result<QList<int>> MarkPlanner::chosen() const
{
    QList<int> indexes;
    for (const QString &name : m_request.names) {
        const auto stem = findMigration(*m_module, name);
        if (!stem)
            return fail(stem.error());
        indexes << m_module->indexOf(*stem);
    }
    for (int i = 0; m_request.provable && i < m_evidence.size(); ++i) {
        const bool applied = m_evidence.at(i).state == MigrationState::Applied;
        if (applied == m_request.pending && isProven(m_evidence.at(i))
            && (m_request.pending || m_evidence.at(i).telling))
            indexes << i;
    }
    std::sort(indexes.begin(), indexes.end());
    indexes.erase(std::unique(indexes.begin(), indexes.end()), indexes.end());
    return indexes;
}

bool MarkPlanner::isProven(const MigrationEvidence &evidence) const
{
    return evidence.verdict == (m_request.pending ? Verdict::NotDone : Verdict::Done);
}

void MarkPlanner::note(Severity severity,
                       const QString &id,
                       const QString &name,
                       const QString &message)
{
    m_plan.findings.append({severity, id, m_request.module, name, message, {}, {}});
}

Finding MarkPlanner::verdictFinding(const MigrationEvidence &evidence) const
{
    const QString name = evidence.name;
    Finding finding {Severity::Info, u"evidence"_s, m_request.module, name, {}, {}, {}};
    const bool dataOnly = evidence.verdict == Verdict::DataOnly && !m_request.pending;
    if (isProven(evidence)) {
        finding.message = m_request.pending
            ? Tr::tr("%1 is not done: nothing that only it makes is there.").arg(name)
            : Tr::tr("%1 is done: everything it makes is there.").arg(name);
        if (const QString byName = comparedByName(evidence);
            !m_request.pending && !byName.isEmpty())
            finding.message +=
                u' ' % Tr::tr("Of these only the name could be compared: %1").arg(byName);
        return finding;
    }
    if (dataOnly) {
        finding.message =
            Tr::tr("%1 changes data only: there is nothing in the catalog to check.").arg(name);
        return finding;
    }
    const QString verdict = inspection::wordFor(evidence.verdict);
    finding.severity = m_request.reason.trimmed().isEmpty() ? Severity::Error : Severity::Warning;
    finding.message = m_request.pending
        ? Tr::tr("The database does not prove that %1 is not done; it says: %2").arg(name, verdict)
        : Tr::tr("The database does not prove that %1 is done; it says: %2").arg(name, verdict);
    if (finding.severity == Severity::Error)
        finding.remedy =
            Tr::tr("If you know better, give a reason; the audit trail keeps it. Otherwise mend "
                   "what the evidence names first.");
    return finding;
}

void MarkPlanner::addFindings(const MigrationEvidence &evidence)
{
    m_plan.evidence->verdicts.insert(evidence.name, evidence.verdict);
    m_plan.findings.append(verdictFinding(evidence));
    for (const ObjectEvidence &one : evidence.objects) {
        if (isCovered(one, evidence.objects))
            continue;
        const bool right = m_request.pending
            ? !one.done || !one.telling
            : one.done || one.presence == ObjectPresence::Unchecked;
        const bool warns = !right && one.change.kind != modules::ObjectKind::Comment;
        note(warns ? Severity::Warning : Severity::Info,
             u"evidence-object"_s,
             evidence.name,
             objectSentence(one));
    }
    if (evidence.changesData && evidence.verdict != Verdict::DataOnly)
        note(Severity::Info,
             u"evidence-data"_s,
             evidence.name,
             Tr::tr("%1 changes rows as well; whether it did cannot be seen.").arg(evidence.name));
}

// For a refusal: what stands in the way, a line each.
QString MarkPlanner::wrongObjects() const
{
    constexpr qsizetype mostLines = 20;
    QStringList lines;
    for (const Finding &finding : m_plan.findings) {
        if (finding.id == "evidence-object"_L1 && finding.severity == Severity::Warning)
            lines << finding.message;
    }
    if (lines.size() > mostLines)
        lines = lines.first(mostLines) << u"..."_s;
    return lines.join(u'\n');
}

// One migration may stand in several rows, by one name or more; all of them are deleted.
void MarkPlanner::noteRows(const inspection::MigrationInfo &info, const PlanStep &step)
{
    const auto isOfIt = [&](const tracking::RecordedMigration &row) {
        return row.name && (*row.name == info.recordedAs || step.alsoRecorded.contains(*row.name));
    };
    const auto &rows = m_moduleState->rows;
    const auto count = static_cast<int>(std::count_if(rows.begin(), rows.end(), isOfIt));
    if (count > 1)
        note(Severity::Warning,
             u"several-rows"_s,
             step.name,
             Tr::tr("It is recorded %n times, and all these rows are deleted: %1", nullptr, count)
                 .arg(step.name));
}

Result<void> MarkPlanner::addStep(int migration)
{
    const modules::ModuleFile &file = m_module->migrations.at(migration);
    const inspection::MigrationInfo &info = m_moduleState->migrations.at(migration);
    const MigrationEvidence &evidence = m_evidence.at(migration);
    const bool applied = info.state == MigrationState::Applied;
    if (applied != m_request.pending) {
        note(Severity::Info,
             u"recorded-so"_s,
             file.stem,
             applied ? Tr::tr("%1 is recorded as applied already.").arg(file.stem)
                     : Tr::tr("%1 is not recorded as applied.").arg(file.stem));
        return {};
    }
    const auto text = modules::readMigration(file.path);
    if (!text)
        return fail(text.error());
    PlanStep step;
    step.kind = m_request.pending ? StepKind::MarkPending : StepKind::MarkCompleted;
    step.module = m_request.module;
    step.name = file.stem;
    step.file = file.path;
    step.table = m_moduleState->table;
    step.recordedName = applied ? info.recordedAs : m_module->recordedName(file.stem);
    step.alsoRecorded = info.alsoRecordedAs;
    step.undoable = text->down.has_value();
    step.sha256 = text->sha256;
    step.fingerprint =
        modules::analyseSection(text->up, file.path, step.module, step.name).fingerprint;
    step.reason = reasonWith(m_request.reason, evidence);
    step.searchPath = QString::fromUtf8(
        inspection::searchPathValue(inspection::searchPathOf(m_module->manifest, m_state.server)));
    if (!m_request.pending)
        step.batch = m_request.batch;
    m_plan.steps.append(step);
    if (applied)
        noteRows(info, step);
    addFindings(evidence);
    return {};
}

Result<Plan> MarkPlanner::make(postgres::Connection &connection, const std::stop_token &stop)
{
    if (auto possible = check(); !possible)
        return fail(possible.error());
    auto evidence = inspection::examine(connection, *m_module, *m_moduleState, stop);
    if (!evidence)
        return fail(evidence.error());
    m_evidence = std::move(*evidence);
    const auto indexes = chosen();
    if (!indexes)
        return fail(indexes.error());
    m_plan.operation = m_request.pending ? Operation::MarkPending : Operation::MarkCompleted;
    m_plan.evidence = PlannedEvidence {*m_module, m_request.reason.trimmed(), {}};
    for (const int index : *indexes) {
        if (auto added = addStep(index); !added)
            return fail(added.error());
    }
    if (hasErrors(m_plan.findings)) {
        Error error = refusal(m_plan.findings);
        error.consequence = Tr::tr("No row was written or deleted.");
        error.detail.context = wrongObjects();
        return fail(error);
    }
    if (!m_plan.isEmpty())
        m_plan.modules.append(plannedModule(*m_module, *m_moduleState));
    m_plan.commitsLock = m_request.pending; // as a rollback: a waiting knex would not see it
    return m_plan;
}

} // namespace

QString noneProven(const inspection::SiteState &state, const MarkRequest &request)
{
    const inspection::ModuleState *module = state.find(request.module);
    if (!request.provable || !module)
        return {};
    if (request.pending && module->applied > 0)
        return Tr::tr("Nothing to do: of none of the applied migrations does the database prove "
                      "that it is not done.");
    if (!request.pending && module->pending > 0)
        return Tr::tr("Nothing to do: of none of the pending migrations does the database prove "
                      "that it is done.");
    return {};
}

QString reasonWith(const QString &typed, const MigrationEvidence &evidence)
{
    const auto done = std::count_if(evidence.objects.begin(),
                                    evidence.objects.end(),
                                    [](const ObjectEvidence &one) { return one.done; });
    const QString proof = u"[evidence: %1, %2/%3]"_s.arg(jsonKeyOf(evidence.verdict))
                              .arg(done)
                              .arg(evidence.objects.size());
    const QString text = typed.trimmed();
    return text.isEmpty() ? proof : text % u' ' % proof;
}

QStringList objectsAgainst(const MigrationEvidence &evidence, bool pending)
{
    QStringList sentences;
    for (const ObjectEvidence &one : evidence.objects) {
        if (speaks(one, pending) && !isCovered(one, evidence.objects))
            sentences << objectSentence(one);
    }
    return sentences;
}

Result<Plan> planMark(postgres::Connection &connection,
                      const modules::ModuleCatalog &catalog,
                      const inspection::SiteState &state,
                      const MarkRequest &request,
                      std::stop_token stop)
{
    return MarkPlanner(catalog, state, request).make(connection, stop);
}

} // namespace aegisx::plans
