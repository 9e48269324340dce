#pragma once

#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// What an operation would do, before it runs: what is lost, the check of the site, the steps in
// order with their SQL, what cannot be undone, the findings; the options it has, and the one button
// that starts it. Destroying on production wants the site's name typed.
class PlanPage final : public SitePage
{
    Q_OBJECT

public:
    explicit PlanPage(SiteSession &session, QWidget *parent = nullptr);
    ~PlanPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

    void showLoading(const operations::Request &request);
    void showPreparation(std::shared_ptr<const operations::Preparation> preparation);
    void showRefusal(const Error &error); // instead of a plan

Q_SIGNALS:
    void runRequested(); // what showPreparation() was given
    void backRequested();
    void evidenceRequested(const QString &moduleId, const QString &stem);
    // locksRequested(): who holds the lock that a refusal names
    // operationRequested(): the options were changed, plan again

protected:
    void retranslate() override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Parts;
    void updateButtons();
    void showFromTheTop();
    void check(); // before the run; again, where it was made already

    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
