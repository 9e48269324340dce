#pragma once

#include "core/inspection/evidence.h"
#include "core/plans/plan.h"
#include "ui/dialogs/sitedialog.h"

class QLineEdit;

namespace aegisx::ui {

class WrappedLabel;

// Wants a reason for marking migrations against, or without, the evidence; the audit trail keeps
// it. What would be done is shown by the plan page afterwards.
class ReasonDialog final : public SiteDialog
{
    Q_OBJECT

public:
    // unproven: those that the reason is for.
    ReasonDialog(const sites::SiteProfile &profile,
                 const plans::MarkRequest &request,
                 const QList<inspection::MigrationEvidence> &unproven,
                 QWidget *parent = nullptr);

Q_SIGNALS:
    void given(const aegisx::plans::MarkRequest &request); // with the reason

private:
    void buildUi();
    void retranslate() override;
    [[nodiscard]] QString listText() const;
    void followTyping();

    plans::MarkRequest m_request;
    QList<inspection::MigrationEvidence> m_unproven;
    WrappedLabel *m_why;
    WrappedLabel *m_list;
    WrappedLabel *m_wish;
    QLineEdit *m_reason;
};

} // namespace aegisx::ui
