// The reports that are made from what a site keeps of the runs of another computer.
#include "core/operations/operation.h"
#include "tests/ui/support/modulesscene.h"
#include "ui/site/runhistory.h"

#include <QMetaEnum>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace aegisx;
using runs::Outcome;
using runs::RunReport;

class TestRunHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyKindOfStep();
    void reasons();

private:
    void carryOut(postgres::Connection &connection, const operations::Request &request) const;
    [[nodiscard]] RunReport newest(postgres::Connection &connection) const;

    test::UiFixture m_fixture;
    test::ModuleFolder m_core {u"core"_s, test::titledManifest("core", "Core platform", "core")};
    sites::SiteProfile m_profile;
};

void TestRunHistory::initTestCase()
{
    m_core.addTable(u"1_a"_s);
    m_profile = m_fixture.addSite();
}

void TestRunHistory::carryOut(postgres::Connection &connection,
                              const operations::Request &request) const
{
    const modules::ModuleCatalog catalog = modules::loadCatalog({m_core.path()});
    const auto prepared = operations::prepare(connection, catalog, {}, request);
    if (!prepared)
        qFatal("%s", qUtf8Printable(prepared.error().toText()));
    const auto reports = operations::carryOut(connection, catalog, {}, *prepared);
    if (reports.first().outcome != Outcome::Done)
        qFatal("%s", qUtf8Printable(reports.first().stateNow));
}

RunReport TestRunHistory::newest(postgres::Connection &connection) const
{
    const auto all = inspection::readSiteRuns(connection, 1);
    if (!all || all->isEmpty())
        qFatal("the site kept no run");
    const ui::HistoryRun run = ui::runOf(all->first());
    const auto steps = inspection::readSiteRunSteps(connection, run.runId);
    if (!run.canOpen() || !steps)
        qFatal("the run cannot be shown");
    return ui::reportOf(m_profile, Era::Common, run, *steps).runs.first();
}

void TestRunHistory::everyKindOfStep()
{
    ui::HistoryRun run;
    run.outcome = Outcome::Done;
    const auto kinds = QMetaEnum::fromType<plans::StepKind>();
    for (int i = 0; i < kinds.keyCount(); ++i) {
        inspection::SiteRunStep step;
        step.name = u"x"_s;
        step.direction = QString::fromLatin1(kinds.key(i)).toLower();
        const auto report = ui::reportOf(m_profile, Era::Common, run, {step});
        QCOMPARE(static_cast<int>(report.runs.first().steps.first().kind), kinds.value(i));
    }
}

// What the site keeps of a run, and no more than that.
void TestRunHistory::reasons()
{
    auto connection = postgres::Connection::open(m_profile.connection);
    auto victim = postgres::Connection::open(m_profile.connection);
    QVERIFY(connection && victim);
    const int pid = victim->facts().backendPid;
    carryOut(*connection, plans::SessionRequest {pid, true});
    const RunReport ended = newest(*connection);
    QCOMPARE(ended.steps.size(), 1);
    QCOMPARE(ended.steps.first().kind, plans::StepKind::EndSession);
    const QString whose = u"process %1, user "_s.arg(pid);
    QVERIFY(ended.steps.first().reason.startsWith(whose));
    QVERIFY2(ended.stateNow.contains(u"the session is gone"_s) && ended.stateNow.contains(whose),
             qUtf8Printable(ended.stateNow));
    plans::MarkRequest mark;
    mark.module = u"core"_s;
    mark.names = QStringList {u"1_a"_s};
    mark.reason = u"made by hand last year"_s;
    carryOut(*connection, mark);
    const RunReport marked = newest(*connection);
    QVERIFY2(marked.steps.first().reason.contains(u"made by hand last year"_s),
             qUtf8Printable(marked.steps.first().reason));
    QVERIFY2(!marked.nextStep.contains(u"Nothing else to do"_s)
                 && marked.nextStep.contains(u"the state of the site tells"_s),
             qUtf8Printable(marked.nextStep));
}

QTEST_MAIN(TestRunHistory)
#include "tst_runhistory.moc"
