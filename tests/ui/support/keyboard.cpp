#include "tests/ui/support/keyboard.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QKeySequence>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QShortcut>
#include <QTabBar>
#include <QTest>
#include <QWindow>

#include <algorithm>

namespace aegisx::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostStops = 300;

QString nameOf(const QWidget *widget)
{
    if (widget == nullptr)
        return u"nothing"_s;
    return QString::fromLatin1(widget->metaObject()->className()) % u' ' % widget->objectName();
}

// The offscreen platform has no window manager that would go back to the window behind a dialog or
// a menu that closes.
QWindow *focusWindow()
{
    if (QApplication::activePopupWidget() != nullptr)
        return QApplication::activePopupWidget()->windowHandle();
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (QGuiApplication::focusWindow() == nullptr && window->isVisible()
            && window->windowType() != Qt::Popup)
            window->activateWindow();
    }
    if (!QTest::qWaitFor([] { return QGuiApplication::focusWindow() != nullptr; }, 10'000))
        qFatal("no window has the focus");
    return QGuiApplication::focusWindow();
}

bool isStop(const QWidget *widget)
{
    // What Qt puts inside its own controls is theirs.
    const bool internal = widget->objectName().startsWith(u"qt_"_s)
        || qobject_cast<const QScrollBar *>(widget) || qobject_cast<const QMenu *>(widget)
        || qobject_cast<const QLineEdit *>(widget->parentWidget())
        || qobject_cast<const QTabBar *>(widget->parentWidget()); // the arrows at its end
    return !internal && widget->isVisible() && widget->isEnabled()
        && widget->focusProxy() == nullptr
        && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

// What stands side by side in the innermost widget that holds both: the two themselves, or the
// parts of it that they are in.
std::pair<const QWidget *, const QWidget *> partsOf(const QWidget *one, const QWidget *other)
{
    const QWidget *common = one->parentWidget();
    while (!common->isAncestorOf(other))
        common = common->parentWidget();
    const auto below = [common](const QWidget *widget) {
        while (widget->parentWidget() != common)
            widget = widget->parentWidget();
        return widget;
    };
    return {below(one), below(other)};
}

// The reading order: rows from the top, a row in the direction of the layout. What has parts of its
// own (a column of a splitter, a card, an area that scrolls) is read to its end before what stands
// beside or below it.
bool isInOrder(const QWidget *from, const QWidget *to)
{
    if (from == to || from->isAncestorOf(to) || to->isAncestorOf(from))
        return from != to && from->isAncestorOf(to);
    const auto [first, second] = partsOf(from, to);
    const QRect before = first->geometry();
    const QRect after = second->geometry();
    const auto holds = [](const QRect &row, const QPoint &point) {
        return row.top() < point.y() && point.y() < row.bottom();
    };
    if (!holds(before, after.center()) && !holds(after, before.center()))
        return after.top() > before.top();
    return first->parentWidget()->isRightToLeft() ? after.right() < before.right()
                                                  : after.left() > before.left();
}

// The stops on the page, beginning with the one at which Tab enters it.
QList<const QWidget *> fromTheTop(QList<const QWidget *> stops, const QWidget *page)
{
    const auto isOnPage = [page](const QWidget *stop) { return page->isAncestorOf(stop); };
    auto first = std::find_if_not(stops.begin(), stops.end(), isOnPage); // outside, then enters
    if (first == stops.end())
        first = std::min_element(stops.begin(), stops.end(), isInOrder);
    std::rotate(stops.begin(), first, stops.end());
    stops.removeIf([&isOnPage](const QWidget *stop) { return !isOnPage(stop); });
    return stops;
}

QString keysOf(const QKeySequence &keys)
{
    return keys.toString(QKeySequence::NativeText);
}

bool isInMenu(const QAction *action)
{
    const auto places = action->associatedObjects();
    return std::any_of(places.begin(), places.end(), [](const QObject *place) {
        return qobject_cast<const QMenu *>(place) != nullptr;
    });
}

} // namespace

void press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(focusWindow(), key, modifiers);
}

void typeText(const QString &text)
{
    QTest::keyClick(focusWindow(), Qt::Key_A, Qt::ControlModifier);
    for (const QChar letter : text)
        QTest::sendKeyEvent(
            QTest::Click, focusWindow(), Qt::Key_unknown, QString(letter), Qt::NoModifier);
    const auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    if (edit == nullptr || edit->text() != text)
        qFatal("%s does not take what is typed", qUtf8Printable(focusName()));
}

