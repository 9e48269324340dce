#include "ui/pages/connectpage.h"

#include "core/base/tr.h"
#include "ui/site/siteopening.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/foldout.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using Link = SiteSession::Link;

struct ConnectPage::Parts {
    explicit Parts(ConnectPage &itsPage);

    void nameObjects();
    void buildUi();
    [[nodiscard]] QWidget *buildMiddle();
    void buildPassword();
    void buildFailure();
    void connectUi();
    void followLink();
    void showWaiting();
    void showPassword();
    void showFailure();
    void askKeychain();
    void connectWithPassword();
    void retranslate();

    ConnectPage &page;
    QStackedWidget *stack;
    EmptyState *waiting;
    QScrollArea *middle; // what is asked or said, in a column of readable width
    Banner *notice;
    Banner *problem;
    Card *passwordCard;
    WrappedLabel *passwordWords;
    QLabel *passwordLabel;
    PasswordField *password;
    QCheckBox *keep;
    WrappedLabel *keepTrouble;
    QPushButton *connectButton;
    QPushButton *editForPassword;
    Card *failureCard;
    WrappedLabel *consequence;
    WrappedLabel *remedy;
    Foldout *details;
    WrappedLabel *detailText;
    QPushButton *again;
    QPushButton *edit;
    bool cancelling = false;
};

ConnectPage::Parts::Parts(ConnectPage &itsPage)
    : page(itsPage)
    , stack(new QStackedWidget(&page))
    , waiting(new EmptyState(&page))
    , middle(new QScrollArea(&page))
    , notice(new Banner(&page))
    , problem(new Banner(&page))
    , passwordCard(new Card(&page))
    , passwordWords(new WrappedLabel(&page))
    , passwordLabel(new QLabel(&page))
    , password(new PasswordField(&page))
    , keep(new QCheckBox(&page))
    , keepTrouble(new WrappedLabel(&page))
    , connectButton(new QPushButton(&page))
    , editForPassword(new QPushButton(&page))
    , failureCard(new Card(&page))
    , consequence(new WrappedLabel(&page))
    , remedy(new WrappedLabel(&page))
    , details(new Foldout(&page))
    , detailText(new WrappedLabel(&page))
    , again(new QPushButton(&page))
    , edit(new QPushButton(&page))
{
}

void ConnectPage::Parts::nameObjects()
{
    stack->setObjectName(u"connectStackedWidget"_s);
    waiting->setObjectName(u"connectingEmptyState"_s);
    middle->setObjectName(u"connectScrollArea"_s);
    notice->setObjectName(u"noticeBanner"_s);
    problem->setObjectName(u"problemBanner"_s);
    passwordCard->setObjectName(u"passwordCard"_s);
    passwordWords->setObjectName(u"passwordWordsLabel"_s);
    passwordLabel->setObjectName(u"passwordLabel"_s);
    keep->setObjectName(u"keepPasswordCheckBox"_s);
    keepTrouble->setObjectName(u"keepTroubleLabel"_s);
    connectButton->setObjectName(u"connectPushButton"_s);
    editForPassword->setObjectName(u"editFromPasswordPushButton"_s);
    failureCard->setObjectName(u"failureCard"_s);
    consequence->setObjectName(u"consequenceLabel"_s);
    remedy->setObjectName(u"remedyLabel"_s);
    details->setObjectName(u"detailsFoldout"_s);
    details->button()->setObjectName(u"detailsToolButton"_s);
    detailText->setObjectName(u"detailsLabel"_s);
    again->setObjectName(u"tryAgainPushButton"_s);
    edit->setObjectName(u"editConnectionPushButton"_s);
}

void ConnectPage::Parts::buildUi()
{
    nameObjects();
    buildPassword();
    buildFailure();
    middle->setFrameShape(QFrame::NoFrame);
    middle->setWidgetResizable(true);
    middle->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    middle->setFocusPolicy(Qt::NoFocus);
    middle->setWidget(buildMiddle());
    middle->viewport()->setAutoFillBackground(false);
    middle->widget()->setAutoFillBackground(false);
    stack->addWidget(waiting);
    stack->addWidget(middle);
    auto *layout = new QVBoxLayout(&page);
    layout->setContentsMargins({});
    layout->addWidget(stack);
}

