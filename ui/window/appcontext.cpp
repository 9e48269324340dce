#include "ui/window/appcontext.h"

#include "core/modules/modulefolders.h"

namespace aegisx::ui {

QStringList AppContext::moduleFolders() const
{
    const QStringList chosen = settings.list(Setting::ModuleFolders);
    return chosen.isEmpty() ? modules::defaultModuleFolders() : chosen;
}

Era AppContext::era() const
{
    const QString chosen = settings.text(Setting::Era);
    if (chosen.isEmpty())
        return usualEra(currentLanguage());
    return chosen == QLatin1StringView("buddhist") ? Era::Buddhist : Era::Common;
}

QString AppContext::formatTime(const QDateTime &time) const
{
    return formatDateTime(time, currentLanguage(), era());
}

} // namespace aegisx::ui
