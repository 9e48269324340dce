#include "core/sites/sqlitefile.h"

#include "core/base/tr.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

#include <utility>

namespace aegisx::sites {

using namespace Qt::StringLiterals;

namespace {

constexpr int applicationId = 0x41475853; // "AGXS", in the header of every file of ours
constexpr int sqliteCorrupt = 11;
constexpr int sqliteNotADatabase = 26;
constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

Error databaseError(const QString &path, const QSqlError &reason)
{
    Error error {ErrorKind::Io, {}, {}, {}, {}};
    error.message = Tr::tr("The local file %1 cannot be used: %2").arg(path, reason.databaseText());
    error.remedy = Tr::tr("Check its rights and the free space of the disk; where another copy of "
                          "this program is at work, wait for it.");
    error.detail.serverMessage = reason.text();
    error.detail.sqlState = reason.nativeErrorCode();
    return error;
}

bool tellsDamage(const Error &error)
{
    const int code = error.detail.sqlState.toInt() & 0xff; // the rest is the extended code
    return code == sqliteCorrupt || code == sqliteNotADatabase;
}

} // namespace

SqliteFile::SqliteFile(QString path)
    : m_path(std::move(path)), m_connectionName(QUuid::createUuid().toString())
{
}

SqliteFile::SqliteFile(SqliteFile &&other) noexcept
    : m_path(std::move(other.m_path)), m_connectionName(std::exchange(other.m_connectionName, {}))
{
}

SqliteFile &SqliteFile::operator=(SqliteFile &&other) noexcept
{
    if (this != &other) {
        close();
        m_path = std::move(other.m_path);
        m_connectionName = std::exchange(other.m_connectionName, {});
    }
    return *this;
}

SqliteFile::~SqliteFile()
{
    close();
}

void SqliteFile::close()
{
    if (!m_connectionName.isEmpty())
        QSqlDatabase::removeDatabase(std::exchange(m_connectionName, {}));
}

Result<SqliteFile> SqliteFile::open(const QString &path)
{
    // Made before SQLite makes it: its log files take over the rights of this one.
    QFile plain(path);
    if (!plain.open(QIODevice::ReadWrite | QIODevice::Unbuffered, ownerOnly)) {
        return fail(ErrorKind::Io,
                    Tr::tr("The local file %1 cannot be opened: %2").arg(path, plain.errorString()),
                    Tr::tr("Check its rights and the free space of the disk."));
    }
    plain.setPermissions(ownerOnly);
    plain.close();
    SqliteFile file(path);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, file.m_connectionName);
    database.setDatabaseName(path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=10000"_s);
    if (!database.open())
        return fail(databaseError(path, database.lastError()));
    return file;
}

Result<QSqlQuery> SqliteFile::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(QSqlDatabase::database(m_connectionName, false));
    query.setForwardOnly(true);
    bool done = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    done = done && query.exec();
    if (!done)
        return fail(databaseError(m_path, query.lastError()));
    return query;
}

Result<int> SqliteFile::number(const QString &sql)
{
    auto rows = run(sql);
    if (!rows)
        return fail(rows.error());
    return rows->next() ? rows->value(0).toInt() : 0;
}

Result<SqliteFile::Condition> SqliteFile::examine(int knownVersion)
{
    const auto judge = [](const Error &error) -> Result<Condition> {
        if (tellsDamage(error))
            return Condition::Damaged;
        return fail(error);
    };
    constexpr qint64 smallestPage = 512; // SQLite takes a shorter file for a new one
    const qint64 size = QFileInfo(m_path).size();
    if (size > 0 && size < smallestPage)
        return Condition::Damaged;
    // The numbers of the header first: a newer format may look damaged to our SQLite.
    const auto version = number(u"PRAGMA user_version"_s);
    if (!version)
        return judge(version.error());
    const auto owner = number(u"PRAGMA application_id"_s);
    if (!owner)
        return judge(owner.error());
    if (*owner != applicationId && (*owner != 0 || *version != 0))
        return Condition::Foreign;
    if (*version > knownVersion)
        return Condition::Newer;
    auto check = run(u"PRAGMA quick_check(1)"_s);
    if (!check)
        return judge(check.error());
    if (!check->next())
        return judge(databaseError(m_path, check->lastError()));
    if (check->value(0).toString() != u"ok")
        return Condition::Damaged;
    check->finish();
    const auto tables = number(u"SELECT count(*) FROM sqlite_master"_s);
    if (!tables)
        return judge(tables.error());
    return *owner == 0 && *tables != 0 ? Condition::Foreign : Condition::Fine;
}

Result<void> SqliteFile::transaction(const std::function<Result<void>()> &function)
{
    if (auto begun = run(u"BEGIN IMMEDIATE"_s); !begun)
        return fail(begun.error());
    auto done = function();
    if (done) {
        const auto committed = run(u"COMMIT"_s);
        if (committed)
            return {};
        done = fail(committed.error());
    }
    (void)run(u"ROLLBACK"_s); // SQLite may have done so itself
    return done;
}

Result<void> SqliteFile::migrate(const QList<QStringList> &migrations)
{
    for (const QString &pragma : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s}) {
        if (const auto set = run(pragma); !set)
            return fail(set.error());
    }
    const auto version = number(u"PRAGMA user_version"_s);
    if (!version)
        return fail(version.error());
    if (*version == migrations.size())
        return {};
    return transaction([&]() -> Result<void> {
        QStringList statements {u"PRAGMA application_id = %1"_s.arg(applicationId)};
        for (const QStringList &step : migrations.mid(*version))
            statements += step;
        statements << u"PRAGMA user_version = %1"_s.arg(migrations.size());
        for (const QString &statement : statements) {
            if (const auto done = run(statement); !done)
                return fail(done.error());
        }
        return {};
    });
}

Result<QString> setAside(const QString &path)
{
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s);
    const QString wanted = path % u".damaged-"_s % time;
    QString target = wanted;
    for (int number = 2; QFile::exists(target); ++number)
        target = wanted % u'-' % QString::number(number);
    // The logs first: beside a new file they would be taken for its own.
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, QString()}) {
        QFile file(path % suffix);
        if (file.exists() && !file.rename(target % suffix)) {
            return fail(ErrorKind::Io,
                        Tr::tr("The damaged file %1 cannot be renamed: %2")
                            .arg(file.fileName(), file.errorString()),
                        Tr::tr("Move it away by hand, then start the program again."));
        }
    }
    return target;
}

} // namespace aegisx::sites
