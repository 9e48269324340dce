#pragma once

#include "ui/models/searchproxy.h"
#include "ui/models/sitesmodel.h"
#include "ui/window/appcontext.h"

#include <QTreeView>

namespace aegisx::ui {

// The sites as rows that can be searched, sorted and opened. Remembers its columns, its order and
// what is searched for.
class SitesTable final : public QTreeView
{
    Q_OBJECT

public:
    explicit SitesTable(AppContext &context, QWidget *parent = nullptr);

    // Keeps the chosen row chosen, where it is still there; else the first one is.
    void setProfiles(const QList<sites::SiteProfile> &profiles);
    [[nodiscard]] std::optional<sites::SiteProfile> find(const QString &profileId) const;
    [[nodiscard]] std::optional<sites::SiteProfile> current() const;
    void select(const QString &profileId);

    void setSearch(const QString &text);
    [[nodiscard]] QString rememberedSearch() const;
    [[nodiscard]] int shownCount() const { return m_proxy->rowCount(); }
    [[nodiscard]] bool isEmpty() const { return m_model->rowCount() == 0; }
    void retranslate();

Q_SIGNALS:
    void currentSiteChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void restoreColumns();
    void rememberColumns(int column);
    void rememberSort(int column, Qt::SortOrder order);
    void setUsualWidths();
    void chooseSomething();

    AppContext &m_context;
    SitesModel *m_model;
    SearchProxy *m_proxy;
    bool m_restoring = false;
};

} // namespace aegisx::ui
