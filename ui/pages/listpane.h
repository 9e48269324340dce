#pragma once

#include "ui/settings/settings.h"

#include <QList>
#include <QStackedWidget>

class QTreeView;

namespace aegisx::ui {

class EmptyState;

// A table of rows, and what stands in its place while there is none to show.
class ListPane final : public QStackedWidget
{
    Q_OBJECT

public:
    // name begins the objectNames: "columns" makes "columnsTreeView", "columnsEmptyState".
    explicit ListPane(const QString &name, QWidget *parent = nullptr);

    [[nodiscard]] QTreeView *view() const { return m_view; }
    [[nodiscard]] EmptyState *empty() const { return m_empty; }
    void showView();
    [[nodiscard]] EmptyState *showInstead(); // to be told what to say
    void setLabel(const QString &label); // what a screen reader calls it
    // Brings back the columns and their order (sorted by sortColumn at first), and remembers them
    // under name. Until somebody sets the widths they are so many letters, whatever the text size.
    void keepColumns(Settings &settings,
                     const QString &name,
                     const QList<int> &letters,
                     int sortColumn = -1,
                     Qt::SortOrder order = Qt::AscendingOrder);

private:
    void setUsualWidths();
    void remember();

    Settings *m_settings = nullptr;
    QString m_stateName;
    QList<int> m_letters; // empty: somebody set the widths
    bool m_setting = false;
    QTreeView *m_view;
    EmptyState *m_empty;
};

} // namespace aegisx::ui
