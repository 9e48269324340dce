#include "core/base/error.h"

#include "core/base/tr.h"

namespace aegisx {

using namespace Qt::StringLiterals;

QString SourcePosition::toString() const
{
    if (file.isEmpty() || line <= 0)
        return file;
    if (column <= 0)
        return file % u':' % QString::number(line);
    return file % u':' % QString::number(line) % u':' % QString::number(column);
}

QStringList Error::detailLines() const
{
    QStringList lines;
    const auto add = [&lines](const QString &label, const QString &value) {
        if (!value.isEmpty())
            lines << label % u": "_s % value;
    };
    add(Tr::tr("File"), detail.where.toString());
    add(Tr::tr("Statement"), detail.statement);
    add(Tr::tr("Server message"), detail.serverMessage);
    add(u"SQLSTATE"_s, detail.sqlState);
    add(Tr::tr("Server detail"), detail.serverDetail);
    add(Tr::tr("Server hint"), detail.hint);
    add(Tr::tr("Context"), detail.context);
    return lines;
}

QString Error::toText() const
{
    QStringList lines;
    for (const QString &sentence : {message, consequence, remedy}) {
        if (!sentence.isEmpty())
            lines << sentence;
    }
    const QStringList details = detailLines();
    for (const QString &line : details)
        lines << u"  "_s % line;
    return lines.join(u'\n');
}

} // namespace aegisx
