#include "core/authoring/names.h"

#include "core/base/tr.h"
#include "core/modules/migrationanalysis.h"

#include <QRegularExpression>

#include <algorithm>

namespace aegisx::authoring {

using namespace Qt::StringLiterals;

namespace {

// "knex_migrations_ID" has 58 bytes at most, and an id is typed often.
constexpr qsizetype longestId = 30;
// Constraints are named after the table: "TABLE_lines_document_id_fkey" has 63 bytes at most.
constexpr qsizetype longestDescription = 40;
constexpr qsizetype longestTitle = 100;

tl::unexpected<Error> wrong(const QString &message, const QString &remedy)
{
    return fail(
        Error {ErrorKind::Usage, message, Tr::tr("No file was written or changed."), remedy, {}});
}

bool isThaiLetter(QChar character)
{
    return character >= QChar(0x0e01) && character <= QChar(0x0e3a);
}

// One line that a person can read, in correct UTF-8.
bool isPrintable(const QString &title)
{
    return !title.trimmed().isEmpty() && title.size() <= longestTitle && title.isValidUtf16()
        && std::all_of(title.begin(), title.end(), [](QChar character) {
               return character != QChar::ReplacementCharacter
                   && (character.isPrint() || character.category() == QChar::Other_Format
                       || character.isSurrogate());
           });
}

} // namespace

bool isPlainName(const QString &name)
{
    static const QRegularExpression pattern(u"\\A[a-z][a-z0-9_]*\\z"_s);
    if (!pattern.match(name).hasMatch())
        return false;
    modules::Section section;
    section.sql = "CREATE TABLE " + name.toLatin1() + " (" + name.toLatin1() + " integer)";
    return !modules::analyseSection(section, {}, {}, {}).parseError;
}

Result<void> checkModuleId(const QString &id)
{
    static const QRegularExpression pattern(u"\\A[a-z][a-z0-9]*(-[a-z0-9]+)*\\z"_s);
    if (!pattern.match(id).hasMatch() || id.size() < 2 || id.size() > longestId)
        return wrong(
            Tr::tr("This cannot be the id of a module: %1").arg(id),
            Tr::tr("Use 2 to %1 small letters and digits, the first a letter, with \"-\" between "
                   "words.")
                .arg(longestId));
    static const QStringList reserved {
        u"aegisx"_s, u"aegisx_site"_s, u"information_schema"_s, u"knex"_s, u"public"_s, u"seeds"_s};
    const QString schema = schemaOf(id);
    if (reserved.contains(schema) || schema.startsWith("pg_"_L1) || !isPlainName(schema))
        return wrong(Tr::tr("The module's schema would have a reserved name: %1").arg(schema),
                     Tr::tr("Choose another id."));
    return {};
}

Result<void> checkTitles(const QString &english, const QString &thai)
{
    const QString remedy = Tr::tr("Use one line of at most %1 characters.").arg(longestTitle);
    for (const QString &title : {english, thai}) {
        if (!isPrintable(title))
            return wrong(Tr::tr("This cannot be the title of a module: %1").arg(title.simplified()),
                         remedy);
    }
    if (std::any_of(english.begin(), english.end(), isThaiLetter))
        return wrong(Tr::tr("The English title is in Thai: %1").arg(english),
                     Tr::tr("Write it in English: --title-en"));
    if (std::none_of(thai.begin(), thai.end(), isThaiLetter))
        return wrong(Tr::tr("The Thai title has no Thai letter: %1").arg(thai),
                     Tr::tr("Write it in Thai, in UTF-8: --title-th"));
    return {};
}

Result<void> checkDescription(const QString &description)
{
    static const QRegularExpression pattern(u"\\A[a-z][a-z0-9]*(_[a-z0-9]+)*\\z"_s);
    if (!pattern.match(description).hasMatch() || description.size() > longestDescription)
        return wrong(Tr::tr("This cannot be the description of a migration: %1").arg(description),
                     Tr::tr("Use at most %1 small letters and digits, the first a letter, with an "
                            "underscore between words: create_specimens")
                         .arg(longestDescription));
    const QString name = objectNameOf(description);
    if (!name.front().isLetter())
        return wrong(Tr::tr("What the migration makes cannot be called so: %1").arg(name),
                     Tr::tr("A name starts with a small letter; choose another description."));
    if (!isPlainName(name))
        return wrong(Tr::tr("What the migration makes would have a reserved name: %1").arg(name),
                     Tr::tr("Choose another description."));
    return {};
}

QString schemaOf(const QString &id)
{
    return QString(id).replace(u'-', u'_');
}

QString objectNameOf(const QString &description)
{
    for (const QLatin1StringView verb : {"create_"_L1, "add_"_L1}) {
        if (description.startsWith(verb) && description.size() > verb.size())
            return description.sliced(verb.size());
    }
    return description;
}

} // namespace aegisx::authoring
