#pragma once

#include "core/base/event.h"
#include "core/base/result.h"
#include "core/postgres/connection.h"

#include <QString>

#include <stop_token>

namespace aegisx::lint {

// A database of our own for the time of one call, at the server that is connected to. While it is
// there the server's connection holds an advisory lock that is named like it: one without is known
// to be left behind by a program that was killed.
class ScratchDatabase final
{
public:
    // The connection stays the caller's and has to live longer.
    ScratchDatabase(postgres::Connection &server, std::stop_token stop);
    ~ScratchDatabase();
    ScratchDatabase(const ScratchDatabase &) = delete;
    ScratchDatabase &operator=(const ScratchDatabase &) = delete;

    // Makes it and connects to it, after removing those of the same user that were left behind, of
    // which a message tells. Blocks. Errors: of connecting, Refused (no right to make a database).
    [[nodiscard]] Result<postgres::Connection> open(const EventSink &events);

private:
    void removeLeftovers(const EventSink &events);
    void drop();

    postgres::Connection &m_server;
    QString m_name;
    std::stop_token m_stop;
    bool m_made = false;
};

} // namespace aegisx::lint
