#pragma once

#include "core/inspection/evidence.h"
#include "core/plans/plan.h"
#include "core/sites/siteprofile.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace aegisx::ui {

class SiteHeader;
class WrappedLabel;

// Wants a reason for marking migrations against, or without, the evidence; the audit trail keeps
// it. What would be done is shown by the plan page afterwards.
class ReasonDialog final : public QDialog
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

protected:
    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void buildUi();
    void retranslate();
    [[nodiscard]] QString listText() const;
    void followTyping();

    plans::MarkRequest m_request;
    QList<inspection::MigrationEvidence> m_unproven;
    SiteHeader *m_header;
    WrappedLabel *m_why;
    WrappedLabel *m_list;
    WrappedLabel *m_wish;
    QLineEdit *m_reason;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace aegisx::ui