QWidget *ConnectPage::Parts::buildMiddle()
{
    auto *column = new QVBoxLayout;
    column->setSpacing(spacing::Medium);
    column->addStretch(2);
    for (QWidget *part :
         std::initializer_list<QWidget *> {notice, problem, passwordCard, failureCard})
        column->addWidget(part);
    column->addStretch(3);
    auto *content = new QWidget(&page); // with a parent at once: that keeps the tab order
    content->setObjectName(u"connectContent"_s);
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(spacing::Huge, spacing::Large, spacing::Huge, spacing::Large);
    row->addStretch(1);
    row->addLayout(column, 3);
    row->addStretch(1);
    return content;
}

void ConnectPage::Parts::buildPassword()
{
    passwordLabel->setBuddy(password);
    keepTrouble->setMuted(true);
    keepTrouble->hide();
    connectButton->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addWidget(connectButton);
    buttons->addWidget(editForPassword);
    buttons->addStretch(1);
    auto *body = passwordCard->body();
    for (QWidget *part : std::initializer_list<QWidget *> {
             passwordWords, passwordLabel, password, keep, keepTrouble})
        body->addWidget(part);
    body->addSpacing(spacing::Small);
    body->addLayout(buttons);
}

void ConnectPage::Parts::buildFailure()
{
    remedy->setSelectable(true);
    detailText->setSelectable(true);
    details->body()->addWidget(detailText);
    again->setDefault(true);
    again->setIcon(icon(Icon::Refresh));
    edit->setIcon(icon(Icon::Edit));
    editForPassword->setIcon(icon(Icon::Edit));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(spacing::Small);
    buttons->addWidget(again);
    buttons->addWidget(edit);
    buttons->addStretch(1);
    auto *body = failureCard->body();
    for (QWidget *part : std::initializer_list<QWidget *> {consequence, remedy, details})
        body->addWidget(part);
    body->addSpacing(spacing::Small);
    body->addLayout(buttons);
}

void ConnectPage::Parts::connectUi()
{
    SiteSession &session = page.session();
    connect(&session, &SiteSession::linkChanged, &page, [this] {
        details->setOpen(false);
        followLink();
        if (page.isVisible())
            page.activate();
    });
    connect(&session, &SiteSession::profileChanged, &page, [this] { followLink(); });
    connect(waiting, &EmptyState::firstClicked, &page, [this] {
        if (page.session().link() != Link::Connecting)
            return page.session().open();
        cancelling = true;
        page.session().cancel();
        showWaiting();
    });
    connect(connectButton, &QPushButton::clicked, &page, [this] { connectWithPassword(); });
    connect(password->edit(), &QLineEdit::returnPressed, &page, [this] { connectWithPassword(); });
    connect(again, &QPushButton::clicked, &page, [this] { page.session().open(); });
    for (QPushButton *button : {edit, editForPassword})
        connect(button, &QPushButton::clicked, &page, &ConnectPage::editRequested);
    connect(&Theme::instance(), &Theme::changed, &page, [this] {
        detailText->setFont(Theme::instance().fixedFont());
    });
}

void ConnectPage::Parts::followLink()
{
    const SiteSession &session = page.session();
    const Link link = session.link();
    cancelling = cancelling && link == Link::Connecting;
    const bool asks = link == Link::PasswordWanted;
    const bool failed = link == Link::Failed || link == Link::Lost;
    notice->setVisible(!session.notice().isEmpty());
    notice->setMessage(Meaning::Warning, session.notice());
    passwordCard->setVisible(asks);
    failureCard->setVisible(failed);
    stack->setCurrentWidget(asks || failed ? static_cast<QWidget *>(middle) : waiting);
    if (asks)
        showPassword();
    else if (failed)
        showFailure();
    else if (waiting->firstButton()->hasFocus()) { // for a moment it is hidden
        showWaiting();
        waiting->firstButton()->setFocus();
    } else
        showWaiting();
}

