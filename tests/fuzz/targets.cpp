#include "tests/fuzz/targets.h"

#include "core/modules/manifest.h"
#include "core/modules/migrationanalysis.h"
#include "core/modules/migrationfile.h"
#include "core/postgres/connectionsettings.h"
#include "core/postgres/dotenv.h"

#include <QByteArray>

namespace aegisx::fuzz {

using namespace Qt::StringLiterals;

namespace {

void demand(bool good, const char *promise)
{
    if (!good)
        qFatal("broken promise: %s", promise);
}

QByteArray bytesOf(const uint8_t *data, size_t size)
{
    return {reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)};
}

void checkError(const Error &error)
{
    demand(!error.message.isEmpty(), "an error has words");
    demand(error.detail.where.line > 0, "an error names a line");
}

void checkSection(const modules::Section &section, int lines)
{
    const auto analysis = modules::analyseSection(section, u"f.sql"_s, u"m"_s, u"f"_s);
    for (const modules::Statement &statement : analysis.statements) {
        demand(statement.line >= 1 && statement.line <= lines + 1,
               "a statement's line is in the file");
        demand(section.sql.contains(statement.sql), "a statement is source text");
    }
    if (analysis.parseError)
        checkError(*analysis.parseError);
    demand(!analysis.parseError || analysis.statements.size() == 1,
           "an unreadable text stays whole");
}

} // namespace

void migrationFile(const uint8_t *data, size_t size)
{
    const QByteArray bytes = bytesOf(data, size);
    const int lines = static_cast<int>(bytes.count('\n')) + 1;
    const auto text = modules::parseMigration(bytes, u"f.sql"_s);
    if (!text) {
        checkError(text.error());
    } else {
        checkSection(text->up, lines);
        if (text->down)
            checkSection(*text->down, lines);
    }
    if (const auto seed = modules::parseSeed(bytes, u"f.sql"_s); !seed)
        checkError(seed.error());
}

void manifest(const uint8_t *data, size_t size)
{
    const auto parsed = modules::parseManifest(bytesOf(data, size), u"module.json"_s);
    if (!parsed)
        checkError(parsed.error());
    else
        demand(!parsed->id.isEmpty() && !parsed->trackingTable.isEmpty(), "a manifest is complete");
}

void dotenv(const uint8_t *data, size_t size)
{
    const QByteArray bytes = bytesOf(data, size);
    const auto variables = postgres::parseDotenv(bytes);
    if (auto settings = postgres::settingsFromVariables(variables)) {
        const QString description = settings->describe();
        settings->password.clear();
        demand(settings->describe() == description,
               "a description does not depend on the password");
    }
    [[maybe_unused]] const auto fromText = postgres::settingsFromText(QString::fromUtf8(bytes));
}

} // namespace aegisx::fuzz
