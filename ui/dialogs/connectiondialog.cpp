#include "ui/dialogs/connectiondialog.h"

#include "core/base/tr.h"
#include "ui/dialogs/advancedform.h"
#include "ui/dialogs/connectiontest.h"
#include "ui/dialogs/profilesaver.h"
#include "ui/dialogs/siteform.h"
#include "ui/site/siteheader.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/window/background.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QProcessEnvironment>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using postgres::ConnectionSettings;
using sites::SiteProfile;

struct ConnectionDialog::Parts {
    Parts(ConnectionDialog &itsDialog, AppContext &itsContext, bool isForNew);

    void buildUi();
    [[nodiscard]] QScrollArea *buildForm();
    [[nodiscard]] QHBoxLayout *buildButtons();
    void connectUi();
    void retranslate();
    void fitForm();

    [[nodiscard]] bool showProblem();
    void say(Meaning meaning, const QString &sentence, const QString &detail = {});
    void followTyping();
    void takeOver(const ConnectionSettings &settings, const QString &from);
    void takeVariables(const QString &path, const Result<QHash<QString, QString>> &variables);
    void askKeychain();
    void test();
    void followTest();
    void showTest();

    void save();
    void takeStored(const SiteProfile &stored, const QString &trouble, const QString &remedy);
    void followSaving();

    ConnectionDialog &dialog;
    AppContext &context;
    SiteHeader *header;
    Banner *banner;
    QPushButton *paste;
    QPushButton *import;
    SiteForm *form;
    ConnectionTest *connectionTest;
    QScrollArea *scroll;
    QPushButton *testButton;
    bool focusReturns = false; // to the test button, when the test is over
    QPushButton *cancelButton;
    QPushButton *saveButton;
    ProfileSaver *saver;
    bool isNew;
    bool wasStored = false; // by this dialog
    bool tellsProblem = false; // the banner, of something typed
};

ConnectionDialog::Parts::Parts(ConnectionDialog &itsDialog, AppContext &itsContext, bool isForNew)
    : dialog(itsDialog)
    , context(itsContext)
    , header(new SiteHeader(&dialog))
    , banner(new Banner(&dialog))
    , paste(new QPushButton(&dialog))
    , import(new QPushButton(&dialog))
    , form(new SiteForm(context.dialogs, &dialog))
    , connectionTest(new ConnectionTest(context.secrets, &dialog))
    , scroll(nullptr)
    , testButton(new QPushButton(&dialog))
    , cancelButton(new QPushButton(&dialog))
    , saveButton(new QPushButton(&dialog))
    , saver(new ProfileSaver(context, &dialog))
    , isNew(isForNew)
{
}

void ConnectionDialog::Parts::buildUi()
{
    banner->setObjectName(u"dialogBanner"_s);
    banner->hide();
    paste->setObjectName(u"pasteUrlPushButton"_s);
    paste->setIcon(icon(Icon::Copy));
    paste->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    import->setObjectName(u"importEnvPushButton"_s);
    import->setIcon(icon(Icon::Import));
    import->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_I));
    testButton->setObjectName(u"testConnectionPushButton"_s);
    testButton->setIcon(icon(Icon::Play));
    testButton->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_T));
    cancelButton->setObjectName(u"cancelPushButton"_s);
    saveButton->setObjectName(u"saveSitePushButton"_s);
    for (QPushButton *button : {paste, import, testButton, cancelButton})
        button->setAutoDefault(false);
    saveButton->setDefault(true);

    auto *top = new QVBoxLayout;
    top->setContentsMargins(spacing::Large, spacing::Medium, spacing::Large, spacing::Small);
    top->addWidget(banner);
    auto *layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(header);
    layout->addLayout(top);
    scroll = buildForm();
    layout->addWidget(scroll, 1);
    layout->addLayout(buildButtons());
}

QScrollArea *ConnectionDialog::Parts::buildForm()
{
    auto *content = new QWidget(&dialog); // with a parent at once: that keeps the tab order
    content->setObjectName(u"formContent"_s);
    auto *sources = new QHBoxLayout;
    sources->setSpacing(spacing::Small);
    sources->addWidget(paste);
    sources->addWidget(import);
    sources->addStretch(1);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(spacing::Large, spacing::Small, spacing::Large, spacing::Large);
    column->setSpacing(spacing::Medium);
    column->addLayout(sources);
    column->addWidget(form);
    column->addWidget(connectionTest);
    column->addStretch(1);
    auto *area = new QScrollArea(&dialog);
    area->setObjectName(u"formScrollArea"_s);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

QHBoxLayout *ConnectionDialog::Parts::buildButtons()
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(spacing::Large, spacing::Medium, spacing::Large, spacing::Medium);
    row->setSpacing(spacing::Small);
    row->addWidget(testButton);
    row->addStretch(1);
    row->addWidget(cancelButton);
    row->addWidget(saveButton);
    return row;
}

