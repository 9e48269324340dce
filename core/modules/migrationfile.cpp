#include "core/modules/migrationfile.h"

#include "core/base/tr.h"
#include "core/modules/filerefusal.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringDecoder>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 64LL * 1024 * 1024;

Result<QByteArray> canonical(const QByteArray &bytes, const QString &fileName)
{
    QByteArray text = bytes.startsWith("\xEF\xBB\xBF") ? bytes.sliced(3) : bytes;
    text.replace("\r\n", "\n");
    const qsizetype nul = text.indexOf('\0');
    if (nul >= 0)
        return refuseFile(fileName,
                          static_cast<int>(text.first(nul).count('\n')) + 1,
                          Tr::tr("The file holds a zero byte; it is not a text file."));
    int line = 1;
    for (const QByteArray &one : text.split('\n')) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        [[maybe_unused]] const QString decoded =
            decoder(one); // clazy:exclude=unused-non-trivial-variable
        if (decoder.hasError())
            return refuseFile(fileName, line, Tr::tr("The file is not encoded in UTF-8."));
        ++line;
    }
    return text;
}

QString sha256(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    const QFileInfo there(path);
    const bool special = there.exists() && !there.isFile(); // a pipe would be waited for
    if (special || !file.open(QIODevice::ReadOnly) || file.size() > largestFile) {
        Error error {ErrorKind::Io,
                     Tr::tr("A file of the module cannot be read: %1")
                         .arg(special ? Tr::tr("it is no file") : file.errorString()),
                     Tr::tr("Nothing was run; the site is unchanged."),
                     Tr::tr("Check the file and the rights on it."),
                     {}};
        error.detail.where.file = path;
        return fail(error);
    }
    return file.readAll();
}

// Reads the lines of a migration file one after the other and cuts it at its markers.
class MigrationReader
{
public:
    MigrationReader(QByteArray text, QString fileName)
        : m_text(std::move(text)), m_fileName(std::move(fileName))
    {
    }

    Result<MigrationText> read();

private:
    [[nodiscard]] Result<void> takeLine(const QByteArray &line, int number, qsizetype next);
    [[nodiscard]] Result<void>
    takeMarker(const QString &which, const QString &options, int number, qsizetype next);
    [[nodiscard]] Result<void> takeRequirement(const QString &value, int number);
    void closeSection(qsizetype end);

    QByteArray m_text;
    QString m_fileName;
    MigrationText m_result;
    Section *m_open = nullptr;
    bool m_seenUp = false;
    qsizetype m_openOffset = 0;
};

void MigrationReader::closeSection(qsizetype end)
{
    if (m_open)
        m_open->sql = m_text.sliced(m_openOffset, end - m_openOffset);
    m_open = nullptr;
}

Result<void> MigrationReader::takeMarker(const QString &which,
                                         const QString &options,
                                         int number,
                                         qsizetype next)
{
    const bool up = which == "up"_L1;
    if (up && m_seenUp)
        return refuseFile(m_fileName, number, Tr::tr("A second \"migrate:up\" marker."));
    if (!up && !m_seenUp)
        return refuseFile(
            m_fileName, number, Tr::tr("\"migrate:down\" stands before \"migrate:up\"."));
    if (!up && m_result.down)
        return refuseFile(m_fileName, number, Tr::tr("A second \"migrate:down\" marker."));
    m_seenUp = true;
    if (!up)
        m_result.down.emplace();
    m_open = up ? &m_result.up : &*m_result.down;
    m_openOffset = next;
    m_open->firstLine = number + 1;
    const QStringList words = options.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (word != "transaction:false"_L1 && word != "transaction:true"_L1)
            return refuseFile(m_fileName, number, Tr::tr("Unknown option: %1").arg(word));
        m_open->transactional = word == "transaction:true"_L1;
    }
    return {};
}

Result<void> MigrationReader::takeRequirement(const QString &value, int number)
{
    static const QRegularExpression pattern(u"^([a-z][a-z0-9-]*)/(\\S+?)(\\.sql)?$"_s);
    const auto match = pattern.match(value.trimmed());
    if (!match.hasMatch())
        return refuseFile(
            m_fileName,
            number,
            Tr::tr("\"requires\" must name a migration as module/name: %1").arg(value));
    m_result.requirements.append({match.captured(1), match.captured(2), number});
    return {};
}

