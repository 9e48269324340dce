#pragma once

#include <QMap>
#include <QObject>
#include <QSettings>
#include <QVariant>

#include <memory>

namespace aegisx::ui {

// What the program remembers of itself, in one table of names, types and defaults. Everything
// about sites is the SiteStore's.
enum class Setting {
    Language, // "th", "en"; empty: the system's
    Era, // "buddhist", "common"; empty: the usual one of the language
    Theme, // keyOf(ThemeMode)
    TextPercent,
    ModuleFolders, // list; empty: those that came with the program
    KeepAliveSeconds, // how often an open connection is asked for a sign of life
};

// Over an injected QSettings. GUI thread only.
class Settings final : public QObject
{
    Q_OBJECT

public:
    explicit Settings(std::unique_ptr<QSettings> store, QObject *parent = nullptr);

    [[nodiscard]] QVariant value(Setting setting) const;
    [[nodiscard]] QString text(Setting setting) const { return value(setting).toString(); }
    [[nodiscard]] int number(Setting setting) const { return value(setting).toInt(); }
    [[nodiscard]] QStringList list(Setting setting) const { return value(setting).toStringList(); }
    void set(Setting setting, const QVariant &value);
    // Until the program ends, without being kept: an option of the command line.
    void overrideForNow(Setting setting, const QVariant &value);

    // The state of a window, of columns or of a filter, under a name of its own.
    [[nodiscard]] QVariant state(const QString &name) const;
    void setState(const QString &name, const QVariant &state);

Q_SIGNALS:
    void changed(aegisx::ui::Setting setting);

private:
    std::unique_ptr<QSettings> m_store;
    QMap<Setting, QVariant> m_values; // as read at the start: another window may write others
    QMap<Setting, QVariant> m_overrides;
};

} // namespace aegisx::ui
