#include "tests/ui/support/flowtest.h"
#include "ui/pages/reportpage.h"
#include "ui/pages/runpage.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace aegisx;
using operations::UpgradeRequest;
using test::child;
using test::UiFixture;

namespace {

constexpr int patience = 120'000;

} // namespace

// The sessions that a run waits for: the question before one is ended, and where the focus is.
class TestBlockers : public test::FlowTest
{
    Q_OBJECT

private Q_SLOTS:
    void questionSaysEverythingOnce();
    void questionEndsWithTheRun();
    void questionEndsWithTheWait();
    void idleSessionHasNothingToCancel();
    void focusStaysOnThePage();
    void pauseIsSaid();

private:
    // A run that waits for a table which another session holds; answers that session.
    [[nodiscard]] postgres::Connection startBlocked(const QByteArray &after = {});
    [[nodiscard]] QPushButton *button(const postgres::Connection &other, const char *name) const;
    [[nodiscard]] QLabel *label(const char *name) const
    {
        return child<QLabel>(m_window->runPage(), name);
    }
    void cancelRun();
    void askToEnd(const postgres::Connection &other);
};

postgres::Connection TestBlockers::startBlocked(const QByteArray &after)
{
    m_demo->addMigration(
        u"1_alter"_s, "ALTER TABLE public.t_busy ADD COLUMN b int;" + after, "SELECT 1;");
    open();
    UiFixture::sql(m_profile, "CREATE TABLE public.t_busy (a int)");
    auto other = postgres::Connection::open(m_profile.connection);
    for (const char *statement :
         {"SET application_name = 'the ward program'", "BEGIN", "LOCK TABLE public.t_busy"}) {
        if (!other || !other->query(statement))
            qFatal("%s cannot be run", statement);
    }
    m_window->plan(UpgradeRequest {});
    m_window->pressRun();
    const QString name = u"blocker_%1"_s.arg(other->facts().backendPid);
    const auto isNamed = [this, &name] {
        const auto *row = m_window->runPage()->findChild<QWidget *>(name);
        return row != nullptr && row->isVisible();
    };
    if (!QTest::qWaitFor(isNamed, patience))
        qFatal("the blocker is not named");
    return std::move(*other);
}

QPushButton *TestBlockers::button(const postgres::Connection &other, const char *name) const
{
    const auto *row =
        m_window->runPage()->findChild<QWidget *>(u"blocker_%1"_s.arg(other.facts().backendPid));
    if (row == nullptr)
        qFatal("the blocker is no longer named");
    return child<QPushButton>(row, name);
}

void TestBlockers::cancelRun()
{
    QTest::mouseClick(child<QPushButton>(m_window->runPage(), "cancelPushButton"), Qt::LeftButton);
    m_window->waitForReport();
}

// The question stands open afterwards.
void TestBlockers::askToEnd(const postgres::Connection &other)
{
    m_fixture->dialogs().willLeaveOpen();
    QTest::mouseClick(button(other, "endSessionPushButton"), Qt::LeftButton);
    if (!QTest::qWaitFor([this] { return m_fixture->dialogs().openCount() == 1; }, patience))
        qFatal("nobody is asked");
}

void TestBlockers::questionSaysEverythingOnce()
{
    auto other = startBlocked();
    askToEnd(other);
    const ui::Question question = m_fixture->dialogs().questions().last();
    QVERIFY(question.site.has_value());
    QCOMPARE(question.site->name, m_profile.name); // its header says where
    QVERIFY2(!question.detail.contains(m_profile.name), qUtf8Printable(question.detail));
    QCOMPARE(question.detail.count(u"has to do it again"_s), 1);
    QVERIFY2(!question.detail.contains(u"(0 min)"_s), qUtf8Printable(question.detail));
    QVERIFY2(question.detail.contains(u"public.t_busy"_s), qUtf8Printable(question.detail));
    cancelRun();
}

void TestBlockers::questionEndsWithTheRun()
{
    auto other = startBlocked();
    askToEnd(other);
    cancelRun();
    QCOMPARE(m_fixture->dialogs().openCount(), 0);
    const auto *said = child<QLabel>(m_window->reportPage(), "reportSaidLabel");
    QVERIFY(said->isVisible());
    QVERIFY2(said->text().contains(QString::number(other.facts().backendPid))
                 && said->text().contains(u"left alone"_s),
             qUtf8Printable(said->text()));
    QVERIFY(other.query("SELECT 1")); // it was not ended
    const auto kept = m_fixture->store().runs(m_profile.id);
    QVERIFY(kept.has_value());
    QVERIFY(std::none_of(kept->begin(), kept->end(), [](const sites::RunRecord &record) {
        return record.operation == "stopSession"_L1;
    }));
}

void TestBlockers::questionEndsWithTheWait()
{
    auto other = startBlocked(" SELECT pg_sleep(3600);");
    askToEnd(other);
    QVERIFY(other.query("ROLLBACK"));
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->dialogs().openCount(), 0, patience);
    QVERIFY(label("leftAloneLabel")->isVisible());
    QVERIFY(label("leftAloneLabel")->text().contains(u"no longer stands in the way"_s));
    QVERIFY(other.query("SELECT 1"));
    cancelRun();
    QVERIFY(!child<QLabel>(m_window->reportPage(), "reportSaidLabel")->isVisible());
}

void TestBlockers::idleSessionHasNothingToCancel()
{
    auto other = startBlocked();
    const auto *cancel = button(other, "cancelStatementPushButton");
    QVERIFY(!cancel->isEnabled());
    QVERIFY2(cancel->toolTip().contains(u"nothing to cancel"_s), qUtf8Printable(cancel->toolTip()));
    QVERIFY(button(other, "endSessionPushButton")->isEnabled());
    cancelRun();
}

void TestBlockers::focusStaysOnThePage()
{
    auto other = startBlocked(" SELECT pg_sleep(3600);");
    auto *end = button(other, "endSessionPushButton");
    end->setFocus();
    m_fixture->dialogs().willLeaveOpen();
    QTest::keyClick(end, Qt::Key_Space);
    QCOMPARE(m_window->focusWidget(), end); // while the server is asked
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->dialogs().openCount(), 1, patience);
    QCOMPARE(m_window->focusWidget(), end);
    QVERIFY(other.query("ROLLBACK")); // its row goes
    auto *cancel = child<QPushButton>(m_window->runPage(), "cancelPushButton");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->focusWidget(), cancel, patience);
    QTest::keyClick(cancel, Qt::Key_Space);
    QVERIFY(!cancel->isEnabled());
    QVERIFY(m_window->runPage()->isAncestorOf(m_window->focusWidget()));
    m_window->waitForReport();
}

void TestBlockers::pauseIsSaid()
{
    auto other = startBlocked();
    Event event;
    event.kind = EventKind::RolledBack;
    m_window->runPage()->addEvents({event});
    event.kind = EventKind::Retrying;
    event.attempt = 3;
    event.attempts = 7;
    m_window->runPage()->addEvents({event});
    QCOMPARE(label("currentStepLabel")->text(), u"Waiting before it tries again (try 3 of 7)..."_s);
    cancelRun();
}

QTEST_MAIN(TestBlockers)
#include "tst_blockers.moc"
