#include "core/plans/ordering.h"
#include "core/plans/plan.h"
#include "tests/support/modulefolder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using namespace aegisx::plans;
using inspection::LockState;
using test::ModuleFolder;

namespace {

struct Row {
    QString name;
    std::optional<int> batch;
};

// A site's state as inspect() would make it, from what is recorded.
inspection::SiteState stateOf(const modules::ModuleCatalog &catalog,
                              const QHash<QString, QList<Row>> &recorded = {})
{
    inspection::SiteState state;
    state.server.versionNumber = 150000;
    state.server.currentSchema = u"public"_s;
    for (const modules::Module &module : catalog.modules) {
        inspection::ModuleState one;
        one.id = module.manifest.id;
        one.table = {u"public"_s, module.manifest.trackingTable};
        one.lock.state = LockState::Free;
        qint64 id = 0;
        for (const Row &row : recorded.value(one.id))
            one.rows.append({++id, row.name, row.batch, {}});
        inspection::matchMigrations(module, one);
        state.modules.append(one);
    }
    return state;
}

QStringList namesOf(const Result<Plan> &plan)
{
    QStringList names;
    if (!plan)
        return {u"error: "_s % plan.error().message};
    for (const PlanStep &step : plan->steps)
        names << step.module % u'/' % step.name;
    return names;
}

QList<int> segmentsOf(const Plan &plan)
{
    QList<int> segments;
    for (const PlanStep &step : plan.steps)
        segments << step.segment;
    return segments;
}

QByteArray manifest(const QByteArray &id, const QByteArray &required)
{
    return "{\"id\": \"" + id
        + "\", \"version\": \"1\", \"title\": {\"en\": \"a\", \"th\": \"a\"}, \"schema\": \"" + id
        + "\", \"trackingTable\": \"km_" + id
        + "\", \"recordedExtension\": \".ts\", \"requires\": [" + required + "]}";
}

} // namespace

class TestPlans : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordering();
    void circleNamesFiles();
    void pendingInKnexOrder();
    void upToName();
    void renamedCountsAsApplied();
    void requiresCutsAcrossModules();
    void missingRequirement();
    void segments();
    void enumLabelsCutTheRun();
    void badFileRefusesAll();
    void rollbackOrders();
    void rollbackRefusals();
    void locksAndFindings();
    void unlockNeedsProof();
};

void TestPlans::ordering()
{
    const QList<OrderItem> items {{u"core"_s, u"1"_s, u"c1"_s, {}},
                                  {u"core"_s, u"2"_s, u"c2"_s, {{u"inv"_s, u"2"_s, 1}}},
                                  {u"core"_s, u"3"_s, u"c3"_s, {}},
                                  {u"inv"_s, u"1"_s, u"i1"_s, {}},
                                  {u"inv"_s, u"2"_s, u"i2"_s, {}},
                                  {u"inv"_s, u"3"_s, u"i3"_s, {}}};
    const auto order = orderAcrossModules(items);
    QVERIFY(order);
    // As given, but core/2 waits for inv/2, and core goes on as soon as it can.
    QCOMPARE(*order, (QList<int> {0, 3, 4, 1, 2, 5}));
    QCOMPARE(*orderAcrossModules({}), QList<int>());
}

void TestPlans::circleNamesFiles()
{
    const auto order = orderAcrossModules({{u"a"_s, u"1"_s, u"a1.sql"_s, {{u"b"_s, u"2"_s, 1}}},
                                           {u"b"_s, u"1"_s, u"b1.sql"_s, {{u"a"_s, u"1"_s, 1}}},
                                           {u"b"_s, u"2"_s, u"b2.sql"_s, {}},
                                           {u"c"_s, u"1"_s, u"c1.sql"_s, {}}});
    QVERIFY(!order);
    QCOMPARE(order.error().kind, ErrorKind::Refused);
    for (const QString &file : {u"a1.sql"_s, u"b1.sql"_s, u"b2.sql"_s})
        QVERIFY2(order.error().message.contains(file), qUtf8Printable(order.error().message));
    QVERIFY(!order.error().message.contains(u"c1.sql"_s));
}

