#include "ui/pages/sitespage.h"

#include "core/base/tr.h"
#include "ui/dialogs/connectiondialog.h"
#include "ui/pages/sitespagebars.h"
#include "ui/pages/sitestable.h"
#include "ui/site/siteopening.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/window/background.h"

#include <QLineEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using sites::SiteProfile;

struct SitesPage::Parts {
    enum class Nothing { NoSite, NoMatch, NotRead };

    Parts(SitesPage &itsPage, AppContext &itsContext);

    void buildUi();
    void connectUi();
    void showWhatIsThere();
    void explainNothing();
    void followSelection();
    void report(const Error &error);
    void openDialog(const SiteProfile &profile, const QString &environmentFile = {});
    void duplicate();
    void askToRemove();
    void remove(const SiteProfile &profile);
    void forgetPassword(const SiteProfile &profile);
    void pressFirst();
    void pressSecond();

    SitesPage &page;
    AppContext &context;
    SitesPageBars *bars;
    Banner *banner;
    QStackedWidget *stack;
    SitesTable *table;
    EmptyState *empty;
    Nothing nothing = Nothing::NoSite;
    std::optional<Error> failure; // of reading the list
};

SitesPage::Parts::Parts(SitesPage &itsPage, AppContext &itsContext)
    : page(itsPage)
    , context(itsContext)
    , bars(new SitesPageBars(&page))
    , banner(new Banner(&page))
    , stack(new QStackedWidget(&page))
    , table(new SitesTable(context, &page))
    , empty(new EmptyState(&page))
{
}

void SitesPage::Parts::buildUi()
{
    banner->setObjectName(u"sitesBanner"_s);
    banner->hide();
    empty->setObjectName(u"sitesEmptyState"_s);
    stack->setObjectName(u"sitesStackedWidget"_s);
    stack->addWidget(table);
    stack->addWidget(empty);
    auto *layout = new QVBoxLayout(&page);
    layout->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Huge);
    layout->setSpacing(spacing::Medium);
    layout->addWidget(bars->titleBar());
    layout->addWidget(banner);
    layout->addWidget(bars->listBar());
    layout->addWidget(stack, 1);
    bars->addRowActionsTo(table);
    bars->search()->setText(table->rememberedSearch());
    table->setSearch(bars->search()->text());
}

void SitesPage::Parts::connectUi()
{
    const auto on = [this](SitesPageBars::Command command, auto function) {
        connect(bars->action(command), &QAction::triggered, &page, function);
    };
    on(SitesPageBars::Add, [this] { page.addSite(); });
    on(SitesPageBars::Import, [this] { page.importEnvironment(); });
    on(SitesPageBars::Practice, [this] { page.openPracticeSite(); });
    on(SitesPageBars::Duplicate, [this] { duplicate(); });
    on(SitesPageBars::Remove, [this] { askToRemove(); });
    on(SitesPageBars::Edit, [this] {
        if (const auto profile = table->current())
            page.editSite(profile->id);
    });
    const auto open = [this] {
        if (const auto profile = table->current())
            Q_EMIT page.openRequested(*profile);
    };
    on(SitesPageBars::Open, open);
    connect(table, &QTreeView::activated, &page, open); // Enter and the double click
    connect(bars->search(), &QLineEdit::returnPressed, &page, open);
    connect(bars, &SitesPageBars::leftSearchDownwards, table, qOverload<>(&QWidget::setFocus));
    connect(bars->search(), &QLineEdit::textChanged, &page, [this](const QString &text) {
        table->setSearch(text);
        showWhatIsThere();
    });
    connect(&context.settings, &Settings::changed, table, &SitesTable::retranslate); // the era
    connect(table, &SitesTable::currentSiteChanged, &page, [this] { followSelection(); });
    connect(empty, &EmptyState::firstClicked, &page, [this] { pressFirst(); });
    connect(empty, &EmptyState::secondClicked, &page, [this] { pressSecond(); });
    connect(banner, &Banner::buttonClicked, banner, &QWidget::hide);
}

