#include "core/base/language.h"
#include "tests/ui/support/keyboard.h"
#include "tests/ui/support/looks.h"
#include "tests/ui/support/movescene.h"
#include "ui/models/comparisonmodel.h"
#include "ui/models/movesmodel.h"
#include "ui/models/roles.h"
#include "ui/models/tablesmodel.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using test::child;
using test::MainWindowFixture;
using test::patience;
using ui::ComparisonModel;
using ui::MovesModel;
using ui::TablesModel;

// Tables in the wrong schema, put right by clicks in the real window.
class TestMoveTables : public QObject, private test::MoveScene
{
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }
    void cleanup() { close(); }
    void saysWhereTablesBelong();
    void filterOfTheWrongSchema();
    void bannerOfTheChosenTable();
    void whatCannotBeMoved();
    void movesOneByClicks();
    void movesSeveralAndBack();
    void movesAlongWhatIsTicked();
    void conflictIsShownAndRefused();
    void emptyTwinIsAConflict();
    void targetsThatDoNotExist();
    void namesWhoIsWaitedFor();
    void rightsAndSearchPaths();
    void connectionLost();
    void followsTheLanguage();
    void models();
    void tabGoesThroughTheDialog();
    void everyLook();

private:
    [[nodiscard]] QString textOf(const QWidget *below, const char *label) const
    {
        return child<QLabel>(below, label)->text();
    }
    // The sentence of a finding that the dialog shows; empty: it is not there.
    [[nodiscard]] static QString finding(const QWidget *dialog, const QString &id);
    static bool waitForAnalysis(const QWidget *dialog);
    static bool mayGo(const QWidget *dialog)
    {
        return child<QPushButton>(dialog, "showPlanPushButton")->isEnabled();
    }
    [[nodiscard]] static QString moveCell(const QWidget *dialog, int row, int column);
};

QString TestMoveTables::finding(const QWidget *dialog, const QString &id)
{
    const auto *row = dialog->findChild<QWidget *>(u"finding_"_s % id);
    return row != nullptr ? child<QLabel>(row, "findingMessageLabel")->text() : QString();
}

// Until nothing is read any more: what is ticked at first is read once again.
bool TestMoveTables::waitForAnalysis(const QWidget *dialog)
{
    const auto *table = child<QTreeView>(dialog, "movesTreeView");
    const auto *hint = child<QLabel>(dialog, "moveHintLabel");
    return QTest::qWaitFor(
        [table, hint] {
            return table->isVisible() && table->model()->rowCount() > 0
                && hint->text() != u"What the move would do is being read..."_s;
        },
        patience);
}

QString TestMoveTables::moveCell(const QWidget *dialog, int row, int column)
{
    return child<QTreeView>(dialog, "movesTreeView")->model()->index(row, column).data().toString();
}

void TestMoveTables::saysWhereTablesBelong()
{
    open();
    auto *found = qobject_cast<QAbstractProxyModel *>(tables()->model());
    auto *filtered = qobject_cast<QAbstractProxyModel *>(found->sourceModel());
    const QAbstractItemModelTester foundTester(found);
    const QAbstractItemModelTester filteredTester(filtered);
    const QAbstractItemModelTester tester(filtered->sourceModel());
    for (const QString &table : {u"public.drugs"_s, u"public.lots"_s, u"public.stock"_s}) {
        QCOMPARE(cell(table, TablesModel::BelongsTo), u"inventory"_s);
        const QModelIndex index = tables()->model()->index(rowOf(table), TablesModel::BelongsTo);
        QCOMPARE(index.data(ui::MeaningRole).toInt(), int(ui::Meaning::Warning));
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(u"inventory"_s));
        const QString spoken = index.siblingAtColumn(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.endsWith(u"It belongs to the schema: inventory"_s), qPrintable(spoken));
    }
    QCOMPARE(cell(u"public.knex_migrations"_s, TablesModel::BelongsTo), QString());
    sql("ALTER TABLE drugs SET SCHEMA inventory; ALTER TABLE lots SET SCHEMA inventory;"
        "ALTER VIEW stock SET SCHEMA inventory; ALTER TYPE shade SET SCHEMA inventory");
    readTables();
    QTRY_VERIFY_WITH_TIMEOUT(tables()->isColumnHidden(TablesModel::BelongsTo), patience);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"inventory.drugs"_s) >= 0, patience);
    QCOMPARE(cell(u"inventory.drugs"_s, TablesModel::BelongsTo), QString());
}

