#pragma once

#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

// What a site's tab shows while there is nothing of it to show yet: connecting; the password is
// wanted (with why, and whether to keep it in the keychain); or why it failed and what to do.
class ConnectPage final : public SitePage
{
    Q_OBJECT

public:
    explicit ConnectPage(SiteSession &session, QWidget *parent = nullptr);
    ~ConnectPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

Q_SIGNALS:
    void editRequested(); // the profile

protected:
    void retranslate() override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
