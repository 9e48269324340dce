#pragma once

#include "core/base/result.h"
#include "core/sites/privatecluster.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

// The files and folders of a PrivateCluster and what stands in them.
namespace aegisx::sites {

// Writes the file whole or not at all and gives it to the account. Errors: Io.
[[nodiscard]] Result<void>
writeFile(const ServerAccount &account, const QString &path, const QByteArray &content);

// Makes the folder and its missing parents; it belongs to the account and is open to it alone.
[[nodiscard]] Result<void> makePrivateFolder(const ServerAccount &account, const QString &path);

// pg_hba.conf: the socket only, with the name that the system vouches for.
[[nodiscard]] QByteArray accessRules();

// pg_ident.conf: the owner and root are the superuser "postgres".
[[nodiscard]] QByteArray identMap(const ServerAccount &account);

// What stands at the end of postgresql.conf; the caller's lines have the last word.
[[nodiscard]] QByteArray configurationLines(const QStringList &configuration,
                                            Durability durability);

// The line of postgresql.conf's own include that names the socket folder, written at each start.
[[nodiscard]] QByteArray socketLine(const QString &socketDirectory);

// Where the socket of the cluster in directory is: its folder socket/, or, where that path is
// longer than the system takes (107 bytes) or holds a comma, the folder remembered in the file
// socket.path.
[[nodiscard]] QString socketDirectoryOf(const QString &directory);

// Makes that folder, and a short one below XDG_RUNTIME_DIR or /tmp where needed.
[[nodiscard]] Result<QString> prepareSocketDirectory(const ServerAccount &account,
                                                     const QString &directory);

// Removes the folder where it is one of the short ones; leaves anything else alone.
void removeShortSocketDirectory(const QString &directory);

// Removes a folder of ours with all it holds. Errors: Io.
[[nodiscard]] Result<void> removeFolder(const QString &path);

// Makes a rename or a new entry in the folder survive a power cut.
void syncFolder(const QString &path);

// What was written to a log behind the offset: its last lines.
[[nodiscard]] QString logTail(const QString &path, qint64 offset);

inline constexpr auto socketFileName = "aegisx_socket.conf"; // below data/
inline constexpr auto markerFileName = "aegisx_cluster"; // below data/: the cluster is ours

} // namespace aegisx::sites
