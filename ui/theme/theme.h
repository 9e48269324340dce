#pragma once

#include "ui/theme/colours.h"
#include "ui/theme/enums.h"

#include <QFont>
#include <QObject>
#include <QPalette>

namespace aegisx::ui {

// The look of the application: style, palette and font, switched at once. There is one, made at
// the first call of instance() and owned by the application; GUI thread only.
//
// Qt 6.4 cannot be asked for the system's colour scheme. In System mode the look is dark where the
// palette that the platform theme brings is dark (text lighter than its ground); it is looked at
// again when the platform says that its theme changed. Without a platform theme it is light.
class Theme final : public QObject
{
    Q_OBJECT

public:
    // Needs a QApplication; the first call applies the look.
    static Theme &instance();
    ~Theme() override;

    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    void setMode(ThemeMode mode);
    [[nodiscard]] bool isDark() const { return m_dark; }

    // Percent of the base size, 75 to 200; the base is 10 pt, or the system's size if larger.
    [[nodiscard]] int textPercent() const { return m_textPercent; }
    void setTextPercent(int percent);

    // Still: nothing moves by itself (reduced motion, screenshots).
    [[nodiscard]] bool isStill() const { return m_still; }
    void setStill(bool still);

    // The colour that text and icons of a meaning have, and the quiet ground they stand on.
    [[nodiscard]] QColor text(Meaning meaning) const;
    [[nodiscard]] QColor tint(Meaning meaning) const;
    [[nodiscard]] QColor tintBorder(Meaning meaning) const;
    [[nodiscard]] QColor border() const;
    [[nodiscard]] QColor card() const;
    [[nodiscard]] QColor mutedText() const;
    [[nodiscard]] QColor accent() const;
    [[nodiscard]] QColor focusRing() const;
    [[nodiscard]] QColor sql(SqlKind kind) const;
    [[nodiscard]] static StripColours strip(Environment environment);
    [[nodiscard]] static Meaning meaningOf(Environment environment);
    [[nodiscard]] const Colours &colours() const;

    [[nodiscard]] QFont baseFont() const;
    [[nodiscard]] QFont fixedFont() const; // for SQL and server texts, as large as the base
    [[nodiscard]] QFont headingFont(double factor) const; // demi-bold, factor times the base size

    // Whether a palette has light text on a dark ground.
    [[nodiscard]] static bool isDarkPalette(const QPalette &palette);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    // Look, text size or stillness. The application has its new palette and font already; Qt tells
    // the widgets of them from the event loop.
    void changed();

private:
    explicit Theme(QObject *parent);

    void applyPalette();
    void applyFont();
    void readSystem();

    ThemeMode m_mode = ThemeMode::System;
    int m_textPercent = 100;
    double m_systemPointSize = 0;
    bool m_dark = false;
    bool m_systemDark = false;
    bool m_still = false;
    bool m_reading = false;
};

} // namespace aegisx::ui
