#include "ui/pages/sitespagebars.h"

#include "core/base/tr.h"
#include "ui/theme/icons.h"
#include "ui/theme/spacing.h"
#include "ui/theme/style.h"
#include "ui/widgets/sectionheading.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

SitesPageBars::SitesPageBars(QWidget *page)
    : QObject(page)
    , m_page(page)
    , m_titleBar(new QWidget(page))
    , m_listBar(new QWidget(page))
    , m_heading(new SectionHeading(SectionHeading::Level::Page, m_titleBar))
    , m_search(new QLineEdit(m_listBar))
    , m_searchIcon(m_search->addAction(icon(Icon::Search), QLineEdit::LeadingPosition))
    , m_find(new QAction(this))
{
    m_titleBar->setObjectName(u"sitesTitleBar"_s);
    m_listBar->setObjectName(u"sitesListBar"_s);
    m_heading->setObjectName(u"sitesHeadingLabel"_s);
    m_heading->setWordWrap(false);
    m_search->setObjectName(u"searchSitesLineEdit"_s);
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_find->setShortcut(QKeySequence::Find);
    m_find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_page->addAction(m_find);
    connect(m_find, &QAction::triggered, m_search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    makeCommands();
    layOut();
}

void SitesPageBars::makeCommands()
{
    struct Look {
        QLatin1StringView name;
        Icon icon;
        QKeySequence shortcut;
    };
    // In the order of the enum. Enter in the list opens as well.
    const std::array<Look, CommandCount> looks {
        Look {"addSite"_L1, Icon::Add, QKeySequence(Qt::CTRL | Qt::Key_N)},
        Look {"importEnvironment"_L1, Icon::Import, QKeySequence(Qt::CTRL | Qt::Key_I)},
        Look {"practiceSite"_L1, Icon::Practice, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
        Look {"openSite"_L1, Icon::Open, QKeySequence(Qt::CTRL | Qt::Key_O)},
        Look {"editSite"_L1, Icon::Edit, QKeySequence(Qt::Key_F2)},
        Look {"duplicateSite"_L1, Icon::Duplicate, QKeySequence(Qt::CTRL | Qt::Key_D)},
        Look {"removeSite"_L1, Icon::Remove, QKeySequence(Qt::Key_Delete)}};
    for (size_t i = 0; i < looks.size(); ++i) {
        const Look &look = looks.at(i);
        auto *action = new QAction(icon(look.icon), {}, this);
        action->setObjectName(look.name % u"Action"_s);
        action->setShortcut(look.shortcut);
        // What needs no site works wherever the focus is, as long as the page is in front.
        action->setShortcutContext(i < Open ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
        m_page->addAction(action);
        auto *button = new QPushButton(i < Open ? m_titleBar : m_listBar);
        button->setObjectName(look.name % u"PushButton"_s);
        button->setIcon(action->icon());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [action, button] {
            button->setEnabled(action->isEnabled());
        });
        m_entries.at(i) = {action, button};
    }
    m_entries.at(Open).button->setDefault(true);
}

void SitesPageBars::layOut()
{
    auto *top = new QHBoxLayout(m_titleBar);
    top->setContentsMargins({});
    top->setSpacing(spacing::Small);
    top->addWidget(m_heading);
    top->addStretch(1);
    for (const Command command : {Practice, Import, Add})
        top->addWidget(m_entries.at(command).button);
    auto *row = new QHBoxLayout(m_listBar);
    row->setContentsMargins({});
    row->setSpacing(spacing::Small);
    row->addWidget(m_search, 1);
    row->addSpacing(spacing::Small);
    for (const Command command : {Open, Edit, Duplicate, Remove})
        row->addWidget(m_entries.at(command).button);
    // What is seen first comes first.
    QWidget::setTabOrder(m_entries.at(Practice).button, m_entries.at(Import).button);
    QWidget::setTabOrder(m_entries.at(Import).button, m_entries.at(Add).button);
    QWidget::setTabOrder(m_entries.at(Add).button, m_search);
    QWidget::setTabOrder(m_search, m_entries.at(Open).button);
}

void SitesPageBars::addRowActionsTo(QWidget *view)
{
    for (const Command command : {Open, Edit, Duplicate, Remove})
        view->addAction(m_entries.at(command).action);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    QWidget::setTabOrder(m_entries.at(Remove).button, view);
}

void SitesPageBars::setStartButtonsVisible(bool visible)
{
    for (const Command command : {Practice, Add})
        m_entries.at(command).button->setVisible(visible);
}

void SitesPageBars::setWords(Command command, const QString &button, const QString &explanation)
{
    const Entry &entry = m_entries.at(command);
    const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
    entry.action->setText(button);
    entry.action->setToolTip(explanation);
    entry.button->setText(button);
    entry.button->setToolTip(Tr::tr("%1 (%2)").arg(explanation, keys));
}

void SitesPageBars::retranslate()
{
    m_heading->setText(Tr::tr("Sites"));
    const QString keys = m_find->shortcut().toString(QKeySequence::NativeText);
    m_search->setPlaceholderText(Tr::tr("Search the sites"));
    m_search->setAccessibleName(Tr::tr("Search the sites"));
    m_search->setToolTip(Tr::tr("%1 (%2)").arg(Tr::tr("Search the sites"), keys));
    setWords(Add, Tr::tr("Add site..."), Tr::tr("Add a site to the list"));
    setWords(Import,
             Tr::tr("Import .env..."),
             Tr::tr("Add a site with the connection of the platform's .env file"));
    setWords(Practice,
             Tr::tr("Practice site"),
             Tr::tr("Open the practice site on this computer; it is made at the first time"));
    setWords(Open, Tr::tr("Open"), Tr::tr("Connect to the chosen site"));
    setWords(Edit, Tr::tr("Edit..."), Tr::tr("Change the chosen site's entry"));
    setWords(Duplicate, Tr::tr("Duplicate..."), Tr::tr("Add a site like the chosen one"));
    setWords(Remove, Tr::tr("Remove..."), Tr::tr("Remove the chosen site from the list"));
}

bool SitesPageBars::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDown = watched == m_search && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down;
    if (!isDown)
        return QObject::eventFilter(watched, event);
    Q_EMIT leftSearchDownwards();
    return true;
}

} // namespace aegisx::ui
