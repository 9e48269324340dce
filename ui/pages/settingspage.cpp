#include "ui/pages/settingspage.h"

#include "core/base/tr.h"
#include "core/modules/modulefolders.h"
#include "ui/dialogs/formtools.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/wrappedlabel.h"
#include "ui/window/background.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

struct SettingsPage::Parts {
    explicit Parts(AppContext &given) : context(given) { }

    AppContext &context;
    QList<Card *> cards; // reading, look, modules, keychain
    QComboBox *language = nullptr;
    QComboBox *era = nullptr;
    QComboBox *theme = nullptr;
    QSpinBox *textSize = nullptr;
    WrappedLabel *eraExample = nullptr;
    WrappedLabel *modulesHint = nullptr;
    QListWidget *folders = nullptr;
    QPushButton *addFolder = nullptr;
    QPushButton *removeFolder = nullptr;
    QFormLayout *readingForm = nullptr;
    QFormLayout *lookForm = nullptr;
    Banner *keychain = nullptr;
    std::optional<Result<void>> keychainState; // not known before it was tried
};

namespace {

// Fills a choice anew without telling anybody, and keeps what is chosen.
void fill(QComboBox *choice,
          const QList<std::pair<QString, QString>> &entries,
          const QString &value)
{
    const QSignalBlocker quiet(choice);
    choice->clear();
    for (const auto &[key, text] : entries)
        choice->addItem(text, key);
    choice->setCurrentIndex(qMax(0, choice->findData(value)));
}

} // namespace

SettingsPage::SettingsPage(AppContext &context, QWidget *parent)
    : Page(parent), m_parts(new Parts(context))
{
    setObjectName(u"settingsPage"_s);
    buildUi();
    connectUi();
    retranslate();
}

SettingsPage::~SettingsPage() = default;

QString SettingsPage::title() const
{
    return Tr::tr("Settings");
}

Icon SettingsPage::pageIcon() const
{
    return Icon::Settings;
}

void SettingsPage::buildUi()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(spacing::Huge, spacing::Huge, spacing::Huge, spacing::Huge);
    column->setSpacing(spacing::Large);
    for (const auto &name :
         {u"readingCard"_s, u"lookCard"_s, u"modulesCard"_s, u"keychainCard"_s}) {
        auto *card = new Card(content);
        card->setObjectName(name);
        column->addWidget(card);
        m_parts->cards.append(card);
    }
    column->addStretch(1);
    buildChoices();
    buildFolders();
    m_parts->keychain = new Banner;
    m_parts->keychain->setObjectName(u"keychainBanner"_s);
    m_parts->cards.at(3)->body()->addWidget(m_parts->keychain);

    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"settingsScrollArea"_s);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

void SettingsPage::buildChoices()
{
    const auto addChoice = [](const QString &name) {
        auto *choice = new QComboBox;
        choice->setObjectName(name);
        return choice;
    };
    Parts &parts = *m_parts;
    parts.language = addChoice(u"languageComboBox"_s);
    parts.era = addChoice(u"eraComboBox"_s);
    parts.theme = addChoice(u"themeComboBox"_s);
    parts.eraExample = new WrappedLabel;
    parts.eraExample->setObjectName(u"eraExampleLabel"_s);
    parts.eraExample->setMuted(true);
    parts.textSize = new QSpinBox;
    parts.textSize->setObjectName(u"textSizeSpinBox"_s);
    parts.textSize->setRange(75, 200);
    parts.textSize->setSingleStep(5);
    parts.readingForm = makeForm();
    parts.readingForm->addRow(u" "_s, parts.language);
    parts.readingForm->addRow(u" "_s, parts.era);
    parts.readingForm->addRow(QString(), parts.eraExample);
    parts.lookForm = makeForm();
    parts.lookForm->addRow(u" "_s, parts.theme);
    parts.lookForm->addRow(u" "_s, parts.textSize);
    parts.cards.at(0)->body()->addLayout(parts.readingForm);
    parts.cards.at(1)->body()->addLayout(parts.lookForm);
}

