#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace aegisx::test {

// A row of a file of tests/facts, by the names of its columns.
using Fact = QHash<QString, QString>;

// The rows of tests/facts/NAME.csv. A file that cannot be read ends the test program.
[[nodiscard]] QList<Fact> facts(const QString &name);

} // namespace aegisx::test
