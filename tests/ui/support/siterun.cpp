#include "tests/ui/support/siterun.h"

#include <QSignalSpy>
#include <QTest>

namespace aegisx::test {

namespace {

constexpr int patience = 60'000; // milliseconds, for a machine that is busy with other things

} // namespace

void carryOut(ui::SiteSession &session, const operations::Request &request)
{
    std::shared_ptr<const operations::Preparation> preparation;
    std::optional<reports::SiteReport> report;
    QObject context;
    QObject::connect(&session, &ui::SiteSession::prepared, &context, [&](const auto &made) {
        preparation = made;
    });
    QObject::connect(
        &session, &ui::SiteSession::preparationFailed, &context, [](const Error &error) {
            qFatal("not prepared: %s", qUtf8Printable(error.toText()));
        });
    QObject::connect(&session, &ui::SiteSession::runFinished, &context, [&](const auto &ended) {
        report = ended;
    });
    session.prepare(request);
    if (!QTest::qWaitFor([&] { return preparation != nullptr; }, patience))
        qFatal("not prepared in time");
    session.run(preparation);
    if (!QTest::qWaitFor([&] { return report.has_value(); }, patience))
        qFatal("the run did not end in time");
    for (const runs::RunReport &run : report->runs) {
        if (run.outcome != runs::Outcome::Done)
            qFatal("%s", run.error ? qUtf8Printable(run.error->toText()) : "the run did nothing");
    }
}

void readAgain(ui::SiteSession &session)
{
    QSignalSpy read(&session, &ui::SiteSession::snapshotChanged);
    session.refresh();
    if (read.isEmpty() && !read.wait(patience))
        qFatal("the site was not read again");
}

} // namespace aegisx::test
