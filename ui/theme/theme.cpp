#include "ui/theme/theme.h"

#include "ui/theme/icons.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double smallestPointSize = 10;

Theme *theTheme = nullptr;

} // namespace

Theme &Theme::instance()
{
    Q_ASSERT(qApp);
    if (theTheme == nullptr)
        new Theme(qApp); // goes with the application
    return *theTheme;
}

Theme::Theme(QObject *parent)
    : QObject(parent), m_systemPointSize(QFontInfo(QApplication::font()).pointSizeF())
{
    theTheme = this; // widgets that are there already ask for it while the style changes
    initResources();
    m_systemDark = isDarkPalette(QApplication::palette());
    QApplication::setStyle(new Style); // owned by the application
    applyPalette();
    applyFont();
    qApp->installEventFilter(this);
}

Theme::~Theme()
{
    theTheme = nullptr;
}

void Theme::setMode(ThemeMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    applyPalette();
    Q_EMIT changed();
}

void Theme::setTextPercent(int percent)
{
    percent = std::clamp(percent, 75, 200);
    if (percent == m_textPercent)
        return;
    m_textPercent = percent;
    applyFont();
    Q_EMIT changed();
}

void Theme::setStill(bool still)
{
    if (still == m_still)
        return;
    m_still = still;
    Q_EMIT changed();
}

QColor Theme::text(Meaning meaning) const
{
    return colours().meaning(meaning);
}

QColor Theme::tint(Meaning meaning) const
{
    return colours().tintOf(meaning);
}

QColor Theme::tintBorder(Meaning meaning) const
{
    return mixed(tint(meaning), text(meaning), 0.22);
}

QColor Theme::border() const
{
    return colours().border;
}

QColor Theme::card() const
{
    return colours().card;
}

QColor Theme::mutedText() const
{
    return colours().muted;
}

QColor Theme::accent() const
{
    return colours().accent;
}

QColor Theme::focusRing() const
{
    return colours().focus;
}

QColor Theme::sql(SqlKind kind) const
{
    return colours().sqlKind(kind);
}

StripColours Theme::strip(Environment environment)
{
    return stripColours(environment);
}

Meaning Theme::meaningOf(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return Meaning::Danger;
    case Environment::Test:
        return Meaning::Warning;
    case Environment::Practice:
        return Meaning::Success;
    }
    return Meaning::Neutral;
}

const Colours &Theme::colours() const
{
    return m_dark ? darkColours() : lightColours();
}

QFont Theme::baseFont() const
{
    QFont font;
    font.setFamilies({u"Noto Sans"_s, u"Noto Sans Thai"_s});
    font.setPointSizeF(std::max(smallestPointSize, m_systemPointSize) * m_textPercent / 100);
    return font;
}

QFont Theme::fixedFont() const
{
    const QFont system = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    QFont font = baseFont();
    font.setFamilies(
        {u"Noto Sans Mono"_s, u"DejaVu Sans Mono"_s, system.family(), u"Noto Sans Thai"_s});
    font.setFixedPitch(true);
    font.setStyleHint(QFont::Monospace);
    return font;
}

QFont Theme::headingFont(double factor) const
{
    QFont font = baseFont();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(QFont::DemiBold);
    return font;
}

bool Theme::isDarkPalette(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    const QColor ground = palette.color(QPalette::Active, QPalette::Window);
    return text.lightnessF() > ground.lightnessF();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // The platform sends it to each window; one look at the palette is enough for all of them.
    if (event->type() == QEvent::ThemeChange && !m_reading)
        readSystem();
    return QObject::eventFilter(watched, event);
}

// Our palette hides the platform's: it is taken away for a moment to see what lies below.
void Theme::readSystem()
{
    m_reading = true;
    QApplication::setPalette(QPalette());
    m_systemDark = isDarkPalette(QApplication::palette());
    m_reading = false;
    applyPalette();
    applyFont();
    Q_EMIT changed();
}

void Theme::applyPalette()
{
    m_dark = m_mode == ThemeMode::Dark || (m_mode == ThemeMode::System && m_systemDark);
    QApplication::setPalette(colours().palette());
}

void Theme::applyFont()
{
    QApplication::setFont(baseFont());
}

} // namespace aegisx::ui
