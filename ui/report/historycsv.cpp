#include "ui/report/historycsv.h"

#include "core/base/tr.h"
#include "core/words/words.h"

#include <QSaveFile>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

QString field(QString text)
{
    // A spreadsheet would reckon it.
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.at(0)))
        text.prepend(u'\'');
    return u'"' % text.replace(u'"', u"\"\""_s) % u'"';
}

QString line(const QStringList &texts)
{
    QStringList fields;
    for (const QString &text : texts)
        fields << field(text);
    return fields.join(u',') % u"\r\n"_s;
}

QString isoTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
}

QString seconds(const HistoryRun &run)
{
    if (!run.startedAt.isValid() || !run.finishedAt.isValid())
        return {};
    return QString::number(
        static_cast<double>(run.startedAt.msecsTo(run.finishedAt)) / 1000.0, 'f', 3);
}

} // namespace

QByteArray historyCsv(const QList<HistoryRun> &runs)
{
    QString text = QChar(QChar::ByteOrderMark);
    text += line({Tr::tr("Started"),
                  Tr::tr("Ended"),
                  Tr::tr("Seconds"),
                  Tr::tr("Operation"),
                  Tr::tr("Outcome"),
                  Tr::tr("User"),
                  Tr::tr("Computer"),
                  Tr::tr("Run"),
                  Tr::tr("Details")});
    for (const HistoryRun &run : runs)
        text += line({isoTime(run.startedAt),
                      isoTime(run.finishedAt),
                      seconds(run),
                      run.operation ? aegisx::wordFor(*run.operation) : QString(),
                      lookOf(run.outcome).text,
                      run.user(),
                      run.computer(),
                      run.runId,
                      run.detail});
    return text.toUtf8();
}

Result<void> saveCsv(const QByteArray &text, const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return {};
    return fail(ErrorKind::Io,
                Tr::tr("The history could not be saved as %1: %2").arg(path, file.errorString()),
                Tr::tr("Check the rights of the folder and the free space of the disk."));
}

} // namespace aegisx::ui
