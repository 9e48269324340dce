#include "ui/dialogs/serverform.h"

#include "core/base/tr.h"
#include "ui/dialogs/formtools.h"
#include "ui/theme/spacing.h"
#include "ui/widgets/card.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/wrappedlabel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

ServerForm::ServerForm(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_form(makeForm())
    , m_place(new QWidget(this))
    , m_host(new QLineEdit(m_place))
    , m_port(new QLineEdit(m_place))
    , m_database(new QLineEdit(this))
    , m_user(new QLineEdit(this))
    , m_password(new PasswordField(this))
    , m_keep(new QCheckBox(this))
    , m_keepTrouble(new WrappedLabel(this))
{
    nameObjects();
    layOut();
    for (const QLineEdit *edit : {m_host, m_port, m_database, m_user})
        connect(edit, &QLineEdit::textChanged, this, &ServerForm::changed);
    connect(m_password, &PasswordField::changed, this, &ServerForm::changed);
    connect(m_keep, &QCheckBox::toggled, this, &ServerForm::changed);
}

void ServerForm::nameObjects()
{
    setObjectName(u"serverForm"_s);
    m_host->setObjectName(u"hostLineEdit"_s);
    m_port->setObjectName(u"portLineEdit"_s);
    m_database->setObjectName(u"databaseLineEdit"_s);
    m_user->setObjectName(u"userLineEdit"_s);
    m_keep->setObjectName(u"keepPasswordCheckBox"_s);
    m_keepTrouble->setObjectName(u"keepTroubleLabel"_s);
    m_keepTrouble->setMuted(true);
    m_keepTrouble->hide();
}

void ServerForm::layOut()
{
    auto *place = new QHBoxLayout(m_place);
    place->setContentsMargins({});
    place->setSpacing(spacing::Small);
    place->addWidget(m_host, 4);
    place->addWidget(m_port, 1);
    m_place->setFocusProxy(m_host);
    addField(m_form, m_place);
    addField(m_form, m_database);
    addField(m_form, m_user);
    addField(m_form, m_password);
    auto *keep = new QVBoxLayout;
    keep->setSpacing(spacing::Tiny);
    keep->addWidget(m_keep);
    keep->addWidget(m_keepTrouble);
    m_form->addRow(new QLabel(this), keep); // an empty label, that its width is aligned as well
    m_card->body()->addLayout(m_form);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_card);
}

void ServerForm::fill(const postgres::ConnectionSettings &settings)
{
    m_host->setText(settings.host);
    m_port->setText(settings.port);
    m_database->setText(settings.database);
    m_user->setText(settings.user);
    m_password->setPassword(settings.password);
    m_password->hidePassword();
}

void ServerForm::writeTo(postgres::ConnectionSettings &settings) const
{
    settings.host = m_host->text().trimmed(); // no name, address or path has blanks around it
    settings.port = m_port->text().trimmed();
    settings.database = m_database->text();
    settings.user = m_user->text();
    settings.password.clear();
}

QString ServerForm::password() const
{
    return m_password->password();
}

void ServerForm::setPasswordKept(bool kept)
{
    m_isKept = kept;
    retranslate();
}

void ServerForm::setKeep(bool keep)
{
    m_keep->setChecked(keep);
}

bool ServerForm::keeps() const
{
    return m_keep->isChecked();
}

void ServerForm::setKeychainTrouble(const QString &why)
{
    m_keep->setEnabled(why.isEmpty());
    if (!why.isEmpty() && !m_isKept) // one that is kept stays so: the keychain may be back soon
        m_keep->setChecked(false);
    m_keepTrouble->setText(why);
    m_keepTrouble->setVisible(!why.isEmpty());
    m_keep->setAccessibleDescription(why);
}

void ServerForm::retranslate()
{
    m_card->setTitle(Tr::tr("Database server"));
    setFieldLabel(m_form, m_place, Tr::tr("Host and port"));
    setFieldLabel(m_form, m_database, Tr::tr("Database"));
    setFieldLabel(m_form, m_user, Tr::tr("User"));
    setFieldLabel(m_form, m_password, Tr::tr("Password"));
    m_password->setLabel(Tr::tr("Password"));
    m_host->setAccessibleName(Tr::tr("Host"));
    m_host->setToolTip(Tr::tr("A name or an address. Several hosts: a,b. A folder: its socket."));
    m_host->setPlaceholderText(Tr::tr("default host"));
    m_port->setAccessibleName(Tr::tr("Port"));
    m_port->setToolTip(Tr::tr("One port for all hosts, or one for each: 5432,5433."));
    m_port->setPlaceholderText(u"5432"_s);
    m_database->setPlaceholderText(Tr::tr("default database"));
    m_user->setPlaceholderText(Tr::tr("default user"));
    m_password->setPlaceholder(m_isKept ? Tr::tr("as it is kept in the keychain") : QString());
    m_keep->setText(Tr::tr("Keep the password in the system's keychain"));
    m_keep->setToolTip(Tr::tr("Else it is asked for each time the site is opened."));
}

} // namespace aegisx::ui
