#include "core/base/language.h"
#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/busyindicator.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/widgets/statepill.h"
#include "ui/widgets/wrappedlabel.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QTextLayout>
#include <QToolTip>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace aegisx::ui {

namespace {

// "Checking that the hospital's data is complete before the structure is changed", without a space.
const QString thaiSentence = u"\u0e01\u0e33\u0e25\u0e31\u0e07\u0e15\u0e23\u0e27\u0e08\u0e2a\u0e2d"
                             u"\u0e1a\u0e04\u0e27\u0e32\u0e21"
                             "\u0e16\u0e39\u0e01\u0e15\u0e49\u0e2d\u0e07\u0e02\u0e2d\u0e07\u0e10"
                             "\u0e32\u0e19\u0e02\u0e49\u0e2d"
                             "\u0e21\u0e39\u0e25\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32"
                             "\u0e25\u0e01\u0e48\u0e2d\u0e19"
                             "\u0e14\u0e33\u0e40\u0e19\u0e34\u0e19\u0e01\u0e32\u0e23"_s;

// What the list of sites says at the first start.
const QString firstSentence =
    u"\u0e40\u0e1e\u0e34\u0e48\u0e21\u0e10\u0e32\u0e19\u0e02\u0e49\u0e2d\u0e21\u0e39\u0e25"
    "\u0e02\u0e2d\u0e07\u0e42\u0e23\u0e07\u0e1e\u0e22\u0e32\u0e1a\u0e32\u0e25 "
    "\u0e2b\u0e23\u0e37\u0e2d\u0e25\u0e2d\u0e07\u0e17\u0e38\u0e01\u0e2d\u0e22\u0e48\u0e32\u0e07"
    "\u0e1a\u0e19\u0e23\u0e30\u0e1a\u0e1a\u0e1d\u0e36\u0e01\u0e43\u0e0a\u0e49\u0e07\u0e32\u0e19"
    "\u0e43\u0e19\u0e40\u0e04\u0e23\u0e37\u0e48\u0e2d\u0e07\u0e19\u0e35\u0e49\u0e01\u0e48\u0e2d"
    "\u0e19 \u0e0b\u0e36\u0e48\u0e07\u0e44\u0e21\u0e48\u0e21\u0e35\u0e2a\u0e34\u0e48\u0e07\u0e43"
    "\u0e14\u0e40\u0e2a\u0e35\u0e22\u0e2b\u0e32\u0e22\u0e44\u0e14\u0e49"_s;

QString accessibleText(QWidget *widget, QAccessible::Text which = QAccessible::Name)
{
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
    return face == nullptr ? QString() : face->text(which);
}

QStringList brokenLines(const QString &text, double width)
{
    QTextLayout layout(text, QApplication::font());
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        lines.append(text.mid(line.textStart(), line.textLength()));
    }
    layout.endLayout();
    return lines;
}

int differingPixels(const QImage &one, const QImage &other)
{
    int count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
    }
    return count;
}

// What the delegate paints for one item.
QImage paintedItem(const QAbstractItemModel &model, const QAbstractItemDelegate &delegate)
{
    QImage image(240, 40, QImage::Format_ARGB32);
    image.fill(Theme::instance().card());
    QPainter painter(&image);
    QStyleOptionViewItem option;
    option.rect = image.rect();
    option.font = QApplication::font();
    option.fontMetrics = QFontMetrics(option.font);
    option.palette = QApplication::palette();
    option.state = QStyle::State_Enabled;
    delegate.paint(&painter, option, model.index(0, 0));
    return image;
}

} // namespace

class TestWidgets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void thaiBreaksBetweenWords();
    void wrappedThaiIsNeverClipped();
    void pillSaysItsWord();
    void pillFollowsTheTheme();
    void pillDelegatePaintsAPill();
    void elidedLabelKeepsTheWholeText();
    void bannerSaysSentenceAndDetail();
    void emptyStateHasItsThreeStates();
    void emptyStateLeavesNoWordAlone();
    void busyIndicatorRestsWhereNothingMayMove();
    void busyIndicatorSpeaksTheLanguage();
    void valuesAreCopiedByKeyboard();
    void cardHasItsTitle();
    void everyWidgetHasAName();
};

