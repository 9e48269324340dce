#include "core/base/tr.h"
#include "tests/ui/support/uifixture.h"
#include "ui/models/migrationsmodel.h"
#include "ui/models/migrationsproxy.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::MigrationInfo;
using inspection::MigrationState;
using inspection::Verdict;
using ui::MigrationsModel;
using ui::MigrationsProxy;
using Filter = MigrationsProxy::Filter;

namespace {

const QDateTime noon = QDateTime::fromString(u"2026-11-22T12:00:00Z"_s, Qt::ISODate);

MigrationInfo applied(const QString &name, int batch, const QDateTime &at, qint64 id)
{
    return {name, MigrationState::Applied, batch, at, name % u".ts"_s, id, {}};
}

MigrationInfo pending(const QString &name)
{
    return {name, MigrationState::Pending, {}, {}, {}, 0, {}};
}

MigrationInfo unknown(const QString &recordedAs, qint64 id)
{
    return {recordedAs, MigrationState::Unknown, 9, noon, recordedAs, id, {}};
}

ui::SiteSnapshot snapshotOf(const QList<MigrationInfo> &migrations)
{
    ui::SiteSnapshot snapshot;
    inspection::ModuleState module;
    module.id = u"demo"_s;
    module.migrations = migrations;
    snapshot.state.modules.append(module);
    return snapshot;
}

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list << cell(model, row, MigrationsModel::Name);
    return list;
}

} // namespace

class TestMigrationsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setLanguage(Language::English); }
    void cellsAndRoles();
    void whoAppliedIt_data();
    void whoAppliedIt();
    void filtersAndCounts();
    void evidenceBesideTheState();
    void searches();
    void sorts();
    void sortsThaiAsThaiIsSorted();
    void keepsRowsThatAreTheSame();
    void followsTheLanguage();
    void thousands();
    void durations();

private:
    test::UiFixture m_fixture;
};

void TestMigrationsModel::cellsAndRoles()
{
    auto snapshot = snapshotOf({applied(u"1_a"_s, 3, noon, 1), pending(u"2_b"_s), unknown({}, 7)});
    snapshot.appliedBy.insert(u"demo/1_a"_s,
                              {u"somchai@reception"_s, 1'234'000, noon, u"run"_s, {}, {}});
    MigrationsModel model(m_fixture.context());
    const QAbstractItemModelTester tester(&model);
    model.setModule(snapshot, u"demo"_s);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.columnCount(), int(MigrationsModel::ColumnCount));
    QCOMPARE(cell(model, 0, MigrationsModel::State), u"applied"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::Name), u"1_a"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::Batch), u"3"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::When), m_fixture.context().formatTime(noon));
    QCOMPARE(cell(model, 0, MigrationsModel::Duration), u"1.2 s"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::Who), u"somchai@reception"_s);
    for (const int column : {MigrationsModel::Batch,
                             MigrationsModel::When,
                             MigrationsModel::Duration,
                             MigrationsModel::Who})
        QCOMPARE(cell(model, 1, column), QString());
    QCOMPARE(cell(model, 2, MigrationsModel::Name), u"(a row without a name)"_s);
    QCOMPARE(cell(model, 2, MigrationsModel::Who), u"not known"_s);
    const QModelIndex state = model.index(2, MigrationsModel::State);
    QCOMPARE(state.data(ui::MeaningRole).toInt(), int(ui::Meaning::Warning));
    QCOMPARE(state.data(ui::IconRole).toInt(), int(ui::Icon::StateAttention));
    QCOMPARE(state.data(ui::StateRole).toInt(), int(MigrationState::Unknown));
    QVERIFY(!model.index(2, MigrationsModel::Name).data(ui::MeaningRole).isValid());
    QCOMPARE(model.index(0, 0).data(ui::IdRole).toString(), u"1_a"_s);
    QCOMPARE(model.rowOf(state.data(ui::IdRole).toString()), 2);
    QCOMPARE(model.rowOf(u"no such"_s), -1);
    model.setModule(snapshot, u"another"_s);
    QCOMPARE(model.rowCount(), 0);
}

