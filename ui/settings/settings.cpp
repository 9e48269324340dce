#include "ui/settings/settings.h"

#include <array>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

struct Entry {
    Setting setting;
    QLatin1StringView key;
    QVariant (*usual)();
};

// In the order of the enum.
constexpr std::array<Entry, 6> entries {{
    {Setting::Language, "language"_L1, [] { return QVariant(QString()); }},
    {Setting::Era, "era"_L1, [] { return QVariant(QString()); }},
    {Setting::Theme, "theme"_L1, [] { return QVariant(u"System"_s); }},
    {Setting::TextPercent, "textPercent"_L1, [] { return QVariant(100); }},
    {Setting::ModuleFolders, "moduleFolders"_L1, [] { return QVariant(QStringList()); }},
    {Setting::KeepAliveSeconds, "keepAliveSeconds"_L1, [] { return QVariant(10); }},
}};

const Entry &entryOf(Setting setting)
{
    return entries.at(static_cast<size_t>(setting));
}

} // namespace

Settings::Settings(std::unique_ptr<QSettings> store, QObject *parent)
    : QObject(parent), m_store(std::move(store))
{
    for (const Entry &entry : entries) {
        const QVariant usual = entry.usual();
        QVariant value = m_store->value(entry.key, usual);
        // A file that was edited by hand may hold anything.
        m_values.insert(entry.setting, value.convert(usual.metaType()) ? value : usual);
    }
}

QVariant Settings::value(Setting setting) const
{
    return m_overrides.value(setting, m_values.value(setting));
}

void Settings::set(Setting setting, const QVariant &value)
{
    if (this->value(setting) == value)
        return;
    m_overrides.remove(setting);
    m_values.insert(setting, value);
    m_store->setValue(entryOf(setting).key, value);
    Q_EMIT changed(setting);
}

void Settings::overrideForNow(Setting setting, const QVariant &value)
{
    m_overrides.insert(setting, value);
    Q_EMIT changed(setting);
}

QVariant Settings::state(const QString &name) const
{
    return m_store->value(u"state/"_s + name);
}

void Settings::setState(const QString &name, const QVariant &state)
{
    m_store->setValue(u"state/"_s + name, state);
}

} // namespace aegisx::ui
