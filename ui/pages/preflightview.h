#pragma once

#include "core/plans/preflight.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QVBoxLayout;

namespace aegisx::ui {

class Card;
class Foldout;
class StatePill;
class WrappedLabel;

// The check before a run: one line each for what is a stop or a warning, with the remedy; what is
// well is folded away. A run waits for it.
class PreflightView final : public QWidget
{
    Q_OBJECT

public:
    explicit PreflightView(QWidget *parent = nullptr);

    void clear(); // nothing is known
    void showChecking();
    void showResult(const Result<plans::Preflight> &result);
    [[nodiscard]] bool isChecking() const { return m_checking; }
    [[nodiscard]] bool isMade() const { return m_result.has_value(); }
    // Why nothing may run, in a sentence; empty: it may.
    [[nodiscard]] QString obstacle() const;
    void setMayCheck(bool mayCheck); // again
    void retranslate();

Q_SIGNALS:
    void checkAgainRequested();
    void evidenceRequested(const QString &moduleId, const QString &stem);

private:
    void buildUi();
    void addLine(const plans::PreflightLine &line, QVBoxLayout *layout);
    void addEvidenceButton(const QString &migration, QWidget *row);
    void clearLines();
    [[nodiscard]] QStringList titlesOf(inspection::CheckState state) const;
    [[nodiscard]] QString summary() const;

    bool m_checking = false;
    bool m_mayCheck = true;
    std::optional<Result<plans::Preflight>> m_result;
    QList<QWidget *> m_lines;
    Card *m_card;
    StatePill *m_worst;
    QPushButton *m_again;
    WrappedLabel *m_summary;
    QVBoxLayout *m_attention;
    Foldout *m_well;
};

} // namespace aegisx::ui
