#include "core/postgres/rows.h"

#include <QTimeZone>

#include <charconv>

namespace aegisx::postgres {

bool Rows::isNull(int row, int column) const
{
    return !m_result || PQgetisnull(m_result.get(), row, column) != 0;
}

QString Rows::text(int row, int column) const
{
    if (isNull(row, column)) {
        return {};
    }
    return QString::fromUtf8(PQgetvalue(m_result.get(), row, column),
                             PQgetlength(m_result.get(), row, column));
}

std::optional<QString> Rows::optionalText(int row, int column) const
{
    if (isNull(row, column)) {
        return {};
    }
    return text(row, column);
}

qint64 Rows::number(int row, int column) const
{
    if (isNull(row, column)) {
        return 0;
    }
    qint64 value = 0;
    const char *text = PQgetvalue(m_result.get(), row, column);
    std::from_chars(text, text + PQgetlength(m_result.get(), row, column), value);
    return value;
}

bool Rows::boolean(int row, int column) const
{
    return !isNull(row, column) && qstrcmp(PQgetvalue(m_result.get(), row, column), "t") == 0;
}

QDateTime Rows::time(int row, int column) const
{
    return isNull(row, column)
        ? QDateTime()
        : QDateTime::fromMSecsSinceEpoch(number(row, column), QTimeZone::utc());
}

QString Rows::columnName(int column) const
{
    return m_result ? QString::fromUtf8(PQfname(m_result.get(), column)) : QString();
}

QByteArray Rows::commandTag() const
{
    return m_result ? QByteArray(PQcmdStatus(m_result.get())) : QByteArray();
}

qint64 Rows::affected() const
{
    return m_result ? QByteArray(PQcmdTuples(m_result.get())).toLongLong() : 0;
}

} // namespace aegisx::postgres
