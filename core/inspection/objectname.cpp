#include "core/inspection/objectname.h"

#include "core/base/tr.h"

namespace aegisx::inspection {

using namespace Qt::StringLiterals;

namespace {

// Reads one part from at on and leaves at behind it; nullopt where there is none, or a quotation
// mark stays open.
std::optional<NamePart> takePart(const QString &text, qsizetype &at, QStringView ends)
{
    while (at < text.size() && text.at(at).isSpace())
        ++at;
    NamePart part;
    if (at < text.size() && text.at(at) == u'"') {
        part.quoted = true;
        for (++at; at < text.size(); ++at) {
            if (text.at(at) != u'"') {
                part.text += text.at(at);
            } else if (at + 1 < text.size() && text.at(at + 1) == u'"') {
                part.text += text.at(at++);
            } else {
                ++at;
                break;
            }
        }
        if (text.at(at - 1) != u'"' || part.text.isEmpty())
            return std::nullopt;
    } else {
        while (at < text.size() && !ends.contains(text.at(at)) && text.at(at) != u'"')
            part.text += text.at(at++);
        part.text = part.text.trimmed();
    }
    while (at < text.size() && text.at(at).isSpace())
        ++at;
    return part.text.isEmpty() ? std::nullopt : std::optional(part);
}

tl::unexpected<Error> unreadable(const QString &text)
{
    return fail(ErrorKind::InvalidInput,
                Tr::tr("This is not the name of an object with its schema: %1").arg(text),
                Tr::tr("Write it as schema.name, for example public.drugs; a function with its "
                       "arguments, for example public.next_no(integer)."));
}

} // namespace

QString foldedCase(const QString &text)
{
    QString folded = text;
    for (QChar &letter : folded) {
        if (letter >= u'A' && letter <= u'Z')
            letter = letter.toLower();
    }
    return folded;
}

QString NamePart::folded() const
{
    return quoted ? text : foldedCase(text);
}

Result<WrittenName> parseObjectName(const QString &text)
{
    qsizetype at = 0;
    const auto schema = takePart(text, at, u".(");
    if (!schema || at >= text.size() || text.at(at) != u'.')
        return unreadable(text);
    ++at;
    const auto name = takePart(text, at, u".(");
    if (!name)
        return unreadable(text);
    WrittenName written {*schema, *name, std::nullopt};
    if (at == text.size())
        return written;
    if (text.at(at) != u'(' || !text.endsWith(u')'))
        return unreadable(text);
    written.arguments = text.mid(at + 1).chopped(1).trimmed();
    return written;
}

Result<NamePart> parseSchemaName(const QString &text)
{
    qsizetype at = 0;
    const auto part = takePart(text, at, u".");
    if (!part || at != text.size())
        return fail(ErrorKind::InvalidInput,
                    Tr::tr("This is not the name of a schema: %1").arg(text),
                    Tr::tr("Write the schema's name alone, for example inventory."));
    return *part;
}

QStringList parseSearchPath(const QString &path)
{
    QStringList schemas;
    for (qsizetype at = 0; at < path.size(); ++at) {
        if (const auto part = takePart(path, at, u","))
            schemas << part->folded();
        while (at < path.size() && path.at(at) != u',')
            ++at;
    }
    return schemas;
}

} // namespace aegisx::inspection