void ConnectionDialog::Parts::connectUi()
{
    connect(form, &SiteForm::changed, &dialog, [this] { followTyping(); });
    connect(paste, &QPushButton::clicked, &dialog, [this] {
        dialog.takeConnectionText(QGuiApplication::clipboard()->text());
    });
    connect(import, &QPushButton::clicked, &dialog, [this] {
        context.dialogs.openFile(&dialog,
                                 Tr::tr("Import a .env file"),
                                 Tr::tr("Environment files (.env*);;All files (*)"),
                                 [this](const QString &path) {
                                     if (!path.isEmpty())
                                         dialog.importEnvironment(path);
                                 });
    });
    connect(testButton, &QPushButton::clicked, &dialog, [this] { test(); });
    connect(connectionTest, &ConnectionTest::resized, &dialog, [this] {
        QTimer::singleShot(0, connectionTest, [this] { showTest(); }); // once all have their places
    });
    connect(connectionTest, &ConnectionTest::runningChanged, &dialog, [this] { followTest(); });
    connect(cancelButton, &QPushButton::clicked, &dialog, &QDialog::reject);
    connect(saveButton, &QPushButton::clicked, &dialog, [this] { save(); });
    connect(banner, &Banner::buttonClicked, banner, &QWidget::hide);
    connect(saver, &ProfileSaver::busyChanged, &dialog, [this] { followSaving(); });
    connect(saver,
            &ProfileSaver::stored,
            &dialog,
            [this](const SiteProfile &stored, const QString &trouble, const QString &remedy) {
                takeStored(stored, trouble, remedy);
            });
    connect(&Theme::instance(), &Theme::changed, &dialog, [this] { fitForm(); });
}

void ConnectionDialog::Parts::retranslate()
{
    dialog.setWindowTitle(isNew ? Tr::tr("Add a site") : Tr::tr("Edit a site"));
    const auto name = [](QPushButton *button, const QString &text, const QString &explanation) {
        const QKeySequence keys = button->shortcut(); // setText() would take it away
        button->setText(text);
        button->setShortcut(keys);
        button->setToolTip(
            Tr::tr("%1 (%2)").arg(explanation, keys.toString(QKeySequence::NativeText)));
    };
    name(paste,
         Tr::tr("Paste a connection URL"),
         Tr::tr("Take the connection over from the clipboard: postgresql://... or host=..."));
    name(import,
         Tr::tr("Import .env..."),
         Tr::tr("Take the connection over from the platform's .env file"));
    name(testButton,
         Tr::tr("Test connection"),
         Tr::tr("Connect once with what is typed here; nothing is changed"));
    cancelButton->setText(wasStored ? Tr::tr("Close") : Tr::tr("Cancel"));
    saveButton->setText(isNew ? Tr::tr("Add site") : Tr::tr("Save site"));
    form->retranslate();
    connectionTest->retranslate();
    if (const auto found = form->problem(); found && tellsProblem)
        banner->setMessage(Meaning::Danger, found->sentence, found->remedy);
    fitForm();
}

// The labels in one column, and the area as wide as the form, whatever language and text size.
void ConnectionDialog::Parts::fitForm()
{
    form->alignFields();
    QTimer::singleShot(0, scroll, [area = scroll] {
        const int bar = area->verticalScrollBar()->sizeHint().width();
        area->setMinimumWidth(area->widget()->minimumSizeHint().width() + bar);
    });
}

void ConnectionDialog::Parts::followTyping()
{
    header->setProfile(form->profile());
    connectionTest->clear(); // what it found was of something else
}

bool ConnectionDialog::Parts::showProblem()
{
    const auto found = form->problem();
    if (!found) {
        banner->hide();
        return false;
    }
    say(Meaning::Danger, found->sentence, found->remedy);
    tellsProblem = true;
    form->focusOn(*found);
    return true;
}

void ConnectionDialog::Parts::say(Meaning meaning, const QString &sentence, const QString &detail)
{
    tellsProblem = false;
    banner->setMessage(meaning, sentence, detail);
    banner->show();
}

// --- Taking a connection over ------------------------------------------------------------------

void ConnectionDialog::Parts::takeOver(const ConnectionSettings &settings, const QString &from)
{
    const bool dropped =
        std::any_of(settings.extra.begin(), settings.extra.end(), [](const auto &parameter) {
            return isSecretKeyword(parameter.first);
        });
    form->fillConnection(settings);
    say(Meaning::Info,
        from,
        dropped ? Tr::tr("A secret among its further parameters was left out: it could not be "
                         "kept.")
                : Tr::tr("Look at it, then test the connection."));
    form->focusBeginning();
}

