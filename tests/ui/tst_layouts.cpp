#include "ui/theme/theme.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/cardgrid.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/pagestack.h"

#include <QAction>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;

namespace {

// A widget that wants exactly this size.
class Block final : public QWidget
{
public:
    Block(QSize size, QWidget *parent) : QWidget(parent), m_size(size) { }

    [[nodiscard]] QSize sizeHint() const override { return m_size; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {10, m_size.height()}; }

private:
    QSize m_size;
};

} // namespace

class TestLayouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance(); }
    void flowBreaksItsLines();
    void flowTurnsAround();
    void gridHasTheColumnsThatFit();
    void gridReplacesItsCards();
    void stackIsAsLargeAsItsPage();
    void buttonIsItsAction();
};

void TestLayouts::flowBreaksItsLines()
{
    QWidget parent;
    auto *flow = new ui::FlowLayout(&parent);
    QList<Block *> blocks;
    for (const int height : {20, 40, 20}) {
        blocks << new Block({100, height}, &parent);
        flow->addWidget(blocks.last());
    }
    const int gap = flow->spacing();
    QCOMPARE(flow->heightForWidth(300 + 2 * gap), 40);
    QCOMPARE(flow->heightForWidth(200 + gap), 40 + gap + 20);
    QCOMPARE(flow->heightForWidth(50), 20 + gap + 40 + gap + 20);
    QCOMPARE(flow->minimumSize().width(), 10);
    QCOMPARE(flow->sizeHint(), QSize(300 + 2 * gap, 40));
    parent.show();
    parent.resize(200 + gap, 200);
    QTRY_COMPARE(blocks.at(0)->geometry(), QRect(0, 10, 100, 20)); // in the middle of its line
    QCOMPARE(blocks.at(1)->geometry(), QRect(100 + gap, 0, 100, 40));
    QCOMPARE(blocks.at(2)->geometry(), QRect(0, 40 + gap, 100, 20));
    blocks.at(1)->hide();
    QTRY_COMPARE(blocks.at(2)->geometry(), QRect(100 + gap, 0, 100, 20));
    parent.resize(60, 200);
    QTRY_COMPARE(blocks.at(0)->width(), 60); // never wider than there is room
    delete flow->takeAt(0);
    QCOMPARE(flow->count(), 2);
    QVERIFY(flow->itemAt(2) == nullptr);
}

void TestLayouts::flowTurnsAround()
{
    QWidget parent;
    parent.setLayoutDirection(Qt::RightToLeft);
    auto *flow = new ui::FlowLayout(&parent);
    auto *block = new Block({100, 20}, &parent);
    flow->addWidget(block);
    parent.show();
    parent.resize(300, 40);
    QTRY_COMPARE(block->geometry(), QRect(200, 0, 100, 20));
}

void TestLayouts::gridHasTheColumnsThatFit()
{
    ui::CardGrid grid;
    const int card = 50 * grid.fontMetrics().averageCharWidth();
    QList<QWidget *> cards;
    for (int i = 0; i < 3; ++i)
        cards << new Block({100, 50}, &grid);
    grid.setCards(cards);
    grid.show();
    grid.resize(card, 400);
    QTRY_COMPARE(grid.columnCount(), 1);
    QVERIFY(cards.at(1)->y() > cards.at(0)->y());
    QVERIFY(grid.minimumSizeHint().width() < card);
    grid.resize(2 * card, 400);
    QTRY_COMPARE(grid.columnCount(), 2);
    QTRY_COMPARE(cards.at(1)->y(), cards.at(0)->y());
    QCOMPARE(cards.at(1)->width(), cards.at(0)->width());
    grid.resize(9 * card, 400);
    QTRY_COMPARE(grid.columnCount(), 3); // there are no more
}

void TestLayouts::gridReplacesItsCards()
{
    ui::CardGrid grid;
    grid.resize(400, 300);
    grid.setCards({new QLabel(u"one"_s), new QLabel(u"two"_s)});
    QCOMPARE(grid.findChildren<QLabel *>().size(), 2);
    grid.setCards({new QLabel(u"three"_s)});
    QCOMPARE(grid.findChildren<QLabel *>().size(), 1);
    QCOMPARE(grid.findChild<QLabel *>()->text(), u"three"_s);
    grid.setCards({});
    QVERIFY(grid.findChildren<QLabel *>().isEmpty());
}

void TestLayouts::stackIsAsLargeAsItsPage()
{
    ui::PageStack stack;
    QVERIFY(stack.minimumSizeHint().height() < 100);
    stack.addWidget(new Block({100, 50}, &stack));
    stack.addWidget(new Block({300, 500}, &stack));
    QCOMPARE(stack.sizeHint(), QSize(100, 50));
    QCOMPARE(stack.minimumSizeHint(), QSize(10, 50));
    stack.setCurrentIndex(1);
    QCOMPARE(stack.sizeHint(), QSize(300, 500));
    QVERIFY(!stack.hasHeightForWidth());
}

void TestLayouts::buttonIsItsAction()
{
    QWidget parent;
    QAction action;
    action.setObjectName(u"doIt"_s);
    action.setText(u"Do it..."_s);
    ui::ActionButton button(&action, &parent);
    QCOMPARE(button.objectName(), u"doItPushButton"_s);
    QCOMPARE(button.text(), u"Do it..."_s);
    const QSignalSpy triggered(&action, &QAction::triggered);
    button.click();
    QCOMPARE(triggered.size(), 1);
    action.setToolTip(u"It cannot be done."_s);
    action.setEnabled(false);
    QVERIFY(!button.isEnabled());
    QCOMPARE(button.toolTip(), u"It cannot be done."_s);
    QCOMPARE(button.accessibleDescription(), u"It cannot be done."_s);
    action.setVisible(false);
    QVERIFY(button.isHidden());
    action.setVisible(true);
    action.setEnabled(true);
    QVERIFY(!button.isHidden());
    QCOMPARE(button.accessibleDescription(), QString());
}

QTEST_MAIN(TestLayouts)
#include "tst_layouts.moc"
