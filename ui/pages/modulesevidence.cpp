#include "ui/models/migrationsmodel.h"
#include "ui/models/modulesmodel.h"
#include "ui/models/statelooks.h"
#include "ui/pages/evidenceview.h"
#include "ui/pages/marking.h"
#include "ui/pages/moduleactions.h"
#include "ui/pages/modulefileview.h"
#include "ui/pages/modulesparts.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTabWidget>
#include <QTimer>
#include <QTreeView>

#include <utility>

// What the Modules page does with evidence, and with the migrations that are to be marked.

namespace aegisx::ui {

void ModulesPage::showEvidence(const QString &moduleId, const QString &stem)
{
    showModule(moduleId);
    m_parts->tabs->setCurrentIndex(0);
    m_parts->filter->setCurrentIndex(0);
    m_parts->search->clear();
    const QModelIndex row = m_parts->migrations->index(m_parts->migrations->rowOf(stem), 0);
    m_parts->table->setCurrentIndex(m_parts->proxy->mapFromSource(row));
    m_parts->migrationFile->showEvidenceTab();
    makeRoomForEvidence();
    m_parts->table->setFocus(Qt::OtherFocusReason);
}

// A handful of objects at once, where the window has room for them besides the migrations.
void ModulesPage::makeRoomForEvidence()
{
    constexpr int lines = 19; // of text: the tabs, the sentence, the header and seven rows
    const QList<int> sizes = m_parts->migrationSplit->sizes();
    const int all = sizes.at(0) + sizes.at(1);
    const int wanted = qMin(lines * fontMetrics().height(), all - roomForMigrations());
    if (sizes.at(1) < wanted)
        m_parts->migrationSplit->setSizes({all - wanted, wanted});
    makeRoomForMigrations();
}

int ModulesPage::roomForMigrations() const
{
    constexpr int rows = 6;
    const QTreeView *table = m_parts->table;
    const int row =
        table->sizeHintForRow(0) > 0 ? table->sizeHintForRow(0) : 2 * fontMetrics().height();
    return table->header()->sizeHint().height() + rows * row + 2 * table->frameWidth()
        + table->horizontalScrollBar()->sizeHint().height();
}

// The rest is the file's, which needs some as well. The chosen row stays in sight, once the
// splitter has laid the table out.
void ModulesPage::makeRoomForMigrations()
{
    QSplitter *split = m_parts->migrationSplit;
    const QList<int> sizes = split->sizes();
    const int all = sizes.at(0) + sizes.at(1);
    const int wanted =
        qMin(roomForMigrations(), all - m_parts->migrationFile->minimumSizeHint().height());
    if (sizes.at(0) < wanted)
        split->setSizes({wanted, all - wanted});
    QTimer::singleShot(
        0, this, [table = m_parts->table] { table->scrollTo(table->currentIndex()); });
}

void ModulesPage::showEvent(QShowEvent *event)
{
    SitePage::showEvent(event);
    wantEvidence();
    if (!std::exchange(m_isSplit, true))
        QTimer::singleShot(0, this, &ModulesPage::makeRoomForMigrations);
}

// Nothing is read for a page that nobody looks at.
void ModulesPage::wantEvidence()
{
    if (!isVisible())
        return;
    session().evidence().want(m_moduleId); // first the one that is looked at
    session().evidence().wantAll();
}

void ModulesPage::followEvidence()
{
    const SiteEvidence::OfModule &evidence = session().evidence().of(m_moduleId);
    m_parts->migrations->setEvidence(evidence);
    m_parts->migrationFile->evidence()->showEvidence(evidence, m_migrationId);
    m_parts->actions->refresh();
    showStates();
    showFilters();
    QTreeView *table = m_parts->table; // a filter may have shown nothing until now
    if (!table->currentIndex().isValid())
        table->setCurrentIndex(m_parts->proxy->index(0, 0));
}

void ModulesPage::showStates()
{
    const auto snapshot = session().snapshot();
    if (!snapshot)
        return;
    QStringList contradicted;
    for (const inspection::ModuleState &module : snapshot->state.modules) {
        if (session().evidence().contradicts(module.id))
            contradicted << module.id;
    }
    m_parts->modules->setContradicted(contradicted);
    fitModuleList();
    if (const inspection::ModuleState *state = snapshot->state.find(m_moduleId))
        m_parts->modulePill->setState(lookOf(*state, contradicted.contains(m_moduleId)));
}

void ModulesPage::request(const operations::Request &request)
{
    if (const auto *mark = std::get_if<plans::MarkRequest>(&request))
        askToMark(*this, *mark);
    else
        Q_EMIT operationRequested(request);
}

void ModulesPage::selectMigrations()
{
    QList<inspection::MigrationInfo> selected;
    const QModelIndexList rows = m_parts->table->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows)
        selected << m_parts->migrations->row(m_parts->proxy->mapToSource(index).row()).info;
    m_parts->actions->setSelection(selected);
}

} // namespace aegisx::ui
