#pragma once

#include "core/base/finding.h"

#include <QList>
#include <QWidget>

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
    enum class Remedy { ReleaseLock, EditProfile, SetEnvironment };
    Q_ENUM(Remedy)

    explicit FindingList(QWidget *parent = nullptr);

    void setFindings(const Findings &findings);
    // Why a remedy cannot be had now; empty: it can.
    void setObstacle(Remedy remedy, const QString &obstacle);
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
    QList<Row> m_rows;
};

} // namespace aegisx::ui