void TestPlans::pendingInKnexOrder()
{
    ModuleFolder demo;
    for (const QString &stem : {u"2_b"_s, u"10_a"_s, u"9_c"_s})
        demo.addTable(stem);
    const auto catalog = modules::loadCatalog({demo.path()});
    QCOMPARE(namesOf(planMigrate(catalog, stateOf(catalog), {})),
             (QStringList {u"demo/10_a"_s, u"demo/2_b"_s, u"demo/9_c"_s}));
    // Gaps and older files are filled, whatever the recorded ending.
    const auto half = stateOf(catalog, {{u"demo"_s, {{u"2_b.mjs"_s, 1}}}});
    const auto plan = planMigrate(catalog, half, {});
    QCOMPARE(namesOf(plan), (QStringList {u"demo/10_a"_s, u"demo/9_c"_s}));
    QCOMPARE(plan->steps.first().recordedName, u"10_a.js"_s);
    QVERIFY(!plan->commitsLock);
    QCOMPARE(plan->segmentCount(), 1);
    const auto done =
        stateOf(catalog, {{u"demo"_s, {{u"2_b.js"_s, 1}, {u"10_a.js"_s, 1}, {u"9_c.js"_s, 1}}}});
    QVERIFY(planMigrate(catalog, done, {})->isEmpty());
}

void TestPlans::upToName()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s})
        demo.addTable(stem);
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto state = stateOf(catalog, {{u"demo"_s, {{u"1_a.js"_s, 1}}}});
    for (const QString &name : {u"2_b"_s, u"2_b.js"_s, u"2_b.sql"_s, u"demo/2_b"_s})
        QCOMPARE(namesOf(planMigrate(catalog, state, {{}, name, false})),
                 QStringList {u"demo/2_b"_s});
    QVERIFY(planMigrate(catalog, state, {{}, u"1_a"_s, false})->isEmpty()); // never rolls back
    for (const QString &name : {u"4_d"_s, u"other/2_b"_s})
        QCOMPARE(planMigrate(catalog, state, {{}, name, false}).error().kind, ErrorKind::NotFound);
    QCOMPARE(planMigrate(catalog, state, {{u"nothing"_s}, {}, false}).error().kind,
             ErrorKind::NotFound);
}

void TestPlans::renamedCountsAsApplied()
{
    ModuleFolder lab(
        u"lab"_s,
        manifest("lab", "").replace("\"requires\": []",
                                    "\"requires\": [], \"renamed\": {\"1_old\": \"1_new\"}"));
    lab.addTable(u"1_new"_s);
    lab.addTable(u"2_b"_s);
    const auto catalog = modules::loadCatalog({lab.path()});
    QVERIFY(catalog.findings.isEmpty());
    const auto state = stateOf(catalog, {{u"lab"_s, {{u"1_old.ts"_s, 1}}}});
    QCOMPARE(state.modules.first().unknown, 0);
    QCOMPARE(state.modules.first().migrations.first().recordedAs, u"1_old.ts"_s);
    QCOMPARE(namesOf(planMigrate(catalog, state, {})), QStringList {u"lab/2_b"_s});
    const auto back = planRollback(catalog, state, {});
    QCOMPARE(namesOf(back), QStringList {u"lab/1_new"_s});
    QCOMPARE(back->steps.first().recordedName, u"1_old.ts"_s); // the row that is there
}

