#include "cli/parserwords.h"

#include "core/base/tr.h"

#include <QRegularExpression>
#include <QStringList>

#include <CLI/CLI.hpp>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

// "a, b" of "{a,b}".
QString choices(const QString &set)
{
    return set.mid(1, set.size() - 2).split(u',').join(u", "_s);
}

// An address, or keyword=value text, may hold a password.
QString shown(const QString &word)
{
    if (word.startsWith(u'-'))
        return word.section(u'=', 0, 0);
    return word.contains(u"://"_s) || word.contains(u'=') ? u"..."_s : word;
}

QStringList leftOver(const CLI::App &app)
{
    QStringList words;
    for (const std::string &word : app.remaining(true))
        words << shown(QString::fromStdString(word));
    return words;
}

QString extrasText(const CLI::App &app)
{
    const QStringList words = leftOver(app);
    return words.value(0).startsWith(u'-')
        ? Tr::tr("There is no option called: %1").arg(words.first())
        : Tr::tr("This was not expected: %1").arg(words.join(u' '));
}

QString requiredText(const CLI::App &app, const QString &message)
{
    const QString name = message.section(u" is required"_s, 0, 0);
    if (name != "A subcommand"_L1)
        return Tr::tr("This is missing: %1").arg(name);
    const QStringList words = leftOver(app);
    return words.isEmpty() ? Tr::tr("The command is missing.")
                           : Tr::tr("There is no command called: %1").arg(words.first());
}

QString mismatchText(const QString &message)
{
    static const QRegularExpression tooMany(
        u"^(.+): At Most (\\d+) required but received (\\d+)$"_s);
    static const QRegularExpression noValue(u"^(.+): \\d+ required .* missing$"_s);
    if (const auto match = tooMany.match(message); match.hasMatch())
        return Tr::tr("Too many values, at most %2 instead of %3: %1")
            .arg(match.captured(1), match.captured(2), match.captured(3));
    if (const auto match = noValue.match(message); match.hasMatch())
        return Tr::tr("A value is missing after: %1").arg(match.captured(1));
    return message;
}

// The checks of our own have their words already.
QString validationText(const QString &message)
{
    static const QRegularExpression notOneOf(u"^(.+?): (.*) not in (\\{.*\\})$"_s,
                                             QRegularExpression::DotMatchesEverythingOption);
    const auto match = notOneOf.match(message);
    return match.hasMatch()
        ? Tr::tr("%1 must be one of these: %2. Not: %3")
              .arg(match.captured(1), choices(match.captured(3)), shown(match.captured(2)))
        : message;
}

QString conversionText(const QString &message)
{
    static const QRegularExpression unreadable(u"^Could not convert: (\\S+) = (.*)$"_s,
                                               QRegularExpression::DotMatchesEverythingOption);
    const auto match = unreadable.match(message);
    return match.hasMatch()
        ? Tr::tr("%1 cannot be: %2").arg(match.captured(1), shown(match.captured(2)))
        : message;
}

} // namespace

void translateLabels(CLI::App &app)
{
    const auto formatter = app.get_formatter();
    formatter->label("Usage", Tr::tr("Usage").toStdString());
    formatter->label("Options", Tr::tr("Options").toStdString());
    formatter->label("OPTIONS", Tr::tr("Options").toStdString());
    formatter->label("Positionals", Tr::tr("Arguments").toStdString());
    formatter->label("Subcommands", Tr::tr("Commands").toStdString());
    formatter->label("Subcommand", Tr::tr("Command").toStdString());
    formatter->label("SUBCOMMAND", Tr::tr("Command").toStdString());
    formatter->label("SUBCOMMANDS", Tr::tr("Commands").toStdString());
    formatter->label("REQUIRED", Tr::tr("required").toStdString());
    formatter->label("Excludes", Tr::tr("not with").toStdString());
}

QString usageText(const CLI::App &app, const CLI::ParseError &error)
{
    const QString message = QString::fromUtf8(error.what());
    if (dynamic_cast<const CLI::ExtrasError *>(&error) != nullptr)
        return extrasText(app);
    if (dynamic_cast<const CLI::RequiredError *>(&error) != nullptr)
        return requiredText(app, message);
    if (dynamic_cast<const CLI::ArgumentMismatch *>(&error) != nullptr)
        return mismatchText(message);
    if (dynamic_cast<const CLI::ValidationError *>(&error) != nullptr)
        return validationText(message);
    if (dynamic_cast<const CLI::ConversionError *>(&error) != nullptr)
        return conversionText(message);
    if (dynamic_cast<const CLI::ExcludesError *>(&error) != nullptr)
        return Tr::tr("These two do not go together: %1, %2")
            .arg(message.section(u" excludes "_s, 0, 0), message.section(u" excludes "_s, 1));
    return message;
}

QString withHelpHint(const CLI::App &app, const QString &sentence)
{
    QStringList words {QString::fromStdString(app.get_name())};
    for (const CLI::App *one = &app; !one->get_subcommands().empty();) {
        one = one->get_subcommands().front();
        words << QString::fromStdString(one->get_name());
    }
    return sentence % u'\n'
        % Tr::tr("The help shows what there is: %1").arg((words << u"--help"_s).join(u' '));
}

} // namespace aegisx::cli
