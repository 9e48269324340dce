#include "cli/accountcommand.h"

#include "core/base/tr.h"
#include "core/plans/passwordhash.h"

#include <QFile>

#include <cstdio>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestLine = 1024; // bytes

Result<QString> passwordFromInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly | QIODevice::Text))
        return fail(ErrorKind::Io, Tr::tr("The password cannot be read from the input."));
    QByteArray line = input.readLine(longestLine);
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.isEmpty())
        return fail(ErrorKind::Usage,
                    Tr::tr("The first line of the input, which is the password, is empty."));
    return QString::fromUtf8(line);
}

Result<QString> typedPassword(const Context &context)
{
    Terminal &terminal = context.terminal;
    if (!terminal.canAsk())
        return fail(ErrorKind::Usage,
                    Tr::tr("Nobody can be asked for the password here."),
                    Tr::tr("Add --password-stdin and give the password as the first line of the "
                           "input."));
    const auto first =
        terminal.askPassword(Tr::tr("New password for %1:").arg(context.arguments.userName));
    const auto second = first ? terminal.askPassword(Tr::tr("The same again:")) : std::nullopt;
    if (!second)
        return fail(ErrorKind::Cancelled, Tr::tr("Not confirmed; nothing was changed."));
    if (*first != *second)
        return fail(ErrorKind::Usage, Tr::tr("The two passwords differ; nothing was changed."));
    return *first;
}

} // namespace

Result<plans::AccountRequest> accountRequest(const Context &context)
{
    const Arguments &arguments = context.arguments;
    plans::AccountRequest request {arguments.modules.value(0),
                                   arguments.userName,
                                   arguments.email,
                                   arguments.firstName,
                                   arguments.lastName,
                                   {}};
    if (const QString problem = plans::accountProblem(request); !problem.isEmpty())
        return fail(ErrorKind::Usage, problem);
    if (arguments.dryRun)
        return request;
    const auto password =
        arguments.passwordFromInput ? passwordFromInput() : typedPassword(context);
    if (!password)
        return fail(password.error());
    request.password = *password;
    if (const QString problem = plans::passwordProblem(request.password, request.userName);
        !problem.isEmpty())
        return fail(ErrorKind::Usage, problem, Tr::tr("Nothing was changed."));
    return request;
}

} // namespace aegisx::cli
