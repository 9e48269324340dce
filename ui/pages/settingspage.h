#pragma once

#include "ui/pages/page.h"
#include "ui/window/appcontext.h"

#include <memory>

namespace aegisx::ui {

// Language, era, theme, text size, module folders, the state of the keychain. Every change counts
// at once.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(AppContext &context, QWidget *parent = nullptr);
    ~SettingsPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

protected:
    void retranslate() override;

private:
    void buildUi();
    void buildChoices();
    void buildFolders();
    void connectUi();
    void addFolder();
    void removeFolder();
    void showFolders();
    void updateFolders();
    void showValues();
    void tryKeychain();
    void showKeychain();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
