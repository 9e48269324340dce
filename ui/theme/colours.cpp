#include "ui/theme/colours.h"

#include <cmath>

namespace aegisx::ui {

namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

Colours makeLight()
{
    return {.window = rgb(0xf5f6f8),
            .card = rgb(0xffffff),
            .alternate = rgb(0xf9fafb),
            .raised = rgb(0xffffff),
            .border = rgb(0xdfe3e8),
            .fieldBorder = rgb(0xc3c9d2),
            .text = rgb(0x1d2530),
            .muted = rgb(0x5a6472),
            .disabled = rgb(0x626b78),
            .accent = rgb(0x1f5fae),
            .accentText = rgb(0xffffff),
            .selection = rgb(0xd5e5f8),
            .selectionText = rgb(0x14202e),
            .focus = rgb(0x3b82d6),
            .visited = rgb(0x6b3fa0),
            .meanings = {rgb(0x4a5462), rgb(0x1b5599), rgb(0x19663b), rgb(0x7d4f00), rgb(0xab2820)},
            .sql = {rgb(0x1b5599),
                    rgb(0x1d6b41),
                    rgb(0x8a4a12),
                    rgb(0x66707d),
                    rgb(0x6b3fa0),
                    rgb(0x9a2b5c)},
            .tint = 0.06};
}

Colours makeDark()
{
    return {.window = rgb(0x17191d),
            .card = rgb(0x1f2227),
            .alternate = rgb(0x23262c),
            .raised = rgb(0x2a2e35),
            .border = rgb(0x343941),
            .fieldBorder = rgb(0x4a515b),
            .text = rgb(0xe4e7eb),
            .muted = rgb(0xa3acb8),
            .disabled = rgb(0x9aa2ad),
            .accent = rgb(0x2f6fbe),
            .accentText = rgb(0xffffff),
            .selection = rgb(0x2b4566),
            .selectionText = rgb(0xf2f5f9),
            .focus = rgb(0x5b9be6),
            .visited = rgb(0xc3a0ee),
            .meanings = {rgb(0xb9c1cc), rgb(0x86b7f2), rgb(0x78c99a), rgb(0xe3b65c), rgb(0xf3938a)},
            .sql = {rgb(0x86b7f2),
                    rgb(0x8fd0a8),
                    rgb(0xe6b07a),
                    rgb(0x97a1ad),
                    rgb(0xc3a0ee),
                    rgb(0xf0a0c4)},
            .tint = 0.12};
}

// A channel's share of the light, undoing the screen's gamma.
double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

void setDisabled(QPalette &palette, const Colours &colours)
{
    for (const auto role : {QPalette::WindowText,
                            QPalette::Text,
                            QPalette::ButtonText,
                            QPalette::PlaceholderText,
                            QPalette::HighlightedText,
                            QPalette::Link,
                            QPalette::LinkVisited})
        palette.setColor(QPalette::Disabled, role, colours.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Base, colours.window);
    palette.setColor(QPalette::Disabled, QPalette::Button, colours.window);
    palette.setColor(
        QPalette::Disabled, QPalette::Highlight, mixed(colours.window, colours.border, 0.5));
}

} // namespace

QColor Colours::meaning(Meaning meaning) const
{
    return meanings.at(static_cast<size_t>(meaning));
}

QColor Colours::tintOf(Meaning meaning) const
{
    return mixed(card, this->meaning(meaning), tint);
}

QColor Colours::sqlKind(SqlKind kind) const
{
    return sql.at(static_cast<size_t>(kind));
}

QPalette Colours::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, card);
    palette.setColor(QPalette::AlternateBase, alternate);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, muted);
    palette.setColor(QPalette::Button, raised);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, accentText);
    palette.setColor(QPalette::ToolTipBase, card);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, selection);
    palette.setColor(QPalette::HighlightedText, selectionText);
    palette.setColor(QPalette::Link, meaning(Meaning::Info));
    palette.setColor(QPalette::LinkVisited, visited);
    palette.setColor(QPalette::Light, mixed(raised, card, 0.5));
    palette.setColor(QPalette::Midlight, border);
    palette.setColor(QPalette::Mid, fieldBorder);
    palette.setColor(QPalette::Dark, muted);
    palette.setColor(QPalette::Shadow, mixed(window, text, 0.7));
    setDisabled(palette, *this);
    return palette;
}

const Colours &lightColours()
{
    static const Colours colours = makeLight();
    return colours;
}

const Colours &darkColours()
{
    static const Colours colours = makeDark();
    return colours;
}

StripColours stripColours(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return {rgb(0xab2820), rgb(0xffffff)};
    case Environment::Test:
        return {rgb(0xf2c14e), rgb(0x2e2200)};
    case Environment::Practice:
        return {rgb(0x1e7044), rgb(0xffffff)};
    }
    return {};
}

QColor mixed(const QColor &base, const QColor &top, double part)
{
    const auto channel = [part](int below, int above) {
        return static_cast<int>(std::lround(below + (above - below) * part));
    };
    return {channel(base.red(), top.red()),
            channel(base.green(), top.green()),
            channel(base.blue(), top.blue())};
}

double contrastRatio(const QColor &one, const QColor &other)
{
    const double first = luminance(one) + 0.05;
    const double second = luminance(other) + 0.05;
    return first > second ? first / second : second / first;
}

} // namespace aegisx::ui
