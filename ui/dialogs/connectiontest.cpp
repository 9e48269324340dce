#include "ui/dialogs/connectiontest.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "core/sites/practicesite.h"
#include "ui/site/siteopening.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/busyindicator.h"
#include "ui/widgets/card.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::ConnectionProbe;

namespace {

// On a worker: as a site is opened, without its modules.
Result<ConnectionProbe>
probe(const sites::SiteProfile &profile, sites::SecretStore &secrets, std::stop_token stop)
{
    if (isPracticeSite(profile)) {
        if (const auto started = sites::PracticeSite().start(); !started)
            return fail(started.error());
    }
    postgres::ConnectionSettings settings = profile.connection;
    if (settings.password.isEmpty() && profile.keepPassword) {
        const auto secret = secrets.read(profile.id);
        if (!secret)
            return fail(secret.error());
        settings.password = secret->value_or(QString());
    }
    auto connection = postgres::Connection::open(settings, stop);
    if (!connection)
        return fail(connection.error());
    return inspection::probeConnection(
        *connection, {profile.systemIdentifier, profile.environment}, stop);
}

QString roleWords(const ConnectionProbe &probe)
{
    const QString user = probe.state.server.currentUser;
    if (probe.state.server.superuser)
        return Tr::tr("%1: superuser, may do everything").arg(user);
    if (probe.createsSchemas && probe.createsTables)
        return Tr::tr("%1: may create schemas and tables").arg(user);
    if (probe.createsTables)
        return Tr::tr("%1: may create tables, but no schemas").arg(user);
    return Tr::tr("%1: may not create anything here").arg(user);
}

QString poolerWords(const postgres::ServerFacts &server)
{
    if (server.transactionPooled)
        return Tr::tr("yes, in transaction mode");
    return server.pooled ? Tr::tr("yes, in session mode") : Tr::tr("none");
}

QString kindWords(const postgres::ServerFacts &server)
{
    if (server.inRecovery)
        return Tr::tr("standby: can be read only");
    return server.readOnly ? Tr::tr("primary, but set to read-only") : Tr::tr("primary");
}

Meaning meaningOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Meaning::Danger;
    case Severity::Warning:
        return Meaning::Warning;
    case Severity::Info:
        break;
    }
    return Meaning::Info;
}

} // namespace

ConnectionTest::ConnectionTest(std::shared_ptr<sites::SecretStore> secrets, QWidget *parent)
    : QWidget(parent)
    , m_secrets(std::move(secrets))
    , m_card(new Card(this))
    , m_progress(new QWidget(this))
    , m_busy(new BusyIndicator(m_progress))
    , m_what(new WrappedLabel(m_progress))
    , m_cancel(new QPushButton(m_progress))
    , m_banner(new Banner(this))
    , m_facts(new KeyValueGrid(this))
    , m_details(new Foldout(this))
    , m_detailText(new WrappedLabel(this))
    , m_findings(new QWidget(this))
{
    setObjectName(u"connectionTest"_s);
    m_what->setObjectName(u"testProgressLabel"_s);
    m_cancel->setObjectName(u"cancelTestPushButton"_s);
    m_cancel->setAutoDefault(false);
    m_banner->setObjectName(u"testBanner"_s);
    m_facts->setObjectName(u"testFactsGrid"_s);
    m_details->setObjectName(u"testDetailsFoldout"_s);
    m_details->button()->setObjectName(u"testDetailsToolButton"_s);
    m_detailText->setObjectName(u"testDetailsLabel"_s);
    m_detailText->setSelectable(true);
    layOut();
    connect(m_cancel, &QPushButton::clicked, this, &ConnectionTest::cancel);
    clear();
}

ConnectionTest::~ConnectionTest()
{
    m_stop.request_stop();
}

void ConnectionTest::layOut()
{
    auto *progress = new QHBoxLayout(m_progress);
    progress->setContentsMargins({});
    progress->setSpacing(spacing::Medium);
    progress->addWidget(m_busy);
    progress->addWidget(m_what, 1);
    progress->addWidget(m_cancel);
    m_details->body()->addWidget(m_detailText);
    auto *findings = new QVBoxLayout(m_findings);
    findings->setContentsMargins({});
    findings->setSpacing(spacing::Small);
    for (QWidget *part :
         std::initializer_list<QWidget *> {m_progress, m_banner, m_findings, m_facts, m_details})
        m_card->body()->addWidget(part);
    m_card->body()->setSpacing(spacing::Medium);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void ConnectionTest::start(const sites::SiteProfile &profile)
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    const int round = ++m_round;
    m_answer.reset();
    m_place = profile.connection.describe();
    setRunning(true);
    inBackground(
        this,
        [profile, secrets = m_secrets, stop = m_stop.get_token()] {
            return probe(profile, *secrets, stop);
        },
        [this, round](const Answer &answer) {
            if (round == m_round)
                take(answer);
        });
}

