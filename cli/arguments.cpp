#include "cli/arguments.h"

#include "cli/parserwords.h"
#include "core/base/tr.h"
#include "core/base/version.h"
#include "core/modules/migrationname.h"

#include <QLocale>

#include <CLI/CLI.hpp>

#include <sstream>

namespace aegisx::cli {

using namespace Qt::StringLiterals;

namespace {

std::string say(const QString &text)
{
    return text.toStdString();
}

// CLI11 writes into std::strings; this hands them over to the Qt side after parsing.
struct Raw {
    std::string site, url, env, lang, to, name, nameEn, code, environment = "production";
    std::vector<std::string> folders, modules, objects;
    std::vector<std::string> markedNames;
    std::string markedModule, reason, confirmSite;
    std::vector<std::string> lintFolders;
    std::string format = "text", database;
    std::string newModule, titleEn, titleTh, kind, inFolder;
    std::string userName, email, firstName, lastName;
    int batch = 0;
    int batches = 0;
};

QStringList toList(const std::vector<std::string> &values)
{
    QStringList list;
    for (const std::string &value : values)
        list << QString::fromStdString(value);
    return list;
}

// In words of our own; CLI11 would name the largest number a double holds.
CLI::Validator numberFromOne()
{
    const auto check = [](std::string &value) {
        bool isNumber = false;
        const int number = QString::fromStdString(value).toInt(&isNumber);
        return isNumber && number > 0 ? std::string()
                                      : say(Tr::tr("must be a whole number from 1 on, not: %1")
                                                .arg(QString::fromStdString(value)));
    };
    return CLI::Validator(check, "N");
}

class Parser
{
public:
    Parser();
    std::variant<Arguments, Answer> parse(const QStringList &arguments);

private:
    CLI::App *addVerb(CLI::App &parent, const char *name, const QString &help, Verb verb);
    void addGlobalOptions();
    void addReadingVerbs();
    void addChangingVerbs();
    void addStopSession();
    void addEvidenceVerbs();
    CLI::App *addMarkVerb(const char *name, const QString &help, Verb verb);
    void addMoveTable();
    void addCreateAdministrator();
    void addEnvironmentVerbs();
    void addPracticeVerbs();
    void addSitesVerbs();
    void addLint();
    void addNewVerbs();
    void addPlanOptions(CLI::App *verb);
    [[nodiscard]] Arguments result();
    [[nodiscard]] Answer wrong(const QString &sentence) const
    {
        return {withHelpHint(m_app, sentence), true};
    }

