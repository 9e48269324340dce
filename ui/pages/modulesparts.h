#pragma once

#include "ui/models/migrationsproxy.h"
#include "ui/pages/modulespage.h"

class QComboBox;
class QLineEdit;
class QListView;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTreeView;
class QVBoxLayout;

namespace aegisx::ui {

class Banner;
class EmptyState;
class ListPane;
class MigrationsModel;
class ModuleActions;
class ModuleFileView;
class ModulesModel;
class SectionHeading;
class SeedsModel;
class StatePill;

// The widgets of the Modules page, put together.
struct ModulesPage::Parts {
    explicit Parts(ModulesPage *page);

    ModulesModel *modules;
    MigrationsModel *migrations;
    MigrationsProxy *proxy;
    SeedsModel *seeds;
    ModuleActions *actions;

    QStackedWidget *stack;
    EmptyState *empty;
    QSplitter *split; // modules | the chosen one
    QListView *moduleList;
    SectionHeading *moduleTitle;
    StatePill *modulePill;
    Banner *finding;
    QPushButton *rollBack; // a menu
    QMenu *rollBackMenu;
    QPushButton *mark; // a menu
    QMenu *markMenu;
    QTabWidget *tabs; // migrations, seeds
    QComboBox *filter;
    QLineEdit *search;
    QSplitter *migrationSplit;
    QStackedWidget *tableStack;
    QTreeView *table;
    EmptyState *noRows;
    ModuleFileView *migrationFile;
    QStackedWidget *seedStack;
    QSplitter *seedSplit;
    ListPane *seedList;
    EmptyState *noSeeds;
    ModuleFileView *seedFile;

    void fitToFont(int line); // the least heights, given that of a line

private:
    [[nodiscard]] QWidget *makeModuleList(QWidget *parent);
    [[nodiscard]] QWidget *makeModule(QWidget *parent);
    void addButtons(QVBoxLayout *column);
    [[nodiscard]] QWidget *makeMigrations(QWidget *parent);
    void setUpTable();
    [[nodiscard]] QWidget *makeSeeds(QWidget *parent);
};

} // namespace aegisx::ui
