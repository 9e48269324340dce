#include "ui/report/runlogfile.h"

#include "core/base/tr.h"
#include "core/reports/reportcleaning.h"
#include "ui/models/logmodel.h"

#include <QDir>
#include <QPointer>
#include <QSaveFile>
#include <QTemporaryFile>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 pieceSize = 1 << 20;

Error cannotSave(const QString &path, const QString &reason)
{
    return {ErrorKind::Io,
            Tr::tr("The log could not be saved: %1").arg(reason),
            {},
            Tr::tr("Choose another folder: %1").arg(QDir::toNativeSeparators(path)),
            {}};
}

Result<void> copyTo(QFile &source, const QString &path)
{
    QSaveFile file(path);
    if (!source.flush() || !source.seek(0))
        return fail(cannotSave(path, source.errorString()));
    if (!file.open(QIODevice::WriteOnly))
        return fail(cannotSave(path, file.errorString()));
    while (!source.atEnd()) {
        const QByteArray piece = source.read(pieceSize);
        if (piece.isEmpty())
            return fail(cannotSave(path, source.errorString()));
        if (file.write(piece) != piece.size())
            return fail(cannotSave(path, file.errorString()));
    }
    if (!file.commit())
        return fail(cannotSave(path, file.errorString()));
    return {};
}

} // namespace

struct RunLogFile::Target {
    QTemporaryFile file {QDir::tempPath() % u"/aegisx-run-XXXXXX.log"_s};
    QString problem; // why something of the log is missing

    void write(const QList<Event> &events)
    {
        if (!problem.isEmpty())
            return;
        if (!file.isOpen() && !file.open()) {
            problem = file.errorString();
            return;
        }
        QByteArray lines;
        for (Event event : events) {
            if (event.kind != EventKind::StatementDone)
                event.text = reports::withoutSecrets(event.text);
            lines += logLine(event).toUtf8() + '\n';
        }
        if (!file.seek(file.size()) || file.write(lines) != lines.size())
            problem = file.errorString();
    }
};

RunLogFile::RunLogFile() : m_target(std::make_shared<Target>())
{
    m_thread.setMaxThreadCount(1);
}

RunLogFile::~RunLogFile() = default;

void RunLogFile::append(const QList<Event> &events)
{
    m_thread.start([target = m_target, events] { target->write(events); });
}

void RunLogFile::saveTo(const QString &path,
                        QObject *context,
                        std::function<void(const Result<void> &)> done)
{
    const QPointer<QObject> guard(context);
    m_thread.start([target = m_target, path, guard, done = std::move(done)] {
        Result<void> saved = target->problem.isEmpty()
            ? copyTo(target->file, path)
            : Result<void>(fail(cannotSave(path, target->problem)));
        // To the application, which stays: context may go away at any moment.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [saved, guard, done] {
                if (guard)
                    done(saved);
            },
            Qt::QueuedConnection);
    });
}

} // namespace aegisx::ui
