#include "ui/pages/overviewpage.h"

#include "core/base/environment.h"
#include "core/base/tr.h"
#include "ui/dialogs/administratordialog.h"
#include "ui/pages/evidencefindings.h"
#include "ui/pages/marking.h"
#include "ui/pages/modulecard.h"
#include "ui/site/obstacle.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/cardgrid.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/keyvaluegrid.h"
#include "ui/widgets/pagestack.h"
#include "ui/widgets/sectionheading.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using inspection::ModuleState;
using inspection::ModuleStatus;

namespace {

enum Fact { Version, Encryption, RoundTrip, Role, Database, Encoding, StoredEnvironment };

struct Sentence {
    Meaning meaning = Meaning::Info;
    Icon icon = Icon::Info;
    QString text;
};

QString pendingSentence(const SiteSnapshot &snapshot)
{
    const QList<ModuleState> &modules = snapshot.state.modules;
    const int count = snapshot.pendingCount();
    const auto concerned = std::count_if(
        modules.begin(), modules.end(), [](const ModuleState &one) { return one.pending > 0; });
    const bool virgin = std::none_of(
        modules.begin(), modules.end(), [](const ModuleState &one) { return one.tracked; });
    if (virgin)
        return Tr::tr(
            "Nothing is installed in this database yet: %n migration(s) pending.", nullptr, count);
    if (concerned == 1)
        return Tr::tr("%n migration(s) pending in one module.", nullptr, count);
    return Tr::tr("%n migration(s) pending in %1 modules.", nullptr, count).arg(concerned);
}

// differs: the database has something else than what is recorded.
const Finding *unloadedSeeds(const Findings &findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.id == "seeds-not-loaded"_L1;
    });
    return found == findings.end() ? nullptr : &*found;
}

Sentence stateSentence(const SiteSnapshot &snapshot, bool differs)
{
    if (hasErrors(snapshot.state.findings))
        return {Meaning::Danger,
                Icon::StateAttention,
                Tr::tr("Needs attention: %1").arg(refusal(snapshot.state.findings).message)};
    if (snapshot.state.modules.isEmpty())
        return {Meaning::Warning, Icon::Warning, Tr::tr("No module is there to compare with.")};
    if (snapshot.pendingCount() > 0 && differs)
        return {Meaning::Warning,
                Icon::StateAttention,
                pendingSentence(snapshot) % u' '
                    % Tr::tr("But the database differs from what is recorded; see below first.")};
    if (snapshot.pendingCount() > 0)
        return {Meaning::Info, Icon::StatePending, pendingSentence(snapshot)};
    if (differs)
        return {Meaning::Warning,
                Icon::StateAttention,
                Tr::tr("Nothing is pending, but the database differs from what is recorded; see "
                       "below.")};
    if (const Finding *seeds = unloadedSeeds(snapshot.state.findings))
        return {Meaning::Info, Icon::StatePending, seeds->message};
    return {Meaning::Success, Icon::StateOk, Tr::tr("The site is up to date.")};
}

// The banner says what was found already.
QString upgradeReason(const SiteSession &session)
{
    if (obstacleTo(session).isEmpty() && hasErrors(session.snapshot()->state.findings))
        return Tr::tr("What stops changes comes first; it is listed below.");
    return obstacleToUpgrade(session);
}

QString roundTripText(qint64 microseconds)
{
    const QLocale locale(currentLanguage() == Language::Thai ? QLocale::Thai : QLocale::English);
    return Tr::tr("%1 ms").arg(locale.toString(static_cast<double>(microseconds) / 1000.0, 'f', 1));
}

} // namespace

struct OverviewPage::Parts {
    QStackedWidget *stack;
    EmptyState *empty;
    QScrollArea *scroll;
    SectionHeading *title;
    QPushButton *locks;
    QPushButton *refresh;
    Banner *banner;
    QPushButton *upgrade;
    WrappedLabel *reason;
    Card *findings;
    FindingList *findingList;
    QList<EvidenceFinding> evidence;
    SectionHeading *modulesTitle;
    CardGrid *modules;
    QList<ModuleCard *> cards;
    Card *server;
    KeyValueGrid *facts;

    explicit Parts(OverviewPage *page);
    void buildTop(QVBoxLayout *column);
    void buildRest(QVBoxLayout *column);
};

OverviewPage::Parts::Parts(OverviewPage *page)
    : stack(new PageStack(page)), empty(new EmptyState(stack)), scroll(new QScrollArea(stack))
{
    auto *content = new QWidget(scroll);
    content->setObjectName(u"overviewContent"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Huge);
    column->setSpacing(spacing::Large);
    buildTop(column);
    buildRest(column);
    column->addStretch(1);
    scroll->setObjectName(u"overviewScrollArea"_s);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    stack->addWidget(empty);
    stack->addWidget(scroll);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->addWidget(stack);
}

