#pragma once

#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// A run as it goes: the steps at the left, the current statement, who blocks us (to be asked to
// cancel, or ended) and the log at the right, the time, Cancel. Takes thousands of events without a
// stall.
class RunPage final : public SitePage
{
    Q_OBJECT

public:
    explicit RunPage(SiteSession &session, QWidget *parent = nullptr);
    ~RunPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

    void start(std::shared_ptr<const operations::Preparation> preparation);
    void addEvents(const QList<Event> &events); // in order
    // The run is over; the log stays for reading. What is to be said of a question that stood open
    // until now, else empty.
    QString finish();

Q_SIGNALS:
    void cancelRequested();
    void reportRequested(); // after the end: back to the report

protected:
    void retranslate() override;
    void changeEvent(QEvent *event) override;

private:
    struct Parts;
    void follow(const Event &event);
    void followWaiting(const Event &event);
    void sayLeftAlone(int pid);
    void showBlockers();
    void showTime();
    void showProgress();
    void showButtons();
    [[nodiscard]] const plans::PlanStep *currentStep() const; // nullptr: between steps
    [[nodiscard]] QString currentText() const;
    [[nodiscard]] QString currentStatement() const;

    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
