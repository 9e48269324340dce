#pragma once

#include "tests/ui/support/flowwindow.h"

#include <QObject>

#include <memory>
#include <optional>

namespace aegisx::test {

// What the tests of plan, run and report page start every case with: one module without files,
// in English; open() shows a new site.
class FlowTest : public QObject
{
    Q_OBJECT

protected:
    void open(Environment environment = Environment::Test,
              const QString &name = QStringLiteral("Test hospital"));

    std::optional<UiFixture> m_fixture;
    std::optional<ModuleFolder> m_demo;
    sites::SiteProfile m_profile;
    std::unique_ptr<FlowWindow> m_window;

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace aegisx::test