void SettingsPage::buildFolders()
{
    Parts &parts = *m_parts;
    parts.modulesHint = new WrappedLabel;
    parts.modulesHint->setObjectName(u"modulesHintLabel"_s);
    parts.modulesHint->setMuted(true);
    parts.folders = new QListWidget;
    parts.folders->setObjectName(u"moduleFoldersListWidget"_s);
    parts.folders->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    parts.addFolder = new QPushButton(icon(Icon::Add), QString());
    parts.addFolder->setObjectName(u"addFolderPushButton"_s);
    parts.removeFolder = new QPushButton(icon(Icon::Remove), QString());
    parts.removeFolder->setObjectName(u"removeFolderPushButton"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(parts.addFolder);
    buttons->addWidget(parts.removeFolder);
    buttons->addStretch(1);
    parts.cards.at(2)->body()->addWidget(parts.modulesHint);
    parts.cards.at(2)->body()->addWidget(parts.folders);
    parts.cards.at(2)->body()->addLayout(buttons);
}

void SettingsPage::connectUi()
{
    Parts &parts = *m_parts;
    const auto keep = [this](QComboBox *choice, Setting setting) {
        connect(choice, &QComboBox::activated, this, [this, choice, setting] {
            m_parts->context.settings.set(setting, choice->currentData());
        });
    };
    keep(parts.language, Setting::Language);
    keep(parts.era, Setting::Era);
    keep(parts.theme, Setting::Theme);
    connect(parts.textSize, &QSpinBox::valueChanged, this, [this](int percent) {
        m_parts->context.settings.set(Setting::TextPercent, percent);
    });
    connect(parts.addFolder, &QPushButton::clicked, this, &SettingsPage::addFolder);
    connect(parts.removeFolder, &QPushButton::clicked, this, &SettingsPage::removeFolder);
    connect(parts.folders, &QListWidget::itemSelectionChanged, this, &SettingsPage::updateFolders);
    connect(parts.keychain, &Banner::buttonClicked, this, &SettingsPage::tryKeychain);
    connect(&parts.context.settings, &Settings::changed, this, &SettingsPage::showValues);
}

void SettingsPage::activate()
{
    showValues();
    if (!m_parts->keychainState)
        tryKeychain();
    m_parts->language->setFocus();
}

void SettingsPage::addFolder()
{
    m_parts->context.dialogs.openFolder(
        this, Tr::tr("Choose a folder with modules"), [this](const QString &folder) {
            Settings &settings = m_parts->context.settings;
            QStringList folders = settings.list(Setting::ModuleFolders);
            if (folder.isEmpty() || folders.contains(folder))
                return;
            folders.append(folder);
            settings.set(Setting::ModuleFolders, folders);
        });
}

void SettingsPage::removeFolder()
{
    const QListWidgetItem *item = m_parts->folders->currentItem();
    if (item == nullptr)
        return;
    Settings &settings = m_parts->context.settings;
    QStringList folders = settings.list(Setting::ModuleFolders);
    folders.removeAll(item->text());
    settings.set(Setting::ModuleFolders, folders);
}

// Until a folder is chosen, those that came with the program count, and are shown as such.
void SettingsPage::showFolders()
{
    const QStringList chosen = m_parts->context.settings.list(Setting::ModuleFolders);
    m_parts->folders->clear();
    m_parts->folders->addItems(chosen.isEmpty() ? modules::defaultModuleFolders() : chosen);
    m_parts->folders->setEnabled(!chosen.isEmpty());
    m_parts->modulesHint->setText(
        chosen.isEmpty()
            ? Tr::tr("The modules that came with the program are used. A folder added here takes "
                     "their place; it holds module folders, or is one.")
            : Tr::tr("Modules are looked for in these folders. Without any, those that came with "
                     "the program are used."));
    updateFolders();
}

void SettingsPage::updateFolders()
{
    m_parts->removeFolder->setEnabled(m_parts->folders->isEnabled()
                                      && !m_parts->folders->selectedItems().isEmpty());
}

void SettingsPage::showValues()
{
    Parts &parts = *m_parts;
    const Settings &settings = parts.context.settings;
    fill(parts.language,
         {{QString(), Tr::tr("As the system")},
          {u"th"_s, u"\u0e44\u0e17\u0e22 (Thai)"_s},
          {u"en"_s, u"English"_s}},
         settings.text(Setting::Language));
    fill(parts.era,
         {{QString(), Tr::tr("As usual in the language")},
          {u"buddhist"_s, Tr::tr("Buddhist Era (B.E.)")},
          {u"common"_s, Tr::tr("Common Era (C.E.)")}},
         settings.text(Setting::Era));
    fill(parts.theme,
         {{keyOf(ThemeMode::System), Tr::tr("As the system")},
          {keyOf(ThemeMode::Light), Tr::tr("Light")},
          {keyOf(ThemeMode::Dark), Tr::tr("Dark")}},
         settings.text(Setting::Theme));
    parts.eraExample->setText(
        Tr::tr("Example: %1").arg(parts.context.formatTime(QDateTime::currentDateTime())));
    const QSignalBlocker quiet(parts.textSize);
    parts.textSize->setValue(settings.number(Setting::TextPercent));
    showFolders();
}

void SettingsPage::tryKeychain()
{
    m_parts->keychainState.reset();
    showKeychain();
    inBackground(
        this,
        [secrets = m_parts->context.secrets] { return secrets->isAvailable(); },
        [this](const Result<void> &state) {
            m_parts->keychainState = state;
            showKeychain();
        });
}

void SettingsPage::showKeychain()
{
    Banner *banner = m_parts->keychain;
    banner->setButtonText(m_parts->keychainState ? Tr::tr("Check again") : QString());
    if (!m_parts->keychainState)
        banner->setMessage(Meaning::Neutral, Tr::tr("The system keychain is being asked..."));
    else if (*m_parts->keychainState)
        banner->setMessage(Meaning::Success,
                           Tr::tr("The system keychain is ready."),
                           Tr::tr("Passwords that you ask to keep are stored there, and nowhere "
                                  "else."));
    else
        banner->setMessage(Meaning::Warning,
                           m_parts->keychainState->error().message,
                           m_parts->keychainState->error().remedy);
}

void SettingsPage::retranslate()
{
    Parts &parts = *m_parts;
    parts.cards.at(0)->setTitle(Tr::tr("Language and dates"));
    parts.cards.at(1)->setTitle(Tr::tr("Look"));
    parts.cards.at(2)->setTitle(Tr::tr("Modules"));
    parts.cards.at(3)->setTitle(Tr::tr("Keychain"));
    setFieldLabel(parts.readingForm, parts.language, Tr::tr("Language"));
    setFieldLabel(parts.readingForm, parts.era, Tr::tr("Years"));
    setFieldLabel(parts.lookForm, parts.theme, Tr::tr("Theme"));
    setFieldLabel(parts.lookForm, parts.textSize, Tr::tr("Text size"));
    alignLabels({parts.readingForm, parts.lookForm});
    parts.textSize->setSuffix(u" %"_s);
    parts.folders->setAccessibleName(Tr::tr("Module folders"));
    parts.addFolder->setText(Tr::tr("Add folder..."));
    parts.removeFolder->setText(Tr::tr("Remove folder"));
    showValues();
    showKeychain();
}

} // namespace aegisx::ui