void SitesPage::Parts::showWhatIsThere()
{
    const bool shown = !failure && table->shownCount() > 0;
    nothing = failure ? Nothing::NotRead : table->isEmpty() ? Nothing::NoSite : Nothing::NoMatch;
    stack->setCurrentWidget(shown ? static_cast<QWidget *>(table) : empty);
    bars->listBar()->setVisible(shown || nothing == Nothing::NoMatch);
    bars->setStartButtonsVisible(shown || nothing != Nothing::NoSite);
    if (!shown) {
        const bool focused = empty->firstButton()->hasFocus(); // for a moment it is hidden
        explainNothing();
        if (focused)
            empty->firstButton()->setFocus();
    }
    followSelection();
}

void SitesPage::Parts::explainNothing()
{
    switch (nothing) {
    case Nothing::NoSite:
        empty->showEmpty(Icon::Sites,
                         Tr::tr("No site yet"),
                         Tr::tr("Add the database of your hospital, or try everything on a "
                                "practice site on this computer first: nothing can be broken "
                                "there."));
        empty->setButtons(Tr::tr("Add your site..."), Tr::tr("Try on a practice site"));
        return;
    case Nothing::NoMatch:
        empty->showEmpty(Icon::Search,
                         Tr::tr("No site fits the search"),
                         Tr::tr("The name, the code, the connection and the state are searched."));
        empty->setButtons(Tr::tr("Clear the search"));
        return;
    case Nothing::NotRead:
        empty->showError(failure->message, failure->remedy);
        empty->setButtons(Tr::tr("Try again"));
        return;
    }
}

void SitesPage::Parts::pressFirst()
{
    if (nothing == Nothing::NoSite)
        page.addSite();
    else if (nothing == Nothing::NoMatch)
        bars->search()->clear();
    else
        page.reload();
}

void SitesPage::Parts::pressSecond()
{
    page.openPracticeSite();
}

void SitesPage::Parts::followSelection()
{
    const bool chosen = stack->currentWidget() == table && table->current();
    for (const auto command : {SitesPageBars::Open,
                               SitesPageBars::Edit,
                               SitesPageBars::Duplicate,
                               SitesPageBars::Remove})
        bars->action(command)->setEnabled(chosen);
}

void SitesPage::Parts::report(const Error &error)
{
    banner->setMessage(Meaning::Danger, error.message, error.remedy);
    banner->setButtonText(Tr::tr("Close"));
    banner->show();
}

