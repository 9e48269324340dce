#pragma once

#include "core/sites/siteprofile.h"
#include "ui/widgets/statepill.h"
#include "ui/window/appcontext.h"

#include <QAbstractTableModel>
#include <QList>

#include <optional>

namespace aegisx::ui {

// The hospital's name in the language that is set.
[[nodiscard]] QString hospitalName(const sites::SiteProfile &profile);

[[nodiscard]] PillLook pillOf(Environment environment);
// Of a profile's lastState: "upToDate", "pending 3", "needsAttention", "notInstalled",
// "notReachable"; empty or unknown: nothing is known yet.
[[nodiscard]] PillLook pillOfState(const QString &lastState);

// The profiles as a table, one a row.
class SitesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Hospital, SiteEnvironment, Connection, State, LastVisit, ColumnCount };

    explicit SitesModel(const AppContext &context, QObject *parent = nullptr);

    void setProfiles(const QList<sites::SiteProfile> &profiles);
    [[nodiscard]] std::optional<sites::SiteProfile> find(const QString &profileId) const;
    void retranslate(); // every word, and the era of the dates

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant display(const sites::SiteProfile &profile, int column) const;
    [[nodiscard]] static QVariant sortValue(const sites::SiteProfile &profile, int column);
    [[nodiscard]] static QString searchText(const sites::SiteProfile &profile);

    const AppContext &m_context;
    QList<sites::SiteProfile> m_profiles;
};

} // namespace aegisx::ui
