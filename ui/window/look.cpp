#include "ui/window/look.h"

#include "core/base/language.h"
#include "ui/theme/theme.h"

#include <QLocale>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

// Hospitals read Thai: only a system that clearly speaks English gets English unasked.
Language languageOf(const Settings &settings)
{
    const QString chosen = settings.text(Setting::Language);
    if (!chosen.isEmpty())
        return chosen == "en"_L1 ? Language::English : Language::Thai;
    const QLocale system = QLocale::system();
    return system.language() == QLocale::English ? Language::English : Language::Thai;
}

void apply(const Settings &settings, Setting setting)
{
    Theme &theme = Theme::instance();
    switch (setting) {
    case Setting::Language:
        setLanguage(languageOf(settings));
        break;
    case Setting::Era: // every page says its dates again
        setLanguage(currentLanguage());
        break;
    case Setting::Theme: {
        bool known = false;
        const int mode = QMetaEnum::fromType<ThemeMode>().keyToValue(
            settings.text(Setting::Theme).toLatin1().constData(), &known);
        theme.setMode(known ? static_cast<ThemeMode>(mode) : ThemeMode::System);
        break;
    }
    case Setting::TextPercent:
        theme.setTextPercent(settings.number(Setting::TextPercent));
        break;
    default:
        break;
    }
}

} // namespace

void followSettings(Settings &settings)
{
    for (const Setting setting : {Setting::Theme, Setting::TextPercent, Setting::Language})
        apply(settings, setting);
    QObject::connect(&settings, &Settings::changed, &settings, [&settings](Setting setting) {
        apply(settings, setting);
    });
}

} // namespace aegisx::ui
