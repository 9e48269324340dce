#pragma once

#include "ui/widgets/wrappedlabel.h"

namespace aegisx::ui {

// The title of a page, of a section or of a card; its size follows the text size.
class SectionHeading final : public WrappedLabel
{
    Q_OBJECT

public:
    enum class Level { Page, Section, Card };
    Q_ENUM(Level)

    explicit SectionHeading(Level level = Level::Section, QWidget *parent = nullptr);
    SectionHeading(const QString &text, Level level, QWidget *parent = nullptr);

    [[nodiscard]] Level level() const { return m_level; }

private:
    void applyFont();

    Level m_level;
};

} // namespace aegisx::ui