void SitesPage::Parts::openDialog(const SiteProfile &profile, const QString &environmentFile)
{
    auto *dialog = new ConnectionDialog(context, profile, &page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const bool isNew = profile.id.isEmpty();
    connect(dialog, &ConnectionDialog::saved, &page, [this, isNew](const SiteProfile &saved) {
        if (isNew)
            bars->search()->clear(); // else it might not be seen
        page.reload();
        table->select(saved.id);
        Q_EMIT page.profileChanged(saved);
    });
    connect(dialog, &QDialog::finished, &page, [this] { page.activate(); });
    if (!environmentFile.isEmpty())
        dialog->importEnvironment(environmentFile);
    dialog->open();
}

void SitesPage::Parts::duplicate()
{
    const auto original = table->current();
    if (!original)
        return;
    SiteProfile copy;
    copy.name = Tr::tr("%1 (copy)").arg(original->name);
    copy.nameEn =
        original->nameEn.isEmpty() ? QString() : Tr::tr("%1 (copy)").arg(original->nameEn);
    copy.code = original->code;
    copy.environment = original->environment;
    copy.connection = original->connection;
    openDialog(copy);
}

void SitesPage::Parts::askToRemove()
{
    const auto profile = table->current();
    if (!profile)
        return;
    Question question;
    question.title = Tr::tr("Remove a site");
    question.text = Tr::tr("Remove this site from the list: %1?").arg(hospitalName(*profile));
    question.detail = profile->keepPassword
        ? Tr::tr("Its database stays as it is. Its entry in this list and its password in the "
                 "keychain are removed; the history of its runs is kept.")
        : Tr::tr("Its database stays as it is. Its entry in this list is removed; the history of "
                 "its runs is kept.");
    question.verb = Tr::tr("Remove site");
    context.dialogs.ask(&page, question, [this, profile](bool yes) {
        if (yes)
            remove(*profile);
    });
}

void SitesPage::Parts::remove(const SiteProfile &profile)
{
    const auto removed = context.store.remove(profile.id);
    if (!removed && removed.error().kind != ErrorKind::NotFound) // else somebody was faster
        return report(removed.error());
    page.reload();
    Q_EMIT page.profileRemoved(profile.id);
    if (profile.keepPassword)
        forgetPassword(profile);
}

void SitesPage::Parts::forgetPassword(const SiteProfile &profile)
{
    inBackground(
        &page,
        [secrets = context.secrets, id = profile.id] { return secrets->remove(id); },
        [this, name = hospitalName(profile)](const Result<void> &done) {
            if (done)
                return;
            Error error = done.error();
            error.message = Tr::tr("The site was removed, but its password is still in the "
                                   "keychain: %1")
                                .arg(name);
            error.remedy = done.error().message % u' ' % done.error().remedy;
            report(error);
        });
}

SitesPage::SitesPage(AppContext &context, QWidget *parent)
    : Page(parent), m_parts(std::make_unique<Parts>(*this, context))
{
    setObjectName(u"sitesPage"_s);
    m_parts->buildUi();
    m_parts->connectUi();
    if (!context.store.notice().isEmpty()) {
        m_parts->banner->setMessage(Meaning::Warning, context.store.notice());
        m_parts->banner->show();
    }
    retranslate();
    reload();
}

SitesPage::~SitesPage() = default;

QString SitesPage::title() const
{
    return Tr::tr("Sites");
}

Icon SitesPage::pageIcon() const
{
    return Icon::Sites;
}

void SitesPage::activate()
{
    reload();
    if (m_parts->stack->currentWidget() == m_parts->table)
        m_parts->table->setFocus();
    else
        m_parts->empty->firstButton()->setFocus();
}

void SitesPage::reload()
{
    const auto profiles = m_parts->context.store.list();
    m_parts->failure = profiles ? std::nullopt : std::optional(profiles.error());
    m_parts->table->setProfiles(profiles.value_or(QList<SiteProfile>()));
    m_parts->showWhatIsThere();
}

void SitesPage::showError(const Error &error)
{
    m_parts->report(error);
}

void SitesPage::addSite()
{
    m_parts->openDialog({});
}

void SitesPage::editSite(const QString &profileId)
{
    const auto profile = m_parts->context.store.find(profileId);
    if (!profile)
        return m_parts->report(profile.error());
    m_parts->openDialog(*profile);
}

void SitesPage::importEnvironment()
{
    m_parts->context.dialogs.openFile(this,
                                      Tr::tr("Import a .env file"),
                                      Tr::tr("Environment files (.env*);;All files (*)"),
                                      [this](const QString &path) {
                                          if (!path.isEmpty())
                                              m_parts->openDialog({}, path);
                                      });
}

void SitesPage::openPracticeSite()
{
    const auto profiles = m_parts->context.store.list();
    if (!profiles)
        return m_parts->report(profiles.error());
    const auto known = std::find_if(profiles->begin(), profiles->end(), isPracticeSite);
    const auto profile = known != profiles->end() ? Result<SiteProfile>(*known)
                                                  : m_parts->context.store.add(practiceProfile());
    if (!profile)
        return m_parts->report(profile.error());
    reload();
    m_parts->table->select(profile->id);
    Q_EMIT openRequested(*profile);
}

void SitesPage::retranslate()
{
    m_parts->bars->retranslate();
    m_parts->table->retranslate();
    m_parts->banner->setButtonText(Tr::tr("Close"));
    m_parts->showWhatIsThere();
}

} // namespace aegisx::ui
