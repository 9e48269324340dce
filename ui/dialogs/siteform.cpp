#include "ui/dialogs/siteform.h"

#include "core/base/tr.h"
#include "ui/dialogs/advancedform.h"
#include "ui/dialogs/formtools.h"
#include "ui/dialogs/hospitalform.h"
#include "ui/dialogs/serverform.h"
#include "ui/dialogs/tlsform.h"
#include "ui/theme/spacing.h"

#include <QLineEdit>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using postgres::ConnectionSettings;

namespace {

// libpq knows best what fits; it is asked about host and port alone.
bool portFits(const ConnectionSettings &settings)
{
    const auto quoted = [](QString value) -> QString {
        return u'\'' % value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) % u'\'';
    };
    QString text = u"host="_s % quoted(settings.host) % u" port="_s % quoted(settings.port);
    for (const auto &[keyword, value] : settings.extra) {
        if (keyword == "hostaddr"_L1)
            text += u" hostaddr="_s % quoted(value);
    }
    return postgres::settingsFromText(text).has_value();
}

} // namespace

SiteForm::SiteForm(DialogService &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_hospital(new HospitalForm(this))
    , m_server(new ServerForm(this))
    , m_tls(new TlsForm(dialogs, this))
    , m_advanced(new AdvancedForm(dialogs, this))
{
    setObjectName(u"siteForm"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(spacing::Medium);
    for (QWidget *part : std::initializer_list<QWidget *> {m_hospital, m_server, m_tls, m_advanced})
        column->addWidget(part);
    connect(m_hospital, &HospitalForm::changed, this, &SiteForm::noteChange);
    connect(m_server, &ServerForm::changed, this, &SiteForm::noteChange);
    connect(m_tls, &TlsForm::changed, this, &SiteForm::noteChange);
    connect(m_advanced, &AdvancedForm::changed, this, &SiteForm::noteChange);
}

void SiteForm::noteChange()
{
    if (!m_filling)
        Q_EMIT changed();
}

void SiteForm::fill(const sites::SiteProfile &profile)
{
    m_profile = profile;
    {
        const QScopedValueRollback filling(m_filling, true);
        m_hospital->fill(profile);
        m_server->setPasswordKept(profile.keepPassword);
        m_server->setKeep(profile.id.isEmpty() || profile.keepPassword);
    }
    fillConnection(profile.connection);
}

void SiteForm::fillConnection(const ConnectionSettings &settings)
{
    {
        const QScopedValueRollback filling(m_filling, true);
        m_server->fill(settings);
        m_tls->fill(settings);
        m_advanced->fill(settings);
    }
    Q_EMIT changed();
}

sites::SiteProfile SiteForm::profile() const
{
    sites::SiteProfile result = m_profile;
    m_hospital->writeTo(result);
    m_server->writeTo(result.connection);
    m_tls->writeTo(result.connection);
    m_advanced->writeTo(result.connection);
    return result;
}

QString SiteForm::password() const
{
    return m_server->password();
}

bool SiteForm::keepsPassword() const
{
    return m_server->keeps();
}

std::optional<FormProblem> SiteForm::problem() const
{
    const sites::SiteProfile now = profile();
    if (now.name.trimmed().isEmpty())
        return FormProblem {Tr::tr("The site has no name."),
                            Tr::tr("Give the name of the hospital."),
                            m_hospital->nameEdit()};
    if (now.connection.host.contains("://"_L1))
        return FormProblem {
            Tr::tr("The host field holds a whole URL."),
            Tr::tr("Copy the URL and press the button for pasting a connection URL."),
            m_server->hostEdit()};
    if (const auto fine = m_advanced->check(); !fine)
        return FormProblem {fine.error().message, fine.error().remedy, m_advanced};
    if (!portFits(now.connection))
        return FormProblem {
            Tr::tr("The port is not valid."),
            Tr::tr("A port is a number from 1 to 65535: one for all hosts, or one for each."),
            m_server->portEdit()};
    return std::nullopt;
}

void SiteForm::setKeychainTrouble(const QString &why)
{
    m_server->setKeychainTrouble(why);
}

void SiteForm::focusBeginning()
{
    m_hospital->nameEdit()->setFocus();
}

void SiteForm::focusOn(const FormProblem &problem)
{
    if (problem.field == m_advanced)
        m_advanced->focusParameters();
    else
        problem.field->setFocus();
}

void SiteForm::alignFields()
{
    alignLabels({m_hospital->form(), m_server->form(), m_tls->form(), m_advanced->form()});
}

void SiteForm::retranslate()
{
    m_hospital->retranslate();
    m_server->retranslate();
    m_tls->retranslate();
    m_advanced->retranslate();
    alignFields();
}

} // namespace aegisx::ui
