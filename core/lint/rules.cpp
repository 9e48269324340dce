#include "core/lint/rules.h"

#include "core/base/tr.h"

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;

namespace {

constexpr auto error = Severity::Error;
constexpr auto warning = Severity::Warning;

QList<Rule> fileRules()
{
    return {
        {u"module-folder"_s,
         error,
         Tr::tr("A module folder has a correct module.json, and the modules that it requires are "
                "there."),
         Tr::tr("Correct module.json, or add the folder of the missing module."),
         false},
        {u"file-name"_s,
         error,
         Tr::tr("Migrations of a module are all named YYYYMMDDNNNNNN_description.sql, or all "
                "NNN_description.sql."),
         Tr::tr("Rename the file as the other files of the module are named."),
         true},
        {u"number-range"_s,
         warning,
         Tr::tr("The number behind the date tells what a migration makes."),
         Tr::tr("Take the next free number of the range that fits: 1-9 schema and enums, 10-199 "
                "tables, 200-299 views, 300-399 functions and triggers, 400-499 indexes, 500 and "
                "up for later changes."),
         true},
        {u"duplicate-number"_s,
         error,
         Tr::tr("No two migrations of a module have the same number."),
         Tr::tr("Give one of them the next free number."),
         true},
        {u"duplicate-description"_s,
         warning,
         Tr::tr("No two migrations of a module have the same description."),
         Tr::tr("Say in the name what this file does and the other does not."),
         true},
    };
}

QList<Rule> contentRules()
{
    return {
        {u"file-format"_s,
         error,
         Tr::tr("A file is UTF-8 text with the markers \"-- migrate:up\" and \"-- migrate:down\"."),
         Tr::tr("Correct the line."),
         false},
        {u"sql-syntax"_s,
         error,
         Tr::tr("PostgreSQL can read the SQL."),
         Tr::tr("Correct the SQL at this place."),
         false},
        {u"forbidden-statement"_s,
         error,
         Tr::tr("A migration holds nothing that the program cannot run in its transaction: no "
                "BEGIN or COMMIT, no psql commands, no COPY FROM STDIN."),
         Tr::tr("Take the statement out, or mark the section with \"transaction:false\" where "
                "PostgreSQL refuses it in a transaction."),
         false},
    };
}

QList<Rule> objectRules()
{
    return {
        {u"schema-qualified"_s,
         error,
         Tr::tr("Every object is named with its schema, in bodies of views and functions too."),
         Tr::tr("Write the schema in front of the name: schema.name."),
         true},
        {u"undeclared-module"_s,
         error,
         Tr::tr("A file names only objects of its own module and of modules that module.json "
                "requires, and makes and drops only its own."),
         Tr::tr("Add the module to \"requires\" in module.json, or do without the object."),
         true},
        {u"idempotent-create"_s,
         error,
         Tr::tr("What may be there already is created so that this does not fail."),
         Tr::tr("Write IF NOT EXISTS or OR REPLACE, or give the statement a migration of its own."),
         true},
        {u"one-concern"_s,
         warning,
         Tr::tr("A migration does one thing: it makes objects, or changes older ones, or changes "
                "rows."),
         Tr::tr("Give the second concern a migration of its own; rows that are shipped belong in "
                "a seed."),
         true},
        {u"trigger-after-table"_s,
         error,
         Tr::tr("A trigger is created after its table and its function."),
         Tr::tr("Move the CREATE TRIGGER behind both."),
         true},
        {u"enum-documented"_s,
         error,
         Tr::tr("The comment of an enum type says what each label means."),
         Tr::tr("Add COMMENT ON TYPE with a line for each label."),
         true},
        {u"foreign-key-index"_s,
         warning,
         Tr::tr("The columns of a foreign key lead an index."),
         Tr::tr("Add an index that starts with these columns, in this or a later file."),
         true},
    };
}

QList<Rule> downRules()
{
    return {
        {u"down-missing"_s,
         error,
         Tr::tr("A migration has a down section."),
         Tr::tr("Add \"-- migrate:down\" with the statements that undo the up section."),
         true},
        {u"down-mirror"_s,
         error,
         Tr::tr("The down section undoes exactly what the up section did."),
         Tr::tr("Let the down section undo this, and nothing else."),
         true},
        {u"scratch-run"_s,
         error,
         Tr::tr("The migrations run, up and down, on an empty database."),
         Tr::tr("Correct the statement."),
         true},
        {u"round-trip"_s,
         error,
         Tr::tr("Up and down leave the database as it was, and down and up as well."),
         Tr::tr("Let the down section undo this, and nothing else."),
         true},
    };
}

QList<Rule> lossRules()
{
    return {
        {u"data-loss"_s,
         error,
         Tr::tr("The up section destroys no rows of the site."),
         Tr::tr("Keep the data: rename, copy, or leave the old column for a release."),
         true},
        {u"unreadable-sql"_s,
         warning,
         Tr::tr("What a migration does can be read before it runs."),
         Tr::tr("Write the statements out instead of putting SQL together at run time."),
         true},
    };
}

QList<Rule> lockRules()
{
    return {
        {u"required-column"_s,
         error,
         Tr::tr("A column that is added to an older table may be empty or has a default."),
         Tr::tr("Add it without NOT NULL or with a default, fill the rows, then SET NOT NULL."),
         true},
        {u"lock-volatile-default"_s,
         error,
         Tr::tr("A column that is added to an older table has a default that is the same for every "
                "row."),
         Tr::tr("Add the column without the default, set the default, then fill the rows in "
                "batches."),
         true},
        {u"lock-type-change"_s,
         error,
         Tr::tr("The type of a column of an older table changes only where no row is rewritten."),
         Tr::tr("Add a new column, fill it in batches, and let the programs move to it."),
         true},
        {u"lock-whole-table"_s,
         error,
         Tr::tr("No statement rewrites or locks a whole table."),
         Tr::tr("Leave such work to the administrator, in a maintenance window."),
         true},
        {u"lock-set-not-null"_s,
         warning,
         Tr::tr("SET NOT NULL on an older table follows a CHECK that is validated already."),
         Tr::tr(
             "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later migration that is "
             "marked \"transaction:false\", then SET NOT NULL and drop the check."),
         true},
        {u"lock-constraint"_s,
         warning,
         Tr::tr("A constraint on an older table is added without a scan under a lock."),
         Tr::tr("Add it NOT VALID and validate it in a later migration that is marked "
                "\"transaction:false\"; for a key, build the index CONCURRENTLY first and add the "
                "constraint USING INDEX."),
         true},
        {u"lock-index"_s,
         warning,
         Tr::tr("An index on an older table is built CONCURRENTLY."),
         Tr::tr("Write CREATE INDEX CONCURRENTLY in a file of its own that is marked "
                "\"transaction:false\"."),
         true},
    };
}

QList<Rule> sessionRules()
{
    return {
        {u"session-leak"_s,
         error,
         Tr::tr("Nothing that a file sets outlives its transaction."),
         Tr::tr("Write SET LOCAL, or set_config(..., true)."),
         true},
        {u"superuser"_s,
         error,
         Tr::tr("Nothing needs a superuser: the site's own user runs the migrations."),
         Tr::tr("Do without it, or let the administrator do it once, outside the migrations."),
         true},
    };
}

QList<Rule> seedRules()
{
    return {
        {u"seed-upsert"_s,
         error,
         Tr::tr(
             "A seed only inserts rows, by INSERT ... ON CONFLICT (key), and writes over none that "
             "the hospital changed."),
         Tr::tr("Write INSERT with its columns and ON CONFLICT (key) DO NOTHING or DO UPDATE."),
         true},
        {u"seed-password"_s,
         error,
         Tr::tr("No file brings a password or other secret."),
         Tr::tr("Leave it out: who installs the site chooses it."),
         true},
        {u"csv-seed"_s,
         error,
         Tr::tr("A CSV seed starts with the names of its columns, those of the key with *; its "
                "rows fit them and each has a key of its own."),
         Tr::tr("Write the header as column names with commas between them, the key's with *: "
                "code*,name."),
         true},
    };
}

QList<Rule> ignoreRules()
{
    return {
        {u"ignore-reason"_s,
         error,
         Tr::tr("An ignore comment says why."),
         Tr::tr("Write -- lint:ignore RULE: reason."),
         false},
        {u"ignore-unknown"_s,
         error,
         Tr::tr("An ignore comment names a rule that can be silenced."),
         Tr::tr("\"aegisx-sitectl lint --rules\" lists the rules."),
         false},
        {u"ignore-unused"_s,
         warning,
         Tr::tr("An ignore comment silences something."),
         Tr::tr("Remove the comment, or move it to the line before the statement."),
         false},
    };
}

} // namespace

QList<Rule> rules()
{
    return fileRules() + contentRules() + objectRules() + downRules() + lossRules() + lockRules()
        + sessionRules() + seedRules() + ignoreRules();
}

Rule ruleOf(const QString &id)
{
    const QList<Rule> all = rules();
    const auto found =
        std::find_if(all.begin(), all.end(), [&id](const Rule &rule) { return rule.id == id; });
    return found == all.end() ? Rule {} : *found;
}

} // namespace aegisx::lint
