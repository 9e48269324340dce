#pragma once

#include "ui/models/tablepartsmodel.h"
#include "ui/models/tablesmodel.h"
#include "ui/site/sitesession.h"

#include <QStackedWidget>
#include <QTimer>

#include <array>
#include <optional>

class QTabWidget;

namespace aegisx::ui {

class ElidedLabel;
class EmptyState;
class ListPane;
class RowCounter;
class TablePreviewPane;
class WrappedLabel;

// One table: what it is made of, how many rows it has, and the first of them.
class TableDetailView final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit TableDetailView(SiteSession &session, QWidget *parent = nullptr);

    // The same table again: everything stays until it is read anew.
    void setTable(const std::optional<TablesModel::Row> &row, const QString &moduleTitle);
    void setModuleTitle(const QString &title); // in the language that is set
    void retranslate();

Q_SIGNALS:
    void listOutdated(); // somebody wants the list read again: the table is gone

private:
    struct PartTab {
        TablePartsModel *model;
        ListPane *pane;
    };

    void buildUi();
    void addPart(TablePartsModel::Part part, const QString &name);
    void connectUi();
    void takeLook();
    void restoreState();
    void rememberState();
    void read();
    void take(const Result<inspection::TableDetails> &details);
    void present();
    void presentParts();

    SiteSession &m_session;
    std::optional<TablesModel::Row> m_row;
    QString m_moduleTitle;
    std::optional<Result<inspection::TableDetails>> m_details;
    QTimer m_settle;
    int m_request = 0;

    EmptyState *m_instead = nullptr;
    QWidget *m_content = nullptr;
    ElidedLabel *m_heading = nullptr;
    WrappedLabel *m_facts = nullptr;
    WrappedLabel *m_comment = nullptr;
    RowCounter *m_counter = nullptr;
    QTabWidget *m_tabs = nullptr;
    std::array<PartTab, 4> m_parts {};
    TablePreviewPane *m_preview = nullptr;
};

} // namespace aegisx::ui
