#pragma once

#include "core/base/finding.h"

#include <QList>
#include <QWidget>

#include <functional>
#include <optional>

class QPushButton;

namespace aegisx::ui {

class StatePill;
class WrappedLabel;

// What was found, one below the other: how bad, the sentence, what to do, and the button that does
// it where there is one. The order is the caller's.
class FindingList final : public QWidget
{
    Q_OBJECT

public:
    // What a finding's button asks for.
    enum class Remedy {
        ReleaseLock,
        EditProfile,
        SetEnvironment,
        MarkCompleted,
        MarkPending,
        MoveObjects,
        SeeEvidence,
        CreateAdministrator,
        LoadSeeds,
    };
    Q_ENUM(Remedy)

    explicit FindingList(QWidget *parent = nullptr);

    // Which buttons there are; all of them where nothing is said. Before setFindings().
    void setOffered(const QList<Remedy> &remedies) { m_offered = remedies; }
    bool setFindings(const Findings &findings); // answers whether they are others than before
    // Why a remedy of a finding cannot be had now; empty: it can.
    using Obstacle = std::function<QString(Remedy, const Finding &)>;
    void setObstacles(const Obstacle &obstacle);
    void retranslate();

Q_SIGNALS:
    void remedyRequested(aegisx::ui::FindingList::Remedy remedy, const aegisx::Finding &finding);

private:
    struct Row {
        QWidget *widget;
        StatePill *pill;
        WrappedLabel *message;
        WrappedLabel *remedy;
        QList<std::pair<Remedy, QPushButton *>> buttons;
    };

    void addRow(const Finding &finding, bool first);
    [[nodiscard]] static QList<Remedy> remediesOf(const Finding &finding);

    Findings m_findings;
    std::optional<QList<Remedy>> m_offered;
    QList<Row> m_rows;
};

} // namespace aegisx::ui
