#include "core/modules/fingerprint.h"

#include "core/modules/deepstack.h"
#include "core/modules/parsetree.h"

#include <QCryptographicHash>
#include <QLatin1Char>
#include <QRegularExpression>

#include <span>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1Char ofWords('t'); // no hexadecimal digit, with which the older kind begins

bool isComment(const PgQuery__ScanToken &token)
{
    return token.token == PG_QUERY__TOKEN__SQL_COMMENT || token.token == PG_QUERY__TOKEN__C_COMMENT;
}

// As the server reads it: folded where it is no quoted name and no string.
QByteArray wordOf(QByteArrayView text)
{
    const bool quoted = text.contains('\'') || text.contains('"') || text.startsWith('$');
    return quoted ? text.toByteArray() : text.toByteArray().toLower();
}

// Blind to constants: programs of before recorded it.
QString structureOf(const QByteArray &sql)
{
    QString structure;
    if (!parseTree(sql))
        return structure; // it may be nested too deeply
    runDeep(sql.size(), [&] {
        const PgQueryFingerprintResult result = pg_query_fingerprint(sql.constData());
        if (!result.error)
            structure = QString::fromLatin1(result.fingerprint_str);
        pg_query_free_fingerprint_result(result);
    });
    return structure;
}

} // namespace

QString fingerprintOf(const QByteArray &sql)
{
    QString fingerprint;
    const PgQueryScanResult scanned = pg_query_scan(sql.constData());
    if (!scanned.error) {
        PgQuery__ScanResult *tokens = pg_query__scan_result__unpack(
            nullptr, scanned.pbuf.len, reinterpret_cast<const uint8_t *>(scanned.pbuf.data));
        QCryptographicHash hash(QCryptographicHash::Sha256);
        bool begun = false;
        bool semicolon = false;
        for (const PgQuery__ScanToken *token : std::span(tokens->tokens, tokens->n_tokens)) {
            if (isComment(*token))
                continue;
            if (token->token == PG_QUERY__TOKEN__ASCII_59) {
                semicolon = begun;
                continue;
            }
            if (semicolon)
                hash.addData(";"_ba);
            hash.addData(
                wordOf(QByteArrayView(sql).sliced(token->start, token->end - token->start)));
            hash.addData(" "_ba);
            begun = true;
            semicolon = false;
        }
        pg_query__scan_result__free_unpacked(tokens, nullptr);
        fingerprint = ofWords + QString::fromLatin1(hash.result().toHex());
    }
    pg_query_free_scan_result(scanned);
    return fingerprint;
}

SameMeaning meansTheSame(const QByteArray &sql, const QString &recorded)
{
    if (recorded.startsWith(ofWords))
        return recorded == fingerprintOf(sql) ? SameMeaning::Yes : SameMeaning::No;
    static const QRegularExpression olderKind(u"^[0-9a-f]+$"_s);
    if (olderKind.match(recorded).hasMatch() && structureOf(sql) != recorded)
        return SameMeaning::No;
    return SameMeaning::CannotBeTold;
}

} // namespace aegisx::modules
