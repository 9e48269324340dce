#pragma once

#include "core/lint/schemasnapshot.h"
#include "tests/ui/support/mainwindowfixture.h"
#include "ui/theme/enums.h"

#include <QObject>

#include <memory>

namespace aegisx::test {

// What the tests of the two releases of a third module (tests/fixtures/laboratory) share: sites
// that the window has brought to release 1.0, and the ways of a person on them, by clicks alone.
class ReleaseTest : public QObject
{
    Q_OBJECT

protected:
    void openRelease10(int results); // a site with so many results, on its overview
    void install11();
    void upgrade(const char *reported); // until the report is there, and what it lists
    void upgradeWhole(int results); // and back on the overview
    void rollBack();
    void leaveReport();
    void verifyFilled(int results);
    void verifySound(int pending); // what the overview says
    [[nodiscard]] lint::SchemaSnapshot schema() const;
    [[nodiscard]] QString rows() const; // what people wrote, in the columns of release 1.0: a hash
    [[nodiscard]] QString texts() const; // of the page in front
    [[nodiscard]] ui::Meaning verdict() const; // of the report
    QString sql(const QByteArray &statement) const { return UiFixture::sql(m_profile, statement); }

    std::unique_ptr<MainWindowFixture> m_fixture;
    sites::SiteProfile m_profile;
    ui::SiteView *m_view = nullptr;

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

private:
    void runPlan();

    QString m_release10; // a database that the window brought to release 1.0
};

} // namespace aegisx::test
