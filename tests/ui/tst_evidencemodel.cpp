#include "core/base/tr.h"
#include "tests/ui/support/uifixture.h"
#include "ui/models/evidencemodel.h"
#include "ui/models/roles.h"
#include "ui/models/statelooks.h"
#include "ui/pages/evidenceview.h"
#include "ui/pages/marking.h"
#include "ui/widgets/emptystate.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace aegisx;
using inspection::Contradiction;
using inspection::MigrationEvidence;
using inspection::MigrationState;
using inspection::ObjectEvidence;
using inspection::ObjectPresence;
using inspection::Verdict;
using modules::ChangeKind;
using modules::ObjectKind;
using test::child;
using ui::EvidenceModel;
using ui::Icon;
using ui::Meaning;
using ui::SiteEvidence;

namespace {

ObjectEvidence
object(ChangeKind change, ObjectKind kind, const QString &name, const QString &parent)
{
    ObjectEvidence one;
    one.change.change = change;
    one.change.kind = kind;
    one.change.schema = u"inventory"_s;
    one.change.name = name;
    one.change.parent = parent;
    return one;
}

MigrationEvidence evidence(Verdict verdict, MigrationState state, bool telling = true)
{
    MigrationEvidence one;
    one.name = u"1_a"_s;
    one.verdict = verdict;
    one.state = state;
    one.telling = telling;
    return one;
}

QStringList cells(const EvidenceModel &model, int row)
{
    QStringList texts;
    for (int column = 0; column < EvidenceModel::ColumnCount; ++column)
        texts << model.index(row, column).data().toString();
    return texts;
}

} // namespace

class TestEvidenceModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setLanguage(Language::English); }
    void cleanup() { setLanguage(Language::English); }
    void cellsAndRoles();
    void worstFirst();
    void drops();
    void followsTheLanguage();
    void pills_data();
    void pills();
    void whatIsProven_data();
    void whatIsProven();
    void everyStateOfTheView();
};

void TestEvidenceModel::cellsAndRoles()
{
    auto table = object(ChangeKind::Create, ObjectKind::Table, u"drugs"_s, {});
    table.presence = ObjectPresence::Present;
    table.done = true;
    auto column = object(ChangeKind::Create, ObjectKind::Column, u"name"_s, u"drugs"_s);
    column.presence = ObjectPresence::Different;
    column.difference = u"It may be NULL."_s;
    auto elsewhere = object(ChangeKind::Create, ObjectKind::Table, u"lots"_s, {});
    elsewhere.presence = ObjectPresence::Elsewhere;
    elsewhere.foundSchema = u"public"_s;
    auto altered = object(ChangeKind::Alter, ObjectKind::Table, u"units"_s, {});
    EvidenceModel model;
    const QAbstractItemModelTester tester(&model);
    model.setObjects({table, column, elsewhere, altered});
    QCOMPARE(cells(model, 3),
             (QStringList {u"inventory.drugs"_s, u"table"_s, u"there"_s, u"inventory"_s, {}}));
    QCOMPARE(cells(model, 1),
             (QStringList {u"inventory.drugs.name"_s,
                           u"column"_s,
                           u"there, but different"_s,
                           u"inventory"_s,
                           u"It may be NULL."_s}));
    QCOMPARE(cells(model, 2),
             (QStringList {u"inventory.lots"_s,
                           u"table"_s,
                           u"in another schema"_s,
                           u"public"_s,
                           u"It should stand in schema inventory."_s}));
    QCOMPARE(cells(model, 0),
             (QStringList {u"inventory.units"_s, u"table, altered"_s, u"missing"_s, {}, {}}));
    const QModelIndex missing = model.index(0, EvidenceModel::Presence);
    QCOMPARE(missing.data(ui::MeaningRole).toInt(), int(Meaning::Danger));
    QCOMPARE(missing.data(ui::IconRole).toInt(), int(Icon::StateFailed));
    QCOMPARE(missing.data(ui::StateRole).toInt(), int(ObjectPresence::Missing));
    QVERIFY(!model.index(0, EvidenceModel::Object).data(ui::MeaningRole).isValid());
    model.setObjects({});
    QCOMPARE(model.rowCount(), 0);
}

