#include "tests/support/modulefolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace aegisx::test {

using namespace Qt::StringLiterals;

ModuleFolder::ModuleFolder(const QString &id, const QByteArray &manifest) : m_id(id)
{
    const QByteArray name = id.toUtf8();
    write(u"module.json"_s,
          !manifest.isEmpty()
              ? manifest
              : "{\"id\": \"" + name + "\", \"version\": \"1.0.0\", \"title\": {\"en\": \"" + name
                  + "\", \"th\": \"" + name
                  + "\"}, \"schema\": \"public\", \"trackingTable\": \"knex_migrations\", "
                    "\"recordedExtension\": \".js\", \"requires\": []}");
}

QString ModuleFolder::path() const
{
    return m_folder.filePath(m_id);
}

void ModuleFolder::write(const QString &relativePath, const QByteArray &content)
{
    const QString file = path() % u'/' % relativePath;
    if (!QDir().mkpath(QFileInfo(file).path()))
        qFatal("cannot make the folder of %s", qUtf8Printable(file));
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("cannot write %s", qUtf8Printable(file));
}

void ModuleFolder::remove(const QString &relativePath)
{
    if (!QFile::remove(path() % u'/' % relativePath))
        qFatal("cannot remove %s", qUtf8Printable(relativePath));
}

void ModuleFolder::addMigration(const QString &stem,
                                const QByteArray &up,
                                const QByteArray &down,
                                const QByteArray &upOptions)
{
    QByteArray text =
        "-- migrate:up" + (upOptions.isEmpty() ? QByteArray() : ' ' + upOptions) + '\n' + up + '\n';
    if (!down.isEmpty())
        text += "-- migrate:down"
            + (upOptions.contains("transaction:false") ? " " + upOptions : QByteArray()) + '\n'
            + down + '\n';
    write(stem % u".sql"_s, text);
}

void ModuleFolder::addTable(const QString &stem)
{
    const QByteArray table = "public.\"t_" + stem.toUtf8() + '"';
    addMigration(
        stem, "CREATE TABLE " + table + " (id integer PRIMARY KEY);", "DROP TABLE " + table + ';');
}

void ModuleFolder::addSeed(const QString &stem, const QByteArray &sql)
{
    write(u"seeds/"_s % stem % u".sql"_s, sql);
}

} // namespace aegisx::test