void OverviewPage::Parts::buildTop(QVBoxLayout *column)
{
    QWidget *content = column->parentWidget();
    title = new SectionHeading(SectionHeading::Level::Page, content);
    locks = new QPushButton(icon(Icon::Lock), {}, content);
    refresh = new QPushButton(icon(Icon::Refresh), {}, content);
    banner = new Banner(content);
    upgrade = new QPushButton(icon(Icon::Upgrade), {}, content);
    reason = new WrappedLabel(content);
    title->setObjectName(u"overviewTitleLabel"_s);
    locks->setObjectName(u"showLocksPushButton"_s);
    refresh->setObjectName(u"refreshPushButton"_s);
    banner->setObjectName(u"stateBanner"_s);
    upgrade->setObjectName(u"upgradeSitePushButton"_s);
    reason->setObjectName(u"upgradeReasonLabel"_s);
    upgrade->setDefault(true);
    reason->setMuted(true);
    auto *top = new QHBoxLayout;
    top->addWidget(title, 1);
    top->addWidget(locks);
    top->addWidget(refresh);
    auto *action = new QHBoxLayout;
    action->setSpacing(spacing::Medium);
    action->addWidget(upgrade);
    action->addWidget(reason, 1, Qt::AlignVCenter);
    action->addStretch();
    column->addLayout(top);
    column->addWidget(banner);
    column->addLayout(action);
}

void OverviewPage::Parts::buildRest(QVBoxLayout *column)
{
    QWidget *content = column->parentWidget();
    findings = new Card(content);
    findingList = new FindingList(findings);
    modulesTitle = new SectionHeading(SectionHeading::Level::Section, content);
    modules = new CardGrid(content);
    server = new Card(content);
    facts = new KeyValueGrid(server);
    findings->setObjectName(u"findingsCard"_s);
    modulesTitle->setObjectName(u"modulesTitleLabel"_s);
    modules->setObjectName(u"moduleCardGrid"_s);
    server->setObjectName(u"serverCard"_s);
    findings->body()->addWidget(findingList);
    for (const QString &name : {u"version"_s,
                                u"encryption"_s,
                                u"roundTrip"_s,
                                u"role"_s,
                                u"database"_s,
                                u"encoding"_s,
                                u"storedEnvironment"_s})
        facts->addRow(name, {});
    server->body()->addWidget(facts);
    column->addWidget(findings);
    column->addWidget(modulesTitle);
    column->addWidget(modules);
    column->addWidget(server);
}

