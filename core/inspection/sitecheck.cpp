#include "core/inspection/sitecheck.h"

#include "core/base/tr.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/migrationfile.h"

#include <algorithm>

namespace aegisx::inspection {

using namespace Qt::StringLiterals;
using postgres::Command;

namespace {

Finding fileFinding(const modules::Module &module, const QString &name, const Error &error)
{
    return {Severity::Error,
            u"unreadable-file"_s,
            module.manifest.id,
            name,
            error.message,
            error.remedy,
            error.detail.where};
}

modules::SectionAnalysis analyse(const modules::Module &module,
                                 const modules::ModuleFile &file,
                                 const modules::Section &section,
                                 Findings &findings)
{
    auto analysis = modules::analyseSection(section, file.path, module.manifest.id, file.stem);
    findings += analysis.problems;
    if (analysis.parseError)
        findings.append(fileFinding(module, file.stem, *analysis.parseError));
    return analysis;
}

void readFiles(const modules::Module &module, SiteCheck &check)
{
    Findings &findings = check.findings;
    for (const modules::ModuleFile &file : module.migrations) {
        const auto text = modules::readMigration(file.path);
        if (!text) {
            findings.append(fileFinding(module, file.stem, text.error()));
            continue;
        }
        auto up = analyse(module, file, text->up, findings);
        if (text->down)
            analyse(module, file, *text->down, findings);
        check.files.insert(module.manifest.id % u'/' % file.stem,
                           {text->sha256, up.fingerprint, std::move(up.changes)});
    }
    for (const modules::ModuleFile &file : module.seeds) {
        const auto text = modules::readSeed(file.path);
        if (!text)
            findings.append(fileFinding(module, file.stem, text.error()));
        else if (!text->csv)
            analyse(module, file, text->section, findings);
    }
    check.filesRead += static_cast<int>(module.migrations.size() + module.seeds.size());
}

// The least rights an upgrade needs on one module; NULL where the object is not there yet.
Command selectRights(const modules::Module &module, const ModuleState &state)
{
    return {"SELECT has_schema_privilege(to_regnamespace($1)::oid, 'CREATE'),"
            " has_table_privilege(to_regclass($2)::oid, 'SELECT')"
            "  AND has_table_privilege(to_regclass($2)::oid, 'INSERT'),"
            " has_table_privilege(to_regclass($3)::oid, 'UPDATE'),"
            " has_schema_privilege(to_regnamespace($4)::oid, 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE')",
            {postgres::quoteIdentifier(module.manifest.schema),
             state.table.quoted(),
             state.table.quotedLock(),
             postgres::quoteIdentifier(state.table.schema)}};
}

void addRights(const ModuleState &state,
               const modules::Module &module,
               const postgres::Rows &rows,
               Findings &findings)
{
    const auto denied = [&rows](int column) {
        return !rows.isNull(0, column) && !rows.boolean(0, column);
    };
    QStringList lacking;
    if (denied(0))
        lacking << u"CREATE ON SCHEMA "_s % module.manifest.schema;
    if (rows.isNull(0, 0) && denied(4))
        lacking << u"CREATE ON DATABASE"_s;
    if (denied(1))
        lacking << u"SELECT, INSERT ON "_s % QString::fromUtf8(state.table.quoted());
    if (denied(2))
        lacking << u"UPDATE ON "_s % QString::fromUtf8(state.table.quotedLock());
    if (rows.isNull(0, 1) && denied(3))
        lacking << u"CREATE ON SCHEMA "_s % state.table.schema;
    lacking.removeDuplicates();
    if (!lacking.isEmpty())
        findings.append({Severity::Error,
                         u"missing-right"_s,
                         state.id,
                         {},
                         Tr::tr("The user lacks rights that an upgrade of module %1 needs: %2")
                             .arg(state.id, lacking.join(u"; "_s)),
                         Tr::tr("Connect as the owner of the tables, or ask for these rights."),
                         {}});
}

} // namespace

Result<SiteCheck> checkSite(postgres::Connection &connection,
                            const modules::ModuleCatalog &catalog,
                            const ExpectedSite &expected,
                            std::stop_token stop)
{
    auto state = inspect(connection, catalog, expected, stop);
    return state ? checkSite(connection, catalog, std::move(*state), stop) : fail(state.error());
}

Result<SiteCheck> checkSite(postgres::Connection &connection,
                            const modules::ModuleCatalog &catalog,
                            SiteState state,
                            std::stop_token stop)
{
    SiteCheck check;
    check.findings = state.findings;
    std::vector<Command> commands;
    for (qsizetype i = 0; i < catalog.modules.size(); ++i)
        commands.push_back(selectRights(catalog.modules.at(i), state.modules.at(i)));
    const auto rows = connection.queryAll(commands, stop);
    if (!rows)
        return fail(rows.error());
    for (qsizetype i = 0; i < catalog.modules.size(); ++i) {
        const modules::Module &module = catalog.modules.at(i);
        addRights(state.modules.at(i), module, rows->at(static_cast<size_t>(i)), check.findings);
        readFiles(module, check);
    }
    std::stable_sort(
        check.findings.begin(),
        check.findings.end(),
        [](const Finding &left, const Finding &right) { return left.severity > right.severity; });
    check.state = std::move(state);
    return check;
}

} // namespace aegisx::inspection
