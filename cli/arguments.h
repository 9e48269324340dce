#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace aegisx::cli {

enum class Verb {
    Status,
    Migrate,
    Rollback,
    Seed,
    Unlock,
    Locks,
    StopSession,
    MoveTable,
    CreateAdministrator,
    Misplaced,
    Check,
    Evidence,
    MarkCompleted,
    MarkPending,
    EnvironmentShow,
    EnvironmentSet,
    PracticeStart,
    PracticeStop,
    PracticeStatus,
    PracticeReset,
    PracticeUpgrade,
    SitesList,
    SitesAdd,
    SitesRemove,
    SitesTest,
    Lint,
    NewModule,
    NewMigration,
};

// The command line as a value.
struct Arguments {
    Verb verb = Verb::Status;
    QString site;
    QString url;
    QString envFile;
    QStringList moduleFolders;
    bool json = false;
    bool yes = false;
    QString confirmSite; // the site's name, typed for a plan that destroys rows
    bool thai = false;

    QStringList modules; // the verb's MODULE arguments
    QStringList objects; // move-table: what is moved; to is the schema
    QString to;
    bool stepByStep = false;
    bool dryRun = false;
    bool showSql = false; // --sql: each statement of a plan
    std::optional<int> batches;
    bool all = false;
    bool allModules = false;
    bool force = false;
    QStringList names; // mark-completed, mark-pending: of migrations
    bool provable = false; // instead of names: all that the database proves
    std::optional<int> batch; // mark-completed: the one to record
    QString reason;
    int pid = 0; // stop-session
    bool end = false; // stop-session: the session itself, not only its statement

    QStringList folders; // lint: what is checked; empty: the folders of modules
    QString format; // lint: "text", "json", "sarif"
    std::optional<QString> database; // lint: a server to try the migrations at
    bool practice = false; // lint: try them on the practice site's server
    bool listRules = false;

    QString userName; // create-administrator
    QString email;
    QString firstName;
    QString lastName;
    bool passwordFromInput = false; // its first line is the password; else a person is asked

    QString titleEn; // new module
    QString titleTh;
    QString kind; // new migration: as modules::migrationKindNames()
    QString inFolder; // new: where the module's folder is, or is made

    QString name; // of a site; new migration: its description
    QString nameEn;
    QString code;
    QString environment = QStringLiteral("production"); // sites add, environment set
    bool keepPassword = false;
};

// What to do instead of a verb: print this (help, version, or what is wrong) and exit.
struct Answer {
    QString text;
    bool isError = false;
};

[[nodiscard]] std::variant<Arguments, Answer> parseArguments(const QStringList &arguments);

} // namespace aegisx::cli
