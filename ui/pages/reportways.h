#pragma once

#include <QHash>
#include <QWidget>

class QPushButton;

namespace aegisx::ui {

class Card;
class WrappedLabel;

// What can be done after a run, each way with a sentence and a button; nothing to be seen where
// there is none.
class ReportWays final : public QWidget
{
    Q_OBJECT

public:
    enum class Way { TryAgain, SeeEvidence, MarkCompleted, SeeLocks, RollBack, MoveBack };
    Q_ENUM(Way)

    explicit ReportWays(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void offer(Way way, const QString &hint, const QString &button);
    void withdraw(Way way);
    [[nodiscard]] bool offers(Way way) const;

Q_SIGNALS:
    void chosen(aegisx::ui::ReportWays::Way way);

private:
    struct Row {
        QWidget *widget;
        WrappedLabel *hint;
        QPushButton *button;
    };

    void addRow(Way way);
    void show(Way way, bool offered);

    Card *m_card;
    QHash<Way, Row> m_rows;
};

} // namespace aegisx::ui
