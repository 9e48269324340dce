#pragma once

#include "core/inspection/evidence.h"

#include <QAbstractTableModel>

namespace aegisx::ui {

// The objects of one migration, in the order of its statements, and what the catalog has of each.
class EvidenceModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Object, Kind, Presence, Where, Difference, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setObjects(const QList<inspection::ObjectEvidence> &objects);
    void retranslate();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<inspection::ObjectEvidence> m_objects;
};

// "Everything it makes is there, but it is not recorded as applied." and the like.
[[nodiscard]] QString evidenceSentence(const inspection::MigrationEvidence &evidence);

} // namespace aegisx::ui
