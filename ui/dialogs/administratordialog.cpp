#include "ui/dialogs/administratordialog.h"

#include "core/base/tr.h"
#include "core/plans/passwordhash.h"
#include "ui/dialogs/formtools.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/wrappedlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

AdministratorDialog::AdministratorDialog(const sites::SiteProfile &profile,
                                         const QString &moduleId,
                                         QWidget *parent)
    : SiteDialog(profile, parent)
    , m_module(moduleId)
    , m_why(new WrappedLabel(this))
    , m_form(makeForm())
    , m_userName(new QLineEdit(this))
    , m_email(new QLineEdit(this))
    , m_firstName(new QLineEdit(this))
    , m_lastName(new QLineEdit(this))
    , m_password(new PasswordField(this))
    , m_again(new PasswordField(this))
    , m_problem(new WrappedLabel(this))
{
    setObjectName(u"administratorDialog"_s);
    buildUi();
    for (const QLineEdit *edit : {m_userName, m_email, m_firstName, m_lastName})
        connect(edit, &QLineEdit::textChanged, this, &AdministratorDialog::followTyping);
    for (const PasswordField *field : {m_password, m_again})
        connect(field, &PasswordField::changed, this, &AdministratorDialog::followTyping);
    connect(goButton(), &QPushButton::clicked, this, [this] {
        Q_EMIT given(request());
        accept();
    });
    AdministratorDialog::retranslate();
    m_userName->setFocus();
}

void AdministratorDialog::buildUi()
{
    m_why->setObjectName(u"administratorWhyLabel"_s);
    m_userName->setObjectName(u"userNameLineEdit"_s);
    m_email->setObjectName(u"emailLineEdit"_s);
    m_firstName->setObjectName(u"firstNameLineEdit"_s);
    m_lastName->setObjectName(u"lastNameLineEdit"_s);
    m_password->setObjectName(u"newPasswordField"_s);
    m_again->setObjectName(u"passwordAgainField"_s);
    m_problem->setObjectName(u"administratorProblemLabel"_s);
    goButton()->setObjectName(u"showPlanPushButton"_s);
    goButton()->setDefault(true);
    for (QWidget *field :
         QList<QWidget *> {m_userName, m_email, m_firstName, m_lastName, m_password, m_again})
        addField(m_form, field);
    content()->addWidget(m_why);
    content()->addLayout(m_form);
    content()->addWidget(m_problem);
    content()->addStretch(1);
}

plans::AccountRequest AdministratorDialog::request() const
{
    return {m_module,
            m_userName->text().trimmed(),
            m_email->text().trimmed(),
            m_firstName->text().trimmed(),
            m_lastName->text().trimmed(),
            m_password->password()};
}

QString AdministratorDialog::problem() const
{
    const plans::AccountRequest typed = request();
    for (const QString &text :
         {typed.userName, typed.email, typed.firstName, typed.lastName, typed.password}) {
        if (text.isEmpty())
            return Tr::tr("Fill in every field.");
    }
    if (const QString wrong = plans::accountProblem(typed); !wrong.isEmpty())
        return wrong;
    if (const QString wrong = plans::passwordProblem(typed.password, typed.userName);
        !wrong.isEmpty())
        return wrong;
    return typed.password == m_again->password() ? QString()
                                                 : Tr::tr("Type the same password a second time.");
}

void AdministratorDialog::followTyping()
{
    const QString wrong = problem();
    m_problem->setText(wrong);
    goButton()->setEnabled(wrong.isEmpty());
    goButton()->setAccessibleDescription(wrong);
}

void AdministratorDialog::retranslate()
{
    SiteDialog::retranslate();
    setWindowTitle(Tr::tr("Create the administrator"));
    m_why->setText(Tr::tr("The first account of the platform, which may do everything and makes "
                          "the others. Choose a password that nobody else knows; the program keeps "
                          "only its hash, in the site's database."));
    setFieldLabel(m_form, m_userName, Tr::tr("User name"));
    setFieldLabel(m_form, m_email, Tr::tr("E-mail address"));
    setFieldLabel(m_form, m_firstName, Tr::tr("First name"));
    setFieldLabel(m_form, m_lastName, Tr::tr("Last name"));
    setFieldLabel(m_form, m_password, Tr::tr("Password"));
    setFieldLabel(m_form, m_again, Tr::tr("Password again"));
    m_password->setLabel(Tr::tr("Password"));
    m_again->setLabel(Tr::tr("Password again"));
    goButton()->setText(Tr::tr("Show the plan"));
    followTyping();
}

} // namespace aegisx::ui
