#pragma once

#include "core/base/error.h"
#include "core/postgres/connection.h"

#include <QString>

#include <optional>
#include <utility>

namespace aegisx::test {

// A password that no message may hold, and that is a part of no name in the tests.
inline const QString testPassword = QStringLiteral("Geheim-4711");

// What opening a connection failed with; nothing where it succeeded.
[[nodiscard]] std::optional<Error> failureOf(const postgres::ConnectionSettings &settings);

// The kind and the SQLSTATE of a failure to connect, "WrongPassword 28P01", for QCOMPARE; or what
// is missing in it: words, a remedy, the sentence that nothing changed; or that the password shows.
[[nodiscard]] QString told(const std::optional<Error> &failure);

// An open connection; ends the test program with the reason where there is none.
[[nodiscard]] postgres::Connection connected(const postgres::ConnectionSettings &settings);

// Makes the role "asked" in the shared cluster, which logs in with testPassword alone.
void addAskedRole();

// A port of 127.0.0.1 that refuses connections for as long as this lives.
class ClosedPort final
{
public:
    ClosedPort();
    ~ClosedPort();
    ClosedPort(const ClosedPort &) = delete;
    ClosedPort &operator=(const ClosedPort &) = delete;

    [[nodiscard]] QString port() const { return QString::number(m_port); }

private:
    int m_handle;
    int m_port = 0;
};

} // namespace aegisx::test
