#pragma once

#include "core/plans/plan.h"

#include <QDialog>

#include <memory>

namespace aegisx::ui {

class SiteSession;

// Before objects move to another schema: asks which one, and shows what is known of the move, read
// on the site's lane: what moves along, what keeps working and what would break, conflicts,
// rights, who would be waited for. Changes nothing; the plan page shows the exact statements.
class MoveDialog final : public QDialog
{
    Q_OBJECT

public:
    // schemas: what is offered as a target; any other may be typed. An empty request.toSchema is
    // asked for. Names are as a MoveRequest takes them.
    MoveDialog(SiteSession &session,
               const plans::MoveRequest &request,
               const QStringList &schemas,
               QWidget *parent = nullptr);
    ~MoveDialog() override;

Q_SIGNALS:
    void planRequested(const aegisx::plans::MoveRequest &request);

protected:
    void changeEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
