#include "core/plans/planaccount.h"

#include "core/base/tr.h"
#include "core/inspection/accounts.h"
#include "core/modules/accountfile.h"
#include "core/plans/passwordhash.h"
#include "core/plans/planning.h"

#include <algorithm>

namespace aegisx::plans {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestName = 100; // of a user, first and last names
constexpr int longestAddress = 255;

Result<const modules::Module *> moduleOf(const modules::ModuleCatalog &catalog, const QString &id)
{
    const auto found = std::find_if(
        catalog.modules.begin(), catalog.modules.end(), [&id](const modules::Module &module) {
            return id.isEmpty() ? !module.administratorFile.isEmpty() : module.manifest.id == id;
        });
    if (found == catalog.modules.end())
        return fail(ErrorKind::NotFound,
                    id.isEmpty() ? Tr::tr("No module offers to create an administrator.")
                                 : Tr::tr("There is no module called: %1").arg(id),
                    Tr::tr("The state of the site lists the modules."));
    if (found->administratorFile.isEmpty())
        return fail(ErrorKind::NotFound,
                    Tr::tr("Module %1 does not offer to create an administrator.").arg(id));
    return &*found;
}

Result<void> checkReady(const inspection::ModuleState &module)
{
    if (module.applied > 0 && module.pending == 0)
        return {};
    return fail(
        Error {ErrorKind::Refused,
               Tr::tr("Migrations of module %1 are pending: the tables that hold its accounts may "
                      "not be there yet.")
                   .arg(module.id),
               Tr::tr("The site is unchanged."),
               Tr::tr("Upgrade the site first, then create the administrator."),
               {}});
}

Finding alreadyThere(const PlanStep &step, qint64 count)
{
    return {Severity::Warning,
            u"administrator-there"_s,
            step.module,
            {},
            Tr::tr("The site has %n administrator account(s) already.",
                   nullptr,
                   static_cast<int>(count)),
            Tr::tr("Who forgot the password resets it in the platform; go on if another "
                   "administrator is wanted."),
            {}};
}

bool isAddress(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    return at > 0 && at + 1 < text.size() && text.count(u'@') == 1
        && std::none_of(
               text.begin(), text.end(), [](QChar one) { return one.isSpace() || !one.isPrint(); });
}

bool isUserName(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar one) {
        return one.unicode() < 0x80 && (one.isLetterOrNumber() || u"._-@"_s.contains(one));
    });
}

} // namespace

QString accountProblem(const AccountRequest &request)
{
    if (request.userName.isEmpty() || request.userName.size() > longestName
        || !isUserName(request.userName))
        return Tr::tr("The user name must be made of Latin letters, digits and . _ - @, at most "
                      "%1 of them.")
            .arg(longestName);
    if (request.email.size() > longestAddress || !isAddress(request.email))
        return Tr::tr("This is not an e-mail address: %1").arg(request.email);
    for (const QString &name : {request.firstName, request.lastName}) {
        if (name.trimmed().isEmpty() || name.size() > longestName)
            return Tr::tr("First and last name must be given, with at most %1 characters each.")
                .arg(longestName);
    }
    return {};
}

Result<Plan> planAccount(postgres::Connection &connection,
                         const modules::ModuleCatalog &catalog,
                         const inspection::SiteState &state,
                         const AccountRequest &request,
                         std::stop_token stop)
{
    const auto module = moduleOf(catalog, request.module);
    if (!module)
        return fail(module.error());
    const inspection::ModuleState *tracked = state.find((*module)->manifest.id);
    if (const auto possible = checkSiteMayChange(state); !possible)
        return fail(possible.error());
    if (const auto possible = checkMayChange(state, {*module}); !possible)
        return fail(possible.error());
    if (const auto ready = checkReady(*tracked); !ready)
        return fail(ready.error());
    if (const QString problem = accountProblem(request); !problem.isEmpty())
        return fail(ErrorKind::InvalidInput, problem);
    const QString &path = (*module)->administratorFile;
    const auto text = modules::readAccount(path);
    if (!text)
        return fail(text.error());
    const auto there = inspection::countAccounts(connection, **module, stop);
    if (!there)
        return fail(there.error());
    AccountValues values {request.userName,
                          request.email,
                          request.firstName.trimmed(),
                          request.lastName.trimmed(),
                          {}};
    if (!request.password.isEmpty()) {
        auto hash = hashPassword(request.password, request.userName);
        if (!hash)
            return fail(hash.error());
        values.passwordHash = *hash;
    }
    Plan plan;
    plan.operation = Operation::CreateAccount;
    PlanStep step = makeStep(StepKind::CreateAccount,
                             **module,
                             *tracked,
                             {request.userName, path},
                             text->create,
                             state,
                             plan.findings);
    step.sha256 = text->sha256;
    step.account = values;
    if (*there > 0)
        plan.findings.append(alreadyThere(step, *there));
    plan.modules.append(plannedModule(**module, *tracked));
    plan.steps.append(step);
    return plan;
}

} // namespace aegisx::plans