QString focusName()
{
    (void)focusWindow();
    const QWidget *focus = QApplication::focusWidget();
    return focus ? focus->objectName() : QString();
}

void tabTo(const char *objectName)
{
    const QLatin1StringView wanted(objectName);
    for (int i = 0; i < mostStops && focusName() != wanted; ++i)
        press(Qt::Key_Tab);
    if (focusName() != wanted)
        qFatal("Tab does not come to %s", objectName);
}

void tabToSoon(const char *objectName)
{
    const auto isThere = [objectName] {
        const auto *window = QApplication::activeWindow();
        const auto found = window->findChildren<QWidget *>(QLatin1StringView(objectName));
        return std::any_of(found.begin(), found.end(), isStop);
    };
    if (!QTest::qWaitFor(isThere, 60'000))
        qFatal("%s does not come", objectName);
    tabTo(objectName);
}

QString focusTrouble(const QWidget *page)
{
    (void)focusWindow();
    const QWidget *focus = QApplication::focusWidget();
    const bool fine =
        focus != nullptr && focus->isVisible() && focus->isEnabled() && page->isAncestorOf(focus);
    return fine ? QString() : u"the focus is on %1, not on %2"_s.arg(nameOf(focus), nameOf(page));
}

namespace {

// Shift+Tab goes the way of Tab back: the stops come in the reverse order.
QString backtabTrouble(const QList<const QWidget *> &stops)
{
    for (qsizetype i = stops.size(); i-- > 0;) {
        press(Qt::Key_Backtab, Qt::ShiftModifier);
        const QWidget *stop = QApplication::focusWidget();
        if (stop != stops.at(i))
            return u"Shift+Tab comes to %1, not to %2"_s.arg(nameOf(stop), nameOf(stops.at(i)));
    }
    return {};
}

} // namespace

QString tabTrouble(const QWidget *page)
{
    QWidget *start = QApplication::focusWidget();
    QList<const QWidget *> stops {start};
    QStringList trouble;
    press(Qt::Key_Tab);
    while (QApplication::focusWidget() != start && stops.size() < mostStops) {
        const QWidget *stop = QApplication::focusWidget();
        if (stop == stops.last() || stop == nullptr || !stop->isVisible())
            return u"Tab is caught by "_s % nameOf(stop);
        stops.append(stop);
        press(Qt::Key_Tab);
    }
    if (stops.size() >= mostStops)
        trouble.append(u"Tab never comes back to "_s % nameOf(start));
    else if (const QString back = backtabTrouble(stops); !back.isEmpty())
        trouble.append(back);
    const auto children = page->findChildren<QWidget *>();
    for (const QWidget *child : children) {
        if (isStop(child) && !stops.contains(child))
            trouble.append(u"Tab never comes to "_s % nameOf(child));
    }
    stops = fromTheTop(stops, page);
    for (qsizetype i = 1; i < stops.size(); ++i) {
        if (!isInOrder(stops.at(i - 1), stops.at(i)))
            trouble.append(
                u"Tab jumps from %1 to %2"_s.arg(nameOf(stops.at(i - 1)), nameOf(stops.at(i))));
    }
    return trouble.join(u'\n');
}

QString hiddenShortcuts(const QWidget *window)
{
    QStringList tips;
    const auto widgets = window->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        tips.append(widget->toolTip());
        if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
            tips.append(edit->placeholderText());
    }
    const QString shown = tips.join(u'\n');
    QStringList hidden;
    const auto check = [&](const QObject *owner, const QKeySequence &keys) {
        if (!keys.isEmpty() && !shown.contains(keysOf(keys)))
            hidden.append(keysOf(keys) % u' ' % owner->objectName() % u" in "_s
                          % (owner->parent() ? owner->parent()->objectName() : QString()));
    };
    const auto actions = window->findChildren<QAction *>();
    for (const QAction *action : actions) {
        if (!isInMenu(action))
            check(action, action->shortcut());
    }
    const auto shortcuts = window->findChildren<QShortcut *>();
    for (const QShortcut *shortcut : shortcuts)
        check(shortcut, shortcut->key());
    const auto buttons = window->findChildren<QAbstractButton *>();
    for (const QAbstractButton *button : buttons) {
        const QKeySequence keys = button->shortcut();
        if (keys != QKeySequence::mnemonic(button->text())) // that one is underlined
            check(button, keys);
    }
    return hidden.join(u'\n');
}

} // namespace aegisx::test
