#pragma once

#include "ui/pages/sitepage.h"

#include <memory>

namespace aegisx::ui {

struct HistoryRun;

// Every run on this site, from this computer and as the site itself keeps them; each opens its
// report.
class HistoryPage final : public SitePage
{
    Q_OBJECT

public:
    explicit HistoryPage(SiteSession &session, QWidget *parent = nullptr);
    ~HistoryPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

Q_SIGNALS:
    void reportRequested(const aegisx::reports::SiteReport &report); // to be shown

protected:
    void retranslate() override;

private:
    void buildUi();
    void connectUi();
    void connectSession();
    void restoreState();
    void rememberState();
    void readRuns();
    void merge();
    void choose(const QString &id);
    void open();
    void openOther(const HistoryRun &run);
    void exportRuns();
    void showFilters();
    void showRows();
    void showBanner();
    void showButtons();
    void say(const QString &sentence);
    [[nodiscard]] const HistoryRun *current() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace aegisx::ui
