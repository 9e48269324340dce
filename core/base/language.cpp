#include "core/base/language.h"

#include <QCoreApplication>
#include <QTranslator>

namespace aegisx {

using namespace Qt::StringLiterals;

void setLanguage(Language language)
{
    static QTranslator translator;
    QCoreApplication::removeTranslator(&translator);
    // English has its own file, for the plurals.
    const QString name = language == Language::Thai ? u"aegisx_th"_s : u"aegisx_en"_s;
    if (translator.load(name, u":/i18n"_s))
        QCoreApplication::installTranslator(&translator);
}

} // namespace aegisx
