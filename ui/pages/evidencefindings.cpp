#include "ui/pages/evidencefindings.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::Contradiction;
using inspection::MigrationEvidence;
using inspection::Misplaced;

namespace {

constexpr qsizetype mostNames = 6;

QString listed(const QStringList &names)
{
    return names.first(qMin(mostNames, names.size())).join(u", "_s)
        % (names.size() > mostNames ? u", ..."_s : QString());
}

// What is taken away must not be recorded as done: the next upgrade makes it anew.
QString halfThereRemedy()
{
    return Tr::tr("The evidence names what is there and what is missing. Either take away what is "
                  "there: not recorded as completed, they run again with the next upgrade. Or "
                  "make what is missing by hand: then they are to be recorded as completed, with a "
                  "reason. Ask the vendor if in doubt.");
}

// Gathers what concerns one module.
class Collector
{
public:
    Collector(QString module, const SiteEvidence::OfModule &evidence, QList<Misplaced> misplaced)
        : m_module(std::move(module)), m_evidence(evidence), m_misplaced(std::move(misplaced))
    {
    }

    [[nodiscard]] QList<EvidenceFinding> collect();

private:
    [[nodiscard]] QStringList namesOf(Contradiction contradiction) const;
    [[nodiscard]] bool isToBeMoved(const QString &stem) const;
    void addNotRecorded();
    void addNotThere();
    void addToBeLookedAt(Contradiction contradiction);
    void addHalfRuns();
    void addMisplaced();
    void addConflicts();
    void addUnread();
    void add(const QString &id,
             const QString &name,
             const QString &message,
             const QString &remedy,
             const std::optional<operations::Request> &request = {});

