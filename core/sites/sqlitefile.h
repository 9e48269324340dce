#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include <functional>

namespace aegisx::sites {

// One connection to a local SQLite file, through Qt Sql. Waits up to 10 s for another copy of the
// program that writes. To be used on the thread that opened it.
class SqliteFile final
{
public:
    enum class Condition { Fine, Newer, Foreign, Damaged };

    // Errors: Io. The file is made where it is missing, readable by its owner alone.
    [[nodiscard]] static Result<SqliteFile> open(const QString &path);

    SqliteFile(SqliteFile &&other) noexcept;
    SqliteFile &operator=(SqliteFile &&other) noexcept;
    ~SqliteFile();

    // Looks without changing anything. Newer: of a format above knownVersion; Foreign: another
    // program's. Errors: Io.
    [[nodiscard]] Result<Condition> examine(int knownVersion);

    // Runs one statement with its values. Errors: Io.
    [[nodiscard]] Result<QSqlQuery> run(const QString &sql, const QVariantList &values = {});

    // Begins with the write lock in hand, so that two copies never meet half-way; commits where
    // the function succeeds, else rolls back.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()> &function);

    // Brings the file to the newest format in one transaction: migrations[n] leads to version
    // n + 1. Also turns on write-ahead logging.
    [[nodiscard]] Result<void> migrate(const QList<QStringList> &migrations);

    [[nodiscard]] QString path() const { return m_path; }

private:
    explicit SqliteFile(QString path);
    [[nodiscard]] Result<int> number(const QString &sql);
    void close();

    QString m_path;
    QString m_connectionName;
};

// Renames the file and its log files to "<path>.damaged-<ISO time>", never over another file.
// Answers the new name. Errors: Io.
[[nodiscard]] Result<QString> setAside(const QString &path);

} // namespace aegisx::sites
