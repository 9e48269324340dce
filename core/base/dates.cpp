#include "core/base/dates.h"

#include <QLocale>

namespace aegisx {

using namespace Qt::StringLiterals;

QString formatDateTime(const QDateTime &time, bool thai)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QLocale locale(thai ? QLocale::Thai : QLocale::English);
    // Never QDate(year + 543): 29 February of a leap year would be invalid.
    const int year = local.date().year() + (thai ? 543 : 0);
    return locale.toString(local.date(), u"d MMM"_s) % u' ' % QString::number(year) % u' '
        % local.time().toString(u"HH:mm"_s);
}

} // namespace aegisx
