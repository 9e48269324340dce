#pragma once

#include "core/postgres/connection.h"

#include <QSqlDriver>

#include <memory>
#include <stop_token>

namespace aegisx::postgres {

// Qt Sql over a Connection of ours: every connection setting reaches the server as it does
// everywhere else, and a stop request ends connecting as well as a statement. For reading: a
// statement's values are texts or NULL; parameters are $1, $2 and so on, bound in that order.
// Hand it to QSqlDatabase::addDatabase(), which owns it from then on; to be used on the thread
// that made it. Statements block. Why not Qt's own driver: docs/decisions/0008.
class SqlDriver final : public QSqlDriver
{
    Q_OBJECT

public:
    explicit SqlDriver(ConnectionSettings settings, std::stop_token stop = {});
    ~SqlDriver() override;

    // What the last call failed with; a QSqlError holds no more than its message.
    [[nodiscard]] Error failure() const;

    // One statement; for the results that createResult() makes.
    [[nodiscard]] Result<Rows> run(const QString &sql,
                                   const std::vector<Parameter> &parameters) const;

    // The settings given to QSqlDatabase are passed over: the constructor's count.
    bool open(const QString &database,
              const QString &user,
              const QString &password,
              const QString &host,
              int port,
              const QString &options) override;
    void close() override;
    [[nodiscard]] bool hasFeature(DriverFeature feature) const override;
    [[nodiscard]] QSqlResult *createResult() const override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace aegisx::postgres
