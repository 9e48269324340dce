#include "tests/support/platformsite.h"

#include "tests/support/facts.h"

#include <QHash>

namespace aegisx::test {

using namespace Qt::StringLiterals;
using postgres::quoteIdentifier;
using postgres::quoteLiteral;
using postgres::quoteQualified;

namespace {

QByteArray typesSql()
{
    QByteArray sql;
    for (const Fact &type : facts(u"inventory-enums"_s)) {
        QByteArrayList labels;
        for (const QString &label : type.value(u"labels"_s).split(u" | "_s))
            labels << quoteLiteral(label);
        sql += "CREATE TYPE " + quoteQualified(u"inventory"_s, type.value(u"enum"_s)) + " AS ENUM ("
            + labels.join(", ") + ");\n";
    }
    return sql;
}

// A column whose default counts is a serial one: its sequence comes with it.
QByteArray columnSql(const Fact &column)
{
    const QString value = column.value(u"default"_s);
    const QString type = column.value(u"type"_s);
    QByteArray sql = quoteIdentifier(column.value(u"column"_s)) + ' ';
    if (value.startsWith("nextval("_L1))
        return sql + (type == "bigint"_L1 ? "bigserial" : "serial");
    sql += type.toUtf8();
    if (!value.isEmpty())
        sql += " DEFAULT " + value.toUtf8();
    return column.value(u"nullable"_s) == "no"_L1 ? sql + " NOT NULL" : sql;
}

QByteArray tablesSql(const QString &schema, const QString &file)
{
    QStringList order;
    QHash<QString, QByteArrayList> columns;
    for (const Fact &column : facts(file)) {
        const QString table = column.value(u"table"_s);
        if (!columns.contains(table))
            order << table;
        columns[table] << columnSql(column);
    }
    QByteArray sql;
    for (const QString &table : order)
        sql += "CREATE TABLE " + quoteQualified(schema, table) + " ("
            + columns.value(table).join(", ") + ");\n";
    return sql;
}

// "drugs_drug_code_key", by "drugs (drug_code)": the unique indexes that constraints stand on.
QHash<QString, QString> recordedNames()
{
    QHash<QString, QString> names;
    for (const Fact &index : facts(u"inventory-indexes"_s)) {
        const QString definition = index.value(u"definition"_s);
        if (definition.startsWith("CREATE UNIQUE "_L1))
            names.insert(index.value(u"table"_s) % u' ' % definition.mid(definition.indexOf(u'(')),
                         index.value(u"index"_s));
    }
    return names;
}

// Empty: the server is to choose.
QString nameOf(const Fact &constraint,
               ConstraintNames names,
               const QHash<QString, QString> &recorded,
               int number)
{
    const QString kind = constraint.value(u"kind"_s);
    const QString table = constraint.value(u"table"_s);
    const QString columns = QString(constraint.value(u"columns"_s)).replace(u'+', u'_');
    if (names == ConstraintNames::Recorded && kind == "unique"_L1) {
        const QString definition = constraint.value(u"definition"_s);
        return recorded.value(table % u' ' % definition.mid(definition.indexOf(u'(')));
    }
    if (names != ConstraintNames::Knex || kind == "primary key"_L1)
        return {};
    if (kind == "check"_L1)
        return u"%1_%2"_s.arg(table).arg(number);
    return table % u'_' % columns % (kind == "unique"_L1 ? u"_unique"_s : u"_foreign"_s);
}

// Foreign keys last, as they need the others.
QByteArray constraintsSql(const QString &schema, const QString &file, ConstraintNames names)
{
    const QHash<QString, QString> recorded = recordedNames();
    QByteArray keys;
    QByteArray references;
    int number = 0;
    for (const Fact &constraint : facts(file)) {
        const QString name = nameOf(constraint, names, recorded, ++number);
        const QByteArray sql = "ALTER TABLE " + quoteQualified(schema, constraint.value(u"table"_s))
            + " ADD "
            + (name.isEmpty() ? QByteArray() : "CONSTRAINT " + quoteIdentifier(name) + ' ')
            + constraint.value(u"definition"_s).toUtf8() + ";\n";
        (constraint.value(u"kind"_s) == "foreign key"_L1 ? references : keys) += sql;
    }
    return keys + references;
}

QByteArray indexesSql()
{
    QByteArray sql;
    for (const Fact &index : facts(u"inventory-indexes"_s)) {
        const QString definition = index.value(u"definition"_s);
        if (!definition.startsWith("CREATE UNIQUE "_L1)) // those stand for constraints
            sql += definition.toUtf8() + ";\n";
    }
    return sql;
}

QByteArray functionsSql()
{
    QByteArray sql;
    for (const Fact &function : facts(u"inventory-functions"_s)) {
        const QString returns = function.value(u"returns"_s);
        sql += "CREATE FUNCTION " + quoteQualified(u"inventory"_s, function.value(u"function"_s))
            + '(' + function.value(u"arguments"_s).toUtf8() + ") RETURNS " + returns.toUtf8()
            + " LANGUAGE plpgsql AS 'BEGIN "
            + (returns == "trigger"_L1 ? "NEW.updated_at := now(); RETURN NEW; " : "RETURN; ")
            + "END';\n";
    }
    for (const Fact &trigger : facts(u"inventory-triggers"_s))
        sql += "CREATE TRIGGER " + quoteIdentifier(trigger.value(u"trigger"_s))
            + " BEFORE UPDATE ON " + quoteQualified(u"inventory"_s, trigger.value(u"table"_s))
            + " FOR EACH ROW EXECUTE FUNCTION inventory.update_updated_at();\n";
    return sql;
}

QByteArray viewsSql()
{
    QByteArray sql;
    for (const Fact &view : facts(u"inventory-views"_s)) {
        QByteArrayList columns;
        for (const QString &column : view.value(u"columns"_s).split(u" | "_s)) {
            const qsizetype blank = column.indexOf(u' ');
            columns << "NULL::" + column.mid(blank + 1).toUtf8() + " AS "
                    + quoteIdentifier(column.left(blank));
        }
        sql += "CREATE VIEW " + quoteQualified(u"inventory"_s, view.value(u"view"_s))
            + " AS SELECT " + columns.join(", ") + " WHERE false;\n";
    }
    return sql;
}

QByteArray trackingSql(const QString &table, const QStringList &names)
{
    const QByteArray lock = quoteIdentifier(table % u"_lock"_s);
    QByteArray sql = "CREATE TABLE " + quoteIdentifier(table)
        + " (id serial PRIMARY KEY, name varchar(255), batch integer,"
          " migration_time timestamptz);\nCREATE TABLE "
        + lock + " (index serial PRIMARY KEY, is_locked integer);\nINSERT INTO " + lock
        + " (is_locked) VALUES (0);\n";
    for (const QString &name : names)
        sql += "INSERT INTO " + quoteIdentifier(table) + " (name, batch, migration_time) VALUES ("
            + quoteLiteral(name) + ", 1, now());\n";
    return sql;
}

QStringList coreNames(const SiteFixture &site)
{
    const modules::Module *core = site.catalog().find(u"core"_s);
    if (!core)
        qFatal("the catalog has no module core");
    QStringList names;
    for (const modules::ModuleFile &file : core->migrations)
        names << file.stem % core->manifest.recordedExtension;
    return names;
}

} // namespace

QStringList platformMigrations()
{
    const QStringList what =
        u"inventory_schema enums locations departments budget_types budget_categories budgets bank"
        " companies dosage_forms drug_units drug_generics drugs drug_components drug_focus_lists"
        " drug_pack_ratios adjustment_reasons hospitals return_actions purchase_methods"
        " purchase_types budget_allocations budget_plans budget_reservations contracts"
        " purchase_requests purchase_orders receipts approvals_payments inventory_tables"
        " distribution_tables return_tables tmt_tables hpp_tables functions views"
        " seed_metadata"_s.split(u' ');
    QStringList names;
    for (const QString &one : what)
        names << u"20251205%1_create_%2"_s.arg(names.size() + 1, 6, 10, QChar(u'0')).arg(one);
    return names;
}

void makePlatformSite(const SiteFixture &site, ConstraintNames names)
{
    QStringList recorded;
    for (const QString &name : platformMigrations())
        recorded << name % u".ts"_s;
    // The facts name the one type of the core tables, and tell no labels of it.
    site.sql("SET search_path = public;\nCREATE SCHEMA inventory;\n"
             "CREATE TYPE public.role_assignment_action AS ENUM ('assigned');\n"
             + typesSql() + tablesSql(u"public"_s, u"core-columns"_s)
             + constraintsSql(u"public"_s, u"core-constraints"_s, names)
             + tablesSql(u"inventory"_s, u"inventory-columns"_s)
             + constraintsSql(u"inventory"_s, u"inventory-constraints"_s, names) + indexesSql()
             + functionsSql() + viewsSql() + trackingSql(u"knex_migrations"_s, coreNames(site))
             + trackingSql(u"knex_migrations_inventory"_s, recorded));
}

} // namespace aegisx::test