void TestPlans::requiresCutsAcrossModules()
{
    ModuleFolder core(u"core"_s, manifest("core", ""));
    core.addTable(u"1_a"_s);
    core.write(u"2_b.sql"_s,
               "-- requires: inv/1_x\n-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
    ModuleFolder inv(u"inv"_s, manifest("inv", "\"core\""));
    inv.addTable(u"1_x"_s);
    inv.addTable(u"2_y"_s);
    const auto catalog = modules::loadCatalog({core.path(), inv.path()});
    const auto state = stateOf(catalog);
    QCOMPARE(namesOf(planMigrate(catalog, state, {})),
             (QStringList {u"core/1_a"_s, u"inv/1_x"_s, u"core/2_b"_s, u"inv/2_y"_s}));
    // Up to a name of one module: of the other only what it needs.
    QCOMPARE(namesOf(planMigrate(catalog, state, {{}, u"core/2_b"_s, false})),
             (QStringList {u"core/1_a"_s, u"inv/1_x"_s, u"core/2_b"_s}));
    // One module alone cannot have it.
    const auto alone = planMigrate(catalog, state, {{u"core"_s}, {}, false});
    QVERIFY(!alone);
    QCOMPARE(alone.error().kind, ErrorKind::Refused);
    QCOMPARE(alone.error().detail.where.line, 1);
    // Nor can a module be built where nothing is of the one it needs; behind a part of it, it may.
    const auto without = planMigrate(catalog, state, {{u"inv"_s}, {}, false});
    QVERIFY(!without);
    QCOMPARE(without.error().kind, ErrorKind::Refused);
    QVERIFY2(without.error().message.contains(u"module core"_s),
             qUtf8Printable(without.error().message));
    const auto part = stateOf(catalog, {{u"core"_s, {{u"1_a.ts"_s, 1}}}});
    const auto behind = planMigrate(catalog, part, {{u"inv"_s}, {}, false});
    QCOMPARE(namesOf(behind), (QStringList {u"inv/1_x"_s, u"inv/2_y"_s}));
    QCOMPARE(behind->findings.first().id, u"module-pending"_s);
    // Rolled back in the reverse of that order.
    const auto all = stateOf(catalog,
                             {{u"core"_s, {{u"1_a.ts"_s, 1}, {u"2_b.ts"_s, 1}}},
                              {u"inv"_s, {{u"1_x.ts"_s, 1}, {u"2_y.ts"_s, 1}}}});
    QCOMPARE(namesOf(planRollback(catalog, all, {{}, 1, {}, true})),
             (QStringList {u"inv/2_y"_s, u"core/2_b"_s, u"inv/1_x"_s, u"core/1_a"_s}));
    // What an applied migration of another module requires stays.
    const auto refused = planRollback(catalog, all, {{u"inv"_s}, 1, {}, true});
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"2_b"_s), qUtf8Printable(refused.error().message));
}

void TestPlans::missingRequirement()
{
    ModuleFolder demo;
    demo.write(u"1_a.sql"_s, "-- why\n-- requires: lab/1_x\n-- migrate:up\nSELECT 1;\n");
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto plan = planMigrate(catalog, stateOf(catalog), {});
    QVERIFY(!plan);
    QVERIFY(plan.error().message.contains(u"lab/1_x"_s));
    QCOMPARE(plan.error().detail.where.line, 2);
}

void TestPlans::segments()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addTable(u"2_b"_s);
    demo.addMigration(u"3_c"_s,
                      "CREATE INDEX CONCURRENTLY i ON public.\"t_1_a\" (id);",
                      "DROP INDEX CONCURRENTLY public.i;",
                      "transaction:false");
    demo.addTable(u"4_d"_s);
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto plan = planMigrate(catalog, stateOf(catalog), {});
    QVERIFY(plan);
    QCOMPARE(segmentsOf(*plan), (QList<int> {0, 0, 1, 2}));
    QVERIFY(plan->commitsLock);
    QVERIFY(std::any_of(plan->findings.begin(), plan->findings.end(), [](const Finding &finding) {
        return finding.id == u"no-transaction"_s;
    }));
    const auto steps = planMigrate(catalog, stateOf(catalog), {{}, {}, true});
    QCOMPARE(segmentsOf(*steps), (QList<int> {0, 1, 2, 3}));
    QVERIFY(steps->commitsLock);
    const auto first = planMigrate(catalog, stateOf(catalog), {{}, u"1_a"_s, true});
    QVERIFY(!first->commitsLock); // one transaction is one transaction
}

