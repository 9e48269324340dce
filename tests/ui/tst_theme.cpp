#include "ui/theme/style.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleOptionButton>
#include <QTest>
#include <QWindow>

using namespace Qt::StringLiterals;

namespace aegisx::ui {

namespace {

constexpr double readable = 4.5;

QByteArray told(const QString &what, const QColor &text, const QColor &ground)
{
    return u"%1: %2 on %3 is %4"_s.arg(what, text.name(), ground.name())
        .arg(contrastRatio(text, ground))
        .toUtf8();
}

#define VERIFY_READABLE(what, text, ground)                                                        \
    QVERIFY2(contrastRatio(text, ground) >= readable, told(what, text, ground).constData())

// Counts what a widget is told.
class Listener final : public QWidget
{
public:
    int palettes = 0;
    int fonts = 0;

protected:
    void changeEvent(QEvent *event) override
    {
        palettes += event->type() == QEvent::PaletteChange ? 1 : 0;
        fonts += event->type() == QEvent::FontChange ? 1 : 0;
    }
};

} // namespace

class TestTheme final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void contrastIsComputedAsTheStandardSays();
    void meaningsAreReadable_data();
    void meaningsAreReadable();
    void paletteIsReadable_data() { meaningsAreReadable_data(); }
    void paletteIsReadable();
    void sqlIsReadable_data() { meaningsAreReadable_data(); }
    void sqlIsReadable();
    void buttonsAreReadable_data() { meaningsAreReadable_data(); }
    void buttonsAreReadable();
    void stripsAreReadableAndDiffer();
    void tintsAreQuiet();
    void modeSwitchesAtOnce();
    void systemModeReadsThePlatformsPalette();
    void themeChangeOfTheSystemKeepsOurPalette();
    void textSizeFollowsThePercentage();
    void rowsAndFieldsGrowWithTheText();
    void stillnessStopsAnimations();
};

void TestTheme::init()
{
    Theme::instance().setMode(ThemeMode::Light);
    Theme::instance().setTextPercent(100);
    Theme::instance().setStill(false);
    QCoreApplication::processEvents();
}

void TestTheme::contrastIsComputedAsTheStandardSays()
{
    QCOMPARE(contrastRatio(Qt::white, Qt::black), 21.0);
    QCOMPARE(contrastRatio(Qt::black, Qt::black), 1.0);
    // The grey that just passes on white, known from the standard's own examples.
    QVERIFY(std::abs(contrastRatio(QColor(118, 118, 118), Qt::white) - 4.54) < 0.01);
    QCOMPARE(contrastRatio(Qt::red, Qt::white), contrastRatio(Qt::white, Qt::red));
}

void TestTheme::meaningsAreReadable_data()
{
    QTest::addColumn<ThemeMode>("mode");
    QTest::newRow("light") << ThemeMode::Light;
    QTest::newRow("dark") << ThemeMode::Dark;
}

void TestTheme::meaningsAreReadable()
{
    QFETCH(ThemeMode, mode);
    Theme &theme = Theme::instance();
    theme.setMode(mode);
    const Colours &colours = theme.colours();
    const auto meanings = QMetaEnum::fromType<Meaning>();
    QCOMPARE(meanings.keyCount(), 5);
    for (int i = 0; i < meanings.keyCount(); ++i) {
        const auto meaning = static_cast<Meaning>(meanings.value(i));
        const QString name = QString::fromLatin1(meanings.key(i));
        VERIFY_READABLE(name, theme.text(meaning), theme.tint(meaning));
        VERIFY_READABLE(name, theme.text(meaning), theme.card());
        VERIFY_READABLE(name, theme.text(meaning), colours.window);
        // A banner's detail, and a pill that is disabled.
        VERIFY_READABLE(name + u" detail", colours.text, theme.tint(meaning));
        VERIFY_READABLE(name + u" disabled", colours.disabled, theme.tint(Meaning::Neutral));
    }
}