void TestWidgets::init()
{
    setLanguage(Language::English);
    Theme::instance().setMode(ThemeMode::Light);
    Theme::instance().setTextPercent(100);
    Theme::instance().setStill(false);
    QCoreApplication::processEvents();
}

void TestWidgets::thaiBreaksBetweenWords()
{
    const QFontMetricsF metrics(QApplication::font());
    const double width = metrics.horizontalAdvance(thaiSentence) / 3;
    const QStringList lines = brokenLines(thaiSentence, width);
    QVERIFY2(lines.size() >= 3, qUtf8Printable(lines.join(u'|')));
    QCOMPARE(lines.join(QString()), thaiSentence);
    // Where words and their parts begin, as a dictionary has them: kamlang truat sop khwam ...
    const QList<int> words {0, 5, 9, 12, 16, 19, 23, 26, 29, 35, 38, 44, 48, 54};
    int at = 0;
    for (const QString &line : lines) {
        QVERIFY2(words.contains(at), qUtf8Printable(lines.join(u'|')));
        QVERIFY2(metrics.horizontalAdvance(line) <= width + 1, qUtf8Printable(line));
        at += static_cast<int>(line.size());
    }
}

void TestWidgets::wrappedThaiIsNeverClipped()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *label = new WrappedLabel(thaiSentence + u' ' + thaiSentence, &window);
    layout->addWidget(label);
    layout->addStretch();
    window.resize(600, 40);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const int oneLine = label->fontMetrics().lineSpacing();
    for (const int width : {600, 220, 140, 400}) {
        window.resize(width, 40); // too low on purpose
        QTRY_VERIFY2(
            label->height() >= label->heightForWidth(label->width()),
            qPrintable(
                u"%1 of %2"_s.arg(label->height()).arg(label->heightForWidth(label->width()))));
    }
    window.resize(140, 40);
    QTRY_VERIFY(label->height() > 4 * oneLine);
    const int before = label->height();
    Theme::instance().setTextPercent(200);
    QTRY_VERIFY(label->height() > before);
    QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
}

void TestWidgets::pillSaysItsWord()
{
    StatePill pill;
    pill.setState(Meaning::Warning, Icon::StatePending, u"12 pending"_s);
    QCOMPARE(accessibleText(&pill), u"12 pending"_s);
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&pill);
    QCOMPARE(face->role(), QAccessible::StaticText);
    const int width = pill.sizeHint().width();
    QVERIFY(width > pill.fontMetrics().horizontalAdvance(u"12 pending"_s));
    QVERIFY(pill.sizeHint().height() > pill.fontMetrics().height());
    pill.setState(Meaning::Success, Icon::StateOk, u"up to date"_s);
    QCOMPARE(accessibleText(&pill), u"up to date"_s);
    pill.show();
    Theme::instance().setTextPercent(150);
    pill.setState(Meaning::Warning, Icon::StatePending, u"12 pending"_s);
    QTRY_VERIFY(pill.sizeHint().width() > width);
}

void TestWidgets::pillFollowsTheTheme()
{
    StatePill pill;
    pill.setState(Meaning::Danger, Icon::StateFailed, u"failed"_s);
    pill.resize(pill.sizeHint());
    const auto ground = [&pill] { // between the border and the icon
        return pill.grab().toImage().pixelColor(pill.height() / 4, pill.height() / 2);
    };
    QCOMPARE(ground(), lightColours().tintOf(Meaning::Danger));
    Theme::instance().setMode(ThemeMode::Dark);
    QCOMPARE(ground(), darkColours().tintOf(Meaning::Danger));
}

void TestWidgets::pillDelegatePaintsAPill()
{
    QStandardItemModel model(1, 1);
    const PillDelegate delegate;
    model.setData(model.index(0, 0), u"applied"_s);
    const QImage plain = paintedItem(model, delegate);
    model.setData(model.index(0, 0), static_cast<int>(Meaning::Success), MeaningRole);
    model.setData(model.index(0, 0), static_cast<int>(Icon::StateOk), IconRole);
    const QImage pill = paintedItem(model, delegate);
    QVERIFY(differingPixels(plain, pill) > 200);
    model.setData(model.index(0, 0), static_cast<int>(Meaning::Danger), MeaningRole);
    QVERIFY(differingPixels(paintedItem(model, delegate), pill) > 200);

    QStyleOptionViewItem option;
    option.font = QApplication::font();
    option.fontMetrics = QFontMetrics(option.font);
    const QSize word = delegate.sizeHint(option, model.index(0, 0));
    QVERIFY(word.height() >= option.fontMetrics.height() + 10);
    model.setData(model.index(0, 0), u"a much longer word than that"_s, PillTextRole);
    QVERIFY(delegate.sizeHint(option, model.index(0, 0)).width() > word.width());
}