void TestPlans::enumLabelsCutTheRun()
{
    ModuleFolder demo;
    demo.addMigration(u"1_add"_s, "ALTER TYPE public.color ADD VALUE 'blue';", "SELECT 1;");
    demo.addTable(u"2_other"_s);
    demo.addMigration(u"3_use"_s, "INSERT INTO public.x VALUES ('blue');", "SELECT 1;");
    demo.addTable(u"4_more"_s);
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto plan = planMigrate(catalog, stateOf(catalog), {});
    QVERIFY(plan);
    QCOMPARE(segmentsOf(*plan), (QList<int> {0, 0, 1, 1}));
    // With the type made in the same transaction PostgreSQL allows it.
    demo.addMigration(
        u"0_make"_s, "CREATE TYPE public.color AS ENUM ('red');", "DROP TYPE public.color;");
    const auto fresh = modules::loadCatalog({demo.path()});
    QCOMPARE(segmentsOf(*planMigrate(fresh, stateOf(fresh), {})), (QList<int> {0, 0, 0, 0, 0}));
    // Added and used in one file: nothing can help.
    ModuleFolder bad;
    bad.addMigration(
        u"1_a"_s,
        "ALTER TYPE public.color ADD VALUE 'blue';\nINSERT INTO public.x VALUES ('blue');");
    const auto badCatalog = modules::loadCatalog({bad.path()});
    const auto refused = planMigrate(badCatalog, stateOf(badCatalog), {});
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"blue"_s));
}

void TestPlans::badFileRefusesAll()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    demo.addMigration(u"2_b"_s, "SELECT 1;\nCREATE TABEL x ();");
    const auto catalog = modules::loadCatalog({demo.path()});
    auto state = stateOf(catalog);
    const auto plan = planMigrate(catalog, state, {});
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, ErrorKind::Refused);
    QCOMPARE(plan.error().detail.where.line, 3);
    QVERIFY(planMigrate(catalog, state, {{}, u"1_a"_s, false})); // it is not part of that
    state.server.versionNumber = 170000; // a newer server may know what the parser does not
    const auto newer = planMigrate(catalog, state, {});
    QVERIFY(newer);
    QVERIFY(newer->steps.last().whole);
    QCOMPARE(newer->findings.first().id, u"not-analysed"_s);
    demo.write(u"3_c.sql"_s, "no marker");
    const auto broken = modules::loadCatalog({demo.path()});
    QCOMPARE(planMigrate(broken, stateOf(broken), {{}, u"3_c"_s, false}).error().kind,
             ErrorKind::Refused);
}

void TestPlans::rollbackOrders()
{
    ModuleFolder demo;
    for (const QString &stem : {u"1_a"_s, u"2_b"_s, u"3_c"_s, u"4_d"_s})
        demo.addTable(stem);
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto state = stateOf(
        catalog,
        {{u"demo"_s, {{u"3_c.js"_s, 1}, {u"1_a.js"_s, 1}, {u"4_d.js"_s, 2}, {u"2_b.js"_s, 2}}}});
    // The last batch, by row id descending, as knex.
    QCOMPARE(namesOf(planRollback(catalog, state, {{u"demo"_s}, 1, {}, false})),
             (QStringList {u"demo/2_b"_s, u"demo/4_d"_s}));
    QCOMPARE(namesOf(planRollback(catalog, state, {{u"demo"_s}, 2, {}, false})),
             (QStringList {u"demo/2_b"_s, u"demo/4_d"_s, u"demo/1_a"_s, u"demo/3_c"_s}));
    QCOMPARE(planRollback(catalog, state, {{u"demo"_s}, 9, {}, false})->steps.size(), 4);
    // Everything: the reverse of the file order.
    QCOMPARE(namesOf(planRollback(catalog, state, {{u"demo"_s}, 1, {}, true})),
             (QStringList {u"demo/4_d"_s, u"demo/3_c"_s, u"demo/2_b"_s, u"demo/1_a"_s}));
    QCOMPARE(namesOf(planRollback(catalog, state, {{u"demo"_s}, 1, u"2_b"_s, false})),
             (QStringList {u"demo/4_d"_s, u"demo/3_c"_s}));
    const auto plan = planRollback(catalog, state, {{u"demo"_s}, 1, {}, false});
    QVERIFY(plan->commitsLock);
    QCOMPARE(plan->segmentCount(), 1);
    // NULL batches are no batch.
    const auto nulls = stateOf(catalog, {{u"demo"_s, {{u"1_a.js"_s, std::nullopt}}}});
    QVERIFY(planRollback(catalog, nulls, {{u"demo"_s}, 1, {}, false})->isEmpty());
    QCOMPARE(planRollback(catalog, nulls, {{u"demo"_s}, 1, {}, true})->steps.size(), 1);
}