void TestMoveTables::filterOfTheWrongSchema()
{
    open();
    auto *filter = child<QComboBox>(page(), "tableFilterComboBox");
    QTRY_COMPARE_WITH_TIMEOUT(filter->itemText(1), u"In the wrong schema (3)"_s, patience);
    filter->setCurrentIndex(1);
    Q_EMIT filter->activated(1);
    QCOMPARE(tables()->model()->rowCount(), 3);
    sql("ALTER VIEW stock SET SCHEMA inventory");
    readTables();
    QTRY_COMPARE_WITH_TIMEOUT(tables()->model()->rowCount(), 2, patience);
    QCOMPARE(filter->currentText(), u"In the wrong schema (2)"_s);
}

void TestMoveTables::bannerOfTheChosenTable()
{
    open();
    const auto *banner = child<ui::Banner>(page(), "placementBanner");
    choose({u"public.knex_migrations"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), patience);
    choose({u"public.lots"_s});
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patience);
    QCOMPARE(banner->sentence(), u"It belongs to the schema: inventory"_s);
    QVERIFY(banner->detail().contains(u"3_lots"_s));
    QTest::mouseClick(banner->button(), Qt::LeftButton);
    auto *dialog = child<ui::MoveDialog>(page(), "moveDialog");
    QVERIFY(waitForAnalysis(dialog));
    QCOMPARE(moveCell(dialog, 0, MovesModel::Object), u"public.lots"_s);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(page()->findChild<ui::MoveDialog *>() == nullptr);
    QCOMPARE(sql("SELECT count(*) FROM public.lots"), u"40"_s);
}

void TestMoveTables::whatCannotBeMoved()
{
    open();
    const auto *button = child<QPushButton>(page(), "moveToSchemaPushButton");
    choose({u"public.drugs"_s});
    QTRY_VERIFY(button->isEnabled());
    choose({u"public.drugs"_s, u"public.knex_migrations"_s});
    QVERIFY(!button->isEnabled());
    QVERIFY(button->toolTip().contains(u"stay where they are"_s));
    tables()->clearSelection();
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), u"Choose one or more tables first."_s);
}

void TestMoveTables::movesOneByClicks()
{
    open();
    const QString before = contents("public.drugs");
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QCOMPARE(child<QComboBox>(dialog, "targetSchemaComboBox")->currentText(), u"inventory"_s);
    QVERIFY(child<QLabel>(dialog, "hospitalLabel")->text().contains(u"Test hospital"_s));
    QVERIFY(waitForAnalysis(dialog));
    QCOMPARE(moveCell(dialog, 0, MovesModel::Rows), u"40"_s);
    QCOMPARE(moveCell(dialog, 0, MovesModel::Target), u"inventory.drugs"_s);
    QVERIFY(finding(dialog, u"move-takes-along"_s).contains(u"drugs_pkey"_s));
    QVERIFY(finding(dialog, u"move-keeps-working"_s).contains(u"lots"_s));
    QVERIFY(finding(dialog, u"move-unknown"_s).contains(u"cannot be known"_s));
    QVERIFY(!finding(dialog, u"move-search-path"_s).isEmpty());
    showPlan(dialog);
    auto *run = child<QPushButton>(view()->currentPage(), "runPushButton");
    QTRY_VERIFY_WITH_TIMEOUT(run->isVisible() && run->isEnabled(), patience);
    bool shown = false;
    const auto texts = view()->currentPage()->findChildren<QPlainTextEdit *>();
    for (const QPlainTextEdit *text : texts)
        shown = shown || text->toPlainText().contains(u"SET SCHEMA inventory"_s);
    QVERIFY(shown);
    QCOMPARE(sql("SELECT to_regclass('inventory.drugs') IS NULL"), u"t"_s);
    this->run();
    QCOMPARE(sql("SELECT to_regclass('public.drugs') IS NULL"), u"t"_s);
    QCOMPARE(contents("inventory.drugs"), before);
    view()->showPage(2);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(u"inventory.drugs"_s) >= 0, patience);
    QTRY_COMPARE_WITH_TIMEOUT(
        cell(u"public.lots"_s, TablesModel::BelongsTo), u"inventory"_s, patience);
}

