#pragma once

#include <QHash>
#include <QWidget>

class QPushButton;

namespace aegisx::ui {

class Card;
class WrappedLabel;

// What can be done after a run, each way with a sentence and a button, or with a sentence alone
// that says why it is no way; nothing to be seen where there is neither.
class ReportWays final : public QWidget
{
    Q_OBJECT

public:
    enum class Way { TryAgain, SeeEvidence, MarkCompleted, SeeLocks, RollBack, MoveBack };
    Q_ENUM(Way)

    explicit ReportWays(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void offer(Way way, const QString &hint, const QString &button);
    void explain(Way way, const QString &why); // that it is no way
    void withdraw(Way way);
    [[nodiscard]] bool offers(Way way) const; // with a button

Q_SIGNALS:
    void chosen(aegisx::ui::ReportWays::Way way);

private:
    struct Row {
        QWidget *widget;
        WrappedLabel *hint;
        QPushButton *button;
    };

    void addRow(Way way);
    void show(Way way, bool seen);

    Card *m_card;
    QHash<Way, Row> m_rows;
};

} // namespace aegisx::ui
