#pragma once

#include "tests/support/lintfolder.h"

#include <QTest>

namespace aegisx::test {

// Fails the test unless the rule finds the marked places of the broken up section, and nothing in
// the right one.
inline void checkLintRule(const QString &rule, const QByteArray &broken, const QByteArray &right)
{
    const MarkedText marked("-- migrate:up\n" + broken);
    LintFolder folder;
    folder.add(QStringLiteral("002_test"), marked.text);
    QStringList expected;
    for (const QString &place : marked.places)
        expected << QStringLiteral("002_test ") + place;
    QStringList found = folder.found(rule);
    for (QString &one : found)
        one = one.section(QLatin1Char(' '), 0, 1);
    QCOMPARE(found, expected);
    QVERIFY(!expected.isEmpty());
    folder.add(QStringLiteral("002_test"), "-- migrate:up\n" + right);
    QCOMPARE(folder.found(rule), QStringList());
}

} // namespace aegisx::test
