#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace aegisx::test {

// A module written into a temporary folder, to be filled by a test.
class ModuleFolder final
{
public:
    // id names the module; further lines of module.json may replace the defaults (schema public,
    // trackingTable knex_migrations, recordedExtension .js, nothing required).
    explicit ModuleFolder(const QString &id = QStringLiteral("demo"),
                          const QByteArray &manifest = {});

    // A migration of the two sections; without down it cannot be rolled back.
    void addMigration(const QString &stem,
                      const QByteArray &up,
                      const QByteArray &down = {},
                      const QByteArray &upOptions = {});
    // stem's migration makes a table of its own name and drops it again.
    void addTable(const QString &stem);
    void addSeed(const QString &stem, const QByteArray &sql);
    void write(const QString &relativePath, const QByteArray &content);
    void remove(const QString &relativePath);

    [[nodiscard]] QString path() const;

private:
    QTemporaryDir m_folder;
    QString m_id;
};

} // namespace aegisx::test
