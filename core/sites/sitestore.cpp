#include "core/sites/sitestore.h"

#include "core/base/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QMetaEnum>
#include <QStandardPaths>
#include <QUuid>

#include <array>
#include <chrono>

namespace aegisx::sites {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using postgres::ConnectionSettings;

namespace {

// Append only: a file of a released version is migrated forward from where it is.
const QList<QStringList> &migrations()
{
    static const QList<QStringList> steps {
        {u"CREATE TABLE sites (id TEXT PRIMARY KEY, name TEXT NOT NULL, "
         "name_en TEXT NOT NULL, code TEXT NOT NULL, environment TEXT NOT NULL, "
         "connection TEXT NOT NULL, keep_password INTEGER NOT NULL, "
         "system_identifier TEXT NOT NULL, last_visit TEXT NOT NULL, "
         "last_state TEXT NOT NULL)"_s},
        {u"CREATE TABLE runs (id TEXT PRIMARY KEY, site_id TEXT NOT NULL, "
         "site_label TEXT NOT NULL, operation TEXT NOT NULL, outcome TEXT NOT NULL, "
         "started_at TEXT NOT NULL, finished_at TEXT NOT NULL, who TEXT NOT NULL, "
         "summary TEXT NOT NULL, report BLOB NOT NULL)"_s,
         u"CREATE INDEX runs_of_site ON runs (site_id, started_at)"_s},
    };
    return steps;
}

// Text fields that a connection is stored by; the password is not among them.
constexpr std::array textFields {
    std::pair {"host"_L1, &ConnectionSettings::host},
    std::pair {"port"_L1, &ConnectionSettings::port},
    std::pair {"database"_L1, &ConnectionSettings::database},
    std::pair {"user"_L1, &ConnectionSettings::user},
    std::pair {"passwordFile"_L1, &ConnectionSettings::passwordFile},
    std::pair {"tlsRootCertificate"_L1, &ConnectionSettings::tlsRootCertificate},
    std::pair {"tlsCertificate"_L1, &ConnectionSettings::tlsCertificate},
    std::pair {"tlsKey"_L1, &ConnectionSettings::tlsKey},
    std::pair {"targetSessionAttributes"_L1, &ConnectionSettings::targetSessionAttributes}};

template <typename Enum> QString nameOf(Enum value)
{
    return QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(static_cast<int>(value)));
}

// A word that this version does not know answers the fallback.
template <typename Enum> Enum valueOf(const QString &name, Enum fallback)
{
    bool known = false;
    const int value = QMetaEnum::fromType<Enum>().keyToValue(name.toLatin1().constData(), &known);
    return known ? static_cast<Enum>(value) : fallback;
}

QString toJson(const ConnectionSettings &settings)
{
    QJsonObject object;
    for (const auto &[name, field] : textFields)
        object.insert(name, settings.*field);
    object.insert("tlsMode"_L1, nameOf(settings.tlsMode));
    object.insert("connectTimeout"_L1, static_cast<qint64>(settings.connectTimeout.count()));
    QJsonArray extra;
    for (const auto &[keyword, value] : settings.extra) {
        if (!postgres::isSecret(keyword))
            extra.append(QJsonArray {keyword, value});
    }
    object.insert("extra"_L1, extra);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

ConnectionSettings settingsFromJson(const QString &text)
{
    ConnectionSettings settings;
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const auto &[name, field] : textFields)
        settings.*field = object.value(name).toString(settings.*field);
    settings.tlsMode = valueOf(object.value("tlsMode"_L1).toString(), settings.tlsMode);
    settings.connectTimeout = std::chrono::seconds(
        object.value("connectTimeout"_L1).toInteger(settings.connectTimeout.count()));
    const QJsonArray extra = object.value("extra"_L1).toArray();
    for (const QJsonValue pair : extra) // clazy:exclude=range-loop-reference
        settings.extra.append({pair[0].toString(), pair[1].toString()});
    return settings;
}

// Of one length, so that text order is time order.
QString fromTime(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'"_s) : u""_s;
}

QDateTime toTime(const QVariant &text)
{
    return QDateTime::fromString(text.toString(), Qt::ISODateWithMs);
}

// NULL never enters the file: a null QString would be bound as such.
QVariant bound(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

constexpr auto profileColumns = "id, name, name_en, code, environment, connection, keep_password, "
                                "system_identifier, last_visit, last_state"_L1;

SiteProfile profileFrom(const QSqlQuery &row)
{
    SiteProfile profile;
    profile.id = row.value(0).toString();
    profile.name = row.value(1).toString();
    profile.nameEn = row.value(2).toString();
    profile.code = row.value(3).toString();
    profile.environment = valueOf(row.value(4).toString(), Environment::Production);
    profile.connection = settingsFromJson(row.value(5).toString());
    profile.keepPassword = row.value(6).toBool();
    profile.systemIdentifier = row.value(7).toString();
    profile.lastVisit = toTime(row.value(8));
    profile.lastState = row.value(9).toString();
    return profile;
}

QVariantList valuesOf(const SiteProfile &profile)
{
    return {bound(profile.name),
            bound(profile.nameEn),
            bound(profile.code),
            nameOf(profile.environment),
            toJson(profile.connection),
            profile.keepPassword,
            bound(profile.systemIdentifier),
            fromTime(profile.lastVisit),
            bound(profile.lastState)};
}

RunRecord runFrom(const QSqlQuery &row)
{
    return {row.value(0).toString(),
            row.value(1).toString(),
            row.value(2).toString(),
            row.value(3).toString(),
            row.value(4).toString(),
            toTime(row.value(5)),
            toTime(row.value(6)),
            row.value(7).toString(),
            row.value(8).toString(),
            row.value(9).toByteArray()};
}

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Result<void> checkProfile(const SiteProfile &profile)
{
    if (!profile.name.trimmed().isEmpty())
        return {};
    return fail(ErrorKind::InvalidInput,
                Tr::tr("The site has no name."),
                Tr::tr("Give the name of the hospital."));
}

tl::unexpected<Error> siteIsGone()
{
    return fail(ErrorKind::NotFound,
                Tr::tr("This site is no longer in the list of sites."),
                Tr::tr("Another copy of the program may have removed it; look at the list again."));
}

bool matches(const SiteProfile &profile, const QString &wanted)
{
    const auto same = [&wanted](const QString &text) {
        return text.normalized(QString::NormalizationForm_C)
                   .trimmed()
                   .compare(wanted, Qt::CaseInsensitive)
            == 0;
    };
    return same(profile.name) || same(profile.nameEn) || same(profile.code);
}

QString labels(const QList<SiteProfile> &profiles)
{
    QStringList lines;
    for (const SiteProfile &profile : profiles)
        lines << Tr::tr("%1 (code %2, id %3)").arg(profile.name, profile.code, profile.id);
    return lines.join(u", "_s);
}

tl::unexpected<Error> refused(const QString &path, SqliteFile::Condition condition)
{
    if (condition == SqliteFile::Condition::Newer) {
        return fail(ErrorKind::Refused,
                    Tr::tr("The list of sites was written by a newer version of this program: %1")
                        .arg(path),
                    Tr::tr("Use that version; the file is unchanged."));
    }
    return fail(ErrorKind::Refused,
                Tr::tr("This is another program's file, not a list of sites: %1").arg(path),
                Tr::tr("Choose another folder; the file is unchanged."));
}

} // namespace

QString SiteStore::defaultPath()
{
    QString folder = qEnvironmentVariable("AEGISX_DATA_DIR");
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return QDir(folder).absoluteFilePath(u"sites.sqlite"_s);
}

SiteStore::SiteStore(SqliteFile file, QString notice)
    : m_file(std::move(file)), m_notice(std::move(notice))
{
}

Result<SiteStore> SiteStore::open(const QString &path)
{
    QDir().mkpath(QFileInfo(path).path());
    // Orders the copies of the program while the file may be made, set aside or migrated.
    QLockFile lock(path % u".lock"_s);
    lock.setStaleLockTime(std::chrono::milliseconds(2min).count());
    if (!lock.tryLock(std::chrono::milliseconds(30s).count())) {
        return fail(ErrorKind::Io,
                    Tr::tr("The list of sites cannot be opened: %1").arg(path),
                    Tr::tr("Check the rights of its folder and the free space of the disk; where "
                           "another copy of this program is at work, wait for it."));
    }
    QString notice;
    for (;;) {
        auto file = SqliteFile::open(path);
        if (!file)
            return fail(file.error());
        const auto condition = file->examine(static_cast<int>(migrations().size()));
        if (!condition)
            return fail(condition.error());
        if (*condition == SqliteFile::Condition::Fine) {
            if (auto migrated = file->migrate(migrations()); !migrated)
                return fail(migrated.error());
            return SiteStore(std::move(*file), notice);
        }
        if (*condition != SqliteFile::Condition::Damaged || !notice.isEmpty())
            return refused(path, *condition);
        file = fail(Error {}); // closes it
        const auto aside = setAside(path);
        if (!aside)
            return fail(aside.error());
        notice =
            Tr::tr("The list of sites was damaged. It was set aside as %1, and a new, empty list "
                   "was begun. Add your sites again, or ask the vendor to look at the file.")
                .arg(*aside);
    }
}

Result<QList<SiteProfile>> SiteStore::list()
{
    auto rows = m_file.run(u"SELECT "_s % profileColumns % u" FROM sites ORDER BY name, id"_s);
    if (!rows)
        return fail(rows.error());
    QList<SiteProfile> profiles;
    while (rows->next())
        profiles << profileFrom(*rows);
    return profiles;
}

Result<SiteProfile> SiteStore::find(const QString &idOrNameOrCode)
{
    const auto all = list();
    if (!all)
        return fail(all.error());
    const QString wanted = idOrNameOrCode.normalized(QString::NormalizationForm_C).trimmed();
    QList<SiteProfile> found;
    for (const SiteProfile &profile : *all) {
        if (profile.id == wanted)
            return profile;
        if (!wanted.isEmpty() && matches(profile, wanted))
            found << profile;
    }
    if (found.size() == 1)
        return found.first();
    if (!found.isEmpty()) {
        return fail(ErrorKind::Usage,
                    Tr::tr("Several sites are called %1: %2").arg(idOrNameOrCode, labels(found)),
                    Tr::tr("Name the one you mean by its id."));
    }
    if (all->isEmpty()) {
        return fail(
            ErrorKind::NotFound,
            Tr::tr("There is no site called %1: the list of sites is empty.").arg(idOrNameOrCode),
            Tr::tr("Add the site first."));
    }
    return fail(ErrorKind::NotFound,
                Tr::tr("There is no site called %1.").arg(idOrNameOrCode),
                Tr::tr("Known sites: %1").arg(labels(*all)));
}

Result<SiteProfile> SiteStore::add(SiteProfile profile)
{
    if (auto fine = checkProfile(profile); !fine)
        return fail(fine.error());
    profile.id = newId();
    const auto added = m_file.transaction([&]() -> Result<void> {
        const auto done = m_file.run(u"INSERT INTO sites ("_s % profileColumns
                                         % u") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                                     QVariantList {profile.id} + valuesOf(profile));
        return done ? Result<void>() : fail(done.error());
    });
    if (!added)
        return fail(added.error());
    return profile;
}

// One statement about one site that must be there.
Result<void> SiteStore::change(const QString &id, const QString &sql, const QVariantList &values)
{
    return m_file.transaction([&]() -> Result<void> {
        const auto done = m_file.run(sql, values + QVariantList {bound(id)});
        if (!done)
            return fail(done.error());
        if (done->numRowsAffected() == 0)
            return siteIsGone();
        return {};
    });
}

Result<void> SiteStore::update(const SiteProfile &profile)
{
    if (auto fine = checkProfile(profile); !fine)
        return fine;
    return change(
        profile.id,
        u"UPDATE sites SET name = ?, name_en = ?, code = ?, environment = ?, connection = ?, "
        "keep_password = ?, system_identifier = ?, last_visit = ?, last_state = ? "
        "WHERE id = ?"_s,
        valuesOf(profile));
}

Result<void> SiteStore::remove(const QString &id)
{
    return change(id, u"DELETE FROM sites WHERE id = ?"_s, {});
}

Result<void> SiteStore::recordVisit(const QString &id, const QDateTime &at, const QString &state)
{
    return change(id,
                  u"UPDATE sites SET last_visit = ?, last_state = ? WHERE id = ?"_s,
                  {fromTime(at), bound(state)});
}

Result<QString> SiteStore::addRun(const RunRecord &record)
{
    const QString id = record.id.isEmpty() ? newId() : record.id;
    const QVariantList values {id,
                               bound(record.siteId),
                               bound(record.siteLabel),
                               bound(record.operation),
                               bound(record.outcome),
                               fromTime(record.startedAt),
                               fromTime(record.finishedAt),
                               bound(record.who),
                               bound(record.summary),
                               record.reportJson.isNull() ? QByteArray("") : record.reportJson};
    const auto added = m_file.transaction([&]() -> Result<void> {
        const auto done =
            m_file.run(u"INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s, values);
        return done ? Result<void>() : fail(done.error());
    });
    if (!added)
        return fail(added.error());
    return id;
}

Result<QList<RunRecord>> SiteStore::runs(const QString &siteId, int limit)
{
    auto rows = m_file.run(u"SELECT id, site_id, site_label, operation, outcome, started_at, "
                           "finished_at, who, summary FROM runs WHERE ? IN ('', site_id) "
                           "ORDER BY started_at DESC, rowid DESC LIMIT ?"_s,
                           {bound(siteId), limit > 0 ? limit : -1});
    if (!rows)
        return fail(rows.error());
    QList<RunRecord> records;
    while (rows->next())
        records << runFrom(*rows);
    return records;
}

Result<RunRecord> SiteStore::run(const QString &id)
{
    auto rows = m_file.run(u"SELECT id, site_id, site_label, operation, outcome, started_at, "
                           "finished_at, who, summary, report FROM runs WHERE id = ?"_s,
                           {bound(id)});
    if (!rows)
        return fail(rows.error());
    if (rows->next())
        return runFrom(*rows);
    return fail(ErrorKind::NotFound,
                Tr::tr("There is no run %1 in the history of this machine.").arg(id),
                Tr::tr("Look at the list of runs for the ones that are there."));
}

} // namespace aegisx::sites
