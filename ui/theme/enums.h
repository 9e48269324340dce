#pragma once

#include <QMetaEnum>
#include <QObject>

namespace aegisx::ui {
Q_NAMESPACE // one header a namespace may say this, hence the enums of ui/ together

    enum class ThemeMode {
        System,
        Light,
        Dark,
    };
Q_ENUM_NS(ThemeMode)

// What a colour says; never said by colour alone.
enum class Meaning {
    Neutral,
    Info,
    Success,
    Warning,
    Danger,
};
Q_ENUM_NS(Meaning)

// The parts of SQL text that have a colour of their own.
enum class SqlKind {
    Keyword,
    String,
    Number,
    Comment,
    Identifier, // in double quotes
    Parameter, // $1, :name
};
Q_ENUM_NS(SqlKind)

// Our own drawings: ThemeLight is resources/icons/theme-light.svg.
enum class Icon {
    Sites,
    Add,
    Edit,
    Duplicate,
    Remove,
    Open,
    Import,
    Search,
    Overview,
    Modules,
    Tables,
    History,
    Settings,
    About,
    Upgrade,
    Rollback,
    Seed,
    Lock,
    Unlock,
    Refresh,
    Cancel,
    Save,
    Copy,
    Print,
    Filter,
    StateOk,
    StatePending,
    StateAttention,
    StateUnknown,
    StateRunning,
    StateFailed,
    StateSkipped,
    Info,
    Warning,
    Error,
    Key,
    Server,
    Database,
    Shield,
    Play,
    Back,
    Forward,
    Close,
    Practice,
    Language,
    ThemeLight,
    ThemeDark,
    External,
    Expand,
    Collapse,
    Table,
    View,
    Column,
    Index,
    User,
    Clock,
};
Q_ENUM_NS(Icon)

} // namespace aegisx::ui