void TestMoveTables::movesSeveralAndBack()
{
    open();
    const QString drugs = contents("public.drugs");
    const QString lots = contents("public.lots");
    choose({u"public.drugs"_s, u"public.lots"_s, u"public.stock"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QTRY_COMPARE_WITH_TIMEOUT(
        child<QTreeView>(dialog, "movesTreeView")->model()->rowCount(), 4, patience); // the type
    showPlan(dialog);
    run();
    QCOMPARE(contents("inventory.drugs"), drugs);
    QCOMPARE(contents("inventory.lots"), lots);
    QCOMPARE(sql("SELECT count(*) FROM inventory.stock"), u"40"_s);
    QCOMPARE(sql("SELECT 'amber'::inventory.shade"), u"amber"_s);
    MainWindowFixture::click(view()->currentPage(), "moveBackPushButton");
    MainWindowFixture::waitForPage(view(), "planPage");
    run();
    QCOMPARE(contents("public.drugs"), drugs);
    QCOMPARE(contents("public.lots"), lots);
    QCOMPARE(sql("SELECT to_regclass('inventory.drugs') IS NULL"), u"t"_s);
    QCOMPARE(sql("SELECT 'amber'::public.shade"), u"amber"_s);
}

void TestMoveTables::movesAlongWhatIsTicked()
{
    sql("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER touch BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION touch()");
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    auto *function = child<QCheckBox>(dialog, "moveAlongCheckBox0");
    auto *type = child<QCheckBox>(dialog, "moveAlongCheckBox1");
    QCOMPARE(function->text(), u"public.touch()"_s);
    QCOMPARE(type->text(), u"public.shade"_s);
    QVERIFY(!function->isChecked()); // no migration says that it belongs there
    QVERIFY(type->isChecked());
    QVERIFY(finding(dialog, u"move-left-behind"_s).contains(u"touch"_s));
    QTest::mouseClick(function, Qt::LeftButton, {}, QPoint(5, function->height() / 2));
    QTRY_COMPARE_WITH_TIMEOUT(
        child<QTreeView>(dialog, "movesTreeView")->model()->rowCount(), 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(finding(dialog, u"move-left-behind"_s).isEmpty(), patience);
    QTest::mouseClick(type, Qt::LeftButton, {}, QPoint(5, type->height() / 2));
    QTRY_COMPARE_WITH_TIMEOUT(
        child<QTreeView>(dialog, "movesTreeView")->model()->rowCount(), 2, patience);
    QVERIFY(!type->isChecked()); // what a person chose stays
    showPlan(dialog);
    run();
    QCOMPARE(sql("SELECT to_regproc('inventory.touch') IS NOT NULL"), u"t"_s);
    QCOMPARE(sql("SELECT to_regtype('public.shade') IS NOT NULL"), u"t"_s);
    QCOMPARE(sql("UPDATE inventory.drugs SET code = code; SELECT count(*) FROM inventory.drugs"),
             u"40"_s);
}

void TestMoveTables::conflictIsShownAndRefused()
{
    sql("CREATE TABLE inventory.drugs (id int, code int, price numeric(10,2));"
        "INSERT INTO inventory.drugs VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)");
    open(); // lots and the view still belong elsewhere
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    MainWindowFixture::type(dialog, "targetSchemaLineEdit", u"inventory"_s);
    QVERIFY(waitForAnalysis(dialog));
    QCOMPARE(moveCell(dialog, 0, MovesModel::State), u"cannot be moved"_s);
    auto *table = child<QTreeView>(dialog, "comparisonTreeView");
    QVERIFY(table->isVisible());
    const QAbstractItemModel *sides = table->model();
    const QAbstractItemModelTester tester(table->model());
    const auto line = [sides](int row) {
        QStringList cells;
        for (int column = 0; column < ComparisonModel::ColumnCount; ++column)
            cells << sides->index(row, column).data().toString();
        return cells.join(u" | "_s);
    };
    QCOMPARE(sides->headerData(ComparisonModel::Ours, Qt::Horizontal).toString(),
             u"public.drugs"_s);
    QCOMPARE(sides->headerData(ComparisonModel::Theirs, Qt::Horizontal).toString(),
             u"inventory.drugs"_s);
    QCOMPARE(line(0), u"Number of rows | 40 | 3 | another number"_s);
    const auto isMarked = [sides](int row) {
        const QModelIndex index = sides->index(row, ComparisonModel::Difference);
        return index.data(ui::MeaningRole).isValid() && index.data(ui::IconRole).isValid();
    };
    QVERIFY(isMarked(0) && !isMarked(1) && isMarked(2));
    QCOMPARE(line(1), u"id | integer | integer | "_s);
    QCOMPARE(line(2), u"code | text | integer | another type"_s);
    QCOMPARE(line(4), u"price |  | numeric(10,2) | only in one of them"_s);
    QVERIFY(!finding(dialog, u"move-table-there"_s).isEmpty());
    QVERIFY(!mayGo(dialog));
    QVERIFY(textOf(dialog, "moveHintLabel").contains(u"Nothing is overwritten"_s));
    QTest::keyClick(dialog, Qt::Key_Return); // the default button is not to be had
    QVERIFY(dialog->isVisible());
    QCOMPARE(sql("SELECT count(*) FROM inventory.drugs"), u"3"_s);
    QCOMPARE(sql("SELECT count(*) FROM public.drugs"), u"40"_s);
}

void TestMoveTables::emptyTwinIsAConflict()
{
    sql("CREATE TABLE inventory.lots (id serial PRIMARY KEY, drug int, amount int)");
    open();
    const QModelIndex mark =
        tables()->model()->index(rowOf(u"public.lots"_s), TablesModel::BelongsTo);
    QCOMPARE(mark.data(ui::MeaningRole).toInt(), int(ui::Meaning::Danger));
    choose({u"public.lots"_s});
    const auto *banner = child<ui::Banner>(page(), "placementBanner");
    QTRY_COMPARE_WITH_TIMEOUT(banner->meaning(), ui::Meaning::Danger, patience);
    QVERIFY(banner->detail().contains(u"rows in public.lots: 40; rows in inventory.lots: 0"_s));
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QVERIFY(!mayGo(dialog));
    QCOMPARE(child<QTreeView>(dialog, "comparisonTreeView")->model()->index(0, 2).data().toString(),
             u"0"_s);
}

void TestMoveTables::targetsThatDoNotExist()
{
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QVERIFY(mayGo(dialog));
    auto *target = child<QComboBox>(dialog, "targetSchemaComboBox");
    QVERIFY(target->findText(u"inventory"_s) >= 0);
    QVERIFY(target->findText(u"public"_s) >= 0);
    QVERIFY(target->findText(u"aegisx_site"_s) < 0);
    MainWindowFixture::type(dialog, "targetSchemaLineEdit", u"nowhere"_s);
    QVERIFY(!mayGo(dialog)); // at once
    QTRY_VERIFY_WITH_TIMEOUT(!finding(dialog, u"move-no-schema"_s).isEmpty(), patience);
    QVERIFY(!mayGo(dialog));
    target->clearEditText();
    const auto *instead = child<ui::EmptyState>(dialog, "moveEmptyState");
    QTRY_VERIFY(instead->isVisible());
    QCOMPARE(instead->title(), u"No schema is chosen"_s);
    QVERIFY(!mayGo(dialog));
    MainWindowFixture::type(dialog, "targetSchemaLineEdit", u"public"_s);
    QVERIFY(waitForAnalysis(dialog));
    QCOMPARE(moveCell(dialog, 0, MovesModel::State), u"already there"_s);
    QVERIFY(!mayGo(dialog));
}

void TestMoveTables::namesWhoIsWaitedFor()
{
    open();
    auto reader = postgres::Connection::open(view()->session().settings());
    QVERIFY(reader);
    QVERIFY(reader->query("BEGIN"));
    QVERIFY(reader->query("SELECT FROM public.drugs"));
    const auto pid = reader->query("SELECT pg_backend_pid()");
    QVERIFY(pid);
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    const QString said = finding(dialog, u"move-in-use"_s);
    QVERIFY2(said.contains(pid->text(0, 0)), qPrintable(said));
    QVERIFY(moveCell(dialog, 0, MovesModel::State).contains(u"warning"_s));
    QVERIFY(mayGo(dialog)); // the run waits for a while, and names them again
}

void TestMoveTables::rightsAndSearchPaths()
{
    sql("CREATE ROLE mover LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO mover");
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QVERIFY(finding(dialog, u"move-roles-shut-out"_s).contains(u"mover"_s));
    QVERIFY(mayGo(dialog));
    sql("DROP OWNED BY mover; DROP ROLE mover");
}

void TestMoveTables::connectionLost()
{
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    MainWindowFixture::type(dialog, "targetSchemaLineEdit", u"other"_s);
    const auto *instead = child<ui::EmptyState>(dialog, "moveEmptyState");
    QTRY_COMPARE_WITH_TIMEOUT(instead->state(), ui::EmptyState::State::Error, patience);
    QVERIFY(!mayGo(dialog));
    view()->session().open();
    QTRY_VERIFY_WITH_TIMEOUT(view()->session().isConnected(), patience);
    QTest::mouseClick(instead->firstButton(), Qt::LeftButton);
    QVERIFY(waitForAnalysis(dialog));
    QVERIFY(!finding(dialog, u"move-no-schema"_s).isEmpty());
}

void TestMoveTables::followsTheLanguage()
{
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    const auto *cancel = child<QPushButton>(dialog, "cancelPushButton");
    const QString english = cancel->text();
    setLanguage(Language::Thai);
    QTRY_VERIFY(cancel->text() != english);
    QTRY_COMPARE(test::leftInEnglish(dialog), QString());
    QCOMPARE(child<QTreeView>(dialog, "movesTreeView")->currentIndex().row(), 0);
    setLanguage(Language::English);
    QTRY_COMPARE(cancel->text(), english);
}

void TestMoveTables::models()
{
    MovesModel moves;
    const QAbstractItemModelTester movesTester(&moves);
    inspection::MoveAnalysis free;
    free.asked = u"a.t"_s;
    free.identity = u"a.t"_s;
    free.schema = u"a"_s;
    free.toSchema = u"b"_s;
    free.newIdentity = u"b.t"_s;
    free.count = {1'234'567, false};
    inspection::MoveAnalysis taken = free;
    taken.asked = u"a.u"_s;
    taken.identity = u"a.u"_s;
    taken.count = {};
    const Finding warning {Severity::Warning, u"x"_s, {}, u"a.t"_s, {}, {}, {}};
    const Finding error {Severity::Error, u"y"_s, {}, u"a.u"_s, {}, {}, {}};
    moves.setMoves({free, taken}, {error, warning, warning});
    const auto text = [&moves](int row, int column) {
        return moves.index(row, column).data().toString();
    };
    QCOMPARE(text(0, MovesModel::Rows), u"about 1,234,567"_s);
    QCOMPARE(text(0, MovesModel::State), u"2 warnings"_s);
    QCOMPARE(text(1, MovesModel::Rows), QString());
    QCOMPARE(text(1, MovesModel::State), u"cannot be moved"_s);
    moves.setMoves({free, taken}, {});
    QCOMPARE(text(1, MovesModel::State), u"can be moved"_s);
    moves.setMoves({}, {});
    QCOMPARE(moves.rowCount(), 0);
    ComparisonModel sides;
    const QAbstractItemModelTester sidesTester(&sides);
    QCOMPARE(sides.rowCount(), 0);
    sides.setSides({u"a.t"_s, {}, {{u"n"_s, u"text"_s}}}, {u"b.t"_s, {7, true}, {}});
    QCOMPARE(sides.rowCount(), 2);
    QCOMPARE(sides.index(0, ComparisonModel::Ours).data().toString(), u"not known"_s);
    QCOMPARE(sides.index(0, ComparisonModel::Theirs).data().toString(), u"7"_s);
}

void TestMoveTables::everyLook()
{
    sql("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER touch BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION touch();"
        "CREATE TABLE inventory.lots (id serial PRIMARY KEY, drug text)");
    open();
    choose({u"public.drugs"_s});
    QTRY_VERIFY(child<QWidget>(page(), "placementBanner")->isVisible());
    QCOMPARE(test::troubleInEveryLook(&window->window(), u"tables-misplaced"_s), QString());
    choose({u"public.drugs"_s, u"public.lots"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QCOMPARE(test::troubleInEveryLook(dialog, u"move-dialog"_s), QString());
    child<QTreeView>(dialog, "movesTreeView")
        ->setCurrentIndex(child<QTreeView>(dialog, "movesTreeView")->model()->index(1, 0));
    QVERIFY(child<QWidget>(dialog, "comparisonTreeView")->isVisible());
    QCOMPARE(test::troubleInEveryLook(dialog, u"move-dialog-conflict"_s), QString());
}

void TestMoveTables::tabGoesThroughTheDialog()
{
    sql("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER touch BEFORE UPDATE ON drugs FOR EACH ROW EXECUTE FUNCTION touch();");
    open();
    choose({u"public.drugs"_s});
    ui::MoveDialog *dialog = openDialog();
    QVERIFY(waitForAnalysis(dialog));
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
    QVERIFY(!dialog->findChildren<QCheckBox *>().isEmpty());
    QCOMPARE(test::tabTrouble(dialog), QString());
}

QTEST_MAIN(TestMoveTables)
#include "tst_movetables.moc"
