#include "core/base/dates.h"

#include <QLocale>

namespace aegisx {

using namespace Qt::StringLiterals;

QString formatDateTime(const QDateTime &time, Language language, Era era)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QLocale locale(language == Language::Thai ? QLocale::Thai : QLocale::English);
    // Never QDate(year + 543): 29 February of a leap year would be invalid.
    const int year = local.date().year() + (era == Era::Buddhist ? 543 : 0);
    return locale.toString(local.date(), u"d MMM"_s) % u' ' % QString::number(year) % u' '
        % local.time().toString(u"HH:mm"_s);
}

} // namespace aegisx
