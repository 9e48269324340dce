#pragma once

#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// Who holds what: the migration lock of each module with what can be done about it, and the
// sessions of the database that wait for others. Reached from where a lock is spoken of.
class LocksPage final : public SitePage
{
    Q_OBJECT

public:
    explicit LocksPage(SiteSession &session, QWidget *parent = nullptr);
    ~LocksPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override; // reads the site again

Q_SIGNALS:
    void backRequested();

protected:
    void retranslate() override;
    void changeEvent(QEvent *event) override;

private:
    struct Parts;
    void readLocks();
    void showLocks();
    void showWaits();
    void updateActions();

    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