    CLI::App m_app {
        say(Tr::tr("Looks after the database of an AegisX site: state, upgrade, seeds, rollback.")),
        "aegisx-sitectl"};
    Raw m_raw;
    CLI::Option *m_database = nullptr;
    Arguments m_arguments;
};

CLI::App *Parser::addVerb(CLI::App &parent, const char *name, const QString &help, Verb verb)
{
    CLI::App *command = parent.add_subcommand(name, say(help));
    command->fallthrough();
    command->parse_complete_callback([this, verb] { m_arguments.verb = verb; });
    return command;
}

void Parser::addGlobalOptions()
{
    // The words of CLI11 itself are English only; verbs take over the help flag of their parent.
    m_app.set_help_flag("-h,--help", say(Tr::tr("show this help")));
    auto *site = m_app.add_option(
        "--site", m_raw.site, say(Tr::tr("a site of the list (name, code or id)")));
    auto *url = m_app.add_option(
        "--url", m_raw.url, say(Tr::tr("postgresql:// URL or keyword=value text")));
    auto *env = m_app.add_option(
        "--env", m_raw.env, say(Tr::tr("a .env file with DATABASE_* or POSTGRES_* variables")));
    site->excludes(url)->excludes(env);
    url->excludes(env);
    // One value each time it is given: a MODULE may follow it.
    m_app
        .add_option("--modules",
                    m_raw.folders,
                    say(Tr::tr("a module folder, or a folder of them; repeatable")))
        ->allow_extra_args(false)
        ->type_name("DIR");
    m_app.add_flag("--json", m_arguments.json, say(Tr::tr("one JSON document instead of text")));
    m_app.add_option("--lang", m_raw.lang, say(Tr::tr("language of the texts")))
        ->check(CLI::IsMember({"th", "en"}));
    m_app.add_flag("--yes,-y", m_arguments.yes, say(Tr::tr("do not ask before changing the site")));
    m_app
        .add_option(
            "--confirm-site",
            m_raw.confirmSite,
            say(Tr::tr("the name or the code of a production site, to confirm that its rows are "
                       "lost")))
        ->type_name("NAME");
    m_app.set_version_flag("--version",
                           std::string("aegisx-sitectl ") + programVersion,
                           say(Tr::tr("show the version")));
    m_app.require_subcommand(1);
    m_app.fallthrough();
}

void Parser::addPlanOptions(CLI::App *verb)
{
    verb->add_flag("--dry-run", m_arguments.dryRun, say(Tr::tr("show the plan, change nothing")));
    verb->add_flag("--sql", m_arguments.showSql, say(Tr::tr("show every statement of the plan")));
}

void Parser::addReadingVerbs()
{
    auto *status = addVerb(m_app, "status", Tr::tr("each module's state"), Verb::Status);
    status->add_option("MODULE", m_raw.modules, say(Tr::tr("modules; all if none is named")));
    addVerb(m_app,
            "locks",
            Tr::tr("who holds the migration locks, and who waits for whom"),
            Verb::Locks);
    addVerb(m_app,
            "misplaced",
            Tr::tr("what stands in another schema than its migration says"),
            Verb::Misplaced);
    addVerb(m_app,
            "check",
            Tr::tr("connection, rights, versions, module files, findings"),
            Verb::Check);
}

void Parser::addChangingVerbs()
{
    auto *migrate = addVerb(m_app, "migrate", Tr::tr("run pending migrations"), Verb::Migrate);
    migrate->add_option("MODULE", m_raw.modules, say(Tr::tr("modules; all if none is named")));
    migrate->add_option("--to", m_raw.to, say(Tr::tr("the last migration to run")));
    migrate->add_flag(
        "--step-by-step", m_arguments.stepByStep, say(Tr::tr("a transaction for each migration")));
    addPlanOptions(migrate);

    auto *rollback = addVerb(m_app, "rollback", Tr::tr("undo migrations"), Verb::Rollback);
    auto *module = rollback->add_option("MODULE", m_raw.modules, say(Tr::tr("the module")));
    auto *everyModule =
        rollback->add_flag("--all-modules", m_arguments.allModules, say(Tr::tr("in every module")));
    auto *batches =
        rollback->add_option("--batches", m_raw.batches, say(Tr::tr("the last N batches (1)")))
            ->check(numberFromOne());
    auto *to =
        rollback->add_option("--to", m_raw.to, say(Tr::tr("down to this migration, which stays")));
    auto *all = rollback->add_flag("--all", m_arguments.all, say(Tr::tr("everything")));
    module->excludes(everyModule);
    batches->excludes(to)->excludes(all);
    to->excludes(all)->excludes(everyModule);
    addPlanOptions(rollback);

    auto *seed = addVerb(m_app, "seed", Tr::tr("load reference data"), Verb::Seed);
    seed->add_option("MODULE", m_raw.modules, say(Tr::tr("modules; all if none is named")));
    seed->add_flag(
        "--force",
        m_arguments.force,
        say(Tr::tr(
            "also first-install seeds where there is data, and over what the site changed")));
    addPlanOptions(seed);

    auto *unlock = addVerb(m_app, "unlock", Tr::tr("release a stuck lock"), Verb::Unlock);
    unlock->add_option("MODULE", m_raw.modules, say(Tr::tr("the module")))->required()->expected(1);
    unlock->add_flag("--force",
                     m_arguments.force,
                     say(Tr::tr("although it is not proven that the holder is gone")));
    unlock->add_flag("--dry-run", m_arguments.dryRun, say(Tr::tr("show the plan, change nothing")));
}

void Parser::addStopSession()
{
    auto *stop = addVerb(m_app,
                         "stop-session",
                         Tr::tr("cancel what a session of the database runs, or end it"),
                         Verb::StopSession);
    stop->add_option("PID", m_arguments.pid, say(Tr::tr("its process, as \"locks\" names it")))
        ->required()
        ->check(numberFromOne());
    stop->add_flag("--end",
                   m_arguments.end,
                   say(Tr::tr("end the session instead of cancelling its statement")));
    stop->add_flag("--dry-run", m_arguments.dryRun, say(Tr::tr("show the plan, change nothing")));
}

void Parser::addMoveTable()
{
    auto *move = addVerb(m_app,
                         "move-table",
                         Tr::tr("move tables, views, sequences, types or functions to a schema"),
                         Verb::MoveTable);
    move->add_option(
            "OBJECT",
            m_raw.objects,
            say(Tr::tr("as schema.name; a function with its arguments: schema.name(integer)")))
        ->required();
    move->add_option("--to", m_raw.to, say(Tr::tr("the schema they move to")))
        ->required()
        ->type_name("SCHEMA");
    addPlanOptions(move);
}

void Parser::addCreateAdministrator()
{
    auto *create =
        addVerb(m_app,
                "create-administrator",
                Tr::tr("create the first account that may do everything in the platform"),
                Verb::CreateAdministrator);
    const auto option = [create](const char *name, std::string &value, const QString &help) {
        create->add_option(name, value, say(help))->required()->type_name("TEXT");
    };
    option("--user-name", m_raw.userName, Tr::tr("the name to sign in with"));
    option("--email", m_raw.email, Tr::tr("the e-mail address"));
    option("--first-name", m_raw.firstName, Tr::tr("the first name"));
    option("--last-name", m_raw.lastName, Tr::tr("the last name"));
    create->add_flag(
        "--password-stdin",
        m_arguments.passwordFromInput,
        say(Tr::tr("read the password from the first line of the input instead of asking")));
    create->add_option("MODULE",
                       m_raw.markedModule,
                       say(Tr::tr("the module; else the one that offers an administrator")));
    addPlanOptions(create);
}

CLI::App *Parser::addMarkVerb(const char *name, const QString &help, Verb verb)
{
    auto *mark = addVerb(m_app, name, help, verb);
    mark->add_option("MODULE", m_raw.markedModule, say(Tr::tr("the module")))->required();
    auto *names = mark->add_option("NAME", m_raw.markedNames, say(Tr::tr("its migrations")));
    mark->add_flag("--provable",
                   m_arguments.provable,
                   say(Tr::tr("instead of names: all for which the database proves it")))
        ->excludes(names);
    mark->add_option(
        "--reason", m_raw.reason, say(Tr::tr("why, where the database does not prove it")));
    mark->add_flag("--dry-run", m_arguments.dryRun, say(Tr::tr("show the plan, change nothing")));
    return mark;
}

void Parser::addEvidenceVerbs()
{
    auto *evidence = addVerb(
        m_app, "evidence", Tr::tr("what the database proves of each migration"), Verb::Evidence);
    evidence->add_option("MODULE", m_raw.modules, say(Tr::tr("modules; all if none is named")));
    evidence->add_flag("--all", m_arguments.all, say(Tr::tr("with every object")));
    addMarkVerb("mark-completed",
                Tr::tr("record migrations as applied without running them"),
                Verb::MarkCompleted)
        ->add_option("--batch", m_raw.batch, say(Tr::tr("the batch to record; else the next")))
        ->check(numberFromOne());
    addMarkVerb("mark-pending",
                Tr::tr("forget that migrations were applied; undoes nothing"),
                Verb::MarkPending);
}

void Parser::addEnvironmentVerbs()
{
    auto *environment = addVerb(m_app,
                                "environment",
                                Tr::tr("what the database says the site is for"),
                                Verb::EnvironmentShow);
    auto *set = addVerb(*environment, "set", Tr::tr("change what it says"), Verb::EnvironmentSet);
    set->add_option("ENVIRONMENT", m_raw.environment, say(Tr::tr("production, test or practice")))
        ->required()
        ->check(CLI::IsMember({"production", "test", "practice"}));
    set->add_flag("--dry-run", m_arguments.dryRun, say(Tr::tr("show the plan, change nothing")));
    // A verb is complete before the one around it.
    environment->parse_complete_callback([this, set] {
        m_arguments.verb = set->parsed() ? Verb::EnvironmentSet : Verb::EnvironmentShow;
    });
}

void Parser::addPracticeVerbs()
{
    auto *practice =
        m_app.add_subcommand("practice", say(Tr::tr("a private site to try everything on")));
    practice->require_subcommand(1);
    practice->fallthrough();
    addVerb(*practice, "start", Tr::tr("start it; made at the first time"), Verb::PracticeStart);
    addVerb(*practice, "stop", Tr::tr("stop it"), Verb::PracticeStop);
    addVerb(*practice, "status", Tr::tr("whether it runs, and where"), Verb::PracticeStatus);
    addVerb(
        *practice, "reset", Tr::tr("throw its data away and start afresh"), Verb::PracticeReset);
    addVerb(*practice,
            "upgrade",
            Tr::tr("start it, run all migrations and seeds"),
            Verb::PracticeUpgrade);
}

void Parser::addSitesVerbs()
{
    auto *sites = m_app.add_subcommand("sites", say(Tr::tr("the list of sites on this computer")));
    sites->require_subcommand(1);
    sites->fallthrough();
    addVerb(*sites, "list", Tr::tr("the sites"), Verb::SitesList);
    auto *add = addVerb(
        *sites, "add", Tr::tr("add a site; its connection by --url or --env"), Verb::SitesAdd);
    add->add_option("NAME", m_raw.name, say(Tr::tr("name of the hospital")))->required();
    add->add_option("--name-en", m_raw.nameEn, say(Tr::tr("English name")));
    add->add_option("--code", m_raw.code, say(Tr::tr("hospital code")));
    add->add_option("--environment", m_raw.environment, say(Tr::tr("production, test or practice")))
        ->check(CLI::IsMember({"production", "test", "practice"}));
    add->add_flag("--keep-password",
                  m_arguments.keepPassword,
                  say(Tr::tr("keep the password in the keychain")));
    auto *remove = addVerb(*sites,
                           "remove",
                           Tr::tr("remove a site from the list; its database stays"),
                           Verb::SitesRemove);
    remove->add_option("NAME", m_raw.name, say(Tr::tr("name, code or id")))->required();
    auto *test = addVerb(*sites, "test", Tr::tr("try the connection of a site"), Verb::SitesTest);
    test->add_option("NAME", m_raw.name, say(Tr::tr("name, code or id")))->required();
}

void Parser::addLint()
{
    auto *lint = addVerb(
        m_app, "lint", Tr::tr("hold module folders against the written standards"), Verb::Lint);
    lint->add_option("DIR",
                     m_raw.lintFolders,
                     say(Tr::tr("module folders, or folders of them; without it those of "
                                "--modules")));
    lint->add_option("--format", m_raw.format, say(Tr::tr("text, json or sarif")))
        ->check(CLI::IsMember({"text", "json", "sarif"}));
    m_database = lint->add_option(
        "--database",
        m_raw.database,
        say(Tr::tr("a server to run them at, up and down, in a database of their own")));
    m_database->type_name("URL");
    lint->add_flag("--practice",
                   m_arguments.practice,
                   say(Tr::tr("the same at the server of the practice site")))
        ->excludes(m_database);
    lint->add_flag("--rules", m_arguments.listRules, say(Tr::tr("list the rules instead")));
}

void Parser::addNewVerbs()
{
    auto *make = m_app.add_subcommand("new", say(Tr::tr("write the files of a new module")));
    make->require_subcommand(1);
    make->fallthrough();
    auto *module = addVerb(*make, "module", Tr::tr("make a module's folder"), Verb::NewModule);
    module->add_option("ID", m_raw.newModule, say(Tr::tr("its id: small letters, digits, \"-\"")))
        ->required();
    module->add_option("--title-en", m_raw.titleEn, say(Tr::tr("its title in English")))
        ->required()
        ->type_name("TEXT");
    module->add_option("--title-th", m_raw.titleTh, say(Tr::tr("its title in Thai")))
        ->required()
        ->type_name("TEXT");
    module
        ->add_option(
            "--in", m_raw.inFolder, say(Tr::tr("the folder in which it is made; else this one")))
        ->type_name("DIR");
    auto *migration =
        addVerb(*make, "migration", Tr::tr("add a migration to a module"), Verb::NewMigration);
    migration->add_option("MODULE", m_raw.newModule, say(Tr::tr("the module")))->required();
    migration
        ->add_option("DESCRIPTION",
                     m_raw.name,
                     say(Tr::tr("small letters with underscores: create_specimens")))
        ->required();
    std::vector<std::string> names;
    const QStringList kinds = modules::migrationKindNames();
    for (const QString &kind : kinds)
        names.push_back(say(kind));
    migration->add_option("--kind", m_raw.kind, say(Tr::tr("what it makes")))
        ->required()
        ->type_name("KIND")
        ->check(CLI::IsMember(names));
    migration
        ->add_option("--in",
                     m_raw.inFolder,
                     say(Tr::tr("the module's folder, or one that holds it; else this one")))
        ->type_name("DIR");
}

Parser::Parser()
{
    translateLabels(m_app);
    addGlobalOptions();
    addReadingVerbs();
    addChangingVerbs();
    addStopSession();
    addEvidenceVerbs();
    addMoveTable();
    addCreateAdministrator();
    addEnvironmentVerbs();
    addPracticeVerbs();
    addSitesVerbs();
    addLint();
    addNewVerbs();
}

Arguments Parser::result()
{
    m_arguments.site = QString::fromStdString(m_raw.site);
    m_arguments.url = QString::fromStdString(m_raw.url);
    m_arguments.envFile = QString::fromStdString(m_raw.env);
    m_arguments.confirmSite = QString::fromStdString(m_raw.confirmSite);
    m_arguments.moduleFolders = toList(m_raw.folders);
    m_arguments.modules = toList(m_raw.modules);
    m_arguments.objects = toList(m_raw.objects);
    m_arguments.to = QString::fromStdString(m_raw.to);
    m_arguments.folders = toList(m_raw.lintFolders);
    m_arguments.format = QString::fromStdString(m_raw.format);
    m_arguments.json = m_arguments.json || m_arguments.format != "text"_L1;
    if (m_database->count() > 0) // given, though it may be empty
        m_arguments.database = QString::fromStdString(m_raw.database);
    m_arguments.name = QString::fromStdString(m_raw.name);
    m_arguments.nameEn = QString::fromStdString(m_raw.nameEn);
    m_arguments.code = QString::fromStdString(m_raw.code);
    m_arguments.environment = QString::fromStdString(m_raw.environment);
    m_arguments.names = toList(m_raw.markedNames);
    m_arguments.titleEn = QString::fromStdString(m_raw.titleEn);
    m_arguments.titleTh = QString::fromStdString(m_raw.titleTh);
    m_arguments.kind = QString::fromStdString(m_raw.kind);
    m_arguments.inFolder = QString::fromStdString(m_raw.inFolder);
    if (!m_raw.newModule.empty())
        m_arguments.modules = {QString::fromStdString(m_raw.newModule)};
    m_arguments.userName = QString::fromStdString(m_raw.userName);
    m_arguments.email = QString::fromStdString(m_raw.email);
    m_arguments.firstName = QString::fromStdString(m_raw.firstName);
    m_arguments.lastName = QString::fromStdString(m_raw.lastName);
    m_arguments.reason = QString::fromStdString(m_raw.reason);
    if (!m_raw.markedModule.empty())
        m_arguments.modules = {QString::fromStdString(m_raw.markedModule)};
    if (m_raw.batch > 0)
        m_arguments.batch = m_raw.batch;
    if (m_raw.batches > 0)
        m_arguments.batches = m_raw.batches;
    return m_arguments;
}

std::variant<Arguments, Answer> Parser::parse(const QStringList &arguments)
{
    std::vector<std::string> values;
    for (auto it = arguments.rbegin(); it != arguments.rend(); ++it)
        values.push_back(it->toStdString());
    try {
        m_app.parse(values);
    } catch (const CLI::ParseError &error) {
        if (error.get_exit_code() != 0)
            return wrong(usageText(m_app, error));
        std::ostringstream out;
        m_app.exit(error, out);
        return Answer {QString::fromStdString(out.str()).trimmed(), false};
    }
    Arguments parsed = result();
    if (parsed.verb == Verb::Rollback && !parsed.allModules && parsed.modules.size() != 1)
        return wrong(Tr::tr("rollback needs one MODULE, or --all-modules."));
    const bool marks = parsed.verb == Verb::MarkCompleted || parsed.verb == Verb::MarkPending;
    if (marks && parsed.names.isEmpty() && !parsed.provable)
        return wrong(Tr::tr("Name the migrations, or add --provable."));
    return parsed;
}

} // namespace

std::variant<Arguments, Answer> parseArguments(const QStringList &arguments)
{
    return Parser().parse(arguments);
}

} // namespace aegisx::cli
