#include "core/plans/planning.h"

#include "core/base/tr.h"
#include "core/inspection/searchpath.h"
#include "core/inspection/serverfindings.h"

#include <algorithm>
#include <iterator>

namespace aegisx::plans {

using namespace Qt::StringLiterals;
using inspection::LockState;

namespace {

constexpr int firstVersionTheParserDoesNotKnow = 160000;

bool isLockFinding(const Finding &finding)
{
    return finding.id.startsWith("lock-"_L1);
}

Findings findingsOf(const inspection::SiteState &state, QLatin1StringView id)
{
    Findings findings;
    std::copy_if(state.findings.begin(),
                 state.findings.end(),
                 std::back_inserter(findings),
                 [id](const Finding &finding) { return finding.id == id; });
    return findings;
}

Error lockedError(const inspection::SiteState &state, const QString &module)
{
    Error error {ErrorKind::Locked,
                 Tr::tr("Module %1 is locked by another run.").arg(module),
                 Tr::tr("The site is unchanged."),
                 {},
                 {}};
    for (const Finding &finding : state.findings) {
        if (finding.module == module && isLockFinding(finding)) {
            error.message = finding.message;
            error.remedy = finding.remedy;
        }
    }
    return error;
}

// A label that a statement adds cannot be used before COMMIT (SQLSTATE 55P04), unless the type
// itself is as new. True where the statements from `from` on speak of the label.
bool usesLabel(const PlanStep &step, const modules::EnumLabel &label, int from)
{
    const QByteArray literal = postgres::quoteLiteral(label.label);
    for (qsizetype i = from; i < step.statements.size(); ++i) {
        if (step.statements.at(i).sql.contains(literal))
            return true;
    }
    return false;
}

Finding note(Severity severity,
             const QString &id,
             const PlanStep &step,
             const QString &message,
             const QString &remedy)
{
    return {severity, id, step.module, step.name, message, remedy, {step.file, 0, 0}};
}

// Labels added in the open transaction to types that were there before it.
class OpenLabels
{
public:
    void clear()
    {
        m_labels.clear();
        m_created.clear();
    }
    void add(const PlanStep &step)
    {
        m_created += step.createdEnums;
        for (const modules::EnumLabel &label : step.addedLabels) {
            if (!m_created.contains(label.type))
                m_labels.append(label);
        }
    }
    [[nodiscard]] bool usedBy(const PlanStep &step) const
    {
        return std::any_of(
            m_labels.begin(), m_labels.end(), [&step](const modules::EnumLabel &label) {
                return usesLabel(step, label, 0);
            });
    }
    // Added and used in one file: no cut can help.
    [[nodiscard]] const modules::EnumLabel *usedAtOnce(const PlanStep &step) const
    {
        for (const modules::EnumLabel &label : step.addedLabels) {
            if (!m_created.contains(label.type) && !step.createdEnums.contains(label.type)
                && usesLabel(step, label, label.statement + 1))
                return &label;
        }
        return nullptr;
    }

private:
    QList<modules::EnumLabel> m_labels;
    QStringList m_created;
};

} // namespace

Result<QList<const modules::Module *>> chooseModules(const modules::ModuleCatalog &catalog,
                                                     const QStringList &ids)
{
    for (const QString &id : ids) {
        if (!catalog.find(id))
            return fail(ErrorKind::NotFound,
                        Tr::tr("There is no module called: %1").arg(id),
                        Tr::tr("The state of the site lists the modules."));
    }
    QList<const modules::Module *> chosen;
    for (const modules::Module &module : catalog.modules) {
        if (ids.isEmpty() || ids.contains(module.manifest.id))
            chosen.append(&module);
    }
    return chosen;
}

Result<void> checkServer(const inspection::SiteState &state)
{
    Findings findings =
        inspection::serverFindings(state.server) + findingsOf(state, "other-cluster"_L1);
    // Locks and sessions are looked after in whatever encoding.
    findings.removeIf([](const Finding &finding) { return finding.id == "encoding"_L1; });
    return hasErrors(findings) ? fail(refusal(findings)) : Result<void> {};
}

Result<void> checkSiteMayChange(const inspection::SiteState &state)
{
    if (const auto possible = checkServer(state); !possible)
        return possible;
    const Findings findings = findingsOf(state, "environment-mismatch"_L1);
    return hasErrors(findings) ? fail(refusal(findings)) : Result<void> {};
}

Result<void> checkMayChange(const inspection::SiteState &state,
                            const QList<const modules::Module *> &chosen)
{
    const auto concerns = [&chosen](const Finding &finding) {
        return finding.module.isEmpty()
            || std::any_of(chosen.begin(), chosen.end(), [&finding](const modules::Module *module) {
                   return module->manifest.id == finding.module;
               });
    };
    Findings blocking;
    for (const Finding &finding : state.findings) {
        if (finding.severity == Severity::Error && !isLockFinding(finding) && concerns(finding))
            blocking.append(finding);
    }
    if (!blocking.isEmpty())
        return fail(refusal(blocking));
    for (const modules::Module *module : chosen) {
        const inspection::ModuleState *one = state.find(module->manifest.id);
        if (!one)
            continue;
        const LockState lock = one->lock.state;
        const bool committed =
            std::any_of(one->lock.rows.begin(),
                        one->lock.rows.end(),
                        [](const tracking::LockValue &value) { return value != 0; });
        // A living run that keeps its lock in a transaction is waited for, as knex would.
        if (lock == LockState::Stale || lock == LockState::Unknown
            || (lock == LockState::Running && committed))
            return fail(lockedError(state, one->id));
    }
    return {};
}

Result<void> checkTableRights(const inspection::SiteState &state,
                              const QByteArray &table,
                              const QStringList &denied,
                              const QStringList &needed)
{
    QStringList onTable;
    bool onSequence = false;
    for (const QString &right : needed) {
        if (!denied.contains(right))
            continue;
        if (right == "USAGE"_L1)
            onSequence = true;
        else
            onTable << right;
    }
    const QString name = QString::fromUtf8(table);
    QStringList lacking;
    if (!onTable.isEmpty())
        lacking << onTable.join(u", "_s) % u" ON "_s % name;
    if (onSequence)
        lacking << Tr::tr("USAGE on the sequence of %1").arg(name);
    if (lacking.isEmpty())
        return {};
    return fail(Error {ErrorKind::Refused,
                       Tr::tr("User %1 lacks the rights that this needs: %2")
                           .arg(state.server.currentUser, lacking.join(u"; "_s)),
                       Tr::tr("The site is unchanged."),
                       Tr::tr("Connect as the owner of the tables, or ask for these rights."),
                       {}});
}

Result<QString> findMigration(const modules::Module &module, const QString &name)
{
    for (const QString &stem : {name, modules::stemOf(name)}) {
        if (module.find(stem))
            return stem;
    }
    return fail(
        ErrorKind::NotFound,
        Tr::tr("Module %1 has no migration called: %2").arg(module.manifest.id, name),
        Tr::tr("The state of the site lists the migrations of module %1.").arg(module.manifest.id));
}

PlanStep emptyStep(StepKind kind,
                   const modules::Module &module,
                   const inspection::ModuleState &state,
                   const modules::ModuleFile &file,
                   const inspection::SiteState &site)
{
    PlanStep step;
    step.kind = kind;
    step.module = module.manifest.id;
    step.name = file.stem;
    step.file = file.path;
    step.table = state.table;
    step.searchPath = QString::fromUtf8(
        inspection::searchPathValue(inspection::searchPathOf(module.manifest, site.server)));
    return step;
}

PlanStep makeStep(StepKind kind,
                  const modules::Module &module,
                  const inspection::ModuleState &state,
                  const modules::ModuleFile &file,
                  const modules::Section &section,
                  const inspection::SiteState &site,
                  Findings &findings)
{
    PlanStep step = emptyStep(kind, module, state, file, site);
    step.transactional = section.transactional;
    modules::SectionAnalysis analysis =
        modules::analyseSection(section, file.path, step.module, step.name);
    findings += analysis.problems;
    step.statements = std::move(analysis.statements);
    step.fingerprint = analysis.fingerprint;
    step.changesSession = analysis.changesSession || analysis.parseError.has_value();
    step.inserts = analysis.inserts;
    step.addedLabels = analysis.addedLabels;
    step.createdEnums = analysis.createdEnums;
    step.changes = std::move(analysis.changes);
    step.losses = std::move(analysis.losses);
    if (!analysis.parseError)
        return step;
    step.whole = true;
    const Error &unreadable = *analysis.parseError;
    if (site.server.versionNumber >= firstVersionTheParserDoesNotKnow)
        findings.append({Severity::Warning,
                         u"not-analysed"_s,
                         step.module,
                         step.name,
                         Tr::tr("This program knows PostgreSQL 15 and could not read the file; the "
                                "newer server gets it whole: %1")
                             .arg(step.name),
                         Tr::tr("What it does is not shown statement by statement."),
                         unreadable.detail.where});
    else
        findings.append({Severity::Error,
                         u"unreadable-sql"_s,
                         step.module,
                         step.name,
                         unreadable.message,
                         unreadable.remedy,
                         unreadable.detail.where});
    return step;
}

PlannedModule plannedModule(const modules::Module &module, const inspection::ModuleState &state)
{
    PlannedModule planned {state.id, state.table, {}, {}};
    for (const tracking::RecordedMigration &row : state.rows)
        planned.recorded.insert(row.name.value_or(QString()));
    for (const modules::ModuleFile &file : module.migrations) {
        for (const QLatin1StringView extension :
             {".ts"_L1, ".js"_L1, ".cjs"_L1, ".mjs"_L1, ".sql"_L1, ""_L1})
            planned.known.insert(file.stem + extension);
        planned.known.insert(module.recordedName(file.stem));
    }
    return planned;
}

void cutIntoSegments(Plan &plan, bool stepByStep)
{
    int segment = 0;
    bool open = false; // the current segment has a step and can take another
    OpenLabels labels;
    for (PlanStep &step : plan.steps) {
        const bool labelInUse = labels.usedBy(step);
        if (open && (stepByStep || !step.transactional || labelInUse)) {
            ++segment;
            labels.clear();
        }
        if (open && labelInUse)
            plan.findings.append(
                note(Severity::Info,
                     u"cut-for-enum"_s,
                     step,
                     Tr::tr("The run is cut before %1: it uses an enum label that an earlier step "
                            "adds, which PostgreSQL allows only after a COMMIT.")
                         .arg(step.name),
                     Tr::tr("What ran before the cut stays if a later step fails.")));
        if (const auto *label = labels.usedAtOnce(step); label && step.transactional)
            plan.findings.append(
                note(Severity::Error,
                     u"enum-used-at-once"_s,
                     step,
                     Tr::tr("%1 adds the enum label \"%2\" and uses it in the same file, which "
                            "PostgreSQL refuses.")
                         .arg(step.name, label->label),
                     Tr::tr("The vendor must put the use into a migration of its own.")));
        if (!step.transactional)
            plan.findings.append(
                note(Severity::Warning,
                     u"no-transaction"_s,
                     step,
                     Tr::tr("%1 runs without a transaction: what it did stays if it fails.")
                         .arg(step.name),
                     {}));
        labels.add(step);
        step.segment = segment;
        open = step.transactional && !stepByStep;
        if (!open) {
            ++segment;
            labels.clear();
        }
    }
    plan.commitsLock = plan.commitsLock || plan.segmentCount() > 1
        || std::any_of(plan.steps.begin(), plan.steps.end(), [](const PlanStep &step) {
                           return !step.transactional;
                       });
}

int Plan::segmentCount() const
{
    QSet<int> segments;
    for (const PlanStep &step : steps)
        segments.insert(step.segment);
    return static_cast<int>(segments.size());
}

} // namespace aegisx::plans
