#include "tests/faults/scene.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray createTable(const QString &stem)
{
    return "CREATE TABLE public.\"t_" + stem.toUtf8() + "\" (id integer PRIMARY KEY);\n";
}

QByteArray dropTable(const QString &stem)
{
    return "DROP TABLE public.\"t_" + stem.toUtf8() + "\";\n";
}

} // namespace

Scene::Scene(Place where)
{
    site.module().addTable(u"0_base"_s);
    const ProgramEnd first = site.run({u"migrate"_s});
    if (first.exitCode != 0)
        qFatal("Scene: %s", first.describe().constData());
    if (where == Place::Rollback)
        prepareRollback();
    else if (where == Place::FirstIndex || where == Place::LaterIndex)
        prepareIndex(where == Place::LaterIndex);
    else
        prepareMigrate(where);
}

void Scene::prepareMigrate(Place where)
{
    const bool stepByStep = where == Place::FirstSegment || where == Place::LaterSegment;
    const QString gated = where == Place::FirstSegment ? u"1_one"_s : u"2_two"_s;
    for (const QString &stem : {u"1_one"_s, u"2_two"_s, u"3_three"_s}) {
        QByteArray up = createTable(stem);
        if (stem == gated && where == Place::Commit)
            up += FaultSite::gateAtCommit(stem);
        else if (stem == gated && where != Place::Waiting)
            up += FaultSite::gateStatement();
        site.module().addMigration(stem, up, dropTable(stem));
    }
    lockCommitted = stepByStep;
    partWay = where == Place::LaterSegment;
    undone = partWay ? u"0_base 1_one"_s : u"0_base"_s;
    done = u"0_base 1_one 2_two 3_three"_s;
    all = done;
    blocker = where == Place::Waiting ? std::make_unique<Blocker>(
                  site.settings(), "UPDATE knex_migrations_lock SET is_locked = 0")
                                      : site.shutGate();
    program = site.start(stepByStep ? QStringList {u"migrate"_s, u"--step-by-step"_s}
                                    : QStringList {u"migrate"_s});
    worker = site.waitUntilBlocked(where == Place::Commit ? u"COMMIT"_s : QString());
}

// The index waits for every transaction that has written to its table.
void Scene::prepareIndex(bool later)
{
    if (later)
        site.module().addTable(u"1_one"_s);
    site.module().addMigration(
        u"2_index"_s,
        "DROP INDEX CONCURRENTLY IF EXISTS public.\"i_2_index\";\n"
        "CREATE INDEX CONCURRENTLY \"i_2_index\" ON public.\"t_0_base\" (id);",
        "DROP INDEX CONCURRENTLY IF EXISTS public.\"i_2_index\";",
        "transaction:false");
    site.module().addTable(u"3_three"_s);
    lockCommitted = true;
    indexed = true;
    partWay = true; // half an index stays behind
    undone = later ? u"0_base 1_one"_s : u"0_base"_s;
    done = undone + u" 2_index 3_three"_s;
    all = done;
    blocker =
        std::make_unique<Blocker>(site.settings(), "INSERT INTO public.\"t_0_base\" VALUES (1)");
    program = site.start({u"migrate"_s});
    worker = site.waitUntilBlocked(u"CREATE INDEX"_s);
}

void Scene::prepareRollback()
{
    site.module().addTable(u"1_one"_s);
    site.module().addMigration(
        u"2_two"_s, createTable(u"2_two"_s), FaultSite::gateStatement() + dropTable(u"2_two"_s));
    site.module().addTable(u"3_three"_s);
    const ProgramEnd migrated = site.run({u"migrate"_s});
    if (migrated.exitCode != 0)
        qFatal("Scene: %s", migrated.describe().constData());
    lockCommitted = true;
    undone = u"0_base 1_one 2_two 3_three"_s;
    done = u"0_base"_s;
    all = undone;
    blocker = site.shutGate();
    program = site.start({u"rollback"_s, u"demo"_s});
    worker = site.waitUntilBlocked();
}

} // namespace aegisx::test
