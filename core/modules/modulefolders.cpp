#include "core/modules/modulefolders.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace aegisx::modules {

using namespace Qt::StringLiterals;

QStringList defaultModuleFolders()
{
    const QDir programs(QCoreApplication::applicationDirPath());
    const QString installed = programs.absoluteFilePath(u"../share/aegisx-site-manager/modules"_s);
    if (QFileInfo::exists(installed))
        return {QDir::cleanPath(installed)};
    for (QDir folder = programs; folder.cdUp();) { // a build folder lies inside the source tree
        if (folder.exists(u"migrations/module.json"_s) && folder.exists(u"CMakePresets.json"_s))
            return {folder.absolutePath()};
    }
    return {QDir::cleanPath(installed)};
}

} // namespace aegisx::modules
