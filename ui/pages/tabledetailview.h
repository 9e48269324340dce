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

class Banner;
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
    // Where its migration puts the table that is shown; empty: where it stands, or not known.
    void setMisplaced(const std::optional<inspection::Misplaced> &misplaced);
    void setMoveObstacle(const QString &obstacle); // why it cannot be moved now; empty: it can
    void retranslate();

Q_SIGNALS:
    void listOutdated(); // somebody wants the list read again: the table is gone
    void moveRequested(); // to the schema it belongs to

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
    void presentPlacement();

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
    Banner *m_placement = nullptr;
    RowCounter *m_counter = nullptr;
    QTabWidget *m_tabs = nullptr;
    std::array<PartTab, 4> m_parts {};
    TablePreviewPane *m_preview = nullptr;
};

} // namespace aegisx::ui