    QString m_module;
    const SiteEvidence::OfModule &m_evidence;
    QList<Misplaced> m_misplaced;
    QList<EvidenceFinding> m_found;
};

// name: for the first migration, or for the schema that tells two of one kind apart.
void Collector::add(const QString &id,
                    const QString &name,
                    const QString &message,
                    const QString &remedy,
                    const std::optional<operations::Request> &request)
{
    m_found.append({{Severity::Warning, id, m_module, name, message, remedy, {}}, request, name});
}

bool Collector::isToBeMoved(const QString &stem) const
{
    return std::any_of(m_misplaced.begin(), m_misplaced.end(), [&stem](const Misplaced &one) {
        return one.migration == stem;
    });
}

QStringList Collector::namesOf(Contradiction contradiction) const
{
    QStringList names;
    for (const MigrationEvidence &one : m_evidence.migrations) {
        if (one.contradiction() == contradiction && !one.halfRun)
            names << one.name;
    }
    return names;
}

void Collector::addNotRecorded()
{
    const QStringList names = namesOf(Contradiction::ThereNotRecorded);
    if (names.isEmpty())
        return;
    plans::MarkRequest request;
    request.module = m_module;
    request.names = names;
    add(u"evidence-not-recorded"_s,
        names.first(),
        Tr::tr("Module %1 has %n migration(s) done, but not recorded: %2",
               nullptr,
               static_cast<int>(names.size()))
            .arg(m_module, listed(names)),
        Tr::tr("An upgrade would stop where it makes the same once more. Mark them as completed: "
               "only the list of migrations changes."),
        request);
}

void Collector::addNotThere()
{
    const QStringList names = namesOf(Contradiction::RecordedNotThere);
    if (names.isEmpty())
        return;
    plans::MarkRequest request;
    request.module = m_module;
    request.names = names;
    request.pending = true;
    add(u"evidence-not-there"_s,
        names.first(),
        Tr::tr("Module %1 has %n migration(s) recorded without what should be there: %2",
               nullptr,
               static_cast<int>(names.size()))
            .arg(m_module, listed(names)),
        Tr::tr("If data is missing, think of a backup first. Marked as pending, they run again "
               "with the next upgrade."),
        request);
}

// No single operation mends these.
void Collector::addToBeLookedAt(Contradiction contradiction)
{
    QStringList names = namesOf(contradiction);
    names.removeIf([this](const QString &stem) { return isToBeMoved(stem); });
    if (names.isEmpty())
        return;
    const int count = static_cast<int>(names.size());
    if (contradiction == Contradiction::HalfThere)
        add(u"evidence-half-there"_s,
            names.first(),
            Tr::tr("Module %1 has %n migration(s) half there: %2", nullptr, count)
                .arg(m_module, listed(names)),
            halfThereRemedy());
    else
        add(u"evidence-wrong-schema"_s,
            names.first(),
            Tr::tr(
                "Module %1 has %n migration(s) with objects in another schema: %2", nullptr, count)
                .arg(m_module, listed(names)),
            Tr::tr("The evidence names the objects and where they stand."));
}

// The next upgrade mends these by itself.
void Collector::addHalfRuns()
{
    QStringList names;
    for (const MigrationEvidence &one : m_evidence.migrations) {
        if (one.halfRun)
            names << one.name;
    }
    if (!names.isEmpty())
        add(u"evidence-half-run"_s,
            names.first(),
            Tr::tr("Module %1 has %n migration(s) half there, as an earlier run left them: %2",
                   nullptr,
                   static_cast<int>(names.size()))
                .arg(m_module, listed(names)),
            Tr::tr("Start the upgrade again: it goes on with what is missing."));
}

// One finding for each schema that something is to be moved to.
void Collector::addMisplaced()
{
    QStringList schemas;
    for (const Misplaced &one : std::as_const(m_misplaced)) {
        if (!one.conflict && !schemas.contains(one.toSchema))
            schemas << one.toSchema;
    }
    for (const QString &schema : std::as_const(schemas)) {
        plans::MoveRequest request;
        request.toSchema = schema;
        QString stem;
        for (const Misplaced &one : std::as_const(m_misplaced)) {
            if (one.conflict || one.toSchema != schema)
                continue;
            request.objects << one.found;
            stem = stem.isEmpty() ? one.migration : stem;
        }
        add(u"evidence-misplaced"_s,
            schema,
            Tr::tr("Module %1 has %n object(s) in the wrong schema. The right one is %2: %3",
                   nullptr,
                   static_cast<int>(request.objects.size()))
                .arg(m_module, schema, listed(request.objects)),
            Tr::tr("The program does not find them there. Moving keeps their rows."),
            request);
        m_found.last().stem = stem;
    }
}

void Collector::addConflicts()
{
    for (const Misplaced &one : std::as_const(m_misplaced)) {
        if (!one.conflict)
            continue;
        add(u"evidence-conflict"_s,
            one.found,
            Tr::tr("A table of module %1 stands in two schemas, and the one in the wrong schema "
                   "holds rows (%2)")
                .arg(m_module, inspection::rowsOfBoth(one)),
            Tr::tr("Which of the two is right a person has to decide. Compare them on the Tables "
                   "page; nothing is moved before that."));
        m_found.last().stem = one.migration;
    }
}

void Collector::addUnread()
{
    if (m_evidence.error)
        add(u"evidence-unread"_s,
            {},
            Tr::tr("It is not known what the database has of module %1: %2")
                .arg(m_module, m_evidence.error->message),
            m_evidence.error->remedy);
}

QList<EvidenceFinding> Collector::collect()
{
    addNotThere();
    addMisplaced();
    addConflicts();
    addToBeLookedAt(Contradiction::WrongSchema);
    addHalfRuns();
    addToBeLookedAt(Contradiction::HalfThere);
    addNotRecorded();
    addUnread();
    return m_found;
}

} // namespace

QList<EvidenceFinding> evidenceFindings(const SiteSnapshot &snapshot, const SiteEvidence &evidence)
{
    QList<EvidenceFinding> all;
    for (const modules::Module &module : snapshot.catalog.modules) {
        const QString &id = module.manifest.id;
        QList<Misplaced> misplaced = evidence.placement().objects;
        misplaced.removeIf([&id](const Misplaced &one) { return one.module != id; });
        all += Collector(id, evidence.of(id), std::move(misplaced)).collect();
    }
    return all;
}

} // namespace aegisx::ui