OverviewPage::OverviewPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>(this))
{
    setObjectName(u"overviewPage"_s);
    connectUi();
    retranslate();
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::connectUi()
{
    const SiteSession *site = &session();
    connect(m_parts->locks, &QPushButton::clicked, this, &SitePage::locksRequested);
    connect(m_parts->refresh, &QPushButton::clicked, site, &SiteSession::refresh);
    connect(m_parts->upgrade, &QPushButton::clicked, this, [this] {
        Q_EMIT operationRequested(operations::UpgradeRequest {});
    });
    connect(m_parts->findingList, &FindingList::remedyRequested, this, &OverviewPage::remedy);
    connect(site, &SiteSession::snapshotChanged, this, &OverviewPage::showSnapshot);
    connect(site, &SiteSession::linkChanged, this, &OverviewPage::updateActions);
    connect(site, &SiteSession::activityChanged, this, &OverviewPage::updateActions);
    connect(&site->evidence(), &SiteEvidence::changed, this, &OverviewPage::followEvidence);
    connect(&context().settings, &Settings::changed, this, [this](Setting setting) {
        if (setting == Setting::Era)
            showSnapshot();
    });
}

void OverviewPage::remedy(FindingList::Remedy remedy, const Finding &finding)
{
    using Remedy = FindingList::Remedy;
    const auto offer = std::find_if(
        m_parts->evidence.begin(), m_parts->evidence.end(), [&finding](const EvidenceFinding &one) {
            return one.finding.id == finding.id && one.finding.module == finding.module
                && one.finding.name == finding.name;
        });
    if (remedy == Remedy::EditProfile) {
        Q_EMIT editRequested();
    } else if (remedy == Remedy::SetEnvironment) {
        Q_EMIT operationRequested(operations::EnvironmentRequest {session().profile().environment});
    } else if (remedy == Remedy::ReleaseLock) {
        // The plan page says what is known of the holder, and offers to force it.
        Q_EMIT operationRequested(operations::UnlockRequest {finding.module});
    } else if (remedy == Remedy::LoadSeeds) {
        Q_EMIT operationRequested(plans::SeedRequest {{finding.module}});
    } else if (remedy == Remedy::CreateAdministrator) {
        askForAdministrator(finding.module);
    } else if (offer == m_parts->evidence.end()) {
        return;
    } else if (remedy == Remedy::SeeEvidence) {
        Q_EMIT evidenceRequested(finding.module, offer->stem);
    } else if (const auto *mark = std::get_if<plans::MarkRequest>(&*offer->request)) {
        askToMark(*this, *mark);
    } else {
        Q_EMIT operationRequested(operations::Request(*offer->request));
    }
}

void OverviewPage::askForAdministrator(const QString &moduleId)
{
    auto *dialog = new AdministratorDialog(session().profile(), moduleId, this);
    connect(dialog, &AdministratorDialog::given, this, [this](const auto &given) {
        Q_EMIT operationRequested(operations::Request(given));
    });
    dialog->open();
}

QString OverviewPage::title() const
{
    return Tr::tr("Overview");
}

Icon OverviewPage::pageIcon() const
{
    return Icon::Overview;
}

void OverviewPage::activate()
{
    QPushButton *first = m_parts->upgrade->isEnabled() ? m_parts->upgrade : m_parts->refresh;
    first->setFocus(Qt::OtherFocusReason);
}

void OverviewPage::retranslate()
{
    m_parts->title->setText(title());
    m_parts->locks->setText(Tr::tr("Locks..."));
    m_parts->locks->setToolTip(Tr::tr("Who holds what, and who waits for whom"));
    m_parts->refresh->setToolTip(Tr::tr("Reads the state of the site again (F5)"));
    m_parts->findings->setTitle(Tr::tr("What was found"));
    m_parts->modulesTitle->setText(Tr::tr("Modules"));
    m_parts->server->setTitle(Tr::tr("Server"));
    m_parts->empty->showLoading(Tr::tr("The site is being read..."));
    showSnapshot();
}

void OverviewPage::changeEvent(QEvent *event)
{
    SitePage::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        session().refresh(); // findings are put into words when the site is read
}

void OverviewPage::showEvent(QShowEvent *event)
{
    SitePage::showEvent(event);
    wantEvidence();
}

// After the state, which is shown already; nothing is read for a page that nobody looks at.
void OverviewPage::wantEvidence()
{
    if (isVisible())
        session().evidence().wantAll();
}

void OverviewPage::followEvidence()
{
    if (!session().snapshot())
        return;
    showFindings();
    showBanner();
    showModuleStates();
    updateActions();
}

void OverviewPage::showSnapshot()
{
    const auto snapshot = session().snapshot();
    m_parts->stack->setCurrentWidget(snapshot ? static_cast<QWidget *>(m_parts->scroll)
                                              : m_parts->empty);
    if (snapshot) {
        showFindings();
        showBanner();
        showModules();
        showServer();
        wantEvidence();
    }
    updateActions();
}

// A screen reader says it anew only where it is another.
void OverviewPage::showBanner()
{
    const auto snapshot = session().snapshot();
    const Sentence state = stateSentence(*snapshot, !m_parts->evidence.isEmpty());
    const QString read = Tr::tr("Read: %1").arg(context().formatTime(snapshot->readAt));
    if (m_parts->banner->sentence() != state.text || m_parts->banner->detail() != read)
        m_parts->banner->setMessage(state.meaning, state.icon, state.text, read);
}

// Those of the state first, then what evidence adds.
void OverviewPage::showFindings()
{
    const auto snapshot = session().snapshot();
    Findings findings = snapshot->state.findings;
    m_parts->evidence = evidenceFindings(*snapshot, session().evidence());
    for (const EvidenceFinding &one : std::as_const(m_parts->evidence))
        findings.append(one.finding);
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding &left, const Finding &right) {
            return left.severity > right.severity;
        });
    m_parts->findingList->setFindings(findings);
    m_parts->findings->setVisible(!findings.isEmpty());
}

