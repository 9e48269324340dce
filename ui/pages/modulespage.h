#pragma once

#include "ui/pages/sitepage.h"

#include <QHash>

#include <memory>

class QItemSelection;

namespace aegisx::ui {

// The modules at the left, the migrations of the chosen one as a table, its SQL below, and what can
// be done with them.
class ModulesPage final : public SitePage
{
    Q_OBJECT

public:
    explicit ModulesPage(SiteSession &session, QWidget *parent = nullptr);
    ~ModulesPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Icon pageIcon() const override;
    void activate() override;

    void showModule(const QString &moduleId); // chooses it, where there is such a module
    // The same, with what the catalog has of the migration.
    void showEvidence(const QString &moduleId, const QString &stem);

protected:
    void retranslate() override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void connectUi();
    void connectChoices();
    void connectSession();
    void restoreState();
    void rememberState();
    void scaleColumns(int from, int to); // average letters, in pixels
    void showSnapshot();
    void chooseModule();
    void chooseMigration();
    void selectMigrations();
    void request(const operations::Request &request);
    void wantEvidence();
    void followEvidence();
    void makeRoomForEvidence();
    void makeRoomForMigrations();
    [[nodiscard]] int roomForMigrations() const; // the height of a handful of rows
    void chooseSeed();
    void fitHeader();
    void fitModuleList(); // to the words that it shows
    void showSeeds();
    void showHeading();
    void showStates(); // of the modules, with what evidence adds
    void showFilters();
    void showMigrationFile();
    void readAppliedSum();
    [[nodiscard]] const modules::Module *module() const;

    struct Parts;
    std::unique_ptr<Parts> m_parts;
    int m_letter; // how wide an average one is, which the columns follow
    bool m_isSplit = false; // by a person, or when the page was first shown
    QString m_moduleId;
    QString m_migrationId;
    // Of each run that was looked into: the checksums of what it applied, by "module/stem".
    QHash<QString, QHash<QString, QString>> m_sums;
};

} // namespace aegisx::ui
