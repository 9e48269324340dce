#include "core/inspection/seedstate.h"

#include "core/base/tr.h"
#include "core/modules/migrationfile.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <optional>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNamed = 3; // seeds in one finding

// The newest record of each seed; stale: a migration of its module was rolled back since.
constexpr auto recordSql = R"(
SELECT DISTINCT ON (m.module, m.seed) m.module, m.seed, m.checksum, EXISTS (
    SELECT FROM aegisx_site.run_step AS s WHERE s.module = m.module AND s.direction = 'down'
        AND s.outcome = 'Done' AND s.finished_at > m.applied_at) AS stale
FROM aegisx_site.seed_metadata AS m ORDER BY m.module, m.seed, m.seed_id DESC)";

class SeedRecords
{
public:
    explicit SeedRecords(const postgres::Rows &rows)
    {
        for (int row = 0; row < rows.count(); ++row) {
            m_modules.insert(rows.text(row, 0));
            if (!rows.boolean(row, 3))
                m_checksums.insert(rows.text(row, 0) % u'/' % rows.text(row, 1), rows.text(row, 2));
        }
    }

    [[nodiscard]] bool knowsModule(const QString &id) const { return m_modules.contains(id); }
    [[nodiscard]] bool isLoaded(const QString &id, const QString &seed, const QString &sha256) const
    {
        return m_checksums.value(id % u'/' % seed) == sha256;
    }

private:
    QSet<QString> m_modules;
    QHash<QString, QString> m_checksums;
};

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
    const auto records = connection.query(recordSql, {}, stop);
    return records ? std::optional(SeedRecords(*records)) : std::nullopt;
}

QStringList unloadedOf(const modules::Module &module, const SeedRecords &records)
{
    const QString &id = module.manifest.id;
    const bool known = records.knowsModule(id);
    QStringList names;
    for (const modules::ModuleFile &file : module.seeds) {
        const auto text = modules::readSeed(file.path);
        if (text && !(known && text->firstInstallOnly)
            && !records.isLoaded(id, file.stem, text->sha256))
            names << file.stem;
    }
    return names;
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

Findings unloadedSeeds(postgres::Connection &connection,
                       const modules::ModuleCatalog &catalog,
                       const SiteState &state,
                       const std::stop_token &stop)
{
    Findings findings;
    std::optional<SeedRecords> records;
    for (const modules::Module &module : catalog.modules) {
        const QString &id = module.manifest.id;
        const ModuleState *one = state.find(id);
        if (module.seeds.isEmpty() || !one || one->applied == 0 || one->pending > 0)
            continue;
        if (!records && !(records = readRecords(connection, stop)))
            return findings;
        if (const QStringList names = unloadedOf(module, *records); !names.isEmpty())
            findings.append(unloaded(id, names, records->knowsModule(id)));
    }
    return findings;
}

} // namespace aegisx::inspection