void OverviewPage::showModules()
{
    const auto snapshot = session().snapshot();
    const QList<modules::Module> &modules = snapshot->catalog.modules;
    const bool same = std::equal(modules.begin(),
                                 modules.end(),
                                 m_parts->cards.begin(),
                                 m_parts->cards.end(),
                                 [](const modules::Module &module, const ModuleCard *card) {
                                     return module.manifest.id == card->moduleId();
                                 });
    if (!same) {
        m_parts->cards.clear();
        QList<QWidget *> widgets;
        for (const modules::Module &module : modules) {
            auto *card = new ModuleCard(module.manifest.id, m_parts->modules);
            connect(card, &ModuleCard::showRequested, this, &OverviewPage::moduleRequested);
            m_parts->cards.append(card);
            widgets.append(card);
        }
        m_parts->modules->setCards(widgets);
    }
    for (qsizetype i = 0; i < modules.size(); ++i)
        m_parts->cards.at(i)->showModule(
            modules.at(i), *snapshot->state.find(modules.at(i).manifest.id), context());
    m_parts->modulesTitle->setVisible(!modules.isEmpty());
    showModuleStates();
}

void OverviewPage::showModuleStates()
{
    const inspection::SiteState &state = session().snapshot()->state;
    for (ModuleCard *card : std::as_const(m_parts->cards)) {
        if (const ModuleState *module = state.find(card->moduleId()))
            card->showState(*module, session().evidence().contradicts(card->moduleId()));
    }
}

void OverviewPage::showServer()
{
    const inspection::SiteState &state = session().snapshot()->state;
    const postgres::ServerFacts &server = state.server;
    KeyValueGrid *facts = m_parts->facts;
    facts->setLabel(Version, Tr::tr("Version"));
    facts->setLabel(Encryption, Tr::tr("Encryption"));
    facts->setLabel(RoundTrip, Tr::tr("Round trip"));
    facts->setLabel(Role, Tr::tr("User"));
    facts->setLabel(Database, Tr::tr("Database"));
    facts->setLabel(Encoding, Tr::tr("Encoding"));
    facts->setLabel(StoredEnvironment, Tr::tr("The database says"));
    facts->setValue(Version, u"PostgreSQL "_s % server.versionText);
    facts->setValue(Encryption,
                    server.tls ? server.tlsVersion : Tr::tr("The connection is not encrypted."));
    facts->setValue(RoundTrip, roundTripText(server.roundTripMicroseconds));
    facts->setValue(Role,
                    server.superuser ? Tr::tr("%1 (superuser)").arg(server.currentUser)
                                     : server.currentUser);
    facts->setValue(Database, server.database);
    facts->setValue(Encoding, server.encoding);
    facts->setValue(StoredEnvironment,
                    state.environment ? Tr::tr("%1, set by %2 on %3")
                                            .arg(wordFor(*state.environment),
                                                 state.environmentSetBy,
                                                 context().formatTime(state.environmentSetAt))
                        : state.environmentHidden
                        ? Tr::tr("This user may not read it; the site is treated as a production "
                                 "site.")
                        : Tr::tr("It holds no environment yet; the first change stores it."));
}

void OverviewPage::updateActions()
{
    const auto snapshot = session().snapshot();
    const bool reading = session().activity() == SiteSession::Activity::Reading;
    m_parts->refresh->setText(reading ? Tr::tr("Reading...") : Tr::tr("Refresh"));
    m_parts->refresh->setEnabled(session().isConnected() && !session().isRunning());
    m_parts->locks->setEnabled(m_parts->refresh->isEnabled());
    const QString obstacle = upgradeReason(session());
    const int pending = snapshot ? snapshot->pendingCount() : 0;
    m_parts->upgrade->setText(pending > 0
                                  ? Tr::tr("Upgrade site: %n migration(s)...", nullptr, pending)
                                  : Tr::tr("Upgrade site..."));
    m_parts->upgrade->setEnabled(obstacle.isEmpty());
    m_parts->upgrade->setAccessibleDescription(obstacle);
    m_parts->reason->setText(obstacle);
    m_parts->reason->setVisible(!obstacle.isEmpty());
    m_parts->findingList->setObstacles([this](FindingList::Remedy remedy, const Finding &finding) {
        return remedyObstacle(remedy, finding.module);
    });
}

QString OverviewPage::remedyObstacle(FindingList::Remedy remedy, const QString &module) const
{
    switch (remedy) {
    case FindingList::Remedy::ReleaseLock:
        return obstacleToUnlock(session());
    case FindingList::Remedy::SetEnvironment:
        return obstacleToSetEnvironment(session());
    case FindingList::Remedy::EditProfile:
        return session().isRunning() ? obstacleTo(session()) : QString();
    case FindingList::Remedy::MarkCompleted:
    case FindingList::Remedy::MarkPending:
    case FindingList::Remedy::MoveObjects:
    case FindingList::Remedy::CreateAdministrator:
    case FindingList::Remedy::LoadSeeds:
        return obstacleToChange(session(), {module});
    case FindingList::Remedy::SeeEvidence:
        break;
    }
    return {};
}

} // namespace aegisx::ui