void TestMigrationsModel::whoAppliedIt_data()
{
    QTest::addColumn<QDateTime>("recordedAt");
    QTest::addColumn<bool>("known");
    QTest::newRow("at the same time") << noon << true;
    QTest::newRow("the program's clock is behind") << noon.addSecs(-86'400) << true;
    QTest::newRow("the program's clock is a little ahead") << noon.addSecs(250) << true;
    QTest::newRow("knex applied it again later") << noon.addSecs(3600) << false;
    QTest::newRow("no time is recorded") << QDateTime() << true;
}

void TestMigrationsModel::whoAppliedIt()
{
    QFETCH(QDateTime, recordedAt);
    const auto migration = applied(u"1_a"_s, 1, recordedAt, 1);
    auto snapshot = snapshotOf({migration});
    QVERIFY(!ui::applierOf(snapshot, u"demo"_s, migration));
    snapshot.appliedBy.insert(u"demo/1_a"_s,
                              {u"somchai@reception"_s, 5000, noon, u"run"_s, {}, {}});
    const auto by = ui::applierOf(snapshot, u"demo"_s, migration);
    QTEST(by.has_value(), "known");
    QVERIFY(!ui::applierOf(snapshot, u"demo"_s, pending(u"1_a"_s)));
    QVERIFY(!ui::applierOf(snapshot, u"other"_s, migration));
    MigrationsModel model(m_fixture.context());
    model.setModule(snapshot, u"demo"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::Who), by ? u"somchai@reception"_s : u"not known"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::When),
             recordedAt.isValid() ? m_fixture.context().formatTime(recordedAt) : u"not known"_s);
}

void TestMigrationsModel::filtersAndCounts()
{
    auto twice = applied(u"2_b"_s, 1, noon, 2);
    twice.alsoRecordedAs = {u"2_b.js"_s};
    MigrationsModel model(m_fixture.context());
    MigrationsProxy proxy;
    const QAbstractItemModelTester tester(&proxy);
    proxy.setSourceModel(&model);
    model.setModule(
        snapshotOf(
            {applied(u"1_a"_s, 1, noon, 1), twice, pending(u"3_c"_s), unknown(u"9_x.ts"_s, 5)}),
        u"demo"_s);
    QCOMPARE(proxy.countOf(Filter::All), 4);
    QCOMPARE(proxy.countOf(Filter::Pending), 1);
    QCOMPARE(proxy.countOf(Filter::Applied), 2);
    QCOMPARE(proxy.countOf(Filter::Attention), 2);
    proxy.setFilter(Filter::Pending);
    QCOMPARE(names(proxy), QStringList {u"3_c"_s});
    proxy.setFilter(Filter::Applied);
    QCOMPARE(names(proxy), QStringList({u"1_a"_s, u"2_b"_s}));
    proxy.setFilter(Filter::Attention);
    QCOMPARE(names(proxy), QStringList({u"2_b"_s, u"9_x.ts"_s}));
    proxy.setFilter(Filter::All);
    QCOMPARE(proxy.rowCount(), 4);
    QVERIFY(model.index(1, MigrationsModel::Name)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(u"2_b.js"_s));
}

void TestMigrationsModel::evidenceBesideTheState()
{
    const auto proof = [](const QString &name, MigrationState state, Verdict verdict) {
        inspection::MigrationEvidence one;
        one.name = name;
        one.state = state;
        one.verdict = verdict;
        one.telling = verdict == Verdict::Done;
        return one;
    };
    MigrationsModel model(m_fixture.context());
    MigrationsProxy proxy;
    const QAbstractItemModelTester tester(&model);
    const QAbstractItemModelTester proxyTester(&proxy);
    proxy.setSourceModel(&model);
    const auto snapshot = snapshotOf(
        {applied(u"1_a"_s, 1, noon, 1), pending(u"2_b"_s), pending(u"3_c"_s), unknown({}, 7)});
    model.setModule(snapshot, u"demo"_s);
    QCOMPARE(cell(model, 0, MigrationsModel::Evidence), QString());
    ui::SiteEvidence::OfModule evidence;
    evidence.state = ui::SiteEvidence::State::Reading;
    model.setEvidence(evidence);
    QCOMPARE(cell(model, 0, MigrationsModel::Evidence), u"being read..."_s);
    QVERIFY(!model.index(0, MigrationsModel::Evidence).data(ui::MeaningRole).isValid());
    evidence.state = ui::SiteEvidence::State::Failed;
    model.setEvidence(evidence);
    QCOMPARE(cell(model, 0, MigrationsModel::Evidence), u"not known"_s);
    evidence.state = ui::SiteEvidence::State::Known;
    evidence.migrations = {proof(u"1_a"_s, MigrationState::Applied, Verdict::NotDone),
                           proof(u"2_b"_s, MigrationState::Pending, Verdict::Done),
                           proof(u"3_c"_s, MigrationState::Pending, Verdict::NotDone)};
    const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setEvidence(evidence);
    QCOMPARE(reset.size(), 0); // what is chosen stays
    QCOMPARE(cell(model, 0, MigrationsModel::Evidence), u"recorded, but not there"_s);
    QCOMPARE(cell(model, 1, MigrationsModel::Evidence), u"there, but not recorded"_s);
    QCOMPARE(cell(model, 2, MigrationsModel::Evidence), u"not done"_s);
    QCOMPARE(cell(model, 3, MigrationsModel::Evidence), QString());
    QCOMPARE(model.index(1, MigrationsModel::Evidence).data(ui::IconRole).toInt(),
             int(ui::Icon::StateAttention));
    QCOMPARE(proxy.countOf(Filter::Attention), 3); // with the unknown one
    proxy.setFilter(Filter::Attention);
    QCOMPARE(proxy.rowCount(), 3);
    proxy.setFilter(Filter::All);
    proxy.setSearch(u"but not"_s);
    QCOMPARE(names(proxy), QStringList({u"1_a"_s, u"2_b"_s}));
    proxy.setSearch({});
    proxy.sort(MigrationsModel::Evidence);
    QCOMPARE(names(proxy).mid(0, 3), QStringList({u"1_a"_s, u"2_b"_s, u"3_c"_s}));
    proxy.sort(MigrationsModel::Evidence, Qt::DescendingOrder);
    QCOMPARE(names(proxy).first(), u"(a row without a name)"_s);
    model.setModule(snapshot, u"demo"_s, evidence); // with what is known of it already
    QCOMPARE(cell(model, 1, MigrationsModel::Evidence), u"there, but not recorded"_s);
}