void ConnectionTest::cancel()
{
    if (!m_running)
        return;
    m_stop.request_stop();
    ++m_round; // looking a name up cannot be stopped: its answer is passed over
    take(fail(ErrorKind::Cancelled, Tr::tr("The test was cancelled.")));
}

void ConnectionTest::clear()
{
    m_stop.request_stop();
    ++m_round;
    m_answer.reset();
    setRunning(false);
}

void ConnectionTest::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    Q_EMIT resized();
}

void ConnectionTest::setRunning(bool running)
{
    const bool changes = m_running != running;
    m_running = running;
    showAnswer();
    if (changes)
        Q_EMIT runningChanged();
}

void ConnectionTest::take(const Answer &answer)
{
    m_answer = answer;
    m_details->setOpen(false);
    setRunning(false);
}

void ConnectionTest::showAnswer()
{
    const bool reached = m_answer && m_answer->has_value();
    m_card->setVisible(m_running || m_answer);
    m_progress->setVisible(m_running);
    m_what->setText(Tr::tr("Trying: %1").arg(m_place));
    m_banner->setVisible(m_answer.has_value());
    m_facts->setVisible(reached);
    m_findings->setVisible(reached);
    m_details->hide();
    if (reached)
        showProbe(**m_answer);
    else if (m_answer)
        showError(m_answer->error());
}

void ConnectionTest::showProbe(const ConnectionProbe &probe)
{
    const postgres::ServerFacts &server = probe.state.server;
    if (probe.mayWrite() && !hasErrors(probe.state.findings))
        m_banner->setMessage(Meaning::Success, Tr::tr("The database was reached."));
    else
        m_banner->setMessage(
            Meaning::Warning,
            Tr::tr("The database was reached, but it cannot be upgraded this way."),
            probe.mayWrite() ? QString() : Tr::tr("Looking at it is possible all the same."));
    m_facts->clear();
    const auto add = [this](QLatin1StringView name, const QString &label, const QString &value) {
        m_facts->addRow(name, label, value);
    };
    const double milliseconds = static_cast<double>(server.roundTripMicroseconds) / 1000.0;
    add("server"_L1, Tr::tr("Server"), u"PostgreSQL "_s % server.versionText);
    add("kind"_L1, Tr::tr("Role of the server"), kindWords(server));
    add("encryption"_L1,
        Tr::tr("Encryption"),
        server.tls ? server.tlsVersion : Tr::tr("not encrypted"));
    add("roundTrip"_L1, Tr::tr("Round trip"), QString::number(milliseconds, 'f', 1) % u" ms"_s);
    add("database"_L1, Tr::tr("Database"), server.database);
    add("user"_L1, Tr::tr("User"), roleWords(probe));
    add("encoding"_L1, Tr::tr("Encoding"), server.encoding);
    add("pooler"_L1, Tr::tr("Connection pooler"), poolerWords(server));
    add("environment"_L1,
        Tr::tr("Environment in the database"),
        probe.state.environment ? wordFor(*probe.state.environment) : Tr::tr("none is stored yet"));
    showFindings(probe.state.findings);
}

void ConnectionTest::showFindings(const Findings &findings)
{
    qDeleteAll(m_findings->findChildren<Banner *>(Qt::FindDirectChildrenOnly));
    for (const Finding &finding : findings) {
        auto *banner = new Banner(m_findings);
        banner->setObjectName(u"finding_"_s % finding.id);
        banner->setMessage(meaningOf(finding.severity), finding.message, finding.remedy);
        m_findings->layout()->addWidget(banner);
    }
    m_findings->setVisible(!findings.isEmpty());
}

void ConnectionTest::showError(const Error &error)
{
    const bool cancelled = error.kind == ErrorKind::Cancelled;
    m_banner->setMessage(cancelled ? Meaning::Info : Meaning::Danger, error.message, error.remedy);
    const QStringList lines = error.detailLines();
    m_detailText->setText(lines.join(u'\n'));
    m_detailText->setFont(Theme::instance().fixedFont());
    m_details->setVisible(!lines.isEmpty());
}

void ConnectionTest::focusCancel()
{
    m_cancel->setFocus();
}

void ConnectionTest::retranslate()
{
    m_card->setTitle(Tr::tr("Test of the connection"));
    m_cancel->setText(Tr::tr("Cancel the test"));
    m_details->setTitle(Tr::tr("Details"));
    showAnswer();
}

} // namespace aegisx::ui