void TestTheme::paletteIsReadable()
{
    QFETCH(ThemeMode, mode);
    Theme::instance().setMode(mode);
    const QPalette palette = QApplication::palette();
    struct Pair {
        QPalette::ColorRole text;
        QPalette::ColorRole ground;
    };
    const QList<Pair> pairs {{QPalette::WindowText, QPalette::Window},
                             {QPalette::WindowText, QPalette::Base},
                             {QPalette::Text, QPalette::Base},
                             {QPalette::Text, QPalette::AlternateBase},
                             {QPalette::ButtonText, QPalette::Button},
                             {QPalette::ButtonText, QPalette::Window},
                             {QPalette::PlaceholderText, QPalette::Base},
                             {QPalette::PlaceholderText, QPalette::Window},
                             {QPalette::ToolTipText, QPalette::ToolTipBase},
                             {QPalette::HighlightedText, QPalette::Highlight},
                             {QPalette::Link, QPalette::Base},
                             {QPalette::Link, QPalette::Window},
                             {QPalette::LinkVisited, QPalette::Base},
                             {QPalette::LinkVisited, QPalette::Window}};
    for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        for (const Pair &pair : pairs)
            VERIFY_READABLE(u"group %1, role %2"_s.arg(group).arg(pair.text),
                            palette.color(group, pair.text),
                            palette.color(group, pair.ground));
    }
    VERIFY_READABLE(u"muted on a card"_s, Theme::instance().mutedText(), Theme::instance().card());
}

void TestTheme::sqlIsReadable()
{
    QFETCH(ThemeMode, mode);
    Theme &theme = Theme::instance();
    theme.setMode(mode);
    const auto kinds = QMetaEnum::fromType<SqlKind>();
    for (int i = 0; i < kinds.keyCount(); ++i) {
        const QColor colour = theme.sql(static_cast<SqlKind>(kinds.value(i)));
        VERIFY_READABLE(QString::fromLatin1(kinds.key(i)), colour, theme.card());
        VERIFY_READABLE(QString::fromLatin1(kinds.key(i)), colour, theme.tint(Meaning::Danger));
    }
}

void TestTheme::buttonsAreReadable()
{
    QFETCH(ThemeMode, mode);
    Theme::instance().setMode(mode);
    const QStyle::State states[] {QStyle::State_Enabled,
                                  QStyle::State_Enabled | QStyle::State_MouseOver,
                                  QStyle::State_Enabled | QStyle::State_Sunken,
                                  QStyle::State_Enabled | QStyle::State_On,
                                  QStyle::State_None};
    for (const bool isDefault : {false, true}) {
        for (const auto meaning : {Meaning::Neutral, Meaning::Danger}) {
            QPushButton button;
            setMeaning(&button, meaning);
            for (const QStyle::State state : states) {
                QStyleOptionButton option;
                option.state = state;
                if (isDefault)
                    option.features |= QStyleOptionButton::DefaultButton;
                const ButtonLook look = buttonLook(option, &button);
                VERIFY_READABLE(
                    u"default %1, state %2"_s.arg(isDefault).arg(state), look.text, look.fill);
            }
        }
    }
}

void TestTheme::stripsAreReadableAndDiffer()
{
    QSet<QRgb> grounds;
    for (const auto environment :
         {Environment::Production, Environment::Test, Environment::Practice}) {
        const StripColours strip = Theme::strip(environment);
        VERIFY_READABLE(keyOf(environment), strip.text, strip.background);
        grounds.insert(strip.background.rgb());
    }
    QCOMPARE(grounds.size(), 3);
    QCOMPARE(Theme::meaningOf(Environment::Production), Meaning::Danger);
    QCOMPARE(Theme::meaningOf(Environment::Test), Meaning::Warning);
    QCOMPARE(Theme::meaningOf(Environment::Practice), Meaning::Success);
    const QColor red = Theme::strip(Environment::Production).background;
    QVERIFY(red.hslHue() < 20 || red.hslHue() > 340);
}