// Behind hundreds that are there, nobody would find the one that is missing; those alike keep the
// order of the file.
void TestEvidenceModel::worstFirst()
{
    const auto named = [](const QString &name, ObjectPresence presence) {
        ObjectEvidence one = object(ChangeKind::Create, ObjectKind::Table, name, {});
        one.presence = presence;
        one.done = presence == ObjectPresence::Present;
        return one;
    };
    ObjectEvidence later = named(u"dropped_later"_s, ObjectPresence::Missing);
    later.supersededBy = u"9_drop"_s;
    EvidenceModel model;
    model.setObjects({later,
                      named(u"a"_s, ObjectPresence::Present),
                      named(u"b"_s, ObjectPresence::Present),
                      named(u"c"_s, ObjectPresence::Elsewhere),
                      named(u"d"_s, ObjectPresence::Missing),
                      named(u"e"_s, ObjectPresence::Missing)});
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names << cells(model, row).first().section(u'.', 1);
    QCOMPARE(names.join(u' '), u"d e c a b dropped_later"_s);
}

// What was to be dropped is right where it is gone, and not where it is still there.
void TestEvidenceModel::drops()
{
    auto gone = object(ChangeKind::Drop, ObjectKind::Table, u"old"_s, {});
    gone.done = true;
    auto still = object(ChangeKind::Drop, ObjectKind::Table, u"old"_s, {});
    still.presence = ObjectPresence::Present;
    const auto never = object(ChangeKind::Drop, ObjectKind::Table, u"old"_s, {});
    auto later = object(ChangeKind::Create, ObjectKind::Table, u"old"_s, {});
    later.done = true;
    later.supersededBy = u"9_drop"_s;
    QCOMPARE(ui::lookOf(gone).text, u"gone"_s);
    QCOMPARE(ui::lookOf(gone).meaning, Meaning::Success);
    QCOMPARE(ui::lookOf(still).text, u"still there"_s);
    QCOMPARE(ui::lookOf(still).meaning, Meaning::Warning);
    QCOMPARE(ui::lookOf(never).text, u"not there"_s);
    QCOMPARE(ui::lookOf(later).text, u"dropped again later"_s);
    EvidenceModel model;
    model.setObjects({gone, later});
    QCOMPARE(cells(model, 0).at(EvidenceModel::Kind), u"table, dropped"_s);
    QCOMPARE(cells(model, 1).at(EvidenceModel::Difference),
             u"A later migration drops it again: 9_drop"_s);
}

