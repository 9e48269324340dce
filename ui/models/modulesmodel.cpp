#include "ui/models/modulesmodel.h"

#include "core/base/language.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

QStringList idsOf(const std::shared_ptr<const SiteSnapshot> &snapshot)
{
    QStringList ids;
    if (!snapshot)
        return ids;
    for (const modules::Module &module : snapshot->catalog.modules)
        ids << module.manifest.id;
    return ids;
}

} // namespace

QString moduleTitle(const modules::Manifest &manifest)
{
    const QString title = manifest.title(currentLanguage() == Language::Thai);
    return title == manifest.id ? title : title % u" ("_s % manifest.id % u')';
}

void ModulesModel::setSnapshot(std::shared_ptr<const SiteSnapshot> snapshot)
{
    if (idsOf(snapshot) == idsOf(m_snapshot)) { // the selection stays
        m_snapshot = std::move(snapshot);
        retranslate();
        return;
    }
    beginResetModel();
    m_snapshot = std::move(snapshot);
    endResetModel();
}

void ModulesModel::setContradicted(const QStringList &moduleIds)
{
    if (m_contradicted == moduleIds)
        return;
    m_contradicted = moduleIds;
    retranslate();
}

PillLook ModulesModel::lookOf(const inspection::ModuleState &state) const
{
    return ui::lookOf(state, m_contradicted.contains(state.id));
}

void ModulesModel::retranslate()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

int ModulesModel::rowOf(const QString &moduleId) const
{
    return static_cast<int>(idsOf(m_snapshot).indexOf(moduleId));
}

int ModulesModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_snapshot)
        return 0;
    return static_cast<int>(m_snapshot->catalog.modules.size());
}

QVariant ModulesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const modules::Manifest &manifest = m_snapshot->catalog.modules.at(index.row()).manifest;
    const inspection::ModuleState *state = m_snapshot->state.find(manifest.id);
    const QString title = moduleTitle(manifest);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return title;
    case Qt::AccessibleTextRole:
        return QString(title % u", "_s % lookOf(*state).text);
    case IdRole:
        return manifest.id;
    case StateRole:
        return static_cast<int>(state->status);
    case MeaningRole:
        return static_cast<int>(lookOf(*state).meaning);
    case IconRole:
        return static_cast<int>(lookOf(*state).icon);
    case PillTextRole:
        return lookOf(*state).text;
    default:
        return {};
    }
}

} // namespace aegisx::ui