void ConnectPage::Parts::showWaiting()
{
    const SiteSession &session = page.session();
    const QString place = session.profile().connection.describe();
    if (session.link() == Link::Closed) {
        waiting->showEmpty(Icon::Server, Tr::tr("Not connected"), place);
        waiting->setButtons(Tr::tr("Connect"));
        return;
    }
    const QString sentence = isPracticeSite(session.profile())
        ? Tr::tr("The practice site is started on this computer; at the first time that takes a "
                 "little while.")
        : place;
    if (cancelling)
        return waiting->showLoading(Tr::tr("Cancelling..."), sentence);
    waiting->showLoading(Tr::tr("Connecting to the database..."), sentence);
    if (session.link() == Link::Connecting)
        waiting->setButtons(Tr::tr("Cancel"));
}

void ConnectPage::Parts::showPassword()
{
    const auto &error = page.session().error();
    const auto &settings = page.session().profile().connection;
    const bool wrong = error && error->kind == ErrorKind::WrongPassword;
    problem->setVisible(wrong);
    if (wrong)
        problem->setMessage(Meaning::Danger, error->message, error->remedy);
    passwordWords->setText(Tr::tr("The server asks for a password: %1").arg(settings.describe()));
    password->hidePassword();
    askKeychain();
}

void ConnectPage::Parts::showFailure()
{
    const auto &error = page.session().error();
    if (!error)
        return;
    const bool cancelled = error->kind == ErrorKind::Cancelled;
    problem->setMessage(cancelled ? Meaning::Info : Meaning::Danger, error->message);
    problem->show();
    consequence->setText(error->consequence);
    consequence->setVisible(!error->consequence.isEmpty());
    remedy->setText(error->remedy);
    remedy->setVisible(!error->remedy.isEmpty());
    const QStringList lines = error->detailLines();
    detailText->setFont(Theme::instance().fixedFont());
    detailText->setText(lines.join(u'\n'));
    details->setVisible(!lines.isEmpty());
}

void ConnectPage::Parts::askKeychain()
{
    inBackground(
        &page,
        [secrets = page.context().secrets] { return secrets->isAvailable(); },
        [this](const Result<void> &available) {
            keep->setEnabled(available.has_value());
            if (!available)
                keep->setChecked(false);
            keepTrouble->setText(available
                                     ? QString()
                                     : available.error().message % u' ' % available.error().remedy);
            keepTrouble->setVisible(!available);
        });
}

void ConnectPage::Parts::connectWithPassword()
{
    if (page.session().link() != Link::PasswordWanted)
        return;
    const QString typed = password->password();
    password->setPassword({}); // no longer than it is needed
    page.session().providePassword(typed, keep->isChecked());
}

void ConnectPage::Parts::retranslate()
{
    passwordCard->setTitle(Tr::tr("Password"));
    passwordLabel->setText(Tr::tr("Password"));
    password->setLabel(Tr::tr("Password"));
    keep->setText(Tr::tr("Keep the password in the system's keychain"));
    keep->setToolTip(Tr::tr("Else it is asked for each time the site is opened."));
    connectButton->setText(Tr::tr("Connect"));
    failureCard->setTitle(Tr::tr("What to do"));
    details->setTitle(Tr::tr("Details"));
    again->setText(Tr::tr("Try again"));
    edit->setText(Tr::tr("Edit connection..."));
    editForPassword->setText(Tr::tr("Edit connection..."));
    followLink();
}

ConnectPage::ConnectPage(SiteSession &session, QWidget *parent)
    : SitePage(session, parent), m_parts(std::make_unique<Parts>(*this))
{
    setObjectName(u"connectPage"_s);
    m_parts->buildUi();
    m_parts->connectUi();
    retranslate();
}

ConnectPage::~ConnectPage() = default;

QString ConnectPage::title() const
{
    return Tr::tr("Connection");
}

Icon ConnectPage::pageIcon() const
{
    return Icon::Server;
}

void ConnectPage::activate()
{
    switch (session().link()) {
    case Link::PasswordWanted:
        return m_parts->password->setFocus();
    case Link::Failed:
    case Link::Lost:
        return m_parts->again->setFocus();
    case Link::Closed:
    case Link::Connecting:
    case Link::Connected:
        return m_parts->waiting->firstButton()->setFocus();
    }
}

void ConnectPage::retranslate()
{
    m_parts->retranslate();
}

} // namespace aegisx::ui