void TestPlans::rollbackRefusals()
{
    ModuleFolder demo;
    demo.addMigration(u"1_a"_s, "SELECT 1;");
    demo.addTable(u"2_b"_s);
    const auto catalog = modules::loadCatalog({demo.path()});
    const auto state = stateOf(catalog, {{u"demo"_s, {{u"1_a.js"_s, 1}, {u"2_b.js"_s, 2}}}});
    QCOMPARE(planRollback(catalog, state, {{u"demo"_s}, 1, {}, false})->steps.size(), 1);
    const auto noDown = planRollback(catalog, state, {{u"demo"_s}, 1, {}, true});
    QVERIFY(!noDown);
    QCOMPARE(noDown.error().kind, ErrorKind::Refused);
    QVERIFY(noDown.error().message.contains(u"1_a"_s));
    const auto notApplied = stateOf(catalog, {{u"demo"_s, {{u"1_a.js"_s, 1}}}});
    QCOMPARE(planRollback(catalog, notApplied, {{u"demo"_s}, 1, u"2_b"_s, false}).error().kind,
             ErrorKind::NotFound);
}

void TestPlans::locksAndFindings()
{
    ModuleFolder demo;
    demo.addTable(u"1_a"_s);
    const auto catalog = modules::loadCatalog({demo.path()});
    auto state = stateOf(catalog);
    state.modules.first().lock.rows = {1};
    for (const LockState lock : {LockState::Stale, LockState::Unknown, LockState::Running}) {
        state.modules.first().lock.state = lock;
        QCOMPARE(planMigrate(catalog, state, {}).error().kind, ErrorKind::Locked);
    }
    state.modules.first().lock.rows = {0}; // a run that keeps its lock in a transaction: we wait
    QVERIFY(planMigrate(catalog, state, {}));
    state.modules.first().lock.state = LockState::Damaged;
    QVERIFY(planMigrate(catalog, state, {}));
    state.findings.append(
        {Severity::Error, u"unknown-migrations"_s, u"other"_s, {}, u"m"_s, u"r"_s, {}});
    QVERIFY(planMigrate(catalog, state, {})); // another module's
    state.findings.append({Severity::Error, u"standby"_s, {}, {}, u"m"_s, u"r"_s, {}});
    QCOMPARE(planMigrate(catalog, state, {}).error().kind, ErrorKind::Refused);
}

void TestPlans::unlockNeedsProof()
{
    ModuleFolder demo;
    const auto catalog = modules::loadCatalog({demo.path()});
    auto state = stateOf(catalog);
    QVERIFY(planUnlock(state, u"demo"_s, false)->isEmpty());
    QCOMPARE(planUnlock(state, u"none"_s, false).error().kind, ErrorKind::NotFound);
    state.modules.first().lock.state = LockState::Stale;
    QCOMPARE(planUnlock(state, u"demo"_s, false)->steps.size(), 1);
    state.modules.first().lock.state = LockState::Unknown;
    state.modules.first().lock.rows = {1};
    QCOMPARE(planUnlock(state, u"demo"_s, false).error().kind, ErrorKind::Refused);
    QCOMPARE(planUnlock(state, u"demo"_s, true)->steps.size(), 1);
    state.modules.first().lock.state = LockState::Running;
    QCOMPARE(planUnlock(state, u"demo"_s, true).error().kind,
             ErrorKind::Locked); // never a living one
}

QTEST_GUILESS_MAIN(TestPlans)
#include "tst_plans.moc"
