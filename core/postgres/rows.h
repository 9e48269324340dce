#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <libpq-fe.h>

#include <memory>
#include <optional>

namespace aegisx::postgres {

struct ResultDeleter {
    void operator()(PGresult *result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

// The rows a statement returned, in text format. Copies share the one PGresult.
class Rows final
{
public:
    Rows() = default;
    explicit Rows(ResultPtr result) : m_result(std::move(result)) { }

    [[nodiscard]] int count() const { return m_result ? PQntuples(m_result.get()) : 0; }
    [[nodiscard]] int columns() const { return m_result ? PQnfields(m_result.get()) : 0; }
    [[nodiscard]] bool isEmpty() const { return count() == 0; }
    [[nodiscard]] QString columnName(int column) const;
    [[nodiscard]] bool isNull(int row, int column) const;
    [[nodiscard]] QString text(int row, int column) const; // empty for NULL
    [[nodiscard]] std::optional<QString> optionalText(int row, int column) const;
    [[nodiscard]] qint64 number(int row, int column) const; // 0 for NULL
    [[nodiscard]] bool boolean(int row, int column) const;
    // Of a number of milliseconds since 1970, in UTC; invalid for NULL.
    [[nodiscard]] QDateTime time(int row, int column) const;
    [[nodiscard]] QByteArray commandTag() const; // "INSERT 0 3"
    [[nodiscard]] qint64 affected() const; // the rows the tag counts, 0 where it counts none

private:
    std::shared_ptr<PGresult> m_result;
};

} // namespace aegisx::postgres
