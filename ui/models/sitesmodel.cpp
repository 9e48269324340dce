#include "ui/models/sitesmodel.h"

#include "core/base/environment.h"
#include "core/base/language.h"
#include "core/base/tr.h"
#include "core/inspection/sitestate.h"
#include "core/words/words.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::ModuleStatus;

namespace {

// What wants somebody's work stands first.
int rankOf(const QString &lastState)
{
    static const QStringList order {u"needsAttention"_s,
                                    u"notReachable"_s,
                                    u"pending"_s,
                                    u"notInstalled"_s,
                                    u"upToDate"_s,
                                    QString()};
    const QString word = lastState.section(u' ', 0, 0);
    return static_cast<int>(word.isEmpty() ? order.size() : order.indexOf(word));
}

// "host:port", for each host.
QString placeOf(const postgres::ConnectionSettings &settings)
{
    const QStringList hosts = settings.host.split(u',');
    const QStringList ports = settings.port.split(u',');
    QStringList places;
    for (qsizetype i = 0; i < hosts.size(); ++i) {
        const QString host = hosts.at(i).isEmpty() ? Tr::tr("default host") : hosts.at(i);
        const QString port = ports.size() == 1 ? ports.first() : ports.value(i);
        places << (port.isEmpty() ? host : host % u':' % port);
    }
    return places.join(u',');
}

std::optional<PillLook> pill(const sites::SiteProfile &profile, int column)
{
    if (column == SitesModel::SiteEnvironment)
        return pillOf(profile.environment);
    if (column == SitesModel::State)
        return pillOfState(profile.lastState);
    return std::nullopt;
}

} // namespace

QString hospitalName(const sites::SiteProfile &profile)
{
    const bool thai = currentLanguage() == Language::Thai || profile.nameEn.isEmpty();
    return thai ? profile.name : profile.nameEn;
}

PillLook pillOf(Environment environment)
{
    const auto picture = [environment] {
        switch (environment) {
        case Environment::Production:
            return Icon::Shield;
        case Environment::Test:
            return Icon::Server;
        case Environment::Practice:
            return Icon::Practice;
        }
        return Icon::StateUnknown;
    };
    return {Theme::meaningOf(environment), picture(), wordFor(environment)};
}

PillLook pillOfState(const QString &lastState)
{
    const QString word = lastState.section(u' ', 0, 0);
    if (word == jsonKeyOf(ModuleStatus::UpToDate))
        return {Meaning::Success, Icon::StateOk, wordFor(ModuleStatus::UpToDate)};
    if (word == jsonKeyOf(ModuleStatus::Pending)) {
        const int count = lastState.section(u' ', 1, 1).toInt();
        return {Meaning::Info,
                Icon::StatePending,
                count > 0 ? Tr::tr("%n pending", nullptr, count) : wordFor(ModuleStatus::Pending)};
    }
    if (word == jsonKeyOf(ModuleStatus::NeedsAttention))
        return {Meaning::Warning, Icon::StateAttention, wordFor(ModuleStatus::NeedsAttention)};
    if (word == jsonKeyOf(ModuleStatus::NotInstalled))
        return {Meaning::Info, Icon::StatePending, wordFor(ModuleStatus::NotInstalled)};
    if (word == "notReachable"_L1)
        return {Meaning::Danger, Icon::StateFailed, Tr::tr("not reachable")};
    return {Meaning::Neutral, Icon::StateUnknown, Tr::tr("not looked at yet")};
}

SitesModel::SitesModel(const AppContext &context, QObject *parent)
    : QAbstractTableModel(parent), m_context(context)
{
}

void SitesModel::setProfiles(const QList<sites::SiteProfile> &profiles)
{
    beginResetModel();
    m_profiles = profiles;
    endResetModel();
}

std::optional<sites::SiteProfile> SitesModel::find(const QString &profileId) const
{
    const auto found = std::find_if(m_profiles.begin(),
                                    m_profiles.end(),
                                    [&profileId](const auto &one) { return one.id == profileId; });
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

void SitesModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_profiles.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int SitesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_profiles.size());
}

int SitesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SitesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const sites::SiteProfile &profile = m_profiles.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(profile, column);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return column == Connection ? profile.connection.describe() : display(profile, column);
    case SortRole:
        return sortValue(profile, column);
    case FilterRole:
        return searchText(profile);
    case IdRole:
        return profile.id;
    case DetailRole:
        return column == Hospital  ? profile.code
            : column == Connection ? placeOf(profile.connection)
                                   : QVariant();
    case MeaningRole:
        return pill(profile, column) ? QVariant::fromValue(pill(profile, column)->meaning)
                                     : QVariant();
    case IconRole:
        return pill(profile, column) ? QVariant::fromValue(pill(profile, column)->icon)
                                     : QVariant();
    default:
        return {};
    }
}

QVariant SitesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && section == State)
        return Tr::tr("State at the last visit");
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Hospital:
        return Tr::tr("Hospital");
    case SiteEnvironment:
        return Tr::tr("Environment");
    case Connection:
        return Tr::tr("Database");
    case State:
        return Tr::tr("State");
    case LastVisit:
        return Tr::tr("Last visit");
    default:
        return {};
    }
}

QVariant SitesModel::display(const sites::SiteProfile &profile, int column) const
{
    switch (column) {
    case Hospital:
        return hospitalName(profile);
    case Connection:
        return profile.connection.database.isEmpty() ? Tr::tr("default database")
                                                     : profile.connection.database;
    case LastVisit:
        return m_context.formatTime(profile.lastVisit);
    default:
        return pill(profile, column)->text;
    }
}

QVariant SitesModel::sortValue(const sites::SiteProfile &profile, int column)
{
    switch (column) {
    case Hospital:
        return hospitalName(profile);
    case SiteEnvironment:
        return static_cast<int>(profile.environment);
    case Connection:
        return profile.connection.describe();
    case State:
        return rankOf(profile.lastState);
    default:
        return profile.lastVisit;
    }
}

QString SitesModel::searchText(const sites::SiteProfile &profile)
{
    return QStringList {profile.name,
                        profile.nameEn,
                        profile.code,
                        wordFor(profile.environment),
                        profile.connection.describe(),
                        pillOfState(profile.lastState).text}
        .join(u'\n');
}

} // namespace aegisx::ui
