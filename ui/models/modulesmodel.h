#pragma once

#include "ui/site/sitesnapshot.h"

#include <QAbstractListModel>

#include <memory>

namespace aegisx::ui {

// The modules of a site in the catalog's order, each with the pill of its state.
class ModulesModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setSnapshot(std::shared_ptr<const SiteSnapshot> snapshot);
    void retranslate();
    [[nodiscard]] int rowOf(const QString &moduleId) const; // -1: there is none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::shared_ptr<const SiteSnapshot> m_snapshot;
};

} // namespace aegisx::ui