void TestWidgets::elidedLabelKeepsTheWholeText()
{
    const QString host = u"database-server-of-the-hospital"_s.repeated(6);
    ElidedLabel label(host);
    label.resize(160, label.sizeHint().height());
    label.show();
    QVERIFY(label.isElided());
    QVERIFY(label.shownText().endsWith(u'\u2026'));
    label.setElideMode(Qt::ElideMiddle);
    QVERIFY(label.shownText().endsWith(u"ital"_s));
    QCOMPARE(label.text(), host);
    QCOMPARE(accessibleText(&label), host);
    QVERIFY(label.minimumSizeHint().width() < 160);

    QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5)));
    QCoreApplication::sendEvent(&label, &help);
    QTRY_COMPARE(QToolTip::text(), host);
    label.setText(u"short"_s);
    QVERIFY(!label.isElided());
    QCOMPARE(label.shownText(), u"short"_s);
    QToolTip::hideText();
}

void TestWidgets::bannerSaysSentenceAndDetail()
{
    Banner banner;
    banner.setMessage(Meaning::Danger, u"A stuck lock since 14:05."_s, u"Its holder is gone."_s);
    QCOMPARE(accessibleText(&banner), u"A stuck lock since 14:05."_s);
    QCOMPARE(accessibleText(&banner, QAccessible::Description), u"Its holder is gone."_s);
    QVERIFY(banner.button()->isHidden());
    banner.setButtonText(u"Release"_s);
    QVERIFY(!banner.button()->isHidden());
    QSignalSpy clicked(&banner, &Banner::buttonClicked);
    banner.button()->click();
    QCOMPARE(clicked.count(), 1);

    banner.resize(500, 80);
    const auto ground = [&banner] { return banner.grab().toImage().pixelColor(8, 40); };
    QCOMPARE(ground(), lightColours().tintOf(Meaning::Danger));
    Theme::instance().setMode(ThemeMode::Dark);
    QCOMPARE(ground(), darkColours().tintOf(Meaning::Danger));
    const auto *sentence = banner.findChild<QLabel *>(u"bannerSentenceLabel"_s);
    QCOMPARE(sentence->palette().color(QPalette::WindowText),
             darkColours().meaning(Meaning::Danger));
}

void TestWidgets::emptyStateLeavesNoWordAlone()
{
    EmptyState state;
    state.resize(1000, 600);
    state.show();
    const auto *label = state.findChild<WrappedLabel *>(u"emptySentenceLabel"_s);
    for (const int percent : {100, 150}) {
        Theme::instance().setTextPercent(percent);
        state.showEmpty(Icon::Sites, u"No site yet"_s, firstSentence);
        const auto shares = [label] { // of the last line in the first one, in percent
            const QFontMetrics metrics = label->fontMetrics();
            const QStringList lines = brokenLines(firstSentence, label->contentsRect().width());
            return lines.size() < 2 ? 0
                                    : 100 * metrics.horizontalAdvance(lines.last().trimmed())
                    / metrics.horizontalAdvance(lines.first().trimmed());
        };
        QTRY_VERIFY2(shares() > 50, qPrintable(QString::number(shares())));
        QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
    }
    Theme::instance().setTextPercent(100);
    // A word that is longer than the rest is not cut.
    const QString path = u"/"_s % QString(40, u'w') % u" gone"_s;
    state.showError(u"Not read"_s, path);
    QTRY_VERIFY(label->width() >= label->fontMetrics().horizontalAdvance(path.section(u' ', 0, 0)));
}

