#include "core/postgres/sqldriver.h"

#include <QSqlError>
#include <QSqlField>
#include <QSqlRecord>
#include <QSqlResult>

#include <optional>

namespace aegisx::postgres {

using namespace Qt::StringLiterals;

struct SqlDriver::State {
    ConnectionSettings settings;
    std::stop_token stop;
    std::optional<Connection> connection;
    Error failure;
};

namespace {

// The rows of one statement, all of them here from the start.
class SqlResult final : public QSqlResult
{
public:
    explicit SqlResult(const SqlDriver *driver) : QSqlResult(driver), m_driver(driver) { }

protected:
    bool reset(const QString &sql) override { return run(sql, {}); }
    bool prepare(const QString &) override { return true; } // lastQuery() keeps it
    bool exec() override;

    QVariant data(int column) override;
    bool isNull(int column) override { return m_rows.isNull(at(), column); }
    bool fetch(int row) override;
    bool fetchFirst() override { return fetch(0); }
    bool fetchLast() override { return fetch(m_rows.count() - 1); }
    int size() override { return isSelect() ? m_rows.count() : -1; }
    int numRowsAffected() override { return static_cast<int>(m_rows.affected()); }
    [[nodiscard]] QSqlRecord record() const override;

private:
    bool run(const QString &sql, const std::vector<Parameter> &parameters);

    const SqlDriver *m_driver;
    Rows m_rows;
};

bool SqlResult::exec()
{
    std::vector<Parameter> parameters;
    const QVariantList values = boundValues();
    for (const QVariant &value : values)
        parameters.push_back(value.isNull() ? Parameter() : value.toString().toUtf8());
    return run(lastQuery(), parameters);
}

bool SqlResult::run(const QString &sql, const std::vector<Parameter> &parameters)
{
    setAt(QSql::BeforeFirstRow);
    setActive(false);
    m_rows = {};
    const auto rows = m_driver->run(sql, parameters);
    if (!rows) {
        const Error &error = rows.error();
        setLastError(
            QSqlError({}, error.message, QSqlError::StatementError, error.detail.sqlState));
        return false;
    }
    m_rows = *rows;
    setSelect(m_rows.commandTag().startsWith("SELECT"));
    setActive(true);
    return true;
}

QVariant SqlResult::data(int column)
{
    const auto text = m_rows.optionalText(at(), column);
    return text ? QVariant(*text) : QVariant(QMetaType::fromType<QString>());
}

bool SqlResult::fetch(int row)
{
    if (row < 0 || row >= m_rows.count())
        return false;
    setAt(row);
    return true;
}

QSqlRecord SqlResult::record() const
{
    QSqlRecord record;
    for (int column = 0; column < m_rows.columns(); ++column)
        record.append(QSqlField(m_rows.columnName(column), QMetaType::fromType<QString>()));
    return record;
}

} // namespace

SqlDriver::SqlDriver(ConnectionSettings settings, std::stop_token stop)
    : m_state(std::make_unique<State>(State {std::move(settings), std::move(stop), {}, {}}))
{
}

SqlDriver::~SqlDriver() = default;

Error SqlDriver::failure() const
{
    return m_state->failure;
}

Result<Rows> SqlDriver::run(const QString &sql, const std::vector<Parameter> &parameters) const
{
    auto rows = m_state->connection->query(sql.toUtf8(), parameters, m_state->stop);
    if (!rows)
        m_state->failure = rows.error();
    return rows;
}

bool SqlDriver::open(
    const QString &, const QString &, const QString &, const QString &, int, const QString &)
{
    close();
    auto connection = Connection::open(m_state->settings, m_state->stop);
    setOpen(connection.has_value());
    setOpenError(!connection);
    if (connection) {
        m_state->connection = std::move(*connection);
        return true;
    }
    m_state->failure = connection.error();
    setLastError(QSqlError({}, m_state->failure.message, QSqlError::ConnectionError));
    return false;
}

void SqlDriver::close()
{
    m_state->connection.reset();
    setOpen(false);
    setOpenError(false);
}

bool SqlDriver::hasFeature(DriverFeature feature) const
{
    return feature == Unicode || feature == QuerySize;
}

QSqlResult *SqlDriver::createResult() const
{
    return new SqlResult(this);
}

} // namespace aegisx::postgres
