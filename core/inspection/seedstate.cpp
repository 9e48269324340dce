#include "core/inspection/seedstate.h"

#include "core/base/tr.h"
#include "core/modules/migrationfile.h"

#include <QHash>

#include <optional>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNamed = 3; // seeds in one finding

// The newest record of each seed; stale: a migration of its module was rolled back since.
constexpr auto recordSql = R"(
SELECT DISTINCT ON (m.module, m.seed) m.module, m.seed, m.checksum, EXISTS (
    SELECT FROM aegisx_site.run_step AS s WHERE s.module = m.module AND s.direction = 'down'
        AND s.outcome = 'Done' AND s.finished_at > m.applied_at) AS stale,
    (extract(epoch FROM m.applied_at) * 1000)::bigint, m.applied_by, m.kept
FROM aegisx_site.seed_metadata AS m ORDER BY m.module, m.seed, m.seed_id DESC)";

struct SeedRecord {
    QString sha256;
    bool stale = false;
    QDateTime loadedAt;
    QString loadedBy;
    qint64 kept = 0;
};
using SeedRecords = QHash<QString, QHash<QString, SeedRecord>>; // by module, by seed

std::optional<SeedRecords> readRecords(postgres::Connection &connection,
                                       const std::stop_token &stop)
{
    const auto rows = connection.query("SELECT has_schema_privilege(to_regnamespace('aegisx_site'),"
                                       " 'USAGE') AND has_table_privilege(t.oid, 'SELECT') AND"
                                       " has_table_privilege(s.oid, 'SELECT')"
                                       " FROM to_regclass('aegisx_site.seed_metadata') AS t (oid),"
                                       " to_regclass('aegisx_site.run_step') AS s (oid)",
                                       {},
                                       stop);
    if (!rows || !rows->boolean(0, 0))
        return std::nullopt;
    const auto found = connection.query(recordSql, {}, stop);
    if (!found)
        return std::nullopt;
    SeedRecords records;
    for (int row = 0; row < found->count(); ++row)
        records[found->text(row, 0)].insert(found->text(row, 1),
                                            {found->text(row, 2),
                                             found->boolean(row, 3),
                                             found->time(row, 4),
                                             found->text(row, 5),
                                             found->number(row, 6)});
    return records;
}

SeedState stateOf(const modules::SeedText &text, const SeedRecord *record, bool recorded)
{
    if (record != nullptr && record->stale)
        return SeedState::RolledBack;
    if (record != nullptr)
        return record->sha256 == text.sha256 ? SeedState::Loaded : SeedState::Changed;
    return recorded && text.firstInstallOnly ? SeedState::NewSitesOnly : SeedState::NotLoaded;
}

SeedInfo infoOf(const modules::ModuleFile &file, const QHash<QString, SeedRecord> &records)
{
    SeedInfo info;
    info.name = file.stem;
    const auto found = records.constFind(file.stem);
    const SeedRecord *record = found == records.constEnd() ? nullptr : &*found;
    if (record != nullptr) {
        info.loadedAt = record->loadedAt;
        info.loadedBy = record->loadedBy;
        info.kept = record->kept;
    }
    const auto text = modules::readSeed(file.path);
    info.state = text ? stateOf(*text, record, !records.isEmpty()) : SeedState::FileUnread;
    return info;
}

QString named(const QStringList &names)
{
    const QString first = names.first(qMin(mostNamed, names.size())).join(u", "_s);
    return names.size() <= mostNamed ? first : first % u", ..."_s;
}

Finding unloaded(const QString &module, const QStringList &names, bool known)
{
    const QString message = known
        ? Tr::tr("The reference data of module %1 is not that of this release: %2")
              .arg(module, named(names))
        : Tr::tr("This program has not loaded the reference data of module %1 yet.").arg(module);
    return {known ? Severity::Warning : Severity::Info,
            u"seeds-not-loaded"_s,
            module,
            {},
            message,
            Tr::tr("Load the reference data; what the hospital changed stays as it is."),
            {}};
}

} // namespace

bool isToBeLoaded(SeedState state)
{
    return state == SeedState::Changed || state == SeedState::RolledBack
        || state == SeedState::NotLoaded;
}

void readSeeds(postgres::Connection &connection,
               const modules::ModuleCatalog &catalog,
               SiteState &state,
               const std::stop_token &stop)
{
    const auto records = readRecords(connection, stop);
    for (ModuleState &one : state.modules) {
        one.seeds.clear();
        const modules::Module *module = catalog.find(one.id);
        const auto ofModule = records ? records->value(one.id) : QHash<QString, SeedRecord>();
        one.seedsRecorded = !ofModule.isEmpty();
        for (qsizetype i = 0; module != nullptr && i < module->seeds.size(); ++i) {
            if (records)
                one.seeds << infoOf(module->seeds.at(i), ofModule);
            else
                one.seeds << SeedInfo {module->seeds.at(i).stem, SeedState::Unread, {}, {}, 0};
        }
    }
}

Findings unloadedSeeds(const SiteState &state)
{
    Findings findings;
    for (const ModuleState &module : state.modules) {
        QStringList names;
        for (const SeedInfo &seed : module.seeds) {
            if (isToBeLoaded(seed.state))
                names << seed.name;
        }
        if (module.applied > 0 && module.pending == 0 && !names.isEmpty())
            findings.append(unloaded(module.id, names, module.seedsRecorded));
    }
    return findings;
}

} // namespace aegisx::inspection
