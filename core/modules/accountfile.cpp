#include "core/modules/accountfile.h"

#include "core/base/tr.h"
#include "core/modules/filerefusal.h"

#include <optional>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView presentMarker = "-- account:present";
constexpr QByteArrayView createMarker = "-- account:create";

// The lines behind a marker, up to the next one; none where it is not there exactly once.
std::optional<Section> sectionOf(const QByteArray &text, QByteArrayView marker)
{
    std::optional<Section> section;
    bool inside = false;
    int number = 0;
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = text.indexOf('\n', start);
        end = end < 0 ? text.size() : end + 1;
        const QByteArrayView line = QByteArrayView(text).sliced(start, end - start);
        start = end;
        ++number;
        if (line.trimmed().startsWith("-- account:")) {
            inside = line.trimmed() == marker;
            if (inside && section)
                return std::nullopt;
            if (inside)
                section = Section {{}, number + 1, true};
        } else if (inside) {
            section->sql.append(line.data(), line.size());
        }
    }
    return section;
}

Result<Statement> onlyStatement(const Section &section, const QString &fileName)
{
    const SectionAnalysis analysis = analyseSection(section, fileName, {}, {});
    if (analysis.parseError)
        return fail(*analysis.parseError);
    if (analysis.statements.size() != 1)
        return refuseFile(fileName,
                          section.firstLine,
                          Tr::tr("There must be one statement in each section, and there are %1.")
                              .arg(analysis.statements.size()));
    return analysis.statements.first();
}

Result<AccountText> takeSections(const SeedText &text, const QString &fileName)
{
    const auto present = sectionOf(text.section.sql, presentMarker);
    const auto create = sectionOf(text.section.sql, createMarker);
    if (!present || !create)
        return refuseFile(
            fileName,
            1,
            Tr::tr("The file must have one section \"%1\" and one \"%2\".")
                .arg(QString::fromLatin1(presentMarker), QString::fromLatin1(createMarker)));
    const auto counting = onlyStatement(*present, fileName);
    if (!counting)
        return fail(counting.error());
    if (const auto creating = onlyStatement(*create, fileName); !creating)
        return fail(creating.error());
    return AccountText {*create, *counting, text.sha256};
}

} // namespace

Result<AccountText> parseAccount(const QByteArray &bytes, const QString &fileName)
{
    const auto text = parseSeed(bytes, fileName);
    return text ? takeSections(*text, fileName) : fail(text.error());
}

Result<AccountText> readAccount(const QString &path)
{
    const auto text = readSeed(path);
    return text ? takeSections(*text, path) : fail(text.error());
}

} // namespace aegisx::modules
