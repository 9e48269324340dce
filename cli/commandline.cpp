#include "cli/commandhints.h"
#include "cli/commands.h"
#include "cli/documents.h"
#include "core/base/language.h"

#include <QLocale>
#include <QTextStream>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

// The language must be known before the options are described: --lang is looked for first.
bool wantsThai(const QStringList &arguments)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments.at(i).startsWith("--lang="_L1))
            return arguments.at(i).mid(7) == "th"_L1;
        if (arguments.at(i) == "--lang"_L1)
            return arguments.value(i + 1) == "th"_L1;
    }
    return QLocale::system().language() == QLocale::Thai;
}

ExitCode runVerb(const Context &context)
{
    switch (context.arguments.verb) {
    case Verb::Status:
        return showStatus(context);
    case Verb::Check:
        return check(context);
    case Verb::EnvironmentShow:
        return showEnvironment(context);
    case Verb::Locks:
        return showLocks(context);
    case Verb::Misplaced:
        return showMisplaced(context);
    case Verb::Evidence:
        return showEvidence(context);
    case Verb::Migrate:
    case Verb::Rollback:
    case Verb::Seed:
    case Verb::Unlock:
    case Verb::EnvironmentSet:
    case Verb::StopSession:
    case Verb::MarkCompleted:
    case Verb::MarkPending:
    case Verb::MoveTable:
    case Verb::CreateAdministrator:
        return changeSite(context);
    case Verb::Lint:
        return lintModules(context);
    case Verb::NewModule:
    case Verb::NewMigration:
        return makeFiles(context);
    case Verb::PracticeStart:
    case Verb::PracticeStop:
    case Verb::PracticeStatus:
    case Verb::PracticeReset:
    case Verb::PracticeUpgrade:
        return practice(context);
    case Verb::SitesList:
    case Verb::SitesAdd:
    case Verb::SitesRemove:
    case Verb::SitesTest:
        return sitesCommand(context);
    }
    return ExitCode::Usage;
}

} // namespace

int runCommandLine(const QStringList &arguments, std::stop_token stop)
{
    const bool thai = wantsThai(arguments);
    setLanguage(thai ? Language::Thai : Language::English);
    auto parsed = parseArguments(arguments);
    if (const auto *answer = std::get_if<Answer>(&parsed)) {
        QTextStream out(answer->isError ? stderr : stdout);
        out << answer->text << '\n';
        if (answer->isError && arguments.contains("--json"_L1)) // who asked for a document gets one
            Terminal(true, thai, stop)
                .document(errorDocument({ErrorKind::Usage, answer->text, {}, {}, {}}));
        return answer->isError ? static_cast<int>(ExitCode::Usage) : 0;
    }
    auto &values = std::get<Arguments>(parsed);
    values.thai = thai;
    Terminal terminal(values.json, thai, stop);
    terminal.setProgram(programFor(values));
    return static_cast<int>(runVerb({values, terminal, stop}));
}

} // namespace aegisx::cli
