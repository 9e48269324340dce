#include "cli/terminal.h"

#include "cli/commandhints.h"
#include "core/base/dates.h"
#include "core/base/tr.h"
#include "core/words/words.h"

#include <QJsonDocument>
#include <QTextStream>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

void put(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

QString padded(const QString &text, int width)
{
    return text % QString(std::max(width - displayWidth(text), 0), u' ');
}

// Switches the echo of what is typed off, and back on at the end of the scope.
class EchoOff
{
public:
    EchoOff()
    {
        if (tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        m_active = true;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    ~EchoOff()
    {
        if (m_active)
            tcsetattr(STDIN_FILENO, TCSANOW, &m_before);
    }
    EchoOff(const EchoOff &) = delete;
    EchoOff &operator=(const EchoOff &) = delete;

private:
    termios m_before {};
    bool m_active = false;
};

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    for (const char32_t character : text.toUcs4()) {
        const auto category = QChar::category(character);
        if (category != QChar::Mark_NonSpacing && category != QChar::Mark_Enclosing
            && category != QChar::Other_Format)
            ++width;
    }
    return width;
}

Terminal::Terminal(bool json, bool thai, std::stop_token stop)
    : m_json(json)
    , m_thai(thai)
    , m_colour(!json && isatty(STDOUT_FILENO) != 0 && qEnvironmentVariableIsEmpty("NO_COLOR"))
    , m_live(!json && isatty(STDOUT_FILENO) != 0)
    , m_stop(std::move(stop))
{
}

bool Terminal::canAsk() const
{
    return !m_json && isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

QString Terminal::coloured(const QString &text, Tone tone) const
{
    if (!m_colour || tone == Tone::Plain)
        return text;
    static const QHash<int, QString> codes {{static_cast<int>(Tone::Good), u"32"_s},
                                            {static_cast<int>(Tone::Warning), u"33"_s},
                                            {static_cast<int>(Tone::Bad), u"31"_s},
                                            {static_cast<int>(Tone::Dim), u"2"_s},
                                            {static_cast<int>(Tone::Bold), u"1"_s}};
    return u"\x1b["_s % codes.value(static_cast<int>(tone)) % u'm' % text % u"\x1b[0m"_s;
}

void Terminal::clearProgress()
{
    if (std::FILE *shown = std::exchange(m_progress, nullptr))
        put(shown, u"\r\x1b[K"_s);
}

void Terminal::line(const QString &text, Tone tone)
{
    if (m_json)
        return;
    clearProgress();
    put(stdout, coloured(text, tone) % u'\n');
}

void Terminal::table(const QStringList &headers,
                     const QList<QStringList> &rows,
                     int toneColumn,
                     const QList<Tone> &tones)
{
    QList<int> widths;
    for (qsizetype column = 0; column < headers.size(); ++column) {
        int width = displayWidth(headers.at(column));
        for (const QStringList &row : rows)
            width = std::max(width, displayWidth(row.value(column)));
        widths.append(width);
    }
    const auto print = [&](const QStringList &cells, Tone cellTone, bool header) {
        QString text;
        for (qsizetype column = 0; column < headers.size(); ++column) {
            const bool last = column + 1 == headers.size();
            const QString cell = last ? cells.value(column)
                                      : padded(cells.value(column), widths.at(column)) % u"  "_s;
            text += header ? coloured(cell, Tone::Bold)
                           : coloured(cell, column == toneColumn ? cellTone : Tone::Plain);
        }
        line(text);
    };
    print(headers, Tone::Plain, true);
    for (qsizetype row = 0; row < rows.size(); ++row)
        print(rows.at(row), tones.value(row, Tone::Plain), false);
}

void Terminal::findings(const Findings &findings)
{
    for (const Finding &finding : findings) {
        const Tone tone = finding.severity == Severity::Error ? Tone::Bad
            : finding.severity == Severity::Warning           ? Tone::Warning
                                                              : Tone::Dim;
        const QString mark = finding.severity == Severity::Error ? Tr::tr("error")
            : finding.severity == Severity::Warning              ? Tr::tr("warning")
                                                                 : Tr::tr("note");
        line(coloured(mark, tone) % u": "_s % finding.message);
        if (!finding.where.file.isEmpty())
            line(u"    "_s % finding.where.toString(), Tone::Dim);
        if (!finding.remedy.isEmpty())
            line(u"    "_s % finding.remedy);
        commands(commandsFor(finding));
    }
}

void Terminal::setProgram(const QString &program)
{
    m_program = program;
}

QString Terminal::commandLines(const QStringList &commands) const
{
    QStringList lines;
    for (const QString &command : commands)
        lines << u"    $ "_s % m_program % u' ' % command;
    return lines.join(u'\n');
}

void Terminal::commands(const QStringList &commands)
{
    if (!commands.isEmpty())
        line(commandLines(commands));
}

void Terminal::error(const Error &error, const QStringList &commands)
{
    if (m_json)
        return;
    clearProgress();
    put(stderr, coloured(Tr::tr("error"), Tone::Bad) % u": "_s % error.toText() % u'\n');
    if (!commands.isEmpty())
        put(stderr, commandLines(commands) % u'\n');
}

void Terminal::warning(const QString &text)
{
    clearProgress();
    put(stderr, coloured(Tr::tr("warning"), Tone::Warning) % u": "_s % text % u'\n');
}

void Terminal::document(const QJsonObject &object)
{
    if (m_json)
        put(stdout, QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void Terminal::progress(const Event &event)
{
    if (m_json)
        return;
    const QString title = stepTitle(event.module, event.name);
    const QString counter = u"[%1/%2]"_s.arg(event.step).arg(event.stepCount);
    switch (event.kind) {
    case EventKind::StepStarted:
    case EventKind::StatementDone:
        if (!m_live)
            return;
        put(stdout,
            u"\r\x1b[K%1 %2 %3/%4"_s.arg(counter, title)
                .arg(event.statement)
                .arg(event.statementCount));
        m_progress = stdout;
        return;
    case EventKind::StepDone:
        line(u"%1 %2  %3 ms"_s.arg(counter, title, QString::number(event.microseconds / 1000)));
        return;
    case EventKind::StepSkipped:
        line(counter % u' ' % title % u"  "_s % Tr::tr("done meanwhile by another upgrade"),
             Tone::Dim);
        return;
    case EventKind::Notice:
        line(u"    "_s % event.text, Tone::Dim);
        return;
    case EventKind::Waiting:
    case EventKind::Retrying:
    case EventKind::Message:
        line(event.text, Tone::Warning);
        return;
    case EventKind::RolledBack:
        line(Tr::tr("Rolled back."), Tone::Warning);
        return;
    default:
        return;
    }
}

void Terminal::trial(const Event &event)
{
    if (m_json || isatty(STDERR_FILENO) == 0)
        return;
    clearProgress();
    const QString step = u"[%1/%2] %3"_s.arg(QString::number(event.step),
                                             QString::number(event.stepCount),
                                             stepTitle(event.module, event.name));
    if (event.kind == EventKind::StepStarted) {
        put(stderr, step);
        m_progress = stderr;
    } else {
        put(stderr, step % u"  %1 ms\n"_s.arg(event.microseconds / 1000));
    }
}

std::optional<QString> Terminal::readLine()
{
    QByteArray typed;
    while (!m_stop.stop_requested()) {
        pollfd wait {STDIN_FILENO, POLLIN, 0};
        if (poll(&wait, 1, 100) <= 0)
            continue;
        std::array<char, 1024> buffer {};
        const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count <= 0)
            return std::nullopt;
        typed.append(buffer.data(), count);
        if (typed.endsWith('\n'))
            return QString::fromUtf8(typed).chopped(1);
    }
    return std::nullopt;
}

std::optional<QString> Terminal::ask(const QString &question)
{
    if (!canAsk())
        return std::nullopt;
    clearProgress();
    put(stderr, question % u' ');
    return readLine();
}

std::optional<QString> Terminal::askPassword(const QString &question)
{
    if (!canAsk())
        return std::nullopt;
    clearProgress();
    const EchoOff silent;
    put(stderr, question % u' ');
    auto typed = readLine();
    put(stderr, u"\n"_s);
    return typed;
}

QString Terminal::dateTime(const QDateTime &time) const
{
    const Language language = m_thai ? Language::Thai : Language::English;
    return formatDateTime(time, language, usualEra(language));
}

} // namespace aegisx::cli
