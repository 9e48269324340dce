#include "ui/pages/marking.h"

#include "ui/dialogs/reasondialog.h"
#include "ui/pages/sitepage.h"

namespace aegisx::ui {

using inspection::MigrationEvidence;
using inspection::Verdict;

bool isProven(const MigrationEvidence &evidence, bool pending)
{
    if (pending)
        return evidence.verdict == Verdict::NotDone;
    return evidence.verdict == Verdict::Done || evidence.verdict == Verdict::DataOnly;
}

QStringList provablyDone(const SiteEvidence::OfModule &module)
{
    QStringList names;
    for (const MigrationEvidence &one : module.migrations) {
        if (one.contradiction() == inspection::Contradiction::ThereNotRecorded)
            names << one.name;
    }
    return names;
}

void askToMark(SitePage &page, const plans::MarkRequest &request)
{
    const SiteEvidence::OfModule &module = page.session().evidence().of(request.module);
    QList<MigrationEvidence> unproven;
    for (const QString &name : request.names) {
        const MigrationEvidence *evidence = module.find(name);
        if (evidence != nullptr && !isProven(*evidence, request.pending))
            unproven.append(*evidence);
    }
    if (unproven.isEmpty() || !request.reason.isEmpty()) {
        Q_EMIT page.operationRequested(operations::Request(request));
        return;
    }
    auto *dialog = new ReasonDialog(page.session().profile(), request, unproven, &page);
    QObject::connect(dialog, &ReasonDialog::given, &page, [&page](const auto &given) {
        Q_EMIT page.operationRequested(operations::Request(given));
    });
    dialog->open();
}

} // namespace aegisx::ui