void TestMigrationsModel::searches()
{
    auto snapshot = snapshotOf({applied(u"1_create_drugs"_s, 1, noon, 1),
                                pending(u"2_create_lots"_s),
                                unknown(u"9_\u0e22\u0e32.ts"_s, 5)});
    snapshot.appliedBy.insert(u"demo/1_create_drugs"_s,
                              {u"Somchai@PC"_s, 1, noon, u"run"_s, {}, {}});
    MigrationsModel model(m_fixture.context());
    MigrationsProxy proxy;
    const QAbstractItemModelTester tester(&proxy);
    proxy.setSourceModel(&model);
    model.setModule(snapshot, u"demo"_s);
    proxy.setSearch(u"CREATE"_s);
    QCOMPARE(proxy.rowCount(), 2);
    proxy.setSearch(u" lots  create "_s);
    QCOMPARE(names(proxy), QStringList {u"2_create_lots"_s});
    proxy.setSearch(u"somchai"_s);
    QCOMPARE(names(proxy), QStringList {u"1_create_drugs"_s});
    proxy.setSearch(u"\u0e22\u0e32"_s);
    QCOMPARE(proxy.rowCount(), 1);
    proxy.setSearch(u"nothing of the kind"_s);
    QCOMPARE(proxy.rowCount(), 0);
    QCOMPARE(proxy.countOf(Filter::All), 3);
    proxy.setSearch({});
    QCOMPARE(proxy.rowCount(), 3);
}

void TestMigrationsModel::sorts()
{
    auto snapshot = snapshotOf({applied(u"3_late"_s, 10, noon.addDays(1), 3),
                                applied(u"10_early"_s, 2, noon, 4),
                                applied(u"20_timeless"_s, 3, {}, 5),
                                pending(u"30_pending"_s),
                                unknown(u"0_unknown.ts"_s, 9)});
    snapshot.appliedBy.insert(u"demo/10_early"_s, {u"b@pc"_s, 500, noon, u"run"_s, {}, {}});
    snapshot.appliedBy.insert(u"demo/3_late"_s,
                              {u"a@pc"_s, 9000, noon.addDays(1), u"run"_s, {}, {}});
    MigrationsModel model(m_fixture.context());
    MigrationsProxy proxy;
    const QAbstractItemModelTester tester(&proxy);
    proxy.setSourceModel(&model);
    model.setModule(snapshot, u"demo"_s);
    const QStringList asTheyRun = names(model);
    QCOMPARE(names(proxy), asTheyRun);
    const auto first = [&proxy](int column, Qt::SortOrder order) {
        proxy.sort(column, order);
        return names(proxy).first();
    };
    QCOMPARE(first(MigrationsModel::Name, Qt::AscendingOrder), u"0_unknown.ts"_s);
    QCOMPARE(names(proxy).at(1), u"3_late"_s); // 3 before 10
    QCOMPARE(first(MigrationsModel::Batch, Qt::DescendingOrder), u"3_late"_s);
    QCOMPARE(first(MigrationsModel::State, Qt::AscendingOrder), u"0_unknown.ts"_s);
    QCOMPARE(names(proxy).at(1), u"30_pending"_s);
    QCOMPARE(first(MigrationsModel::When, Qt::DescendingOrder), u"3_late"_s);
    QCOMPARE(first(MigrationsModel::When, Qt::AscendingOrder), u"20_timeless"_s);
    QCOMPARE(first(MigrationsModel::Duration, Qt::DescendingOrder), u"3_late"_s);
    QCOMPARE(first(MigrationsModel::Who, Qt::DescendingOrder), u"10_early"_s);
    proxy.sort(-1);
    QCOMPARE(names(proxy), asTheyRun);
}

