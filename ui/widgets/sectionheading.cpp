#include "ui/widgets/sectionheading.h"

#include "ui/theme/theme.h"

namespace aegisx::ui {

SectionHeading::SectionHeading(Level level, QWidget *parent)
    : SectionHeading(QString(), level, parent)
{
}

SectionHeading::SectionHeading(const QString &text, Level level, QWidget *parent)
    : WrappedLabel(text, parent), m_level(level)
{
    connect(&Theme::instance(), &Theme::changed, this, &SectionHeading::applyFont);
    applyFont();
}

void SectionHeading::applyFont()
{
    switch (m_level) {
    case Level::Page:
        return setFont(Theme::instance().headingFont(1.5));
    case Level::Section:
        return setFont(Theme::instance().headingFont(1.2));
    case Level::Card:
        return setFont(Theme::instance().headingFont(1.05));
    }
}

} // namespace aegisx::ui
