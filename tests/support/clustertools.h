#pragma once

#include "core/postgres/connectionsettings.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <memory>

// QVERIFY for a Result: says why it failed.
#define VERIFY_DONE(expression)                                                                    \
    do {                                                                                           \
        const auto &verifiedResult = (expression);                                                 \
        QVERIFY2(verifiedResult.has_value(),                                                       \
                 verifiedResult ? "" : qUtf8Printable(verifiedResult.error().toText()));           \
    } while (false)

namespace aegisx::test {

[[nodiscard]] bool isRoot();

// Through plain libpq: the first value that SQL answers; else libpq's or the server's words.
[[nodiscard]] tl::expected<QString, QString> query(const postgres::ConnectionSettings &settings,
                                                   const QByteArray &sql);

// query() for QCOMPARE: the value or the words.
[[nodiscard]] QString ask(const postgres::ConnectionSettings &settings, const QByteArray &sql);

// Writes the file as the owner of the other would have; fails the test where that is impossible.
void writeOwnedLike(const QString &like, const QString &path, const QByteArray &content);

// This test program again, as another copy of ours: its main() acts on the arguments.
[[nodiscard]] std::unique_ptr<QProcess> startCopy(const QStringList &arguments);

} // namespace aegisx::test