void ConnectionDialog::Parts::takeVariables(const QString &path,
                                            const Result<QHash<QString, QString>> &variables)
{
    if (!variables)
        return say(Meaning::Danger, variables.error().message, variables.error().remedy);
    if (!postgres::namesADatabase(*variables))
        return say(Meaning::Danger,
                   Tr::tr("The file names no database: %1").arg(path),
                   Tr::tr("It has to set DATABASE_HOST, DATABASE_NAME and so on, or "
                          "POSTGRES_HOST, POSTGRES_DB and so on."));
    const auto settings = postgres::settingsFromVariables(*variables);
    if (!settings)
        return say(Meaning::Danger, settings.error().message, settings.error().remedy);
    takeOver(*settings, Tr::tr("The connection was taken over from: %1").arg(path));
}

void ConnectionDialog::Parts::askKeychain()
{
    inBackground(
        &dialog,
        [secrets = context.secrets] { return secrets->isAvailable(); },
        [this](const Result<void> &available) {
            form->setKeychainTrouble(available ? QString()
                                               : available.error().message % u' '
                                             % available.error().remedy);
        });
}

// --- Testing -----------------------------------------------------------------------------------

void ConnectionDialog::Parts::test()
{
    if (showProblem())
        return;
    SiteProfile tried = form->profile();
    tried.connection.password = form->password();
    connectionTest->start(tried);
}

void ConnectionDialog::Parts::followTest()
{
    const bool running = connectionTest->isRunning();
    if (running && testButton->hasFocus()) { // it must not fall to the dialog's Cancel
        connectionTest->focusCancel();
        focusReturns = true;
    }
    testButton->setEnabled(!running && !saver->isBusy());
    if (!running && std::exchange(focusReturns, false))
        testButton->setFocus();
    showTest();
}

void ConnectionDialog::Parts::showTest()
{
    if (!connectionTest->isVisible())
        return;
    if (connectionTest->height() > scroll->viewport()->height())
        scroll->verticalScrollBar()->setValue(connectionTest->y());
    else
        scroll->ensureVisible(0, connectionTest->geometry().bottom(), 0, spacing::Large);
}

// --- Saving ------------------------------------------------------------------------------------

void ConnectionDialog::Parts::save()
{
    if (saver->isBusy() || showProblem())
        return;
    connectionTest->clear();
    const auto begun = saver->save(form->profile(), form->password(), form->keepsPassword());
    if (!begun)
        say(Meaning::Danger, begun.error().message, begun.error().remedy);
}

void ConnectionDialog::Parts::takeStored(const SiteProfile &stored,
                                         const QString &trouble,
                                         const QString &remedy)
{
    Q_EMIT dialog.saved(stored);
    if (trouble.isEmpty())
        return dialog.accept();
    isNew = false; // it is in the store: the rest can be tried again, or left
    wasStored = true;
    SiteProfile again = stored;
    again.connection.password = form->password();
    form->fill(again);
    retranslate();
    say(Meaning::Warning, trouble, remedy);
}

void ConnectionDialog::Parts::followSaving()
{
    const bool busy = saver->isBusy();
    scroll->setEnabled(!busy);
    for (QPushButton *button : {testButton, cancelButton, saveButton})
        button->setEnabled(!busy);
    if (busy)
        say(Meaning::Info, Tr::tr("The keychain is asked; it may want its own password."));
    else
        banner->hide();
}

ConnectionDialog::ConnectionDialog(AppContext &context, const SiteProfile &profile, QWidget *parent)
    : QDialog(parent), m_parts(std::make_unique<Parts>(*this, context, profile.id.isEmpty()))
{
    setObjectName(u"connectionDialog"_s);
    m_parts->buildUi();
    m_parts->connectUi();
    m_parts->form->fill(profile);
    m_parts->retranslate();
    m_parts->askKeychain();
    m_parts->form->focusBeginning();
}

ConnectionDialog::~ConnectionDialog() = default;

void ConnectionDialog::importEnvironment(const QString &path)
{
    inBackground(
        this,
        [path] {
            return postgres::readEnvironment(path, QProcessEnvironment::systemEnvironment());
        },
        [this, path](const Result<QHash<QString, QString>> &variables) {
            m_parts->takeVariables(path, variables);
        });
}

void ConnectionDialog::takeConnectionText(const QString &text)
{
    const auto settings = postgres::settingsFromText(text);
    if (!settings)
        return m_parts->say(Meaning::Danger, settings.error().message, settings.error().remedy);
    m_parts->takeOver(*settings, Tr::tr("The connection was taken over from the clipboard."));
}

void ConnectionDialog::reject()
{
    if (!m_parts->saver->isBusy())
        QDialog::reject();
}

void ConnectionDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        m_parts->retranslate();
}

void ConnectionDialog::showEvent(QShowEvent *event)
{
    const QSize room = screen()->availableGeometry().size() * 0.94;
    const int width = fontMetrics().averageCharWidth() * 100;
    if (!testAttribute(Qt::WA_Resized))
        resize(QSize(std::max(width, sizeHint().width()), room.height()).boundedTo(room));
    QDialog::showEvent(event);
}

} // namespace aegisx::ui