void TestEvidenceModel::followsTheLanguage()
{
    EvidenceModel model;
    const QAbstractItemModelTester tester(&model);
    model.setObjects({object(ChangeKind::Create, ObjectKind::Table, u"drugs"_s, {})});
    const QSignalSpy headers(&model, &QAbstractItemModel::headerDataChanged);
    const QSignalSpy data(&model, &QAbstractItemModel::dataChanged);
    model.retranslate();
    QCOMPARE(headers.size(), 1);
    QCOMPARE(data.size(), 1);
    for (int column = 0; column < EvidenceModel::ColumnCount; ++column)
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TestEvidenceModel::pills_data()
{
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<MigrationState>("state");
    QTest::addColumn<QString>("word");
    QTest::addColumn<Meaning>("meaning");
    const auto add = [](Verdict verdict, MigrationState state, const char *word, Meaning meaning) {
        QTest::addRow("%s, %s", qPrintable(keyOf(verdict)), qPrintable(keyOf(state)))
            << verdict << state << QString::fromLatin1(word) << meaning;
    };
    const auto applied = MigrationState::Applied;
    const auto pending = MigrationState::Pending;
    add(Verdict::Done, applied, "done", Meaning::Success);
    add(Verdict::Done, pending, "there, but not recorded", Meaning::Warning);
    add(Verdict::NotDone, applied, "recorded, but not there", Meaning::Danger);
    add(Verdict::NotDone, pending, "not done", Meaning::Info);
    add(Verdict::HalfDone, applied, "half there", Meaning::Danger);
    add(Verdict::HalfDone, pending, "half there", Meaning::Danger);
    add(Verdict::Elsewhere, applied, "in the wrong schema", Meaning::Warning);
    add(Verdict::Elsewhere, pending, "in the wrong schema", Meaning::Warning);
    add(Verdict::DataOnly, applied, "data only", Meaning::Neutral);
    add(Verdict::NotAnalysable, applied, "cannot be told", Meaning::Neutral);
}

void TestEvidenceModel::pills()
{
    QFETCH(const Verdict, verdict);
    QFETCH(const MigrationState, state);
    const auto one = evidence(verdict, state);
    QTEST(ui::lookOf(one).text, "word");
    QTEST(ui::lookOf(one).meaning, "meaning");
    QVERIFY(!ui::evidenceSentence(one).isEmpty());
}

void TestEvidenceModel::whatIsProven_data()
{
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<bool>("completed");
    QTest::addColumn<bool>("pending");
    QTest::newRow("done") << Verdict::Done << true << false;
    QTest::newRow("not done") << Verdict::NotDone << false << true;
    QTest::newRow("half done") << Verdict::HalfDone << false << false;
    QTest::newRow("elsewhere") << Verdict::Elsewhere << false << false;
    QTest::newRow("data only") << Verdict::DataOnly << true << false;
    QTest::newRow("not analysable") << Verdict::NotAnalysable << false << false;
}

void TestEvidenceModel::whatIsProven()
{
    QFETCH(const Verdict, verdict);
    QTEST(ui::isProven(evidence(verdict, MigrationState::Pending), false), "completed");
    QTEST(ui::isProven(evidence(verdict, MigrationState::Applied), true), "pending");
    // What an earlier file leaves as well is nothing that a person should mark in one go.
    SiteEvidence::OfModule module;
    module.migrations = {evidence(verdict, MigrationState::Pending, false)};
    QCOMPARE(ui::provablyDone(module), QStringList());
}

void TestEvidenceModel::everyStateOfTheView()
{
    ui::EvidenceView view;
    view.show();
    const auto *empty = child<ui::EmptyState>(&view, "evidenceEmptyState");
    const auto *table = child<QTreeView>(&view, "evidenceTreeView");
    QCOMPARE(empty->title(), u"No evidence"_s);
    SiteEvidence::OfModule module;
    module.state = SiteEvidence::State::Reading;
    view.showEvidence(module, u"1_a"_s);
    QCOMPARE(empty->state(), ui::EmptyState::State::Loading);
    module.state = SiteEvidence::State::Failed;
    module.error = Error {ErrorKind::Database, u"It failed."_s, {}, u"Ask."_s, {}};
    view.showEvidence(module, u"1_a"_s);
    QCOMPARE(empty->state(), ui::EmptyState::State::Error);
    QVERIFY(empty->sentence().contains(u"It failed."_s));
    const QSignalSpy retries(&view, &ui::EvidenceView::retryRequested);
    QTest::mouseClick(empty->firstButton(), Qt::LeftButton);
    QCOMPARE(retries.size(), 1);
    module = {SiteEvidence::State::Known, {evidence(Verdict::Done, MigrationState::Pending)}, {}};
    module.migrations.first().changesData = true;
    module.migrations.first().objects = {
        object(ChangeKind::Create, ObjectKind::Table, u"drugs"_s, {})};
    view.showEvidence(module, u"1_a"_s);
    QTRY_VERIFY(table->isVisible());
    QVERIFY(!empty->isVisible());
    QCOMPARE(table->model()->rowCount(), 1);
    const QString sentence = child<QLabel>(&view, "evidenceSentenceLabel")->text();
    QVERIFY(sentence.contains(u"but it is not recorded as applied."_s));
    QVERIFY(sentence.contains(u"It changes rows as well"_s));
    QCOMPARE(test::controlsWithoutName(&view), QString());
    module.migrations.first().objects.clear();
    view.showEvidence(module, u"1_a"_s);
    QVERIFY(!table->isVisible());
    view.showEvidence(module, u"no such"_s);
    QVERIFY(empty->isVisible());
}

QTEST_MAIN(TestEvidenceModel)
#include "tst_evidencemodel.moc"
