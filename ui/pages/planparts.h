#pragma once

#include "core/operations/operation.h"
#include "core/sites/siteprofile.h"
#include "ui/site/sitesnapshot.h"

#include <QWidget>

#include <memory>

class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QTabWidget;
class QTreeView;

namespace aegisx::ui {

class Banner;
class ElidedLabel;
class EmptyState;
class FindingList;
class Foldout;
class HintedCheckBox;
class LossesView;
class NameConfirmation;
class PlanModel;
class PreflightView;
class SqlView;
class WrappedLabel;

// The two things a plan page shows: a plan, and why there is none.

// What is lost, the check before the run, the steps with their SQL, the findings, the options and,
// where it must be, the typed name.
class PlanView final : public QWidget
{
    Q_OBJECT

public:
    explicit PlanView(QWidget *parent = nullptr);

    void setPreparation(std::shared_ptr<const operations::Preparation> preparation,
                        const sites::SiteProfile &profile);
    [[nodiscard]] bool isConfirmed() const; // also where nothing needs to be
    [[nodiscard]] QString missingConfirmation() const; // in a sentence; empty: nothing is missing
    [[nodiscard]] bool hasFindings() const;
    [[nodiscard]] bool wantsName() const { return m_wantsName; }
    // Where the name is typed: the page puts it where it never scrolls away.
    [[nodiscard]] NameConfirmation *confirmation() const { return m_confirmation; }
    [[nodiscard]] PreflightView *check() const { return m_check; } // the page makes it
    void retranslate();
    // As high as its wrapped lines really are at its width, which a scroll area asks for.
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void requestChanged(const aegisx::operations::Request &request); // plan again
    void confirmationChanged();

private:
    void buildTable();
    void buildDetails();
    void connectUi();
    void showStep();
    void nameTextTab();
    void showBanner();
    void showOptions();
    void showTabs();
    void fitSplitter();
    [[nodiscard]] bool isAboutEvidence() const;
    [[nodiscard]] Findings findings() const; // the gravest first
    [[nodiscard]] int warningCount() const;
    [[nodiscard]] QString warningsSentence() const;
    [[nodiscard]] bool showsRows() const; // of a CSV seed, instead of SQL
    [[nodiscard]] QString whyTheName() const;
    [[nodiscard]] bool leavesOutSeeds() const;
    [[nodiscard]] int irreversibleCount() const;

    std::shared_ptr<const operations::Preparation> m_preparation;
    sites::SiteProfile m_profile;
    bool m_wantsName = false;
    bool m_leavesOutSeeds = false; // unless it is forced
    PlanModel *m_model;
    Banner *m_banner;
    EmptyState *m_nothing;
    LossesView *m_losses;
    PreflightView *m_check;
    QSplitter *m_splitter;
    QTreeView *m_table;
    QTabWidget *m_details;
    QWidget *m_sqlTab = nullptr;
    QWidget *m_notesTab = nullptr;
    ElidedLabel *m_file;
    SqlView *m_sql;
    FindingList *m_findings;
    HintedCheckBox *m_stepByStep;
    HintedCheckBox *m_force;
    NameConfirmation *m_confirmation;
};

// Why there is no plan, what it means and what to do; and, where forcing is a way, that way.
class RefusalView final : public QWidget
{
    Q_OBJECT

public:
    explicit RefusalView(QWidget *parent = nullptr);

    void setRefusal(const operations::Request &request,
                    const Error &error,
                    std::shared_ptr<const SiteSnapshot> snapshot);
    void retranslate();

Q_SIGNALS:
    void requestChanged(const aegisx::operations::Request &request);
    void locksRequested(); // who holds the lock that stands in the way

private:
    [[nodiscard]] bool mayForceUnlock() const;

    operations::Request m_request;
    Error m_error;
    std::shared_ptr<const SiteSnapshot> m_snapshot;
    Banner *m_banner;
    WrappedLabel *m_remedy;
    HintedCheckBox *m_force;
    QPushButton *m_locks;
    FindingList *m_findings;
    Foldout *m_details;
    QPlainTextEdit *m_words;
};

} // namespace aegisx::ui