// By code point the vowel that is written first would come after every consonant.
void TestMigrationsModel::sortsThaiAsThaiIsSorted()
{
    const QString island = u"\u0e40\u0e01\u0e32\u0e30"_s; // sorted under its consonant, KO KAI
    const QString egg = u"\u0e02\u0e27\u0e14"_s; // KHO KHAI
    QVERIFY(island > egg);
    for (const Language language : {Language::Thai, Language::English}) {
        setLanguage(language);
        MigrationsModel model(m_fixture.context());
        MigrationsProxy proxy;
        proxy.setSourceModel(&model);
        model.setModule(snapshotOf({unknown(egg, 1), unknown(island, 2)}), u"demo"_s);
        proxy.sort(MigrationsModel::Name);
        QCOMPARE(names(proxy), QStringList({island, egg}));
    }
}

void TestMigrationsModel::keepsRowsThatAreTheSame()
{
    MigrationsModel model(m_fixture.context());
    const QAbstractItemModelTester tester(&model);
    model.setModule(snapshotOf({pending(u"1_a"_s), pending(u"2_b"_s)}), u"demo"_s);
    const QPersistentModelIndex second(model.index(1, 0));
    const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setModule(snapshotOf({applied(u"1_a"_s, 1, noon, 1), applied(u"2_b"_s, 1, noon, 2)}),
                    u"demo"_s);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1);
    QVERIFY(second.isValid());
    QCOMPARE(second.data().toString(), u"applied"_s);
    model.setModule(snapshotOf({pending(u"1_a"_s)}), u"demo"_s);
    QCOMPARE(reset.size(), 1);
}

void TestMigrationsModel::followsTheLanguage()
{
    MigrationsModel model(m_fixture.context());
    model.setModule(snapshotOf({applied(u"1_a"_s, 1, noon, 1)}), u"demo"_s);
    const QString english = cell(model, 0, MigrationsModel::State);
    const QString englishTime = cell(model, 0, MigrationsModel::When);
    QVERIFY(englishTime.contains(u"2026"_s));
    const QSignalSpy headers(&model, &QAbstractItemModel::headerDataChanged);
    setLanguage(Language::Thai);
    model.retranslate();
    QCOMPARE(headers.size(), 1);
    QVERIFY(cell(model, 0, MigrationsModel::State) != english);
    QVERIFY(cell(model, 0, MigrationsModel::When).contains(u"2569"_s));
    m_fixture.settings().set(ui::Setting::Era, u"common"_s);
    QVERIFY(cell(model, 0, MigrationsModel::When).contains(u"2026"_s));
    m_fixture.settings().set(ui::Setting::Era, QString());
}

void TestMigrationsModel::thousands()
{
    QList<MigrationInfo> many;
    for (int i = 0; i < 2000; ++i) {
        const QString name = u"%1_step"_s.arg(i, 5, 10, QChar(u'0'));
        many << (i % 2 == 0 ? applied(name, i, noon.addSecs(i), i + 1) : pending(name));
    }
    MigrationsModel model(m_fixture.context());
    MigrationsProxy proxy;
    proxy.setSourceModel(&model);
    model.setModule(snapshotOf(many), u"demo"_s);
    proxy.sort(MigrationsModel::Name, Qt::DescendingOrder);
    QCOMPARE(names(proxy).first(), u"01999_step"_s);
    proxy.setFilter(Filter::Applied);
    QCOMPARE(proxy.rowCount(), 1000);
    QCOMPARE(names(proxy).first(), u"01998_step"_s);
    proxy.setSearch(u"0123"_s);
    QCOMPARE(proxy.rowCount(), 5);
}

void TestMigrationsModel::durations()
{
    QCOMPARE(ui::formatDuration(0), u"0 ms"_s);
    QCOMPARE(ui::formatDuration(999'000), u"999 ms"_s);
    QCOMPARE(ui::formatDuration(1'000'000), u"1.0 s"_s);
    QCOMPARE(ui::formatDuration(125'000'000), u"2 min 5 s"_s);
    QCOMPARE(ui::formatDuration(7'500'000'000), u"2 h 5 min"_s);
}

QTEST_MAIN(TestMigrationsModel)
#include "tst_migrationsmodel.moc"
