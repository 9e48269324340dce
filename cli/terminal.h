#pragma once

#include "core/base/error.h"
#include "core/base/event.h"
#include "core/base/finding.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <cstdio>
#include <optional>
#include <stop_token>

namespace aegisx::cli {

enum class Tone { Plain, Good, Warning, Bad, Dim, Bold };

// Everything the program prints and asks. With json only document() reaches the output.
class Terminal final
{
public:
    Terminal(bool json, bool thai, std::stop_token stop);

    [[nodiscard]] bool isJson() const { return m_json; }
    [[nodiscard]] bool isThai() const { return m_thai; }
    [[nodiscard]] bool canAsk() const; // a person sits at a terminal, and JSON is off

    void line(const QString &text = {}, Tone tone = Tone::Plain);
    void table(const QStringList &headers,
               const QList<QStringList> &rows,
               int toneColumn = -1,
               const QList<Tone> &tones = {});
    void setProgram(const QString &program); // that stands before the commands of hints
    void findings(const Findings &findings); // with the commands that do what a remedy says
    void error(const Error &error, const QStringList &commands = {}); // to the error output
    void commands(const QStringList &commands);
    void warning(const QString &text); // to the error output
    void document(const QJsonObject &object);

    // The progress of a run: one line that changes on a terminal, a line a step elsewhere.
    void progress(const Event &event);
    // That of what changes no site: a line a step on the error output, where that is a terminal.
    void trial(const Event &event);

    // Both answer nullopt where nobody can be asked, or the person gave up.
    [[nodiscard]] std::optional<QString> ask(const QString &question);
    [[nodiscard]] std::optional<QString> askPassword(const QString &question);

    // For a person, in the local time zone: Thai with the Buddhist year, English with the CE year.
    [[nodiscard]] QString dateTime(const QDateTime &time) const;

private:
    [[nodiscard]] QString commandLines(const QStringList &commands) const;
    [[nodiscard]] QString coloured(const QString &text, Tone tone) const;
    [[nodiscard]] std::optional<QString> readLine();
    void clearProgress();

    QString m_program = QStringLiteral("aegisx-sitectl");
    bool m_json;
    bool m_thai;
    bool m_colour;
    bool m_live; // the output is a terminal
    std::FILE *m_progress = nullptr; // where a line stands that changes
    std::stop_token m_stop;
};

// How many columns of a terminal a text takes: Thai marks above and below take none.
[[nodiscard]] int displayWidth(const QString &text);

} // namespace aegisx::cli