void TestTheme::tintsAreQuiet()
{
    QVERIFY(lightColours().tint >= 0.05 && lightColours().tint <= 0.06);
    QCOMPARE(darkColours().tint, 0.12);
    QCOMPARE(mixed(Qt::black, Qt::white, 0.0), QColor(Qt::black));
    QCOMPARE(mixed(Qt::black, Qt::white, 1.0), QColor(Qt::white));
    QVERIFY(Theme::instance().tint(Meaning::Danger) != Theme::instance().tint(Meaning::Success));
}

void TestTheme::modeSwitchesAtOnce()
{
    Theme &theme = Theme::instance();
    Listener window;
    Listener child;
    child.setParent(&window);
    window.show();
    child.show();
    QSignalSpy changed(&theme, &Theme::changed);
    const QColor before = window.palette().color(QPalette::Window);
    const int palettesBefore = child.palettes;

    theme.setMode(ThemeMode::Dark);
    QVERIFY(theme.isDark());
    QCOMPARE(changed.count(), 1);
    QTRY_VERIFY(child.palettes > palettesBefore); // Qt tells widgets from the event loop
    QTRY_VERIFY(Theme::isDarkPalette(child.palette()));
    QVERIFY(child.palette().color(QPalette::Window) != before);

    theme.setMode(ThemeMode::Dark); // nothing new
    QCOMPARE(changed.count(), 1);
    theme.setMode(ThemeMode::Light);
    QTRY_VERIFY(!Theme::isDarkPalette(child.palette()));
    QCOMPARE(child.palette().color(QPalette::Window), before);
}

void TestTheme::systemModeReadsThePlatformsPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Window, Qt::black);
    palette.setColor(QPalette::WindowText, Qt::white);
    QVERIFY(Theme::isDarkPalette(palette));
    palette.setColor(QPalette::Window, Qt::white);
    palette.setColor(QPalette::WindowText, Qt::black);
    QVERIFY(!Theme::isDarkPalette(palette));

    // The offscreen platform has no palette of its own: light.
    Theme::instance().setMode(ThemeMode::Dark);
    Theme::instance().setMode(ThemeMode::System);
    QVERIFY(!Theme::instance().isDark());
}

void TestTheme::themeChangeOfTheSystemKeepsOurPalette()
{
    Theme::instance().setMode(ThemeMode::Dark);
    QWindow window;
    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    QEvent event(QEvent::ThemeChange);
    QCoreApplication::sendEvent(&window, &event);
    QCOMPARE(changed.count(), 1);
    QVERIFY(Theme::instance().isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Window), darkColours().window);
}

void TestTheme::textSizeFollowsThePercentage()
{
    Theme &theme = Theme::instance();
    Listener window;
    window.show();
    const double base = theme.baseFont().pointSizeF();
    QVERIFY(base >= 10);
    QTRY_COMPARE(window.font().pointSizeF(), base);
    QCOMPARE(window.font().families().first(), u"Noto Sans"_s);

    theme.setTextPercent(150);
    QTRY_COMPARE(window.font().pointSizeF(), base * 1.5);
    QTRY_VERIFY(window.fonts > 0);
    QCOMPARE(theme.fixedFont().pointSizeF(), base * 1.5);
    QVERIFY(theme.headingFont(1.2).pointSizeF() > base * 1.5);
    theme.setTextPercent(1000);
    QCOMPARE(theme.textPercent(), 200);
    theme.setTextPercent(1);
    QCOMPARE(theme.textPercent(), 75);
}

void TestTheme::rowsAndFieldsGrowWithTheText()
{
    QPushButton button(u"Upgrade"_s);
    button.show();
    const int height = button.sizeHint().height();
    QVERIFY(height >= button.fontMetrics().height() + 10);
    Theme::instance().setTextPercent(200);
    QTRY_VERIFY(button.sizeHint().height() > height);
    QVERIFY(button.sizeHint().height() >= button.fontMetrics().height() + 10);
}

void TestTheme::stillnessStopsAnimations()
{
    const auto duration = [] {
        return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration);
    };
    QVERIFY(duration() > 0);
    Theme::instance().setStill(true);
    QCOMPARE(duration(), 0);
}

} // namespace aegisx::ui

QTEST_MAIN(aegisx::ui::TestTheme)
#include "tst_theme.moc"
