#include "tests/ui/support/flowtest.h"

#include "core/base/language.h"
#include "ui/theme/theme.h"

namespace aegisx::test {

using namespace Qt::StringLiterals;

void FlowTest::init()
{
    setLanguage(Language::English);
    m_fixture.emplace();
    m_demo.emplace(u"demo"_s);
    m_fixture->useModules({m_demo->path()});
}

void FlowTest::cleanup()
{
    m_window.reset();
    m_demo.reset();
    m_fixture.reset();
    setLanguage(Language::English);
    ui::Theme::instance().setMode(ui::ThemeMode::Light);
    ui::Theme::instance().setTextPercent(100);
}

void FlowTest::open(Environment environment, const QString &name)
{
    m_profile = m_fixture->addSite(environment, name);
    m_window = std::make_unique<FlowWindow>(*m_fixture, m_profile);
}

} // namespace aegisx::test
