#include "core/base/language.h"

#include <QCoreApplication>
#include <QTranslator>

namespace aegisx {

using namespace Qt::StringLiterals;

namespace {

Language current = Language::English;

} // namespace

Language currentLanguage()
{
    return current;
}

void setLanguage(Language language)
{
    current = language;
    static QTranslator translator;
    static QTranslator qtWords;
    const bool thai = language == Language::Thai;
    QCoreApplication::removeTranslator(&translator);
    QCoreApplication::removeTranslator(&qtWords);
    // Qt's own words are English as they are.
    if (thai && qtWords.load(u"qt_th"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&qtWords);
    // English has its own file, for the plurals.
    if (translator.load(thai ? u"aegisx_th"_s : u"aegisx_en"_s, u":/i18n"_s))
        QCoreApplication::installTranslator(&translator);
}

} // namespace aegisx
