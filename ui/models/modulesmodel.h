#pragma once

#include "ui/site/sitesnapshot.h"
#include "ui/widgets/statepill.h"

#include <QAbstractListModel>
#include <QStringList>

#include <memory>

namespace aegisx::ui {

// The modules of a site in the catalog's order, each with the pill of its state.
class ModulesModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setSnapshot(std::shared_ptr<const SiteSnapshot> snapshot);
    void setContradicted(const QStringList &moduleIds); // the database differs from the record
    void retranslate();
    [[nodiscard]] int rowOf(const QString &moduleId) const; // -1: there is none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] PillLook lookOf(const inspection::ModuleState &state) const;

    std::shared_ptr<const SiteSnapshot> m_snapshot;
    QStringList m_contradicted;
};

// "Core (core)", in the language that is set: findings and plans say the id.
[[nodiscard]] QString moduleTitle(const modules::Manifest &manifest);

} // namespace aegisx::ui
