#include "core/base/tr.h"
#include "core/inspection/evidence.h"
#include "core/inspection/sitehistory.h"
#include "core/plans/preflightlines.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNames = 5;

QString fewOf(QStringList names)
{
    names.sort();
    const qsizetype rest = names.size() - mostNames;
    if (rest <= 0)
        return names.join(u", "_s);
    return Tr::tr("%1 and %n more", nullptr, static_cast<int>(rest))
        .arg(QStringList(names.mid(0, mostNames)).join(u", "_s));
}

} // namespace

Result<PreflightLine> changedFilesLine(postgres::Connection &connection,
                                       const inspection::SiteCheck &check,
                                       std::stop_token stop)
{
    const QString id = u"changed-files"_s;
    const QString title = Tr::tr("Changed files");
    const auto applied = inspection::readAppliedBy(connection, std::move(stop));
    if (!applied)
        return fail(applied.error());
    QStringList changed;
    QStringList cosmetic;
    int compared = 0;
    for (auto it = applied->cbegin(); it != applied->cend(); ++it) {
        const auto file = check.files.constFind(it.key());
        if (file == check.files.constEnd() || it->sha256.isEmpty())
            continue;
        ++compared;
        if (file->sha256 == it->sha256)
            continue;
        const bool same = !it->fingerprint.isEmpty() && it->fingerprint == file->fingerprint;
        (same ? cosmetic : changed) << it.key();
    }
    if (!changed.isEmpty())
        return warningLine(id,
                           title,
                           Tr::tr("Changed since they were applied here, and in their meaning: %1")
                               .arg(fewOf(changed)),
                           Tr::tr("The site has what the older files said. Ask the vendor which "
                                  "of the two is right."));
    if (!cosmetic.isEmpty())
        return okLine(id,
                      title,
                      Tr::tr("Changed since they were applied here, but only in comments or "
                             "layout: %1")
                          .arg(fewOf(cosmetic)));
    return okLine(id,
                  title,
                  compared == 0
                      ? Tr::tr("The audit trail knows of no file to compare with.")
                      : Tr::tr("%n applied file(s) are as they were then.", nullptr, compared));
}

Result<PreflightLine> driftLine(postgres::Connection &connection,
                                const modules::ModuleCatalog &catalog,
                                const inspection::SiteState &state,
                                std::stop_token stop)
{
    const QString id = u"drift"_s;
    const QString title = Tr::tr("Objects of the modules");
    QStringList problems;
    for (qsizetype i = 0; i < catalog.modules.size(); ++i) {
        const modules::Module &module = catalog.modules.at(i);
        const auto evidence = inspection::examine(connection, module, state.modules.at(i), stop);
        if (!evidence) {
            const ErrorKind kind = evidence.error().kind;
            if (kind == ErrorKind::Io || kind == ErrorKind::InvalidInput)
                continue; // the line of the module files says so
            return fail(evidence.error());
        }
        for (const inspection::MigrationEvidence &one : *evidence) {
            if (one.contradiction() != inspection::Contradiction::None)
                problems << Tr::tr("%1/%2 (%3)")
                                .arg(module.manifest.id,
                                     one.name,
                                     inspection::wordFor(one.contradiction()));
        }
    }
    if (problems.isEmpty())
        return okLine(
            id, title, Tr::tr("What is recorded and what is there agree, as far as it shows."));
    return warningLine(
        id,
        title,
        Tr::tr("What is recorded and what is there contradict each other: %1").arg(fewOf(problems)),
        Tr::tr("Look at these migrations before anything is run: mark them, or "
               "move what stands in the wrong schema."));
}

} // namespace aegisx::plans