Result<void> MigrationReader::takeLine(const QByteArray &line, int number, qsizetype next)
{
    static const QRegularExpression marker(u"^--\\s*migrate:(\\S+)(.*)$"_s);
    static const QRegularExpression requirement(u"^--\\s*requires:\\s*(.*)$"_s);
    if (line.startsWith("--")) {
        const QString text = QString::fromUtf8(line);
        if (const auto match = marker.match(text); match.hasMatch()) {
            const QString which = match.captured(1);
            if (which != "up"_L1 && which != "down"_L1)
                return refuseFile(
                    m_fileName, number, Tr::tr("Unknown marker: migrate:%1").arg(which));
            closeSection(next - line.size() - 1);
            return takeMarker(which, match.captured(2), number, next);
        }
        if (const auto match = requirement.match(text); match.hasMatch())
            return takeRequirement(match.captured(1), number);
        return {};
    }
    if (!m_open && !line.trimmed().isEmpty())
        return refuseFile(
            m_fileName, number, Tr::tr("SQL stands before the \"-- migrate:up\" line."));
    return {};
}

Result<MigrationText> MigrationReader::read()
{
    qsizetype offset = 0;
    for (int number = 1; offset <= m_text.size(); ++number) {
        qsizetype end = m_text.indexOf('\n', offset);
        if (end < 0)
            end = m_text.size();
        const QByteArray line = m_text.sliced(offset, end - offset);
        const qsizetype next = std::min(end + 1, m_text.size());
        if (auto done = takeLine(line, number, end == m_text.size() ? end + 1 : next); !done)
            return fail(done.error());
        offset = end + 1;
    }
    m_openOffset = std::min(m_openOffset, m_text.size());
    closeSection(m_text.size());
    if (!m_seenUp)
        return refuseFile(m_fileName, 1, Tr::tr("The \"-- migrate:up\" line is missing."));
    m_result.sha256 = sha256(m_text);
    return m_result;
}

} // namespace

Result<MigrationText> parseMigration(const QByteArray &bytes, const QString &fileName)
{
    auto text = canonical(bytes, fileName);
    if (!text)
        return fail(text.error());
    return MigrationReader(*text, fileName).read();
}

Result<SeedText> parseSeed(const QByteArray &bytes, const QString &fileName)
{
    const auto text = canonical(bytes, fileName);
    if (!text)
        return fail(text.error());
    SeedText seed;
    seed.section.sql = *text;
    seed.sha256 = sha256(*text);
    if (fileName.endsWith(".csv"_L1, Qt::CaseInsensitive)) {
        const auto table = readCsvTable(*text, fileName);
        if (!table)
            return refuseFile(fileName, table.error().line, table.error().message);
        seed.csv = *table;
        return seed;
    }
    static const QRegularExpression option(u"^--\\s*seed:[ \\t]*(.*?)[ \\t]*$"_s,
                                           QRegularExpression::MultilineOption);
    const QString decoded = QString::fromUtf8(*text);
    for (auto matches = option.globalMatch(decoded); matches.hasNext();) {
        const auto match = matches.next();
        if (match.captured(1) != "first-install"_L1) {
            const auto line =
                static_cast<int>(decoded.left(match.capturedStart()).count(u'\n')) + 1;
            return refuseFile(fileName, line, Tr::tr("Unknown option: %1").arg(match.captured(1)));
        }
        seed.firstInstallOnly = true;
    }
    return seed;
}

Result<MigrationText> readMigration(const QString &path)
{
    const auto bytes = readFile(path);
    if (!bytes)
        return fail(bytes.error());
    return parseMigration(*bytes, path);
}

Result<SeedText> readSeed(const QString &path)
{
    const auto bytes = readFile(path);
    if (!bytes)
        return fail(bytes.error());
    return parseSeed(*bytes, path);
}

} // namespace aegisx::modules