void TestWidgets::emptyStateHasItsThreeStates()
{
    EmptyState state;
    QSignalSpy first(&state, &EmptyState::firstClicked);
    QSignalSpy second(&state, &EmptyState::secondClicked);
    state.showEmpty(Icon::Sites, u"No sites yet"_s, u"Add one."_s);
    state.setButtons(u"Add your site..."_s, u"Try on a practice site"_s);
    state.firstButton()->click();
    state.secondButton()->click();
    QCOMPARE(first.count(), 1);
    QCOMPARE(second.count(), 1);
    auto *busy = state.findChild<BusyIndicator *>();
    QVERIFY(busy->isHidden());

    state.showLoading(u"Reading the tables"_s);
    QCOMPARE(state.state(), EmptyState::State::Loading);
    QVERIFY(!busy->isHidden());
    QVERIFY(state.firstButton()->isHidden() && state.secondButton()->isHidden());
    QCOMPARE(accessibleText(&state), u"Reading the tables"_s);

    state.showError(u"The tables could not be read"_s, u"The server refused."_s);
    QCOMPARE(state.state(), EmptyState::State::Error);
    QVERIFY(busy->isHidden());
    QCOMPARE(accessibleText(&state, QAccessible::Description), u"The server refused."_s);
}

void TestWidgets::busyIndicatorRestsWhereNothingMayMove()
{
    BusyIndicator busy;
    busy.resize(busy.sizeHint());
    QVERIFY(!busy.isMoving()); // nobody sees it
    busy.show();
    QVERIFY(busy.isMoving());
    const QImage moving = busy.grab().toImage();
    Theme::instance().setStill(true);
    QVERIFY(!busy.isMoving());
    QVERIFY(busy.grab().toImage() != moving);
    Theme::instance().setStill(false);
    QVERIFY(busy.isMoving());
    QTRY_VERIFY(busy.grab().toImage() != moving); // it turns
    busy.hide();
    QVERIFY(!busy.isMoving());
}

void TestWidgets::busyIndicatorSpeaksTheLanguage()
{
    BusyIndicator busy;
    QCOMPARE(accessibleText(&busy), u"Please wait"_s);
    busy.setAccessibleName({});
    QEvent event(QEvent::LanguageChange);
    QCoreApplication::sendEvent(&busy, &event);
    QVERIFY(!accessibleText(&busy).isEmpty());
}

void TestWidgets::valuesAreCopiedByKeyboard()
{
    KeyValueGrid grid;
    const int row = grid.addRow(u"host"_s, u"Host"_s, u"db.local"_s);
    QCOMPARE(grid.findChild<QLabel *>(u"hostValueLabel"_s), grid.valueAt(row));
    QCOMPARE(accessibleText(grid.valueAt(row)), u"db.local"_s);
    QCOMPARE(accessibleText(grid.valueAt(row), QAccessible::Description), u"Host"_s);
    grid.show();
    grid.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&grid));
    grid.valueAt(row)->setFocus(Qt::TabFocusReason);
    QTRY_VERIFY(grid.valueAt(row)->hasFocus());
    QTest::keyClick(grid.valueAt(row), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(grid.valueAt(row), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"db.local"_s);
    grid.setRowVisible(row, false);
    QVERIFY(grid.valueAt(row)->isHidden());
    grid.clear();
    QCOMPARE(grid.rowCount(), 0);
}

void TestWidgets::cardHasItsTitle()
{
    Card card(u"Drug inventory"_s);
    QCOMPARE(card.title(), u"Drug inventory"_s);
    QCOMPARE(accessibleText(&card), u"Drug inventory"_s);
    card.resize(200, 100);
    QCOMPARE(card.grab().toImage().pixelColor(100, 90), lightColours().card);
    Theme::instance().setMode(ThemeMode::Dark);
    QCOMPARE(card.grab().toImage().pixelColor(100, 90), darkColours().card);
}

void TestWidgets::everyWidgetHasAName()
{
    Banner banner;
    EmptyState empty;
    Card card(u"Core"_s);
    KeyValueGrid grid;
    grid.addRow(u"host"_s, u"Host"_s);
    for (const QWidget *top : std::initializer_list<QWidget *> {&banner, &empty, &card, &grid}) {
        QVERIFY(!top->objectName().isEmpty());
        const auto labels = top->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QVERIFY2(label->objectName().endsWith(u"Label"_s), qUtf8Printable(label->objectName()));
        const auto buttons = top->findChildren<QPushButton *>();
        for (const QPushButton *button : buttons)
            QVERIFY(button->objectName().endsWith(u"PushButton"_s));
    }
}

} // namespace aegisx::ui

QTEST_MAIN(aegisx::ui::TestWidgets)
#include "tst_widgets.moc"
